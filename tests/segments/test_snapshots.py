"""Who stood where on which day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from make.clock import Clock
from make.reports import Watched, watched
from nigotis.clients import operations as clients
from nigotis.clients.events import ClientRemoved
from nigotis.clients.types import WhichClient
from nigotis.kernel.context import House
from nigotis.kernel.door import enter
from nigotis.kernel.work import Register
from nigotis.merchants.register import find_merchant
from nigotis.sales.reactions import show_with_or_without_name
from nigotis.segments import operations as segments
from nigotis.segments import snapshots
from nigotis.segments.models import SegmentSnapshotRow
from nigotis.segments.types import (
    CompareDays,
    EditDefinition,
    Four,
    ListSegments,
    Movement,
    Snapshot,
    TakeSnapshot,
)


def taken(shop: Watched) -> Snapshot:
    return segments.snapshot.serve(shop.house, shop.owner, TakeSnapshot())


def kept(shop: Watched) -> list[Snapshot]:
    return segments.snapshots.serve(shop.house, shop.owner, ListSegments())


def moves(shop: Watched, since: date, until: date) -> Movement:
    return segments.movement.serve(shop.house, shop.owner, CompareDays(since=since, until=until))


def kept_on(day: date, at: datetime) -> SegmentSnapshotRow:
    return SegmentSnapshotRow(as_of=day, definition="rf-grid-10", version=1, limits=[], clients=0, taken_at=at)


def test_a_snapshot_carries_definition_version_and_what_earned_each_score(shop: Watched) -> None:
    for days_ago in range(5):
        shop.sale(shop.client(), days_ago)
    shop.settle()
    snapshot = taken(shop)
    assert (snapshot.definition, snapshot.version, snapshot.cutoffs, snapshot.clients) == ("rf-grid-10", 1, None, 5)
    assert [(limit.score, limit.recency_from) for limit in snapshot.limits] == [(1, 4), (2, 3), (3, 2), (4, 1), (5, 0)]


def test_taking_one_twice_a_day_keeps_the_later(shop: Watched) -> None:
    shop.sale(shop.client(), 1)
    shop.settle()
    taken(shop)
    shop.sale(shop.client(), 0)
    shop.settle()
    taken(shop)
    assert [snapshot.clients for snapshot in kept(shop)] == [2]


def test_movement_counts_who_went_where_who_came_and_who_left(shop: Watched, clock: Clock) -> None:
    lapsing, leaving = shop.client(), shop.client()
    for client in (lapsing, leaving):
        shop.sale(client, 0)
    shop.settle()
    before = taken(shop).as_of
    clock.now += timedelta(days=10)
    newcomer = shop.client()
    shop.sale(newcomer, 0)
    clients.remove.serve(shop.house, shop.owner, WhichClient(client_id=leaving))
    with enter(shop.house, shop.owner) as ctx:
        show_with_or_without_name(ctx, ClientRemoved(client_id=leaving))
    shop.settle()
    after = taken(shop).as_of
    movement = moves(shop, before, after)
    assert movement.source == "kept"
    changes = [(move.before is None, move.after is None, move.clients) for move in movement.moves]
    assert sorted(changes) == [(False, False, 1), (False, True, 1), (True, False, 1)]


def test_a_day_kept_by_another_definition_is_told_by_the_one_that_holds(shop: Watched, clock: Clock) -> None:
    shop.sale(shop.client(), 0)
    shop.settle()
    before = taken(shop).as_of
    clock.forward(days=1)
    four = Four.model_validate(
        {"recency_in_days": [7, 30, 60, 90], "frequency": [9, 5, 3, 2], "monetary": ["9", "5", "3", "2"]}
    )
    until = taken(shop).as_of
    told = moves(shop, before, until)
    assert (told.source, [(move.before, move.after) for move in told.moves]) == (
        "kept",
        [("hibernating", "hibernating")],
    )
    segments.redefine.serve(shop.house, shop.owner, EditDefinition(cutoffs=four))
    told = moves(shop, before, until)
    assert (told.source, [(move.before, move.after) for move in told.moves]) == ("computed", [("new", "new")])
    shop.sale(shop.client(), 1)
    shop.settle()
    assert sum(move.clients for move in moves(shop, before, until).moves) == 2


def test_what_was_kept_stays_whatever_is_recorded_later(shop: Watched, clock: Clock) -> None:
    early, late = shop.client(), shop.client()
    shop.sale(early, 0)
    shop.settle()
    since = taken(shop).as_of
    clock.forward(days=1)
    shop.settle()
    until = taken(shop).as_of
    shop.sale(late, 1)
    shop.settle()
    assert sum(move.clients for move in moves(shop, since, until).moves) == 1
    unkept = moves(shop, since - timedelta(days=1), until)
    assert (unkept.source, [(move.before, move.clients) for move in unkept.moves]) == ("computed", [(None, 2)])


def test_every_night_each_business_keeps_its_own_local_yesterday(house: House, clock: Clock) -> None:
    house.ports.fill(Register, Register(find_merchant))
    clock.now = clock.now.replace(hour=20, minute=17)  # past midnight in Baku (UTC+4), not in Dar es Salaam (UTC+3)
    with watched(house) as baku, watched(house, zone="Africa/Dar_es_Salaam", country="TZ", currency="TZS") as dar:
        for shop in (baku, dar):
            shop.sale(shop.client(), 3)
            shop.settle()
        snapshots.nightly(house)
        utc_day = clock.now.date()
        assert [snapshot.as_of for snapshot in kept(baku)] == [utc_day]
        assert [snapshot.as_of for snapshot in kept(dar)] == [utc_day - timedelta(days=1)]
        snapshots.nightly(house)
        assert len(kept(baku)) == 1


def test_the_night_takes_a_day_again_that_was_taken_while_it_lasted(shop: Watched, clock: Clock) -> None:
    shop.sale(shop.client(), 40)
    shop.settle()
    morning = taken(shop)
    clock.forward(hours=2)
    shop.sale(shop.client(), 0)
    for _ in range(2):
        clock.forward(days=1)
        shop.settle()
        snapshots.nightly(shop.house)
    found = {one.as_of: one for one in kept(shop)}
    assert (morning.clients, found[morning.as_of].clients) == (1, 2)
    assert found[morning.as_of].taken_at < found[morning.as_of + timedelta(days=1)].taken_at


def test_old_snapshots_go_but_the_last_of_each_month_stays(shop: Watched) -> None:
    with enter(shop.house, shop.owner) as ctx:
        for days_ago in range(200):
            ctx.add(kept_on(ctx.today - timedelta(days=days_ago), ctx.now))
        snapshots.forget_old(ctx)
        today = ctx.today
    days = [snapshot.as_of for snapshot in kept(shop)]
    daily = [day for day in days if day >= today - timedelta(days=snapshots.KEPT_DAILY_IN_DAYS)]
    assert len(daily) == snapshots.KEPT_DAILY_IN_DAYS + 1
    older = sorted(set(days) - set(daily))
    assert older and all((day + timedelta(days=1)).day == 1 for day in older)


def test_members_of_a_snapshot_stay_out_of_another_business_sight(shop: Watched, house: House) -> None:
    shop.sale(shop.client(), 1)
    shop.settle()
    today = taken(shop).as_of
    with watched(house) as other:
        assert moves(other, today, today).moves == []
