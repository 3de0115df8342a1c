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
TERMS_AT_ONCE = 12
CHUNK = 16_384
"""Clients that are looked at together: what is known and reckoned of them fits the cache."""
SAMPLED = 64
"""One client of so many is asked which x are common."""
LARGEST_LOG = 600.0
"""Of a power in a table, either way: a float holds it and sums of such."""
LEAST_ODDS = 1e-300


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
        """For k = 1: by tables for those x that many clients have, one by one for the others; finds `p_alive` too."""
        s, span = self.s, int(self.s.T.max(initial=0)) + 1
        rows = self._common(span)
        if not rows:
            return self._one_by_one(days) * self.p_alive
        orders, alive = np.empty((2, len(s)))  # in one piece: larger pages, so fewer to be made ready
        self._look_up(self._tables(rows, span, days), span, orders, alive)
        rare = np.flatnonzero(s.x >= rows)
        few = self._with(s.of(rare))
        alive[rare] = few.p_alive
        orders[rare] = few._one_by_one(days) * few.p_alive
        vars(self).setdefault("p_alive", alive)
        return orders

    def _common(self, span: int) -> int:
        """How many x from 0 on have more clients than there are ages, so that a table is less work than the clients.

        A sample will do for that: either way a client gets the same answer, to rounding.
        """
        x = np.bincount(self.s.x[::SAMPLED])
        oldest = self.alpha + span / self.s.per_week
        logs = (self.r + np.arange(len(x))) * max(abs(np.log(self.alpha)), abs(np.log(oldest)))
        return int(np.argmin(np.append((x * SAMPLED > span) & (logs < LARGEST_LOG), False)))

    def _tables(self, rows: int, span: int, days: float) -> tuple[Floats, Floats, Floats]:
        """For each x < rows and age < span: weight of having left by then, of no order after it, orders if alive.

        The first at T to the second at t are the odds of having left: no client needs a power of her own.
        """
        x, age = np.divmod(np.arange(rows * span), span)
        each = self._with(Summary(x, age, age, per_week=self.s.per_week))
        power = each.age**each.R
        return self._odds_at_once(x) * power, power, each._one_by_one(days)

    def _look_up(self, tables: tuple[Floats, Floats, Floats], span: int, orders: Floats, alive: Floats) -> None:
        """Fill in what the tables tell; clients beyond them get anything (`clip` also spares `take` a copy)."""
        s, (left, stayed, if_alive) = self.s, tables
        now, then, found = np.empty(CHUNK, dtype=np.int64), np.empty(CHUNK, dtype=np.int64), np.empty(CHUNK)
        for start in range(0, len(s), CHUNK):
            part = slice(start, start + CHUNK)
            into = alive[part]
            now, then, found = now[: len(into)], then[: len(into)], found[: len(into)]
            np.multiply(s.x[part], span, out=then)
            np.add(then, s.T[part], out=now)
            then += s.t[part]
            left.take(now, mode="clip", out=into)
            stayed.take(then, mode="clip", out=found)
            into += found
            np.divide(found, into, out=into)
            if_alive.take(now, mode="clip", out=found)
            np.multiply(found, into, out=orders[part])

    def _one_by_one(self, days: float) -> Floats:
        """Orders of somebody alive for k = 1: Fader, Hardie and Lee 2005, equation 10, float64[n].

        (a + b' - 1) / (a - 1) * (1 - (age / (age + weeks))^R * 2F1(R, b'; a + b' - 1; weeks / (age + weeks))), and by
        Euler's transformation the power and the series become (1 - z)^(a - 1) 2F1(a - 1, c - R; c; z), whose terms fall
        quickly unless z is near 1. c - R is the same for all: every order adds one to both.
        """
        a = self.a if abs(self.a - 1) > 1e-7 else 1 + 1e-7  # the formula divides by a - 1
        weeks = days / DAYS_PER_WEEK
        c, z = a + self.stayed - 1, weeks / (self.age + weeks)
        series = _series(a - 1, a + self.b + self.kind.leaves_at_once - 1 - self.r, c, z)
        series = np.maximum(series, SMALLEST)  # terms of both signs may end below zero, where nothing is there to tell
        orders: Floats = c / (a - 1) * -np.expm1((a - 1) * np.log1p(-z) + np.log(series))
        return orders

    def _with(self, s: Summary) -> Standing:
        """Other clients under the same model."""
        return Standing(self.kind, self.r, self.alpha, self.a, self.b, s)

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
            now = self._with(self.s.of(left))
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
    def _log_odds(self) -> Floats:
        """ln of the odds of having left at once for every x; for none at all the least that exp is quick for."""
        return np.log(np.maximum(self._odds_at_once(np.arange(len(self._shape))), LEAST_ODDS))

    def _odds_at_once(self, x: Ints) -> Floats:
        """a / (b + chances - 1), odds of having left right after the last order; 0 where there was no chance to."""
        chances = x + self.kind.leaves_at_once
        return np.where(chances > 0, self.a / np.maximum(self.b + chances - 1, SMALLEST), 0)

    def _alive(self, x: Ints, t: Ints, T: Ints, into: Floats) -> None:
        """1 / (1 + odds of having left), which are those of having left at once * ((alpha + T) / (alpha + t))^R.

        For k > 1 they are divided by the sum of the stages.
        """
        R = self._shape.take(x)
        np.subtract(self._log_age.take(T), self._log_age.take(t), out=into)
        into *= R
        into += self._log_odds.take(x)
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


def _series(one: float, two: float, three: Floats, z: Floats) -> Floats:
    """2F1(one, two; three; z), rows leaving the sum as they are done; those that never are go to SciPy."""
    total, left = np.ones(len(z)), np.arange(len(z))
    term, below, by = np.ones(len(z)), three, z
    for begin in range(0, MOST_TERMS, TERMS_AT_ONCE):
        several, step = np.zeros(len(left)), np.empty(len(left))
        for n in range(begin, begin + TERMS_AT_ONCE):
            np.add(below, n, out=step)
            np.divide(by, step, out=step)
            step *= (one + n) * (two + n) / (n + 1)
            term *= step
            several += term
        total[left] += several
        going = np.flatnonzero(np.abs(term) > 1e-17)
        left, term, below, by = left[going], term[going], below[going], by[going]
        if not len(left):
            return total
    total[left] = hyp2f1(one, two, below, by)
    return total
