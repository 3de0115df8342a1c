"""Verification finds whatever differs, and names it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from make.mirror import FEEDS, Shop, is_mirrored, sell, settle
from nigotis.kernel.context import House
from nigotis.kernel.problems import Unavailable
from nigotis.mirror import manifest as manifests
from nigotis.mirror.cache import Mirror
from nigotis.mirror.manifest import withdraw
from nigotis.mirror.tail import Tail
from nigotis.mirror.verify import Difference, verify


@pytest.fixture
def filled(tail: Tail, shop: Shop) -> int:
    """A sale of two lines, a client and a product, all mirrored; the sale's id."""
    shop.do("insert into till_client values (:m, 1, 'x', 'active', '1990-02-28')")
    shop.do("insert into till_product values (:m, 1, 'tea', 1.5)")
    sale = shop.sell("1", "2", client=1)
    settle(tail)
    return sale


def unseen(shop: Shop, sql: str) -> None:
    """A change of the database that no trigger notices."""
    with shop.database.engine.begin() as connection:
        connection.exec_driver_sql("set local session_replication_role = replica")
        connection.exec_driver_sql(sql)


def test_an_equal_mirror_is_found_equal_and_summed(here: House, shop: Shop, filled: int) -> None:
    found = verify(here, FEEDS, shop.merchant_id)
    assert found.is_equal
    assert found.mirror == found.database
    assert found.mirror["sale_lines"].rows == 2
    assert found.mirror["sale_lines"].sums["amount"] == Decimal(3)
    assert (found.mirror["documents"].rows, found.mirror["documents"].sums["amount"]) == (1, Decimal(3))


def test_a_planted_difference_is_named_in_each_table(here: House, shop: Shop, filled: int) -> None:
    unseen(shop, "update till_line set amount = amount + 0.000001 where product_id = 1")
    unseen(shop, "update till_client set birthday = null, status = 'waiting'")
    unseen(shop, "delete from till_product")
    unseen(shop, "insert into till_product values (1, 9, 'tea', 1.5)")
    found = verify(here, FEEDS, shop.merchant_id)
    assert found.differences == (
        Difference("sale_lines", filled, "differs", ("amount",)),
        Difference("documents", filled, "differs", ("amount",)),
        Difference("clients", 1, "differs", ("status", "birthday")),
        Difference("client_traits", 1, "differs", ("value",)),
        Difference("products", 1, "extra"),
        Difference("products", 9, "missing"),
    )
    assert found.database["sale_lines"].sums["amount"] - found.mirror["sale_lines"].sums["amount"] == Decimal("1e-6")
    assert found.differences[4].text("en") == "products 1: in the mirror, but not in the database"


def test_a_line_that_is_there_twice_is_a_difference(here: House, shop: Shop, filled: int) -> None:
    unseen(
        shop,
        "insert into till_line select merchant_id, id + 1000, sale_id, product_id, quantity, amount from till_line",
    )
    assert [(d.entity, d.key) for d in verify(here, FEEDS, shop.merchant_id).differences] == [
        ("sale_lines", filled),
        ("documents", filled),
    ]


@pytest.mark.parametrize("entity", ["sale_lines", "documents"])
def test_a_segment_that_went_missing_from_the_manifest_is_found(
    here: House, tail: Tail, data: Path, shop: Shop, filled: int, entity: str
) -> None:
    folder = manifests.folder_of(data, shop.merchant_id)
    before = manifests.load(folder)
    sale = shop.sell("9")
    settle(tail)
    after = manifests.load(folder)
    assert before is not None
    assert after is not None
    manifests.publish(folder, after.with_entity(entity, before.entities[entity].segments))
    assert verify(here, FEEDS, shop.merchant_id).differences == (Difference(entity, sale, "missing"),)


def test_what_waits_to_be_taken_up_is_no_difference(here: House, shop: Shop, filled: int) -> None:
    shop.sell("9")
    found = verify(here, FEEDS, shop.merchant_id)
    assert found.is_equal
    assert found.waiting == 1


def test_without_a_mirror_verification_says_so(here: House, shop: Shop) -> None:
    with pytest.raises(Unavailable, match="no mirror"):
        verify(here, FEEDS, shop.merchant_id)


def test_a_withdrawn_mirror_is_built_anew_from_the_database(
    here: House, tail: Tail, mirror: Mirror, data: Path, shop: Shop, filled: int
) -> None:
    assert is_mirrored(mirror, shop)
    unseen(shop, "update till_line set amount = 5")
    withdraw(data, shop.merchant_id)
    tail._next_housekeeping = 0.0
    settle(tail)
    assert is_mirrored(mirror, shop)
    assert verify(here, FEEDS, shop.merchant_id).is_equal


def test_triggers_write_only_the_transactions_own_merchant(shop: Shop) -> None:
    with shop.transaction() as session:
        sell(session, shop.merchant_id, ["1"], None, None, False)
        with pytest.raises(Exception, match="permission denied"), session.begin_nested():
            session.execute(text("select * from change"))
        with pytest.raises(Exception, match="row-level security"), session.begin_nested():
            session.execute(text("insert into change (merchant_id, entity, pk) values (2, 'clients', 1)"))
