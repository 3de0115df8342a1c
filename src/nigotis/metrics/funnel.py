"""How far deals get: from stage to stage, by what happened and not by where they stand."""

from __future__ import annotations

from typing import Annotated, Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from pydantic import Field

from nigotis.metrics.catalogue import Behind, Unit, metric
from nigotis.metrics.facts import DEAL_EVENTS
from nigotis.metrics.intervals import rate, wilson
from nigotis.metrics.pipeline import CLIENT_COLUMNS, clients_of, mature, rows, standings, steps, together
from nigotis.metrics.window import Window

MatureDays = Annotated[
    int, Field(ge=0, le=3650, description="How many days a deal must have had to count; younger ones cannot tell yet.")
]
FUNNEL = Behind("funnel_clients")
"""The clients behind deals that began in the period."""

Stage = Annotated[str | None, Field(max_length=64, description="Only those who reached this stage, won included.")]


def _finished(found: pa.Table, w: Window, *, mature_days: int) -> pa.Table:
    told = found.to_pylist()
    stages = {row["number"]: row["text"] for row in told if row["tag"] == "stage"}
    deals = [row for row in told if row["tag"] == "deal"]
    won = sum(row["number2"] for row in deals if row["text"] == "won")

    def past(position: int) -> int:
        open_or_lost = (row for row in deals if row["text"] != "won" and (row["number"] or 1) >= position)
        return int(won + sum(row["number2"] for row in open_or_lost))

    out: list[tuple[Any, ...]] = []
    for place, position in enumerate(sorted(stages)):
        entered, passed = past(position), past(position + 1)
        low, high = wilson(passed, entered)
        out.append((stages[position], place + 1, entered, passed, rate(passed, entered), low, high))
    if out:
        out.append(("won", len(out) + 1, won, None, None, None, None))
    first = out[0][2] if out else 0
    columns = ("stage", "position", "entered", "passed", "rate", "rate_low", "rate_high", "share")
    return pa.Table.from_pylist([dict(zip(columns, (*row, rate(row[2], first)), strict=True)) for row in out], _FUNNEL)


_FUNNEL = pa.schema(
    [("stage", pa.string()), *((name, pa.int64()) for name in ("position", "entered", "passed"))]
    + [(name, pa.float64()) for name in ("rate", "rate_low", "rate_high", "share")]
)


@metric(
    "stage",
    behind=FUNNEL,
    then=_finished,
    stage=Unit.STAGE,
    position=Unit.COUNT,
    entered=Unit.COUNT,
    passed=Unit.COUNT,
    rate=Unit.SHARE,
    rate_low=Unit.SHARE,
    rate_high=Unit.SHARE,
    share=Unit.SHARE,
)
def deal_funnel(w: Window, *, mature_days: MatureDays = 90) -> ir.Table:
    """How many of the deals that began in the period reached each stage, and how many of those went on.

    Read off the steps, not the present stage: a stage that was skipped counts as passed, a won deal passed them all, a
    reopened one counts once. Only deals that began at least `mature_days` before the end of the period are looked at;
    younger ones have not had the time. Rates with their 95 % Wilson interval; `share` is of all that began.
    """
    placed = _placed(w, mature_days)
    counted = placed.group_by("reached", "outcome").agg(deals=placed.count())
    return together(
        rows(_stages(), "stage", text="stage", number="position"),
        rows(counted, "deal", number="reached", text="outcome", number2="deals"),
    )


@metric("client_id", **CLIENT_COLUMNS)
def funnel_clients(w: Window, *, stage: Stage = None, mature_days: MatureDays = 0) -> ir.Table:
    """The clients whose deals, begun in the period, reached a stage: who stands behind the funnel.

    The same deals as the funnel counts: a stage that was skipped was reached, a won deal reached them all, and deals
    younger than `mature_days` are left out. A lead that is nobody's client yet names nobody. Most deals come first.
    """
    placed = _placed(w, mature_days)
    if stage == "won":
        placed = placed.filter(placed.outcome == "won")
    elif stage is not None:
        stages = _stages()
        placed = placed.cross_join(stages.filter(stages.stage == stage).select(wanted=stages.position))
        placed = placed.filter((placed.outcome == "won") | (placed.reached.fill_null(1) >= placed.wanted))
    return clients_of(placed)


@metric(
    "from_stage",
    "to_stage",
    behind=FUNNEL,
    from_stage=Unit.STAGE,
    to_stage=Unit.STAGE,
    deals=Unit.COUNT,
    value=Unit.MONEY,
)
def stage_flow(w: Window) -> ir.Table:
    """From which stage to which the deals went that began in the period, up to won, lost or still open.

    Each deal goes once through the stages it has visited, in their order; what it skipped it did not visit. The value
    is the deal's, where it is known.
    """
    began = standings(w)
    cohort = began.filter(began.created_on >= w.since)
    known = steps(w)
    visited = known.filter(known.position.notnull()).select("deal_id", "stage", "position").distinct()
    following = visited.stage.lead().over(ibis.window(group_by=visited.deal_id, order_by=visited.position))
    legs = visited.mutate(following=following).inner_join(cohort.select("deal_id", "outcome", worth="value"), "deal_id")
    legs = legs.mutate(from_stage=legs.stage, to_stage=ibis.coalesce(legs.following, legs.outcome))
    flow = legs.group_by("from_stage", "to_stage").agg(
        deals=legs.count(), value=legs.worth.sum().fill_null(0).cast("decimal(38, 6)"), place=legs.position.min()
    )
    return flow.order_by("place", "from_stage", flow.deals.desc(), "to_stage")


def _placed(w: Window, mature_days: int) -> ir.Table:
    """Deals that began in the period, old enough to tell, and how far each got: `reached`, null if it never stood in
    a stage that is still listed."""
    known = steps(w)
    furthest = known.group_by("deal_id").agg(reached=known.position.max())
    return mature(w, mature_days).left_join(furthest, "deal_id").drop("deal_id_right")


def _stages() -> ir.Table:
    """The merchant's list of stages: stage, position."""
    return DEAL_EVENTS.filter(DEAL_EVENTS.position.notnull()).select("stage", "position").distinct()
