"""Rules that carry monthly sales on, and their trial on the past.

The seasonal naive rule (the same month a year before) is hard to beat with a few years of data: what does not beat it
on the merchant's own past is not used. Against it stands the mean of three other rules, `combined`: which of them is
best cannot be told from so few months, and their mean errs less than the one that seems to be (Bates and Granger 1969).
A trial is a rolling origin: each past month in turn is taken for the present, the next months are forecast from what
was known then, and compared with what came. Hyndman and Athanasopoulos, fpp3 sections 5.2, 5.10, 8.2, 13.2, 13.4.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nigotis.metrics.monthly import YEAR
from nigotis.metrics.stl import stl

Floats = NDArray[np.float64]
Rule = Callable[[Floats, int], Floats]

HORIZON = 3
FEWEST_MONTHS = 2 * YEAR
MOST_ORIGINS = 24
FEWEST_ORIGINS = 6
"""Origins below which a rule's trial says nothing; the seasonal naive rule is then shown."""
INSIDE = 0.8
NAIVE, COMBINED = "seasonal_naive", "combined"
DAMPING = 0.9
_ALPHAS, _BETAS = (0.1, 0.2, 0.3, 0.5, 0.7, 0.9), (0.0, 0.05, 0.1, 0.2)


@dataclass(frozen=True)
class Trial:
    """Errors (actual - forecast) of a rule, shape (origins, HORIZON); NaN where the month has not come yet."""

    rule: str
    errors: Floats

    @property
    def error(self) -> float:
        """Mean absolute error over all forecasts."""
        return float(np.nanmean(np.abs(self.errors)))

    @property
    def cases(self) -> int:
        """Forecasts compared with what came."""
        return int(np.isfinite(self.errors).sum())

    @property
    def half_widths(self) -> Floats:
        """Half of the interval of each month ahead: the error's root mean square times Student's quantile."""
        return _half_widths(self.errors)

    @property
    def covered(self) -> float:
        """Share of what came that lay inside the interval made of the other origins' errors."""
        inside = [np.abs(row) <= _half_widths(np.delete(self.errors, n, axis=0)) for n, row in enumerate(self.errors)]
        return float(np.mean(np.array(inside)[np.isfinite(self.errors)]))


def seasonal_naive(values: Floats, horizon: int) -> Floats:
    """The same months a year before."""
    return values[-YEAR:][np.arange(horizon) % YEAR]


def naive_with_growth(values: Floats, horizon: int) -> Floats:
    """The same months a year before, grown as the last year grew on the year before it."""
    last, before = values[-YEAR:].sum(), values[-2 * YEAR : -YEAR].sum()
    growth = last / before if before > 0 and last > 0 else 1.0
    grown: Floats = seasonal_naive(values, horizon) * growth
    return grown


def season_and_trend(values: Floats, horizon: int) -> Floats:
    """STL with a fixed season; what is left is carried on by a damped trend, the season put back."""
    season = stl(values[None], YEAR).season[0]
    ahead: Floats = damped_trend(values - season, horizon) + season[-YEAR:][np.arange(horizon) % YEAR]
    return ahead


def season_and_trend_in_proportion(values: Floats, horizon: int) -> Floats:
    """The same on logarithms: seasons that grow with the business. Only for sales that never stop."""
    if values.min() <= 0:
        return season_and_trend(values, horizon)
    return np.exp(season_and_trend(np.log(values), horizon))


def combined(values: Floats, horizon: int) -> Floats:
    """The mean of the three."""
    several = naive_with_growth, season_and_trend, season_and_trend_in_proportion
    mean: Floats = np.mean([rule(values, horizon) for rule in several], axis=0)
    return mean


RULES: dict[str, Rule] = {NAIVE: seasonal_naive, COMBINED: combined}


def damped_trend(values: Floats, horizon: int) -> Floats:
    """Holt's linear method with a damped trend (Gardner and McKenzie 1985), the weights of least squared error."""
    alphas, betas = (grid.ravel() for grid in np.meshgrid(_ALPHAS, _BETAS))
    level, slope = np.full(alphas.shape, values[:YEAR].mean()), np.zeros(alphas.shape)
    squares = np.zeros(alphas.shape)
    for value in values:
        error = value - level - DAMPING * slope
        squares += error**2
        level, slope = level + DAMPING * slope + alphas * error, DAMPING * slope + alphas * betas * error
    best = int(squares.argmin())
    carried: Floats = level[best] + slope[best] * np.cumsum(DAMPING ** np.arange(1, horizon + 1))
    return carried


def trials(values: Floats) -> tuple[Trial, Trial]:
    """The rule to use and the seasonal naive one, tried from the same origins; twice the naive one unless it is beaten.

    One year of past is enough to try the naive rule, the other needs two.
    """
    origins = _origins(values, FEWEST_MONTHS)
    if len(origins) >= FEWEST_ORIGINS:
        naive, other = (_trial(name, values, origins) for name in RULES)
        return (other if other.error < naive.error else naive), naive
    naive = _trial(NAIVE, values, _origins(values, YEAR))
    return naive, naive


def _origins(values: Floats, fewest: int) -> range:
    return range(max(fewest, len(values) - MOST_ORIGINS), len(values))


def _trial(name: str, values: Floats, origins: range) -> Trial:
    errors = np.full((len(origins), HORIZON), np.nan)
    for n, origin in enumerate(origins):
        came = values[origin : origin + HORIZON]
        errors[n, : len(came)] = came - RULES[name](values[:origin], HORIZON)[: len(came)]
    return Trial(name, errors)


def _half_widths(errors: Floats) -> Floats:
    from scipy.special import stdtrit

    cases = np.isfinite(errors).sum(axis=0)
    squares = np.sqrt(np.nansum(errors**2, axis=0) / np.maximum(cases, 1))
    quantiles: Floats = stdtrit(np.maximum(cases, 1), 0.5 + INSIDE / 2)
    return quantiles * np.maximum.accumulate(squares)
