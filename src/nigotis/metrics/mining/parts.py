"""Pairs of more lines than memory holds: counted part by part, exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa

from nigotis.metrics.mining.baskets import Ints, Least, distinct, numbered, once
from nigotis.metrics.mining.pairs import Totals, goes

Parts = Callable[[], Iterable[pa.RecordBatch]]
"""Gives batches of (`basket` int64, `product_id` int64), the same ones each time it is called."""


def pairs_of_parts(parts: Parts, least: Least) -> pa.Table:
    """one, other, count, one_count, other_count, baskets of every frequent pair; one < other, ordered by both.

    `parts` is called for the products and for the pairs, once more for every further table of `goes`. All lines of a
    basket must stand in one batch; in it they may stand in any order and repeat a product. So a table too long for
    memory is read in parts by the remainder of the basket's number. Memory: one batch a few times over, the next one,
    and a table of pairs. Batches are taken on another thread.
    """
    items, lines, whole = _lines(parts)
    needed = max(least(whole), 1)
    items = items[lines >= needed]  # no fewer than the frequent ones: a basket may repeat a product
    found = []
    for rows in goes(len(items), len(items)):
        counts, totals = np.zeros(len(items), np.int64), Totals(len(items), rows)
        for basket, item in _read(parts):
            held, place = once(basket, _places(item, items), len(items))
            counts += np.bincount(place, minlength=len(items))
            totals.add(held, place)
        found.append(totals.frequent(needed))
    keys, count = (np.concatenate(several) for several in zip(*found, strict=True))
    left, right = np.divmod(keys, max(len(items), 1))
    return pa.table(
        {
            "one": items[left],
            "other": items[right],
            "count": count,
            "one_count": counts[left],
            "other_count": counts[right],
            "baskets": np.full(len(count), whole),
        }
    )


def _lines(parts: Parts) -> tuple[Ints, Ints, int]:
    """Every product, rising, with the lines it stands on, and the number of all baskets."""
    items, lines, whole = np.empty(0, np.int64), np.empty(0, np.int64), 0
    for basket, item in _read(parts):
        whole += distinct(basket)
        code, ids = numbered(item)
        known = np.union1d(items, ids)
        more = np.zeros(len(known), np.int64)
        more[np.searchsorted(known, items)] += lines
        more[np.searchsorted(known, ids)] += np.bincount(code, minlength=len(ids))
        items, lines = known, more
    return items, lines, whole


def _places(item: Ints, items: Ints) -> Ints:
    """Where each item stands among `items`; below zero: nowhere."""
    code, ids = numbered(item)
    lookup = np.full(len(ids), -1, np.int64)
    _, at, place = np.intersect1d(ids, items, assume_unique=True, return_indices=True)
    lookup[at] = place
    return lookup[code]


def _read(parts: Parts) -> Iterator[tuple[Ints, Ints]]:
    """Baskets and items of every part; the next one is read while one is worked on."""
    with ThreadPoolExecutor(1) as reader:
        batches = iter(parts())
        coming = reader.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = reader.submit(next, batches, None)
            yield batch["basket"].to_numpy(), batch["product_id"].to_numpy()
