"""One valid ask per operation, made of a shop's own things; the walks over ids and over roles both need them.

An operation that takes an id and has no example here fails the walk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from make.web import Browser
from nigotis.kernel.context import House
from nigotis.kernel.fields import LARGEST_ID
from nigotis.kernel.operation import Operation
from nigotis.kernel.work import run_job

Things = dict[str, Any]
Place = tuple[str | int, ...]
TEXT_IDS = {("imports", "upload_id"), ("segments", "segment"), ("boards", "board")}  # ids that are not numbers


@dataclass
class Shop:
    """A signed-in owner and the ids of one thing of every kind."""

    browser: Browser
    things: Things = field(default_factory=dict)


def furnished(browser: Browser, house: House) -> Shop:
    """A shop with one thing of every kind, all made through the API."""
    post = browser.post
    t: Things = {}
    t["branch"] = post("/branches", name="Canary branch")["id"]
    t["device"] = post("/devices", branch_id=t["branch"], name="Canary till")["id"]
    t["field"] = post("/custom-fields", about="clients", label="Canary field", kind="text")["id"]
    t["seller"] = post("/staff/sellers", name="Canary seller", branch_id=t["branch"])["id"]
    t["key"] = post("/api-keys", name="Canary key", grants=["clients:read"])["key"]["id"]
    t["category"] = post("/categories", name="Canary category")["id"]
    t["product"] = post("/products", name="Canary product", category_id=t["category"], price="3")["id"]
    for name in ("client", "other_client", "merged_client"):
        t[name] = post("/clients", name=f"Canary {name}", branch_id=t["branch"], city="Canary town")["id"]
    t["spelling"] = browser.get("/clients/spellings")[0]["id"]
    t["merge"] = post(f"/clients/{t['client']}/merge", other_id=t["merged_client"])["id"]
    sale = post("/sales", **_sale(t))
    t["sale"], t["line"] = sale["id"], sale["lines"][0]["id"]
    t["saved"] = int(post("/segments", name="Canary segment", cells=["champions"], branch=[t["branch"]])["id"])
    t["day"] = post("/segments/snapshots")["as_of"]
    t["partner"] = post("/staff/sellers", name="Canary partner", manager_id=t["seller"])["id"]
    t["deal"] = post("/deals", **_deal(t))["id"]
    t["won"] = post("/deals", **_deal(t))["id"]
    post(f"/deals/{t['won']}/win", value="10")
    t["activity"] = post("/activities", kind="call", deal_id=t["deal"], due_on="2026-11-20")["id"]
    t["board"] = int(post("/boards", **_board(t))["id"])
    sample = {"sample": "Canary got TZS 7,000 from MTU", "amount": "TZS 7,000", "who": "MTU"}
    t["layout"] = post("/messages/layouts", operator="Canary", direction="in", **sample)["id"]
    _import(browser, house, t)
    return Shop(browser, t)


def _import(browser: Browser, house: House, t: Things) -> None:
    files = {"file": ("clients.csv", b"Name,Phone\nCanary imported,+994 50 212 34 56\n,bad\n")}
    t["upload"] = browser.client.post("/api/uploads", files=files).json()["upload_id"]
    t["job"] = browser.post("/imports", upload_id=t["upload"], kind="clients")["id"]
    run_job(house, browser.get("/session")["merchant"]["id"], t["job"], Event())
    t["import"] = browser.get("/imports")["items"][0]["id"]


def _sale(t: Things) -> dict[str, Any]:
    return {
        "branch_id": t["branch"],
        "device_id": t["device"],
        "seller_id": t["seller"],
        "client_id": t["client"],
        "lines": [{"product_id": t["product"], "quantity": "2", "unit_price": "3"}],
    }


def _return(t: Things) -> dict[str, Any]:
    places = {"branch_id": t["branch"], "device_id": t["device"], "seller_id": t["seller"]}
    return places | {"sale_id": t["sale"], "lines": [{"line_id": t["line"], "quantity": "1"}]}


def _board(t: Things) -> dict[str, Any]:
    card = {"id": "net", "figure": "revenue", "filters": _filters(t)}
    return {"title": "Canary board", "roles": ["manager", "analyst", "seller"], "cards": [card]}


def _filters(t: Things) -> dict[str, Any]:
    return {"branch": [t["branch"]], "product": [t["product"]], "seller": [t["seller"]]}


def _deal(t: Things) -> dict[str, Any]:
    parts = {"seller_id": t["seller"], "partner_id": t["partner"], "partner_percent": 40}
    return parts | {"title": "Canary deal", "client_id": t["client"], "product_ids": [t["product"]]}


def _deal_filters(t: Things) -> dict[str, Any]:
    return {name: t[name] for name in ("seller", "client", "product")}


def _activity(t: Things) -> dict[str, Any]:
    return {"client_id": t["client"], "deal_id": t["deal"], "seller_id": t["seller"], "due_on": "2026-11-20"}


def _rule(t: Things) -> dict[str, Any]:
    return {"match": "all", "rules": [{"field": "branch", "op": "in", "values": [str(t["branch"])]}]}


EXAMPLES: dict[str, Callable[[Things], dict[str, Any]]] = {
    "boards.read": lambda t: {"board": str(t["board"])},
    "boards.add": _board,
    "boards.duplicate": lambda t: {"board": str(t["board"]), "cards": _board(t)["cards"]},
    "boards.edit": lambda t: {"board_id": t["board"], "version": 1, "cards": _board(t)["cards"]},
    "boards.remove": lambda t: {"board_id": t["board"]},
    "boards.restore": lambda t: {"board_id": t["board"]},
    "clients.search": lambda t: {"branch": t["branch"]},
    "clients.export": lambda t: {"branch": t["branch"], "format": "csv"},
    "clients.add": lambda t: {"name": "Canary", "branch_id": t["branch"]},
    "clients.read": lambda t: {"client_id": t["client"]},
    "clients.edit": lambda t: {"client_id": t["client"], "branch_id": t["branch"]},
    "clients.remove": lambda t: {"client_id": t["client"]},
    "clients.restore": lambda t: {"client_id": t["client"]},
    "clients.merge": lambda t: {"client_id": t["client"], "other_id": t["other_client"]},
    "clients.towns": lambda t: {"q": "Bak"},
    "clients.set_town": lambda t: {"spelling_id": t["spelling"], "town": 587084},
    "clients.undo_merge": lambda t: {"merge_id": t["merge"]},
    "deals.search": lambda t: {**_deal_filters(t), "sale": t["sale"]},
    "deals.board": _deal_filters,
    "deals.edit_stages": lambda t: {
        "stages": [{"code": code} for code in ("lead", "contacted", "proposal")] + [{"name": "Canary stage"}]
    },
    "deals.targets": lambda t: {"month": "2026-11-01"},
    "deals.set_target": lambda t: {
        "seller_id": t["seller"],
        "month": "2026-11-01",
        "measure": "deals_count",
        "value": "5",
    },
    "deals.add": _deal,
    "deals.read": lambda t: {"deal_id": t["deal"]},
    "deals.edit": lambda t: {"deal_id": t["deal"], **_deal(t)},
    "deals.move": lambda t: {"deal_id": t["deal"], "stage": "proposal"},
    "deals.win": lambda t: {"deal_id": t["deal"], "client_id": t["client"], "sale_id": t["sale"]},
    "deals.link": lambda t: {"deal_id": t["won"], "sale_id": t["sale"]},
    "deals.lose": lambda t: {"deal_id": t["deal"], "reason": "Canary"},
    "deals.reopen": lambda t: {"deal_id": t["won"]},
    "deals.refund": lambda t: {"deal_id": t["won"], "amount": "1"},
    "deals.remove": lambda t: {"deal_id": t["deal"]},
    "deals.restore": lambda t: {"deal_id": t["deal"]},
    "deals.find_activities": lambda t: {"seller": t["seller"], "client": t["client"], "deal": t["deal"]},
    "deals.plan_activity": lambda t: {"kind": "visit", **_activity(t)},
    "deals.edit_activity": lambda t: {"activity_id": t["activity"], **_activity(t)},
    "deals.finish_activity": lambda t: {"activity_id": t["activity"]},
    "deals.remove_activity": lambda t: {"activity_id": t["activity"]},
    "deals.restore_activity": lambda t: {"activity_id": t["activity"]},
    "reports.message_document": lambda t: {"document": "messages"},
    "messages.history": lambda t: {"client_id": t["client"]},
    "messages.teach": lambda t: {
        "sample": "Canary pay: you got TZS 5,000 from MTU WA KWANZA",
        "operator": "Canary pay",
        "direction": "in",
        "amount": "TZS 5,000",
        "who": "MTU WA KWANZA",
    },
    "messages.forget": lambda t: {"layout_id": t["layout"]},
    "messages.restore": lambda t: {"layout_id": t["layout"]},
    "messages.tag": lambda t: {"segment": "loyal", "tag": "Canary"},
    "messages.link": lambda t: {"person": "MTU WA KWANZA", "client_id": t["client"]},
    "imports.preview": lambda t: {"upload_id": t["upload"]},
    "imports.start": lambda t: {"upload_id": t["upload"], "kind": "clients"},
    "imports.read": lambda t: {"import_id": t["import"]},
    "imports.undo": lambda t: {"import_id": t["import"]},
    "imports.rejected": lambda t: {"import_id": t["import"]},
    "imports.job": lambda t: {"job_id": t["job"]},
    "imports.cancel": lambda t: {"job_id": t["job"]},
    "merchants.add_branch": lambda t: {"name": "Canary 2"},
    "merchants.edit_branch": lambda t: {"branch_id": t["branch"], "city": "Gəncə"},
    "merchants.add_device": lambda t: {"branch_id": t["branch"], "name": "Canary"},
    "merchants.edit_device": lambda t: {"device_id": t["device"], "branch_id": t["branch"]},
    "merchants.add_custom_field": lambda t: {"about": "sales", "label": "Canary", "kind": "text"},
    "merchants.edit_custom_field": lambda t: {"field_id": t["field"], "label": "Canary"},
    "predictions.clients": lambda t: {"name": "due", **_filters(t)},
    "predictions.counts": _filters,
    "predictions.save": lambda t: {"name": "due", **_filters(t), "title": "Canary list"},
    "predictions.export": lambda t: {"name": "value", **_filters(t), "format": "csv"},
    "predictions.client": lambda t: {"client_id": t["client"]},
    "predictions.similar": lambda t: {"product_id": t["product"]},
    "products.add": lambda t: {"name": "Canary", "category_id": t["category"]},
    "products.read": lambda t: {"product_id": t["product"]},
    "products.edit": lambda t: {"product_id": t["product"], "category_id": t["category"]},
    "products.remove": lambda t: {"product_id": t["product"]},
    "products.restore": lambda t: {"product_id": t["product"]},
    "products.adjust_stock": lambda t: {"product_id": t["product"], "counted": "5"},
    "products.search": lambda t: {"category": t["category"]},
    "products.add_category": lambda t: {"name": "Canary 2"},
    "products.edit_category": lambda t: {"category_id": t["category"], "name": "Canary 3"},
    "reports.read": lambda t: {"name": "revenue", **_filters(t), "client": [t["client"]]},
    "reports.export": lambda t: {"name": "revenue", **_filters(t), "client": [t["client"]], "format": "csv"},
    "reports.keep": lambda t: {
        "name": "top-clients",
        "asked": {name: str(one[0]) for name, one in _filters(t).items()},
        "title": "Canary clients",
    },
    "reports.card": lambda t: {"client_id": t["client"]},
    "sales.record": _sale,
    "sales.give_back": _return,
    "sales.search": lambda t: {
        "branch": t["branch"],
        "client": t["client"],
        "seller": t["seller"],
        "product": t["product"],
    },
    "sales.read": lambda t: {"sale_id": t["sale"]},
    "sales.void": lambda t: {"sale_id": t["sale"]},
    "sales.restore": lambda t: {"sale_id": t["sale"]},
    "segments.clients": lambda t: {"segment": str(t["saved"]), **_filters(t)},
    "segments.export": lambda t: {"segment": str(t["saved"]), **_filters(t), "format": "csv"},
    "segments.save": lambda t: {"name": "Canary 2", "cells": ["champions"], **_filters(t)},
    "segments.preview": lambda t: {"rule": _rule(t)},
    "segments.copy": lambda t: {"segment": str(t["saved"])},
    "segments.complete": lambda t: {"text": "gender "},
    "segments.edit": lambda t: {"segment_id": t["saved"], "rule": _rule(t)},
    "segments.why": lambda t: {"segment": str(t["saved"]), "client_id": t["client"]},
    "segments.of_client": lambda t: {"client_id": t["client"]},
    "segments.keep": lambda t: {"segment_id": t["saved"]},
    "segments.size": lambda t: {"segment": str(t["saved"])},
    "segments.changes": lambda t: {"segment": str(t["saved"])},
    "segments.on_day": lambda t: {"segment": str(t["saved"]), "day": t["day"]},
    "segments.movers": lambda t: {"since": t["day"], "until": t["day"]},
    "segments.keep_movers": lambda t: {"since": t["day"], "until": t["day"], "title": "Canary movers"},
    "segments.keep_day": lambda t: {"segment": str(t["saved"]), "day": t["day"], "title": "Canary day"},
    "segments.redefine": lambda t: {"cutoffs": None},
    "segments.remove": lambda t: {"segment_id": t["saved"]},
    "segments.restore": lambda t: {"segment_id": t["saved"]},
    "segments.movement": lambda t: {"since": t["day"], "until": t["day"]},
    "staff.add_seller": lambda t: {"name": "Canary", "branch_id": t["branch"], "manager_id": t["seller"]},
    "staff.invite": lambda t: {"email": "c@example.com", "name": "C", "role": "seller", "branch_id": t["branch"]},
    "staff.edit_member": lambda t: {
        "member_id": t["seller"],
        "branch_id": t["branch"],
        "manager_id": t["partner"],
    },
    "staff.remove_member": lambda t: {"member_id": t["seller"]},
    "staff.add_api_key": lambda t: {"name": "Canary", "grants": ["sales:read"]},
    "staff.revoke_api_key": lambda t: {"key_id": t["key"]},
}


def example(op: Operation[Any, Any], things: Things) -> dict[str, Any]:
    """A valid ask of `op`; an operation without ids and without required fields needs none."""
    return EXAMPLES.get(op.name, lambda _: {})(things)


def id_places(op: Operation[Any, Any]) -> list[Place]:
    """Where ids stand in what is asked, read off its schema; a list's items are all alike, so 0 stands for them."""
    schema = op.ask.model_json_schema()
    numbers = set(_ids_in(schema, schema.get("$defs", {}), ()))
    return sorted(
        numbers | {(name,) for room, name in TEXT_IDS if room == op.room and name in op.ask.model_fields}, key=str
    )


