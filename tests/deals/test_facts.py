"""What deals, their steps, activities, targets and sellers look like as facts."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from make.clients import a_client
from make.deals import a_deal, a_seller
from make.merchants import owner_of
from make.products import a_product
from make.sales import a_return, a_sale
from nigotis.clients.operations import merge, remove
from nigotis.clients.types import MergeClients, WhichClient
from nigotis.deals import facts, operations
from nigotis.deals.types import EditStages, PlanActivity, RefundDeal, SetTarget, WhichDeal, WinDeal
from nigotis.kernel.context import Caller, House
from nigotis.kernel.db import Base
from nigotis.kernel.door import enter
from nigotis.mirror.feed import Feed
from nigotis.staff import facts as staff_facts
from nigotis.staff.operations import edit_member, remove_member
from nigotis.staff.types import EditMember, RemoveMember

FEEDS = [facts.DEALS, facts.DEAL_PRODUCTS, facts.DEAL_EVENTS, facts.ACTIVITIES, facts.TARGETS, staff_facts.FEED]


def rows(house: House, owner: Caller, feed: Feed) -> list[dict[str, Any]]:
    with enter(house, owner) as ctx:
        found = [dict(row) for row in ctx.db.execute(feed.select(owner.merchant.id, None)).mappings()]
    pa.Table.from_pylist(found, schema=feed.schema)
    assert not found or list(found[0]) == feed.schema.names
    return sorted(found, key=lambda row: int(next(iter(row.values()))))


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.entity)
def test_what_a_feed_watches_is_there(feed: Feed) -> None:
    assert feed.key in feed.schema.names
    for watch in feed.watches:
        there = Base.metadata.tables[watch.table].columns.keys()
        assert {watch.merchant, *([watch.key] if watch.key else []), *watch.columns} <= set(there)


def test_a_deal_and_its_steps(house: House) -> None:
    owner = owner_of(house)
    seller, partner = a_seller(house, owner), a_seller(house, owner)
    tea, bread = a_product(house, owner).id, a_product(house, owner).id
    shared = {"partner_id": partner, "partner_percent": 30}
    about = {"client_id": a_client(house, owner).id, "product_ids": [bread, tea], "value": "100", "source": "fair"}
    deal = a_deal(house, owner, seller_id=seller, **shared, **about)
    operations.win.serve(house, owner, WinDeal(deal_id=deal.id))
    operations.refund.serve(house, owner, RefundDeal(deal_id=deal.id, amount=25))
    [fact] = rows(house, owner, facts.DEALS)
    assert (fact["seller_id"], fact["value"], fact["source"]) == (seller, 100, "fair")
    assert {row["product_id"] for row in rows(house, owner, facts.DEAL_PRODUCTS)} == {tea, bread}
    steps = rows(house, owner, facts.DEAL_EVENTS)
    assert [(step["kind"], step["position"], step["amount"]) for step in steps] == [
        ("entered", 1, None),
        ("won", 1, 100),
        ("refunded", 1, -25),
    ]
    assert {(step["seller_id"], step["partner_id"], step["partner_percent"]) for step in steps} == {
        (seller, partner, 30)
    }
    operations.remove.serve(house, owner, WhichDeal(deal_id=deal.id))
    assert all(rows(house, owner, feed) == [] for feed in (facts.DEALS, facts.DEAL_PRODUCTS, facts.DEAL_EVENTS))


def test_another_currency_is_not_added_up(house: House) -> None:
    owner = owner_of(house)
    deal = a_deal(house, owner, value="100", currency="USD", client_id=a_client(house, owner).id)
    operations.win.serve(house, owner, WinDeal(deal_id=deal.id))
    assert rows(house, owner, facts.DEALS)[0]["value"] is None
    assert [step["amount"] for step in rows(house, owner, facts.DEAL_EVENTS)] == [None, None]


def test_positions_follow_the_merchants_list_of_stages(house: House) -> None:
    owner = owner_of(house)
    a_deal(house, owner, stage="proposal")
    assert rows(house, owner, facts.DEAL_EVENTS)[0]["position"] == 3
    stages = EditStages.model_validate({"stages": [{"name": "First"}, {"code": "proposal"}]})
    operations.edit_stages.serve(house, owner, stages)
    assert rows(house, owner, facts.DEAL_EVENTS)[0]["position"] == 2


def test_a_merged_clients_deal_is_the_survivors_and_a_removed_ones_nobodys(house: House) -> None:
    owner = owner_of(house)
    kept, gone = a_client(house, owner).id, a_client(house, owner).id
    a_deal(house, owner, client_id=gone)
    operations.plan_activity.serve(house, owner, PlanActivity(kind="call", client_id=gone, due_on="2026-12-01"))
    merge.serve(house, owner, MergeClients(client_id=kept, other_id=gone))
    for feed in (facts.DEALS, facts.ACTIVITIES):
        assert rows(house, owner, feed)[0]["client_id"] == kept
    remove.serve(house, owner, WhichClient(client_id=kept))
    for feed in (facts.DEALS, facts.ACTIVITIES):
        assert rows(house, owner, feed)[0]["client_id"] is None


def test_sellers_with_their_employment_and_targets(house: House) -> None:
    owner = owner_of(house)
    lead, seller = a_seller(house, owner), a_seller(house, owner, team="North", employed_from="2025-01-01")
    edit_member.serve(house, owner, EditMember(member_id=seller, manager_id=lead, office="Baku"))
    remove_member.serve(house, owner, RemoveMember(member_id=lead))
    boss, first, second = rows(house, owner, staff_facts.FEED)
    assert (boss["sells"], first["sells"], second["sells"]) == (False, True, True)
    assert first["employed_to"] is not None and second["employed_to"] is None
    assert (second["manager_id"], second["team"], second["office"]) == (lead, "North", "Baku")
    target = {"seller_id": seller, "month": "2026-11-05", "measure": "sales_amount", "value": "9"}
    operations.set_target.serve(house, owner, SetTarget.model_validate(target))
    [row] = rows(house, owner, facts.TARGETS)
    assert (str(row["month"]), row["value"]) == ("2026-11-01", 9)


def test_what_comes_back_counts_for_whoever_sold_it(house: House) -> None:
    owner = owner_of(house)
    seller, other = a_seller(house, owner), a_seller(house, owner)
    sale = a_sale(house, owner, seller_id=seller)
    assert a_return(house, owner, sale, lines=[{"line_id": sale.lines[0].id, "quantity": "0.5"}]).seller_id == seller
    assert a_return(house, owner, sale, amount="1", seller_id=other).seller_id == other
