"""Recency, frequency, monetary: scores of 1 to 5 and the ten segments of the 25-cell grid.

- recency: whole local days from the last sale to the as-of day; frequency: number of sales (documents, not lines and
  not returns); monetary: net of returns. Anonymous sales are left out, and so is a client who has returns but no sale
  at all: without a sale there is no recency.
- Tie-safe quintiles, per dimension: `score = 1 + floor(5 * strictly worse clients / clients)`. Equal clients get equal
  scores whatever the order of rows, and one client alone gets a score too.
- The grid is the widely published ten-segment map over (R, F); each of the 25 cells belongs to one segment.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

import ibis
import ibis.expr.types as ir

from nigotis.kernel.problems import Invalid
from nigotis.metrics.measures import SUM, days_until, gives, standing, with_standing

SEGMENTS: dict[str, tuple[str, ...]] = {
    "champions": ("54", "55"),
    "loyal": ("34", "35", "44", "45"),
    "potential_loyalist": ("42", "43", "52", "53"),
    "new": ("51",),
    "promising": ("41",),
    "need_attention": ("33",),
    "about_to_sleep": ("31", "32"),
    "at_risk": ("13", "14", "23", "24"),
    "cannot_lose": ("15", "25"),
    "hibernating": ("11", "12", "21", "22"),
}
"""Segment -> its cells, each written as R then F. Together they cover every cell once."""
FEWEST_CLIENTS = 5
"""Clients that five scores need at least to tell them apart."""


@dataclass(frozen=True)
class Cutoffs:
    """Fixed expert limits instead of quintiles: what still earns 5, 4, 3 and 2, in this order; the rest earns 1.

    `recency_in_days` are upper limits (rising), `frequency` and `monetary` lower limits (falling). Raises Invalid for
    limits out of order.
    """

    recency_in_days: tuple[int, int, int, int]
    frequency: tuple[int, int, int, int]
    monetary: tuple[Decimal, Decimal, Decimal, Decimal]

    def __post_init__(self) -> None:
        rising: tuple[tuple[int | Decimal, ...], ...] = (
            self.recency_in_days,
            self.frequency[::-1],
            self.monetary[::-1],
        )
        if not all(lower < higher for limits in rising for lower, higher in pairwise(limits)):
            raise Invalid("metrics.cutoffs_out_of_order")


def definition(cutoffs: Cutoffs | None) -> str:
    """Id and version of the definition, with its limits: stored beside every snapshot of segments."""
    if cutoffs is None:
        return "rf-grid-10/1 quintiles"
    limits = {"r": cutoffs.recency_in_days, "f": cutoffs.frequency, "m": cutoffs.monetary}
    return "rf-grid-10/1 cutoffs " + " ".join(f"{name}={','.join(map(str, four))}" for name, four in limits.items())


def cells(names: Iterable[str]) -> tuple[str, ...]:
    """The cells of some segments; a cell itself ("54") stands for itself. Raises Invalid for another word."""
    known = {cell: (cell,) for four in SEGMENTS.values() for cell in four} | SEGMENTS
    unknown = [name for name in names if name not in known]
    if unknown:
        raise Invalid("metrics.unknown_segment", field="segment", name=unknown[0])
    return tuple(sorted({cell for name in names for cell in known[name]}))


def say_little(clients: Iterable[int]) -> bool:
    """Whether quintiles of so many clients in each cell or segment say little: fewer than there are scores to give, or
    all in one place. One client alone has nobody below, and so the lowest scores, however lately she bought."""
    held = [count for count in clients if count]
    return bool(held) and (sum(held) < FEWEST_CLIENTS or len(held) == 1)


def score(standings: ir.Table, as_of: date, cutoffs: Cutoffs | None = None) -> ir.Table:
    """Score every client who has a sale, where they stand (`measures.standings_of`) at the end of `as_of`.

    Columns: client_id, first_sale_on, last_sale_on, recency_in_days, frequency, monetary, r, f, m, cell, segment.
    """
    facts = _facts(standings, as_of)
    return with_segment(_quintiles(facts) if cutoffs is None else facts.mutate(**_points(facts, cutoffs)))


def tally(standings: ir.Table, as_of: date, cutoffs: Cutoffs | None = None) -> ir.Table:
    """How many of the clients that `score` scores stand where, by recency and frequency.

    Columns: recency_in_days, frequency, clients, monetary (of them together), r, f, cell, segment.
    """
    facts = _facts(standings, as_of)
    counts = facts.group_by("recency_in_days", "frequency").agg(clients=facts.count(), monetary=gives(facts.monetary))
    if cutoffs is not None:
        points = _points(counts, cutoffs)
        return with_segment(counts.mutate(r=points["r"], f=points["f"]))
    counts = with_standing(counts, "r", -counts.recency_in_days, 5, of="clients")
    return with_segment(with_standing(counts, "f", counts.frequency, 5, of="clients"))


def with_segment(table: ir.Table) -> ir.Table:
    """Add cell and segment to a table that has the scores `r` and `f`."""
    number = table.r * 10 + table.f  # of the cell: to compare whole numbers is quicker than words
    branches = [(number.isin([*map(int, four)]), name) for name, four in SEGMENTS.items()]
    cell = table.r.cast("string") + table.f.cast("string")
    return table.mutate(cell=cell, segment=ibis.cases(*branches))


def _facts(standings: ir.Table, as_of: date) -> ir.Table:
    bought = standings.filter(standings["sales"] > 0).rename(frequency="sales", monetary="net")
    return bought.mutate(recency_in_days=days_until(as_of, bought.last_sale_on))


def _quintiles(t: ir.Table) -> ir.Table:
    t = with_standing(t, "r", -t.recency_in_days, 5)
    t = with_standing(t, "f", t.frequency, 5)
    return t.mutate(m=standing(t.monetary, 5))


def _points(t: ir.Table, cutoffs: Cutoffs) -> dict[str, ir.Value]:
    """Scores by fixed limits."""

    def lower(value: ir.Value, limits: Iterable[int | Decimal], kind: str) -> ir.Value:
        steps = zip(limits, (5, 4, 3, 2), strict=True)
        return ibis.cases(*((value >= ibis.literal(limit, kind), points) for limit, points in steps), else_=1)

    scores = {
        "r": lower(-t.recency_in_days, (-days for days in cutoffs.recency_in_days), "int64"),
        "f": lower(t.frequency, cutoffs.frequency, "int64"),
        "m": lower(t.monetary, cutoffs.monetary, SUM),
    }
    return {name: points.cast("int64") for name, points in scores.items()}
