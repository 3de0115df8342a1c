"""Models of counts whose clients may leave after any order: BG/NBD, MBG/NBD and both with regular gaps (CNBD-k).

A client buys at her own rate (gamma over clients: `r`, `alpha` in weeks) and after each order leaves for good with her
own probability (beta: `a`, `b`). BG (Fader, Hardie and Lee 2005) lets nobody leave after the first order; MBG (Batislam
et al. 2007, Hoppe and Wagner 2007) does, so it is right for those who bought once. With regularity k (Platzer and
Reutterer 2016) the gaps are Erlang-k: k stages of a Poisson process make one order; k = 1 is the plain model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from nigotis.forecasting.dropout_likelihood import SMALLEST, Counts, Kind, log_likelihood
from nigotis.forecasting.history import DAYS_PER_WEEK, Floats, Ints, Summary
from nigotis.forecasting.newton import Peak, Prior, maximise
from nigotis.forecasting.standing import Standing

BG = Kind(leaves_at_once=False)
MBG = Kind()
PRIOR = Prior((1.0, 8.0, 0.7, 2.0))
"""A weak opinion about r, alpha (weeks), a and b: 50 clients then do nearly as well as a thousand, and no fit fails."""


@dataclass(frozen=True)
class Dropout:
    """A model with its parameters (`alpha` in weeks); `peak` says how it was found."""

    kind: Kind
    r: float
    alpha: float
    a: float
    b: float
    peak: Peak | None = None

    @classmethod
    def at(cls, kind: Kind, parameters: Floats, peak: Peak | None = None) -> Dropout:
        """A model from the array (r, alpha, a, b)."""
        r, alpha, a, b = map(float, parameters)
        return cls(kind, r, alpha, a, b, peak)

    def with_parameters(self, parameters: Floats) -> Dropout:
        """The same kind with other parameters."""
        return Dropout.at(self.kind, parameters)

    @property
    def name(self) -> str:
        """Name of the kind."""
        return self.kind.name

    @property
    def log_likelihood(self) -> float:
        """Of the clients it was fitted to; -inf for parameters that were given."""
        return self.peak.log_likelihood if self.peak else -np.inf

    def standing(self, s: Summary) -> Standing:
        """Where each client stands at the cut: what all that follows is read from."""
        return Standing(self.kind, self.r, self.alpha, self.a, self.b, s)

    def p_alive(self, s: Summary) -> Floats:
        """Probability that each client has not left at the cut, float64[n]."""
        return self.standing(s).p_alive

    def p_no_order(self, s: Summary, days: float) -> Floats:
        """Probability that no order comes within `days` days after the cut, float64[n]."""
        return self.standing(s).p_no_order(days)

    def orders(self, s: Summary, days: float) -> Floats:
        """Orders expected within `days` days after the cut, float64[n]."""
        return self.standing(s).orders(days)

    def orders_of_newcomer(self, days: float) -> float:
        """Orders expected of somebody new within `days` days after the first order."""
        nothing = np.zeros(1, dtype=np.int64)
        return float(self.orders(Summary(nothing, nothing, nothing), days)[0])

    def draw(self, s: Summary, days: Sequence[float], draws: int, dice: np.random.Generator) -> Ints:
        """Possible numbers of orders up to each of some days (rising) after the cut, int64[days, n, draws]."""
        at, shape = self.standing(s), (len(s), draws)
        alive = dice.random(shape) < at.p_alive[:, None]
        begun = np.cumsum(np.stack(at.stages[:-1], axis=1), axis=1) if self.kind.k > 1 else np.zeros((len(s), 0))
        j = np.sum(dice.random(shape)[:, :, None] > begun[:, None, :], axis=2)
        rate = dice.gamma(at.R[:, None] + j) / at.age[:, None]
        weeks = np.diff(np.array(days) / DAYS_PER_WEEK, prepend=0.0)
        stages = np.cumsum(dice.poisson(rate * weeks[:, None, None]), axis=0)
        leaves = dice.beta(self.a, np.broadcast_to(at.stayed[:, None], shape))
        drawn: Ints = alive * np.minimum((j + stages) // self.kind.k, dice.geometric(np.maximum(leaves, SMALLEST)))
        return drawn


def fit(s: Summary, kind: Kind = MBG, prior: Prior | None = None) -> Dropout:
    """The most likely parameters (with `prior`: the most probable). Raises ValueError without clients.

    Large data start from the fit of a thinned part of themselves.
    """
    if not len(s):
        raise ValueError("no clients to fit to")
    counts = Counts.of(s, kind)
    start = np.array((prior or PRIOR).centre)
    thin = counts.thinned()
    if thin is not None:
        start = maximise(partial(log_likelihood, thin, kind), start, prior).parameters
    peak = maximise(partial(log_likelihood, counts, kind), start, prior)
    return Dropout.at(kind, peak.parameters, peak)
