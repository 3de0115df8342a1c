"""What each seller did day by day, as rows to be finished in Python, and the same by whole weeks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

import ibis.expr.types as ir
import numpy as np
from pydantic import Field

from nigotis.metrics import measures
from nigotis.metrics.credit import credited
from nigotis.metrics.facts import ACTIVITIES, SELLERS
from nigotis.metrics.pipeline import amount, closed, refunds, rows, together
from nigotis.metrics.window import Window

Counting = Annotated[
    Literal["sales", "deals"], Field(description="What counts as sold: recorded sales, or won deals (sales or deals).")
]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Sold = dict[int, dict[date, Decimal]]


def employed(w: Window, since: date, until: date) -> ir.Table:
    """Sellers of the window's branches who were in the team on some day of since .. until."""
    chosen = SELLERS.filter(SELLERS.seller_id.isin(w.seller)) if w.seller else SELLERS
    chosen = chosen.filter(chosen.branch_id.isin(w.branch)) if w.branch else chosen
    came = chosen.employed_from.isnull() | (chosen.employed_from <= until)
    return chosen.filter(came & (chosen.employed_to.isnull() | (chosen.employed_to >= since)))


def done(w: Window) -> ir.Table:
    """Activities done in the window, by anybody chosen."""
    found = ACTIVITIES.filter(ACTIVITIES.done_on >= w.since, ACTIVITIES.done_on <= w.until)
    for name in ("seller", "client"):
        chosen = getattr(w, name)
        found = found.filter(found[f"{name}_id"].isin(chosen)) if chosen else found
    return w.of_segment(found)


def by_day(w: Window, of: str) -> ir.Table:
    """Sellers, what they sold each day (net of returns, or of money given back), and what they did."""
    team = employed(w, w.since, w.until)
    active = done(w)
    acts = active.group_by("seller_id", "done_on").agg(number=active.count())
    return together(
        rows(team, "seller", seller_id="seller_id", day="employed_from", day2="employed_to"),
        rows(acts, "activity", seller_id="seller_id", day="done_on", number="number"),
        *(_sales(w) if of == "sales" else _deals(w)),
    )


def _sales(w: Window) -> tuple[ir.Table, ...]:
    made = w.seller_days
    sold = made.group_by("seller_id", "day").agg(**measures.summed(made, "net", "sales"))
    return (rows(sold, "sold", seller_id="seller_id", day="day", amount="net", number="sales"),)


def _deals(w: Window) -> tuple[ir.Table, ...]:
    whose = ("seller_id", "partner_id", "partner_percent", "day")
    same = {name: name for name in whose}
    ended = closed(w)
    won, back = ended.filter(ended.outcome == "won"), refunds(w)
    return tuple(
        rows(
            table.group_by(*whose).agg(money=amount(table.amount), deals=table.count()),
            "sold",
            amount="money",
            number="deals" if table is won else None,
            **same,
        )
        for table in (won, back)
    )


@dataclass(frozen=True)
class SellerWeeks:
    """Whole weeks, Monday to Sunday, in which one seller was in the team: what was sold and done in each, zeros too."""

    seller_id: int
    weeks: list[date]
    sold: Floats
    activities: Floats
    daily: Floats


def weeks_of(told: list[dict[str, Any]], w: Window) -> Iterator[SellerWeeks]:
    """The whole weeks of each seller. Who has no first day begins with the first week in which something happened."""
    sold, acts = _sums(told)
    first = w.since + timedelta(days=-w.since.weekday() % 7)
    for row in sorted((row for row in told if row["tag"] == "seller"), key=lambda row: row["seller_id"]):
        seller = row["seller_id"]
        seen = [day for day in (*sold[seller], *acts[seller]) if day >= first]
        came = row["day"] or (min(seen) - timedelta(days=min(seen).weekday()) if seen else None)
        if came is None:
            continue
        start = max(first, came + timedelta(days=-came.weekday() % 7))
        end = min(w.until, row["day2"] or w.until)
        count = max(0, ((end - start).days + 1) // 7)
        days = [start + timedelta(days=n) for n in range(7 * count)]
        daily = np.array([float(sold[seller].get(day, 0)) for day in days])
        active = np.array([float(acts[seller].get(day, 0)) for day in days])
        weekly = daily.reshape(count, 7).sum(axis=1), active.reshape(count, 7).sum(axis=1)
        yield SellerWeeks(seller, days[::7], *weekly, daily)


def _sums(told: list[dict[str, Any]]) -> tuple[Sold, Sold]:
    sold: Sold = defaultdict(lambda: defaultdict(Decimal))
    acts: Sold = defaultdict(lambda: defaultdict(Decimal))
    for row in told:
        if row["tag"] == "activity":
            acts[row["seller_id"]][row["day"]] += row["number"]
        if row["tag"] == "sold":
            for seller, part in credited(row):
                if seller is not None:
                    sold[seller][row["day"]] += part
    return sold, acts
