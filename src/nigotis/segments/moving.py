"""Who moved between segments from one day to another, and the clients behind each move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text

from nigotis.clients.directory import people
from nigotis.kernel.context import Context
from nigotis.kernel.problems import Invalid, NotFound
from nigotis.metrics.scoring import SEGMENTS, cells
from nigotis.rules.checking import SAVED
from nigotis.segments.models import SavedSegmentRow, SegmentSnapshotRow
from nigotis.segments.saved import meaning, saved
from nigotis.segments.snapshots import last_by, rule_of
from nigotis.segments.types import CompareSnapshots, FindMovers, Move, MovedClient, Movement

_SCORED = """select client_id, cast(:code{0} as text) as code, {0} as place from segment_member
  where merchant_id = :merchant and snapshot_id = :{1}_snapshot and cell = any(:cells{0})"""
_KEPT = """select client_id, cast(:code{0} as text) as code, {0} as place from segment_stay
  where merchant_id = :merchant and segment_id = :id{0} and joined_on <= :{1} and (left_on is null or left_on > :{1})"""
_PLACES = "select distinct on (client_id) client_id, code from ({parts}) parts order by client_id, place"
_MOVED = "from ({since}) old full join ({until}) new using (client_id)"


@dataclass(frozen=True)
class _Days:
    """Two days with what is known of them: snapshots of the ten, stays in saved segments."""

    since: date
    until: date
    codes: tuple[str, ...]
    snapshots: tuple[SegmentSnapshotRow, SegmentSnapshotRow] | None
    rows: dict[str, SavedSegmentRow]

    @property
    def query(self) -> str:
        """Old and new place of every client who has one on either day."""
        sides = {side: _PLACES.format(parts=" union all ".join(self._parts(side))) for side in ("since", "until")}
        return _MOVED.format(**sides)

    def _parts(self, side: str) -> list[str]:
        return [(_KEPT if code in self.rows else _SCORED).format(n, side) for n, code in enumerate(self.codes)]

    def given(self, merchant_id: int) -> dict[str, Any]:
        """The parameters of the query."""
        given: dict[str, Any] = {"merchant": merchant_id, "since": self.since, "until": self.until}
        if self.snapshots:
            given |= {"since_snapshot": self.snapshots[0].id, "until_snapshot": self.snapshots[1].id}
        for n, code in enumerate(self.codes):
            given[f"code{n}"] = code
            if code in self.rows:
                given[f"id{n}"] = self.rows[code].id
            else:
                given[f"cells{n}"] = list(cells([code]))
        return given


def movement(ctx: Context, ask: CompareSnapshots) -> Movement:
    """How many moved from where to where. NotFound where a day is not kept."""
    days = _days(ctx, ask)
    query = text(f"select old.code, new.code, count(*) {days.query} group by 1, 2 order by 3 desc, 1, 2")
    counted = ctx.db.execute(query, days.given(ctx.merchant_id)).all()
    taken = days.snapshots
    return Movement(
        since=taken[0].as_of if taken and not days.rows else days.since,
        until=taken[1].as_of if taken and not days.rows else days.until,
        is_comparable=taken is None or rule_of(taken[0]) == rule_of(taken[1]),
        moves=[Move(before=old, after=new, clients=count) for old, new, count in counted],
        names={code: meaning(ctx, code).name for code in days.codes},
    )


def movers(ctx: Context, ask: FindMovers) -> tuple[list[MovedClient], str | None, int]:
    """The clients behind a move, the cursor of the next page, and how many there are in all."""
    days = _days(ctx, ask)
    places = "old.code is not distinct from cast(:before as text) and new.code is not distinct from cast(:to as text)"
    given = days.given(ctx.merchant_id) | {"before": ask.before, "to": ask.to, "limit": ask.limit + 1}
    given["after"] = _cursor(ask.after)
    total = ctx.db.scalar(text(f"select count(*) {days.query} where {places}"), given)
    page = text(f"select client_id {days.query} where {places} and client_id > :after order by client_id limit :limit")
    found = ctx.db.scalars(page, given).all()
    shown = found[: ask.limit]
    known = people(ctx, shown)
    items = [MovedClient(client_id=one, name=known[one].name, phone=known[one].phone) for one in shown if one in known]
    return items, str(shown[-1]) if len(found) > ask.limit else None, int(total or 0)


def _days(ctx: Context, ask: CompareSnapshots) -> _Days:
    if ask.since > ask.until:
        raise Invalid("metrics.period_backwards", field="since", since=ask.since, until=ask.until)
    codes = tuple(dict.fromkeys(_code(ctx, code) for code in ask.segments)) or tuple(SEGMENTS)
    rows = {code: saved(ctx, code) for code in codes if code.startswith(SAVED)}
    for row in rows.values():
        _refuse_unkept(row, (ask.since, ask.until))
    scored = len(rows) < len(codes)
    taken = (last_by(ctx, ask.since), last_by(ctx, ask.until)) if scored else None
    return _Days(ask.since, ask.until, codes, taken, rows)


def _code(ctx: Context, given: str) -> str:
    code = meaning(ctx, given).code
    if code not in SEGMENTS and not code.startswith(SAVED):
        raise Invalid("segments.not_kept_at_all", field="segments", name=meaning(ctx, given).name)
    return code


def _refuse_unkept(row: SavedSegmentRow, days: Sequence[date]) -> None:
    for day in days:
        if row.kept_from is None or row.kept_on is None or not row.kept_from <= day <= row.kept_on:
            raise NotFound("segments.day_not_kept", field="since", name=row.name, day=day)


def _cursor(after: str | None) -> int:
    if after is None:
        return 0
    if not (after.isascii() and after.isdecimal() and len(after) < 19):
        raise Invalid("kernel.bad_cursor", field="after")
    return int(after)
