"""Who and what grows and shrinks: clients, products, branches against the period before, the greatest change first."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

import ibis
import ibis.expr.types as ir
from pydantic import Field

from nigotis.metrics import measures
from nigotis.metrics.catalogue import BUYERS, Behind, Unit, metric
from nigotis.metrics.rollups import memorable
from nigotis.metrics.window import Window

Steady = Annotated[
    Decimal,
    Field(ge=0, le=1, decimal_places=4, description="Change that still counts as steady, 0.05 = 5 %."),
]

Order = Annotated[
    Literal["grown", "fallen"], Field(description="What stands first: what has grown most, or what has fallen most.")
]

CHANGE: dict[str, Any] = {
    "trend": Unit.CODE,
    "net": Unit.MONEY,
    "net_before": Unit.MONEY,
    "difference": Unit.MONEY,
    "change": Unit.SHARE,
}


@metric("client_id", client_id=Unit.CLIENT, **CHANGE)
def client_growth(w: Window, *, steady: Steady = Decimal("0.05"), order: Order = "grown") -> ir.Table:
    """Each client's net revenue against the period before: growing, steady, declining, lost, new or returned.

    The period before is as long (whole months against whole months). Steady: within `steady` of the amount before.
    Lost: bought then, not now. New: the first sale of all is in this period. Returned: bought long ago, not in the
    period before, and now again. Clients with a sale in neither period are left out.
    """
    return _changed(w, "client_id", steady, order)


@metric("product_id", behind=BUYERS, product_id=Unit.PRODUCT, **CHANGE)
def product_growth(w: Window, *, steady: Steady = Decimal("0.05"), order: Order = "grown") -> ir.Table:
    """Each product's net revenue against the period before: what grew most first.

    The words mean for products what they mean for clients in `client_growth`: lost is a product that sold then and
    does not now.
    """
    return _changed(w, "product_id", steady, order)


@metric("branch_id", behind=BUYERS, branch_id=Unit.BRANCH, **CHANGE)
def branch_growth(w: Window, *, steady: Steady = Decimal("0.05"), order: Order = "grown") -> ir.Table:
    """Each branch's net revenue against the period before: what grew most first.

    The words mean for branches what they mean for clients in `client_growth`.
    """
    return _changed(w, "branch_id", steady, order)


@metric(
    "trend",
    behind=Behind("client_growth"),
    trend=Unit.CODE,
    clients=Unit.COUNT,
    share=Unit.SHARE,
    net=Unit.MONEY,
    net_before=Unit.MONEY,
)
def client_growth_groups(w: Window, *, steady: Steady = Decimal("0.05")) -> ir.Table:
    """How many clients are growing, steady, declining, lost, new and returned, and what they bring now and before."""
    clients = _judged(w, "client_id", steady)
    groups = clients.group_by("trend").agg(
        clients=clients.count(), net=measures.gives(clients.net), net_before=measures.gives(clients.net_before)
    )
    everyone = groups.clients.sum().over(ibis.window())
    return groups.mutate(share=measures.share(groups.clients, everyone)).order_by(groups.clients.desc(), "trend")


def _changed(w: Window, key: str, steady: Decimal, order: str) -> ir.Table:
    return _judged(w, key, steady).order_by("difference" if order == "fallen" else ibis.desc("difference"), key)


def _judged(w: Window, key: str, steady: Decimal) -> ir.Table:
    both = _two_periods(w, key)
    before = both.net_before
    tolerance = before.abs() * int(steady * 10_000)
    moved = (both.net - before) * 10_000
    trend = ibis.cases(
        (~both.bought, "lost"),
        (~both.bought_before & (both.first_sale_on >= w.since), "new"),
        (~both.bought_before, "returned"),
        (moved > tolerance, "growing"),
        (moved < -tolerance, "declining"),
        else_="steady",
    )
    return both.mutate(trend=trend, difference=both.net - before, change=measures.change(both.net, before))


def _two_periods(w: Window, key: str) -> ir.Table:
    """Of each that sold in either: first_sale_on (of all), bought, bought_before, net, net_before."""
    if key == "client_id" and w.is_of_whole_documents and not w.client:
        found = _from_standings(w)
    elif key == "product_id" and w.is_of_whole_products:
        found = _from_totals(w)
    else:
        found = _from_rows(w, key, w.history if key == "product_id" else w.document_history)
    return found.filter(found.bought | found.bought_before)


def _from_rows(w: Window, key: str, rows: ir.Table) -> ir.Table:
    known = rows.filter(rows[key].notnull())
    now, then = known.day >= w.since, known.day.between(w.previous.since, w.previous.until)
    return known.group_by(key).agg(
        first_sale_on=known.day.min(where=~known.is_return),
        bought=(now & ~known.is_return).any(),
        bought_before=(then & ~known.is_return).any(),
        net=measures.gives(known.amount, where=now),
        net_before=measures.gives(known.amount, where=then),
    )


def _from_standings(w: Window) -> ir.Table:
    """What a client brought in a period is where she stands at its end, less where she stood before it."""
    earlier = w.previous
    lately = w.standings.filter(lambda t: t.last_sale_on >= earlier.since)
    both = measures.beside(lately, _before(w, earlier), "client_id")
    stood = both.net_then.fill_null(0)
    return both.select(
        "client_id",
        "first_sale_on",
        bought=both.last_sale_on >= w.since,
        bought_before=(both.sold_before_on >= earlier.since).fill_null(False),
        net=(both.net - stood).cast(measures.SUM),
        net_before=both.net_before.fill_null(0).cast(measures.SUM),
    )


def _before(w: Window, earlier: Window) -> ir.Table:
    """Everyone at the end of the period before: sold_before_on, net_then, and net_before, what that period brought.

    All days of it are over, so it is as it is whatever is sold today.
    """
    then, long_ago = (w.everyone_on(day) for day in (earlier.until, earlier.since - timedelta(days=1)))
    both = measures.beside(then, long_ago.select("client_id", net_long_ago="net"), "client_id")
    before = both.select(
        "client_id",
        sold_before_on="last_sale_on",
        net_then="net",
        net_before=(both.net - both.net_long_ago.fill_null(0)).cast(measures.SUM),
    )
    return memorable(earlier.until, before)


def _from_totals(w: Window) -> ir.Table:
    now, then, ever = (_by_product(one) for one in (w.product_totals, w.previous.product_totals, w.product_standings))
    then, ever = then.select("product_id", "net", "last_on"), ever.select("product_id", first_sale_on="first_on")
    sold = measures.beside(ever, now.select("product_id", "net", sold_on="last_on"), "product_id")
    both = measures.beside(sold, then.rename(net_before="net", sold_before_on="last_on"), "product_id")
    return both.select(
        "product_id",
        "first_sale_on",
        bought=both.sold_on.notnull(),
        bought_before=both.sold_before_on.notnull(),
        **{name: both[name].fill_null(0).cast(measures.SUM) for name in ("net", "net_before")},
    )


def _by_product(totals: ir.Table) -> ir.Table:
    return measures.added_up(totals, "product_id")
