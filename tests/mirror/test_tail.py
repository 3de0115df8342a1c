"""What happens in the database appears in the mirror."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from make.mirror import FEEDS, MERCHANTS, Shop, is_mirrored, seen, sell, settle
from nigotis.kernel.context import House
from nigotis.kernel.db import Database
from nigotis.mirror.cache import Mirror
from nigotis.mirror.tail import HOUSEKEEPING_IN_SECONDS, REST_IN_SECONDS, Tail


def test_a_merchant_without_facts_has_empty_tables(tail: Tail, mirror: Mirror, shop: Shop) -> None:
    assert seen(mirror, 99, "sale_lines") == []
    settle(tail)
    assert is_mirrored(mirror, shop)


def test_a_sale_with_its_lines_appears_to_the_last_decimal(tail: Tail, mirror: Mirror, shop: Shop) -> None:
    settle(tail)
    shop.sell("10.000001", "0.999999", client=7)
    assert settle(tail) == 2  # one change of the sale itself, one of its lines: not one per line
    amounts = [row[12] for row in seen(mirror, shop.merchant_id, "sale_lines")]
    assert sorted(amounts) == [Decimal("0.999999"), Decimal("10.000001")]
    assert is_mirrored(mirror, shop)


def test_returns_appear_with_negative_amounts(tail: Tail, mirror: Mirror, shop: Shop) -> None:
    shop.sell("10")
    settle(tail)
    shop.sell("-10", back=True)
    settle(tail)
    assert [row[2] for row in seen(mirror, shop.merchant_id, "sale_lines")] == [False, True]
    assert is_mirrored(mirror, shop)


def test_a_sale_that_loses_a_line_shrinks(tail: Tail, mirror: Mirror, shop: Shop) -> None:
    sale = shop.sell("1", "2", "3")
    settle(tail)
    shop.do("delete from till_line where merchant_id = :m and sale_id = :sale and product_id = 2", sale=sale)
    settle(tail)
    assert [row[7] for row in seen(mirror, shop.merchant_id, "sale_lines")] == [1, 3]


def test_a_line_that_moves_to_another_sale_leaves_the_first(tail: Tail, mirror: Mirror, shop: Shop) -> None:
    first, second = shop.sell("1", "2"), shop.sell("3")
    settle(tail)
    shop.do("update till_line set sale_id = :to where sale_id = :of and product_id = 2", to=second, of=first)
    settle(tail)
    assert sorted(row[1] for row in seen(mirror, shop.merchant_id, "sale_lines")) == [first, second, second]
    assert is_mirrored(mirror, shop)


def test_a_deleted_sale_goes_with_its_lines(tail: Tail, mirror: Mirror, shop: Shop) -> None:
    sale = shop.sell("1", "2")
    left = shop.sell("5")
    settle(tail)
    shop.do("delete from till_sale where merchant_id = :m and id = :sale", sale=sale)
    settle(tail)
    assert [row[1] for row in seen(mirror, shop.merchant_id, "sale_lines")] == [left]


def test_a_sale_rolled_back_never_appears(tail: Tail, mirror: Mirror, shop: Shop) -> None:
    settle(tail)
    with shop.transaction() as session:
        sell(session, shop.merchant_id, ["1"], None, None, False)
        session.rollback()
    assert settle(tail) == 0
    assert seen(mirror, shop.merchant_id, "sale_lines") == []


def test_texts_keep_null_empty_and_odd_letters_apart(tail: Tail, mirror: Mirror, shop: Shop) -> None:
    for id_, category in enumerate([None, "", "Çay, qəhvə", 'a "b"\nc', "NULL", "t"]):
        shop.do("insert into till_product values (:m, :id, :category, 1.5)", id=id_, category=category)
    settle(tail)
    found = {row[0]: row[1] for row in seen(mirror, shop.merchant_id, "products")}
    assert found == {0: None, 1: "", 2: "Çay, qəhvə", 3: 'a "b"\nc', 4: "NULL", 5: "t"}


def test_a_change_that_colours_no_fact_is_not_captured(tail: Tail, shop: Shop) -> None:
    shop.do("insert into till_client values (:m, 1, 'Leyla', 'active', null)")
    settle(tail)
    shop.do("update till_client set name = 'Leyla M.' where merchant_id = :m")
    assert settle(tail) == 0
    shop.do("update till_client set birthday = '1990-02-28' where merchant_id = :m")
    assert settle(tail) == 1


def test_another_zone_of_a_branch_moves_all_its_sales(tail: Tail, mirror: Mirror, shop: Shop) -> None:
    shop.do("insert into till_branch values (:m, 3, 'Centre', 'UTC')")
    shop.sell("1", branch=3)
    settle(tail)
    before = seen(mirror, shop.merchant_id, "sale_lines")[0]
    shop.do("update till_branch set name = 'Centre 1' where merchant_id = :m")
    assert settle(tail) == 0
    shop.do("update till_branch set zone = 'Asia/Baku' where merchant_id = :m")
    assert settle(tail) == 1
    after = seen(mirror, shop.merchant_id, "sale_lines")[0]
    assert (after[4] - before[4]).total_seconds() == 4 * 3600
    shop.sell("2", branch=3)
    settle(tail)
    assert is_mirrored(mirror, shop)


def test_merchants_do_not_see_each_others_facts(tail: Tail, mirror: Mirror, here: House, shop: Shop) -> None:
    other = Shop(here.database, MERCHANTS[1])
    shop.sell("1")
    other.sell("2", "3")
    settle(tail)
    assert is_mirrored(mirror, shop)
    assert is_mirrored(mirror, other)
    assert len(seen(mirror, other.merchant_id, "sale_lines")) == 2


def test_no_name_is_in_the_mirrors_files(tail: Tail, data: Path, shop: Shop) -> None:
    shop.do("insert into till_client values (:m, 1, 'Zümrüd-canary', 'active', null)")
    settle(tail)
    files = [file for file in data.rglob("*") if file.is_file()]
    assert any(file.suffix == ".parquet" for file in files)
    assert not any(b"canary" in file.read_bytes() for file in files)


def test_changes_are_removed_once_they_are_in(tail: Tail, here: House, shop: Shop) -> None:
    shop.sell("1")
    settle(tail)
    with here.database.system() as session:
        assert session.scalar(text("select count(*) from change")) == 0


def test_a_long_open_transaction_holds_the_mirror_back_and_loses_nothing(
    tail: Tail, mirror: Mirror, here: House, shop: Shop
) -> None:
    settle(tail)
    with shop.transaction() as long:
        sell(long, shop.merchant_id, ["100"], None, None, False)
        shop.sell("1")  # commits first, with the higher id
        assert settle(tail) == 0
        with here.database.system() as session:
            assert session.scalar(text("select count(*) from change")) == 2
    settle(tail)
    assert len(seen(mirror, shop.merchant_id, "sale_lines")) == 2
    assert is_mirrored(mirror, shop)


def test_a_deleted_mirror_is_rebuilt_equal_while_the_tail_runs(
    tail: Tail, mirror: Mirror, data: Path, shop: Shop
) -> None:
    shop.sell("1", "2", client=1)
    settle(tail)
    shop.sell("3")
    settle(tail)
    before = seen(mirror, shop.merchant_id, "sale_lines")
    shutil.rmtree(data / "mirror")
    time.sleep(HOUSEKEEPING_IN_SECONDS)
    settle(tail)
    assert seen(Mirror(data), shop.merchant_id, "sale_lines") == before
    assert seen(mirror, shop.merchant_id, "sale_lines") == before


def test_a_change_after_the_folder_vanished_is_not_lost(tail: Tail, mirror: Mirror, data: Path, shop: Shop) -> None:
    shop.sell("1")
    settle(tail)
    shutil.rmtree(data / "mirror")
    shop.sell("2")
    settle(tail)
    assert is_mirrored(mirror, shop)


def test_a_database_of_another_history_makes_the_mirror_new(
    tail: Tail, mirror: Mirror, here: House, data: Path, shop: Shop
) -> None:
    shop.sell("1")
    settle(tail)
    manifest = data / "mirror" / str(shop.merchant_id) / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"watermark":[', '"watermark":[9000000'))
    with here.database.engine.begin() as connection:  # a restored dump brings changes with the old server's ids
        connection.exec_driver_sql(
            "insert into change (xid, merchant_id, entity, pk) values ('9000000000', 1, 'sale_lines', 1)"
        )
    shop.sell("2")
    tail.close()
    settle(tail)
    assert is_mirrored(mirror, shop)
    with here.database.system() as session:
        assert session.scalar(text("select count(*) from change")) == 0


def test_one_merchants_trouble_does_not_hold_up_the_other(
    tail: Tail, mirror: Mirror, here: House, data: Path, shop: Shop
) -> None:
    other = Shop(here.database, MERCHANTS[1])
    settle(tail)
    folder = data / "mirror" / str(shop.merchant_id)
    shutil.rmtree(folder)
    folder.write_text("in the way")
    shop.sell("1")
    other.sell("2")
    settle(tail)
    assert is_mirrored(mirror, other)
    folder.unlink()
    time.sleep(REST_IN_SECONDS)
    settle(tail)
    assert is_mirrored(mirror, shop)


def test_a_second_tail_waits_for_the_first(tail: Tail, mirror: Mirror, here: House, shop: Shop) -> None:
    second = Tail(here, FEEDS, lambda session: MERCHANTS)
    settle(tail)
    shop.sell("1")
    assert second.step() == 0
    tail.close()
    assert settle(second) == 2
    assert is_mirrored(mirror, shop)
    second.close()


@pytest.fixture
def ordinary_owner(database: Database) -> Iterator[None]:
    """The tables belong to a role that row-level security binds, as on a server that others run."""
    with database.engine.begin() as connection:
        connection.exec_driver_sql("create role ordinary_owner")
        for name in ("till_sale", "till_line", "change"):
            connection.exec_driver_sql(f"alter table {name} owner to ordinary_owner")
    yield
    with database.engine.begin() as connection:
        connection.exec_driver_sql("reassign owned by ordinary_owner to current_user")
        connection.exec_driver_sql("drop role ordinary_owner")


def test_a_cascade_is_captured_where_the_owner_is_an_ordinary_role(
    ordinary_owner: None, tail: Tail, mirror: Mirror, shop: Shop
) -> None:
    sale, left = shop.sell("1", "2"), shop.sell("5")
    settle(tail)
    shop.do("delete from till_sale where merchant_id = :m and id = :sale", sale=sale)
    settle(tail)
    assert [row[1] for row in seen(mirror, shop.merchant_id, "sale_lines")] == [left]


def test_the_tail_goes_on_after_its_connection_was_cut(tail: Tail, mirror: Mirror, here: House, shop: Shop) -> None:
    stop = threading.Event()
    running = threading.Thread(target=tail.run, args=(stop,))
    running.start()
    try:
        shop.sell("1")
        assert mirror.wait_for(here.database, shop.merchant_id, timeout=30)
        with here.database.engine.begin() as connection:
            cut = connection.exec_driver_sql(
                "select pg_terminate_backend(l.pid) from pg_locks l join pg_database d on d.oid = l.database"
                " where l.locktype = 'advisory' and d.datname = current_database()"
            )
            assert cut.scalars().all() == [True]
        shop.sell("2")
        assert mirror.wait_for(here.database, shop.merchant_id, timeout=30)
        assert is_mirrored(mirror, shop)
    finally:
        stop.set()
        running.join()
