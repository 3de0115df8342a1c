"""Visits, calls, messages and meetings: planned, done, found."""

from __future__ import annotations

from datetime import timedelta

import pytest

from make.clients import a_client
from make.clock import Clock
from make.deals import a_deal, a_seller, refused
from make.merchants import owner_of
from nigotis.clients import operations as clients
from nigotis.clients.types import WhichClient
from nigotis.deals import operations
from nigotis.deals.types import (
    Activity,
    EditActivity,
    FindActivities,
    FinishActivity,
    PlanActivity,
    WhichActivity,
    WhichDeal,
)
from nigotis.kernel.context import Caller, House


@pytest.fixture
def owner(house: House) -> Caller:
    return owner_of(house)


def planned(house: House, owner: Caller, **said: object) -> Activity:
    ask = PlanActivity.model_validate({"kind": "call"} | said)
    found: Activity = operations.plan_activity.serve(house, owner, ask)
    return found


def test_what_is_planned_is_overdue_due_today_and_done(house: House, owner: Caller, clock: Clock) -> None:
    client, today = a_client(house, owner).id, clock.now.date()
    late, now, later = (
        planned(house, owner, client_id=client, due_on=today + timedelta(days=days)) for days in (-1, 0, 1)
    )
    for state, ids in (("overdue", [late.id]), ("today", [now.id]), ("planned", [late.id, now.id, later.id])):
        found = operations.find_activities.serve(house, owner, FindActivities(state=state))  # type: ignore[arg-type]
        assert ([each.id for each in found.items], found.total) == (ids, len(ids))
    ask = FinishActivity(activity_id=now.id, outcome="Wants a sample")
    done = operations.finish_activity.serve(house, owner, ask)
    assert (done.done_on, done.outcome) == (today, "Wants a sample")
    assert operations.finish_activity.serve(house, owner, FinishActivity(activity_id=now.id)) == done
    assert [each.id for each in operations.find_activities.serve(house, owner, FindActivities(state="done")).items] == [
        now.id
    ]


def test_an_activity_of_a_deal_is_with_the_deals_client_and_shows_when_something_is_due(
    house: House, owner: Caller
) -> None:
    client, seller = a_client(house, owner), a_seller(house, owner)
    deal = a_deal(house, owner, client_id=client.id)
    found = planned(house, owner, deal_id=deal.id, seller_id=seller, due_on="2027-01-05", kind="visit")
    assert (found.client_id, found.client_name, found.deal_title) == (client.id, client.name, deal.title)
    card = operations.read.serve(house, owner, WhichDeal(deal_id=deal.id))
    assert [each.id for each in card.activities] == [found.id] and str(card.next_activity_on) == "2027-01-05"


def test_it_is_with_somebody_and_at_some_time_and_nothing_is_done_ahead(
    house: House, owner: Caller, clock: Clock
) -> None:
    client = a_client(house, owner).id
    for said, problem in (
        ({"due_on": "2027-01-05"}, "with_whom"),
        ({"client_id": client}, "when"),
        ({"client_id": client, "done_at": clock.now + timedelta(hours=1)}, "in_future"),
    ):
        with refused(f"deals.{problem}"):
            planned(house, owner, **said)


def test_it_is_changed_removed_and_put_back(house: House, owner: Caller) -> None:
    found = planned(house, owner, client_id=a_client(house, owner).id, due_on="2027-01-05", note="Bring samples")
    edited = operations.edit_activity.serve(house, owner, EditActivity(activity_id=found.id, kind="meeting"))
    assert (edited.kind, edited.note, edited.due_on) == ("meeting", "Bring samples", found.due_on)
    which = WhichActivity(activity_id=found.id)
    operations.remove_activity.serve(house, owner, which)
    assert operations.find_activities.serve(house, owner, FindActivities()).items == []
    operations.restore_activity.serve(house, owner, which)
    assert len(operations.find_activities.serve(house, owner, FindActivities(mine=True)).items) == 1


def test_an_activity_removed_meanwhile_or_of_a_removed_deal_is_not_written_unseen(house: House, owner: Caller) -> None:
    deal = a_deal(house, owner, client_id=a_client(house, owner).id)
    found, other = (planned(house, owner, deal_id=deal.id, due_on="2027-01-05") for _ in range(2))
    operations.remove_activity.serve(house, owner, WhichActivity(activity_id=found.id))
    with refused("kernel.not_found"):
        operations.edit_activity.serve(house, owner, EditActivity(activity_id=found.id, note="Bring samples"))
    with refused("kernel.not_found"):
        operations.finish_activity.serve(house, owner, FinishActivity(activity_id=found.id, outcome="Sold"))
    operations.remove.serve(house, owner, WhichDeal(deal_id=deal.id))
    with refused("kernel.not_found"):
        planned(house, owner, deal_id=deal.id, due_on="2027-01-05")
    assert operations.finish_activity.serve(house, owner, FinishActivity(activity_id=other.id)).done_on


def test_a_removed_client_keeps_nobody_from_finishing_changing_and_removing_what_was_planned(
    house: House, owner: Caller
) -> None:
    client = a_client(house, owner).id
    found = planned(house, owner, client_id=client, due_on="2027-01-05")
    clients.remove.serve(house, owner, WhichClient(client_id=client))
    edited = operations.edit_activity.serve(
        house, owner, EditActivity(activity_id=found.id, note="x", client_id=client)
    )
    done = operations.finish_activity.serve(house, owner, FinishActivity(activity_id=found.id, outcome="Closed down"))
    assert (edited.note, done.outcome) == ("x", "Closed down")
    which = WhichActivity(activity_id=found.id)
    operations.remove_activity.serve(house, owner, which)
    assert operations.restore_activity.serve(house, owner, which).client_id == client
    with refused("kernel.not_found"):
        planned(house, owner, client_id=client, due_on="2027-01-05")
