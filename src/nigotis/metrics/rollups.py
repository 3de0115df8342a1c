"""Answers for any days out of tables that are kept by month: whole months as they stand, the days at the edges anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from nigotis.metrics.kept import CLIENT_MONTHS, DOCUMENTS
from nigotis.metrics.measures import SUM, standings_of

BEGINNING = date(1700, 1, 1)
"""Before anything that is sold. (Sail knows no instant before 1677.)"""

_DAY = timedelta(days=1)


def by_month(
    kept: ir.Table, of: Callable[[ir.Table], ir.Table], source: ir.Table, since: date, until: date
) -> ir.Table:
    """What `of` makes of the source's rows of `since` .. `until`, month by month; `kept` is what it makes of all."""
    first, begun = _month_after(since - _DAY), _begun_month(until)
    if first >= begun:
        return of(source.filter(source.day.between(since, until)))
    edges = [edge for edge in ((since, first - _DAY), (begun, until)) if edge[0] <= edge[1]]
    parts = [of(source.filter(source.day.between(*edge))) for edge in edges]
    whole = kept.filter(kept.month >= first, kept.month < begun)
    return ibis.union(whole.select(of(source).columns), *parts)


def standings_on(day: date) -> ir.Table:
    """Where each client of the business stands at the end of `day` (`measures.standings_of`)."""
    begun = _begun_month(day)
    months = CLIENT_MONTHS.filter(CLIENT_MONTHS.month < begun)
    latest = months.filter(months.next_month.isnull() | (months.next_month >= begun)).select(
        "client_id", "first_sale_on", "last_sale_on", sales="sales_so_far", net="net_so_far"
    )
    if begun > day:
        return latest
    both = latest.union(standings_of(DOCUMENTS.filter(DOCUMENTS.day.between(begun, day))))
    return both.group_by("client_id").agg(
        first_sale_on=both.first_sale_on.min(),
        last_sale_on=both.last_sale_on.max(),
        sales=both["sales"].sum().cast("int64"),
        net=both.net.sum().cast(SUM),
    )


def _begun_month(day: date) -> date:
    """The first of the month that is not over at the end of `day`: the next month, where `day` is the last of its."""
    return (day + _DAY).replace(day=1)


def _month_after(day: date) -> date:
    """The first of the month after the one of `day`."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)
