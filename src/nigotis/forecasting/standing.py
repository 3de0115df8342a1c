"""Where clients who may leave after any order stand at a cut, and what is to be expected of them from there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import betainc, hyp2f1

from nigotis.forecasting.dropout_likelihood import SMALLEST, Kind
from nigotis.forecasting.history import DAYS_PER_WEEK, Floats, Ints, Summary

MOST_ORDERS = 5_000
MOST_TERMS = 200
TERMS_AT_ONCE = 8
CHUNK = 16_384
NEVER = -700.0


@dataclass(frozen=True)
class Standing:
    """n clients at the cut under a model of regularity k with parameters r, alpha (weeks), a and b."""

    kind: Kind
    r: float
    alpha: float
    a: float
    b: float
    s: Summary

    @cached_property
    def R(self) -> Floats:
        """Gamma shape of the client's rate."""
        return np.asarray(self.r + self.kind.k * self.s.x, dtype=np.float64)

    @cached_property
    def age(self) -> Floats:
        """alpha + T in weeks: gamma rate of the client's rate."""
        return self.alpha + self.s.T / self.s.per_week

    @cached_property
    def stayed(self) -> Floats:
        """b + chances to leave that were not taken."""
        return np.asarray(self.b + self.s.x + self.kind.leaves_at_once, dtype=np.float64)

    @cached_property
    def stages(self) -> list[Floats]:
        """Of those alive, the share that stands j stages after the last order, float64[n] for each j < k."""
        terms = self._stage_terms(self.R, (self.s.T - self.s.t) / self.s.per_week, self.age)
        whole = np.sum(terms, axis=0)
        return [each / whole for each in terms]

    @cached_property
    def p_alive(self) -> Floats:
        """Probability of not having left, float64[n]."""
        s, alive = self.s, np.empty(len(self.s))
        for start in range(0, len(s), CHUNK):
            part = slice(start, start + CHUNK)
            self._alive(s.x[part], s.t[part], s.T[part], alive[part])
        return alive

    def p_no_order(self, days: float) -> Floats:
        """Probability that no order comes within `days` days, float64[n]."""
        k = self.kind.k
        orders = np.sum([share * self._reaches(k - j, j, days) for j, share in enumerate(self.stages)], axis=0)
        silent: Floats = 1 - orders * self.p_alive
        return silent

    def orders(self, days: float) -> Floats:
        """Orders expected within `days` days, float64[n]."""
        return self._closed(days) if self.kind.k == 1 else self._step_by_step(days) * self.p_alive

    def _reaches(self, stages: float, j: int, days: float) -> Floats:
        """Probability that somebody alive, j stages after the last order, goes on by so many stages within `days`."""
        weeks = days / DAYS_PER_WEEK
        reached: Floats = betainc(stages, self.R + j, weeks / (self.age + weeks))
        return reached

    def _closed(self, days: float) -> Floats:
        """For k = 1: Fader, Hardie and Lee 2005, equation 10, reckoned once for each (x, T) there is."""
        s, alive = self.s, self.p_alive
        span = int(s.T.max(initial=0)) + 1
        there = np.zeros((int(s.x.max(initial=0)) + 1) * span, dtype=bool)
        orders = np.empty(len(s))
        cell = orders.view(np.int64)  # where in the table each client looks, until the answer stands there
        parts = [slice(start, start + CHUNK) for start in range(0, len(s), CHUNK)]
        for part in parts:
            np.multiply(s.x[part], span, out=cell[part])
            cell[part] += s.T[part]
            there[cell[part]] = True
        x, T = np.divmod(np.flatnonzero(there), span)
        table = np.zeros(len(there))
        one_each = Standing(self.kind, self.r, self.alpha, self.a, self.b, Summary(x, x, T, per_week=s.per_week))
        table[there] = _expected(self.a, one_each.R, one_each.age, one_each.stayed, days / DAYS_PER_WEEK)
        for part in parts:
            np.multiply(table.take(cell[part]), alive[part], out=orders[part])
        return orders

    def _step_by_step(self, days: float) -> Floats:
        """For any k: the sum over i of P(at least i orders' worth of stages) x P(not left before the i-th)."""
        expected = np.zeros(len(self.s))
        k = self.kind.k
        left, still, now = np.arange(len(expected)), np.ones(len(expected)), self
        for i in range(1, MOST_ORDERS):
            more = still * np.sum([now.stages[j] * now._reaches(k * i - j, j, days) for j in range(k)], axis=0)
            expected[left] += more
            going = np.flatnonzero(more > SMALLEST)
            if not len(going):
                break
            still = still[going] * (now.stayed + i - 1)[going] / (self.a + now.stayed + i - 1)[going]
            left = left[going]
            now = Standing(self.kind, self.r, self.alpha, self.a, self.b, self.s.of(left))
        return expected

    @cached_property
    def _log_age(self) -> Floats:
        """ln(alpha + age) for every age in ticks."""
        return np.log(self.alpha + np.arange(int(self.s.T.max(initial=0)) + 1) / self.s.per_week)

    @cached_property
    def _shape(self) -> Floats:
        """Gamma shape of the rate for every x."""
        return self.r + self.kind.k * np.arange(int(self.s.x.max(initial=0)) + 1, dtype=np.float64)

    @cached_property
    def _log_chance(self) -> Floats:
        """ln of a / (b + chances - 1) for every x; where there was no chance, the least that exp is quick for."""
        chances = np.arange(int(self.s.x.max(initial=0)) + 1) + self.kind.leaves_at_once
        return np.where(chances > 0, np.log(self.a / np.maximum(self.b + chances - 1, SMALLEST)), NEVER)

    def _alive(self, x: Ints, t: Ints, T: Ints, into: Floats) -> None:
        """1 / (1 + odds of having left), which are a / (b + chances - 1) * ((alpha + T) / (alpha + t))^R.

        For k > 1 they are divided by the sum of the stages.
        """
        R = self._shape.take(x)
        np.subtract(self._log_age.take(T), self._log_age.take(t), out=into)
        into *= R
        into += self._log_chance.take(x)
        with np.errstate(over="ignore"):
            np.exp(into, out=into)
        if self.kind.k > 1:
            into /= np.sum(self._stage_terms(R, (T - t) / self.s.per_week, self.alpha + T / self.s.per_week), axis=0)
        into += 1
        np.divide(1, into, out=into)

    def _stage_terms(self, R: Floats, silent: Floats, age: Floats) -> list[Floats]:
        """C(R + j - 1, j) * (silent / age)^j for each j < k."""
        terms = [np.ones(len(R))]
        for j in range(1, self.kind.k):
            terms.append(terms[-1] * (R + j - 1) / j * (silent / age))
        return terms


