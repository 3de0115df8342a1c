"""Why a client may stay away, as a code; the values that fill its sentence stand in the forecast."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from nigotis.forecasting import rules
from nigotis.forecasting.history import Floats, Histories, Ints

LIKELY = 0.5


class Reason(StrEnum):
    """What stands out in how a client has bought."""

    RHYTHM_BROKEN = "rhythm_broken"  # silent `days_silent` days, nine of ten own gaps were at most `late_after_in_days`
    SLOWING = "slowing"  # `orders_lately` orders within the horizon, `orders_before` in as many days before
    ONE_ORDER = "one_order"  # bought once, `days_silent` days ago
    LONG_SILENT = "long_silent"  # last order `days_silent` days ago
    IN_RHYTHM = "in_rhythm"  # comes about every `usual_gap_in_days` days, the last time `days_silent` days ago
    RECENT = "recent"  # last order only `days_silent` days ago


def reasons(h: Histories, cut: int, days: int, p_no_order: Floats) -> NDArray[np.str_]:
    """The first reason that applies to each client, str[n]."""
    lately, before = lately_and_before(h, cut, days)
    likely = p_no_order >= LIKELY
    in_rhythm = rules.days_silent(h, cut) <= rules.usual_gap(h)
    return np.select(
        # Who comes every two years stays away for months without having been silent for long
        [h.orders == 1, rules.late(h, cut), (before > 1) & (2 * lately <= before), in_rhythm, likely],
        [Reason.ONE_ORDER, Reason.RHYTHM_BROKEN, Reason.SLOWING, Reason.IN_RHYTHM, Reason.LONG_SILENT],
        Reason.RECENT,
    )


def lately_and_before(h: Histories, cut: int, days: int) -> tuple[Ints, Ints]:
    """Order days within the `days` days up to `cut`, and in as many days before them, int64[n] each."""
    return h.orders_within(cut - days, cut), h.orders_within(cut - 2 * days, cut - days)
