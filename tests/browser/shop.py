"""A small shop, opened and filled through the API as a program would."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

PASSWORD = "seven-plain-words"
PRODUCTS = {"Coffee": "3.50", "Tea": "1.80", "Croissant": "2.40", "Cheesecake": "5.20", "Postcard": "0.90"}
CLIENTS = ["Aysel Əliyeva", "Murad Həsənov", "Günay Quliyeva", "Oleg Smirnov", "Leyla Kərimova", "Samir Babayev"]
PATIENCE_IN_SECONDS = 60


@dataclass
class Shop:
    """What the tests know of the shop."""

    address: str
    email: str
    cookie: tuple[str, str]
    merchant: int
    products: dict[str, int] = field(default_factory=dict)
    clients: dict[str, int] = field(default_factory=dict)


def open_shop(address: str) -> Shop:
    """Sign up, add products and clients, and record a sale a day for six weeks: the earlier in the list a client
    stands, the more often she comes."""
    with httpx.Client(base_url=f"{address}/api", headers={"X-Nigotis": "1"}, timeout=60) as api:
        shop = _signed_up(api, address)
        branch = _sent(api, "/branches", name="Nizami")["id"]
        for name, price in PRODUCTS.items():
            shop.products[name] = _sent(api, "/products", name=name, price=price)["id"]
        for at, name in enumerate(CLIENTS):
            shop.clients[name] = _sent(api, "/clients", name=name, phone=f"+99450555010{at}")["id"]
        sold = sum(_sell(api, shop, branch, days_ago) for days_ago in range(42))
        _wait_for_figures(api, sold)
    return shop


def open_kiosk(address: str, name: str = "Kiosk") -> Shop:
    """A business in Dar es Salaam that has sold nothing yet."""
    about = {"country": "TZ", "currency": "TZS", "zone": "Africa/Dar_es_Salaam", "language": "en"}
    with httpx.Client(base_url=f"{address}/api", headers={"X-Nigotis": "1"}, timeout=60) as api:
        owner = {"name": "Neema", "email": f"{name.lower()}@example.com", "password": PASSWORD}
        session = _sent(api, "/sign-up", business_name=name, **owner, **about)
        return Shop(address, owner["email"], next(iter(api.cookies.items())), session["merchant"]["id"])


def open_bakery(address: str) -> Shop:
    """A kiosk where bread is mostly sold with butter, and some clients never took any."""
    shop = open_kiosk(address, "Bakery")
    cookies = dict([shop.cookie])
    with httpx.Client(base_url=f"{address}/api", headers={"X-Nigotis": "1"}, cookies=cookies, timeout=60) as api:
        for name, price in {"Bread": "2000", "Butter": "5000", "Salt": "500"}.items():
            shop.products[name] = _sent(api, "/products", name=name, price=price, cost=str(int(price) // 2))["id"]
        for at, name in enumerate(("Asha", "Baraka", "Chausiku", "Daudi")):
            shop.clients[name] = _sent(api, "/clients", name=name, phone=f"+25575555501{at}")["id"]
        buyers = [("Asha", "Bread Butter"), ("Baraka", "Bread Butter"), ("Chausiku", "Bread"), ("Daudi", "Bread")]
        baskets = (buyers + [("Daudi", "Salt")] * 6) * 6
        for times, (name, products) in enumerate(baskets):
            lines = [{"product_id": shop.products[product], "quantity": "1"} for product in products.split()]
            moment = (datetime.now(UTC) - timedelta(hours=8 * times, minutes=5)).isoformat()
            _sent(api, "/sales", client_id=shop.clients[name], lines=lines, sold_at=moment, source="till")
        _wait_for_figures(api, len(baskets))
    return shop


def hire(shop: Shop, name: str, role: str, branch: str) -> Shop:
    """The shop as somebody new sees it, who works in one branch; the branch is opened when it is not there."""
    with httpx.Client(base_url=f"{shop.address}/api", headers={"X-Nigotis": "1"}, timeout=60) as api:
        api.cookies.set(*shop.cookie)
        there = {one["name"]: one["id"] for one in api.get("/branches").raise_for_status().json()}
        branch_id = there.get(branch) or _sent(api, "/branches", name=branch)["id"]
        email = f"{name.lower()}@example.com"
        invited = _sent(api, "/staff/invitations", name=name, email=email, role=role, branch_id=branch_id)
    with httpx.Client(base_url=f"{shop.address}/api", headers={"X-Nigotis": "1"}, timeout=60) as api:
        _sent(api, "/invitations/accept", token=invited["token"], name=name, password=PASSWORD)
        return replace(shop, email=email, cookie=next(iter(api.cookies.items())))


def _signed_up(api: httpx.Client, address: str) -> Shop:
    email = "owner@example.com"
    about = {"country": "AZ", "currency": "AZN", "zone": "Asia/Baku", "language": "en"}
    owner = {"name": "Nigar", "email": email, "password": PASSWORD}
    session = _sent(api, "/sign-up", business_name="Corner Café", **owner, **about)
    return Shop(address, email, next(iter(api.cookies.items())), session["merchant"]["id"])


def _sell(api: httpx.Client, shop: Shop, branch: int, days_ago: int) -> int:
    """The day's sales: the first client every day up to today, the second every second up to yesterday, and so on."""
    moment = datetime.now(UTC) - timedelta(days=days_ago, minutes=5)
    buyers = [client for every, client in enumerate(shop.clients.values(), 1) if days_ago % every == every - 1]
    for at, client in enumerate(buyers):
        product = list(shop.products.values())[(days_ago + at) % len(shop.products)]
        line = {"product_id": product, "quantity": "2"}
        about = {"branch_id": branch, "sold_at": moment.isoformat(), "source": "till"}
        _sent(api, "/sales", client_id=client, lines=[line], **about)
    return len(buyers)


def _wait_for_figures(api: httpx.Client, sales: int) -> None:
    """Until the mirror has taken in all sales."""
    deadline = time.monotonic() + PATIENCE_IN_SECONDS
    while time.monotonic() < deadline:
        answer = api.get("/analytics/totals", params={"since": "2020-01-01"}).raise_for_status().json()
        names = [column["name"] for column in answer["columns"]]
        if answer["rows"] and answer["rows"][0][names.index("sales")] == sales:
            return
        time.sleep(0.1)
    raise AssertionError(f"after {PATIENCE_IN_SECONDS} s figures do not show {sales} sales")


def _sent(api: httpx.Client, path: str, **body: Any) -> Any:
    answer = api.post(path, json=body)
    assert answer.status_code in {200, 201}, answer.text
    return answer.json()