def _expected(a: float, R: Floats, age: Floats, stayed: Floats, weeks: float) -> Floats:
    """(a + b' - 1) / (a - 1) * (1 - (age / (age + weeks))^R * 2F1(R, b'; a + b' - 1; weeks / (age + weeks))).

    By Euler's transformation the power and the series become (1 - z)^(a - 1) 2F1(a - 1, c - R; c; z), whose terms fall
    quickly unless z is near 1.
    """
    a = a if abs(a - 1) > 1e-7 else 1 + 1e-7  # the formula divides by a - 1
    c, z = a + stayed - 1, weeks / (age + weeks)
    series = _series(a - 1, c - R, c, z)
    expected: Floats = c / (a - 1) * -np.expm1((a - 1) * np.log1p(-z) + np.log(series))
    return expected


def _series(one: float, two: Floats, three: Floats, z: Floats) -> Floats:
    """2F1(one, two; three; z), rows leaving the sum as they are done; those that never are go to SciPy."""
    total, term, left = np.ones(len(z)), np.ones(len(z)), np.arange(len(z))
    for begin in range(0, MOST_TERMS, TERMS_AT_ONCE):
        several = np.zeros(len(left))
        for n in range(begin, begin + TERMS_AT_ONCE):
            term = term * ((one + n) / (n + 1) * (two + n) / (three + n) * z)
            several += term
        total[left] += several
        going = np.flatnonzero(np.abs(term) > 1e-17)
        left, term, two, three, z = left[going], term[going], two[going], three[going], z[going]
        if not len(left):
            return total
    total[left] = hyp2f1(one, two, three, z)
    return total
