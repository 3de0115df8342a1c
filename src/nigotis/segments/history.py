"""Who was in a saved segment when, and why that changed: one row per stay, brought up to date nightly and on demand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from sqlalchemy import or_, select, text

from nigotis.clients.directory import names as client_names
from nigotis.clients.directory import people
from nigotis.kernel.context import Context
from nigotis.kernel.paging import PageAsk
from nigotis.kernel.problems import Invalid
from nigotis.kernel.staging import drop_staged, stage
from nigotis.metrics.run import fetch
from nigotis.metrics.scoring import Cutoffs
from nigotis.mirror.cache import Mirror
from nigotis.rules.asking import Chosen, reasons
from nigotis.rules.fields import Fields
from nigotis.rules.sentence import Speaker
from nigotis.rules.text import Misread, parse, write
from nigotis.rules.tree import Group, conditions
from nigotis.segments.members import ids, window
from nigotis.segments.models import SavedSegmentRow, SegmentStayRow
from nigotis.segments.saved import chosen, speaker
from nigotis.segments.saved import fields as all_fields
from nigotis.segments.types import ChangedCondition, FindChanges, MembershipChange, SegmentSize

MOST_EXPLAINED = 5_000
"""Clients who came or went in one go of whom it is kept why; a rule that moves more at once says it by itself."""

_AT_ONCE = 500
_A_DAY = timedelta(days=1)
_STAYS = "segment_stay st"
_OF = "st.merchant_id = :merchant and st.segment_id = :segment"


def keep(ctx: Context, row: SavedSegmentRow, day: date) -> None:
    """Bring the stays of a segment up to the end of `day`; a day before the last kept one is left as it is. Days
    between the two are missed: of them no more is known than the sales tell."""
    if row.kept_on is not None and day < row.kept_on:
        return
    rule = chosen(ctx, f"saved-{row.id}", Group.model_validate(row.rule))
    judged = window(ctx, day)
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        now = ids(rule, judged, connection).to_numpy(zero_copy_only=False)
        before = np.array(_open(ctx, row), dtype=np.int64)
        joined, left = np.setdiff1d(now, before), np.setdiff1d(before, now)
        why = _Why(ctx, row, rule, day, connection) if row.kept_on is not None else None
        reasons_of = why.of([*joined.tolist(), *left.tolist()]) if why else {}
    _leave(ctx, row, left.tolist(), day, reasons_of)
    _join(ctx, row, joined.tolist(), day, reasons_of)
    row.kept_from = row.kept_from or day
    row.missed = _missed(row, day)
    row.kept_on, row.is_day_over, row.is_rule_new = day, day < ctx.today, False
    ctx.db.flush()


def _missed(row: SavedSegmentRow, day: date) -> list[tuple[str, str]] | None:
    """The days nobody looked at, now that `day` is kept."""
    if row.kept_on is None:
        return None
    first, last = row.kept_on + _A_DAY, day - _A_DAY
    return [*(row.missed or []), (first.isoformat(), last.isoformat())] if first <= last else row.missed


def _gaps(row: SavedSegmentRow) -> list[tuple[date, date]]:
    return [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in row.missed or ()]


def begin(ctx: Context, row: SavedSegmentRow, day: date, members: Sequence[int]) -> None:
    """The first stays of a list that was made of these clients just now: the mirror does not know its tag yet."""
    _join(ctx, row, list(members), day, {})
    row.kept_from, row.kept_on, row.is_rule_new = day, day, False
    ctx.db.flush()


def is_kept(row: SavedSegmentRow, day: date) -> bool:
    """Whether it is kept who was in it on that day."""
    if row.kept_from is None or row.kept_on is None or not row.kept_from <= day <= row.kept_on:
        return False
    return not any(first <= day <= last for first, last in _gaps(row))


def on_day(ctx: Context, row: SavedSegmentRow, day: date) -> list[int] | None:
    """Ids of the clients who were in the segment at the end of `day`, as kept; None where that day was not kept."""
    if not is_kept(row, day):
        return None
    found = select(SegmentStayRow.client_id).where(*_of(ctx, row), *_during(day))
    return sorted(ctx.db.scalars(found))


def sizes(ctx: Context, row: SavedSegmentRow, since: date = date.min, until: date = date.max) -> list[SegmentSize]:
    """How many were in it at the end of each kept day on which somebody came or went, and at the last one; those of a
    period begin with its first day."""
    given = {"merchant": ctx.merchant_id, "segment": row.id}
    moved = ctx.db.execute(text(_MOVED), given).all()
    found: list[SegmentSize] = []
    inside = 0
    for day, joined, left in moved:
        inside += joined - left
        first = day == row.kept_from
        found.append(SegmentSize(day=day, clients=inside, joined=0 if first else joined, left=left))
    if row.kept_on and (not found or found[-1].day < row.kept_on):
        found.append(SegmentSize(day=row.kept_on, clients=inside, joined=0, left=0))
    earlier = [one for one in found if one.day < since]
    inner = [one for one in found if since <= one.day <= until]
    if earlier and (not inner or inner[0].day > since):
        inner.insert(0, SegmentSize(day=since, clients=earlier[-1].clients, joined=0, left=0))
    return inner


def changes(ctx: Context, row: SavedSegmentRow, ask: FindChanges) -> tuple[list[MembershipChange], str | None]:
    """Who came and who went, the latest first; those of the first kept day were just there. Answers the next cursor."""
    since, until = ask.since or date.min, ask.until or date.max
    skip = opened(ask)
    given = {"merchant": ctx.merchant_id, "segment": row.id, "since": since, "until": until, "first": row.kept_from}
    rows = ctx.db.execute(text(_CHANGES), {**given, "limit": ask.limit + 1, "skip": skip}).all()
    after = {last + _A_DAY: first - _A_DAY for first, last in _gaps(row)}
    shown = [Moved(one.client_id, one.kind, one.day, one.why, after.get(one.day)) for one in rows[: ask.limit]]
    return told(ctx, shown), str(skip + ask.limit) if len(rows) > ask.limit else None


@dataclass(frozen=True)
class Moved:
    """A client who came or went. `after`: where not every day was looked at, the last one before `day` that was."""

    client_id: int
    kind: Literal["joined", "left"]
    day: date
    why: dict[str, Any] | None
    after: date | None = None


def told(ctx: Context, moved: Sequence[Moved]) -> list[MembershipChange]:
    """The same with names and with reasons in words."""
    said = _Said(ctx, [one.why for one in moved])
    found = people(ctx, [one.client_id for one in moved])
    gone = client_names(ctx, {one.client_id for one in moved} - found.keys())
    return [
        MembershipChange(
            client_id=one.client_id,
            name=found[one.client_id].name if one.client_id in found else gone.get(one.client_id, ""),
            phone=found[one.client_id].phone if one.client_id in found else None,
            kind=one.kind,
            day=one.day,
            after=one.after,
            cause=(one.why or {}).get("cause", "conditions"),
            conditions=said.conditions(one.why),
        )
        for one in moved
    ]


def since_when(ctx: Context, client_id: int) -> dict[int, date]:
    """Since which day a client is in each saved segment, by its number."""
    stays = select(SegmentStayRow.segment_id, SegmentStayRow.joined_on).where(
        SegmentStayRow.merchant_id == ctx.merchant_id,
        SegmentStayRow.client_id == client_id,
        SegmentStayRow.left_on.is_(None),
    )
    return dict(ctx.db.execute(stays).all())


class _Why:
    """What changed for clients between the day kept last, or where that is this one the day before, and this one."""

    def __init__(self, ctx: Context, row: SavedSegmentRow, rule: Chosen, day: date, connection: Any) -> None:
        self._ctx, self._row, self._rule, self._day, self._connection = ctx, row, rule, day, connection

    def of(self, clients: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Cause and changed conditions by client; empty for more than are explained."""
        if self._row.is_rule_new:
            return {client: {"cause": "rule", "conditions": []} for client in clients}
        if len(clients) > MOST_EXPLAINED:
            return {}
        found: dict[int, dict[str, Any]] = {}
        for start in range(0, len(clients), _AT_ONCE):
            found |= self._some(tuple(clients[start : start + _AT_ONCE]))
        return found

    def _some(self, clients: tuple[int, ...]) -> dict[int, dict[str, Any]]:
        assert self._row.kept_on is not None
        cutoffs = window(self._ctx).cutoffs
        days = min(self._row.kept_on, self._day - _A_DAY), self._day
        before, after = (asked_of(self._rule, day, cutoffs, clients, self._connection) for day in days)
        gone = {"cause": "gone", "conditions": []}
        return {
            client: changed(self._rule, before[client], after[client]) if client in after else gone
            for client in clients
        }


