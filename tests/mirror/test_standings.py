"""Where everyone stood is remembered between requests, and never longer than it is true."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from make.mirror import MERCHANTS, Shop, is_mirrored, settle
from nigotis.metrics.catalogue import metrics
from nigotis.metrics.rollups import BEGINNING, standings_on
from nigotis.metrics.run import Stood, fetch, run
from nigotis.metrics.window import Window
from nigotis.mirror.cache import Mirror
from nigotis.mirror.standings import SharedStandings
from nigotis.mirror.tail import Tail

EVE, DAY = date(2026, 2, 28), date(2026, 3, 1)  # DAY: when the shop's clock stands still
LONG_AGO = "2025-06-15T12:00:00Z"


def spent(mirror: Mirror, day: date) -> dict[int, str]:
    with mirror.connection(MERCHANTS[0]) as engine:
        return {row["client_id"]: f"{row['net']:.0f}" for row in fetch(standings_on(day), engine).to_pylist()}


def remembered(mirror: Mirror) -> list[tuple[int, date]]:
    """Under which change what is held of which day, the latest asked for last."""
    return [(number, stood.day) for number, stood in mirror._held[MERCHANTS[0]].standings._held]


@pytest.fixture
def regular(tail: Tail, shop: Shop) -> Shop:
    """A shop with one client, who bought for 5 long ago."""
    sale = shop.sell("5", client=1)
    shop.do("update till_sale set sold_at = :at where merchant_id = :m and id = :s", at=LONG_AGO, s=sale)
    settle(tail)
    return shop


def test_a_sale_of_today_leaves_alone_what_is_known_of_yesterday(tail: Tail, mirror: Mirror, regular: Shop) -> None:
    assert (spent(mirror, EVE), spent(mirror, DAY)) == ({1: "5"}, {1: "5"})
    known = remembered(mirror)
    regular.sell("2", client=1)
    regular.sell("3", client=2)
    settle(tail)
    assert (spent(mirror, EVE), spent(mirror, DAY)) == ({1: "5"}, {1: "7", 2: "3"})
    today, yesterday, anew = remembered(mirror)
    assert [today, yesterday] == known[::-1]
    assert anew == (yesterday[0] + 1, DAY)
    assert is_mirrored(mirror, regular)


def test_a_sale_of_long_ago_changes_every_day_since(tail: Tail, mirror: Mirror, regular: Shop) -> None:
    regular.sell("2", client=1)
    settle(tail)
    assert (spent(mirror, EVE), spent(mirror, DAY)) == ({1: "5"}, {1: "7"})
    late = regular.sell("4", client=1)
    regular.do("update till_sale set sold_at = :at where merchant_id = :m and id = :s", at=LONG_AGO, s=late)
    settle(tail)
    assert (spent(mirror, EVE), spent(mirror, DAY)) == ({1: "9"}, {1: "11"})
    regular.do("delete from till_sale where merchant_id = :m and id = :s", s=late)
    settle(tail)
    assert (spent(mirror, EVE), spent(mirror, DAY)) == ({1: "5"}, {1: "7"})
    assert is_mirrored(mirror, regular)


def test_a_sale_moved_to_another_client_or_day_moves(tail: Tail, mirror: Mirror, regular: Shop) -> None:
    sale = regular.sell("2", client=1)
    settle(tail)
    assert spent(mirror, DAY) == {1: "7"}
    regular.do("update till_sale set client_id = 2 where merchant_id = :m and id = :s", s=sale)
    settle(tail)
    assert (spent(mirror, EVE), spent(mirror, DAY)) == ({1: "5"}, {1: "5", 2: "2"})
    regular.do("update till_sale set sold_at = :at where merchant_id = :m and id = :s", at=LONG_AGO, s=sale)
    settle(tail)
    assert (spent(mirror, EVE), spent(mirror, DAY)) == ({1: "5", 2: "2"}, {1: "5", 2: "2"})


def test_a_request_neither_sees_nor_leaves_behind_another_state(tail: Tail, mirror: Mirror, regular: Shop) -> None:
    with mirror.connection(MERCHANTS[0]) as early:
        early.con.execute("select count(*) from sale_lines")
        regular.sell("2", client=1)
        settle(tail)
        assert spent(mirror, DAY) == {1: "7"}
        assert [f"{row['net']:.0f}" for row in fetch(standings_on(DAY), early).to_pylist()] == ["5"]
    assert spent(mirror, DAY) == {1: "7"}


def test_figures_of_a_branch_share_theirs(tail: Tail, mirror: Mirror, regular: Shop) -> None:
    regular.do("insert into till_branch values (:m, 3, 'Centre', 'UTC')")
    regular.sell("2", client=1, branch=3)
    settle(tail)
    w = Window(DAY, DAY).narrow(branch=3)
    with mirror.connection(MERCHANTS[0]) as engine:
        assert run(metrics()["rfm"], w, engine).rows["monetary"].to_pylist() == [2]
        assert run(metrics()["client_activity"], w, engine).rows["active_clients"].to_pylist() == [1]
    assert [day for _, day in remembered(mirror)] == [DAY]
    regular.sell("4", client=1, branch=3)
    settle(tail)
    with mirror.connection(MERCHANTS[0]) as engine:
        assert run(metrics()["rfm"], w, engine).rows["monetary"].to_pylist() == [6]


@pytest.fixture
def root() -> Any:
    engine = duckdb.connect(":memory:")
    engine.execute("create sequence asked")
    return engine


ASKED = Stood(DAY, "select nextval('asked') as times from range(1000)")


def times(shared: SharedStandings, root: Any, stood: Stood = ASKED) -> int:
    cursor = root.cursor()
    cursor.begin()
    found: pa.Table = shared.seen_by(cursor).find(stood, cursor)
    cursor.commit()
    return int(found["times"][0].as_py())


def test_many_who_ask_at_once_wait_for_the_first(root: Any) -> None:
    shared, start = SharedStandings(root, 1 << 20), threading.Barrier(4)

    def ask(_: int) -> int:
        start.wait()
        return times(shared, root)

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(ask, range(4))) == {1}


def test_who_failed_is_followed_by_one_who_does_not(root: Any) -> None:
    shared, missing = SharedStandings(root, 1 << 20), Stood(DAY, "select 7 as times from not_there")
    with pytest.raises(duckdb.CatalogException):
        times(shared, root, missing)
    root.execute("create table not_there as select 1 as one")
    assert times(shared, root, missing) == 7


def test_the_longest_unused_is_forgotten(root: Any) -> None:
    shared = SharedStandings(root, 20_000)  # room for two of 8,000 bytes
    other, third = (Stood(day, ASKED.sql) for day in (EVE, BEGINNING))
    assert [times(shared, root, stood) for stood in (ASKED, other, ASKED, third, ASKED)] == [1, 1001, 1, 2001, 1]
    assert times(shared, root, other) == 3001
    assert shared.size <= 20_000


def test_changes_that_no_longer_tell_anything_are_dropped(root: Any) -> None:
    shared = SharedStandings(root, 1 << 20)
    for day in (BEGINNING, DAY, EVE, DAY, DAY):
        cursor = root.cursor()
        cursor.begin()
        shared.note(cursor, day)
        cursor.commit()
    assert root.sql("from changes_of_sales order by number").fetchall() == [(BEGINNING, 1), (EVE, 3), (DAY, 5)]
