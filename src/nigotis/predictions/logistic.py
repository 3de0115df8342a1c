"""Logistic regression with an L2 penalty, by Newton steps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from nigotis.predictions.history import Floats

STEPS = 30
CLOSE = 1e-8


@dataclass(frozen=True)
class Logistic:
    """Weights of standardised features; the first is the intercept."""

    centre: Floats
    scale: Floats
    weights: Floats

    def predict(self, X: Floats) -> Floats:
        """Probabilities of rows of features, float64[n]."""
        probability: Floats = expit(self.score(X))
        return probability

    def score(self, X: Floats) -> Floats:
        """The same as log odds."""
        total = np.full(len(X), self.weights[0])
        for j, weight in enumerate(self.weights[1:]):
            total += weight / self.scale[j] * (X[:, j] - self.centre[j])
        return total


def fit(X: Floats, y: NDArray[np.bool_], penalty: float = 2.0) -> Logistic:
    """Weights that minimise the log loss + penalty / 2 * |weights|^2 (the intercept is free)."""
    centre, scale = X.mean(axis=0), X.std(axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    Z = np.vstack([np.ones(len(X)), ((X - centre) / scale).T])
    ridge = np.full(len(Z), penalty)
    ridge[0] = 1e-9
    weights = np.zeros(len(Z))
    for _ in range(STEPS):
        p = expit(combined(Z, weights))
        slope = np.array([np.sum(z * (y - p)) for z in Z]) - ridge * weights
        bend = gram(Z, p * (1 - p)) + np.diag(ridge)
        step = np.linalg.solve(bend, slope)
        weights = weights + step
        if float(np.sum(step * slope)) < CLOSE:
            break
    return Logistic(centre, scale, weights)


def combined(Z: Floats, weights: Floats) -> Floats:
    """Sum of the rows of Z times their weights."""
    total = np.zeros(Z.shape[1])
    for z, weight in zip(Z, weights, strict=True):
        total += weight * z
    return total


def gram(Z: Floats, w: Floats) -> Floats:
    """Z diag(w) Z', without BLAS: its threads would change the last bits."""
    gram = np.zeros((len(Z), len(Z)))
    for i, z in enumerate(Z):
        weighted = w * z
        for j in range(i, len(Z)):
            gram[i, j] = gram[j, i] = np.sum(weighted * Z[j])
    return gram
