"""The simple rules: what people would reckon by hand. Each prediction is measured against one of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nigotis.forecasting.history import Floats, Histories, Ints

ENOUGH_GAPS = 4
"""From so many gaps on, a client has a rhythm of her own."""

Flags = NDArray[np.bool_]


def days_silent(h: Histories, cut: int) -> Ints:
    """Whole days since the last order, int64[n]."""
    return cut - h.last.astype(np.int64)


def inactive(h: Histories, cut: int, days: int) -> Flags:
    """Silent for more than `days` days."""
    return days_silent(h, cut) > days


def late(h: Histories, cut: int) -> Flags:
    """Silent for longer than nine of ten of her own gaps: used to buy weekly, silent for three weeks."""
    return days_silent(h, cut) > late_after(h)


def late_after(h: Histories) -> Floats:
    """What nine of ten of the client's own gaps are at most, in days; NaN (never late) with fewer than four gaps.

    Nearest rank, as `metrics.rhythm.own_rhythm` has it: between two gaps, fewer than nine of ten are that short.
    """
    return np.where(h.orders > ENOUGH_GAPS, _gap(h, (9 * (h.orders - 1) - 1) // 10), np.nan)


def usual_gap(h: Histories) -> Floats:
    """The middle one of the client's own gaps in days, of two in the middle the shorter, as `own_rhythm` has it; NaN
    without a gap."""
    return np.where(h.orders > 1, _gap(h, (h.orders - 2) // 2), np.nan)


def gap_quantile(h: Histories, share: float) -> Floats:
    """A quantile of each client's own gaps in days, between neighbours linearly; NaN without a gap."""
    gaps, sorted_gaps = h.orders - 1, h.sorted_gaps
    place = 1 + share * np.maximum(gaps - 1, 0)
    low = np.floor(place).astype(np.int64)
    first, last = h.start[:-1], h.start[1:] - 1
    below, above = sorted_gaps[np.minimum(first + low, last)], sorted_gaps[np.minimum(first + low + 1, last)]
    return np.where(gaps > 0, below + (place - low) * (above - below), np.nan)


def same_rate(h: Histories, cut: int, days: int) -> Floats:
    """Orders in the next `days` days if each client goes on as before, first order included."""
    return h.orders * days / _age(h, cut)


def same_spend(h: Histories, cut: int, days: int) -> Floats:
    """Spend in the next `days` days if each client goes on as before; 0 of who gave back more than she bought."""
    return np.maximum(h.spent, 0.0) * days / _age(h, cut)


def mean_gap(h: Histories) -> Floats:
    """Average time between the client's own orders in days; NaN with one order."""
    gaps = h.orders - 1
    mean: Floats = np.divide(h.last - h.first, gaps, out=np.full(len(h), np.nan), where=gaps > 0)
    return mean


def _gap(h: Histories, place: Ints) -> Floats:
    """The gap at a place among each client's own, from the shortest on; anything where there is none."""
    gap: Floats = h.sorted_gaps[h.start[:-1] + np.minimum(1 + place, h.orders - 1)]
    return gap


def _age(h: Histories, cut: int) -> Ints:
    return np.maximum(cut - h.first.astype(np.int64) + 1, 30)
