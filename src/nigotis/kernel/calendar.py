"""Local days: what day an instant is in a zone, and from which instant to which a local day lasts.

A day may have 23, 24 or 25 hours, may begin at 01:00 (Cairo, Beirut in spring), and may not exist at all (Samoa's
2011-12-30). Zone rules come from the `tzdata` wheel: the host's copy may be years old or missing.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from nigotis.kernel.problems import Invalid

zoneinfo.reset_tzpath(())  # nothing to search on the host, so only the wheel is left

Preset = Literal[
    "today",
    "yesterday",
    "this_week",
    "last_week",
    "this_month",
    "last_month",
    "this_quarter",
    "last_quarter",
    "this_year",
    "last_year",
    "last_7_days",
    "last_30_days",
    "last_90_days",
    "last_365_days",
]

DAY = timedelta(days=1)
_STEP = timedelta(minutes=1)


@dataclass(frozen=True)
class Period:
    """Local days from `since` to `until`, both included."""

    since: date
    until: date

    def __len__(self) -> int:
        return (self.until - self.since).days + 1

    def __iter__(self) -> Iterator[date]:
        return (self.since + DAY * number for number in range(len(self)))


def zone(name: str) -> ZoneInfo:
    """The zone by its IANA name, `Asia/Baku`. Raises Invalid for a name that the wheel does not know."""
    try:
        return ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid("kernel.unknown_zone", zone=name) from error


def local_day(instant: datetime, tz: ZoneInfo) -> date:
    """The local day that `instant` (with zone) falls on."""
    return instant.astimezone(tz).date()


def local_time(instant: datetime, tz: ZoneInfo) -> datetime:
    """The wall clock in `tz` at `instant`, without zone, as facts carry it."""
    return instant.astimezone(tz).replace(tzinfo=None)


def instant(wall: datetime, tz: ZoneInfo) -> datetime:
    """The instant (UTC) at which the wall clock in `tz` shows `wall`.

    The first of two where the clock is set back; where it is set forward, a skipped time counts as the moment of the
    change, so that it keeps its day.
    """
    first = wall.replace(tzinfo=tz, fold=0)
    if local_time(first.astimezone(UTC), tz) == wall:
        return first.astimezone(UTC)
    return _change(wall, tz)


def day_bounds(day: date, tz: ZoneInfo) -> tuple[datetime, datetime]:
    """First instant of the local day and first instant after it, in UTC; equal for a day that was skipped."""
    return _begin(day, tz), _begin(day + DAY, tz)


def period_bounds(period: Period, tz: ZoneInfo) -> tuple[datetime, datetime]:
    """First instant of the period and first instant after it, in UTC."""
    return _begin(period.since, tz), _begin(period.until + DAY, tz)


def month_of(day: date) -> Period:
    """The calendar month around `day`."""
    first = day.replace(day=1)
    return Period(first, (first + 31 * DAY).replace(day=1) - DAY)


def quarter_of(day: date) -> Period:
    """The calendar quarter around `day`."""
    first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return Period(first, month_of(first + 62 * DAY).until)


def week_of(day: date) -> Period:
    """The week around `day`, Monday to Sunday (ISO 8601)."""
    monday = day - DAY * day.weekday()
    return Period(monday, monday + 6 * DAY)


def year_of(day: date) -> Period:
    """The calendar year around `day`."""
    return Period(day.replace(month=1, day=1), day.replace(month=12, day=31))


def last_days(count: int, today: date) -> Period:
    """`count` days up to and including `today`."""
    return Period(today - DAY * (count - 1), today)


def preset(name: Preset, today: date) -> Period:
    """The period that a merchant calls by name, as of the local day `today`.

    What is under way ends today: `this_month` on the 22nd has 22 days.
    """
    if name in {"today", "yesterday"}:
        day = today if name == "today" else today - DAY
        return Period(day, day)
    which, _, unit = name.partition("_")
    if unit.endswith("_days"):
        return last_days(int(unit.removesuffix("_days")), today)
    around = {"week": week_of, "month": month_of, "quarter": quarter_of, "year": year_of}[unit]
    this = around(today)
    return Period(this.since, today) if which == "this" else around(this.since - DAY)


def _begin(day: date, tz: ZoneInfo) -> datetime:
    return instant(datetime(day.year, day.month, day.day), tz)  # noqa: DTZ001  (a wall clock, zoned in `instant`)


def _change(wall: datetime, tz: ZoneInfo) -> datetime:
    """The first instant whose wall clock is at or past `wall`, which the clock skipped."""
    low = wall.replace(tzinfo=UTC) - 2 * DAY
    high = wall.replace(tzinfo=UTC) + 2 * DAY
    while high - low > _STEP / 60:
        middle = low + (high - low) / 2
        low, high = (low, middle) if local_time(middle, tz) >= wall else (middle, high)
    return (high + _STEP / 120).replace(microsecond=0)
