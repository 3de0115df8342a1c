"""Who was in any segment on any day: as it was kept, or else computed again from the sales."""

from __future__ import annotations

from datetime import date, timedelta

from nigotis.kernel.context import Context
from nigotis.kernel.problems import Invalid
from nigotis.metrics.run import fetch
from nigotis.metrics.scoring import SEGMENTS
from nigotis.mirror.cache import Mirror
from nigotis.segments import history, replay, snapshots
from nigotis.segments.members import known_day, page_of, paged, scored, window
from nigotis.segments.saved import Meaning, chosen, meaning
from nigotis.segments.types import FindChanges, FindSizes, MembershipChange, OnDay, SegmentHistory, Source, WasIn

USUAL_IN_DAYS = 91
KEPT_LONG_ENOUGH_IN_DAYS = 7
"""What was kept for less than this tells little; the sales tell more."""


def on_day(ctx: Context, ask: OnDay) -> WasIn:
    """Who was in a segment at the end of a day. Raises Invalid for a day that has not come."""
    known_day(ctx, ask.day, "day")
    one = meaning(ctx, ask.segment)
    kept = history.on_day(ctx, one.row, ask.day) if one.row else _of_ten(ctx, one, ask.day)
    if kept is not None:
        items, after = page_of(ctx, kept, ask.limit, ask.after, ask.day)
        return WasIn(day=ask.day, source="kept", as_now=[], clients=len(kept), items=items, next=after)
    rule = chosen(ctx, one.code, one.rule)
    everybody = scored(replay.inside(ctx, rule, ask.day), window(ctx, ask.day))
    items, after, total = paged(ctx, everybody, ask.limit, ask.after, ask.day)
    as_now = replay.as_now(ctx, [rule])
    return WasIn(day=ask.day, source=_source(as_now), as_now=as_now, clients=total, items=items, next=after)


def inside_on(ctx: Context, code: str, day: date) -> list[int]:
    """Ids of who was in a segment at the end of a day. Raises Invalid for a day that has not come."""
    known_day(ctx, day, "day")
    one = meaning(ctx, code)
    kept = history.on_day(ctx, one.row, day) if one.row else _of_ten(ctx, one, day)
    if kept is not None:
        return list(kept)
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        ids: list[int] = fetch(replay.inside(ctx, chosen(ctx, one.code, one.rule), day), connection)[
            "client_id"
        ].to_pylist()
    return ids


def sizes(ctx: Context, ask: FindSizes) -> SegmentHistory:
    """How large a segment was over time, and how many came and went."""
    one = meaning(ctx, ask.segment)
    since, until = _between(ctx, one, ask)
    if one.row and history.is_kept(one.row, since):
        return SegmentHistory(source="kept", as_now=[], sizes=history.sizes(ctx, one.row, since, until))
    rule = chosen(ctx, one.code, one.rule)
    as_now = replay.as_now(ctx, [rule])
    found = replay.sizes(ctx, rule, replay.steps(since, until))
    return SegmentHistory(source=_source(as_now), as_now=as_now, sizes=found)


def changes(ctx: Context, ask: FindChanges) -> tuple[list[MembershipChange], str | None]:
    """Who came into a segment and who left it, with the reason, the latest first; and the next cursor."""
    one = meaning(ctx, ask.segment)
    since, until = _between(ctx, one, ask)
    if one.row and history.is_kept(one.row, since):
        return history.changes(ctx, one.row, ask.model_copy(update={"since": since, "until": until}))
    skip = history.opened(ask)
    moved = replay.changes(ctx, one, replay.steps(since, until), skip, ask.limit + 1)
    cursor = str(skip + ask.limit) if len(moved) > ask.limit else None
    return history.told(ctx, moved[: ask.limit]), cursor


def _between(ctx: Context, one: Meaning, ask: FindSizes | FindChanges) -> tuple[date, date]:
    until = min(ask.until or ctx.today, ctx.today)
    if ask.since is not None and ask.since > until:
        raise Invalid("metrics.period_backwards", field="since", since=ask.since, until=until)
    return ask.since or _usual(ctx, one), until


def _usual(ctx: Context, one: Meaning) -> date:
    kept_from = one.row.kept_from if one.row else None
    if kept_from and (ctx.today - kept_from).days >= KEPT_LONG_ENOUGH_IN_DAYS:
        return kept_from
    return ctx.today - timedelta(days=USUAL_IN_DAYS)


def _source(as_now: list[str]) -> Source:
    return "partly" if as_now else "computed"


def _of_ten(ctx: Context, one: Meaning, day: date) -> list[int] | None:
    """Who was in one of the ten, where that day was kept."""
    taken = snapshots.of_day(ctx, day)
    if one.code not in SEGMENTS or taken is None:
        return None
    return [client for client, _ in snapshots.inside(ctx, taken, [one.code])]
