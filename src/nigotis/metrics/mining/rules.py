"""Rules "who has these has that too" from frequent sets, thresholds held in whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from nigotis.metrics.mining.baskets import Ints
from nigotis.metrics.mining.itemsets import Sets

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Rules:
    """Rules of one length, a row each: `antecedent` (m, length - 1) codes, rising, and `consequent` (m,), then counts
    of baskets with all of it, with the antecedent, with the consequent, of `whole` baskets. `is_needless`: a shorter
    antecedent, part of this one, is at least as sure of the same consequent."""

    antecedent: Ints
    consequent: Ints
    count: Ints
    antecedent_count: Ints
    consequent_count: Ints
    is_needless: npt.NDArray[np.bool_]
    whole: int

    @property
    def support(self) -> Floats:
        """Share of baskets that hold all of it."""
        return self.count / self.whole

    @property
    def confidence(self) -> Floats:
        """Of the baskets with the antecedent, the share that holds the consequent."""
        return self.count / self.antecedent_count

    @property
    def lift(self) -> Floats:
        """How many times as often as if the two had nothing to do with each other."""
        return lift(self.count, self.antecedent_count, self.consequent_count, self.whole)

    @property
    def leverage(self) -> Floats:
        """Support less what it would be if the two had nothing to do with each other."""
        return leverage(self.count, self.antecedent_count, self.consequent_count, self.whole)

    def only(self, chosen: npt.NDArray[Any]) -> Rules:
        """The rules of a mask or of places."""
        return Rules(
            self.antecedent[chosen],
            self.consequent[chosen],
            self.count[chosen],
            self.antecedent_count[chosen],
            self.consequent_count[chosen],
            self.is_needless[chosen],
            self.whole,
        )


def lift(both: Ints, one: Ints, other: Ints, whole: int) -> Floats:
    """Brin, Motwani, Ullman, Tsur 1997 ("interest"); products are whole numbers, so it is rounded once."""
    return (both * whole) / (one * other)


def leverage(both: Ints, one: Ints, other: Ints, whole: int) -> Floats:
    """Piatetsky-Shapiro 1991; rounded once."""
    return (both * whole - one * other) / (whole * whole)


def is_sure(both: Ints, one: Ints, confidence: Decimal) -> npt.NDArray[np.bool_]:
    """Whether both / one >= confidence, exactly; at most six decimal places, so that nothing overflows."""
    part, unit = confidence.as_integer_ratio()
    sure: npt.NDArray[np.bool_] = both * unit >= one * part
    return sure


def rules_of(levels: list[Sets], whole: int, confidence: Decimal) -> list[Rules]:
    """Rules with one consequent, a list entry for each length from 2, ordered by (set, consequent).

    `levels` as `frequent_sets` gives them, of `whole` baskets.
    """
    if len(levels) < 2:
        return []
    finder = _Finder(levels)
    found: list[Rules] = []
    sureness = np.full((len(levels[0].counts), 1), -1.0)  # best confidence of any part of the antecedent
    for sets in levels[1:]:
        drops = np.column_stack([finder.find(np.delete(sets.items, place, axis=1)) for place in range(_length(sets))])
        before = levels[_length(sets) - 2].counts[drops]
        own = sets.counts[:, None] / before
        best = _best_part(drops, sureness)
        found.append(_rules(sets, before, best >= own, levels[0].counts, whole, confidence))
        sureness = np.maximum(own, best)
    return found


def _rules(
    sets: Sets, before: Ints, is_needless: npt.NDArray[Any], singles: Ints, whole: int, confidence: Decimal
) -> Rules:
    row, place = np.nonzero(is_sure(sets.counts[:, None], before, confidence))
    others = np.arange(_length(sets))[None, :] != place[:, None]
    consequent = sets.items[row, place]
    return Rules(
        sets.items[row][others].reshape(len(row), _length(sets) - 1),
        consequent,
        sets.counts[row],
        before[row, place],
        singles[consequent],
        is_needless[row, place],
        whole,
    )


def _best_part(drops: Ints, sureness: Floats) -> Floats:
    """(m, length): the best confidence with which a part of the other items implies the item at each place."""
    rows, length = drops.shape
    best = np.full((rows, length), -1.0)
    if length == 2:
        return best
    for gone in range(length):
        kept = [place for place in range(length) if place != gone]
        best[:, kept] = np.maximum(best[:, kept], sureness[drops[:, gone]])
    return best


def _length(sets: Sets) -> int:
    return int(sets.items.shape[1])


class _Finder:
    """Where a set stands among the sets of its length: a set is its first items' place and its last item."""

    def __init__(self, levels: list[Sets]) -> None:
        self._size = len(levels[0].counts)
        self._keys: list[Ints] = []
        for sets in levels[1:]:
            self._keys.append(self.find(sets.items[:, :-1]) * self._size + sets.items[:, -1])

    def find(self, sets: Ints) -> Ints:
        """Places of frequent sets (m, length) within their level."""
        place: Ints = sets[:, 0]
        for keys, last in zip(self._keys, sets.T[1:], strict=False):
            place = np.searchsorted(keys, place * self._size + last)
        return place
