"""The receipt of what is offered: on earlier days, was it in the next basket, and would what most buy have been?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from nigotis.forecasting.history import number
from nigotis.forecasting.receipts import OfferReceipt
from nigotis.predictions.next_products import SHOWN, Baskets, Range, alike, next_products, own

FEWEST_CASES = 30
SAMPLE = 4_000
"""So many baskets a day are looked at."""


def proven(baskets: Baskets, range_: Range, origins: Sequence[str], horizon_in_days: int) -> OfferReceipt:
    """Offers made on each of the `origins` (ISO days) with the baskets known then, against the first basket within the
    horizon after it. What is counted are products that can still be bought, for both rules alike."""
    tried = {day: _tried(baskets, range_, number(date.fromisoformat(day)), horizon_in_days) for day in origins}
    counted = {day: hits for day, hits in tried.items() if hits.cases}
    cases, hits, naive = (sum(getattr(one, name) for one in counted.values()) for name in ("cases", "hits", "naive"))
    if cases < FEWEST_CASES:
        return OfferReceipt(cases=cases)
    return OfferReceipt(tuple(counted), cases, SHOWN, hits, naive, beats_naive=hits > naive)


@dataclass(frozen=True)
class Hits:
    """Baskets that were looked at, and those that held something offered by either rule."""

    cases: int
    hits: int
    naive: int


def _tried(baskets: Baskets, range_: Range, origin: int, days: int) -> Hits:
    before = baskets.rows(baskets.day <= origin)
    bought = _next(baskets, before, origin, days)
    together = alike(before, range_)
    theirs = before.rows(np.isin(before.client, list(bought)))
    offered = next_products(own(theirs, origin), together, SHOWN)
    popular = together.popular[:SHOWN].tolist()
    return Hits(
        cases=len(bought),
        hits=sum(not bought[client].isdisjoint(products) for client, products in offered.items()),
        naive=sum(not basket.isdisjoint(popular) for basket in bought.values()),
    )


def _next(baskets: Baskets, before: Baskets, origin: int, days: int) -> dict[int, set[int]]:
    """What some of the clients known before put into their first basket after `origin`, if it came in time."""
    later = baskets.rows((baskets.day > origin) & (baskets.day <= origin + days))
    later = later.rows(np.isin(later.client, before.client))
    client, place = np.unique(later.client, return_inverse=True)
    first = np.full(len(client), np.iinfo(np.int64).max)
    np.minimum.at(first, place, later.day)
    some = np.zeros(len(client), bool)
    some[:: max(1, -(-len(client) // SAMPLE))] = True
    kept = later.rows((later.day == first[place]) & some[place])
    bought: dict[int, set[int]] = {}
    for buyer, product in zip(kept.client.tolist(), kept.product.tolist(), strict=True):
        bought.setdefault(buyer, set()).add(product)
    return bought
