"""Who stopped coming."""

from __future__ import annotations

from typing import Annotated

import ibis
import ibis.expr.types as ir
from pydantic import Field

from nigotis.metrics import measures
from nigotis.metrics.catalogue import Behind, Unit, WholeDays, metric
from nigotis.metrics.window import Window

Thresholds = Annotated[
    tuple[WholeDays, ...],
    Field(min_length=1, max_length=12, description="Number of whole days."),
]

Silence = Annotated[WholeDays | None, Field(description="Number of whole days. Without it, the merchant's limit.")]


@metric(
    "days", behind=Behind("inactive_client_list"), days=Unit.DAYS, clients=Unit.COUNT, share=Unit.SHARE, net=Unit.MONEY
)
def inactive_clients(w: Window, *, days: Thresholds = (30, 60, 90)) -> ir.Table:
    """Clients who bought before, but not in the 30, 60 or 90 days up to the end of the period.

    Days are whole local days: a client whose last sale was N days before the last day of the period is still active,
    one day more makes her inactive. Returns are no purchases. The share is of all clients who ever bought; the money
    is what the inactive ones have brought so far, net.
    """
    known = last_purchases(w)
    chosen = sorted(set(days))
    each = ibis.array(chosen).cast("array<int64>").unnest().name("days").as_table()
    judged = each.cross_join(known)
    counts = judged.group_by("days").agg(
        clients=measures.how_many(judged, judged.days_away > judged.days),
        net=measures.gives(judged.net, where=judged.days_away > judged.days),
        everyone=judged.count(),
    )
    rows = each.left_join(counts, "days")
    return rows.select(
        "days",
        clients=rows.clients.fill_null(0),
        share=measures.share(rows.clients, rows.everyone),
        net=rows.net.fill_null(0).cast(measures.SUM),
    ).order_by("days")


@metric(
    "client_id",
    client_id=Unit.CLIENT,
    last_sale_on=Unit.DATE,
    days_away=Unit.DAYS,
    sales=Unit.COUNT,
    net=Unit.MONEY,
)
def inactive_client_list(w: Window, *, days: Silence = None) -> ir.Table:
    """The clients who bought before, but not in the 90 days up to the end of the period; the most valuable first.

    Counted as in `inactive_clients`, for the number of days asked for; 90 is the limit as delivered, which the merchant
    may move.
    """
    known = last_purchases(w)
    away = known.filter(known.days_away > (w.limits.inactive_after_in_days if days is None else days))
    return away.order_by(away.net.desc(), "client_id")


def last_purchases(w: Window) -> ir.Table:
    """Who bought by the end of the period: last sale, whole days since, sales and net in all."""
    bought = w.standings.filter(lambda t: t["sales"] > 0)
    return bought.mutate(days_away=measures.days_until(w.as_of, bought.last_sale_on))
