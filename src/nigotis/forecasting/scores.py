"""How good probabilities were: ranking, squared error, calibration."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nigotis.forecasting.history import Floats
from nigotis.forecasting.receipts import Bin

STEPS = 10
FEWEST = 25
"""Clients whose share is shown: with so many its standard error, at most 0.5 / sqrt(n), is no wider than a step."""

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
    """The curve to look at: ten bins of equal width, neighbours joined until each holds `FEWEST`, the rest joined to
    the last. One bin where there are fewer in all."""
    step = _step(probability)
    by_step = np.argsort(step, kind="stable")
    ends = [0]
    for end in np.bincount(step, minlength=STEPS).cumsum().tolist():
        if end - ends[-1] >= FEWEST:
            ends.append(end)
    bins = [(probability[some], happened[some]) for some in np.split(by_step, ends[1:-1])]
    return tuple(Bin(float(p.mean()), float(y.mean()), len(p)) for p, y in bins if len(p))


def ece(probability: Floats, happened: Labels) -> float:
    """Expected calibration error: mean distance from the diagonal in ten bins of equal width, weighted by clients.

    Not over the bins of `calibration`: joined ones let errors of opposite sign cancel, and the figure would not be the
    one the literature reports. A bin of few weighs little here, so it needs no joining.
    """
    step = _step(probability)
    bins = [(probability[step == i], happened[step == i]) for i in np.unique(step)]
    apart = sum(abs(float(p.mean()) - float(y.mean())) * len(p) for p, y in bins)
    return apart / max(len(probability), 1)


def _step(probability: Floats) -> NDArray[np.int64]:
    """Which of the ten bins of equal width, int64[n]."""
    return np.minimum((probability * STEPS).astype(np.int64), STEPS - 1)