def _ids_in(part: Any, shared: dict[str, Any], at: Place) -> Iterator[Place]:
    if "$ref" in part:
        name = part["$ref"].rpartition("/")[2]
        part, shared = shared.get(name, {}), {key: of for key, of in shared.items() if key != name}  # once: trees recur
    if part.get("maximum") == LARGEST_ID:
        yield at
    for choice in part.get("anyOf", []):
        yield from _ids_in(choice, shared, at)
    for name, inner in part.get("properties", {}).items():
        yield from _ids_in(inner, shared, (*at, name))
    if isinstance(part.get("items"), dict):
        yield from _ids_in(part["items"], shared, (*at, 0))


def at(ask: Any, place: Place) -> Any:
    """What stands at a place."""
    for step in place:
        ask = ask[step]
    return ask


def replaced(ask: Any, place: Place, value: Any) -> Any:
    """The same ask with something else at a place."""
    if not place:
        return value
    step, rest = place[0], place[1:]
    if isinstance(ask, list):
        return [replaced(item, rest, value) if index == step else item for index, item in enumerate(ask)]
    return {**ask, step: replaced(ask[step], rest, value)}


def send(browser: Browser, op: Operation[Any, Any], ask: dict[str, Any], *, dry_run: bool = False) -> Any:
    """The response to an ask, as HTTP carries it."""
    from nigotis.surfaces.http.operations import places

    path = "/api" + op.path.format(**{name: ask[name] for name in places(op)})
    rest = {name: value for name, value in ask.items() if name not in places(op)}
    if op.method == "GET":
        return browser.client.get(path, params=rest)
    return browser.client.request(op.method, path, json=rest, params={"dry_run": "true"} if dry_run else {})
