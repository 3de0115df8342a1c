"""Each client's own rhythm: how long the pauses between their order days usually are, and at most."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

ENOUGH_GAPS = 4
"""From so many pauses on a client has a rhythm."""


def own_rhythm(documents: ir.Table) -> ir.Table:
    """Of documents, one row for each client with a rhythm: client_id, usual_gap_in_days, late_after_in_days.

    The usual pause is the middle one; late is after the 90th percentile of the client's own pauses (nearest rank).
    """
    bought = documents.filter(documents.client_id.notnull() & ~documents.is_return)
    within = ibis.window(group_by="client_id", order_by="day")
    gap = bought.day.delta(bought.day.lag().over(within), unit="day").cast("int64")
    gaps = bought.select("client_id", gap=gap).filter(lambda t: t.gap > 0)  # of several sales on one day, one counts
    # A list sorted for each client takes half as long as ranks, which sort all rows once more
    rows = gaps.group_by("client_id").agg(gaps=gaps.gap.collect().sort(), number=gaps.count())
    return rows.filter(rows.number >= ENOUGH_GAPS).select(
        "client_id",
        usual_gap_in_days=rows.gaps[_place((rows.number - 1) // 2)],
        late_after_in_days=rows.gaps[_place((9 * rows.number - 1) // 10)],
    )


def _place(index: ir.Value) -> ir.Value:
    """Spark numbers the places of a list in 32 bits."""
    return index.cast("int32")
