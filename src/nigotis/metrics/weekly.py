"""What each seller did day by day, as rows to be finished in Python, and the same by whole weeks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Literal

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field

from nigotis.metrics import measures
from nigotis.metrics.credit import credited
from nigotis.metrics.facts import ACTIVITIES, SELLERS
from nigotis.metrics.pipeline import amount, rows, together
from nigotis.metrics.window import Window

Counting = Annotated[
    Literal["sales", "deals"], Field(description="What counts as sold: recorded sales, or won deals (sales or deals).")
]
Floats = np.ndarray[Any, np.dtype[np.float64]]
EPOCH = date(1970, 1, 1)
Flags = np.ndarray[Any, np.dtype[np.bool_]]


def employed(w: Window, since: date, until: date) -> ir.Table:
    """Chosen sellers who were in the team on some day of since .. until; of a branch these are who works there."""
    chosen = w.of_sellers(SELLERS.filter(SELLERS.sells))
    came = chosen.employed_from.isnull() | (chosen.employed_from <= until)
    return chosen.filter(came & (chosen.employed_to.isnull() | (chosen.employed_to >= since)))


def done(w: Window) -> ir.Table:
    """Activities done in the window, by anybody chosen."""
    found = w.of_sellers(ACTIVITIES.filter(ACTIVITIES.done_on >= w.since, ACTIVITIES.done_on <= w.until))
    found = found.filter(found.client_id.isin(w.client)) if w.client else found
    return w.of_segment(found)


def sold_by(w: Window) -> ir.Table:
    """What the chosen sellers sold on each day of the window, in whichever branch (`measures.seller_days_of`)."""
    return w.of_sellers(w.dropping("branch").seller_days)


def by_day(w: Window, of: str) -> ir.Table:
    """Sellers, what they sold each day (net of returns, or of money given back), and what they did."""
    team = employed(w, w.since, w.until)
    active = done(w)
    acts = active.group_by("seller_id", "done_on").agg(number=active.count())
    return together(
        rows(team, "seller", seller_id="seller_id", day="employed_from", day2="employed_to"),
        rows(acts, "activity", seller_id="seller_id", day="done_on", number="number"),
        _sales(w) if of == "sales" else _deals(w),
    )


def _sales(w: Window) -> ir.Table:
    made = sold_by(w)
    sold = made.group_by("seller_id", "day").agg(**measures.summed(made, "net"))
    return rows(sold, "sold", seller_id="seller_id", day="day", amount="net")


def _deals(w: Window) -> ir.Table:
    parts = credited(w)
    money = parts.filter(parts.kind != "lost")
    sold = money.group_by("seller_id", "day").agg(money=amount(money.amount))
    return rows(sold, "sold", seller_id="seller_id", day="day", amount="money")


@dataclass(frozen=True)
class SellerWeeks:
    """Whole weeks, Monday to Sunday, in which one seller was in the team: what was sold and done in each, zeros too."""

    seller_id: int
    weeks: list[date]
    sold: Floats
    activities: Floats
    daily: Floats


def weeks_of(found: pa.Table, w: Window) -> Iterator[SellerWeeks]:
    """The whole weeks of each seller. Who has no first day begins with the first week in which something happened."""
    days = _days_of_sellers(found, w)
    first = w.since + timedelta(days=-w.since.weekday() % 7)
    team = found.filter(pc.field("tag") == "seller").select(["seller_id", "day", "day2"]).to_pylist()
    for row in sorted(team, key=lambda row: row["seller_id"]):
        sold, acts, happened = days[row["seller_id"]]
        seen = np.flatnonzero(happened[(first - w.since).days :])
        came = row["day"] or (first + timedelta(days=7 * int(seen[0] // 7)) if len(seen) else None)
        if came is None:
            continue
        start = max(first, came + timedelta(days=-came.weekday() % 7))
        end = min(w.until, row["day2"] or w.until)
        count = max(0, ((end - start).days + 1) // 7)
        chosen = slice((start - w.since).days, (start - w.since).days + 7 * count)
        weekly = sold[chosen].reshape(count, 7).sum(axis=1), acts[chosen].reshape(count, 7).sum(axis=1)
        weeks = [start + timedelta(days=7 * n) for n in range(count)]
        yield SellerWeeks(row["seller_id"], weeks, *weekly, sold[chosen])


def _days_of_sellers(found: pa.Table, w: Window) -> defaultdict[int, tuple[Floats, Floats, Flags]]:
    """Of each seller, for every day of the window: what was sold, how much was done, and whether there was anything."""
    size = w.length_in_days
    days: defaultdict[int, tuple[Floats, Floats, Flags]] = defaultdict(
        lambda: (np.zeros(size), np.zeros(size), np.zeros(size, bool))
    )
    for place, tag, column in ((0, "sold", "amount"), (1, "activity", "number")):
        rows = found.filter((pc.field("tag") == tag) & pc.field("seller_id").is_valid())
        seller, day = rows["seller_id"].to_numpy(), _days_since(w, rows["day"])
        value = rows[column].cast(pa.float64()).fill_null(0).to_numpy()
        for one in np.unique(seller):
            at = seller == one
            np.add.at(days[int(one)][place], day[at], value[at])
            days[int(one)][2][day[at]] = True
    return days


def _days_since(w: Window, days: pa.ChunkedArray) -> np.ndarray[Any, np.dtype[np.int64]]:
    passed: np.ndarray[Any, np.dtype[np.int64]] = days.cast(pa.int32()).to_numpy().astype(np.int64)
    return passed - (w.since - EPOCH).days
