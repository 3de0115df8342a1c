"""A real server with a small shop in it, and a real Chromium in front of it."""

from __future__ import annotations

import shutil
import socket
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import psycopg
import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from browser.shop import Shop, open_shop
from nigotis.kernel.context import House

ROOT = Path(__file__).parent.parent.parent
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
NOBODY = 987_654
"""The number of nothing in the shop."""

# Nobody is signed in yet; a password is too short, limits are out of order, a colour is no colour.
REFUSALS = [
    ("/session", "401"),
    ("/sign-up", "400"),
    ("/segments/definition", "400"),
    ("/merchant", "400"),
    ("/predictions/settings", "400"),
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The Chromium of this machine."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("there is no Chromium on this machine (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def served_house(server: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, str]]:
    """The whole of Nigotis, web, API, jobs and mirror over a fresh database, and where it answers."""
    from nigotis.app import open_house
    from nigotis.kernel.config import Config
    from nigotis.surfaces.http.app import create
    from nigotis.surfaces.http.site import SITE
    from nigotis.surfaces.worker.background import running, services

    if not (SITE / "index.html").exists():
        pytest.skip("the web app is not built (make web)")
    name = f"{template}_browser"
    with psycopg.connect(server.format("postgres"), autocommit=True) as admin:
        admin.execute(f"drop database if exists {name} with (force)")  # type: ignore[arg-type]
        admin.execute(f"create database {name} template {template}")  # type: ignore[arg-type]
    config = Config(database_url=server.format(name), data=tmp_path_factory.mktemp("browser"))
    with open_house(config) as house, running(services(house, concurrency=1)), _served(create(house)) as found:
        yield house, found
    with psycopg.connect(server.format("postgres"), autocommit=True) as admin:
        admin.execute(f"drop database {name} with (force)")  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def address(served_house: tuple[House, str]) -> str:
    """Where Nigotis answers."""
    return served_house[1]


class _served:
    """The app on a free port, for as long as the block lasts."""

    def __init__(self, app: Any) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        self._thread = Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.02)
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)


@pytest.fixture(scope="session")
def shop(address: str) -> Shop:
    """A shop with products, clients and six weeks of sales, all of it visible in figures."""
    return open_shop(address)


@pytest.fixture(scope="session")
def kept_days(served_house: tuple[House, str], shop: Shop) -> tuple[date, date]:
    """Two days for which the shop's segments are kept, a month apart; the API only keeps the day it is."""
    from nigotis.kernel.door import enter
    from nigotis.kernel.work import house_caller
    from nigotis.segments.snapshots import take

    house, _ = served_house
    with enter(house, house_caller(house, shop.merchant)) as ctx:
        since, until = ctx.today - timedelta(days=35), ctx.today - timedelta(days=1)
        for day in (since, until):
            take(ctx, day)
    return since, until


@pytest.fixture
def context(chromium: Browser, address: str) -> Iterator[BrowserContext]:
    """A window's worth of cookies, on a desk, in English and in the light."""
    made = chromium.new_context(base_url=address, viewport=DESK, locale="en-GB", timezone_id="Asia/Baku")  # type: ignore[arg-type]
    made.set_default_timeout(10_000)
    expect.set_options(timeout=10_000)  # the first look at a new server has it write the SQL of all it shows
    yield made
    made.close()


@pytest.fixture
def stranger(context: BrowserContext) -> Iterator[Page]:
    """A page of somebody who has not signed in. No error may appear on its console."""
    yield from _watched(context)


@pytest.fixture
def page(context: BrowserContext, shop: Shop) -> Iterator[Page]:
    """A page of the shop's owner. No error may appear on its console."""
    sign_in(context, shop)
    yield from _watched(context)


def sign_in(context: BrowserContext, shop: Shop) -> None:
    """Give the window the owner's session and language."""
    context.add_cookies([{"name": shop.cookie[0], "value": shop.cookie[1], "url": shop.address}])
    context.add_init_script(
        "localStorage.getItem('nigotis.language') || localStorage.setItem('nigotis.language', 'en')"
    )


def _watched(context: BrowserContext) -> Iterator[Page]:
    errors: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: errors.append(message.text) if _is_wrong(message) else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert not errors, errors


def _is_wrong(message: ConsoleMessage) -> bool:
    """Chromium itself writes a line for every refusal, also for those that are the right answer."""
    path = message.location.get("url", "").partition("/api")[2]
    if str(NOBODY) in path and "404" in message.text:
        return False
    return message.type == "error" and not any(path == of and status in message.text for of, status in REFUSALS)


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, which finds what keeps people out of a page."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed (make web)")
    return AXE.read_text()
