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
    ranks, ties = _ranks(values)
    sums = np.zeros((series, int(groups.max()) + 1))
    for group in range(sums.shape[1]):
        sums[:, group] = ranks[:, groups == group].sum(axis=1)
    counts = np.bincount(groups)
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


def _ranks(values: Floats) -> tuple[Floats, Floats]:
    """Ranks from 1 in each row, equal values share their mean rank; and the sum of t^3 - t over runs of t equals."""
    times = values.shape[1]
    order = np.argsort(values, axis=1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=1)
    place = np.arange(times)
    begins = np.ones(values.shape, bool)
    begins[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    ends = np.roll(begins, -1, axis=1)
    ends[:, -1] = True
    first = np.maximum.accumulate(np.where(begins, place, 0), axis=1)
    last = np.minimum.accumulate(np.where(ends, place, times)[:, ::-1], axis=1)[:, ::-1]
    ranks = np.empty(values.shape)
    np.put_along_axis(ranks, order, (first + last) / 2 + 1, axis=1)
    return ranks, ((last - first + 1.0) ** 2 - 1).sum(axis=1)
