"""Who and what grows and shrinks: clients, products, branches against the period before, the greatest change first."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, Literal

import ibis
import ibis.expr.types as ir
from pydantic import Field

from nigotis.metrics import measures
from nigotis.metrics.catalogue import Unit, metric
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


@metric("product_id", product_id=Unit.PRODUCT, **CHANGE)
def product_growth(w: Window, *, steady: Steady = Decimal("0.05"), order: Order = "grown") -> ir.Table:
    """Each product's net revenue against the period before: what grew most first.

    The words mean for products what they mean for clients in `client_growth`: lost is a product that sold then and
    does not now.
    """
    return _changed(w, "product_id", steady, order)


@metric("branch_id", branch_id=Unit.BRANCH, **CHANGE)
def branch_growth(w: Window, *, steady: Steady = Decimal("0.05"), order: Order = "grown") -> ir.Table:
    """Each branch's net revenue against the period before: what grew most first.

    The words mean for branches what they mean for clients in `client_growth`.
    """
    return _changed(w, "branch_id", steady, order)


@metric("trend", trend=Unit.CODE, clients=Unit.COUNT, share=Unit.SHARE, net=Unit.MONEY, net_before=Unit.MONEY)
def client_growth_groups(w: Window, *, steady: Steady = Decimal("0.05")) -> ir.Table:
    """How many clients are growing, steady, declining, lost, new and returned, and what they bring now and before."""
    clients = client_growth.expression(w, steady=steady)
    groups = clients.group_by("trend").agg(
        clients=clients.count(), net=measures.gives(clients.net), net_before=measures.gives(clients.net_before)
    )
    everyone = groups.clients.sum().over(ibis.window())
    return groups.mutate(share=measures.share(groups.clients, everyone)).order_by(groups.clients.desc(), "trend")


def _changed(w: Window, key: str, steady: Decimal, order: str) -> ir.Table:
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
    grown = both.mutate(trend=trend, difference=both.net - before, change=measures.change(both.net, before))
    return grown.order_by("difference" if order == "fallen" else ibis.desc("difference"), key)


def _two_periods(w: Window, key: str) -> ir.Table:
    earlier = w.previous
    if key in _BY_MONTH:
        return _two_periods_by_month(w, earlier, key)
    known = w.document_history.filter(lambda t: t[key].notnull())
    now = known.day >= w.since
    then = known.day.between(earlier.since, earlier.until)
    sums = known.group_by(key).agg(
        first_sale_on=known.day.min(where=~known.is_return),
        bought=(now & ~known.is_return).any(),
        bought_before=(then & ~known.is_return).any(),
        net=measures.gives(known.amount, where=now),
        net_before=measures.gives(known.amount, where=then),
    )
    return sums.filter(sums.bought | sums.bought_before)


_BY_MONTH: dict[str, tuple[Callable[[Window], ir.Table], Callable[[Window], ir.Table]]] = {
    "client_id": (lambda w: w.client_months_within, lambda w: w.standings),
    "product_id": (lambda w: w.product_months_within, lambda w: _firsts(w.product_months)),
}
"""Of what is kept by month: what it did in the months of a window, and its first sale of all."""


def _two_periods_by_month(w: Window, earlier: Window, key: str) -> ir.Table:
    within, firsts = _BY_MONTH[key]
    now, then = within(w), within(earlier)
    nothing, nowhere = ibis.literal(Decimal(0), measures.SUM), ibis.null("date")
    both = ibis.union(
        now.select(key, "net", sold_on="last_on", net_before=nothing, sold_before_on=nowhere),
        then.select(key, net=nothing, sold_on=nowhere, net_before="net", sold_before_on="last_on"),
    )
    sums = both.group_by(key).agg(
        bought=both.sold_on.notnull().any(),
        bought_before=both.sold_before_on.notnull().any(),
        net=measures.gives(both.net),
        net_before=measures.gives(both.net_before),
    )
    sold = sums.filter(sums.bought | sums.bought_before)
    return sold.inner_join(firsts(w).select(key, "first_sale_on"), key)


def _firsts(months: ir.Table) -> ir.Table:
    return months.group_by("product_id").agg(first_sale_on=months.first_on.min())
