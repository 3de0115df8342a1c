"""One reckoning of everything: receipts from the past, predictions for the days ahead, products that go together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from nigotis.forecasting.backtest import backtest
from nigotis.forecasting.forecast import Forecast, predict
from nigotis.forecasting.history import Floats
from nigotis.forecasting.receipts import Receipts
from nigotis.metrics.facts import MONEY, PREDICTIONS_SCHEMA
from nigotis.predictions.gathering import assortment, baskets, order_days
from nigotis.predictions.next_products import Alike, alike
from nigotis.predictions.proving import proven

MOST = 10 ** (MONEY.precision - MONEY.scale) - 1
VALUES = tuple(field.name for field in PREDICTIONS_SCHEMA if field.type == MONEY)
"""What is expected in money, and the ends of its intervals."""

Progress = Callable[[float, str], None]
"""Told how much is done (0 to 1) and the text key of what is being done."""


@dataclass(frozen=True)
class Reckoning:
    """What a run found."""

    forecast: Forecast
    receipts: Receipts
    alike: Alike


def reckon(connection: Any, as_of: date, horizon_in_days: int, progress: Progress) -> Reckoning:
    """Everything about everybody who has bought, with what was known at the end of `as_of`; nothing later is read."""
    progress(0.1, "predictions.step_gathering")
    known = order_days(connection, as_of)
    progress(0.3, "predictions.step_proving")
    receipts = backtest(known, as_of, horizon_in_days)
    progress(0.6, "predictions.step_predicting")
    forecast = predict(known, as_of, horizon_in_days, receipts)
    progress(0.8, "predictions.step_products")
    bought, products = baskets(connection, as_of), assortment(connection, as_of)
    offers = proven(bought, products, receipts.orders.origins, horizon_in_days)
    return Reckoning(forecast, replace(receipts, offers=offers), alike(bought, products))


def facts(forecast: Forecast, digits: int) -> pa.Table:
    """The forecast as the fact table `predictions`, money rounded to `digits` decimal places."""
    money = {name: _money(getattr(forecast, name), digits) for name in VALUES}
    clients = len(forecast.client_id)
    columns = money | {
        "client_id": forecast.client_id,
        "predicted_on": pa.repeat(pa.scalar(forecast.as_of, pa.date32()), clients),
        "horizon_in_days": pa.repeat(pa.scalar(forecast.horizon_in_days, pa.int64()), clients),
        "orders_expected": np.round(forecast.orders_expected, 6),
        "p_no_order": np.round(forecast.p_no_order, 6),
        "next_order_from": pa.array(forecast.next_order_from.astype("datetime64[D]"), pa.date32()),
        "next_order_to": pa.array(forecast.next_order_to.astype("datetime64[D]"), pa.date32()),
        "due": pa.array(forecast.due.tolist(), pa.string()),
        "untold": pa.array([code or None for code in forecast.untold.tolist()], pa.string()),
        "churn_reason": pa.array(forecast.churn_reason.tolist(), pa.string()),
    }
    return pa.table({name: columns[name] for name in PREDICTIONS_SCHEMA.names}, schema=PREDICTIONS_SCHEMA)


def _money(values: Floats, digits: int) -> pa.Array:
    """Of more than a row can hold, the most it can: one client must not leave all others without predictions."""
    return pa.array(np.minimum(np.round(values, digits), MOST), from_pandas=True).cast(MONEY)
