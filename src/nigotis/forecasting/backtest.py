"""The receipt: on earlier days of this merchant, what would have been said with what was known then, and what came.

Nothing later than its origin enters a prediction: models are chosen, fitted and calibrated anew at each. The last
horizon's worth of days is the newest label; further origins lie one horizon apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from nigotis.forecasting import churn, fitted, rhythm, rules, scores, value
from nigotis.forecasting.fitted import Fitted
from nigotis.forecasting.history import EPOCH, Floats, Histories, number, repeat_spend, summary
from nigotis.forecasting.losing import LOST, is_lost
from nigotis.forecasting.receipts import AmountReceipt, ChurnReceipt, NextOrderReceipt, Receipts

ORIGINS = 4
HISTORY = 60
"""Days that must be known before an origin."""
FEWEST_CLIENTS = 30
FEWEST_CASES = 30
SAMPLE = 4_000
"""Clients per origin on whom the interval of the value is tried."""


def backtest(h: Histories, as_of: date, horizon_in_days: int = 90) -> Receipts:
    """Receipts of every prediction over up to four origins, a horizon apart, whose outcome was known by `as_of`."""
    cut = number(as_of)
    known = h.until(cut)
    tried = [Trial.on(known, origin, horizon_in_days) for origin in _origins(known, cut, horizon_in_days)]
    if not tried:
        return Receipts(as_of.isoformat(), horizon_in_days)
    return Receipts(
        as_of.isoformat(), horizon_in_days, _churn(tried), _next_order(known, tried), _orders(tried), _value(tried)
    )


@dataclass(frozen=True)
class Trial:
    """What was said on `origin` and what came in the horizon after it; arrays per client known then."""

    origin: int
    days: int
    model: Fitted
    p_no_order: Floats
    naive_p: Floats
    silent: Floats
    stayed_away: NDArray[np.bool_]
    orders: Floats
    came: Floats
    spent: Floats

    @classmethod
    def on(cls, h: Histories, origin: int, days: int) -> Trial:
        """Fit on `origin`, look at what came."""
        known = h.until(origin)
        model = fitted.fit(known, origin, days)
        at = h.find(known.client_id)
        return cls(
            origin,
            days,
            model,
            model.p_no_order(),
            model.churn.naive(known, origin),
            rules.days_silent(known, origin).astype(np.float64),
            churn.stayed_away(h, known, origin, days),
            model.orders(days),
            h.orders_within(origin, origin + days)[at].astype(np.float64),
            h.spent_within(origin, origin + days)[at],
        )


def _origins(h: Histories, cut: int, days: int) -> list[int]:
    """Newest first; each with 60 days and 30 clients before it."""
    if not len(h):
        return []
    first = np.sort(h.first)
    earliest = int(first[min(FEWEST_CLIENTS, len(first)) - 1])
    each = [cut - days * i for i in range(1, ORIGINS + 1)]
    enough = len(first) >= FEWEST_CLIENTS
    return [origin for origin in each if enough and origin >= max(earliest, int(first[0]) + HISTORY)]


def _churn(tried: list[Trial]) -> ChurnReceipt:
    p, y = _all(tried, "p_no_order"), _all(tried, "stayed_away").astype(bool)
    called = np.concatenate([is_lost(each.model.known, each.origin, each.p_no_order) for each in tried])
    naive = [scores.brier(each.naive_p, each.stayed_away) for each in tried]
    ours = [scores.brier(each.p_no_order, each.stayed_away) for each in tried]
    return ChurnReceipt(
        origins=_dates(tried),
        clients=len(p),
        lost_from=LOST,
        called_lost=int(called.sum()),
        stayed_away=int((called & y).sum()),
        auc=_mean([scores.auc(each.p_no_order, each.stayed_away) for each in tried]),
        brier=_mean(ours),
        ece=_mean([scores.ece(each.p_no_order, each.stayed_away) for each in tried]),
        naive_auc=_mean([scores.auc(each.silent, each.stayed_away) for each in tried]),
        naive_brier=_mean(naive),
        bins=scores.calibration(p, y),
        beats_naive=bool(np.mean(ours) < np.mean(naive)),
    )


def _orders(tried: list[Trial]) -> AmountReceipt:
    naive = np.concatenate([rules.same_rate(each.model.known, each.origin, each.days) for each in tried])
    return _amounts(tried, _all(tried, "orders"), naive, _all(tried, "came"))


def _value(tried: list[Trial]) -> AmountReceipt:
    """Empty where the history knows of no money: neither rule can be tried on it."""
    if not any(each.model.known.spent.any() for each in tried):
        return AmountReceipt()
    expected = np.concatenate([each.model.value(each.days) for each in tried])
    naive = np.concatenate([rules.same_spend(each.model.known, each.origin, each.days) for each in tried])
    held, claimed = np.concatenate([_held(each) for each in tried], axis=1)
    return _amounts(tried, expected, naive, _all(tried, "spent"), float(held.mean()), float(claimed.mean()))


def _held(trial: Trial) -> Floats:
    """For some clients, whether their spend fell into the interval, and the probability it claimed; float64[2, n]."""
    some = np.arange(0, len(trial.spent), -(-len(trial.spent) // SAMPLE))
    known, model = trial.model.known, trial.model
    s, mean, spent = summary(known, trial.origin).of(some), repeat_spend(known)[some], trial.spent[some]
    found = value.intervals(model.counts, model.spend, s, mean, [trial.days])[trial.days]
    return np.stack([(found.low <= spent) & (spent <= found.high), found.claimed])


def _amounts(
    tried: list[Trial],
    expected: Floats,
    naive: Floats,
    came: Floats,
    coverage: float | None = None,
    claimed: float | None = None,
) -> AmountReceipt:
    whole = float(came.sum())
    error, naive_error = float(np.mean(np.abs(expected - came))), float(np.mean(np.abs(naive - came)))
    return AmountReceipt(
        origins=_dates(tried),
        clients=len(came),
        predicted=float(expected.sum()),
        actual=whole,
        naive_predicted=float(naive.sum()),
        mae=error,
        naive_mae=naive_error,
        sum_error=float(expected.sum()) / whole - 1 if whole > 0 else None,
        naive_sum_error=float(naive.sum()) / whole - 1 if whole > 0 else None,
        coverage=coverage,
        claimed=claimed,
        beats_naive=error < naive_error,
    )


def _next_order(h: Histories, tried: list[Trial]) -> NextOrderReceipt:
    """Each client's last order within the horizon after an origin, predicted on the day of the order before it."""
    cases = [case for each in tried if (case := _next_orders(h, each)) is not None]
    gap, middle, low, high, naive = np.concatenate(cases, axis=1) if cases else np.zeros((5, 0))
    if len(gap) < FEWEST_CASES:
        return NextOrderReceipt()
    error, naive_error = float(np.mean(np.abs(gap - middle))), float(np.mean(np.abs(gap - naive)))
    return NextOrderReceipt(
        origins=_dates(tried),
        cases=len(gap),
        mae_in_days=error,
        naive_mae_in_days=naive_error,
        coverage=float(np.mean((gap >= low) & (gap <= high))),
        median_width_in_days=float(np.median(high - low)),
        beats_naive=error < naive_error,
    )


def _next_orders(h: Histories, trial: Trial) -> Floats | None:
    """Gap, its predicted middle, low and high end, and the naive rule's: float64[5, cases]."""
    calibrated = trial.model.rhythm()
    if calibrated is None:
        return None
    later = h.until(trial.origin + trial.days)
    before = rhythm.without_last(later)
    at = later.find(before.client_id)
    cases = (before.orders > rhythm.FEWEST_GAPS) & (later.last[at] > trial.origin)
    found = calibrated.expect(before)
    low, high = calibrated.window(found, np.zeros(len(before)))
    middle = np.rint(calibrated.quantile(found, 0.5))
    gap = later.last[at] - before.last
    return np.stack([gap, middle, low, high, rules.mean_gap(before)])[:, cases]


def _all(tried: list[Trial], name: str) -> Floats:
    return np.concatenate([getattr(each, name) for each in tried])


def _mean(values: list[float | None] | list[float]) -> float | None:
    known = [each for each in values if each is not None]
    return float(np.mean(known)) if known else None


def _dates(tried: list[Trial]) -> tuple[str, ...]:
    return tuple((EPOCH + timedelta(days=each.origin)).isoformat() for each in tried)
