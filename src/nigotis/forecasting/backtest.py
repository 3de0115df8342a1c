"""The receipt: on earlier days of this merchant, what would have been said with what was known then, and what came.

Nothing later than its origin enters a prediction: models are chosen, fitted and calibrated anew at each. The last
horizon's worth of days is the newest label; further origins lie one horizon apart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nigotis.forecasting import churn, fitted, rhythm, rules, scores, value
from nigotis.forecasting.fitted import Fitted
from nigotis.forecasting.history import EPOCH, Floats, Histories, number, repeat_spend, summary
from nigotis.forecasting.losing import LOST, is_lost
from nigotis.forecasting.receipts import AmountReceipt, ChurnReceipt, NextOrderReceipt, Receipts
from nigotis.forecasting.rhythm import Calibrated

ORIGINS = 4
HISTORY = 60
"""Days that must be known before an origin."""
FEWEST_CLIENTS = 30
FEWEST_CASES = 30
YEAR = 365
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
        as_of.isoformat(),
        horizon_in_days,
        _churn(tried),
        _next_order(tried),
        _orders(tried),
        _value(tried),
        AmountReceipt() if horizon_in_days == YEAR else _value(_years(known, cut, horizon_in_days)),
    )


@dataclass(frozen=True)
class Trial:
    """What was said on `origin` and what came in the `days` days after it, of which `h` knows and `model` does not;
    arrays per client known then."""

    origin: int
    days: int
    model: Fitted
    h: Histories

    @classmethod
    def on(cls, h: Histories, origin: int, days: int) -> Trial:
        """Fit on `origin` what looks as many days ahead."""
        return cls(origin, days, fitted.fit(h.until(origin), origin, days), h)

    @property
    def known(self) -> Histories:
        """What was known on the origin."""
        return self.model.known

    @cached_property
    def p_no_order(self) -> Floats:
        """What the model said."""
        return self.model.p_no_order()

    @cached_property
    def naive_p(self) -> Floats:
        """What the naive rule said."""
        return self.model.churn.naive(self.known, self.origin)

    @cached_property
    def silent(self) -> Floats:
        """Days since the last order."""
        return rules.days_silent(self.known, self.origin).astype(np.float64)

    @cached_property
    def stayed_away(self) -> NDArray[np.bool_]:
        """Who did not order."""
        return churn.stayed_away(self.h, self.known, self.origin, self.days)

    @cached_property
    def orders(self) -> Floats:
        """Orders expected by the model."""
        return self.model.orders(self.days)

    @cached_property
    def naive_orders(self) -> Floats:
        """Orders expected by the naive rule."""
        return rules.same_rate(self.known, self.origin, self.days)

    @cached_property
    def came(self) -> Floats:
        """Orders that came."""
        return self.h.orders_within(self.origin, self.origin + self.days)[self._at].astype(np.float64)

    @cached_property
    def value(self) -> Floats:
        """Money expected by the model."""
        return self.model.value(self.days)

    @cached_property
    def naive_value(self) -> Floats:
        """Money expected by the naive rule."""
        return rules.same_spend(self.known, self.origin, self.days)

    @cached_property
    def spent(self) -> Floats:
        """Money that came in."""
        return self.h.spent_within(self.origin, self.origin + self.days)[self._at]

    @cached_property
    def _at(self) -> NDArray[np.int64]:
        return self.h.find(self.known.client_id)


def _origins(h: Histories, cut: int, days: int, past: int = HISTORY) -> list[int]:
    """Newest first; each with so many days and 30 clients before it."""
    if not len(h):
        return []
    first = np.sort(h.first)
    earliest = int(first[min(FEWEST_CLIENTS, len(first)) - 1])
    each = [cut - days * i for i in range(1, ORIGINS + 1)]
    enough = len(first) >= FEWEST_CLIENTS
    return [origin for origin in each if enough and origin >= max(earliest, int(first[0]) + past)]


def _years(h: Histories, cut: int, days: int) -> list[Trial]:
    """The same models, looking a year ahead from days that have a year before them and one after."""
    return [replace(Trial.on(h, origin, days), days=YEAR) for origin in _origins(h, cut, YEAR, past=YEAR)]


def _churn(tried: list[Trial]) -> ChurnReceipt:
    y = _all(tried, "stayed_away").astype(bool)
    naive = [scores.brier(each.naive_p, each.stayed_away) for each in tried]
    ours = [scores.brier(each.p_no_order, each.stayed_away) for each in tried]
    beats_naive = bool(np.mean(ours) < np.mean(naive))
    shown = "p_no_order" if beats_naive else "naive_p"
    newest = tried[0]
    called = is_lost(newest.known, newest.origin, getattr(newest, shown))
    return ChurnReceipt(
        origins=_dates(tried),
        cases=len(y),
        clients=len(called),
        lost_from=LOST,
        called_lost=int(called.sum()),
        stayed_away=int((called & newest.stayed_away).sum()),
        auc=_mean([scores.auc(each.p_no_order, each.stayed_away) for each in tried]),
        brier=_mean(ours),
        ece=_mean([scores.ece(each.p_no_order, each.stayed_away) for each in tried]),
        naive_auc=_mean([scores.auc(each.silent, each.stayed_away) for each in tried]),
        naive_brier=_mean(naive),
        bins=scores.calibration(_all(tried, shown), y),
        beats_naive=beats_naive,
    )


def _orders(tried: list[Trial]) -> AmountReceipt:
    return _amounts(tried, "orders", "naive_orders", "came")


def _value(tried: list[Trial]) -> AmountReceipt:
    """Empty where the history knows of no money: neither rule can be tried on it."""
    if not any(each.known.spent.any() for each in tried):
        return AmountReceipt()
    receipt = _amounts(tried, "value", "naive_value", "spent")
    shown = "value" if receipt.beats_naive else "naive_value"
    held, claimed = np.concatenate([_held(each, getattr(each, shown)) for each in tried], axis=1)
    return replace(receipt, coverage=float(held.mean()), claimed=float(claimed.mean()))


def _held(trial: Trial, shown: Floats) -> Floats:
    """For some clients, whether their spend fell into the interval, and the probability it claimed; float64[2, n]."""
    some = np.arange(0, len(trial.spent), -(-len(trial.spent) // SAMPLE))
    known, model = trial.known, trial.model
    s, mean, spent = summary(known, trial.origin).of(some), repeat_spend(known)[some], trial.spent[some]
    found = value.intervals(model.counts, model.spend, s, mean, [trial.days])[trial.days].around(shown[some])
    return np.stack([(found.low <= spent) & (spent <= found.high), found.claimed])


def _amounts(tried: list[Trial], ours: str, simple: str, real: str) -> AmountReceipt:
    expected, naive, came = (_all(tried, name) for name in (ours, simple, real))
    whole = float(came.sum())
    error, naive_error = float(np.mean(np.abs(expected - came))), float(np.mean(np.abs(naive - came)))
    return AmountReceipt(
        origins=_dates(tried),
        cases=len(came),
        predicted=float(expected.sum()),
        actual=whole,
        naive_predicted=float(naive.sum()),
        mae=error,
        naive_mae=naive_error,
        sum_error=float(expected.sum()) / whole - 1 if whole > 0 else None,
        naive_sum_error=float(naive.sum()) / whole - 1 if whole > 0 else None,
        beats_naive=error < naive_error,
    )


@dataclass(frozen=True)
class NextOrders:
    """Each client's last order within the horizon after an origin: what was known `before` it, on the day of the order
    before, and the days from that to it."""

    trial: Trial
    calibrated: Calibrated
    before: Histories
    gap: Floats

    @classmethod
    def after(cls, trial: Trial) -> NextOrders | None:
        """None where nothing could be learnt, or nobody with a rhythm has ordered since."""
        calibrated = trial.model.rhythm()
        later = trial.h.until(trial.origin + trial.days)
        before = rhythm.without_last(later)
        last = later.last[later.find(before.client_id)]
        cases = (before.orders > rhythm.FEWEST_GAPS) & (last > trial.origin)
        if calibrated is None or not cases.any():
            return None
        return cls(trial, calibrated, before.of(cases), (last - before.last)[cases].astype(np.float64))

    def middles(self) -> Floats:
        """The gap, its predicted middle and the naive rule's: float64[3, cases]."""
        middle = np.rint(self.calibrated.quantile(self.calibrated.expect(self.before), 0.5))
        return np.stack([self.gap, middle, rules.mean_gap(self.before)])

    def windows(self, *, naive: bool) -> Floats:
        """Whether the window held the order, its width, and whether it would have been told: float64[3, cases]."""
        calibrated = (self.trial.model.rhythm(naive=True) if naive else None) or self.calibrated
        low, high = calibrated.window(calibrated.expect(self.before), np.zeros(len(self.before)))
        held, is_told = (low <= self.gap) & (self.gap <= high), high - low <= rules.usual_gap(self.before)
        return np.stack([held, high - low, is_told]).astype(np.float64)


