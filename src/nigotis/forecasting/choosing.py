"""Which model of counts suits a merchant: each is fitted to the past of an earlier day and tried on what came after."""

from __future__ import annotations

import numpy as np

from nigotis.forecasting import dropout, pareto
from nigotis.forecasting.dropout import BG, MBG, Dropout
from nigotis.forecasting.dropout_likelihood import Kind
from nigotis.forecasting.history import Floats, Histories, Ints, Summary, summary
from nigotis.forecasting.pareto import Pareto

Counts = Dropout | Pareto

MOST_REGULAR = 6
CLEARLY = 2.0
ENOUGH_DAYS = 60
ENOUGH_CLIENTS = 100
SAMPLE = 20_000
"""Clients on whom the choice is made; the chosen model is fitted to everybody."""


def choose(h: Histories, cut: int, days: int) -> Counts:
    """The model that foretold the last `days` days before `cut` best, fitted to all that is known on `cut`.

    Best is the least Poisson deviance of the orders of each client, which rewards a right mean and nothing else. With
    fewer than 100 clients or 60 days before those days there is nothing to choose by: then it is MBG/NBD, as regular as
    the likelihood says.
    """
    s = summary(h, cut)
    some = _sample(h)
    before = some.until(cut - days)
    if len(before) < ENOUGH_CLIENTS or cut - days - int(before.day.min()) < ENOUGH_DAYS:
        return regular(s)
    came = some.orders_within(cut - days, cut)[some.find(before.client_id)]
    known = summary(before, cut - days)
    tried = candidates(known)
    best = min(tried, key=lambda model: deviance(model.orders(known, days), came))
    return pareto.fit(_thin(s), pareto.PRIOR) if isinstance(best, Pareto) else dropout.fit(s, best.kind, dropout.PRIOR)


def candidates(s: Summary) -> list[Counts]:
    """Every model that is considered, fitted with the weak prior."""
    best = regular(s)
    kinds = dict.fromkeys((BG, Kind(leaves_at_once=False, k=best.kind.k)))
    return [best, *(dropout.fit(s, kind, dropout.PRIOR) for kind in kinds), pareto.fit(s, pareto.PRIOR)]


def regular(s: Summary) -> Dropout:
    """MBG/CNBD-k with the first k whose successor is not clearly more likely (Platzer and Reutterer 2016)."""
    best = dropout.fit(s, MBG, dropout.PRIOR)
    for k in range(2, MOST_REGULAR + 1):
        more = dropout.fit(s, Kind(k=k), dropout.PRIOR)
        if more.log_likelihood < best.log_likelihood + CLEARLY:
            break
        best = more
    return best


def deviance(expected: Floats, came: Ints) -> float:
    """Mean Poisson deviance; 0 where every expectation was right."""
    expected = np.maximum(expected, 1e-9)
    surprise = np.where(came > 0, came * np.log(np.maximum(came, 1) / expected), 0.0)
    return float(2 * np.mean(surprise - (came - expected)))


def _sample(h: Histories) -> Histories:
    return h.of(np.arange(len(h)) % max(-(-len(h) // SAMPLE), 1) == 0)


def _thin(s: Summary) -> Summary:
    return s.of(slice(None, None, max(-(-len(s) // SAMPLE), 1)))
