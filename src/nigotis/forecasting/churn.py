"""Churn: the probability that a client does not order within the horizon, learnt from this merchant's own past.

1 - P(alive) of a model of counts is no such thing: it is 0 for everybody who bought once (BG/NBD). Here the label is
what is asked for, *no order in the next days*, and a logistic regression and boosted trees learn it from days in the
past whose labels were complete before the day of the forecast. Their mean ranks and fits better than either; where
there are many clients the trees see some of them only, and the others tell how much the trees deserve to weigh. Where
there is too little to learn from, two models of counts are asked, and again their mean does better than either.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nigotis.forecasting import boosting, choosing, dropout, logistic, rules
from nigotis.forecasting.boosting import Boosting
from nigotis.forecasting.features import features
from nigotis.forecasting.history import Floats, Histories, Ints, summary
from nigotis.forecasting.logistic import Logistic

SNAPSHOTS = 6
APART = 30
"""Days between the snapshots that are learnt from."""
HISTORY = 60
"""Days of history a snapshot needs before it."""
FEWEST_CLIENTS = 200
FEWEST_OF_A_KIND = 50
MOST_LINED = 240_000
MOST_BOOSTED = 60_000
"""Rows the line and the trees are fitted to, of clients chosen by lot."""
EQUAL = 0.5


@dataclass(frozen=True)
class Churn:
    """What was learnt: the two models, or neither where the past is too short or the clients too few."""

    days: int
    line: Logistic | None
    trees: Boosting | None
    weight: float
    """Of the trees; the line has the rest."""
    stays_away: tuple[float, float]
    """Share that stayed away, of those silent for at most `days` days and of the others: the naive rule."""

    @property
    def is_learnt(self) -> bool:
        """Whether there was enough to learn from."""
        return self.line is not None

    def p_no_order(self, h: Histories, cut: int) -> Floats:
        """Probability of no order in the `days` days after `cut` of clients known by then, float64[n]."""
        if self.line is None or self.trees is None:
            return _unlearnt(h, cut, self.days)
        X = features(h, cut, _counted(h, cut, self.days))
        return (1 - self.weight) * self.line.predict(X) + self.weight * self.trees.predict(X)

    def naive(self, h: Histories, cut: int) -> Floats:
        """What the rule "silent for longer than `days` days" says, as a probability, float64[n]."""
        return np.where(rules.inactive(h, cut, self.days), self.stays_away[1], self.stays_away[0])


def learn(h: Histories, cut: int, days: int) -> Churn:
    """Learn from up to six days, 30 days apart, whose next `days` days were over by `cut`."""
    first = int(h.day.min())
    cuts = [day for i in range(SNAPSHOTS) if (day := cut - days - APART * i) - first + 1 >= HISTORY]
    snapshots = [(h.until(day), day) for day in cuts]
    labels = [stayed_away(h, known, day, days) for known, day in snapshots]
    naive = _shares(snapshots, labels, days)
    if not labels or not _tells(labels):
        return Churn(days, None, None, 0.0, naive)
    rows = sum(map(len, labels))
    lots = [_draw(known.client_id) for known, _ in snapshots]
    lined = [lot <= MOST_LINED / rows for lot in lots]
    X = np.concatenate(
        [
            features(known.of(some), day, _counted(known, day, days, some))
            for (known, day), some in zip(snapshots, lined, strict=True)
        ]
    )
    y, lot = (np.concatenate([of[some] for of, some in zip(each, lined, strict=True)]) for each in (labels, lots))
    boosted = lot <= MOST_BOOSTED / rows
    line, trees = logistic.fit(X, y), boosting.fit(X[boosted], y[boosted])
    unseen = ~boosted
    return Churn(days, line, trees, _weight(line.predict(X[unseen]), trees.predict(X[unseen]), y[unseen]), naive)


def stayed_away(h: Histories, known: Histories, cut: int, days: int) -> NDArray[np.bool_]:
    """Whether each client of `known` did not order in the `days` days after `cut`."""
    away: NDArray[np.bool_] = h.orders_within(cut, cut + days)[h.find(known.client_id)] == 0
    return away


def _counted(h: Histories, cut: int, days: int, some: NDArray[np.bool_] | slice = slice(None)) -> Floats:
    """What MBG/NBD says of some, which is right for those who bought once and needs hardly any data."""
    s = summary(h, cut)
    return dropout.fit(s, dropout.MBG, dropout.PRIOR).p_no_order(s.of(some), days)


def _unlearnt(h: Histories, cut: int, days: int) -> Floats:
    """What counts alone say: of regular clients k tells sooner who is missing, but in a small shop k itself is a guess.

    Of shops of 30 to 190 clients drawn from public files the mean of both is at least as right as k = 1, and of regular
    ones far more.
    """
    regular: Floats = choosing.regular(summary(h, cut)).p_no_order(summary(h, cut), days)
    return (_counted(h, cut, days) + regular) / 2


def _tells(labels: list[NDArray[np.bool_]]) -> bool:
    y = np.concatenate(labels)
    return len(labels[0]) >= FEWEST_CLIENTS and min(int(y.sum()), int((~y).sum())) >= FEWEST_OF_A_KIND


def _shares(snapshots: list[tuple[Histories, int]], labels: list[NDArray[np.bool_]], days: int) -> tuple[float, float]:
    """Share that stayed away of those who were active and of those who were not, one half where nobody was."""
    away, seen = np.ones(2), np.full(2, 2.0)
    for (known, day), y in zip(snapshots, labels, strict=True):
        silent = rules.inactive(known, day, days).astype(np.int64)
        away += np.bincount(silent, weights=y, minlength=2)
        seen += np.bincount(silent, minlength=2)
    return float(away[0] / seen[0]), float(away[1] / seen[1])


def _draw(client_id: Ints) -> Floats:
    """A lot in [0, 1) for each client, always the same one (Knuth's multiplicative hash)."""
    lot: Floats = (client_id.astype(np.uint64) * np.uint64(2_654_435_761) % np.uint64(2**32)).astype(np.float64) / 2**32
    return lot


def _weight(line: Floats, trees: Floats, away: NDArray[np.bool_]) -> float:
    """Weight of the trees with the least squared error on clients they have not seen; one half without such clients."""
    apart = trees - line
    whole = float(np.sum(apart**2))
    if len(away) < FEWEST_CLIENTS or whole == 0:
        return EQUAL
    return float(np.clip(np.sum((away - line) * apart) / whole, 0.0, 1.0))
