"""When the next order comes: each client's own rhythm of gaps, shrunk to everybody's, with a window that holds 80 %.

Logs of gaps are normal around the client's mean, where recent gaps count more. Means and variances of clients are
shrunk to those of all (empirical Bayes), so that few gaps already say something. Because pauses make the mean of the
gaps longer than their log mean tells, the middle is a line in both, fitted to least absolute errors. The window is
conformal: its ends are quantiles of how far, in units of the predicted spread, each client's last gap fell from what
the gaps before it said. Days of silence since the last order are taken into account: what is left of the distribution
beyond them is what can still come.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nigotis.forecasting import rules
from nigotis.forecasting.history import Floats, Histories
from nigotis.forecasting.logistic import combined, gram

FORGETTING = 0.9
"""Weight of a gap relative to the one after it."""
VARIANCE_PSEUDO_GAPS = 6.0
FEWEST_GAPS = 3
"""From so many gaps on a client has a rhythm: before, no window is given, and nothing is learnt from her."""
FEWEST_CLIENTS = 30
LOW, HIGH = 0.1, 0.9
STEPS = 50


@dataclass(frozen=True)
class Everybody:
    """Log gaps of all clients: mean of the client means, variance between clients, variance within."""

    mean: float
    between: float
    within: float


@dataclass(frozen=True)
class Rhythm:
    """Log of the next gap of each client: middle and spread, float64[n] each; NaN without a gap."""

    middle: Floats
    spread: Floats


@dataclass(frozen=True)
class Calibrated:
    """What one merchant's clients taught: moments, the line (intercept, log mean, log of mean gap), the residuals.

    `residuals` are sorted, in units of the spread: the distribution every window is read from.
    """

    all_clients: Everybody
    line: Floats
    residuals: Floats

    def expect(self, h: Histories) -> Rhythm:
        """The next gap of each client from the gaps so far."""
        found = _shrunk(h, self.all_clients)
        return Rhythm(combined(_terms(h, found), self.line), found.spread)

    def quantile(self, rhythm: Rhythm, share: Floats | float) -> Floats:
        """Days from the last order to the next that are not exceeded in `share` of cases, float64[n]."""
        known = np.isfinite(rhythm.middle)
        z = np.quantile(self.residuals, np.where(known, share, 0.5))
        return np.exp(rhythm.middle + z * rhythm.spread)

    def window(self, rhythm: Rhythm, silent: Floats) -> tuple[Floats, Floats]:
        """First and last day after the last order, whole days, that hold 80 % of what can still come after the silence.

        The window opens on the same day however long the silence, or tomorrow once it is open. So a client whose window
        is open stays expected, while the end moves away with every day that brings nothing.
        """
        at = (np.log(np.maximum(silent, 1.0)) - rhythm.middle) / rhythm.spread
        passed = np.where(silent > 0, np.searchsorted(self.residuals, at, side="right") / len(self.residuals), 0.0)
        first = np.maximum(np.rint(self.quantile(rhythm, LOW)), silent + 1)
        end = np.maximum(passed, LOW) + (HIGH - LOW) * (1 - passed)
        return first, np.maximum(np.rint(self.quantile(rhythm, end)), first)


def calibrate(h: Histories, *, naive: bool = False) -> Calibrated | None:
    """Learn from everybody's last gap, predicted from the gaps before it; None where too few clients have four gaps.

    `naive` puts the client's own mean gap in the middle and learns the window around it alone.
    """
    before = without_last(h)
    enough = before.orders > FEWEST_GAPS
    if enough.sum() < FEWEST_CLIENTS:
        return None
    at = h.find(before.client_id)
    came = np.log(h.gaps[h.start[1:] - 1][at])[enough]
    all_clients = everybody(before)
    found = _shrunk(before, all_clients)
    terms = _terms(before, found)[:, enough]
    line = np.array([0.0, 0.0, 1.0]) if naive else _least_absolute(terms, came)
    residuals = np.sort((came - combined(terms, line)) / found.spread[enough])
    return Calibrated(everybody(h), line, residuals)


def everybody(h: Histories) -> Everybody:
    """Moments over clients with two gaps or more. Raises ValueError where fewer than two have them."""
    several = h.orders > 2
    if several.sum() < FEWEST_CLIENTS:
        raise ValueError("too few clients with several gaps")
    logs, n = _logs(h), np.maximum(h.orders - 1, 1)
    mean = h.total(logs) / n
    inside = h.total(np.where(h.gaps > 0, (logs - mean[h.owner]) ** 2, 0.0))
    within = max(float(inside[several].sum() / (n - 1)[several].sum()), 1e-4)
    centre = float(mean[several].mean())
    between = float(((mean[several] - centre) ** 2).mean() - within * (1 / n[several]).mean())
    return Everybody(centre, max(between, 1e-3), within)


def _shrunk(h: Histories, all_clients: Everybody) -> Rhythm:
    """Mean and spread of each client's log gaps, recent ones counting more, shrunk to those of all."""
    gaps = h.orders - 1
    newest = h.start[1:] - 1
    weight = np.where(h.gaps > 0, FORGETTING ** (newest[h.owner] - np.arange(len(h.day))), 0.0)
    logs = _logs(h)
    total, squares = h.total(weight), h.total(weight**2)
    seen = np.divide(total**2, squares, out=np.zeros(len(h)), where=gaps > 0)
    own = np.divide(h.total(weight * logs), total, out=np.zeros(len(h)), where=gaps > 0)
    trust = seen / (seen + all_clients.within / all_clients.between)
    mean = trust * own + (1 - trust) * all_clients.mean
    away = h.total(weight * (logs - mean[h.owner]) ** 2) * np.divide(seen, total, out=np.zeros(len(h)), where=gaps > 0)
    variance = (VARIANCE_PSEUDO_GAPS * all_clients.within + away) / (VARIANCE_PSEUDO_GAPS + seen)
    unsure = (1 - trust) * all_clients.between
    return Rhythm(np.where(gaps > 0, mean, np.nan), np.sqrt(variance + unsure))


def _terms(h: Histories, found: Rhythm) -> Floats:
    return np.stack([np.ones(len(h)), found.middle, np.log(rules.mean_gap(h))])


def _least_absolute(terms: Floats, came: Floats) -> Floats:
    """Coefficients with the least sum of absolute errors, by reweighted least squares (Schlossmacher 1973)."""
    line = np.array([0.0, 1.0, 0.0])
    for _ in range(STEPS):
        weight = 1 / np.maximum(np.abs(came - combined(terms, line)), 1e-3)
        right = np.array([np.sum(weight * term * came) for term in terms])
        line = np.linalg.solve(gram(terms, weight) + 1e-6 * np.eye(3), right)
    return line


def without_last(h: Histories, orders: int = 1) -> Histories:
    """The same clients before their last order(s); those with none left are left out."""
    kept = np.maximum(h.orders - orders, 0)
    there = kept > 0
    keep = np.arange(len(h.day)) < (h.start[:-1] + kept)[h.owner]
    return Histories(h.client_id[there], np.concatenate([[0], np.cumsum(kept[there])]), h.day[keep], h.spend[keep])


def _logs(h: Histories) -> Floats:
    return np.log(np.maximum(h.gaps, 1.0))
