"""Who bought, and who buys one product and not the other."""

from __future__ import annotations

from typing import Annotated

import ibis.expr.types as ir
from pydantic import Field

from nigotis.metrics import measures
from nigotis.metrics.baskets import Many
from nigotis.metrics.catalogue import Unit, metric
from nigotis.metrics.facts import CLIENTS, SALE_LINES
from nigotis.metrics.window import Window

Weekday = Annotated[
    int | None, Field(ge=1, le=7, description="On which day of the week, 1 (Monday) to 7; any if empty.")
]
Hour = Annotated[int | None, Field(ge=0, le=23, description="In which hour, 0 to 23; any if empty.")]
Town = Annotated[int | None, Field(ge=1, description="Only who lives in which town, a GeoNames id?")]
Region = Annotated[str | None, Field(max_length=64, description="Only who lives in which region, like AZ.09?")]
Together = Annotated[
    tuple[Annotated[int, Field(ge=0)], ...],
    Field(max_length=6, description="Only with receipts that hold all of which products?"),
]
Without = Annotated[int | None, Field(ge=0, description="Which product they have never bought.")]


@metric("client_id", client_id=Unit.CLIENT, sales=Unit.COUNT, net=Unit.MONEY, last_one_on=Unit.DATE)
def buyers(
    w: Window,
    *,
    weekday: Weekday = None,
    hour: Hour = None,
    place: Town = None,
    region: Region = None,
    together: Together = (),
) -> ir.Table:
    """The clients who bought in the period: all of them, or those of one weekday, hour, town or receipt.

    Sales, net revenue and the last sale are of what was asked for alone, hours on the branch's own clock. Who brought
    most comes first; anonymous sales name nobody, and who only gave something back is left out.
    """
    then = w.documents
    then = then if weekday is None else then.filter(measures.weekday(then.day) == weekday)
    then = then if hour is None else then.filter(then.local_at.hour() == hour)
    for product in together:
        holding = SALE_LINES.filter(SALE_LINES.product_id == product)
        then = then.filter(then.sale_id.isin(holding.sale_id))
    for column, wanted in (("place_id", place), ("region", region)):
        if wanted is not None:
            living = CLIENTS.filter(CLIENTS[column] == wanted)
            then = then.filter(then.client_id.isin(living.client_id))
    totals = measures.client_totals_of(then).rename(last_one_on="last_on")
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
def buyers_without(w: Window, *, without: Without = None, limit: Many = 100) -> ir.Table:
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
    return buyers.order_by(buyers.sales.desc(), "client_id").limit(limit)
