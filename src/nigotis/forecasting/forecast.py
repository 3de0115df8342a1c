"""What each client will do next, as of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypedDict

import numpy as np
from numpy.typing import NDArray

from nigotis.forecasting import fitted, rules
from nigotis.forecasting.backtest import backtest
from nigotis.forecasting.due import expected
from nigotis.forecasting.fitted import Fitted
from nigotis.forecasting.history import Floats, Histories, Ints, number
from nigotis.forecasting.losing import is_lost
from nigotis.forecasting.reasons import lately_and_before, reasons
from nigotis.forecasting.receipts import AmountReceipt, ChurnReceipt, NextOrderReceipt, Receipts

YEAR = 365

Shown = Literal["model", "naive"]


@dataclass(frozen=True)
class Forecast:
    """Predictions per client as of a day; every array has one entry a client, in the order of `client_id`.

    `orders_expected`, `p_no_order` and `clv` speak of the `horizon_in_days` days after `as_of`; where the first two are
    the models', never fewer orders are expected than there is a chance of one. `p_alive` speaks of the day itself;
    `clv_low` .. `clv_high` holds what the client brings within the horizon with 80 %, `clv_365_low` .. `clv_365_high`
    within a year. Money is float64 in the merchant's currency. `next_order_from` .. `next_order_to` (both included)
    holds the next order with 80 % if one comes; both are NaT where `due` is cannot_tell. `model` names the model of
    counts that was chosen; the `*_by` say whose figure is shown: "model", or "naive" where the model did not beat the
    naive rule on this merchant's own past. `churn_reason` is a code of `reasons.Reason`, `due` one of `due.Due`,
    `untold` says why it cannot be told (`due.Untold`; empty where it can); the columns after them fill their sentences.
    """

    as_of: date
    horizon_in_days: int
    model: str
    orders_by: Shown
    churn_by: Shown
    next_order_by: Shown
    value_by: Shown
    client_id: Ints
    orders_expected: Floats
    p_no_order: Floats
    p_alive: Floats
    clv: Floats
    clv_low: Floats
    clv_high: Floats
    clv_365: Floats
    clv_365_low: Floats
    clv_365_high: Floats
    historic_value: Floats
    next_order_from: NDArray[np.datetime64]
    next_order_to: NDArray[np.datetime64]
    due: NDArray[np.str_]
    untold: NDArray[np.str_]
    churn_reason: NDArray[np.str_]
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
    whether the model or the naive rule is shown. Where there was no past to try a model on, the model is shown.
    """
    cut = number(as_of)
    known = h.until(cut)
    if not len(known):
        return _nobody(as_of, horizon_in_days)
    receipts = receipts or backtest(known, as_of, horizon_in_days)
    model = fitted.fit(known, cut, horizon_in_days)
    churn_by, next_order_by = _shown(receipts.churn), _shown(receipts.next_order)
    p_no_order = model.churn.naive(known, cut) if churn_by == "naive" else model.p_no_order()
    lost = is_lost(known, cut, p_no_order)
    window = expected(known, cut, model.rhythm(naive=next_order_by == "naive"), lost)
    lately, before = lately_and_before(known, cut, horizon_in_days)
    return Forecast(
        as_of=as_of,
        horizon_in_days=horizon_in_days,
        model=model.counts.name,
        orders_by=_shown(receipts.orders),
        churn_by=churn_by,
        next_order_by=next_order_by,
        value_by=_shown(receipts.value),
        client_id=known.client_id,
        p_no_order=p_no_order,
        p_alive=model.p_alive(),
        historic_value=known.spent,
        churn_reason=reasons(known, cut, horizon_in_days, p_no_order),
        days_silent=rules.days_silent(known, cut),
        orders=known.orders,
        usual_gap_in_days=rules.usual_gap(known),
        late_after_in_days=rules.late_after(known),
        orders_lately=lately,
        orders_before=before,
        next_order_from=window.since,
        next_order_to=window.until,
        due=window.due,
        untold=window.untold,
        **_amounts(model, receipts),
    )


class _Amounts(TypedDict):
    orders_expected: Floats
    clv: Floats
    clv_low: Floats
    clv_high: Floats
    clv_365: Floats
    clv_365_low: Floats
    clv_365_high: Floats


def _amounts(model: Fitted, receipts: Receipts) -> _Amounts:
    """Orders and money; an interval always holds the figure shown beside it."""
    known, cut, days = model.known, model.cut, model.days
    by_rule = _shown(receipts.orders) == "naive"
    orders = rules.same_rate(known, cut, days) if by_rule else model.orders(days)
    if _shown(receipts.value) == "naive":
        clv, clv_365 = rules.same_spend(known, cut, days), rules.same_spend(known, cut, YEAR)
    else:
        clv, clv_365 = model.value(days), model.value(YEAR)
    intervals = model.intervals(days, YEAR)
    near, year = intervals[days], intervals[YEAR]
    return _Amounts(
        orders_expected=orders,
        clv=clv,
        clv_low=np.minimum(near.low, clv),
        clv_high=np.maximum(near.high, clv),
        clv_365=clv_365,
        clv_365_low=np.minimum(year.low, clv_365),
        clv_365_high=np.maximum(year.high, clv_365),
    )


def _shown(receipt: ChurnReceipt | AmountReceipt | NextOrderReceipt) -> Shown:
    return "model" if receipt.beats_naive or not receipt.origins else "naive"


def _nobody(as_of: date, horizon_in_days: int) -> Forecast:
    numbers, whole = np.zeros(0), np.zeros(0, dtype=np.int64)
    dates, codes = np.zeros(0, dtype="datetime64[D]"), np.zeros(0, dtype=np.str_)
    return Forecast(
        as_of=as_of,
        horizon_in_days=horizon_in_days,
        model="",
        orders_by="model",
        churn_by="model",
        next_order_by="model",
        value_by="model",
        client_id=whole,
        orders_expected=numbers,
        p_no_order=numbers,
        p_alive=numbers,
        clv=numbers,
        clv_low=numbers,
        clv_high=numbers,
        clv_365=numbers,
        clv_365_low=numbers,
        clv_365_high=numbers,
        historic_value=numbers,
        next_order_from=dates,
        next_order_to=dates,
        due=codes,
        untold=codes,
        churn_reason=codes,
        days_silent=whole,
        orders=whole,
        usual_gap_in_days=numbers,
        late_after_in_days=numbers,
        orders_lately=whole,
        orders_before=whole,
    )
