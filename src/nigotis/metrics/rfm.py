"""Who the clients are: recency, frequency, monetary and the ten segments."""

from __future__ import annotations

from typing import Annotated

import ibis
import ibis.expr.types as ir
from pydantic import Field

from nigotis.metrics import measures
from nigotis.metrics.catalogue import Behind, Unit, metric
from nigotis.metrics.scoring import SEGMENTS, with_segment
from nigotis.metrics.window import Window

StandsIn = Annotated[
    str | None, Field(max_length=64, description="Only clients who stand in this one of the ten segments.")
]


@metric(
    "client_id",
    client_id=Unit.CLIENT,
    recency_in_days=Unit.DAYS,
    frequency=Unit.COUNT,
    monetary=Unit.MONEY,
    r=Unit.SCORE,
    f=Unit.SCORE,
    m=Unit.SCORE,
    segment=Unit.SEGMENT,
    first_sale_on=Unit.DATE,
    last_sale_on=Unit.DATE,
)
def rfm(w: Window, *, stands_in: StandsIn = None) -> ir.Table:
    """Every client's recency, frequency and spend up to the end of the period, each scored 1 to 5, and the segment.

    Looks at the whole history, not at the period only. Recency is whole days since the last sale, frequency the number
    of sales (not lines, not returns), monetary what remained after returns. Scores are tie-safe quintiles:
    1 + floor(5 x clients strictly worse / clients), or the merchant's fixed limits; with fewer than 5 clients, or all
    alike, they say little, since whoever has nobody below has the lowest score. Left out: anonymous sales, and
    clients who have returns but no sale.
    """
    scored = w.scored
    return (scored if stands_in is None else scored.filter(scored.segment == stands_in)).order_by("client_id")


@metric(
    "segment",
    behind=Behind("rfm", {"segment": "stands_in"}),
    segment=Unit.SEGMENT,
    clients=Unit.COUNT,
    share=Unit.SHARE,
    sales=Unit.COUNT,
    monetary=Unit.MONEY,
)
def rfm_segments(w: Window) -> ir.Table:
    """How many clients stand in each of the ten segments, and what they have spent so far."""
    tally = w.tally
    found = tally.group_by("segment").agg(**_sums(tally))
    joined = _names().left_join(found, "segment")
    counted = joined.select("position", "segment", **_zeros(joined))
    return counted.mutate(share=measures.share(counted.clients, counted.clients.sum().over(ibis.window()))).order_by(
        "position"
    )


@metric(
    "r",
    "f",
    behind=Behind("rfm"),
    r=Unit.SCORE,
    f=Unit.SCORE,
    segment=Unit.SEGMENT,
    clients=Unit.COUNT,
    sales=Unit.COUNT,
    monetary=Unit.MONEY,
)
def rfm_map(w: Window) -> ir.Table:
    """The map of 5 x 5 cells, recency by frequency: clients and their spend in each."""
    tally = w.tally
    found = tally.group_by("r", "f").agg(**_sums(tally))
    joined = _grid().left_join(found, ["r", "f"])
    return joined.select("r", "f", "segment", **_zeros(joined)).order_by("r", "f")


@metric(
    "score",
    behind=Behind("rfm"),
    score=Unit.SCORE,
    recency_from=Unit.DAYS,
    recency_to=Unit.DAYS,
    frequency_from=Unit.COUNT,
    frequency_to=Unit.COUNT,
    monetary_from=Unit.MONEY,
    monetary_to=Unit.MONEY,
)
def rfm_cutoffs(w: Window) -> ir.Table:
    """What earned each score: the lowest and highest recency, frequency and spend of the clients who have it."""
    scored = w.scored
    table = _scores("score")
    for letter, column in (("r", "recency_in_days"), ("f", "frequency"), ("m", "monetary")):
        name = column.removesuffix("_in_days")
        limits = scored.group_by(score=scored[letter]).agg(
            **{f"{name}_from": scored[column].min(), f"{name}_to": scored[column].max()}
        )
        table = table.left_join(limits, "score").drop("score_right")
    return table.order_by("score")


def _sums(tally: ir.Table) -> dict[str, ir.Value]:
    return {
        "clients": tally.clients.sum().cast("int64"),
        "sales": (tally.frequency * tally.clients).sum().cast("int64"),
        "monetary": measures.gives(tally.monetary),
    }


def _zeros(t: ir.Table) -> dict[str, ir.Value]:
    return {
        "clients": t.clients.fill_null(0),
        "sales": t.sales.fill_null(0),
        "monetary": t.monetary.fill_null(0).cast(measures.SUM),
    }


def _names() -> ir.Table:
    """The ten segments in the order of the grid's definition, so that an empty one is shown too."""
    numbers = ibis.range(len(SEGMENTS)).cast("array<int64>").unnest().name("position").as_table()
    return numbers.mutate(segment=ibis.cases(*((numbers.position == i, name) for i, name in enumerate(SEGMENTS))))


def _scores(name: str) -> ir.Table:
    return ibis.range(1, 6).cast("array<int64>").unnest().name(name).as_table()


def _grid() -> ir.Table:
    return with_segment(_scores("r").cross_join(_scores("f")))
