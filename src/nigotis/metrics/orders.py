"""Order days: the history every prediction starts from."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from nigotis.metrics import measures
from nigotis.metrics.window import Window


def order_days(w: Window) -> ir.Table:
    """Days on which a known client bought, up to the end of the period: client_id, day, spend (net).

    A day counts if it has a sale; several sales on a day are one. What a client gave back is taken off the last order
    day before it, so that the spend of all days is what remained. Anonymous sales are left out.
    """
    known = w.history.filter(w.history.client_id.notnull())
    daily = known.group_by("client_id", "day").agg(net=measures.net(known), sales=measures.sales(known))
    bought_on = ibis.ifelse(daily.sales > 0, daily.day, ibis.null("date"))
    so_far = ibis.cumulative_window(group_by=daily.client_id, order_by=daily.day)
    dated = daily.mutate(ordered_on=bought_on.max().over(so_far)).filter(lambda t: t.ordered_on.notnull())
    days = dated.group_by("client_id", "ordered_on").agg(spend=measures.gives(dated.net))
    return days.select("client_id", "spend", day="ordered_on").select("client_id", "day", "spend")
