"""Sums by calendar month, as rows of the engine and as even series for the arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from nigotis.metrics import measures
from nigotis.metrics.rollups import BEGINNING
from nigotis.metrics.window import Window, is_month_end

Floats = NDArray[np.float64]
WEEKDAYS = range(1, 8)
YEAR = 12
LATE = 7
"""The day of a month up to which it was begun whole."""


@dataclass(frozen=True)
class Series:
    """Net revenue of one subject in even steps: month by month from its first whole month to the last one, and the
    same by weekday, shape (months, 7). `start` is the number of the first month, see `month_number`."""

    subject: Any
    start: int
    net: Floats
    by_weekday: Floats

    @property
    def calendar_months(self) -> NDArray[np.int64]:
        """0 (January) .. 11 of each month."""
        return (self.start + np.arange(len(self.net))) % YEAR


def whole_months(w: Window) -> Window:
    """From the beginning to the last day of the last whole month of the window."""
    return w.over(BEGINNING, last_whole_month_end(w.until))


def by_month_of_hours(w: Window, *key: str) -> ir.Table:
    """`by_month` of the whole months of a business or of its branches."""
    return by_month(whole_months(w).hour_history.rename(amount="net"), *key)


def last_whole_month_end(day: date) -> date:
    """The end of the last month that is over on `day`, which may be that day itself."""
    return day if is_month_end(day) else day.replace(day=1) - timedelta(days=1)


def by_month(lines: ir.Table, *key: str) -> ir.Table:
    """Of amounts by day, rows of key and month: the first day with anything, and as float64 net revenue in all and on
    each weekday."""
    on = measures.weekday(lines.day)
    sums = {f"net_{day}": measures.gives(lines.amount, where=on == day).cast("float64") for day in WEEKDAYS}
    months = lines.group_by(*key, month=lines.day.truncate("M").cast("date"))
    return months.agg(first_on=lines.day.min(), net=measures.net(lines).cast("float64"), **sums).order_by(*key, "month")


def series_of(rows: pa.Table, key: str | None, until: date) -> list[Series]:
    """The rows of `by_month`, one series a subject in order of the key; months without sales are zero.

    A month that was begun after its first week is no whole month, and is left out.
    """
    if rows.num_rows == 0:
        return []
    rows = rows.sort_by([(name, "ascending") for name in (key, "month") if name])
    months = rows["month"].cast(pa.int32()).to_numpy().astype("datetime64[D]").astype("datetime64[M]").astype(int)
    net = rows["net"].to_numpy()
    daily = np.column_stack([rows[f"net_{day}"].to_numpy() for day in WEEKDAYS])
    late = np.array([day.day > LATE for day in rows["first_on"].to_pylist()])
    subjects = rows[key].to_pylist() if key else [None] * rows.num_rows
    cuts = [0, *(n for n in range(1, len(subjects)) if subjects[n] != subjects[n - 1]), len(subjects)]
    end = month_number(last_whole_month_end(until))
    begins = [(a, int(months[a]) + bool(late[a]), b) for a, b in pairwise(cuts)]
    return [_even(subjects[a], start, months[a:b], net[a:b], daily[a:b], end) for a, start, b in begins if start <= end]


def month_number(day: date) -> int:
    """Months since January 1970."""
    return (day.year - 1970) * YEAR + day.month - 1


def month_of(number: int) -> date:
    """The first day of a month by its number."""
    return date(1970 + number // YEAR, number % YEAR + 1, 1)


def days_by_weekday(start: int, months: int) -> Floats:
    """How often each weekday falls into each of `months` months from `start` on, shape (months, 7)."""
    edges = (np.datetime64("1970-01", "M") + np.arange(start, start + months + 1)).astype("datetime64[D]").astype(int)
    # 1970-01-01 was a Thursday, the fourth day of the week
    before = np.array([(edges + 3 - day + 6) // 7 for day in range(7)])
    return np.diff(before, axis=1).T.astype(float)


def _even(subject: Any, start: int, months: NDArray[np.int64], net: Floats, daily: Floats, end: int) -> Series:
    even, by_weekday = np.zeros(end - start + 1), np.zeros((end - start + 1, 7))
    kept = months >= start
    even[months[kept] - start], by_weekday[months[kept] - start] = net[kept], daily[kept]
    return Series(subject, start, even, by_weekday)
