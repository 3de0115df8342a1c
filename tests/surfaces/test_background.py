from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

from make.shop import make_shop
from nigotis.clients.operations import add as add_client
from nigotis.clients.operations import read as read_client
from nigotis.clients.types import AddClient, WhichClient
from nigotis.kernel.context import Caller, House, utc_now
from nigotis.mirror.cache import Mirror
from nigotis.sales.operations import record
from nigotis.sales.types import LineAsk, RecordSale
from nigotis.surfaces.worker.background import running, services


@pytest.fixture(scope="module")
def shop(house: House) -> Iterator[Caller]:
    house.clock = utc_now  # the background works by the real clock
    shop = make_shop(house)
    with running(services(house, concurrency=1)):
        yield shop


def soon(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def test_a_sale_reaches_who_reacts_and_the_numbers_by_itself(house: House, shop: Caller) -> None:
    client = add_client.serve(house, shop, AddClient(name="Aynur", status="waiting"))
    line = LineAsk(name="Çay", quantity=Decimal(2), unit_price=Decimal("1.50"))
    record.serve(house, shop, RecordSale(client_id=client.id, lines=[line]))
    soon(lambda: read_client.serve(house, shop, WhichClient(client_id=client.id)).status == "active")
    soon(lambda: _sold(house, shop) == Decimal(3))


def _sold(house: House, shop: Caller) -> Decimal:
    mirror = Mirror(house.data)
    try:
        with mirror.connection(shop.merchant.id) as engine:
            return Decimal(engine.con.sql("select coalesce(sum(amount), 0) from sale_lines").fetchall()[0][0])
    finally:
        mirror.close()


def test_stopping_leaves_no_thread_behind(house: House) -> None:
    before = set(threading.enumerate())
    with running(services(house, concurrency=1)):
        assert {thread.name for thread in set(threading.enumerate()) - before} >= {"jobs", "outbox", "mirror"}
    left = {thread.name for thread in set(threading.enumerate()) - before if thread.is_alive()}
    assert not left & {"jobs", "outbox", "mirror"}


def test_what_was_started_is_stopped_in_reverse_even_when_a_later_one_fails() -> None:
    told: list[str] = []

    class Part:
        def __init__(self, name: str) -> None:
            self.name = name

        def start(self) -> None:
            if self.name == "broken":
                raise OSError
            told.append(f"{self.name} starts")

        def stop(self) -> None:
            told.append(f"{self.name} stops")

    with pytest.raises(OSError), running([Part("one"), Part("two"), Part("broken")]):
        raise AssertionError("never reached")
    assert told == ["one starts", "two starts", "two stops", "one stops"]
