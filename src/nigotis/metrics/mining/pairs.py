"""How many baskets hold both of two items, for every pair that is frequent."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from nigotis.metrics.mining.baskets import Baskets, Ints, once

_LINES = 1 << 21
"""Lines whose pairs are counted at once: bounds the memory."""
_TABLE = 1 << 26
"""Cells of a table of pairs (256 MB); more pairs are counted in several goes."""
_SORTED, _SPARSE = 1 << 25, 16
"""Pairs are rather sorted where they are at most so many, and the table has so many times as many cells."""
_WIDE = 24
"""A basket that holds more than one in so many of the frequent items is counted by a matrix product."""
_CELLS = 1 << 24
"""Cells of a factor of that product (64 MB)."""


Pairs = tuple[Ints, Ints, Ints]
"""Left, right, count: codes with left < right, ordered by both."""


def pair_counts(baskets: Baskets) -> Pairs:
    """The frequent pairs."""
    return _counted(baskets.basket, baskets.code, len(baskets.items), len(baskets.items), baskets.least)


def pair_counts_with(baskets: Baskets, picked: npt.NDArray[np.bool_]) -> Pairs:
    """Of the frequent pairs those in which a picked item stands (a flag for each item)."""
    by_place = np.argsort(~picked, kind="stable")  # the picked ones first: they are the left of each pair
    place = np.empty_like(by_place)
    place[by_place] = np.arange(len(picked))
    held = _of_baskets_with(picked[baskets.code], baskets.basket)
    basket, code = once(baskets.basket[held], place[baskets.code[held]], len(picked))
    left, right, count = _counted(basket, code, len(picked), int(picked.sum()), baskets.least)
    ends = np.sort(np.stack([by_place[left], by_place[right]]), axis=0)
    order = np.lexsort(ends[::-1])
    return ends[0, order], ends[1, order], count[order]


def _of_baskets_with(wanted: npt.NDArray[np.bool_], basket: Ints) -> npt.NDArray[np.bool_]:
    """Which lines lie in a basket with a wanted one."""
    if not len(basket):
        return wanted
    starts = np.flatnonzero(np.diff(basket, prepend=basket[0] - 1))
    return np.repeat(np.logical_or.reduceat(wanted, starts), np.diff(starts, append=len(basket)))


def pairs_above(pairs: Pairs, baskets: Baskets, least: int) -> Pairs:
    """Of the pairs of `baskets` those that `baskets.above(least)` has: they need not be counted again."""
    often = pairs[2] >= least
    code = np.cumsum(baskets.counts >= least) - 1
    left, right, count = (part[often] for part in pairs)
    return code[left], code[right], count


def _counted(basket: Ints, code: Ints, size: int, lefts: int, least: int) -> Pairs:
    """The frequent pairs of `size` items whose left one is of the first `lefts`."""
    if _how_many(basket, code, lefts) <= min(_SORTED, lefts * size // _SPARSE):
        found = [_sorted(basket, code, size, lefts, least)]
    else:
        found = []
        for rows in goes(size, lefts):
            totals = Totals(size, rows)
            totals.add(basket, code)
            found.append(totals.frequent(least))
    keys, counts = (np.concatenate([np.empty(0, np.int64), *parts]) for parts in zip(*found, strict=True))
    return *np.divmod(keys, max(size, 1)), counts


def _how_many(basket: Ints, code: Ints, lefts: int) -> int:
    """Pairs in all baskets together: each line with every one after it in the basket."""
    if not len(basket):
        return 0
    starts = np.flatnonzero(np.diff(basket, prepend=basket[0] - 1))
    widths = np.diff(starts, append=len(basket))
    after = np.repeat(starts + widths, widths) - np.arange(1, len(basket) + 1)
    return int(after[code < lefts].sum())


def _sorted(basket: Ints, code: Ints, size: int, lefts: int, least: int) -> tuple[Ints, Ints]:
    keys, counts = np.unique(
        np.concatenate([np.empty(0, np.int64), *_keys(basket, code, size, range(lefts))]), return_counts=True
    )
    return keys[counts >= least], counts[counts >= least]


def goes(size: int, lefts: int) -> list[range]:
    """Left items whose pairs with all `size` items fit into one table, for one go after the other."""
    many = max(_TABLE // max(size, 1), 1)
    return [range(first, min(first + many, lefts)) for first in range(0, max(lefts, 1), many)]


class Totals:
    """Counts, growing basket by basket, of pairs of `size` items whose left one is of `rows`.

    A key of a pair is left * size + right.
    """

    def __init__(self, size: int, rows: range) -> None:
        self._size, self._rows = size, rows
        # Memory that no pair touches is not taken
        self._table = np.zeros((len(rows), size), np.uint32)

    def add(self, basket: Ints, code: Ints) -> None:
        """Count whole baskets: lines ordered by basket and code, each once."""
        for lines in _whole(basket):
            self._add(basket[lines], code[lines])

    def _add(self, basket: Ints, code: Ints) -> None:
        widths = np.diff(np.flatnonzero(np.diff(basket, prepend=basket[0] - 1)), append=len(basket))
        if widths.max() > (widest := max(self._size // _WIDE, 2)):
            wide = np.repeat(widths > widest, widths)
            self._multiply(basket[wide], code[wide])
            basket, code = basket[~wide], code[~wide]
        table = self._table.ravel()
        for keys in _keys(basket, code, self._size, self._rows):
            if len(keys) > len(table):
                table += np.bincount(keys, minlength=len(table)).astype(table.dtype)
            else:
                np.add.at(table, keys, table.dtype.type(1))

    def _multiply(self, basket: Ints, code: Ints) -> None:
        """The same by matrix products, for baskets that hold many of the items; exact, as no pair stands in more
        baskets of a product than 2**24."""
        place = np.unique(basket, return_inverse=True)[1]
        whole, many = int(place[-1]) + 1, max(_CELLS // self._size, 1)
        lefts = slice(self._rows.start, self._rows.stop)
        for start in range(0, whole, many):
            here = slice(*np.searchsorted(place, [start, start + many]))
            held = np.zeros((min(many, whole - start), self._size), np.float32)
            held[place[here] - start, code[here]] = 1
            rights = slice(lefts.start, None)
            np.add(self._table[:, rights], held[:, lefts].T @ held[:, rights], self._table[:, rights], casting="unsafe")

    def frequent(self, least: int) -> tuple[Ints, Ints]:
        """Keys, rising, of the pairs with a count of at least `least`, and the counts."""
        often = np.flatnonzero(self._table.ravel() >= max(least, 1))
        counts = self._table.ravel()[often].astype(np.int64)
        left, right = np.divmod(often, max(self._size, 1))
        # A product counts an item with itself, and each pair both ways
        once_each = (left := left + self._rows.start) < right
        return (left * self._size + right)[once_each], counts[once_each]


def _whole(basket: Ints) -> Iterator[slice]:
    """Slices of about `_LINES` lines that never part a basket."""
    start = 0
    while start < len(basket):
        stop = min(start + _LINES, len(basket))
        if stop < len(basket):
            stop = int(np.searchsorted(basket, basket[stop - 1], "right"))
        yield slice(start, stop)
        start = stop


def _keys(basket: Ints, code: Ints, size: int, rows: range) -> Iterator[Ints]:
    """Places in a table of `rows` by `size` of the pairs of each basket: an item of `rows` with the next one, with the
    one after, and so on."""
    first, step = np.flatnonzero(basket[1:] == basket[:-1]), 1
    if len(rows) < size:
        first = first[(code[first] >= rows.start) & (code[first] < rows.stop)]
    while len(first):
        yield (code[first] - rows.start) * size + code[first + step]
        step += 1
        first = first[: int(np.searchsorted(first, len(basket) - step))]
        first = first[basket[first] == basket[first + step]]
