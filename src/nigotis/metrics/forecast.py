"""What the next months will bring, and how such forecasts did so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from nigotis.metrics import extrapolate
from nigotis.metrics.catalogue import SUM_TYPE, Behind, Unit, metric
from nigotis.metrics.extrapolate import FEWEST_MONTHS, HORIZON, INSIDE, RULES, Floats, Trial
from nigotis.metrics.monthly import Series, by_month_of_hours, month_of, series_of
from nigotis.metrics.window import Window

CENT = Decimal("0.01")
LOOKED_BACK = 240
"""Months that can tell of the next ones; one sale with a slip in its year would else make a century to be tried."""
Moneys = list[Decimal | None]


@dataclass(frozen=True)
class Outlook:
    """The next months, a value and the ends of the interval each, and the trial of the rule they were made by."""

    expected: Floats
    low: Floats
    high: Floats
    trial: Trial
    naive: Trial


def _forecast(rows: pa.Table, w: Window) -> pa.Table:
    series = series_of(rows, None, w.until)
    net = _alone(series)
    past = [month_of(series.start + n) for n in range(len(net))]
    unknown: Moneys = [None] * len(past)
    outlook = _outlook(net)
    if outlook is None:
        return _months(past, _money(net), unknown, unknown, unknown)
    coming = [month_of(series.start + len(past) + n) for n in range(HORIZON)]
    expected, low, high = (unknown + _money(part) for part in (outlook.expected, outlook.low, outlook.high))
    return _months(past + coming, [*_money(net), *unknown[:HORIZON]], expected, low, high)


def _receipt(rows: pa.Table, w: Window) -> pa.Table:
    net = _alone(series_of(rows, None, w.until))
    outlook = _outlook(net)
    row = {"rule": "cannot_tell", "months": len(net), "cases": 0} | dict.fromkeys(
        ("error", "error_share", "naive_error", "better_by", "covered", "inside")
    )
    if outlook:
        trial, naive = outlook.trial, outlook.naive
        usual = float(np.abs(net[-trial.errors.shape[0] :]).mean())
        row |= {
            "rule": trial.rule,
            "cases": trial.cases,
            "error": _money(np.array([trial.error]))[0],
            "error_share": round(trial.error / usual, 6) if usual else None,
            "naive_error": _money(np.array([naive.error]))[0],
            "better_by": round(1 - trial.error / naive.error, 6) if naive.error else None,
            "covered": round(trial.covered, 6),
            "inside": INSIDE,
        }
    money, numbers = ("error", "naive_error"), ("months", "cases")
    types = {"rule": pa.string()} | dict.fromkeys(money, SUM_TYPE) | dict.fromkeys(numbers, pa.int64())
    return pa.Table.from_pylist([row], pa.schema([(name, types.get(name, pa.float64())) for name in row]))


@metric(
    "month",
    behind=Behind("buyers", params={"from_start": True}),
    then=_forecast,
    month=Unit.MONTH,
    net=Unit.MONEY,
    expected=Unit.MONEY,
    expected_low=Unit.MONEY,
    expected_high=Unit.MONEY,
)
def sales_forecast(w: Window) -> ir.Table:
    """Net revenue month by month, and what the next three months are expected to bring, with an 80 % interval.

    Whole months only. Expected is the mean of three rules (the same month a year before with the year's growth; season
    and trend, as sums and in proportion) where it would have erred less on this business's own past than the seasonal
    naive rule, the same month a year before; else that one. The interval comes from the rule's past errors. Nothing
    is expected with less than two years of sales; the last twenty are looked at. `sales_forecast_receipt` says how the
    rule has done.
    """
    return by_month_of_hours(w)


@metric(
    then=_receipt,
    rule=Unit.CODE,
    months=Unit.COUNT,
    cases=Unit.COUNT,
    error=Unit.MONEY,
    error_share=Unit.SHARE,
    naive_error=Unit.MONEY,
    better_by=Unit.SHARE,
    covered=Unit.SHARE,
    inside=Unit.SHARE,
)
def sales_forecast_receipt(w: Window) -> ir.Table:
    """How forecasts of this business's sales have done: by which rule, how far off, beside the seasonal naive rule.

    Each of up to 24 past months in turn is taken for the present, and the next three months are forecast from what was
    known then. Error: the mean of how far off those forecasts were. Covered: the share of months that came inside the
    interval made without them; `inside` is what was promised. Where the seasonal naive rule is not beaten, or the
    past is too short to try another, it is the one in use.
    """
    return by_month_of_hours(w)


def _alone(series: Series) -> Floats:
    """Of the only subject, net revenue month by month; nothing where there is none."""
    return series.net[0] if len(series.net) else np.zeros(0)


def _outlook(net: Floats) -> Outlook | None:
    return _looked_ahead(net[-LOOKED_BACK:].tobytes()) if len(net) >= FEWEST_MONTHS else None


@lru_cache(maxsize=64)
def _looked_ahead(values: bytes) -> Outlook:
    """Kept, since figure and receipt are asked for one after the other."""
    net: Floats = np.frombuffer(values)
    trial, naive = extrapolate.trials(net)
    expected = RULES[trial.rule](net, HORIZON)
    floor = 0.0 if net.min() >= 0 else -np.inf
    low, high = expected - trial.half_widths, expected + trial.half_widths
    return Outlook(np.maximum(expected, floor), np.maximum(low, floor), high, trial, naive)


def _money(values: Floats) -> Moneys:
    return [Decimal(repr(float(value))).quantize(CENT) for value in values]


def _months(months: list[date], net: Moneys, expected: Moneys, low: Moneys, high: Moneys) -> pa.Table:
    return pa.table(
        {
            "month": pa.array(months, pa.date32()),
            "net": pa.array(net, SUM_TYPE),
            "expected": pa.array(expected, SUM_TYPE),
            "expected_low": pa.array(low, SUM_TYPE),
            "expected_high": pa.array(high, SUM_TYPE),
        }
    )
