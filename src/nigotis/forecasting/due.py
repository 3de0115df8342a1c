"""The window of the next order as dates, and where it stands today."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from nigotis.forecasting import rules
from nigotis.forecasting.history import Floats, Histories
from nigotis.forecasting.rhythm import FEWEST_GAPS, Calibrated

WEEK = 7
NEVER = np.datetime64("NaT", "D")


class Due(StrEnum):
    """Where the next order stands."""

    OVERDUE = "overdue"  # the window has passed
    DUE_NOW = "due_now"  # the day after is in the window: today, where things are judged at the end of yesterday
    DUE_THIS_WEEK = "due_this_week"  # the window opens within the seven days after
    LATER = "later"
    CANNOT_TELL = "cannot_tell"  # no rhythm yet, a window wider than the client's own gap, or called lost


class Untold(StrEnum):
    """Why it cannot be told when the next order comes."""

    FEW_ORDERS = "few_orders"  # too few order days for a rhythm
    FEW_CLIENTS = "few_clients"  # nothing can be learnt: too few clients have a rhythm
    LOST = "lost"  # the client may not come back at all
    IRREGULAR = "irregular"  # the window would be wider than the client's own usual gap


@dataclass(frozen=True)
class Expected:
    """First and last day of each client's window (datetime64[D], NaT where it cannot be told), its `Due` code, and
    where it cannot be told the `Untold` code, else an empty text."""

    since: NDArray[np.datetime64]
    until: NDArray[np.datetime64]
    due: NDArray[np.str_]
    untold: NDArray[np.str_]


def expected(h: Histories, cut: int, calibrated: Calibrated | None, lost: NDArray[np.bool_]) -> Expected:
    """The days that hold the next order with 80 % if one comes, given how long the client has been silent.

    Of those overdue it is the window that has passed. A window that was wider than the client's own median gap on the
    day of the last order says nothing: then, and for clients who are `lost`, it cannot be told.
    """
    is_new = h.orders <= FEWEST_GAPS
    if calibrated is None:
        nothing = np.full(len(h), NEVER)
        untold = np.select([is_new, lost], [Untold.FEW_ORDERS, Untold.LOST], Untold.FEW_CLIENTS)
        return Expected(nothing, nothing, np.full(len(h), Due.CANNOT_TELL), untold)
    silent = rules.days_silent(h, cut).astype(np.float64)
    found = calibrated.expect(h)
    usual, still = (calibrated.window(found, days) for days in (np.zeros(len(h)), silent))
    passed = silent > usual[1]
    low, high = (np.where(passed, whole, rest) for whole, rest in zip(usual, still, strict=True))
    is_narrow = usual[1] - usual[0] <= rules.usual_gap(h)
    tells = ~is_new & is_narrow & ~lost
    codes = [Due.CANNOT_TELL, Due.OVERDUE, Due.DUE_NOW, Due.DUE_THIS_WEEK]
    opens = low - silent
    due = np.select([~tells, passed, opens <= 1, opens <= WEEK], codes, Due.LATER)
    since, until = (np.where(tells, _dates(h, days, tells), NEVER) for days in (low, high))
    untold = np.select([is_new, lost, ~is_narrow], [Untold.FEW_ORDERS, Untold.LOST, Untold.IRREGULAR], "")
    return Expected(since, until, due, untold)


def _dates(h: Histories, days: Floats, tells: NDArray[np.bool_]) -> NDArray[np.datetime64]:
    dates: NDArray[np.datetime64] = h.last.astype("datetime64[D]") + np.where(tells, days, 0.0).astype("timedelta64[D]")
    return dates
