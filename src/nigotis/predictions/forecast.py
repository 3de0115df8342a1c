"""What each client will do next: `predict`, and `backtest`, which says how well the same reckoning did before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nigotis.predictions import rules
from nigotis.predictions.history import Floats, Histories, Ints, number
from nigotis.predictions.receipts import Receipts

YEAR = 365
LOST = 0.8
"""P(no order) from which a client is called lost."""

Dates = NDArray[np.datetime64]
Codes = NDArray[np.str_]


class Due(StrEnum):
    """Where the next order stands."""

    OVERDUE = "overdue"  # the window has passed
    DUE_NOW = "due_now"  # inside the window
    DUE_THIS_WEEK = "due_this_week"  # the window opens within seven days
    LATER = "later"
    CANNOT_TELL = "cannot_tell"  # no rhythm, a window wider than the client's own gap, or lost


class Reason(StrEnum):
    """Why the probability of no order is what it is; the values of the sentence stand beside it in the forecast."""

    RHYTHM_BROKEN = "rhythm_broken"  # silent `days_silent` days, nine of ten own gaps were at most `late_after_in_days`
    SLOWING = "slowing"  # `orders_lately` orders within the horizon, `orders_before` in as many days before
    ONE_ORDER = "one_order"  # bought once, `days_silent` days ago
    LONG_SILENT = "long_silent"  # last order `days_silent` days ago
    IN_RHYTHM = "in_rhythm"  # orders come as usual, about every `usual_gap_in_days` days
    RECENT = "recent"  # last order only `days_silent` days ago


@dataclass(frozen=True)
class Forecast:
    """Predictions per client as of a day; every array has one entry a client, in the order of `client_id`.

    `orders_expected`, `p_no_order` and `clv` speak of the `horizon_in_days` days after `as_of`; `p_alive` of the day
    itself. Money is float64 in the merchant's currency; NaN is unknown. `next_order_from` .. `next_order_to` (both
    included) holds the next order with 80 % if one comes; both are NaT where `due` is cannot_tell. `orders_by`,
    `churn_by`, `next_order_by` and `value_by` say whose figure is shown: "model", or "naive" where the model did not
    beat the naive rule on this merchant's own past.
    """

    as_of: date
    horizon_in_days: int
    model: str
    orders_by: str
    churn_by: str
    next_order_by: str
    value_by: str
    client_id: Ints
    orders_expected: Floats
    p_no_order: Floats
    p_alive: Floats
    clv: Floats
    clv_365: Floats
    clv_365_low: Floats
    clv_365_high: Floats
    historic_value: Floats
    next_order_from: Dates
    next_order_to: Dates
    due: Codes
    churn_reason: Codes
    days_silent: Ints
    orders: Ints
    usual_gap_in_days: Floats
    late_after_in_days: Floats
    orders_lately: Ints
    orders_before: Ints

    def columns(self) -> dict[str, NDArray[Any]]:
        """The arrays by name."""
        return {name: value for name, value in vars(self).items() if isinstance(value, np.ndarray)}


def predict(h: Histories, as_of: date, horizon_in_days: int = 90, receipts: Receipts | None = None) -> Forecast:
    """Predict every client who has bought up to `as_of` (later orders in `h` are not looked at).

    `receipts` are those of `backtest` for the same day; without them the backtest is run here, because it decides
    whether the model or the naive rule is shown.
    """
    cut = number(as_of)
    known = h.until(cut)
    silent = rules.days_silent(known, cut)
    n = len(known)
    gap = rules.mean_gap(known)
    expected = known.last + np.nan_to_num(gap)
    return Forecast(
        as_of=as_of,
        horizon_in_days=horizon_in_days,
        model="naive",
        orders_by="naive",
        churn_by="naive",
        next_order_by="naive",
        value_by="naive",
        client_id=known.client_id,
        orders_expected=rules.same_rate(known, cut, horizon_in_days),
        p_no_order=silent / (silent + np.fmax(np.nan_to_num(gap), 60.0)),
        p_alive=1 - silent / (silent + np.fmax(np.nan_to_num(gap), 60.0)),
        clv=rules.same_spend(known, cut, horizon_in_days),
        clv_365=rules.same_spend(known, cut, YEAR),
        clv_365_low=np.zeros(n),
        clv_365_high=2 * rules.same_spend(known, cut, YEAR),
        historic_value=known.spent,
        next_order_from=np.where(known.orders > 1, (expected - 3).astype("datetime64[D]"), np.datetime64("NaT")),
        next_order_to=np.where(known.orders > 1, (expected + 3).astype("datetime64[D]"), np.datetime64("NaT")),
        due=np.select([known.orders == 1, expected + 3 < cut], [Due.CANNOT_TELL, Due.OVERDUE], Due.LATER),
        churn_reason=np.where(known.orders == 1, Reason.ONE_ORDER, Reason.LONG_SILENT),
        days_silent=silent,
        orders=known.orders,
        usual_gap_in_days=rules.gap_quantile(known, 0.5),
        late_after_in_days=rules.late_after(known),
        orders_lately=np.zeros(n, dtype=np.int64),
        orders_before=np.zeros(n, dtype=np.int64),
    )


def backtest(h: Histories, as_of: date, horizon_in_days: int = 90) -> Receipts:
    """How every prediction did on this merchant's past: tried on earlier days with what was known then."""
    return Receipts(as_of.isoformat(), horizon_in_days)
