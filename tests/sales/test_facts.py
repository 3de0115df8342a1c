"""What sales, clients and products look like as facts, and what others' announcements do to sales."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from make.clients import a_client
from make.clock import Clock
from make.merchants import owner_of
from make.products import a_product
from make.sales import a_return, a_sale, line
from nigotis.clients import facts as client_facts
from nigotis.clients import operations as clients
from nigotis.clients.events import ClientRemoved, ClientsMerged
from nigotis.clients.types import Client, EditClient, MergeClients, UndoMerge, WhichClient
from nigotis.kernel.context import Caller, House
from nigotis.kernel.db import Base
from nigotis.kernel.door import enter
from nigotis.merchants import operations as merchants
from nigotis.merchants.types import AddBranch, AddCustomField
from nigotis.mirror.feed import Feed
from nigotis.products import facts as product_facts
from nigotis.products import operations as products
from nigotis.products.types import AddCategory, WhichProduct
from nigotis.sales import facts as sale_facts
from nigotis.sales import operations, reactions
from nigotis.sales.events import SaleRecorded
from nigotis.sales.models import SaleRow
from nigotis.sales.types import VoidSale

FEEDS = [sale_facts.FEED, client_facts.FEED, client_facts.TRAITS, product_facts.FEED]


def facts(house: House, owner: Caller, feed: Feed, keys: Sequence[int] | None = None) -> list[dict[str, Any]]:
    with enter(house, owner) as ctx:
        rows = ctx.db.execute(feed.select(owner.merchant.id, keys)).mappings()
        return sorted((dict(row) for row in rows), key=lambda row: str(next(iter(row.values()))))


def buyers(house: House, owner: Caller) -> set[int | None]:
    return {row["client_id"] for row in facts(house, owner, sale_facts.FEED)}


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.entity)
def test_a_feed_gives_exactly_the_fact_columns_in_their_types(house: House, feed: Feed) -> None:
    owner = owner_of(house)
    tea = a_product(house, owner, cost="1", stock="4")
    a_sale(
        house, owner, line(product_id=tea.id), client_id=a_client(house, owner, birthday="1990-01-01", tags=["vip"]).id
    )
    rows = facts(house, owner, feed)
    assert list(rows[0]) == feed.schema.names
    assert pa.Table.from_pylist(rows, schema=feed.schema).num_rows == len(rows)


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.entity)
def test_what_a_feed_watches_is_there(feed: Feed) -> None:
    assert feed.key in feed.schema.names
    for watch in feed.watches:
        there = Base.metadata.tables[watch.table].columns.keys()
        assert {watch.merchant, *([watch.key] if watch.key else []), *watch.columns} <= set(there)


def test_a_sale_and_its_return_are_lines_with_opposite_signs(house: House) -> None:
    owner = owner_of(house)
    branch = merchants.add_branch.serve(house, owner, AddBranch(name="Almaty", zone="Asia/Almaty"))
    client, tea = a_client(house, owner), a_product(house, owner, cost="1.5")
    sold_at = "2026-11-20T22:30:00+00:00"
    sale = a_sale(
        house,
        owner,
        line("2", "5", product_id=tea.id, discount="1"),
        client_id=client.id,
        branch_id=branch.id,
        sold_at=sold_at,
    )
    a_return(house, owner, sale, sold_at=sold_at)
    sold, back = facts(house, owner, sale_facts.FEED)
    assert (sold["sold_at"], sold["local_at"]) == (datetime(2026, 11, 20, 22, 30), datetime(2026, 11, 21, 3, 30))
    assert (sold["day"], sold["client_id"], sold["source"]) == (date(2026, 11, 21), client.id, "till")
    figures = ("quantity", "amount", "discount", "cost")
    assert [sold[name] for name in figures] == [2, 9, 1, 3]
    assert [back[name] for name in figures] == [-2, -9, -1, -3]
    assert (sold["is_return"], back["is_return"], back["branch_id"]) == (False, True, branch.id)


def test_keys_narrow_and_voided_documents_are_left_out(house: House) -> None:
    owner = owner_of(house)
    one, other = a_sale(house, owner), a_sale(house, owner)
    assert [row["sale_id"] for row in facts(house, owner, sale_facts.FEED, [one.id])] == [one.id]
    operations.void.serve(house, owner, VoidSale(sale_id=one.id))
    assert [row["sale_id"] for row in facts(house, owner, sale_facts.FEED)] == [other.id]
    assert facts(house, owner, sale_facts.FEED, [one.id]) == facts(house, owner, sale_facts.FEED, []) == []


def test_sales_of_a_merged_client_count_for_the_survivor_until_the_undo(house: House) -> None:
    owner = owner_of(house)
    one, other = a_client(house, owner), a_client(house, owner)
    for client in (one, other):
        a_sale(house, owner, client_id=client.id)
    merge = clients.merge.serve(house, owner, MergeClients(client_id=one.id, other_id=other.id))
    assert buyers(house, owner) == {one.id}
    assert [row["client_id"] for row in facts(house, owner, client_facts.FEED)] == [one.id]
    clients.undo_merge.serve(house, owner, UndoMerge(merge_id=merge.id))
    assert buyers(house, owner) == {one.id, other.id}


def test_sales_of_a_removed_client_are_anonymous_also_those_merged_into_it(house: House) -> None:
    owner = owner_of(house)
    one, other = a_client(house, owner), a_client(house, owner)
    a_sale(house, owner, client_id=other.id)
    clients.merge.serve(house, owner, MergeClients(client_id=one.id, other_id=other.id))
    clients.remove.serve(house, owner, WhichClient(client_id=one.id))
    assert buyers(house, owner) == {None}
    clients.restore.serve(house, owner, WhichClient(client_id=one.id))
    assert buyers(house, owner) == {one.id}


def test_a_removed_product_stays_as_one_that_is_not_active(house: House, clock: Clock) -> None:
    owner = owner_of(house)
    clock.now = clock.now.replace(hour=22)  # 02:00 of the next day in Baku
    teas = products.add_category.serve(house, owner, AddCategory(name="Teas"))
    tea = a_product(house, owner, price="2.5", stock="3", category_id=teas.id)
    products.remove.serve(house, owner, WhichProduct(product_id=tea.id))
    (row,) = facts(house, owner, product_facts.FEED)
    assert row == {
        "product_id": tea.id,
        "category": "Teas",
        "price": Decimal("2.5"),
        "cost": None,
        "stock": 3,
        "created_on": date(2026, 11, 23),
        "is_product": True,
        "is_active": False,
    }


def _touched(house: House, owner: Caller) -> set[int]:
    with enter(house, owner) as ctx:
        return {row.id for row in ctx.db.scalars(ctx.mine(SaleRow)) if row.updated_at == house.clock()}


def test_a_merge_and_a_removal_make_the_mirror_read_just_those_sales_again(house: House, clock: Clock) -> None:
    owner = owner_of(house)
    one, other, third = (a_client(house, owner) for _ in range(3))
    sales = {client.id: a_sale(house, owner, client_id=client.id).id for client in (one, other, third)}
    clients.merge.serve(house, owner, MergeClients(client_id=one.id, other_id=other.id))
    clock.forward(hours=1)
    with enter(house, owner) as ctx:
        reactions.show_under_the_other(ctx, ClientsMerged(survivor_id=one.id, merged_ids=[other.id]))
    assert _touched(house, owner) == {sales[other.id]}
    clock.forward(hours=1)
    with enter(house, owner) as ctx:
        reactions.show_with_or_without_name(ctx, ClientRemoved(client_id=one.id))
    assert _touched(house, owner) == {sales[one.id], sales[other.id]}


@pytest.mark.parametrize(("before", "after"), [("waiting", "active"), ("inactive", "inactive"), ("active", "active")])
def test_a_waiting_client_who_buys_is_active(house: House, before: str, after: str) -> None:
    owner = owner_of(house)
    one, other = a_client(house, owner, status=before), a_client(house, owner)
    clients.merge.serve(house, owner, MergeClients(client_id=one.id, other_id=other.id))
    sale = a_sale(house, owner, client_id=other.id)
    event = SaleRecorded(sale_id=sale.id, client_id=other.id, branch_id=None, total=sale.total, currency="AZN")
    for _ in range(2):
        with enter(house, owner) as ctx:
            reactions.activate_the_client(ctx, event)
    assert _read(house, owner, one).status == after


def _read(house: House, owner: Caller, client: Client) -> Client:
    return clients.read.serve(house, owner, WhichClient(client_id=client.id))


def test_tags_own_fields_and_the_last_word_on_each_channel_are_traits(house: House) -> None:
    owner = owner_of(house)
    for label, kind in (("Size", "number"), ("Since", "date"), ("Motto", "text")):
        merchants.add_custom_field.serve(house, owner, AddCustomField(about="clients", label=label, kind=kind))
    said = {"size": "42.5", "since": "2026-05-03", "motto": "2026-99-99"}
    client = a_client(house, owner, tags=["vip", "vip"], custom=said, consents={"sms": "granted", "email": "granted"})
    clients.edit.serve(house, owner, EditClient(client_id=client.id, consents={"sms": "refused"}))
    traits = facts(house, owner, client_facts.TRAITS)
    assert {(row["trait"], row["value"], row["number"], row["day"]) for row in traits} == {
        ("tag", "vip", None, None),
        ("custom.size", "42.5", Decimal("42.5"), None),
        ("custom.since", "2026-05-03", None, date(2026, 5, 3)),
        ("custom.motto", "2026-99-99", None, None),
        ("consent.sms", "refused", None, None),
        ("consent.email", "granted", None, None),
    }
    assert len(traits) == 6
    clients.remove.serve(house, owner, WhichClient(client_id=client.id))
    assert facts(house, owner, client_facts.TRAITS) == []
