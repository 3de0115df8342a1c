"""Who bought, and who buys one product and not the other."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import ibis.expr.types as ir
from pydantic import Field

from nigotis.metrics import measures
from nigotis.metrics.baskets import SEASONS, Season, Within, sold
from nigotis.metrics.catalogue import Unit, metric
from nigotis.metrics.facts import CLIENTS
from nigotis.metrics.rfm import StandsIn
from nigotis.metrics.window import Window

OneDay = Annotated[date | None, Field(description="Only on this day.")]
Month = Annotated[date | None, Field(description="Only in the month that begins on this day.")]
CalendarMonth = Annotated[
    int | None, Field(ge=1, le=12, description="Only in this month of every year, 1 (January) to 12.")
]
Weekday = Annotated[int | None, Field(ge=1, le=7, description="Only on this day of the week, 1 (Monday) to 7.")]
Hour = Annotated[int | None, Field(ge=0, le=23, description="Only in this hour, 0 to 23.")]
Town = Annotated[int | None, Field(ge=1, description="Only clients who live in this town, by its GeoNames id.")]
Region = Annotated[str | None, Field(max_length=64, description="Only clients who live in this region, like AZ.09.")]
Together = Annotated[
    tuple[Annotated[int, Field(ge=0)], ...],
    Field(max_length=6, description="Only together with all of these products."),
]
Kind = Annotated[
    Literal["new", "returning"] | None,
    Field(description="Only clients whose first purchase falls into the period (new), or lies before it (returning)."),
]
FromStart = Annotated[bool, Field(description="From the first sale on, instead of the beginning of the period.")]
Without = Annotated[int | None, Field(ge=0, description="Which product they have never bought.")]


@metric("client_id", client_id=Unit.CLIENT, sales=Unit.COUNT, net=Unit.MONEY, last_one_on=Unit.DATE)
def buyers(
    w: Window,
    *,
    day: OneDay = None,
    month: Month = None,
    calendar_month: CalendarMonth = None,
    weekday: Weekday = None,
    hour: Hour = None,
    season: Season = "all",
    together: Together = (),
    within: Within = "sale",
    place: Town = None,
    region: Region = None,
    stands_in: StandsIn = None,
    kind: Kind = None,
    from_start: FromStart = False,
) -> ir.Table:
    """The clients who bought in the period: all of them, or those of one time, place, kind or receipt.

    Sales, net revenue and the last sale are of what was asked for alone, hours on the branch's own clock. Who brought
    most comes first; anonymous sales name nobody, and who only gave something back is left out.
    """
    then = w.document_history if from_start else w.documents
    times = (
        (then.day, day),
        (measures.month_of(then.day), month),
        (then.day.month(), calendar_month),
        (measures.weekday(then.day), weekday),
        (then.local_at.hour(), hour),
    )
    chosen = [given == wanted for given, wanted in times if wanted is not None]
    if season != "all":
        chosen.append(then.day.month().isin(SEASONS[season]))
    for product in together:
        lines, key = sold(w, season), "sale_id" if within == "sale" else "client_id"
        chosen.append(then[key].isin(lines.filter(lines.product_id == product)[key]))
    for column, wanted in (("place_id", place), ("region", region)):
        if wanted is not None:
            chosen.append(then.client_id.isin(CLIENTS.filter(CLIENTS[column] == wanted).client_id))
    if stands_in is not None:
        scored = w.scored
        chosen.append(then.client_id.isin(scored.filter(scored.segment == stands_in).client_id))
    if kind is not None:
        firsts = w.standings.select("client_id", is_new=w.standings.first_sale_on >= w.since)
        chosen.append(then.client_id.isin(firsts.filter(firsts.is_new == (kind == "new")).client_id))
    totals = measures.client_totals_of(then.filter(*chosen) if chosen else then).rename(last_one_on="last_on")
    bought = totals.filter(totals.sales > 0).select("client_id", "sales", "net", "last_one_on")
    return bought.order_by(bought.net.desc(), "client_id")


@metric(
    "client_id",
    client_id=Unit.CLIENT,
    sales=Unit.COUNT,
    units=Unit.QUANTITY,
    net=Unit.MONEY,
    last_sale_on=Unit.DATE,
)
def buyers_without(w: Window, *, without: Without = None) -> ir.Table:
    """The clients who buy one product and have never bought another that goes with it.

    Filters on product and category say what they bought in the period, `without` what they never did, from the first
    sale to the end of the period and wherever it was; a return of it makes no difference. Sales, units and net revenue
    are of what they bought. Who bought most often comes first.
    """
    lines = w.lines.filter(lambda t: t.client_id.notnull() & t.is_product)
    clients = lines.group_by("client_id").agg(
        sales=measures.sales_among(lines),
        units=measures.units(lines),
        net=measures.net(lines),
        last_sale_on=lines.day.max(where=~lines.is_return),
    )
    buyers = clients.filter(clients.sales > 0)
    if without is not None:
        everywhere = w.dropping(*w.filters).history
        other = everywhere.filter(~everywhere.is_return & (everywhere.product_id == without))
        buyers = buyers.anti_join(other, "client_id")
    return buyers.order_by(buyers.sales.desc(), "client_id")
