"""The calendar of a demo world: its days, their seasons, and the clock's distance from UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from nigotis.demo.types import Flags, Floats, Instants, Ints

YEARS = 3
HOTTEST_DAY = 200
"""Day of the year around which summer goods peak: 19 July."""


@dataclass(frozen=True)
class Days:
    """Days of a world, oldest first; each array has one entry a day. `weekday` is ISO: 1 Monday .. 7 Sunday."""

    dates: Instants
    weekday: Ints
    month: Ints
    month_day: Ints
    year_day: Ints

    @property
    def count(self) -> int:
        return len(self.dates)

    @property
    def last(self) -> int:
        return self.count - 1

    def on(self, position: int) -> date:
        day: date = self.dates[position].item()
        return day


def three_years_before(today: date) -> Days:
    """The days from three years before `today` up to yesterday."""
    since = _years_before(today)
    dates = np.arange(np.datetime64(since), np.datetime64(today))
    return Days(
        dates=dates,
        weekday=(dates.astype(np.int64) + 3) % 7 + 1,
        month=dates.astype("datetime64[M]").astype(np.int64) % 12 + 1,
        month_day=(dates - dates.astype("datetime64[M]")).astype(np.int64) + 1,
        year_day=(dates - dates.astype("datetime64[Y]")).astype(np.int64) + 1,
    )


def _years_before(today: date) -> date:
    leap_day = (today.month, today.day) == (2, 29)
    return date(today.year - YEARS, today.month, 28 if leap_day else today.day)


def warmth(days: Days) -> Floats:
    """From -1 in the middle of winter to 1 in the middle of summer, north of the equator."""
    return np.asarray(np.cos(2 * np.pi * (days.year_day - HOTTEST_DAY) / 365.25))


def between(days: Days, first: tuple[int, int], last: tuple[int, int]) -> Flags:
    """Days from (month, day) `first` to `last`, both included, of every year; not across the New Year."""
    stamp = days.month * 100 + days.month_day
    return np.asarray((stamp >= first[0] * 100 + first[1]) & (stamp <= last[0] * 100 + last[1]))


def to_utc(local_at: Instants, days: Days, zone: str) -> Instants:
    """UTC of wall-clock instants in `zone`; a day's offset is taken at its noon."""
    offsets = np.array([_offset(days.on(i), ZoneInfo(zone)) for i in range(days.count)], dtype="timedelta64[us]")
    day = (local_at.astype("datetime64[D]") - days.dates[0]).astype(np.int64)
    return np.asarray(local_at - offsets[day])


def _offset(day: date, zone: ZoneInfo) -> timedelta:
    noon = datetime.combine(day, time(12), tzinfo=zone)
    return noon.replace(tzinfo=UTC) - noon.astimezone(UTC)