def _next_order(tried: list[Trial]) -> NextOrderReceipt:
    """Each client's last order within the horizon after an origin, predicted on the day of the order before it."""
    found = [each for trial in tried if (each := NextOrders.after(trial)) is not None]
    if sum(len(each.gap) for each in found) < FEWEST_CASES:
        return NextOrderReceipt()
    gap, middle, naive = np.concatenate([each.middles() for each in found], axis=1)
    error, naive_error = float(np.mean(np.abs(gap - middle))), float(np.mean(np.abs(gap - naive)))
    beats_naive = error < naive_error
    held, width, is_told = np.concatenate([each.windows(naive=not beats_naive) for each in found], axis=1)
    told = is_told > 0
    return NextOrderReceipt(
        origins=_dates([each.trial for each in found]),
        cases=len(gap),
        mae_in_days=error,
        naive_mae_in_days=naive_error,
        coverage=float(held.mean()),
        median_width_in_days=float(np.median(width)),
        told=int(told.sum()),
        told_coverage=float(held[told].mean()) if told.sum() >= FEWEST_CASES else None,
        beats_naive=beats_naive,
    )


def _all(tried: list[Trial], name: str) -> Floats:
    return np.concatenate([getattr(each, name) for each in tried])


def _mean(values: list[float | None] | list[float]) -> float | None:
    known = [each for each in values if each is not None]
    return float(np.mean(known)) if known else None


def _dates(tried: list[Trial]) -> tuple[str, ...]:
    return tuple((EPOCH + timedelta(days=each.origin)).isoformat() for each in tried)
