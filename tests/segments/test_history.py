"""Any segment on any day: what nobody kept is computed from the sales."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise, product

import pytest

from make.clock import Clock
from make.reports import Watched, said
from nigotis.kernel.problems import Invalid, NotFound
from nigotis.metrics.scoring import SEGMENTS
from nigotis.rules.tree import Group, conditions
from nigotis.segments import operations as segments
from nigotis.segments.ready import READY
from nigotis.segments.replay import MOST_STEPS, steps
from nigotis.segments.saved import Meaning, by_scores
from nigotis.segments.types import (
    CompareDays,
    FindChanges,
    FindMembers,
    FindMovers,
    FindSizes,
    KeepDay,
    KeepMovers,
    MembershipChange,
    OnDay,
    SaveSegment,
    SegmentHistory,
    SegmentMember,
    WasIn,
    WhyIn,
)


def on(shop: Watched, segment: str, day: date) -> WasIn:
    return segments.on_day.serve(shop.house, shop.owner, OnDay(segment=segment, day=day))


def members(shop: Watched, segment: str) -> list[SegmentMember]:
    return segments.clients.serve(shop.house, shop.owner, FindMembers(segment=segment)).items


def grown(shop: Watched, segment: str, since: date | None = None) -> SegmentHistory:
    return segments.size.serve(shop.house, shop.owner, FindSizes(segment=segment, since=since))


def changes(shop: Watched, segment: str, **said: object) -> list[MembershipChange]:
    ask = FindChanges.model_validate({"segment": segment, **said})
    return segments.changes.serve(shop.house, shop.owner, ask).items


def lapsing(shop: Watched) -> tuple[int, int, int]:
    """One who bought 93 days ago, one who did so again yesterday, one who came today and has not bought."""
    away, back, new = shop.client(name="Away"), shop.client(name="Back"), shop.client(name="New", gender="F")
    shop.sale(away, 93)
    shop.sale(back, 120)
    shop.sale(back, 1)
    shop.settle()
    return away, back, new


@pytest.mark.parametrize("code", [*SEGMENTS, *READY])
def test_every_ready_segment_tells_today_as_its_list_does(shop: Watched, code: str) -> None:
    lapsing(shop)
    listed = segments.clients.serve(shop.house, shop.owner, FindMembers(segment=code))
    told = on(shop, code, shop.house.clock().date())
    assert (told.source, told.items, told.clients) == ("computed", listed.items, listed.total)


def test_who_was_in_a_ready_segment_on_a_day_follows_from_the_sales(shop: Watched, clock: Clock) -> None:
    away, back, _ = lapsing(shop)
    today = clock.now.date()
    inside = {days: [one.client_id for one in on(shop, "inactive_90", today - timedelta(days=days)).items]
              for days in (0, 2, 3, 29, 30)}  # fmt: skip
    assert inside == {0: [away], 2: [away, back], 3: [back], 29: [back], 30: []}
    (was,) = on(shop, "inactive_90", today - timedelta(days=3)).items
    assert (was.recency_in_days, was.frequency) == (117, 1)


def test_who_was_not_there_yet_is_in_no_segment_of_that_day(shop: Watched, clock: Clock) -> None:
    *_, new = lapsing(shop)
    women = segments.save.serve(shop.house, shop.owner, SaveSegment(name="Women", text="gender = F")).id
    today = clock.now.date()
    was = on(shop, women, today - timedelta(days=1))
    assert (was.clients, was.source, was.as_now) == (0, "partly", ["Gender"])
    assert on(shop, women, today).clients == 1
    (came,) = changes(shop, women, since=today - timedelta(days=7))
    assert (came.client_id, came.kind, came.cause) == (new, "joined", "conditions")
    strangers = segments.save.serve(shop.house, shop.owner, SaveSegment(name="Strangers", text="recency is unknown")).id
    (came,) = changes(shop, strangers, since=today - timedelta(days=7))
    assert (came.client_id, came.cause, came.conditions) == (new, "registered", [])


def test_size_and_changes_of_a_ready_segment_agree_and_say_why(shop: Watched, clock: Clock) -> None:
    away, back, _ = lapsing(shop)
    today = clock.now.date()
    since = today - timedelta(days=4)
    history = grown(shop, "inactive_90", since)
    assert history.source == "computed"
    assert [(one.clients, one.joined, one.left) for one in history.sizes] == [
        (1, 0, 0), (1, 0, 0), (2, 1, 0), (1, 0, 1), (1, 0, 0)]  # fmt: skip
    told = changes(shop, "inactive_90", since=since)
    assert [(one.client_id, one.kind, one.after, one.day) for one in told] == [
        (back, "left", today - timedelta(days=2), today - timedelta(days=1)),
        (away, "joined", today - timedelta(days=3), today - timedelta(days=2)),
    ]
    (why,) = told[0].conditions
    assert (why.before, why.after, why.holds) == ("118 days", "0 days", False)
    first = segments.changes.serve(shop.house, shop.owner, FindChanges(segment="inactive_90", since=since, limit=1))
    rest = segments.changes.serve(
        shop.house, shop.owner, FindChanges(segment="inactive_90", since=since, limit=1, after=first.next)
    )
    assert (first.items + rest.items, rest.next) == (told, None)
    assert len(grown(shop, "inactive_90").sizes) == 14  # a quarter, week by week


def test_a_place_among_the_ten_is_explained_by_the_scores_that_make_it(shop: Watched, clock: Clock) -> None:
    away, _, _ = lapsing(shop)
    why = segments.why.serve(shop.house, shop.owner, WhyIn(segment="new", client_id=away))
    assert not why.is_in
    assert [(reason.passes, reason.value) for reason in why.reasons] == [(False, "1"), (True, "1")]
    (left,) = changes(shop, "about_to_sleep", since=clock.now.date() - timedelta(days=2))
    assert (left.client_id, left.kind) == (away, "left")
    (said,) = left.conditions
    assert (said.before, said.after) == ("3", "1")


@pytest.mark.parametrize("code", SEGMENTS)
def test_the_scores_that_explain_one_of_the_ten_are_its_cells(code: str) -> None:
    recency, frequency = conditions(by_scores(Meaning(code, "", Group(match="all"))))
    inside = {
        f"{r}{f}"
        for r, f in product(range(1, 6), repeat=2)
        if int(recency.values[0]) <= r <= int(recency.values[-1])
        and int(frequency.values[0]) <= f <= int(frequency.values[-1])
    }
    assert inside == set(SEGMENTS[code])


def test_moves_are_told_between_any_days_without_anything_kept(shop: Watched, clock: Clock) -> None:
    _, back, _ = lapsing(shop)
    until = clock.now.date()
    asked = {"since": until - timedelta(days=2), "until": until, "segments": ["inactive_90", "new_30"]}
    moved = segments.movement.serve(shop.house, shop.owner, CompareDays.model_validate(asked))
    assert moved.source == "computed"
    assert {(move.before, move.after, move.clients) for move in moved.moves} == {
        ("inactive_90", "inactive_90", 1),
        ("inactive_90", None, 1),
    }
    ask = FindMovers.model_validate({**asked, "before": "inactive_90"})
    behind = segments.movers.serve(shop.house, shop.owner, ask)
    assert [one.client_id for one in behind.items] == [back]
    kept = segments.keep_movers.serve(
        shop.house, shop.owner, KeepMovers.model_validate({**asked, "before": "inactive_90", "title": "Back again"})
    )
    assert (kept.name, kept.clients) == ("Back again", 1)
    assert [one.client_id for one in on(shop, kept.segment, until).items] == [back], "known before the mirror knows"
    shop.settle()
    assert [one.client_id for one in members(shop, kept.segment)] == [back]
    day = until - timedelta(days=2)
    before = segments.keep_day.serve(shop.house, shop.owner, KeepDay(segment="inactive_90", day=day, title="Away then"))
    assert before.clients == on(shop, "inactive_90", day).clients > 0
    shop.settle()
    assert {one.client_id for one in members(shop, before.segment)} == {
        one.client_id for one in on(shop, "inactive_90", day).items
    }
    of_ten = segments.movement.serve(
        shop.house, shop.owner, CompareDays(since=until - timedelta(days=100), until=until)
    )
    assert sum(move.clients for move in of_ten.moves) == 2
    assert {(move.before, move.after) for move in of_ten.moves} == {
        ("hibernating", "need_attention"),
        (None, "hibernating"),
    }


@pytest.mark.parametrize(
    ("order", "place"),
    [
        ("inactive_90 hibernating need_attention", "inactive_90"),
        ("hibernating inactive_90 need_attention", "hibernating"),
        ("need_attention inactive_90 hibernating", "inactive_90"),
    ],
)
def test_of_several_segments_the_first_counts_wherever_the_ten_stand(
    shop: Watched, clock: Clock, order: str, place: str
) -> None:
    lapsing(shop)
    today = clock.now.date()
    asked = CompareDays(since=today, until=today, segments=tuple(order.split()))
    moved = segments.movement.serve(shop.house, shop.owner, asked)
    assert {move.after for move in moved.moves} == {place, "need_attention"}


def test_days_that_run_backwards_and_segments_that_are_not_there_are_refused(shop: Watched, clock: Clock) -> None:
    today = clock.now.date()
    with pytest.raises(Invalid, match=said("metrics.period_backwards")):
        segments.size.serve(
            shop.house, shop.owner, FindSizes(segment="new_30", since=today, until=today - timedelta(days=1))
        )
    with pytest.raises(NotFound):
        grown(shop, "nonsense")


def test_nobody_can_tell_who_will_be_in_a_segment(shop: Watched, clock: Clock) -> None:
    today = clock.now.date()
    for code in ("inactive_90", "champions"):
        on(shop, code, today)
        with pytest.raises(Invalid, match=said("segments.day_ahead")):
            on(shop, code, today + timedelta(days=1))
    with pytest.raises(Invalid, match=said("segments.day_ahead")):
        ask = CompareDays(since=today, until=today + timedelta(days=1))
        segments.movement.serve(shop.house, shop.owner, ask)


@pytest.mark.parametrize("length", [0, 1, 14, 15, 91, 365, 4000, 40000])
def test_few_days_are_asked_for_and_the_last_is_the_last(length: int) -> None:
    until = date(2026, 5, 3)
    days = steps(until - timedelta(days=length), until)
    assert days[-1] == until and days[0] >= until - timedelta(days=length)
    assert 1 <= len(days) <= MOST_STEPS + 1
    assert len({second - first for first, second in pairwise(days)}) <= 1
