"""Baskets as arrays: which frequent items lie in which basket, each once, in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Least = Callable[[int], int]
"""From the number of baskets to the number of them in which something must lie to be frequent."""

_SPARE = 8
"""A table over a range of ids may be so many times longer than what is looked up in it."""


@dataclass(frozen=True)
class Baskets:
    """`count` baskets in all; of those that hold anything frequent, the frequent items.

    `items` (F,) ids, rising; `counts` (F,) baskets that hold each; `basket` (n,) and `code` (n,) say which basket
    holds which item (an index into `items`), each pair once, ordered by both; `least` is the frequent count.
    """

    count: int
    least: int
    items: Ints
    counts: Ints
    basket: Ints
    code: Ints

    @cached_property
    def mark(self) -> bytes:
        """Equal for equal baskets, and in practice for no others."""
        mark = blake2b(f"{self.count} {self.least}".encode(), digest_size=32)
        for part in (self.items, self.basket, self.code):
            mark.update(part.tobytes())
        return mark.digest()

    def above(self, least: int) -> Baskets:
        """Without what lies in less than `least` baskets."""
        often = self.counts >= least
        kept, renumbered = often[self.code], np.cumsum(often) - 1
        return Baskets(
            self.count, least, self.items[often], self.counts[often], self.basket[kept], renumbered[self.code[kept]]
        )


def at_least(share: Decimal, whole: int) -> int:
    """The smallest count that is at least `share` of `whole`, exactly: ceil(share * whole)."""
    part, unit = share.as_integer_ratio()
    return -(-part * whole // unit)


def coded(basket: Ints, item: Ints, least: Least) -> Baskets:
    """Baskets of (basket, item) pairs in any order and any number of times; ids are any int64."""
    whole = distinct(basket)
    needed = max(least(whole), 1)
    basket, code, items = _frequent(basket, item, needed)
    counts = np.bincount(code, minlength=len(items)).astype(np.int64)
    # Lines of one basket may repeat an item, so not all that seemed frequent are
    return Baskets(whole, needed, items, counts, basket, code).above(needed)


def distinct(ids: Ints) -> int:
    """How many different ids there are."""
    if not len(ids):
        return 0
    if (ids[1:] >= ids[:-1]).all():
        return 1 + int(np.count_nonzero(ids[1:] != ids[:-1]))
    low, high = int(ids.min()), int(ids.max())
    if high - low > _SPARE * len(ids):
        return len(np.unique(ids))
    seen = np.zeros(high - low + 1, np.bool_)
    seen[ids - low] = True
    return int(np.count_nonzero(seen))


def _frequent(basket: Ints, item: Ints, needed: int) -> tuple[Ints, Ints, Ints]:
    """Lines of items that stand on enough lines, each (basket, code) once and in order."""
    code, ids = numbered(item)
    lines = np.bincount(code, minlength=len(ids))
    often = np.flatnonzero(lines >= needed)
    lookup = np.full(len(ids), -1, np.int64)
    lookup[often] = np.arange(len(often))
    return *once(basket, lookup[code], len(often)), ids[often]


def numbered(ids: Ints) -> tuple[Ints, Ints]:
    """Each id as a place in a rising list, and the list; the list may hold ids that do not occur."""
    if not len(ids):
        return ids, ids
    low, high = int(ids.min()), int(ids.max())
    if high - low <= _SPARE * len(ids):
        return ids - low, np.arange(low, high + 1)
    found, code = np.unique(ids, return_inverse=True)
    return code.astype(np.int64), found


def once(basket: Ints, code: Ints, size: int) -> tuple[Ints, Ints]:
    """Sorted by basket and code, doubles and codes below zero gone: one sort of whole numbers that hold both.

    Numbers of baskets are others afterwards, in the same order.
    """
    if not len(basket):
        return basket, code
    bits = size.bit_length()
    low, high = int(basket.min()), int(basket.max())
    if (high - low) >> (62 - bits):
        basket, low = np.unique(basket, return_inverse=True)[1].astype(np.int64), 0
    keys = ((basket - low) << bits) | code
    keys = np.compress(keys >= 0, keys)  # a third faster than keys[keys >= 0]
    keys.sort()
    fresh = np.empty(len(keys), np.bool_)
    fresh[:1] = True
    np.not_equal(keys[1:], keys[:-1], out=fresh[1:])
    keys = keys[fresh]
    return keys >> bits, keys & ((1 << bits) - 1)
