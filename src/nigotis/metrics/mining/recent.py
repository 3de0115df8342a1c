"""What was mined a moment ago: pairs, rules and bundles of one page or report are asked of the same baskets."""

from __future__ import annotations

from dataclasses import dataclass, field

from nigotis.metrics.mining.baskets import Baskets
from nigotis.metrics.mining.itemsets import Sets, TooManySets, frequent_sets
from nigotis.metrics.mining.pairs import Pairs, pair_counts

KEPT = 4
LARGEST = 1 << 21
"""Lines of baskets up to which the answer is kept: that of more would hold too much memory for long."""


@dataclass
class _Mined:
    mark: bytes
    pairs: Pairs | None = None
    sets: dict[tuple[int, int], list[Sets]] = field(default_factory=dict)
    refused: set[tuple[int, int]] = field(default_factory=set)


_RECENT: list[_Mined] = []


def recent_pairs(baskets: Baskets) -> Pairs:
    """`pairs.pair_counts`, counted once for equal baskets."""
    known = _of(baskets)
    if known.pairs is None:
        known.pairs = pair_counts(baskets)
    return known.pairs


def recent_sets(baskets: Baskets, longest: int, most: int, pairs: Pairs) -> list[Sets]:
    """`itemsets.frequent_sets`, found once for equal baskets; shorter ones are the beginning of longer ones.

    Raises TooManySets.
    """
    known = _of(baskets)
    for (length, limit), found in known.sets.items():
        if length >= longest and limit == most:
            return found[:longest]
    if any(length <= longest and limit >= most for length, limit in known.refused):
        raise TooManySets(f"more than {most} sets are frequent")
    try:
        found = frequent_sets(baskets, longest, most, pairs)
    except TooManySets:
        known.refused.add((longest, most))
        raise
    known.sets[longest, most] = found
    return found


def _of(baskets: Baskets) -> _Mined:
    known = next((one for one in _RECENT if one.mark == baskets.mark), None)
    if known is None:
        known = _Mined(baskets.mark)
        if len(baskets.code) <= LARGEST:
            _RECENT[:] = [known, *_RECENT[: KEPT - 1]]
    return known
