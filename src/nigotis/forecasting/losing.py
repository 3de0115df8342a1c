"""Whom one calls lost: who is unlikely to order, and is silent for longer than usual."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nigotis.forecasting import rules
from nigotis.forecasting.history import Floats, Histories

LOST = 0.8
"""P(no order within the horizon) from which a client may be called lost."""
USUALLY = 0.9


def is_lost(h: Histories, cut: int, p_no_order: Floats) -> NDArray[np.bool_]:
    """Who does not order within the horizon with a probability of 0.8 or more, and is late already, bool[n].

    The probability alone would call nearly everybody lost where the horizon is shorter than the usual pause: who comes
    every month and came yesterday hardly orders within two weeks.
    """
    return (p_no_order >= LOST) & (rules.days_silent(h, cut) > _usual_pause(h))


def _usual_pause(h: Histories) -> Floats:
    """Days that nine of ten own pauses did not exceed; with too few of them, at least what nine of ten of all pauses of
    the business did not. NaN where nobody has come twice: then nothing is usual."""
    pauses = h.gaps[h.gaps > 0]
    of_all = float(np.quantile(pauses, USUALLY)) if len(pauses) else np.nan
    own = rules.late_after(h)
    return np.where(np.isnan(own), np.fmax(rules.gap_quantile(h, USUALLY), of_all), own)
