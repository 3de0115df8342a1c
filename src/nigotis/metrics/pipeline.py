"""Where each deal stood on a day, read off its steps: what every figure about deals starts from.

A deal counts once, by its last step: won in March and reopened in April it is won for March alone. Nothing after the
end of the window is known. A deal that is won or lost is whose it was then, an open one whose it is now: to hand over
is no step.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import ibis
import ibis.expr.types as ir

from nigotis.metrics.catalogue import Unit
from nigotis.metrics.facts import DEAL_EVENTS
from nigotis.metrics.measures import how_many
from nigotis.metrics.window import Window

NULLS: dict[str, str] = {
    "tag": "string",
    "seller_id": "int64",
    "text": "string",
    "text2": "string",
    "day": "date",
    "day2": "date",
    "number": "int64",
    "number2": "int64",
    "amount": "decimal(38, 6)",
}
"""Columns of rows of several kinds in one table, for what is finished in Python."""

CLIENT_COLUMNS: dict[str, Any] = {
    "client_id": Unit.CLIENT,
    "deals": Unit.COUNT,
    "won": Unit.COUNT,
    "lost": Unit.COUNT,
    "still_open": Unit.COUNT,
    "value": Unit.MONEY,
    "last_step_on": Unit.DATE,
}
"""Columns of `clients_of`."""


def steps(w: Window, until: date | None = None) -> ir.Table:
    """The steps of the window's deals up to and including a day, the window's last if not said."""
    known = DEAL_EVENTS.filter(DEAL_EVENTS.day <= (until or w.until))
    return known.semi_join(w.deals.select("deal_id"), "deal_id")


def standings(w: Window, until: date | None = None) -> ir.Table:
    """A row per deal of the window's sellers that had begun: its last step, with `outcome` won, lost or open, and when
    and how it began. `seller_id` is whose it is."""
    known = steps(w, until)
    moves = known.filter(known.kind != "refunded")
    latest = ibis.row_number().over(
        ibis.window(group_by=moves.deal_id, order_by=[moves["at"].desc(), moves.event_id.desc()])
    )
    last = moves.mutate(turn=latest)
    last = last.filter(last.turn == 0)
    is_closed = last.kind.isin(["won", "lost"])
    named = last.mutate(outcome=ibis.ifelse(is_closed, last.kind, "open"))
    about = w.deals.select("deal_id", "client_id", "created_on", "value", "source", owner_id="seller_id")
    found = named.inner_join(about, "deal_id")
    whose = ibis.ifelse(found.outcome == "open", found.owner_id, found.seller_id)
    return w.of_sellers(found.mutate(seller_id=whose))


def closed(w: Window) -> ir.Table:
    """Deals whose last step is won or lost, and lies in the window."""
    found = standings(w)
    return found.filter(found.outcome != "open", found.day >= w.since)


def mature(w: Window, days: int) -> ir.Table:
    """Deals that began in the window and at least `days` before its end; younger ones cannot tell yet."""
    found = standings(w)
    return found.filter(found.created_on >= w.since, found.created_on <= w.until - timedelta(days=days))


def refunds(w: Window) -> ir.Table:
    """What was given back in the window of deals that stand as won, as steps with a negative amount.

    With the win that a deal lost by being reopened goes what was given back of it.
    """
    known, now = steps(w), standings(w)
    wins = now.filter(now.outcome == "won").select("deal_id", "client_id", won_at="at")
    back = known.filter(known.kind == "refunded", known.day >= w.since).inner_join(wins, "deal_id")
    return back.filter(back["at"] >= back.won_at)


def clients_of(found: ir.Table) -> ir.Table:
    """The clients of deals in the shape of `standings`, a row each, who has most deals first.

    A closed deal is worth what it was closed for, an open one what is expected of it.
    """
    known = found.filter(found.client_id.notnull())
    known = known.mutate(worth=ibis.coalesce(known.amount, known.value))
    clients = known.group_by("client_id").agg(
        deals=known.count(),
        won=how_many(known, known.outcome == "won"),
        lost=how_many(known, known.outcome == "lost"),
        still_open=how_many(known, known.outcome == "open"),
        value=amount(known.worth),
        last_step_on=known.day.max(),
    )
    return clients.order_by(clients.deals.desc(), clients.value.desc(nulls_first=False), "client_id")


def amount(value: ir.Value) -> ir.Value:
    """Sum of money, null where there is none; of one type on every engine."""
    return value.sum().cast("decimal(38, 6)")


def rows(table: ir.Table, tag: str, **columns: ir.Value | str | None) -> ir.Table:
    """`table` as rows called `tag` in the columns of `NULLS`, so that tables of several kinds fit under one another."""
    given: dict[str, Any] = {"tag": ibis.literal(tag), **columns}
    values = {name: ibis.null() if given.get(name) is None else given[name] for name in NULLS}
    named = {name: table[value] if isinstance(value, str) else value for name, value in values.items()}
    return table.select(**{name: named[name].cast(kind) for name, kind in NULLS.items()})


def together(*tables: ir.Table) -> ir.Table:
    """Rows of several kinds under one another."""
    return ibis.union(*tables, distinct=False) if len(tables) > 1 else tables[0]
