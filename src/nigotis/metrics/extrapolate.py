"""Rules that carry monthly sales on, and their trial on the past.

`RULES` are candidates beside the seasonal naive rule (the same month a year before), which is hard to beat with a few
years of data: what does not beat it on the merchant's own past is not used. A trial is a rolling origin: each past
month in turn is taken for the present, the next months are forecast from what was known then, and compared with what
came. Hyndman and Athanasopoulos, fpp3 sections 5.2, 5.10, 8.2, 13.2.
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
NAIVE = "seasonal_naive"
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


RULES: dict[str, Rule] = {
    "naive_with_growth": naive_with_growth,
    "season_and_trend": season_and_trend,
    "season_in_proportion": season_and_trend_in_proportion,
}


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


def trials(values: Floats) -> list[Trial]:
    """The seasonal naive rule first, then the others, all from the same origins; none when the past is too short."""
    origins = range(max(FEWEST_MONTHS, len(values) - MOST_ORIGINS), len(values))
    if len(origins) < FEWEST_ORIGINS:
        return []
    return [_trial(name, rule, values, origins) for name, rule in {NAIVE: seasonal_naive, **RULES}.items()]


def naive_trial(values: Floats) -> Trial:
    """The seasonal naive rule alone: one year of past is enough to try it."""
    return _trial(NAIVE, seasonal_naive, values, range(max(YEAR, len(values) - MOST_ORIGINS), len(values)))


def chosen(found: list[Trial]) -> Trial:
    """The trial of least error; the seasonal naive rule unless another is better."""
    return min(found, key=lambda trial: trial.error)


def _trial(name: str, rule: Rule, values: Floats, origins: range) -> Trial:
    errors = np.full((len(origins), HORIZON), np.nan)
    for n, origin in enumerate(origins):
        came = values[origin : origin + HORIZON]
        errors[n, : len(came)] = came - rule(values[:origin], HORIZON)[: len(came)]
    return Trial(name, errors)


def _half_widths(errors: Floats) -> Floats:
    from scipy.special import stdtrit

    cases = np.isfinite(errors).sum(axis=0)
    squares = np.sqrt(np.nansum(errors**2, axis=0) / np.maximum(cases, 1))
    quantiles: Floats = stdtrit(np.maximum(cases, 1), 0.5 + INSIDE / 2)
    return quantiles * np.maximum.accumulate(squares)
