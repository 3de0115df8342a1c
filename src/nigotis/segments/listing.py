"""Segments as answers: the ten, the ready ones and the saved ones, with who is in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import count
from typing import Any

from nigotis.kernel.context import Context
from nigotis.kernel.i18n import say
from nigotis.kernel.problems import Problem
from nigotis.metrics import measures
from nigotis.metrics.catalogue import find as metric
from nigotis.metrics.run import fetch, run
from nigotis.metrics.scoring import SEGMENTS
from nigotis.mirror.cache import Mirror
from nigotis.rules.asking import Chosen, sums
from nigotis.rules.asking import members as asked
from nigotis.rules.checking import MOST_CONDITIONS
from nigotis.rules.fields import STANDARD
from nigotis.rules.text import write
from nigotis.rules.tree import Group, conditions
from nigotis.segments import history
from nigotis.segments.members import window
from nigotis.segments.models import SavedSegmentRow
from nigotis.segments.ready import READY
from nigotis.segments.saved import Meaning, chosen, meaning, speaker
from nigotis.segments.tagged import others_asking
from nigotis.segments.types import Cell, ClientSegment, Segment

LONGEST_NAME = 190


def everything(ctx: Context) -> list[Segment]:
    """The ten, the ready ones, and the saved ones by name."""
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        of_ten = run(metric("rfm_segments"), window(ctx), connection).rows.to_pylist()
        rows = standing(ctx)
        ruled = [*(meaning(ctx, code) for code in READY), *map(_meaning, rows)]
        figures = _Figures(ctx, ruled, connection)
    return [*(_of_ten(ctx, row) for row in of_ten), *(_ruled(ctx, one, figures, rows) for one in ruled)]


def saved_segment(ctx: Context, row: SavedSegmentRow) -> Segment:
    """One saved segment as it stands."""
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        one = _meaning(row)
        return _ruled(ctx, one, _Figures(ctx, [one], connection), standing(ctx) if row.tag else ())


def of_client(ctx: Context, client_id: int) -> list[ClientSegment]:
    """The segments a client is in now."""
    since = history.since_when(ctx, client_id)
    judged = window(ctx)
    found: list[ClientSegment] = []
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        for one in [meaning(ctx, code) for code in (*SEGMENTS, *READY)] + [_meaning(row) for row in standing(ctx)]:
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
    taken = {row.name for row in standing(ctx)}
    base = say("segments.copy_of", ctx.language, name=name[:LONGEST_NAME])
    if base not in taken:
        return base
    return next(other for number in count(2) if (other := f"{base} {number}") not in taken)


def pairs(names: Iterable[str]) -> list[Cell]:
    """Cells as pairs of R and F."""
    return [(int(cell[0]), int(cell[1])) for cell in names]


class _Figures:
    """How many are in some segments now and what they spent: as many as may be in one question."""

    def __init__(self, ctx: Context, segments: Iterable[Meaning], connection: Any) -> None:
        self._problems: dict[str, str] = {}
        rules = {one.code: rule for one in segments if (rule := self._rule(ctx, one))}
        judged = window(ctx)
        documents = judged.document_history
        spent = documents.group_by("client_id").agg(monetary=measures.net(documents), sales=measures.sales(documents))
        buyers = spent.filter((spent.sales > 0) & spent.client_id.notnull())
        known = {**STANDARD, **{of.name: of for rule in rules.values() for of in rule.own}}
        self._told: dict[str, Any] = {}
        for some in _at_once({"": Group(match="all"), **{code: rule.rule for code, rule in rules.items()}}):
            question = sums(some, known, judged.as_of, buyers, judged.cutoffs)
            self._told |= fetch(question, connection).to_pylist()[0]

    def problem(self, code: str) -> str | None:
        """Why a segment cannot be looked up, in the reader's language."""
        return self._problems.get(code)

    def of(self, code: str) -> dict[str, Any]:
        """Clients, share and spend; nothing where there is a problem."""
        if code in self._problems:
            return {"clients": 0, "share": None, "monetary": Decimal(0)}
        clients, buyers, monetary = (self._told[f"{name}_{code}"] for name in ("clients", "buyers", "monetary"))
        everybody = self._told["buyers_"]
        share = clients / everybody if everybody and clients == buyers else None
        return {"clients": clients, "share": share, "monetary": monetary}

    def _rule(self, ctx: Context, one: Meaning) -> Chosen | None:
        try:
            return chosen(ctx, one.code, one.rule)
        except Problem as error:
            self._problems[one.code] = say(error.key, ctx.language, **error.values)
        except KeyError:
            self._problems[one.code] = say("segments.rule_broken", ctx.language)
        return None


def _at_once(rules: dict[str, Group]) -> Iterator[dict[str, Group]]:
    """The rules by so many that a question stays one the engine can plan."""
    some: dict[str, Group] = {}
    asked_for = 0
    for code, rule in rules.items():
        more = sum(1 for _ in conditions(rule))
        if some and asked_for + more > MOST_CONDITIONS:
            yield some
            some, asked_for = {}, 0
        some[code] = rule
        asked_for += more
    yield some


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


def _ruled(ctx: Context, one: Meaning, figures: _Figures, rows: Sequence[SavedSegmentRow]) -> Segment:
    problem, row = figures.problem(one.code), one.row
    return Segment(
        id=str(row.id) if row else one.code,
        code=one.code,
        name=one.name,
        kind="saved" if row else "ready",
        rule=one.rule,
        text=write(one.rule),
        sentence=_sentence(ctx, one) or problem or "",
        description=row.description if row else None,
        colour=row.colour if row else None,
        kept_on=row.kept_on if row else None,
        tag=row.tag if row else None,
        tag_asked_by=others_asking(row, rows) if row else [],
        problem=problem,
        **figures.of(one.code),
    )


def _sentence(ctx: Context, one: Meaning) -> str | None:
    try:
        return speaker(ctx, [one.rule]).sentence(one.rule)
    except (Problem, KeyError):  # of a field that is not there any more
        return None


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


def standing(ctx: Context) -> list[SavedSegmentRow]:
    """The saved segments that were not removed, by name."""
    alive = ctx.mine(SavedSegmentRow).where(SavedSegmentRow.deleted_at.is_(None))
    return list(ctx.db.scalars(alive.order_by(SavedSegmentRow.name)))
