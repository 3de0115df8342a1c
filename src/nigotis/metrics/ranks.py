"""Whether groups differ, judged by ranks: Kruskal and Wallis (1952) for many series at once, and many verdicts at once.

Kruskal, Wallis (1952), "Use of Ranks in One-Criterion Variance Analysis", JASA 47; Benjamini, Hochberg (1995),
"Controlling the False Discovery Rate", JRSS B 57.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def kruskal_wallis(values: Floats, groups: Ints) -> tuple[Floats, Floats]:
    """H, corrected for ties, and its p-value, for each row of `values` (series, times); `groups` 0.. of each time.

    The p-value is that of chi-squared with one degree of freedom less than there are groups. A constant row has H 0.
    """
    from scipy.special import chdtrc

    series, times = values.shape
    order = np.argsort(values, axis=1)
    ranks, ties = _ranks(np.take_along_axis(values, order, axis=1))
    counts = np.bincount(groups)
    cells = np.arange(series)[:, None] * len(counts) + groups[order]
    sums = np.bincount(cells.ravel(), ranks, series * len(counts)).reshape(series, -1)
    raw = 12 / (times * (times + 1)) * (sums**2 / counts).sum(axis=1) - 3 * (times + 1)
    correction = 1 - ties / (times**3 - times)
    found = np.where(correction > 1e-12, raw / np.maximum(correction, 1e-12), 0.0)
    return found, chdtrc(len(counts) - 1, np.maximum(found, 0.0))


def false_discovery(p_values: Floats) -> Floats:
    """Adjusted p-values: calling all below .05 true makes at most 5 % of the calls wrong on average."""
    count = len(p_values)
    order = np.argsort(p_values, kind="stable")[::-1]
    scaled = p_values[order] * count / np.arange(count, 0, -1)
    adjusted = np.empty(count)
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(scaled)) if count else scaled
    return adjusted


def _ranks(ordered: Floats) -> tuple[Floats, Floats]:
    """Of rows in order: ranks from 1, row after row, equal values share their mean rank; and the sum of t^3 - t over
    each row's runs of t equals."""
    series, times = ordered.shape
    begins = np.ones(ordered.shape, bool)
    begins[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    first = np.flatnonzero(begins)
    equals = np.diff(first, append=ordered.size)
    mean: Floats = first % times + (equals + 1) / 2
    ties: Floats = np.bincount(first // times, equals * (equals**2 - 1.0), series).astype(float)
    return np.repeat(mean, equals), ties
