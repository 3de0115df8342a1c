"""How much came in."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from nigotis.metrics import measures
from nigotis.metrics.catalogue import BUYERS, Unit, Wanted, metric
from nigotis.metrics.window import Window


@metric(
    behind=BUYERS,
    gross=Unit.MONEY,
    returns=Unit.MONEY,
    net=Unit.MONEY,
    sales=Unit.COUNT,
    average_check=Unit.MONEY,
    units=Unit.QUANTITY,
    clients=Unit.COUNT,
)
def revenue(w: Window, wanted: Wanted) -> ir.Table:
    """What sales brought in, what was returned, and what remains.

    Net = gross - returns. The average check is gross per sale. Units are those of products only (no postage, no
    charges), less returned ones. Clients are the known ones with a sale.
    """
    hours = w.hours
    totals = hours.agg(**measures.summed(hours, "gross", "net", "sales", "units"))
    if "clients" in wanted:
        totals = totals.cross_join(w.buyers)
    return totals.mutate(returns=totals.gross - totals.net, average_check=measures.per(totals.gross, totals["sales"]))


@metric("day", behind=BUYERS, day=Unit.DATE, net=Unit.MONEY, sales=Unit.COUNT)
def revenue_by_day(w: Window) -> ir.Table:
    """What each day of the period brought in, days without sales included."""
    hours = w.hours
    traded = hours.group_by("day").agg(**measures.summed(hours, "net", "sales"))
    offsets = ibis.range(w.length_in_days).cast("array<int64>").unnest().name("offset").as_table()
    days = offsets.select(day=(ibis.literal(w.since) + offsets.offset.as_interval("D")).cast("date"))
    joined = days.left_join(traded, "day")
    return joined.select(
        "day", net=joined.net.fill_null(0).cast(measures.SUM), sales=joined.sales.fill_null(0)
    ).order_by("day")


@metric(
    behind=BUYERS,
    lines=Unit.COUNT,
    sales=Unit.COUNT,
    return_documents=Unit.COUNT,
    clients=Unit.COUNT,
    lines_without_client=Unit.COUNT,
    products=Unit.COUNT,
    units=Unit.QUANTITY,
    gross=Unit.MONEY,
    returns=Unit.MONEY,
    net=Unit.MONEY,
)
def totals(w: Window) -> ir.Table:
    """Everything in the period, counted: lines, sales, return documents, clients, products, units and money.

    Nothing is left out: clients who only returned, products that are postage or charges, and anonymous lines all count.
    """
    lines, documents = w.lines, w.documents
    counted = lines.agg(products=lines.product_id.nunique(), units=measures.units(lines))
    return counted.cross_join(
        documents.agg(
            lines=documents.lines.sum().fill_null(0).cast("int64"),
            sales=measures.sales(documents),
            return_documents=measures.how_many(documents, documents.is_return),
            clients=documents.client_id.nunique(),
            lines_without_client=documents.lines.sum(where=documents.client_id.isnull()).fill_null(0).cast("int64"),
            gross=measures.gross(documents),
            returns=measures.returned(documents),
            net=measures.net(documents),
        )
    )
