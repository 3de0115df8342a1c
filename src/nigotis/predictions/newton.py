"""Maximum likelihood by damped Newton steps in log-parameters, with an optional weak prior."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nigotis.predictions.history import Floats

Likelihood = Callable[[Floats], tuple[float, Floats, Floats]]
"""Positive parameters -> log likelihood, gradient and Hessian in the parameters themselves."""

STEPS = 100
CLOSE = 1e-9
"""Rise of the log likelihood still to be had at which a fit is done."""
LONGEST = 2.0
FLATTEST = 1e-6


@dataclass(frozen=True)
class Prior:
    """Log-normal: every log-parameter is normal around the log of `centre`, with standard deviation `sd`."""

    centre: tuple[float, ...]
    sd: float = 1.0

    def __call__(self, logs: Floats) -> tuple[float, Floats, Floats]:
        away = (logs - np.log(self.centre)) / self.sd
        return -0.5 * float(np.sum(away**2)), -away / self.sd, -np.eye(len(logs)) / self.sd**2


@dataclass(frozen=True)
class Peak:
    """Where the (penalised) likelihood is highest: parameters, log likelihood without prior, covariance of the logs."""

    parameters: Floats
    log_likelihood: float
    covariance: Floats
    evaluations: int


def maximise(likelihood: Likelihood, start: Floats, prior: Prior | None = None) -> Peak:
    """Climb from `start` to the nearest maximum.

    Each step solves the Newton equations with the eigenvalues of the negative Hessian kept positive, at most e^2 in
    any direction, halved until the likelihood rises. Ends when the rise to be had is below 1e-9.
    """
    logs = np.log(start)
    here = _in_logs(likelihood, logs, prior)
    evaluations = 1
    while evaluations < STEPS:
        step = _step(here[1], here[2])
        if float(np.sum(step * here[1])) < CLOSE:
            break
        there, used = _climb(likelihood, logs, step, here[0], prior)
        evaluations += used
        if there is None:
            break
        logs, here = there
    value = here[0] - (prior(logs)[0] if prior else 0.0)
    return Peak(np.exp(logs), value, _inverse(-here[2]), evaluations)


def _climb(
    likelihood: Likelihood, logs: Floats, step: Floats, value: float, prior: Prior | None
) -> tuple[tuple[Floats, tuple[float, Floats, Floats]] | None, int]:
    """The first point along `step`, halved up to thirty times, that is higher; None where there is none."""
    for halvings in range(30):
        there = logs + step / 2**halvings
        found = _in_logs(likelihood, there, prior)
        if np.isfinite(found[0]) and found[0] > value:
            return (there, found), halvings + 1
    return None, 30


def _in_logs(likelihood: Likelihood, logs: Floats, prior: Prior | None) -> tuple[float, Floats, Floats]:
    """The likelihood, its gradient and Hessian in log-parameters, prior added."""
    at = np.exp(logs)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        value, gradient, hessian = likelihood(at)
    slope = at * gradient
    bend = at[:, None] * hessian * at[None, :] + np.diag(slope)
    if prior is None:
        return value, slope, bend
    more, tilt, curve = prior(logs)
    return value + more, slope + tilt, bend + curve


def _step(gradient: Floats, hessian: Floats) -> Floats:
    step: Floats = np.sum(_inverse(-hessian) * gradient[None, :], axis=1)
    return step * min(1.0, LONGEST / max(float(np.abs(step).max()), 1e-300))


def _inverse(matrix: Floats) -> Floats:
    """Inverse of a symmetric matrix, eigenvalues raised to a small positive floor."""
    values, vectors = np.linalg.eigh(matrix)
    kept = np.maximum(np.abs(values), FLATTEST * max(float(np.abs(values).max()), 1e-300))
    inverse: Floats = np.sum(vectors[:, None, :] * vectors[None, :, :] / kept, axis=2)
    return inverse
