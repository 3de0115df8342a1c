"""Readers: many threads, one state per request, little memory."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pytest

from make.mirror import MERCHANTS, Shop, is_mirrored, seen, settle
from nigotis.kernel.context import House
from nigotis.kernel.problems import Unavailable
from nigotis.metrics.facts import SALE_LINES, SCHEMAS
from nigotis.metrics.kept import KEPT
from nigotis.metrics.run import DuckDB, fetch
from nigotis.mirror.cache import IN_USE_FOR_SECONDS, Mirror
from nigotis.mirror.manifest import folder_of, load
from nigotis.mirror.standings import CHANGES
from nigotis.mirror.tail import Tail
from nigotis.surfaces.worker.background import Loop, running


def one(engine: DuckDB, value: ir.Scalar) -> Any:
    return fetch(value.as_table(), engine).columns[0][0].as_py()


def total(mirror: Mirror, merchant_id: int) -> str:
    with mirror.connection(merchant_id) as backend:
        return str(one(backend, SALE_LINES.amount.sum()))


def test_an_unbound_expression_runs_on_the_facts(tail: Tail, mirror: Mirror, shop: Shop) -> None:
    shop.sell("1.5", "2")
    settle(tail)
    assert total(mirror, shop.merchant_id) == "3.500000"


def test_a_request_sees_one_state_while_sales_come_in(tail: Tail, mirror: Mirror, shop: Shop) -> None:
    shop.sell("1")
    settle(tail)
    with mirror.connection(shop.merchant_id) as backend:
        before = one(backend, SALE_LINES.count())
        shop.sell("2")
        settle(tail)
        assert len(seen(mirror, shop.merchant_id, "sale_lines")) == 2
        assert one(backend, SALE_LINES.count()) == before == 1


def test_a_request_goes_on_while_everything_is_replaced(tail: Tail, mirror: Mirror, shop: Shop) -> None:
    shop.do("insert into till_branch values (:m, 3, 'Centre', 'UTC')")
    shop.sell("1", branch=3)
    settle(tail)
    with mirror.connection(shop.merchant_id) as backend:
        shop.do("update till_branch set zone = 'Asia/Baku' where merchant_id = :m")
        settle(tail)
        assert is_mirrored(mirror, shop)
        assert one(backend, SALE_LINES.count()) == 1
    assert is_mirrored(mirror, shop)


def test_many_threads_read_while_sales_come_in(tail: Tail, mirror: Mirror, shop: Shop) -> None:
    settle(tail)
    done = threading.Event()

    def read() -> list[int]:
        counts: list[int] = []
        while not done.is_set():
            with mirror.connection(shop.merchant_id) as backend:
                lines = one(backend, SALE_LINES.count())
                sales = one(backend, SALE_LINES.sale_id.nunique())
            assert lines == 2 * sales
            counts.append(lines)
        return counts

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        for _ in range(15):
            shop.sell("1", "2")
            settle(tail)
        done.set()
        for reader in readers:
            counts = reader.result()
            assert counts == sorted(counts)
    assert total(mirror, shop.merchant_id) == "45.000000"


def test_a_table_made_in_a_request_is_gone_after_it(tail: Tail, mirror: Mirror, shop: Shop) -> None:
    shop.sell("1")
    settle(tail)
    with mirror.connection(shop.merchant_id) as backend:
        backend.con.execute("create temp table chosen as select sale_id from sale_lines")
        assert one(backend, ibis.table({"sale_id": "int64"}, name="chosen").count()) == 1
    with mirror.connection(shop.merchant_id) as backend:
        names = {row[0] for row in backend.con.sql("select table_name from duckdb_tables()").fetchall()}
        assert names == {*SCHEMAS, *(entry.name for entry in KEPT), CHANGES}


def test_what_is_new_is_taken_up_for_those_in_use_before_they_ask(
    tail: Tail, here: House, mirror: Mirror, shop: Shop
) -> None:
    other = in_memory_both(tail, here, mirror, shop)
    mirror._held[other.merchant_id].used_at = -IN_USE_FOR_SECONDS
    with running([Loop("reader", mirror.follow)]):
        sell_both(tail, shop, other)
        assert soon(lambda: lines_in_memory(mirror, shop) == 2)
        assert lines_in_memory(mirror, other) == 1
    assert total(mirror, other.merchant_id) == "3.000000"


def test_trouble_of_one_does_not_keep_what_is_new_from_another(
    tail: Tail, here: House, mirror: Mirror, shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    other = in_memory_both(tail, here, mirror, shop)
    sell_both(tail, shop, other)
    folder = folder_of(here.data, shop.merchant_id)
    manifest = load(folder)
    assert manifest is not None
    (folder / manifest.entities["sale_lines"].segments[-1].file).unlink()
    with running([Loop("reader", mirror.follow)]):
        assert soon(lambda: lines_in_memory(mirror, other) == 2)
        assert "could not be taken up" in caplog.text


def in_memory_both(tail: Tail, here: House, mirror: Mirror, shop: Shop) -> Shop:
    """A reader has this merchant and another, who is returned, in memory, with one sale each."""
    other = Shop(here.database, MERCHANTS[1])
    for one in (shop, other):
        one.sell("1")
    settle(tail)
    assert [total(mirror, one.merchant_id) for one in (shop, other)] == ["1.000000", "1.000000"]
    return other


def sell_both(tail: Tail, *shops: Shop) -> None:
    for one in shops:
        one.sell("2")
    settle(tail)


def lines_in_memory(mirror: Mirror, shop: Shop) -> int:
    return int(mirror._held[shop.merchant_id].root.cursor().execute("select count(*) from sale_lines").fetchone()[0])


def soon(is_so: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.05)
    return is_so()


def test_merchants_longest_unused_leave_memory_and_come_back(tail: Tail, here: House, shop: Shop) -> None:
    other = Shop(here.database, MERCHANTS[1])
    shop.sell("1")
    other.sell("2")
    settle(tail)
    small = Mirror(here.data, most=1)
    for _ in range(2):
        with small.connection(shop.merchant_id) as backend:
            assert total(small, other.merchant_id) == "2.000000"
            assert one(backend, SALE_LINES.amount.sum()) == 1  # pushed out while in use
    assert list(small._held) == [other.merchant_id]
    small.close()


def test_all_merchants_together_stay_within_one_budget(tail: Tail, here: House, shop: Shop) -> None:
    other = Shop(here.database, MERCHANTS[1])
    shop.sell("1")
    other.sell("2")
    settle(tail)
    roomy, tight = Mirror(here.data), Mirror(here.data, budget=100_000)
    for mirror in (roomy, tight):
        assert total(mirror, shop.merchant_id) == "1.000000"
        assert total(mirror, other.merchant_id) == "2.000000"
    assert sum(held.size for held in roomy._held.values()) > 100_000
    assert (len(roomy._held), list(tight._held)) == (2, [other.merchant_id])
    for mirror in (roomy, tight):
        mirror.close()


def test_rows_replaced_again_and_again_do_not_pile_up(
    tail: Tail, mirror: Mirror, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nigotis.mirror.cache.LEAST_DEAD_ROWS", 10)
    sale = shop.sell("1", "2")
    for _ in range(20):
        shop.do("update till_line set amount = amount + 1 where merchant_id = :m and sale_id = :s", s=sale)
        settle(tail)
        assert is_mirrored(mirror, shop)
    assert mirror._held[shop.merchant_id]._dead_rows <= 14


def test_a_damaged_mirror_is_refused_in_words(tail: Tail, mirror: Mirror, data: Path, shop: Shop) -> None:
    shop.sell("1")
    settle(tail)
    manifest = load(folder_of(data, shop.merchant_id))
    assert manifest is not None
    (folder_of(data, shop.merchant_id) / manifest.entities["sale_lines"].segments[0].file).unlink()
    with pytest.raises(Unavailable, match="rebuilt"):
        total(mirror, shop.merchant_id)


def test_a_reader_knows_how_fresh_it_is(tail: Tail, mirror: Mirror, shop: Shop) -> None:
    assert mirror.as_of(shop.merchant_id) is None
    settle(tail)
    fresh = mirror.as_of(shop.merchant_id)
    assert fresh is not None
    assert mirror.wait_for(shop.database, shop.merchant_id, timeout=1)
    shop.sell("1")
    assert not mirror.wait_for(shop.database, shop.merchant_id, timeout=0.1)
    tail._next_housekeeping = 0.0
    tail.step()  # tells how far behind it is, then takes the sale up
    behind = mirror.as_of(shop.merchant_id)
    assert behind is not None
    assert fresh < behind
    assert mirror.as_of(MERCHANTS[1]) > behind  # only the first merchant had something waiting
    assert mirror.wait_for(shop.database, shop.merchant_id, timeout=1)