Answers = dict[str, Any]


def asked_of(
    rule: Chosen, day: date, cutoffs: Cutoffs | None, clients: tuple[int, ...], connection: Any
) -> dict[int, Answers]:
    """What each condition of the rule says of these clients on a day, as `reasons` tells it."""
    question = reasons(rule.rule, rule.fields, day, cutoffs, clients)
    return {row["client_id"]: row for row in fetch(question, connection).to_pylist()}


def changed(rule: Chosen, before: Answers, after: Answers, otherwise: str = "records") -> dict[str, Any]:
    """Cause and changed conditions of one client, as they are kept; `otherwise` is the cause where none changed."""
    found = []
    for number, asked in enumerate(conditions(rule.rule)):
        passes, value = f"passes_{number}", f"value_{number}"
        if not rule.fields[asked.field].is_replayable:
            one = {"condition": write(asked), "after": after[value], "holds": after[passes]}
            found.append(one)  # what it was before is not known: the facts hold the present
        elif before[passes] != after[passes]:
            one = {"condition": write(asked), "before": before[value], "after": after[value]}
            found.append(one | {"holds": after[passes]})
    found = [one for one in found if "before" in one] or found
    return {"cause": "conditions" if found else otherwise, "conditions": found}


class _Said:
    """Kept reasons in the reader's words."""

    def __init__(self, ctx: Context, kept: Iterable[dict[str, Any] | None]) -> None:
        self._known: Fields = all_fields(ctx)
        texts = {one["condition"] for why in kept for one in (why or {}).get("conditions", ())}
        self._rules = {one: rule for one in texts if (rule := self._parsed(one))}
        self._says: Speaker = speaker(ctx, self._rules.values(), self._known)

    def conditions(self, why: dict[str, Any] | None) -> list[ChangedCondition]:
        """The changed conditions of one client."""
        return [self._one(one) for one in (why or {}).get("conditions", ())]

    def _parsed(self, condition: str) -> Group | None:
        try:
            return parse(condition, self._known)
        except Misread:  # of a field that is not there any more
            return None

    def _one(self, kept: dict[str, Any]) -> ChangedCondition:
        rule = self._rules.get(kept["condition"])
        if rule is None:
            return ChangedCondition(sentence=kept["condition"], before=None, after=None, holds=kept["holds"])
        (asked,) = conditions(rule)
        of = self._known[asked.field]
        before = self._says.value(of, kept["before"]) if "before" in kept else None
        after = self._says.value(of, kept["after"])
        return ChangedCondition(sentence=self._says.condition(asked), before=before, after=after, holds=kept["holds"])


