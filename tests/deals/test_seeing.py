"""Who works in one branch sees the deals of its sellers and those of nobody; not even that another branch's exist."""

from __future__ import annotations

import pytest

from make.clients import a_client
from make.deals import a_deal, a_seller
from make.merchants import owner_of, working_in
from make.reports import said
from nigotis.deals import operations
from nigotis.deals.types import (
    AddDeal,
    EditActivity,
    EditDeal,
    FindActivities,
    FindDeals,
    FindTargets,
    FinishActivity,
    Nothing,
    PlanActivity,
    SetTarget,
    ShowBoard,
    WhichActivity,
    WhichDeal,
)
from nigotis.kernel.context import Caller, House
from nigotis.kernel.problems import Forbidden, NotFound
from nigotis.merchants import operations as merchants
from nigotis.merchants.types import AddBranch


@pytest.fixture
def owner(house: House) -> Caller:
    return owner_of(house)


@pytest.fixture
def branches(house: House, owner: Caller) -> tuple[int, int]:
    one, two = (merchants.add_branch.serve(house, owner, AddBranch(name=name)).id for name in ("One", "Two"))
    return one, two


def test_deals_of_another_branch_are_in_no_list_and_cannot_be_opened(
    house: House, owner: Caller, branches: tuple[int, int]
) -> None:
    here, there = (a_seller(house, owner, branch_id=branch) for branch in branches)
    mine, other, nobodys = (a_deal(house, owner, seller_id=seller).id for seller in (here, there, here))
    operations.edit.serve(house, owner, EditDeal(deal_id=nobodys, seller_id=None))
    shared = a_deal(house, owner, seller_id=there, partner_id=here, partner_percent=50).id
    seller = working_in(owner, branches[0], "seller")

    listed = operations.search.serve(house, seller, FindDeals())
    assert ({deal.id for deal in listed.items}, listed.total) == ({mine, nobodys, shared}, 3)
    first = operations.board.serve(house, seller, ShowBoard())[0]
    assert ({deal.id for deal in first.items}, first.deals) == ({mine, nobodys, shared}, 3)
    assert operations.stages.serve(house, seller, Nothing())[0].deals == 3
    for what, ask in (
        (operations.read, WhichDeal(deal_id=other)),
        (operations.edit, EditDeal(deal_id=other, title="Taken")),
        (operations.remove, WhichDeal(deal_id=other)),
    ):
        with pytest.raises(NotFound):
            what.serve(house, seller, ask)
    assert operations.read.serve(house, seller, WhichDeal(deal_id=shared)).id == shared


def test_an_owner_sees_all_even_where_she_works_herself(house: House, owner: Caller, branches: tuple[int, int]) -> None:
    other = a_deal(house, owner, seller_id=a_seller(house, owner, branch_id=branches[1]))
    found = operations.search.serve(house, working_in(owner, branches[0], "owner"), FindDeals())
    assert [deal.id for deal in found.items] == [other.id]


def test_activities_and_targets_of_another_branch_are_not_seen(
    house: House, owner: Caller, branches: tuple[int, int]
) -> None:
    here, there = (a_seller(house, owner, branch_id=branch) for branch in branches)
    client, today = a_client(house, owner).id, house.clock().date()
    planned = {
        seller: operations.plan_activity.serve(
            house, owner, PlanActivity(kind="call", client_id=client, seller_id=seller, due_on=today)
        ).id
        for seller in (here, there)
    }
    for seller in (here, there):
        target = {"seller_id": seller, "month": today, "measure": "deals_count", "value": "5"}
        operations.set_target.serve(house, owner, SetTarget.model_validate(target))
    bound = working_in(owner, branches[0], "seller")
    found = operations.find_activities.serve(house, bound, FindActivities())
    assert ([one.id for one in found.items], found.total) == ([planned[here]], 1)
    assert [each.seller_id for each in operations.targets.serve(house, bound, FindTargets(month=today))] == [here]
    for what, ask in (
        (operations.finish_activity, FinishActivity(activity_id=planned[there])),
        (operations.remove_activity, WhichActivity(activity_id=planned[there])),
    ):
        with pytest.raises(NotFound):
            what.serve(house, bound, ask)
    assert operations.finish_activity.serve(house, bound, FinishActivity(activity_id=planned[here])).done_at


def test_a_manager_of_a_branch_sets_targets_for_its_people_alone(
    house: House, owner: Caller, branches: tuple[int, int]
) -> None:
    month = house.clock().date()
    here, there, nowhere = (a_seller(house, owner, branch_id=branch) for branch in (*branches, None))
    manager = working_in(owner, branches[0], "manager")

    def set_for(seller: int, value: str | None = "5") -> None:
        ask = {"seller_id": seller, "month": month, "measure": "deals_count", "value": value}
        operations.set_target.serve(house, manager, SetTarget.model_validate(ask))

    set_for(here)
    for seller in (there, nowhere):
        for value in ("5", None):
            with pytest.raises(Forbidden, match=said("deals.target_elsewhere")):
                set_for(seller, value)
    assert [one.seller_id for one in operations.targets.serve(house, owner, FindTargets(month=month))] == [here]


def test_whoever_is_bound_to_a_branch_hands_deals_and_activities_to_its_people_alone(
    house: House, owner: Caller, branches: tuple[int, int]
) -> None:
    here, other, there = (a_seller(house, owner, branch_id=branch) for branch in (branches[0], *branches))
    deal, client = a_deal(house, owner, seller_id=here).id, a_client(house, owner).id
    manager = working_in(owner, branches[0], "manager")
    planned = {"kind": "call", "client_id": client, "due_on": house.clock().date()}

    assert operations.edit.serve(house, manager, EditDeal(deal_id=deal, seller_id=other)).seller_id == other
    call = operations.plan_activity.serve(house, manager, PlanActivity(**planned, seller_id=here))
    for what, ask in (
        (operations.edit, EditDeal(deal_id=deal, seller_id=there)),
        (operations.add, AddDeal(title="New", seller_id=there)),
        (operations.plan_activity, PlanActivity(**planned, seller_id=there)),
        (operations.edit_activity, EditActivity(activity_id=call.id, seller_id=there)),
    ):
        with pytest.raises(Forbidden, match=said("deals.seller_elsewhere")):
            what.serve(house, manager, ask)
    assert operations.read.serve(house, manager, WhichDeal(deal_id=deal)).seller_id == other

    shared = EditDeal(deal_id=deal, seller_id=there, partner_id=here, partner_percent=50)
    assert operations.edit.serve(house, manager, shared).seller_id == there
    with pytest.raises(Forbidden, match=said("deals.seller_elsewhere")):
        operations.edit.serve(house, manager, EditDeal(deal_id=deal, partner_id=None))
    assert operations.edit.serve(house, owner, EditDeal(deal_id=deal, partner_id=None)).partner_id is None
