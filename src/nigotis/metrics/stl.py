"""Seasonal-trend decomposition by loess, of many series at once.

Cleveland, Cleveland, McRae, Terpenning (1990), "STL: A Seasonal-Trend Decomposition Procedure Based on Loess", Journal
of Official Statistics 6(1). Defaults, jumps and ends are those of R's `stl`, so that the figures are too.

On an even grid a loess smoother is a few matrix products, for one series as for thousands: `Loess` holds the tricube
weights of every target, and the local line follows from the weighted sums of each series.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
ROBUST_ROUNDS = 15


@dataclass(frozen=True)
class Parts:
    """Trend, season and remainder, each of shape (series, times); they add up to the series."""

    trend: Floats
    season: Floats
    remainder: Floats


def stl(values: Floats, period: int, window: int | None = None, *, robust: bool = False) -> Parts:
    """Decompose `values` of shape (series, times), evenly spaced and without gaps.

    `window`: how many cycles the seasonal smoother looks at, odd, at least 7; None: the season is the same in every
    cycle ("periodic"). `robust` gives outliers little weight. Raises ValueError for less than two whole cycles.
    """
    times = values.shape[1]
    if times < 2 * period:
        raise ValueError(f"{times} times are less than two cycles of {period}")
    if robust:
        return _decomposed(values, period, window, robust=True)
    of_one = _of_impulses(times, period, window)
    trend, season = values @ of_one.trend, values @ of_one.season
    return Parts(trend, season, values - trend - season)


@lru_cache(maxsize=128)
def _of_impulses(times: int, period: int, window: int | None) -> Parts:
    """The parts of series that are 1 at one time and else 0. Without weights the parts of a sum are the sums of the
    parts, so those of any series follow from these."""
    return _decomposed(np.eye(times), period, window, robust=False)


def _decomposed(values: Floats, period: int, window: int | None, *, robust: bool) -> Parts:
    times = values.shape[1]
    smoothers = _smoothers(times, period, window)
    weights = np.ones((1, times))
    trend, season = np.zeros_like(values), np.zeros_like(values)
    for _ in range(ROBUST_ROUNDS if robust else 1):
        for _ in range(1 if robust else 2):
            season = _season(values - trend, weights, smoothers, period)
            trend = smoothers.trend.smooth(values - season, weights)
        if robust:
            weights = _robustness(values - trend - season)
    if window is None:
        season = _cycle_means(season, period)
    return Parts(trend, season, values - trend - season)


def strengths(parts: Parts) -> tuple[Floats, Floats]:
    """Strength of trend and of season of each series, 0 (none) .. 1 (nothing else).

    max(0, 1 - Var(remainder) / Var(remainder + component)), Hyndman and Athanasopoulos, fpp3 section 4.3; 0 for a
    constant series.
    """
    noise = parts.remainder.var(axis=1)
    return _strength(noise, parts.remainder + parts.trend), _strength(noise, parts.remainder + parts.season)


def _strength(noise: Floats, both: Floats) -> Floats:
    spread = both.var(axis=1)
    negligible = spread <= 1e-18 * np.maximum(1.0, np.abs(both).max(axis=1)) ** 2
    return np.where(negligible, 0.0, np.maximum(0.0, 1 - noise / np.where(negligible, 1.0, spread)))


@dataclass(frozen=True)
class Loess:
    """A smoother: tricube weights and offsets of every target over the times (targets, times), and what spreads the
    targets over all times where only every few were computed (out, targets)."""

    weights: Floats
    offsets: Floats
    degree: int
    spread: Floats

    def smooth(self, values: Floats, robustness: Floats) -> Floats:
        """The smoothed series (series, out); `robustness` has shape (series or 1, times)."""
        near = self.weights * self.offsets
        total = robustness @ self.weights.T
        weighted = values * robustness
        level = weighted @ self.weights.T
        with np.errstate(invalid="ignore", divide="ignore"):
            # Where nothing near has a weight left, the plain mean is better than none
            fitted = np.where(total > 0, level / total, values @ self.weights.T / self.weights.sum(axis=1))
            if self.degree:
                first, second = robustness @ near.T, robustness @ (near * self.offsets).T
                lean = total * second - first**2
                steep = np.sqrt(np.maximum(lean, 0.0)) / total > 0.001 * (values.shape[1] - 1)
                line = (second * level - first * (weighted @ near.T)) / lean
                fitted = np.where(steep, line, fitted)
        return fitted @ self.spread.T


@dataclass(frozen=True)
class _Smoothers:
    cycles: tuple[Loess, ...]  # of each position in the cycle; one value before and one behind its own
    low_pass: Loess
    trend: Loess


@lru_cache(maxsize=128)
def _smoothers(times: int, period: int, window: int | None) -> _Smoothers:
    span, degree = (10 * times + 1, 0) if window is None else (window, 0)
    trend = _next_odd(int(np.ceil(1.5 * period / (1 - 1.5 / span))))
    low_pass = _next_odd(period)
    cycles = tuple(
        _loess(len(range(place, times, period)), span, degree, _jump(span), beyond=1) for place in range(period)
    )
    return _Smoothers(cycles, _loess(times, low_pass, 1, _jump(low_pass)), _loess(times, trend, 1, _jump(trend)))


def _season(detrended: Floats, weights: Floats, smoothers: _Smoothers, period: int) -> Floats:
    series, times = detrended.shape
    cycles = np.empty((series, times + 2 * period))
    for place, smoother in enumerate(smoothers.cycles):
        cycles[:, place::period] = smoother.smooth(detrended[:, place::period], weights[:, place::period])
    low = _moving_mean(_moving_mean(_moving_mean(cycles, period), period), 3)
    smooth = smoothers.low_pass.smooth(low, np.ones((1, times)))
    return cycles[:, period : period + times] - smooth


def _loess(times: int, span: int, degree: int, jump: int, beyond: int = 0) -> Loess:
    """The smoother of `times` values by the `span` nearest, evaluated at every `jump`-th time and at the last."""
    at = np.unique(np.append(np.arange(0, times, jump), times - 1))
    targets = np.concatenate([-np.arange(beyond, 0, -1), at, times - 1 + np.arange(1, beyond + 1)])
    inside = min(span, times)
    left = np.clip(targets - (inside - 1) // 2, 0, times - inside)
    nearest = np.arange(times)
    offsets = nearest - targets[:, None].astype(float)
    reach = np.maximum(targets - left, left + inside - 1 - targets) + max(0, span - times) // 2
    distance = np.abs(offsets) / np.maximum(reach, 1)[:, None]
    tricube = np.where(distance <= 0.001, 1.0, np.where(distance <= 0.999, (1 - distance**3) ** 3, 0.0))
    outside = (nearest < left[:, None]) | (nearest >= (left + inside)[:, None])
    return Loess(np.where(outside, 0.0, tricube), offsets, degree, _spread(at, times, beyond))


def _spread(at: NDArray[np.int64], times: int, beyond: int) -> Floats:
    """Linear interpolation between the times `at`; the targets beyond the ends stay as they are."""
    inner = np.array([np.interp(np.arange(times), at, column) for column in np.eye(len(at))]).T
    spread = np.zeros((times + 2 * beyond, len(at) + 2 * beyond))
    spread[beyond : beyond + times, beyond : beyond + len(at)] = inner
    for end in range(beyond):
        spread[end, end] = spread[-1 - end, -1 - end] = 1.0
    return spread


def _robustness(remainder: Floats) -> Floats:
    """Bisquare weights: 1 for small remainders, 0 from six times the median absolute one on."""
    size = np.abs(remainder)
    limit = 6 * np.median(size, axis=1, keepdims=True)
    share = size / np.where(limit > 0, limit, 1.0)
    bisquare = np.where(share <= 0.999, (1 - share**2) ** 2, 0.0)
    return np.where(limit > 0, np.where(share <= 0.001, 1.0, bisquare), 1.0)


def _cycle_means(season: Floats, period: int) -> Floats:
    means = np.empty_like(season)
    for place in range(period):
        means[:, place::period] = season[:, place::period].mean(axis=1, keepdims=True)
    return means


def _moving_mean(values: Floats, length: int) -> Floats:
    sums = np.cumsum(np.pad(values, ((0, 0), (1, 0))), axis=1)
    return (sums[:, length:] - sums[:, :-length]) / length


def _next_odd(number: int) -> int:
    return number + (number + 1) % 2


def _jump(span: int) -> int:
    return -(-span // 10)
