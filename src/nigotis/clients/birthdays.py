"""Birthdays as days of the year, so that a window may cross the new year and a leap day is not lost."""

from __future__ import annotations

from datetime import date, timedelta

LEAP_DAY = 229


def coming_days(today: date, within: int) -> list[int]:
    """The days of the year (month * 100 + day) from `today` to `within` days on, in order.

    People born on 29 February celebrate on 28 February where the year has no 29th.
    """
    keys: list[int] = []
    for ahead in range(min(within, 366) + 1):
        day = today + timedelta(days=ahead)
        keys.append(day.month * 100 + day.day)
        if (day.month, day.day) == (2, 28) and (day + timedelta(days=1)).day == 1:
            keys.append(LEAP_DAY)
    return list(dict.fromkeys(keys))


def next_birthday(born: date, today: date) -> date:
    """The first birthday on or after `today`."""
    this_year = _in_year(born, today.year)
    return this_year if this_year >= today else _in_year(born, today.year + 1)


def _in_year(born: date, year: int) -> date:
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 2, 28)
