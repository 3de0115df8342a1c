"""Segments as answers: the ten, the ready ones and the saved ones, with who is in them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import count
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from nigotis.kernel.context import Context
from nigotis.kernel.i18n import say
from nigotis.kernel.problems import Problem
from nigotis.metrics.catalogue import find as metric
from nigotis.metrics.run import fetch, run
from nigotis.metrics.scoring import SEGMENTS
from nigotis.mirror.cache import Mirror
from nigotis.rules.asking import Chosen
from nigotis.rules.asking import members as asked
from nigotis.rules.text import write
from nigotis.rules.tree import Group, conditions
from nigotis.segments import history
from nigotis.segments.members import ids, paged, rows_of, window
from nigotis.segments.models import SavedSegmentRow
from nigotis.segments.ready import READY
from nigotis.segments.saved import Meaning, chosen, meaning, speaker
from nigotis.segments.types import Cell, ClientSegment, OnDay, Segment, WasIn

LONGEST_NAME = 190


def everything(ctx: Context) -> list[Segment]:
    """The ten, the ready ones, and the saved ones by name."""
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        scored = run(metric("rfm"), window(ctx), connection).rows
        of_ten = run(metric("rfm_segments"), window(ctx), connection).rows.to_pylist()
        figures = _Figures(ctx, scored, connection)
        found = [_of_ten(ctx, row) for row in of_ten]
        found += [_ruled(ctx, meaning(ctx, code), "ready", figures) for code in READY]
        found += [_ruled(ctx, _meaning(row), "saved", figures) for row in _rows(ctx)]
    return found


def saved_segment(ctx: Context, row: SavedSegmentRow) -> Segment:
    """One saved segment as it stands."""
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        scored = run(metric("rfm"), window(ctx), connection).rows
        return _ruled(ctx, _meaning(row), "saved", _Figures(ctx, scored, connection))


def of_client(ctx: Context, client_id: int) -> list[ClientSegment]:
    """The segments a client is in now."""
    since = history.since_when(ctx, client_id)
    judged = window(ctx)
    found: list[ClientSegment] = []
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        for one in [meaning(ctx, code) for code in (*SEGMENTS, *READY)] + [_meaning(row) for row in _rows(ctx)]:
            rule = _chosen(ctx, one)
            if rule is not None and _is_in(rule, client_id, judged, connection):
                row = one.row
                kind = "saved" if row else ("rfm" if one.code in SEGMENTS else "ready")
                start = since.get(row.id) if row else None
                found.append(
                    ClientSegment(
                        id=str(row.id) if row else one.code,
                        code=one.code,
                        name=one.name,
                        kind=kind,
                        colour=row.colour if row else None,
                        since=start,
                    )
                )
    return found


def on_day(ctx: Context, row: SavedSegmentRow, ask: OnDay) -> WasIn:
    """Who was in a saved segment at the end of a day: as kept, or else asked again for that day."""
    kept = history.on_day(ctx, row, ask.day)
    rule = chosen(ctx, f"saved-{row.id}", Group.model_validate(row.rule))
    as_now: list[str] = []
    if kept is None:
        with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
            kept = ids(rule, window(ctx, ask.day), connection)
        says = speaker(ctx, [rule.rule], rule.fields)
        used = dict.fromkeys(one.field for one in conditions(rule.rule))
        as_now = [says.title(rule.fields[name]) for name in used if not rule.fields[name].is_replayable]
        source = "partly" if as_now else "computed"
    else:
        source = "kept"
    items, after, total = paged(ctx, rows_of(kept, ctx, ask.day), ask.limit, ask.after, ask.day)
    return WasIn(day=ask.day, source=source, as_now=as_now, clients=total, items=items, next=after)


def free_name(ctx: Context, name: str) -> str:
    """A name for a copy that no segment has yet."""
    taken = {row.name for row in _rows(ctx)}
    base = say("segments.copy_of", ctx.language, name=name[:LONGEST_NAME])
    if base not in taken:
        return base
    return next(other for number in count(2) if (other := f"{base} {number}") not in taken)


def pairs(names: Iterable[str]) -> list[Cell]:
    """Cells as pairs of R and F."""
    return [(int(cell[0]), int(cell[1])) for cell in names]


class _Figures:
    """How many are in a rule now and what they spent, from one state of the mirror."""

    def __init__(self, ctx: Context, scored: pa.Table, connection: Any) -> None:
        self._ctx, self._scored, self._connection = ctx, scored, connection

    def of(self, rule: Chosen) -> dict[str, Any]:
        """Clients, share and spend."""
        judged = window(self._ctx)
        inside = fetch(asked(rule.rule, rule.fields, judged.as_of, judged.cutoffs), self._connection)["client_id"]
        spent = self._scored.filter(pc.is_in(self._scored["client_id"], inside.combine_chunks()))
        buyers = self._scored.num_rows
        return {
            "clients": len(inside),
            "share": len(inside) / buyers if buyers and spent.num_rows == len(inside) else None,
            "monetary": sum(spent["monetary"].to_pylist(), Decimal(0)),
        }


def _of_ten(ctx: Context, row: dict[str, Any]) -> Segment:
    one = meaning(ctx, row["segment"])
    return Segment(
        id=one.code,
        code=one.code,
        name=one.name,
        kind="rfm",
        cells=pairs(SEGMENTS[one.code]),
        rule=one.rule,
        text=write(one.rule),
        sentence=speaker(ctx, [one.rule]).sentence(one.rule),
        clients=row["clients"],
        share=row["share"],
        monetary=row["monetary"],
    )


def _ruled(ctx: Context, one: Meaning, kind: Any, figures: _Figures) -> Segment:
    found: dict[str, Any] = {"clients": 0, "share": None, "monetary": Decimal(0)}
    problem = sentence = None
    try:
        sentence = speaker(ctx, [one.rule]).sentence(one.rule)
        found = figures.of(chosen(ctx, one.code, one.rule))
    except (Problem, KeyError) as error:
        key, values = (error.key, error.values) if isinstance(error, Problem) else ("segments.rule_broken", {})
        problem = say(key, ctx.language, **values)
    row = one.row
    return Segment(
        id=str(row.id) if row else one.code,
        code=one.code,
        name=one.name,
        kind=kind,
        rule=one.rule,
        text=write(one.rule),
        sentence=sentence or problem or "",
        description=row.description if row else None,
        colour=row.colour if row else None,
        kept_on=row.kept_on if row else None,
        problem=problem,
        **found,
    )


def _meaning(row: SavedSegmentRow) -> Meaning:
    return Meaning(f"saved-{row.id}", row.name, Group.model_validate(row.rule), row)


def _chosen(ctx: Context, one: Meaning) -> Chosen | None:
    try:
        return chosen(ctx, one.code, one.rule)
    except Problem:
        return None


def _is_in(rule: Chosen, client_id: int, judged: Any, connection: Any) -> bool:
    found = asked(rule.rule, rule.fields, judged.as_of, judged.cutoffs, (client_id,))
    return bool(fetch(found, connection).num_rows)


def _rows(ctx: Context) -> list[SavedSegmentRow]:
    alive = ctx.mine(SavedSegmentRow).where(SavedSegmentRow.deleted_at.is_(None))
    return list(ctx.db.scalars(alive.order_by(SavedSegmentRow.name)))
