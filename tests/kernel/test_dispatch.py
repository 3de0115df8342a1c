from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from make.clock import Clock
from make.shop import make_shop
from nigotis.kernel import dispatch
from nigotis.kernel.context import Caller, Context, House
from nigotis.kernel.dispatch import Reactions, deliver, deliver_all
from nigotis.kernel.door import enter
from nigotis.kernel.outbox import Event


class BellRang(Event):
    times: int


heard: list[tuple[int, int]] = []


def hear(ctx: Context, event: BellRang) -> None:
    heard.append((ctx.merchant_id, event.times))


def refuse_thirteen(ctx: Context, event: BellRang) -> None:
    if event.times == 13:
        raise ValueError("unlucky")
    hear(ctx, event)


@pytest.fixture(scope="module")
def shop(house: House) -> Caller:
    return make_shop(house)


@pytest.fixture(autouse=True)
def silence(house: House, shop: Caller) -> None:
    heard.clear()
    with house.database.system() as session:
        session.execute(text("delete from outbox"))


def ring(house: House, shop: Caller, *times: int) -> None:
    with enter(house, shop) as ctx:
        for number in times:
            ctx.tell(BellRang(times=number))


def left(house: House) -> list[Any]:
    with house.database.system() as session:
        return list(session.execute(text("select kind, attempts, last_error from outbox order by id")))


def test_an_announcement_reaches_who_reacts_and_leaves_the_outbox(house: House, shop: Caller) -> None:
    ring(house, shop, 1, 2)
    deliver_all(house, {BellRang: [hear]})
    assert heard == [(shop.merchant.id, 1), (shop.merchant.id, 2)]
    assert left(house) == []


def test_nothing_is_announced_by_a_transaction_that_rolled_back(house: House, shop: Caller) -> None:
    with pytest.raises(KeyError), enter(house, shop) as ctx:
        ctx.tell(BellRang(times=1))
        raise KeyError
    assert left(house) == []


def test_an_announcement_that_fails_waits_longer_each_time_and_blocks_no_other(
    house: House, shop: Caller, clock: Clock
) -> None:
    reactions: Reactions = {BellRang: [refuse_thirteen]}
    ring(house, shop, 13, 14)
    deliver_all(house, reactions)
    assert heard == [(shop.merchant.id, 14)]
    assert left(house) == [("BellRang", 1, "ValueError('unlucky')")]
    clock.forward(seconds=1)
    assert deliver(house, reactions) == 0
    clock.forward(seconds=1)
    assert deliver(house, reactions) == 1
    clock.forward(seconds=3)
    assert deliver(house, reactions) == 0
    clock.forward(seconds=1)
    deliver(house, {BellRang: [hear]})
    assert heard == [(shop.merchant.id, 14), (shop.merchant.id, 13)]
    assert left(house) == []


def test_what_a_dead_dispatcher_had_leased_comes_due_again(house: House, shop: Caller, clock: Clock) -> None:
    ring(house, shop, 1)
    dispatch._lease(house)
    deliver_all(house, {BellRang: [hear]})
    assert heard == []
    clock.forward(seconds=61)
    deliver_all(house, {BellRang: [hear]})
    assert heard == [(shop.merchant.id, 1)]


def test_the_application_role_cannot_read_the_outbox(house: House, shop: Caller) -> None:
    ring(house, shop, 1)
    with pytest.raises(Exception, match="permission denied"), enter(house, shop) as ctx:
        ctx.db.execute(text("select * from outbox"))
