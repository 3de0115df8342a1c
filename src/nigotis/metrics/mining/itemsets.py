"""Every set of items that lies together in enough baskets, up to a length.

Pairs are counted at once; longer sets grow item by item (Zaki, "Scalable algorithms for association mining", IEEE TKDE
2000) over the baskets of their first item, kept as bits: a set's count is the population count of a conjunction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nigotis.metrics.mining.baskets import Baskets, Ints
from nigotis.metrics.mining.pairs import Pairs, pair_counts

Bits = npt.NDArray[np.uint64]


class TooManySets(ValueError):
    """More sets are frequent than were allowed: the support is too low for these baskets."""


@dataclass(frozen=True)
class Sets:
    """Sets of one length: `items` (m, length) codes, rising in each row, rows in order; `counts` (m,)."""

    items: Ints
    counts: Ints


def frequent_sets(baskets: Baskets, longest: int, most: int, pairs: Pairs | None = None) -> list[Sets]:
    """Frequent sets of length 1, 2, .. `longest`, a list entry each (less where none is longer).

    `pairs` are those of `pair_counts`, where somebody has them already. Raises TooManySets when there are more than
    `most` in all.
    """
    size = len(baskets.items)
    left, right, both = pairs or pair_counts(baskets)
    levels = [Sets(np.arange(size)[:, None], baskets.counts), Sets(np.column_stack([left, right]), both)]
    total = size + len(both)
    found: dict[int, list[tuple[Ints, Ints]]] = {}
    if longest > 2 and total <= most:
        for items, counts in _Growth(baskets, left, right, longest).sets():
            total += len(counts)
            if total > most:
                break
            found.setdefault(items.shape[1], []).append((items, counts))
    if total > most:
        raise TooManySets(f"more than {most} sets are frequent")
    return [level for level in [*levels, *_in_order(found)] if len(level.counts)]


def _in_order(found: dict[int, list[tuple[Ints, Ints]]]) -> Iterator[Sets]:
    for length in sorted(found):
        items = np.sort(np.concatenate([items for items, _ in found[length]]), axis=1)
        counts = np.concatenate([counts for _, counts in found[length]])
        order = np.lexsort(items.T[::-1])
        yield Sets(items[order], counts[order])


class _Growth:
    """Sets of three and more. Inside, items are ranked rarest first, so that first items have few baskets."""

    def __init__(self, baskets: Baskets, left: Ints, right: Ints, longest: int) -> None:
        size = len(baskets.items)
        self._least, self._longest = baskets.least, longest
        self._by_rank = np.argsort(baskets.counts, kind="stable")
        rank = np.empty(size, np.int64)
        rank[self._by_rank] = np.arange(size)
        self._rank = rank[baskets.code]  # of each line
        self._basket_starts = np.flatnonzero(np.diff(baskets.basket, prepend=-1))
        self._basket_ends = np.append(self._basket_starts[1:], len(baskets.basket))
        place = np.cumsum(np.diff(baskets.basket, prepend=-1) != 0) - 1
        order = np.argsort(self._rank, kind="stable")
        self._baskets_of = np.split(place[order], np.searchsorted(self._rank[order], np.arange(1, size)))
        first, second = np.minimum(rank[left], rank[right]), np.maximum(rank[left], rank[right])
        order = np.lexsort((second, first))
        self._after = np.split(second[order], np.searchsorted(first[order], np.arange(1, size)))
        self._local = np.full(size, -1, np.int64)

    def sets(self) -> Iterator[tuple[Ints, Ints]]:
        """Codes (m, length) and counts of sets that share all but their last item."""
        for first, after in enumerate(self._after):
            if len(after) > 1:
                yield from self._grow((first,), after, self._bits(first, after))

    def _bits(self, first: int, after: Ints) -> Bits:
        """For each item of `after` which of the baskets of `first` hold it, 64 baskets a word."""
        where = self._baskets_of[first]
        starts, lengths = self._basket_starts[where], (self._basket_ends - self._basket_starts)[where]
        row = np.repeat(np.arange(len(where)), lengths)
        line = np.arange(len(row)) + np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
        self._local[after] = np.arange(len(after))
        local = self._local[self._rank[line]]
        self._local[after] = -1
        held = np.zeros((len(after), -(-len(where) // 64) * 64), np.bool_)
        held[local[local >= 0], row[local >= 0]] = True
        return np.packbits(held, axis=1).view(np.uint64)

    def _grow(self, prefix: tuple[int, ...], items: Ints, bits: Bits) -> Iterator[tuple[Ints, Ints]]:
        for place in range(len(items) - 1):
            both = bits[place] & bits[place + 1 :]
            counts = np.bitwise_count(both).sum(axis=1, dtype=np.int64)
            often = np.flatnonzero(counts >= self._least)
            if not len(often):
                continue
            longer = (*prefix, int(items[place]))
            last = items[place + 1 + often]
            whole = np.column_stack([np.broadcast_to(longer, (len(last), len(longer))), last])
            yield self._by_rank[whole], counts[often]
            if len(longer) + 1 < self._longest and len(often) > 1:
                yield from self._grow(longer, last, both[often])