_MOVED = f"""
select day, sum(joined)::bigint, sum(gone)::bigint from (
  select joined_on as day, 1 as joined, 0 as gone from {_STAYS} where {_OF}
  union all select left_on, 0, 1 from {_STAYS} where {_OF} and left_on is not null
) moved group by day order by day
"""  # noqa: S608
_CHANGES = f"""
select client_id, kind, day, why from (
  select client_id, 'joined' as kind, joined_on as day, joined_why as why from {_STAYS}
  where {_OF} and joined_on > :first
  union all select client_id, 'left', left_on, left_why from {_STAYS} where {_OF} and left_on is not null
) moved where day between :since and :until order by day desc, client_id, kind limit :limit offset :skip
"""  # noqa: S608


_BEGIN = f"""
insert into segment_stay (merchant_id, segment_id, client_id, joined_on, joined_why)
select :merchant, :segment, m.client_id, :day, m.why::jsonb from moved m
where not exists (select from {_STAYS} where {_OF} and st.client_id = m.client_id and st.left_on is null)
"""  # noqa: S608


def _of(ctx: Context, row: SavedSegmentRow) -> tuple[Any, ...]:
    return SegmentStayRow.merchant_id == ctx.merchant_id, SegmentStayRow.segment_id == row.id


def _during(day: date) -> tuple[Any, ...]:
    return SegmentStayRow.joined_on <= day, or_(SegmentStayRow.left_on.is_(None), SegmentStayRow.left_on > day)


def _open(ctx: Context, row: SavedSegmentRow) -> Sequence[int]:
    inside = select(SegmentStayRow.client_id).where(*_of(ctx, row), SegmentStayRow.left_on.is_(None))
    return ctx.db.scalars(inside).all()


def _leave(ctx: Context, row: SavedSegmentRow, clients: list[int], day: date, why: dict[int, dict[str, Any]]) -> None:
    """End the stays; one that began today never was."""
    if not clients:
        return
    _staged(ctx, clients, why)
    given = {"merchant": ctx.merchant_id, "segment": row.id, "day": day}
    chosen_ones = f"{_OF} and st.left_on is null and st.client_id = m.client_id"
    ctx.db.execute(text(f"delete from {_STAYS} using moved m where {chosen_ones} and st.joined_on = :day"), given)  # noqa: S608
    ctx.db.execute(
        text(f"update {_STAYS} set left_on = :day, left_why = m.why::jsonb from moved m where {chosen_ones}"),  # noqa: S608
        given,
    )
    drop_staged(ctx.db, ["moved"])


def _join(ctx: Context, row: SavedSegmentRow, clients: list[int], day: date, why: dict[int, dict[str, Any]]) -> None:
    """Begin stays; who left today and is back has not left."""
    if not clients:
        return
    _staged(ctx, clients, why)
    given = {"merchant": ctx.merchant_id, "segment": row.id, "day": day}
    ctx.db.execute(
        text(
            f"update {_STAYS} set left_on = null, left_why = null from moved m"  # noqa: S608
            f" where {_OF} and st.left_on = :day and st.client_id = m.client_id"
        ),
        given,
    )
    ctx.db.execute(text(_BEGIN), given)
    drop_staged(ctx.db, ["moved"])


def _staged(ctx: Context, clients: list[int], why: dict[int, dict[str, Any]]) -> None:
    told = [json.dumps(why[client]) if client in why else None for client in clients]
    stage(ctx.db, "moved", pa.table({"client_id": pa.array(clients, pa.int64()), "why": pa.array(told, pa.string())}))


def opened(ask: PageAsk) -> int:
    """How many are to be skipped: the cursor of `changes`. Raises Invalid for another."""
    if ask.after is None:
        return 0
    if not (ask.after.isascii() and ask.after.isdecimal() and len(ask.after) < 10):
        raise Invalid("kernel.bad_cursor", field="after")
    return int(ask.after)
