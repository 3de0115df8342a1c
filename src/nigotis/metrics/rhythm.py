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
    days = bought.select("client_id", "day").distinct()
    within = ibis.window(group_by="client_id", order_by="day")
    gaps = days.mutate(gap=days.day.delta(days.day.lag().over(within), unit="day").cast("int64"))
    gaps = gaps.filter(gaps.gap.notnull()).select("client_id", "day", "gap")
    ordered = ibis.window(group_by="client_id", order_by=["gap", "day"])
    ranked = gaps.mutate(
        place=1 + ibis.row_number().over(ordered), gaps=gaps.count().over(ibis.window(group_by="client_id"))
    )
    usual = ranked.group_by("client_id").agg(
        usual_gap_in_days=ranked.gap.max(where=2 * ranked.place <= ranked.gaps + 1),
        late_after_in_days=ranked.gap.max(where=10 * (ranked.place - 1) < 9 * ranked.gaps),
        gaps=ranked.gaps.max(),
    )
    return usual.filter(usual.gaps >= ENOUGH_GAPS).drop("gaps")
