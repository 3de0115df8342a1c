"""What is expected: orders, value, who may leave, who is due. Predicted at night, kept as facts, counted here."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Literal

import ibis
import ibis.expr.types as ir
from pydantic import Field

from nigotis.metrics import measures
from nigotis.metrics.catalogue import Behind, Unit, metric
from nigotis.metrics.inactive import last_purchases
from nigotis.metrics.rhythm import own_rhythm
from nigotis.metrics.window import Window

YEAR = 365

DUE = ("overdue", "due_now", "due_this_week", "later", "cannot_tell")
"""Where the next order stands, in the order in which one acts."""

RISKS = ("likely_gone", "may_leave", "likely_stays")

Risk = Annotated[
    Literal["likely_gone", "may_leave", "likely_stays"] | None, Field(description="Only clients of this group of risk.")
]
DueGroups = Annotated[
    tuple[Literal["overdue", "due_now", "due_this_week", "later", "cannot_tell"], ...],
    Field(min_length=1, max_length=5, description="Which groups, like overdue or due_now?"),
]
Chance = Annotated[
    float | None,
    Field(ge=0, le=1, description="From which probability of no order on, 0 to 1? Without it, the merchant's limit."),
]


@metric(
    behind=Behind("lifetime_value"),
    clients=Unit.COUNT,
    orders_expected=Unit.NUMBER,
    clv=Unit.MONEY,
    clv_365=Unit.MONEY,
    horizon_in_days=Unit.DAYS,
    predicted_on=Unit.DATE,
)
def predicted_orders(w: Window) -> ir.Table:
    """How many orders, and what value, known clients are expected to bring from the last prediction on.

    Orders and the first value are over the horizon, the second over 365 days. Predictions are made every night from
    all purchases up to then; the period of the question does not matter, its filters choose the clients.
    """
    found = w.predicted
    return found.agg(
        clients=found.count(),
        orders_expected=found.orders_expected.sum().fill_null(0.0).round(6),
        clv=measures.gives(found.clv),
        clv_365=measures.gives(found.clv_365),
        horizon_in_days=found.horizon_in_days.max(),
        predicted_on=found.predicted_on.max(),
    )


@metric(
    "risk",
    behind=Behind("churn_risk_list"),
    risk=Unit.CODE,
    clients=Unit.COUNT,
    share=Unit.SHARE,
    orders_expected=Unit.NUMBER,
    clv_365=Unit.MONEY,
)
def churn_risk(w: Window) -> ir.Table:
    """Clients by the probability that they will not order within the horizon: under a third, to two thirds, over.

    It is the probability of no order at all in the days of the horizon (90, if not set otherwise), not of being gone
    for ever. A third is the limit as delivered: the merchant may move it, and the upper one stands halfway between it
    and certainty. As of the last night; the filters choose the clients.
    """
    found = w.predicted
    return _groups(found.mutate(risk=_risk(found, w)), "risk", RISKS)


@metric(
    "client_id",
    client_id=Unit.CLIENT,
    p_no_order=Unit.SHARE,
    churn_reason=Unit.CODE,
    last_sale_on=Unit.DATE,
    days_away=Unit.DAYS,
    net_last_year=Unit.MONEY,
    net=Unit.MONEY,
)
def churn_risk_list(w: Window, *, at_least: Chance = None, risk: Risk = None) -> ir.Table:
    """Clients who may not order within the horizon, with the reason; who spent most in the last year, first.

    From a probability of one third on. Who bought nothing for a year is left out: they are gone already. Both are
    limits that the merchant may move. With `risk`, all clients of that group of `churn_risk` instead. Filters choose
    whom to show; of them the whole past counts.
    """
    found, past = w.predicted, _past(w)
    lately = _everywhere(w).over(w.until - timedelta(days=YEAR - 1), w.until)
    spent = lately.client_totals.select("client_id", net_last_year="net")
    if risk is None:
        limit = w.limits.leaves_from if at_least is None else at_least
        rows = found.filter(found.p_no_order >= limit).inner_join(past, "client_id")
        rows = rows.filter(rows.days_away < w.limits.gone_after_in_days)
    else:
        rows = found.filter(_risk(found, w) == risk).inner_join(past, "client_id")
    near = rows.left_join(spent, "client_id")
    recent = near.mutate(net_last_year=near.net_last_year.fill_null(0).cast(measures.SUM))
    return recent.order_by(recent.net_last_year.desc(), "client_id")


def _everywhere(w: Window) -> Window:
    """Filters chose who is meant: of them the whole business predicts, so the whole past stands beside it."""
    return w.dropping("branch", "seller", "product", "category", "source")


def _past(w: Window) -> ir.Table:
    return last_purchases(_everywhere(w))


@metric(
    "client_id",
    client_id=Unit.CLIENT,
    clv=Unit.MONEY,
    clv_low=Unit.MONEY,
    clv_high=Unit.MONEY,
    clv_365=Unit.MONEY,
    clv_365_low=Unit.MONEY,
    clv_365_high=Unit.MONEY,
    net=Unit.MONEY,
    orders_expected=Unit.NUMBER,
    sales=Unit.COUNT,
)
def lifetime_value(w: Window) -> ir.Table:
    """What each client is expected to bring in the horizon and in 365 days, with 80 % intervals, beside the past.

    The past is what they have brought so far, net of returns, whatever filter chose them. The highest expected value
    first.
    """
    rows = w.predicted.inner_join(_past(w), "client_id")
    return rows.order_by(rows.clv_365.desc(), "client_id")


@metric(
    "due",
    behind=Behind("reorder_due_list", params={"due": DUE}),
    due=Unit.CODE,
    clients=Unit.COUNT,
    share=Unit.SHARE,
    orders_expected=Unit.NUMBER,
    clv_365=Unit.MONEY,
)
def reorder_due(w: Window) -> ir.Table:
    """Clients by where their next order stands: overdue, due now, due this week, later, or it cannot be told.

    A client is due while today lies in the window that holds the next order with 80 % probability. It cannot be told
    where the window is wider than the client's own usual distance between orders.
    """
    return _groups(w.predicted, "due", DUE)


@metric(
    "client_id",
    client_id=Unit.CLIENT,
    due=Unit.CODE,
    next_order_from=Unit.DATE,
    next_order_to=Unit.DATE,
    last_sale_on=Unit.DATE,
    days_away=Unit.DAYS,
    orders_expected=Unit.NUMBER,
    clv=Unit.MONEY,
    clv_low=Unit.MONEY,
    clv_high=Unit.MONEY,
)
def reorder_due_list(w: Window, *, due: DueGroups = ("overdue", "due_now", "due_this_week")) -> ir.Table:
    """The clients whose next order is overdue, due now or due this week, with its window; the most valuable first.

    Groups in the order in which one acts: who is due now, this week, then who is late.
    """
    found = w.predicted
    rows = found.filter(found.due.isin(due)).inner_join(_past(w), "client_id")
    return rows.order_by(rows.clv.desc(), "client_id")


@metric(
    "client_id",
    client_id=Unit.CLIENT,
    usual_gap_in_days=Unit.DAYS,
    late_after_in_days=Unit.DAYS,
    last_sale_on=Unit.DATE,
    days_away=Unit.DAYS,
    sales=Unit.COUNT,
    net=Unit.MONEY,
)
def broken_rhythm(w: Window) -> ir.Table:
    """Clients who used to come in a rhythm and have been silent longer than nine of ten of their own pauses.

    For whoever has at least four pauses between order days. The usual pause is the middle one; late is after the 90th
    percentile of the client's own pauses (nearest rank), whatever others do. The most valuable first.
    """
    rhythms = w.of_each_client(lambda known: own_rhythm(known.document_history))
    rows = rhythms.inner_join(last_purchases(w), "client_id")
    silent = rows.filter(rows.days_away > rows.late_after_in_days)
    return silent.order_by(silent.net.desc(), "client_id")


def _risk(found: ir.Table, w: Window) -> ir.Value:
    chance = found.p_no_order
    return ibis.cases(
        (chance >= w.limits.gone_from, RISKS[0]), (chance >= w.limits.leaves_from, RISKS[1]), else_=RISKS[2]
    )


def _groups(found: ir.Table, name: str, codes: tuple[str, ...]) -> ir.Table:
    """Clients, their share, what they will bring, for every code in its order, those without clients too."""
    counted = found.group_by(name).agg(
        clients=found.count(),
        orders_expected=found.orders_expected.sum().round(6),
        clv_365=measures.gives(found.clv_365),
    )
    everybody = counted.mutate(everybody=counted.clients.sum().over(ibis.window()).cast("int64"))
    order = ibis.array(list(range(len(codes)))).cast("array<int64>").unnest().name("place").as_table()
    named = order.mutate(code=ibis.cases(*((order.place == place, code) for place, code in enumerate(codes)), else_=""))
    rows = named.left_join(everybody, named.code == everybody[name])
    return rows.select(
        "place",
        **{name: rows.code},
        clients=rows.clients.fill_null(0),
        share=measures.share(rows.clients.fill_null(0), rows.everybody),
        orders_expected=rows.orders_expected.fill_null(0.0),
        clv_365=rows.clv_365.fill_null(ibis.literal(Decimal(0), measures.SUM)).cast(measures.SUM),
    ).order_by("place")
