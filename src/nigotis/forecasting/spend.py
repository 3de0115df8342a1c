"""Gamma-Gamma (Fader and Hardie 2013): what a client spends per order, from the mean over the repeat orders."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.special import gammaln, polygamma, psi

from nigotis.forecasting.history import Floats, Ints
from nigotis.forecasting.newton import Peak, Prior, maximise

CHUNK = 16_384
FEWEST = 2
SMALLEST = 1e-9
HEAVIEST = 1.25


@dataclass(frozen=True)
class Spend:
    """Spend per order is gamma(`p`, nu) with nu of the client gamma(`q`, `v`) over clients; `v` is money."""

    p: float
    q: float
    v: float
    peak: Peak | None = None

    @classmethod
    def at(cls, parameters: Floats, peak: Peak | None = None) -> Spend:
        """A model from the array (p, q, v)."""
        p, q, v = map(float, parameters)
        return cls(p, q, v, peak)

    def expected(self, x: Ints, mean: Floats) -> Floats:
        """Expected spend per order given the mean over x repeat orders, float64[n]; that of all clients for x = 0.

        Where tails are so heavy that a mean hardly exists (shape below 1.25), it is what a shape of 1.25 gives.
        """
        shape, scale = self.posterior(x, mean)
        expected: Floats = self.p * scale / np.maximum(shape - 1, HEAVIEST - 1)
        return expected

    def posterior(self, x: Ints, mean: Floats) -> tuple[Floats, Floats]:
        """Shape and rate of the gamma distribution of the client's nu."""
        known = (x > 0) & (mean > 0)
        return self.q + self.p * np.where(known, x, 0), self.v + np.where(known, x * mean, 0.0)

    def draw(self, x: Ints, mean: Floats, orders: Ints, dice: np.random.Generator) -> Floats:
        """Possible spend on so many orders up to each of some days, float64[days, n, draws] for int64 of that shape."""
        shape, rate = self.posterior(x, mean)
        nu = dice.gamma(np.broadcast_to(shape[:, None], orders.shape[1:])) / rate[:, None]
        more = np.diff(orders, axis=0, prepend=0)
        some, spent = more > 0, np.zeros(orders.shape)  # most of them bring nothing, and dice are what takes time
        spent[some] = dice.gamma(self.p * more[some]) / np.broadcast_to(nu, orders.shape)[some]
        drawn: Floats = np.cumsum(spent, axis=0)
        return drawn

    def with_parameters(self, parameters: Floats) -> Spend:
        """The same model with other parameters."""
        return Spend.at(parameters)


def weak_prior(mean: Floats) -> Prior:
    """Centred on orders of the usual size here, which vary by a half within and between clients."""
    centre = float(np.exp(np.mean(np.log(mean))))
    return Prior((4.0, 4.0, 0.75 * centre))


def usual(spend: Floats) -> Spend:
    """What is believed where hardly anybody has ordered twice: the weak prior around the orders there are."""
    paid = spend[spend > 0]
    p, q, v = weak_prior(paid).centre if len(paid) else (4.0, 4.0, SMALLEST)
    return Spend(p, q, v)


def fit(x: Ints, mean: Floats, prior: Prior | None = None) -> Spend:
    """The most likely p, q and v from the clients with a repeat order and a positive mean spend.

    Raises ValueError where fewer than two are left.
    """
    known = (x > 0) & (mean > 0)
    if known.sum() < FEWEST:
        raise ValueError("too few clients with repeat orders to fit to")
    x, mean = x[known], mean[known]
    start = np.array((prior or weak_prior(mean)).centre)
    peak = maximise(partial(_likelihood, x, mean, np.bincount(x).astype(np.float64)), start, prior)
    return Spend.at(peak.parameters, peak)


def _likelihood(x: Ints, mean: Floats, by_x: Floats, parameters: Floats) -> tuple[float, Floats, Floats]:
    """Log likelihood, gradient and Hessian in (p, q, v); gamma functions once per distinct x."""
    p, q, v = parameters
    xs = np.flatnonzero(by_x)
    n, px = by_x[xs], p * xs
    value = np.sum(n * (gammaln(px + q) - gammaln(px) - gammaln(q) + q * np.log(v) + px * np.log(xs)))
    gradient, hessian = np.zeros(3), np.zeros((3, 3))
    joint, both = psi(px + q), polygamma(1, px + q)
    gradient[:] = (
        np.sum(n * xs * (joint - psi(px) + np.log(xs))),
        np.sum(n * (joint - psi(q) + np.log(v))),
        np.sum(n) * q / v,
    )
    hessian[0, 0] = np.sum(n * xs**2 * (both - polygamma(1, px)))
    hessian[0, 1] = np.sum(n * xs * both)
    hessian[1, 1] = np.sum(n * (both - polygamma(1, q)))
    hessian[1, 2] = np.sum(n) / v
    hessian[2, 2] = -np.sum(n) * q / v**2
    value = float(value)
    for start in range(0, len(x), CHUNK):
        part = slice(start, start + CHUNK)
        more = _of_rows(x[part], mean[part], p, q, v)
        value, gradient, hessian = value + more[0], gradient + more[1], hessian + more[2]
    return value, gradient, hessian + np.triu(hessian, 1).T


def _of_rows(x: Ints, mean: Floats, p: float, q: float, v: float) -> tuple[float, Floats, Floats]:
    total = v + mean * x
    log_mean, log_total, inverse = np.log(mean), np.log(total), 1 / total
    exponent = p * x + q
    value = float(np.sum((p * x - 1) * log_mean - exponent * log_total))
    gradient = np.array([np.sum(x * (log_mean - log_total)), -np.sum(log_total), -np.sum(exponent * inverse)])
    hessian = np.zeros((3, 3))
    hessian[0, 2], hessian[1, 2] = -np.sum(x * inverse), -np.sum(inverse)
    hessian[2, 2] = np.sum(exponent * inverse**2)
    return value, gradient, hessian
