"""What sells, what moves, what lies."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Literal

import ibis
import ibis.expr.types as ir
from pydantic import Field

from nigotis.metrics import measures
from nigotis.metrics.catalogue import BUYERS, Limit, Unit, Wanted, metric
from nigotis.metrics.window import Window

Ranking = Annotated[Literal["sales", "units", "net"], Field(description="What to rank by.")]
AtMost = Annotated[Decimal, Field(ge=0, description="Units sold that still count as slow.")]

SLOW_DAYS = (30, 60, 90)


@metric(
    "product_id",
    behind=BUYERS,
    product_id=Unit.PRODUCT,
    sales=Unit.COUNT,
    clients=Unit.COUNT,
    units=Unit.QUANTITY,
    net=Unit.MONEY,
    share=Unit.SHARE,
)
def product_popularity(w: Window, wanted: Wanted, *, by: Ranking = "sales", limit: Limit = 20) -> ir.Table:
    """The products people buy most: in how many sales each stands, how many clients bought it, units and net revenue.

    Ranked by number of sales, because units of different goods (kilograms, pieces) do not compare. The share is of net
    revenue of all products; postage, charges and the like are left out.
    """
    lines = _product_lines(w)
    sums = w.product_totals.filter(lambda t: t.is_product).select("product_id", "units", "net")
    ranked = sums.mutate(share=measures.share(sums.net, sums.net.sum().over(ibis.window())))
    if by == "sales":
        ranked = measures.with_columns(ranked, _sales_of(lines), "product_id")
    best = ranked.order_by(ranked[by].desc(), "product_id").limit(limit)
    # Who bought and in how many sales is counted one by one: only of those that are shown
    of_best = lines.filter(lines.product_id.isin(best.product_id))
    if "clients" in wanted:
        best = measures.with_columns(best, _clients_of(of_best), "product_id")
    if "sales" in wanted and by != "sales":
        best = measures.with_columns(best, _sales_of(of_best), "product_id")
    return best.order_by(best[by].desc(), "product_id")


@metric(
    "product_id",
    behind=BUYERS,
    product_id=Unit.PRODUCT,
    units_per_day=Unit.RATE,
    units_per_day_before=Unit.RATE,
    difference=Unit.RATE,
    change=Unit.SHARE,
    units=Unit.QUANTITY,
    units_before=Unit.QUANTITY,
)
def top_mover(w: Window, *, limit: Limit = 5) -> ir.Table:
    """The products whose sales per day rose most: this month so far against last month.

    Units per calendar day, returns taken off, from the first of the month to the last day of the period, against the
    whole month before. The widest rise in units comes first.
    """
    month = w.over(w.until.replace(day=1), w.until)
    before = month.previous_month
    lines = _product_lines(w.over(before.since, w.until))
    now = lines.day >= month.since
    products = lines.group_by("product_id").agg(
        units=measures.gives(lines.quantity, where=now), units_before=measures.gives(lines.quantity, where=~now)
    )
    paced = products.mutate(
        units_per_day=products.units.cast("float64") / month.length_in_days,
        units_per_day_before=products.units_before.cast("float64") / before.length_in_days,
    )
    moved = paced.mutate(
        difference=paced.units_per_day - paced.units_per_day_before,
        change=measures.change(paced.units_per_day, paced.units_per_day_before),
    )
    risen = moved.filter(moved["difference"] > 0)
    return risen.order_by(ibis.desc("difference"), "product_id").limit(limit)


@metric(
    "product_id",
    behind=BUYERS,
    product_id=Unit.PRODUCT,
    slow_for_days=Unit.DAYS,
    units_30_days=Unit.QUANTITY,
    units_60_days=Unit.QUANTITY,
    units_90_days=Unit.QUANTITY,
    last_sold_on=Unit.DATE,
    stock=Unit.QUANTITY,
    stock_value=Unit.MONEY,
)
def slow_movers(w: Window, *, at_most: AtMost = Decimal(3)) -> ir.Table:
    """Products that hardly sell: at most 3 units in the last 30, 60 or 90 days.

    `slow_for_days` is the longest of the three spans over which the product stayed at or under `at_most` units, returns
    taken off; spans are whole days and end with the last day of the period. A product younger than a span is not judged
    on it: its age counts from its first sale or its entry into the catalogue, whichever is earlier, and where neither
    is known it is taken as old. Left out: products no longer offered, what is no product (postage, charges), and
    products whose stock is tracked and has run out. Stock value is at cost, empty where cost or stock is unknown.
    """
    offered = w.products.filter(lambda t: t.is_product & t.is_active & (t.stock.isnull() | (t.stock > 0)))
    joined = measures.beside(offered, _paces(w), "product_id")
    since = ibis.least(joined.created_on, joined.first_sold_on)
    spans = {days: joined[_units(days)].fill_null(0).cast(measures.SUM) for days in SLOW_DAYS}
    limit = ibis.literal(at_most, measures.SUM)
    slow = [
        ((units <= limit) & (since.isnull() | (measures.days_until(w.as_of, since) >= days - 1)), days)
        for days, units in sorted(spans.items(), reverse=True)
    ]
    judged = joined.select(
        "product_id",
        "last_sold_on",
        "stock",
        slow_for_days=ibis.cases(*slow).cast("int64"),
        stock_value=(joined.stock.cast(measures.SUM) * joined.cost).cast(measures.SUM),
        **{_units(days): units for days, units in spans.items()},
    )
    return judged.filter(judged.slow_for_days.notnull()).order_by(judged.slow_for_days.desc(), "product_id")


def _units(days: int) -> str:
    return f"units_{days}_days"


def _paces(w: Window) -> ir.Table:
    """Of each product that was ever sold: first_sold_on, last_sold_on, and the units of each of the last spans."""
    paces = measures.added_up(w.product_standings, "product_id")
    for days in SLOW_DAYS:
        eve = w.as_of - timedelta(days=days)
        then = measures.added_up(w.over(eve, eve).product_standings, "product_id")
        paces = measures.beside(paces, then.select("product_id", **{f"{_units(days)}_before": "units"}), "product_id")
    spans = {_units(days): paces.units - paces[f"{_units(days)}_before"].fill_null(0) for days in SLOW_DAYS}
    return paces.select("product_id", first_sold_on="first_on", last_sold_on="last_on", **spans)


def _sales_of(lines: ir.Table) -> ir.Table:
    return lines.group_by("product_id").agg(sales=measures.sales_among(lines))


def _clients_of(lines: ir.Table) -> ir.Table:
    return lines.group_by("product_id").agg(clients=measures.buyers(lines))


def _product_lines(w: Window) -> ir.Table:
    return w.lines.filter(lambda t: t.is_product & t.product_id.notnull())
