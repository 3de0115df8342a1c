"""Sums by calendar month, as rows of the engine and as even series for the arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from nigotis.metrics import measures
from nigotis.metrics.rollups import BEGINNING
from nigotis.metrics.window import Window, is_month_end, shift_months

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
YEAR = 12
LOOKED_BACK = 12
"""Months of which the weekdays are judged: habits of three years ago say little."""
LATE = 7
"""The day of a month up to which it was begun whole."""


@dataclass(frozen=True)
class Series:
    """Net revenue of some subjects month by month, all up to one last month; zero before a subject's first one.

    `subjects` are keys, rising; `months` says how many whole ones each has; `net` has a column for each month from the
    one with the number `start` on (see `month_number`). `by_weekday`: the last ones, shape (subjects, LOOKED_BACK, 7).
    """

    subjects: NDArray[Any]
    months: Ints
    start: int
    net: Floats
    by_weekday: Floats

    @property
    def calendar_months(self) -> Ints:
        """0 (January) .. 11 of each column of `net`."""
        return (self.start + np.arange(self.net.shape[1])) % YEAR


def whole_months(w: Window) -> Window:
    """From the beginning to the last day of the last whole month of the window."""
    return w.over(BEGINNING, last_whole_month_end(w.until))


def by_month_of_hours(w: Window, *key: str) -> ir.Table:
    """`by_month` of the whole months of a business or of its branches."""
    hours = whole_months(w).hour_history
    months = hours.select(*key, "net", month=measures.month_of(hours.day), first_on="day")
    return by_month(months, hours.rename(amount="net"), whole_months(w), *key)


def last_whole_month_end(day: date) -> date:
    """The end of the last month that is over on `day`, which may be that day itself."""
    return day if is_month_end(day) else day.replace(day=1) - timedelta(days=1)


def by_month(months: ir.Table, documents: ir.Table, whole: Window, *key: str) -> ir.Table:
    """Rows of key, month and weekday (0: all of them): first_on, the first day with anything, and net as float64.

    `months` has first_on and net by month, in one row or several. What weekdays bring, of the last months only, is
    found in `documents` (or lines, or hours): day and amount.
    """
    lately = documents.filter(documents.day >= shift_months(whole.until.replace(day=1), 1 - LOOKED_BACK))
    on = {"month": measures.month_of(lately.day), "weekday": measures.weekday(lately.day)}
    days = lately.select(*key, **on, first_on="day", net="amount")
    return _summed(months.mutate(weekday=ibis.literal(0, "int64")), *key).union(_summed(days, *key))


def _summed(parts: ir.Table, *key: str) -> ir.Table:
    sums = parts.group_by(*key, "month", "weekday")
    return sums.agg(first_on=parts.first_on.min(), net=measures.gives(parts.net).cast("float64"))


def series_of(rows: pa.Table, key: str | None, until: date) -> Series:
    """The rows of `by_month`, whatever their order; months without sales are zero.

    A month that was begun after its first week is no whole month, and is left out.
    """
    end = month_number(last_whole_month_end(until))
    subjects, subject = _numbered(rows[key]) if key else (np.zeros(min(rows.num_rows, 1)), np.zeros(rows.num_rows, int))
    month, weekday, net = _months(rows["month"]), rows["weekday"].to_numpy(), rows["net"].to_numpy()
    starts = _first_whole_months(subject, _days(rows["first_on"]), len(subjects))
    start = int(starts.min(initial=end + 1))

    is_whole = month >= starts[subject]
    total, daily = is_whole & (weekday == 0), is_whole & (weekday > 0)
    even = np.zeros((len(subjects), end - start + 1))
    even[subject[total], month[total] - start] = net[total]
    by_weekday = np.zeros((len(subjects), LOOKED_BACK, 7))
    by_weekday[subject[daily], month[daily] - end - 1, weekday[daily] - 1] = net[daily]

    has_any = starts <= end
    return Series(subjects[has_any], end - starts[has_any] + 1, start, even[has_any], by_weekday[has_any])


def _numbered(keys: pa.ChunkedArray) -> tuple[NDArray[Any], Ints]:
    """The different keys, rising, and for each row the place of its own among them."""
    encoded = keys.combine_chunks().dictionary_encode()
    found = encoded.dictionary.to_numpy(zero_copy_only=False)
    order = np.argsort(found)
    places = np.empty(len(order), int)
    places[order] = np.arange(len(order))
    return found[order], places[encoded.indices.to_numpy()]


def _first_whole_months(subject: Ints, days: Ints, subjects: int) -> Ints:
    """The number of the first whole month of each subject, by the days on which something was."""
    begun = np.full(subjects, np.iinfo(np.int64).max)
    np.minimum.at(begun, subject, days)
    first = begun.astype("datetime64[D]")
    month = first.astype("datetime64[M]")
    is_late = (first - month).astype(np.int64) >= LATE
    whole: Ints = month.astype(np.int64) + is_late
    return whole


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


def _days(days: pa.ChunkedArray) -> Ints:
    """Days since January 1970."""
    found: Ints = days.cast(pa.int32()).to_numpy().astype(np.int64)
    return found


def _months(days: pa.ChunkedArray) -> Ints:
    return _days(days).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
