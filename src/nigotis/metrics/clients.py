"""Which clients buy, which are new, which came back."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from nigotis.metrics import measures
from nigotis.metrics.catalogue import BUYERS, Behind, Limit, Unit, Wanted, metric
from nigotis.metrics.window import Window

KINDS = Behind(
    "buyers",
    ask=("kind",),
    of={"new_clients": {"kind": "new"}, "returning_clients": {"kind": "returning"}},
)
"""Those who bought, with the new ones apart from those who came again."""


@metric(
    behind=KINDS,
    active_clients=Unit.COUNT,
    new_clients=Unit.COUNT,
    returning_clients=Unit.COUNT,
    returning_share=Unit.SHARE,
)
def client_activity(w: Window) -> ir.Table:
    """Clients who bought in the period: how many for the first time, how many had bought before.

    Active = new + returning. New: the first sale of all falls into the period; under a filter, the first sale that
    passes it (new to this branch, to this product). Anonymous sales name nobody and do not count.
    """
    bought = w.standings
    active = bought.filter(bought.last_sale_on >= w.since)
    is_new = active.first_sale_on >= w.since
    counts = active.agg(
        active_clients=active.count(),
        new_clients=measures.how_many(active, is_new),
        returning_clients=measures.how_many(active, ~is_new),
    )
    return counts.mutate(returning_share=measures.share(counts.returning_clients, counts.active_clients))


@metric(clients=Unit.COUNT, ordered_today=Unit.COUNT, registered_today=Unit.COUNT)
def clients_today(w: Window) -> ir.Table:
    """Clients in the directory, those who ordered on the last day of the period, and those who registered on it."""
    today = w.over(w.until, w.until).documents
    directory = w.clients
    registered = directory.agg(
        clients=directory.count(), registered_today=measures.how_many(directory, directory.registered_on == w.until)
    )
    return registered.cross_join(today.agg(ordered_today=measures.buyers(today)))


@metric(
    "client_id",
    client_id=Unit.CLIENT,
    net=Unit.MONEY,
    share=Unit.SHARE,
    sales=Unit.COUNT,
    average_check=Unit.MONEY,
    last_sale_on=Unit.DATE,
)
def top_clients(w: Window, wanted: Wanted, *, limit: Limit = 20) -> ir.Table:
    """The clients who brought most in the period, by net revenue.

    The share is of the net revenue of all, anonymous sales included. Left out: who only gave something back.
    """
    hours = w.hours
    whole = hours.agg(total=measures.gives(hours.net))
    gains = w.client_gains
    best = gains.order_by(gains.net.desc(), "client_id").limit(limit).cross_join(whole)
    best = best.mutate(share=measures.share(best.net, best.total))
    if "average_check" in wanted:
        # Gross is not known where clients stand: it is added up of those only who are shown
        documents = w.documents
        of_best = measures.client_totals_of(documents.filter(documents.client_id.isin(best.client_id)))
        best = measures.beside(best, _with_checks(of_best).select("client_id", "average_check"), "client_id")
    return best.order_by(best.net.desc(), "client_id")


@metric(
    "client_id",
    client_id=Unit.CLIENT,
    sales=Unit.COUNT,
    gross=Unit.MONEY,
    average_check=Unit.MONEY,
)
def average_purchase_value(w: Window) -> ir.Table:
    """What each client spends at one purchase: gross revenue of the period per sale."""
    clients = _with_checks(w.client_totals)
    return clients.filter(clients.sales > 0).order_by(ibis.desc("average_check"), "client_id")


@metric(
    "client_id",
    client_id=Unit.CLIENT,
    first_sale_on=Unit.DATE,
    last_sale_on=Unit.DATE,
    recency_in_days=Unit.DAYS,
    sales=Unit.COUNT,
    gross=Unit.MONEY,
    returns=Unit.MONEY,
    net=Unit.MONEY,
    average_check=Unit.MONEY,
    units=Unit.QUANTITY,
    days_between_sales=Unit.DAYS,
)
def client_history(w: Window) -> ir.Table:
    """Each client's purchases from the first one to the end of the period, in figures.

    Days between sales is the mean distance between days with a sale, rounded down; empty where there is one such day.
    """
    clients = _with_checks(measures.added_up(w.of_each_client_by_parts(_totals_and_days), "client_id"))
    gaps = clients.sale_days - 1
    span = clients.last_sale_on.delta(clients.first_sale_on, unit="day").cast("int64")
    return clients.mutate(
        recency_in_days=measures.days_until(w.as_of, clients.last_sale_on), days_between_sales=span // gaps.nullif(0)
    ).order_by("client_id")


@metric(
    "group",
    behind=BUYERS,
    group=Unit.CODE,
    sales_from=Unit.COUNT,
    sales_to=Unit.COUNT,
    clients=Unit.COUNT,
    share=Unit.SHARE,
    sales=Unit.COUNT,
    net=Unit.MONEY,
)
def frequency_groups(w: Window) -> ir.Table:
    """Clients who bought in the period in three groups, by how often: high, medium, low, with the limits of each.

    Thirds of the clients, tie-safe: clients with equally many sales stand in one group, so a group can be empty.
    """
    clients = _with_checks(w.client_totals)
    bought = clients.filter(clients.sales > 0)
    ranked = measures.with_standing(bought, "third", bought["sales"], 3)
    found = ranked.group_by("third").agg(
        sales_from=ranked.sales.min(),
        sales_to=ranked.sales.max(),
        clients=ranked.count(),
        total_sales=ranked.sales.sum().cast("int64"),
        net=measures.gives(ranked.net),
    )
    thirds = ibis.range(1, 4).cast("array<int64>").unnest().name("third").as_table()
    groups = thirds.left_join(found, "third")
    clients_in_all = groups.clients.sum().over(ibis.window())
    return groups.select(
        "third",
        "sales_from",
        "sales_to",
        group=groups.third.cases((3, "high"), (2, "medium"), else_="low"),
        clients=groups.clients.fill_null(0),
        share=measures.share(groups.clients.fill_null(0), clients_in_all),
        sales=groups.total_sales.fill_null(0),
        net=groups.net.fill_null(0).cast(measures.SUM),
    ).order_by(ibis.desc("third"))


def _totals_and_days(w: Window) -> ir.Table:
    """`Window.client_totals`, and sale_days: on how many days there was a sale."""
    known = w.documents.filter(lambda t: t.client_id.notnull())
    days = known.group_by("client_id").agg(sale_days=known.day.nunique(where=~known.is_return))
    return w.client_totals.inner_join(days, "client_id")


def _with_checks(totals: ir.Table) -> ir.Table:
    """`measures.client_totals_of` with what follows: returns and the average check."""
    clients = totals.rename(first_sale_on="first_on", last_sale_on="last_on")
    return clients.mutate(
        returns=clients.gross - clients.net, average_check=measures.per(clients.gross, clients["sales"])
    )
