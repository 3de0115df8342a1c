"""Lifetime value: what each client will bring within some days, and the interval that holds it with 80 %.

Orders come from the model of counts, money per order from Gamma-Gamma; both also draw possible futures. The draws hold
all three things that are not known: the parameters (drawn from their covariance), who the client is under them (rate,
whether she has left, her usual spend), and chance. The dice are seeded: the same history gives the same interval.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from nigotis.forecasting.choosing import Counts
from nigotis.forecasting.history import Floats, Ints, Summary
from nigotis.forecasting.newton import Peak
from nigotis.forecasting.spend import Spend

SEED = 20050305
WORLDS = 8
"""Parameter sets that are tried; each gets an equal part of the draws."""
DRAWS = 25
"""Futures of each client in each world."""
CHUNK = 2_048
COVERED = 0.8


@dataclass(frozen=True)
class Interval:
    """Money that each client brings with at least 80 %, float64[n] each; `claimed` is the probability it really has."""

    low: Floats
    high: Floats
    claimed: Floats

    def around(self, figure: Floats) -> Interval:
        """Wide enough to hold the figure that is shown beside it."""
        return replace(self, low=np.minimum(self.low, figure), high=np.maximum(self.high, figure))


def intervals(counts: Counts, spend: Spend, s: Summary, mean: Floats, days: Collection[int]) -> dict[int, Interval]:
    """The middle 80 % of the futures; from nothing upwards where nothing at all has a chance of 10 % or more.

    One for each of some numbers of days, all of the same futures: what comes within 90 days is part of what comes
    within a year, so the luck of the draw does not put the year below them. Clients of whom the same is known (many who
    bought once are) have the same futures, drawn once.
    """
    some, each = _distinct(s, mean)
    s, mean = s.of(some), mean[some]
    ends = sorted(set(days))
    found = np.empty((len(ends), 3, len(s)))
    for chunk, start in enumerate(range(0, len(s), CHUNK)):
        part = slice(start, start + CHUNK)
        futures = _futures(counts, spend, s.of(part), mean[part], ends, np.random.default_rng([SEED, chunk]))
        for into, money in zip(found, futures, strict=True):
            into[:, part] = _bounds(money)
    return {end: Interval(*bounds[:, each]) for end, bounds in zip(ends, found, strict=True)}


def _distinct(s: Summary, mean: Floats) -> tuple[Ints, Ints]:
    """One client of each that differ in what is known of them, and for everybody which of those is alike."""
    known = (np.nan_to_num(mean, nan=-1.0), s.T, s.t, s.x)
    order = np.lexsort(known)
    new = np.ones(len(order), dtype=bool)
    new[1:] = np.any([values[order][1:] != values[order][:-1] for values in known], axis=0)
    each = np.empty(len(order), np.int64)
    each[order] = np.cumsum(new) - 1
    return order[new], each


def _futures(
    counts: Counts, spend: Spend, s: Summary, mean: Floats, days: Sequence[int], dice: np.random.Generator
) -> Floats:
    """Money of possible futures up to each of some days (rising), float64[days, n, WORLDS * DRAWS]."""
    worlds = np.random.default_rng(SEED)  # the same worlds for every client
    futures = []
    for _ in range(WORLDS):
        some, other = _another(counts.peak, worlds), _another(spend.peak, worlds)
        orders = (counts if some is None else counts.with_parameters(some)).draw(s, days, DRAWS, dice)
        futures.append((spend if other is None else spend.with_parameters(other)).draw(s.x, mean, orders, dice))
    return np.concatenate(futures, axis=2)


def _another(peak: Peak | None, dice: np.random.Generator) -> Floats | None:
    """Parameters as they might also be, given the data; None where they were not found from data."""
    if peak is None:
        return None
    values, vectors = np.linalg.eigh(peak.covariance)
    away = np.sum(vectors * np.sqrt(np.clip(values, 0.0, 1.0)) * dice.standard_normal(len(values)), axis=1)
    found: Floats = peak.parameters * np.exp(away)
    return found


def _bounds(futures: Floats) -> tuple[Floats, Floats, Floats]:
    nothing = np.mean(futures == 0, axis=1)
    tail = (1 - COVERED) / 2
    low, high, most = np.quantile(futures, [tail, COVERED, 1 - tail], axis=1)
    likely = nothing >= tail
    low, high = np.where(likely, 0.0, low), np.where(likely, np.maximum(high, futures.mean(axis=1)), most)
    held = (futures >= low[:, None]) & (futures <= high[:, None])
    return low, high, held.mean(axis=1)
