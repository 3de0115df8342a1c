"""Everything that can be learnt from what is known on a day: the models behind every prediction."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nigotis.forecasting import choosing, churn, dropout, rhythm, spend, value
from nigotis.forecasting.choosing import Counts
from nigotis.forecasting.churn import Churn
from nigotis.forecasting.history import Floats, Histories, Summary, repeat_spend, summary
from nigotis.forecasting.rhythm import Calibrated
from nigotis.forecasting.spend import Spend
from nigotis.forecasting.value import Interval


@dataclass(frozen=True)
class Fitted:
    """What was learnt from `known`, which ends with the day `cut`; `days` is the horizon."""

    known: Histories
    cut: int
    days: int
    counts: Counts
    spend: Spend
    churn: Churn

    @property
    def summary(self) -> Summary:
        """x, t and T of every client."""
        return summary(self.known, self.cut)

    def orders(self, days: int) -> Floats:
        """Orders expected in the `days` days after the cut (the horizon, or longer), float64[n].

        Never fewer than there is a chance of one within the horizon: where churn and counts contradict each other, it
        is churn that is right, being learnt from more.
        """
        known: Floats = self._near if days == self.days else self.counts.orders(self.summary, days)
        return known + np.maximum(1 - self.p_no_order() - self._near, 0.0)

    def value(self, days: int) -> Floats:
        """Money expected in the `days` days after the cut (the horizon, or longer), float64[n]."""
        return self.orders(days) * self.spend.expected(self.summary.x, repeat_spend(self.known))

    def intervals(self, *days: int) -> dict[int, Interval]:
        """What that money will be with 80 %, for each of some numbers of days."""
        return value.intervals(self.counts, self.spend, self.summary, repeat_spend(self.known), days)

    def p_alive(self) -> Floats:
        """Probability that each client has not left, by MBG/NBD (BG/NBD knows it only of repeat buyers), float64[n]."""
        s = self.summary
        return dropout.fit(s, dropout.MBG, dropout.PRIOR).p_alive(s)

    def p_no_order(self) -> Floats:
        """Probability that each client does not order within the horizon, float64[n]."""
        return self._no_order

    @cached_property
    def _no_order(self) -> Floats:
        return self.churn.p_no_order(self.known, self.cut)

    @cached_property
    def _near(self) -> Floats:
        """Orders within the horizon by counts alone."""
        found: Floats = self.counts.orders(self.summary, self.days)
        return found

    def rhythm(self, *, naive: bool = False) -> Calibrated | None:
        """When next orders come; None where too few clients have a rhythm."""
        return rhythm.calibrate(self.known, naive=naive)


def fit(known: Histories, cut: int, days: int) -> Fitted:
    """Learn from histories that end with `cut`; there must be at least one client."""
    return Fitted(known, cut, days, choosing.choose(known, cut, days), _spend(known), churn.learn(known, cut, days))


def _spend(known: Histories) -> Spend:
    x, mean = known.orders - 1, repeat_spend(known)
    usable = mean > 0
    if np.count_nonzero(usable) < spend.FEWEST:
        return spend.usual(known.spend)
    return spend.fit(x, mean, spend.weak_prior(mean[usable]))
