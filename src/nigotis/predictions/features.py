"""What is known of a client on a day, as numbers that tell who will stay away."""

from __future__ import annotations

import numpy as np
from scipy.special import logit

from nigotis.predictions import rules
from nigotis.predictions.history import Floats, Histories

RECENT = (30, 60, 90, 180)
SHORTEST_RHYTHM = 30.0
"""Gap in days that somebody with one order is taken to have at least."""


def features(h: Histories, cut: int, p_no_order: Floats) -> Floats:
    """A row of 15 numbers per client, float64[n, 15]; `p_no_order` is what the model of counts says."""
    silent = rules.days_silent(h, cut).astype(np.float64)
    age = (cut - h.first).astype(np.float64)
    once = h.orders == 1
    fallback = np.maximum(age, SHORTEST_RHYTHM)
    mean = np.where(once, fallback, rules.mean_gap(h))
    p90 = np.where(once, fallback, rules.gap_quantile(h, 0.9))
    last_gap = np.where(once, fallback, h.gaps[h.start[1:] - 1])
    return np.column_stack(
        [
            np.log1p(silent),
            np.log(h.orders),
            np.log1p(age),
            np.log(mean),
            np.log1p(silent / mean),
            np.log1p(silent / p90),
            np.minimum(_spread(h) / mean, 5.0),
            *(np.log1p(h.orders_within(cut - days, cut)) for days in RECENT),
            np.log1p(last_gap),
            logit(np.clip(p_no_order, 1e-6, 1 - 1e-6)),
            once,
            np.log1p(np.maximum(h.spent / h.orders, 0.0)),
        ]
    )


def _spread(h: Histories) -> Floats:
    """Standard deviation of the own gaps, 0 with fewer than two."""
    gaps = np.maximum(h.orders - 1, 1)
    mean = h.total(h.gaps) / gaps
    away = np.where(h.gaps > 0, h.gaps - mean[h.owner], 0.0)
    spread: Floats = np.sqrt(h.total(away**2) / gaps)
    return spread
