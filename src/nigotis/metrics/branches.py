"""Where people buy."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from nigotis.metrics import measures
from nigotis.metrics.catalogue import BUYERS, Unit, Wanted, metric
from nigotis.metrics.window import LONG, Window


@metric(
    "branch_id",
    behind=BUYERS,
    branch_id=Unit.BRANCH,
    net=Unit.MONEY,
    share=Unit.SHARE,
    sales=Unit.COUNT,
    clients=Unit.COUNT,
    average_check=Unit.MONEY,
)
def branch_shares(w: Window, wanted: Wanted) -> ir.Table:
    """What each branch brings: net revenue and its share, sales, clients and average check.

    Sales that name no branch stand in a row without a branch.
    """
    hours = w.hours
    branches = hours.group_by("branch_id").agg(**measures.summed(hours, "net", "gross", "sales"))
    if "clients" in wanted:
        branches = measures.with_columns(branches, _clients(w), "branch_id")
        branches = branches.mutate(clients=branches.clients.fill_null(0))
    return branches.mutate(
        share=measures.share(branches.net, branches.net.sum().over(ibis.window())),
        average_check=measures.per(branches.gross, branches.sales),
    ).order_by(branches.net.desc(), "branch_id")


def _clients(w: Window) -> ir.Table:
    """How many clients bought in each branch; branches without any may be left out."""
    if w.length_in_days < LONG:
        made = w.documents
        return made.group_by("branch_id").agg(clients=measures.buyers(made))
    bought = w.of_each_client_by_parts(_last_sales).filter(lambda t: t.last_sale_on >= w.since)
    return bought.group_by("branch_id").agg(clients=bought.client_id.nunique())


def _last_sales(w: Window) -> ir.Table:
    """When each client last bought in each branch in the period: branch_id, client_id, last_sale_on."""
    sold = w.documents.filter(lambda t: ~t.is_return & t.client_id.notnull())
    return sold.group_by("branch_id", "client_id").agg(last_sale_on=sold.day.max())


@metric(
    "branch_id",
    "hour",
    behind=BUYERS,
    branch_id=Unit.BRANCH,
    hour=Unit.HOUR,
    sales=Unit.COUNT,
    share=Unit.SHARE,
    net=Unit.MONEY,
)
def branch_hours(w: Window) -> ir.Table:
    """When each branch is busy: its sales by hour of the day, and each hour's share of the branch's sales.

    On the branch's own clock; shares make branches of different size comparable.
    """
    return _of_branch(w.hours, "hour")


@metric(
    "branch_id",
    "weekday",
    behind=BUYERS,
    branch_id=Unit.BRANCH,
    weekday=Unit.WEEKDAY,
    sales=Unit.COUNT,
    share=Unit.SHARE,
    net=Unit.MONEY,
)
def branch_weekdays(w: Window) -> ir.Table:
    """On which days each branch is busy: its sales by day of the week, and each day's share of the branch's sales."""
    return _of_branch(w.hours.mutate(weekday=lambda t: measures.weekday(t.day)), "weekday")


def _of_branch(hours: ir.Table, when: str) -> ir.Table:
    known = hours.filter(hours.branch_id.notnull())
    cells = known.group_by("branch_id", when).agg(**measures.summed(known, "sales", "net"))
    of_branch = cells["sales"].sum().over(ibis.window(group_by="branch_id"))
    return cells.mutate(share=measures.share(cells["sales"], of_branch)).order_by("branch_id", when)
