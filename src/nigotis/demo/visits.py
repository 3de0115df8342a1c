"""When people come: days by a weight a day, hours by a profile, the minute by chance."""

from __future__ import annotations

import numpy as np

from nigotis.demo.days import Days
from nigotis.demo.types import Floats, Instants, Ints

HOUR_US = 3_600_000_000
OLDEST = 1090
"""Days ago on which the first clients of a world may join; its days are 1,095 or 1,096."""
FOUNDING_SHARE = 0.45
"""Of those who could have joined on the oldest day, these are its founders: the world begins alive."""


def joined_days_ago(rng: np.random.Generator, low: Ints, high: Ints, founded_within: int) -> Ints:
    """Days ago on which each client joined, from `low[i]` to `high[i]`; founders in the first `founded_within` days."""
    ago = rng.integers(low, high + 1)
    is_founder = (high == OLDEST) & (rng.random(len(ago)) < FOUNDING_SHARE)
    return np.where(is_founder, OLDEST - rng.integers(0, founded_within, len(ago)), ago)


def coming_days(
    rng: np.random.Generator, a_day: Floats, steadiness: Floats, weights: Floats, since: Ints, until: Ints
) -> tuple[Ints, Ints]:
    """Positions of people and the days on which they come again after `since[i]`, up to `until[i]`.

    They come `a_day[i]` times for each unit of `weights` (one entry a day), so on lively days more than on dull ones.
    Their gaps follow a gamma law of the shape `steadiness[i]`: 1 is pure chance, 30 almost by the clock.
    """
    edges = np.concatenate([[0.0], weights.cumsum()])
    who = np.flatnonzero(a_day)
    stay = edges[until[who] + 1] - edges[since[who]]
    visits = a_day[who] * stay
    most = int((visits + 6 * np.sqrt(visits) + 20).max(initial=0))
    shape = np.repeat(steadiness[who, None], most, axis=1)
    marks = rng.gamma(shape, 1 / shape).cumsum(axis=1) / a_day[who, None]
    row, place = np.nonzero(marks <= stay[:, None])
    day = np.searchsorted(edges, edges[since[who]][row] + marks[row, place], side="left") - 1
    return who[row], np.asarray(day, dtype=np.int64)


def instants(rng: np.random.Generator, days: Days, day: Ints, profiles: Floats) -> Instants:
    """A moment in each of `day`; `profiles` is 7 weekdays x 24 hours, each row adding up to 1."""
    edges = profiles.cumsum(axis=1)[days.weekday[day] - 1]
    hour = (edges < (1 - rng.random((len(day), 1))) * edges[:, -1:]).sum(axis=1)
    within = rng.integers(0, HOUR_US // 1_000_000, len(day)) * 1_000_000
    clock = (hour * HOUR_US + within).astype("timedelta64[us]")
    return np.asarray(days.dates[day].astype("datetime64[us]") + clock)


def hours_of(local_at: Instants) -> Ints:
    return np.asarray(local_at.astype("datetime64[h]").astype(np.int64) % 24)


def days_of(local_at: Instants, days: Days) -> Ints:
    """Positions in `days` of wall-clock instants."""
    return np.asarray((local_at.astype("datetime64[D]") - days.dates[0]).astype(np.int64))
