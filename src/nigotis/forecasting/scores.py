"""How good probabilities were: ranking, squared error, calibration."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nigotis.forecasting.history import Floats
from nigotis.forecasting.receipts import Bin

STEPS = 10

Labels = NDArray[np.bool_]


def auc(score: Floats, happened: Labels) -> float | None:
    """Probability that one to whom it happened scores higher than one to whom it did not; None where all are alike."""
    yes = int(happened.sum())
    no = len(happened) - yes
    if not yes or not no:
        return None
    _, place, alike = np.unique(score, return_inverse=True, return_counts=True)
    rank = np.cumsum(alike) - (alike - 1) / 2  # the mean place of those who score alike
    return float((rank[place][happened].sum() - yes * (yes + 1) / 2) / (yes * no))


def brier(probability: Floats, happened: Labels) -> float:
    """Mean squared error of probabilities."""
    return float(np.mean((probability - happened) ** 2))


def calibration(probability: Floats, happened: Labels) -> tuple[Bin, ...]:
    """The curve in ten bins of equal width, empty ones left out."""
    step = np.minimum((probability * STEPS).astype(np.int64), STEPS - 1)
    found = [(probability[step == i], happened[step == i]) for i in range(STEPS)]
    return tuple(Bin(float(p.mean()), float(y.mean()), len(p)) for p, y in found if len(p))


def ece(probability: Floats, happened: Labels) -> float:
    """Expected calibration error: mean distance of the curve from the diagonal, weighted by clients."""
    bins = calibration(probability, happened)
    return sum(abs(each.predicted - each.actual) * each.clients for each in bins) / max(len(probability), 1)
