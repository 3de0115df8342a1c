"""How many baskets hold both of two items, for every pair that is frequent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from nigotis.metrics.mining.baskets import Baskets, Ints

_LINES = 1 << 21
"""Lines whose pairs are counted at once: bounds the memory."""
_TABLE = 1 << 24
"""Cells of a table of all pairs that is still worth holding (128 MB)."""
_WIDE = 24
"""A basket that holds more than one in so many of the frequent items is counted by a matrix product."""
_ROWS = 1 << 12


Pairs = tuple[Ints, Ints, Ints]
"""Left, right, count: codes with left < right, ordered by both."""


def pair_counts(baskets: Baskets) -> Pairs:
    """The frequent pairs."""
    size = len(baskets.items)
    totals = Totals(size)
    totals.add(baskets.basket, baskets.code)
    keys, counts = totals.frequent(baskets.least)
    return keys // size, keys % size, counts


def pairs_above(pairs: Pairs, baskets: Baskets, least: int) -> Pairs:
    """Of the pairs of `baskets` those that `baskets.above(least)` has: they need not be counted again."""
    often = pairs[2] >= least
    code = np.cumsum(baskets.counts >= least) - 1
    left, right, count = (part[often] for part in pairs)
    return code[left], code[right], count


class Totals:
    """Counts of pairs of `size` items that grow basket by basket; a key is left * size + right."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._table = np.zeros(size * size, np.int64) if size * size <= _TABLE else None
        self._sparse = (np.empty(0, np.int64), np.empty(0, np.int64))

    def add(self, basket: Ints, code: Ints) -> None:
        """Count whole baskets: lines ordered by basket and code, each once."""
        for lines in _whole(basket):
            self._add(basket[lines], code[lines])

    def _add(self, basket: Ints, code: Ints) -> None:
        if self._table is None:
            self._sparse = _merged(self._sparse, list(_keys(basket, code, self._size)))
            return
        widths = np.diff(np.flatnonzero(np.diff(basket, prepend=basket[0] - 1)), append=len(basket))
        if widths.max() > (widest := max(self._size // _WIDE, 2)):
            wide = np.repeat(widths > widest, widths)
            self._table += _products(basket[wide], code[wide], self._size)
            basket, code = basket[~wide], code[~wide]
        keys = list(_keys(basket, code, self._size))
        if keys:
            self._table += np.bincount(np.concatenate(keys), minlength=len(self._table))

    def frequent(self, least: int) -> tuple[Ints, Ints]:
        """Keys, rising, of the pairs with a count of at least `least`, and the counts."""
        if self._table is None:
            keys, counts = self._sparse
            often = counts >= least
            return keys[often], counts[often]
        keys = np.flatnonzero(self._table >= max(least, 1))
        return keys, self._table[keys]


def _whole(basket: Ints) -> Iterator[slice]:
    """Slices of about `_LINES` lines that never part a basket."""
    start = 0
    while start < len(basket):
        stop = min(start + _LINES, len(basket))
        if stop < len(basket):
            stop = int(np.searchsorted(basket, basket[stop - 1], "right"))
        yield slice(start, stop)
        start = stop


def _keys(basket: Ints, code: Ints, size: int) -> Iterator[Ints]:
    """Keys of the pairs of each basket: an item with the next, with the one after, and so on."""
    first, step = np.flatnonzero(basket[1:] == basket[:-1]), 1
    while len(first):
        yield code[first] * size + code[first + step]
        step += 1
        first = first[: int(np.searchsorted(first, len(basket) - step))]
        first = first[basket[first] == basket[first + step]]


def _products(basket: Ints, code: Ints, size: int) -> Ints:
    """The same by matrix products, for baskets that hold many of the items; exact: of `_LINES` lines no pair stands in
    2**24 baskets."""
    place = np.unique(basket, return_inverse=True)[1]
    whole = int(place[-1]) + 1
    total = np.zeros((size, size), np.float32)
    for start in range(0, whole, _ROWS):
        here = slice(*np.searchsorted(place, [start, start + _ROWS]))
        rows = np.zeros((min(_ROWS, whole - start), size), np.float32)
        rows[place[here] - start, code[here]] = 1
        total += rows.T @ rows
    return np.triu(total, 1).astype(np.int64).ravel()


def _merged(known: tuple[Ints, Ints], keys: Iterable[Ints]) -> tuple[Ints, Ints]:
    found = np.concatenate([known[0], *keys])
    weights = np.concatenate([known[1], np.ones(len(found) - len(known[0]), np.int64)])
    order = np.argsort(found)
    found, weights = found[order], weights[order]
    if not len(found):
        return found, weights
    starts: npt.NDArray[np.intp] = np.flatnonzero(np.concatenate(([True], found[1:] != found[:-1])))
    return found[starts], np.add.reduceat(weights, starts)
