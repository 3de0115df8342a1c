"""Answers for any days out of tables that are kept by month: whole months as they stand, the days at the edges anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

from nigotis.metrics.kept import CLIENT_MONTHS, DOCUMENTS
from nigotis.metrics.measures import SUM, standings_of

BEGINNING = date(1700, 1, 1)
"""Before anything that is sold. (Sail knows no instant before 1677.)"""
MOST_MEMORABLE = 512

_DAY = timedelta(days=1)
_MEMORABLE: dict[Any, date] = {}


def by_month(
    kept: ir.Table, of: Callable[[ir.Table], ir.Table], source: ir.Table, since: date, until: date
) -> ir.Table:
    """What `of` makes of the source's rows of `since` .. `until`, month by month; `kept` is what it makes of all."""
    first, begun = _month_after(since - _DAY), begun_month(until)
    if first >= begun:
        return of(source.filter(source.day.between(since, until)))
    edges = [edge for edge in ((since, first - _DAY), (begun, until)) if edge[0] <= edge[1]]
    parts = [of(source.filter(source.day.between(*edge))) for edge in edges]
    whole = kept.filter(kept.month >= first, kept.month < begun)
    return ibis.union(whole.select(of(source).columns), *parts)


def standings_on(day: date) -> ir.Table:
    """Where each client of the business stands at the end of `day` (`measures.standings_of`)."""
    first = begun_month(day)
    months = CLIENT_MONTHS.filter(CLIENT_MONTHS.month < first)
    before = _stood(months.filter(months.next_month.isnull() | (months.next_month >= first)))
    if first > day:
        return memorable(day, before)
    return memorable(day, _added(before, standings_of(DOCUMENTS.filter(DOCUMENTS.day.between(first, day)))))


def memorable(day: date, table: ir.Table) -> ir.Table:
    """The same table, which follows from all sales up to the end of a day: an engine may remember what is in it."""
    if len(_MEMORABLE) >= MOST_MEMORABLE:
        _MEMORABLE.clear()  # what is built again is known again
    _MEMORABLE[table.op()] = day
    return table


def memorable_in(expression: ir.Table) -> list[tuple[date, ir.Table]]:
    """What is `memorable` in an expression, and not only within something else that is: days and tables."""
    root: Any = expression.op()
    relations = root.find(ops.Relation, ordered=True)
    days = {node: day for node in relations if (day := _MEMORABLE.get(node))}  # another thread may clear it meanwhile
    marks = {node: ibis.table(node.schema, name=f"memorable_{n}").op() for n, node in enumerate(days)}
    left = set(root.replace(marks).find(ops.UnboundTable)) if marks else set()
    return [(day, node.to_expr()) for node, day in days.items() if marks[node] in left]


def _stood(months: ir.Table) -> ir.Table:
    return months.select("client_id", "first_sale_on", "last_sale_on", sales="sales_so_far", net="net_so_far")


def _added(before: ir.Table, since: ir.Table) -> ir.Table:
    """Standings `before` and what came on top `since`. A join, because summing both sorts everybody in once more."""
    both = before.outer_join(since, "client_id", lname="{name}_before", rname="{name}_since")

    def sum_of(column: str, kind: str) -> ir.Value:
        return (both[f"{column}_before"].fill_null(0) + both[f"{column}_since"].fill_null(0)).cast(kind)

    added = both.mutate(
        client_id=both.client_id_before.fill_null(both.client_id_since),
        first_sale_on=both.first_sale_on_before.fill_null(both.first_sale_on_since),
        last_sale_on=both.last_sale_on_since.fill_null(both.last_sale_on_before),
        sales=sum_of("sales", "int64"),
        net=sum_of("net", SUM),
    )
    return added.select(since.columns)


def begun_month(day: date) -> date:
    """The first of the month that is not over at the end of `day`: the next month, where `day` is the last of its."""
    return (day + _DAY).replace(day=1)


def _month_after(day: date) -> date:
    """The first of the month after the one of `day`."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)
