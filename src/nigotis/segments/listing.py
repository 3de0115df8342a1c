"""Segments as answers: the ten, the ready ones and the saved ones, with who is in them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property
from itertools import count
from typing import Any

import ibis.expr.types as ir

from nigotis.kernel.context import Context
from nigotis.kernel.i18n import say
from nigotis.kernel.problems import Problem
from nigotis.metrics import measures
from nigotis.metrics.catalogue import find as metric
from nigotis.metrics.run import fetch, run
from nigotis.metrics.scoring import SEGMENTS
from nigotis.metrics.window import Window
from nigotis.mirror.cache import Mirror
from nigotis.rules.asking import Chosen
from nigotis.rules.asking import members as asked
from nigotis.rules.text import write
from nigotis.rules.tree import Group
from nigotis.segments import history
from nigotis.segments.members import window
from nigotis.segments.models import SavedSegmentRow
from nigotis.segments.ready import READY
from nigotis.segments.saved import Meaning, chosen, meaning, speaker
from nigotis.segments.types import Cell, ClientSegment, Segment

LONGEST_NAME = 190


def everything(ctx: Context) -> list[Segment]:
    """The ten, the ready ones, and the saved ones by name."""
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        of_ten = run(metric("rfm_segments"), window(ctx), connection).rows.to_pylist()
        figures = _Figures(window(ctx), connection)
        found = [_of_ten(ctx, row) for row in of_ten]
        found += [_ruled(ctx, meaning(ctx, code), "ready", figures) for code in READY]
        found += [_ruled(ctx, _meaning(row), "saved", figures) for row in _rows(ctx)]
    return found


def saved_segment(ctx: Context, row: SavedSegmentRow) -> Segment:
    """One saved segment as it stands."""
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        return _ruled(ctx, _meaning(row), "saved", _Figures(window(ctx), connection))


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

    def __init__(self, judged: Window, connection: Any) -> None:
        self._judged, self._connection = judged, connection
        documents = judged.document_history
        spent = documents.group_by("client_id").agg(monetary=measures.net(documents), sales=measures.sales(documents))
        self._buyers = spent.filter((spent.sales > 0) & spent.client_id.notnull())

    @cached_property
    def _everybody(self) -> int:
        return int(self._told(self._buyers.agg(buyers=self._buyers.count()))["buyers"])

    def of(self, rule: Chosen) -> dict[str, Any]:
        """Clients, share and spend."""
        inside = asked(rule.rule, rule.fields, self._judged.as_of, self._judged.cutoffs)
        both = inside.left_join(self._buyers, "client_id")
        told = self._told(
            both.agg(clients=both.count(), buyers=both.sales.count(), monetary=measures.gives(both.monetary))
        )
        is_of_buyers = told["buyers"] == told["clients"] and self._everybody
        share = told["clients"] / self._everybody if is_of_buyers else None
        return {"clients": told["clients"], "share": share, "monetary": told["monetary"]}

    def _told(self, counted: ir.Table) -> dict[str, Any]:
        row: dict[str, Any] = fetch(counted, self._connection).to_pylist()[0]
        return row


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
