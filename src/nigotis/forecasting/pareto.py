"""Pareto/NBD (Schmittlein, Morrison and Colombo 1987): clients may leave at any time, not only after an order.

Rates of buying are gamma over clients (`r`, `alpha` in weeks), rates of leaving gamma too (`s`, `beta` in weeks). The
likelihood's hypergeometric functions are written as what they are, integrals over the day of leaving,

    s * integral from t to T of (alpha + y)^-(r + x) (beta + y)^-(s + 1) dy,

so that gradient and Hessian come from the same nodes: Gauss-Legendre in ln(alpha + y), where the integrand is nearly
exponential; 32 nodes are exact to about 1e-13.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from scipy.special import gammaln, logsumexp, polygamma, psi

from nigotis.forecasting.history import DAYS_PER_WEEK, Floats, Ints, Summary
from nigotis.forecasting.newton import Peak, Prior, maximise

CHUNK = 2_048
NODES, WEIGHTS = (0.5 * values for values in np.polynomial.legendre.leggauss(32))
FARTHEST = 60.0
"""The integral is cut where the integrand has fallen by e^-60."""
PRIOR = Prior((1.0, 8.0, 0.6, 12.0))


@dataclass(frozen=True)
class Pareto:
    """The model with its parameters (`alpha` and `beta` in weeks); `peak` says how it was found."""

    r: float
    alpha: float
    s: float
    beta: float
    peak: Peak | None = None

    name = "Pareto/NBD"

    @classmethod
    def at(cls, parameters: Floats, peak: Peak | None = None) -> Pareto:
        """A model from the array (r, alpha, s, beta)."""
        r, alpha, s, beta = map(float, parameters)
        return cls(r, alpha, s, beta, peak)

    def p_alive(self, s: Summary) -> Floats:
        """Probability that each client has not left at the cut, float64[n]."""
        alive, gone = self._there_or_gone(s)
        there: Floats = 1 / (1 + np.exp(gone - alive))
        return there

    def p_no_order(self, s: Summary, days: float) -> Floats:
        """Probability that no order comes within `days` days after the cut, float64[n]."""
        alive, gone = self._there_or_gone(s)
        now = s.T / s.per_week
        later = now + days / DAYS_PER_WEEK
        silent = np.logaddexp(self._log_silent(s.x, later), self._log_leaving(s.x, now, later))
        no_order: Floats = np.exp(np.logaddexp(gone, silent) - np.logaddexp(gone, alive))
        return no_order

    def orders(self, s: Summary, days: float) -> Floats:
        """Orders expected within `days` days after the cut, float64[n]."""
        now, weeks = s.T / s.per_week, days / DAYS_PER_WEEK
        rate = (self.r + s.x) / (self.alpha + now)
        log_ratio = np.log((self.beta + now) / (self.beta + now + weeks))
        power = self.s - 1 if abs(self.s - 1) > 1e-9 else 1e-9  # the formula divides by s - 1
        lifetime = -(self.beta + now) / power * np.expm1(power * log_ratio)
        return self.p_alive(s) * rate * lifetime

    def orders_of_newcomer(self, days: float) -> float:
        """Orders expected of somebody new within `days` days after the first order."""
        nothing = np.zeros(1, dtype=np.int64)
        return float(self.orders(Summary(nothing, nothing, nothing), days)[0])

    def draw(self, s: Summary, days: Sequence[float], draws: int, dice: np.random.Generator) -> Ints:
        """Possible numbers of orders up to each of some days (rising) after the cut, int64[days, n, draws]."""
        now, weeks, shape = s.T / s.per_week, np.array(days) / DAYS_PER_WEEK, (len(s), draws)
        alive = dice.random(shape) < self.p_alive(s)[:, None]
        rate = dice.gamma((self.r + s.x)[:, None], size=shape) / (self.alpha + now)[:, None]
        leaving = dice.gamma(self.s, size=shape) / (self.beta + now)[:, None]
        with np.errstate(divide="ignore", over="ignore"):
            stays = np.minimum(dice.exponential(size=shape) / leaving, weeks[:, None, None])
        orders: Ints = np.cumsum(dice.poisson(rate * np.diff(stays, axis=0, prepend=0.0)), axis=0)
        drawn: Ints = alive * orders
        return drawn

    def with_parameters(self, parameters: Floats) -> Pareto:
        """The same model with other parameters."""
        return Pareto.at(parameters)

    def _there_or_gone(self, s: Summary) -> tuple[Floats, Floats]:
        then, now = s.t / s.per_week, s.T / s.per_week
        return self._log_silent(s.x, now), self._log_leaving(s.x, then, now)

    def _log_silent(self, x: Ints, until: Floats) -> Floats:
        """ln of: still there at age `until`, x repeat orders."""
        silent: Floats = -(self.r + x) * np.log(self.alpha + until) - self.s * np.log(self.beta + until)
        return silent

    def _log_leaving(self, x: Ints, since: Floats, until: Floats) -> Floats:
        """ln of: left between the ages `since` and `until`, x repeat orders before."""
        found = np.empty(len(x))
        for start in range(0, len(x), CHUNK):
            part = slice(start, start + CHUNK)
            log_weight, power, y = _nodes(self.r + x[part], self.alpha, self.s, since[part], until[part])
            terms = power + log_weight - (self.s + 1) * np.log(self.beta + y)
            found[part] = np.log(self.s) + logsumexp(terms, axis=1)
        return found


def fit(s: Summary, prior: Prior | None = None) -> Pareto:
    """The most likely parameters (with `prior`: the most probable). Raises ValueError without clients."""
    if not len(s):
        raise ValueError("no clients to fit to")
    key, weight = np.unique(np.stack([s.x, s.t, s.T]), axis=1, return_counts=True)
    rows = Summary(key[0], key[1], key[2], per_week=s.per_week)
    peak = maximise(partial(_likelihood, rows, weight.astype(np.float64)), np.array((prior or PRIOR).centre), prior)
    return Pareto.at(peak.parameters, peak)


def _nodes(R: Any, alpha: float, s: float, since: Any, until: Any) -> tuple[Floats, Floats, Floats]:
    """For an integral over y of (alpha + y)^-R: ln weights, ln of that power, and the ages y, each [n, 32]."""
    low = np.log(alpha + since)
    width = np.minimum(np.log(alpha + until) - low, FARTHEST / (R + s))
    v = low[:, None] + width[:, None] * (0.5 + NODES)
    with np.errstate(divide="ignore"):
        log_weight = np.log(width)[:, None] + np.log(WEIGHTS) + v
    return log_weight, -R[:, None] * v, np.exp(v) - alpha


def _likelihood(rows: Summary, weight: Floats, parameters: Floats) -> tuple[float, Floats, Floats]:
    value, gradient, hessian = 0.0, np.zeros(4), np.zeros((4, 4))
    for start in range(0, len(rows), CHUNK):
        part = slice(start, start + CHUNK)
        more = _of_rows(rows.of(part), weight[part], parameters)
        value, gradient, hessian = value + more[0], gradient + more[1], hessian + more[2]
    return value, gradient, hessian


def _of_rows(rows: Summary, weight: Floats, parameters: Floats) -> tuple[float, Floats, Floats]:
    """Log likelihood, gradient and Hessian in (r, alpha, s, beta) of some weighted rows.

    The two ways to be silent, still there or left at age y, are a mixture over 1 + 32 points, each of whose logs has
    simple derivatives: those of the log of the sum are the mixture's mean slope, and mean bend plus spread of slopes.
    """
    r, alpha, s, beta = parameters
    x, then, now = rows.x, rows.t / rows.per_week, rows.T / rows.per_week
    log_weight, _, y = _nodes(r + x, alpha, s, then, now)
    age_a, age_b = alpha + np.column_stack([now, y]), beta + np.column_stack([now, y])
    log_a, log_b = np.log(age_a), np.log(age_b)
    left = np.concatenate([[0.0], np.ones(len(NODES))])  # 1 where somebody left, at a density of s / (beta + y)
    terms = -(r + x)[:, None] * log_a - (s + left) * log_b + left * np.log(s)
    terms[:, 1:] += log_weight
    whole = logsumexp(terms, axis=1)
    share = np.exp(terms - whole[:, None])
    slopes = (-log_a, -(r + x)[:, None] / age_a, -log_b + left / s, -(s + left) / age_b)
    bends = {
        (0, 1): -1 / age_a,
        (1, 1): (r + x)[:, None] / age_a**2,
        (2, 2): np.broadcast_to(-left / s**2, share.shape),
        (2, 3): -1 / age_b,
        (3, 3): (s + left) / age_b**2,
    }
    means = [np.sum(share * slope, axis=1) for slope in slopes]
    value, gradient, hessian = _gammas(x, weight, r, alpha, s, beta)
    value += float(np.sum(weight * whole))
    for i in range(4):
        gradient[i] += np.sum(weight * means[i])
        for j in range(i, 4):
            inner = slopes[i] * slopes[j] + bends[i, j] if (i, j) in bends else slopes[i] * slopes[j]
            spread = np.sum(share * inner, axis=1) - means[i] * means[j]
            hessian[i, j] += np.sum(weight * spread)
    return value, gradient, hessian + np.triu(hessian, 1).T


def _gammas(x: Ints, weight: Floats, r: float, alpha: float, s: float, beta: float) -> tuple[float, Floats, Floats]:
    """The factor Gamma(r + x) / Gamma(r) alpha^r beta^s; Hessian above the diagonal only."""
    by_x = np.bincount(x, weights=weight)
    xs, n = np.arange(len(by_x)), float(np.sum(weight))
    value = float(np.sum(by_x * (gammaln(r + xs) - gammaln(r)))) + n * (r * np.log(alpha) + s * np.log(beta))
    slope_r = float(np.sum(by_x * (psi(r + xs) - psi(r))))
    gradient = np.array([slope_r + n * np.log(alpha), n * r / alpha, n * np.log(beta), n * s / beta])
    hessian = np.zeros((4, 4))
    hessian[0, 0] = np.sum(by_x * (polygamma(1, r + xs) - polygamma(1, r)))
    hessian[0, 1], hessian[2, 3] = n / alpha, n / beta
    hessian[1, 1], hessian[3, 3] = -n * r / alpha**2, -n * s / beta**2
    return value, gradient, hessian
