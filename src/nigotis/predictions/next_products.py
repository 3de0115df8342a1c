"""What to offer a client next: what she buys again and again, filled up with what goes with it and what all buy.

The rule is counting, no model: on public grocery data counting names more of the next basket than nearest-neighbour
recommenders do, and letting old orders fade names more again (`tests/real/test_next_products.py` has the figures).

Own products are ranked by the sum of 0.5 ** (age in days / 90) over the order days that hold them. *Alike* are two
products that the same clients buy: cosine of their clients, clients of both / sqrt(clients of one * of the other). Who
has few products of her own gets others by the share of all clients who buy them, plus what her own products (m of them)
say beyond that: the sum over those alike of (clients of both - expected) / (clients of hers + 100) / (m + 1), so that a
handful of clients says less than the whole shop does. A *step up* is alike, of the same category and dearer, but not by
more than a person may be talked into.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nigotis.forecasting.receipts import OfferReceipt
from nigotis.metrics.similar import STEP_FROM, STEP_TO

SHOWN = 5
"""So many products are offered to one client."""

HALF_LIFE_IN_DAYS = 90
ALIKE = 10
MOST_PRODUCTS = 2000
"""Only so many of the most bought products are compared: what few buy says little of who else would."""

MOST_CLIENTS = 50_000
"""The comparison looks at so many of the latest clients: more of them change nothing one would notice."""

FEWEST_CLIENTS = 3
"""So many clients must have bought both before two products count as alike."""

DOUBT = 100
"""So many clients a product needs before what its buyers buy weighs half as much as it says."""

POPULAR = 100
"""So many of the most bought products are offered to those who have few of their own."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Baskets:
    """Who bought what on which days: a row per client, product and order day (int64 each, days since 1970-01-01)."""

    client: Ints
    product: Ints
    day: Ints

    def rows(self, chosen: NDArray[np.bool_]) -> Baskets:
        """Some of the rows."""
        return Baskets(self.client[chosen], self.product[chosen], self.day[chosen])


@dataclass(frozen=True)
class Range:
    """What is known of the products themselves: id, rising; category as a number, -1 for none; price, NaN for none."""

    product: Ints
    category: Ints
    price: Floats


@dataclass(frozen=True)
class Alike:
    """Of each compared product (int64[n], rising) up to ten others, most alike first (int64[n, 10], -1: no more), the
    `weight` of each as an offer (float64[n, 10]) and its step up (int64[n], -1: none). `popular`: what most clients
    buy, best first, and the share of clients who do."""

    product: Ints
    others: Ints
    weight: Floats
    step_up: Ints
    popular: Ints
    share: Floats

    def of(self, product: int) -> list[tuple[int, float]]:
        """Products alike to one with their weights, best first; none for one that is not compared."""
        at = int(np.searchsorted(self.product, product))
        if at == len(self.product) or self.product[at] != product:
            return []
        pairs = zip(self.others[at].tolist(), self.weight[at].tolist(), strict=True)
        return [(other, weight) for other, weight in pairs if other >= 0]


@dataclass(frozen=True)
class Own:
    """A client's own products, one row each: clients rising, the best product first within a client."""

    client: Ints
    product: Ints
    score: Floats

    def each(self) -> dict[int, Ints]:
        """Products by client."""
        starts = np.flatnonzero(_differs(self.client))
        parts = np.split(self.product, starts[1:])[: len(starts)]
        return dict(zip(self.client[starts].tolist(), parts, strict=True))


def own(baskets: Baskets, as_of: int) -> Own:
    """Everybody's own products by recency-weighted count on the day `as_of`; nothing in `baskets` may be later."""
    order = np.lexsort((baskets.day, baskets.product, baskets.client))
    client, product, day = baskets.client[order], baskets.product[order], baskets.day[order]
    new = np.flatnonzero(_differs(client) | _differs(product))
    if not len(new):
        return Own(client, product, np.zeros(0))
    weight = 0.5 ** ((as_of - day) / HALF_LIFE_IN_DAYS)
    score = np.add.reduceat(weight, new)
    client, product = client[new], product[new]
    best = np.lexsort((product, -score, client))
    return Own(client[best], product[best], score[best])


def alike(baskets: Baskets, range_: Range) -> Alike:
    """Which products go to the same clients, and which of them are a step up."""
    popular, clients = _by_clients(baskets)
    compared = np.sort(popular[clients >= FEWEST_CLIENTS][:MOST_PRODUCTS])
    latest = _latest(baskets)
    both = _bought_both(latest, compared)
    alone = np.maximum(np.diag(both), 1)
    cosine = np.where(both >= FEWEST_CLIENTS, both / np.sqrt(np.outer(alone, alone)), 0.0)
    np.fill_diagonal(cosine, 0.0)
    best = _best(cosine)
    found = np.take_along_axis(cosine, best, 1) > 0
    others = np.where(found, compared[best], -1)
    share = clients / _number(baskets)
    expected = alone[:, None] * (np.diag(both) / _number(latest))[best]
    weight = (np.take_along_axis(both, best, 1) - expected) / (alone[:, None] + DOUBT)
    return Alike(compared, others, weight, _steps_up(compared, cosine, range_), popular[:POPULAR], share[:POPULAR])


def next_products(own: Own, alike: Alike, count: int = ALIKE) -> dict[int, list[int]]:
    """Up to `count` products for every client: own ones, then those alike to them, then what most clients buy."""
    return {client: _filled(products, alike, count) for client, products in own.each().items()}


def offered(own: Own, alike: Alike, receipt: OfferReceipt) -> dict[int, list[int]]:
    """`next_products`, or what most clients buy where offering that named as many of the next baskets."""
    if receipt.origins and not receipt.beats_naive:
        popular: list[int] = alike.popular[:SHOWN].tolist()
        return dict.fromkeys(own.each(), popular)
    return next_products(own, alike, SHOWN)


def step_up(own: Ints, alike: Alike) -> tuple[int, int] | None:
    """Of what a client buys, best first, the first product with a step up she does not know: (from, to)."""
    known = set(own.tolist())
    at = np.searchsorted(alike.product, own)
    for product, place in zip(own.tolist(), at.tolist(), strict=True):
        if place < len(alike.product) and alike.product[place] == product:
            dearer = int(alike.step_up[place])
            if dearer >= 0 and dearer not in known:
                return product, dearer
    return None


def _filled(products: Ints, alike: Alike, count: int) -> list[int]:
    chosen: list[int] = products[:count].tolist()
    if len(chosen) < count:
        votes = dict(zip(alike.popular.tolist(), alike.share.tolist(), strict=True))
        for product in products.tolist():
            for other, weight in alike.of(product):
                votes[other] = votes.get(other, 0.0) + weight / (len(products) + 1)
        unknown = votes.keys() - set(products.tolist())
        chosen += sorted(unknown, key=lambda other: (-votes[other], other))[: count - len(chosen)]
    return chosen


def _best(score: Floats) -> Ints:
    """Places of the ten highest scores of each row, best first, ties by place."""
    if score.shape[1] > ALIKE:
        few = np.sort(np.argpartition(-score, ALIKE - 1, axis=1)[:, :ALIKE], axis=1)
    else:
        few = np.broadcast_to(np.arange(score.shape[1]), score.shape)
    order = np.argsort(-np.take_along_axis(score, few, 1), axis=1, kind="stable")
    return np.take_along_axis(few, order, 1)


def _by_clients(baskets: Baskets) -> tuple[Ints, Ints]:
    """Products by how many clients bought them, most first, and that number."""
    product, place = np.unique(baskets.product, return_inverse=True)
    client = np.unique(baskets.client, return_inverse=True)[1]
    pairs = np.unique(client * max(len(product), 1) + place)  # a client counts once however often she bought
    clients = np.bincount(pairs % max(len(product), 1), minlength=len(product))
    order = np.lexsort((product, -clients))
    return product[order], clients[order]


def _number(baskets: Baskets) -> int:
    """How many clients there are, at least one."""
    return max(len(np.unique(baskets.client)), 1)


def _bought_both(baskets: Baskets, compared: Ints) -> Floats:
    """How many clients bought both, for each pair of compared products; on the diagonal, the one."""
    place = np.searchsorted(compared, baskets.product)
    there = place < len(compared)
    there[there] = compared[place[there]] == baskets.product[there]
    client = np.unique(baskets.client[there], return_inverse=True)[1]
    shape = (int(client.max()) + 1 if len(client) else 0, len(compared))
    bought = sparse.csr_matrix((np.ones(len(client)), (client, place[there])), shape=shape)
    bought.data[:] = 1.0  # after duplicates were added up
    return np.asarray((bought.T @ bought).todense())


def _latest(baskets: Baskets) -> Baskets:
    """What at most `MOST_CLIENTS` clients bought, those who came last."""
    client, inverse = np.unique(baskets.client, return_inverse=True)
    if len(client) <= MOST_CLIENTS:
        return baskets
    last = np.zeros(len(client), np.int64)
    np.maximum.at(last, inverse, baskets.day)
    kept = np.zeros(len(client), dtype=bool)
    kept[np.lexsort((client, -last))[:MOST_CLIENTS]] = True
    rows = kept[inverse]
    return Baskets(baskets.client[rows], baskets.product[rows], baskets.day[rows])


def _steps_up(compared: Ints, cosine: Floats, range_: Range) -> Ints:
    dearer = np.full(len(compared), -1, np.int64)
    at = np.searchsorted(range_.product, compared)
    known = np.flatnonzero(range_.category[at] >= 0)
    if not len(known):
        return dearer
    category, price = range_.category[at[known]], range_.price[at[known]]
    with np.errstate(invalid="ignore", divide="ignore"):
        factor = price[None, :] / price[:, None]
    fits = category[:, None] == category[None, :]
    fits &= (factor >= STEP_FROM) & (factor <= STEP_TO)
    score = np.where(fits, cosine[np.ix_(known, known)], 0.0)
    best = score.argmax(axis=1)
    dearer[known] = np.where(score[np.arange(len(known)), best] > 0, compared[known[best]], -1)
    return dearer


def _differs(values: Ints) -> NDArray[np.bool_]:
    new = np.ones(len(values), dtype=bool)
    new[1:] = values[1:] != values[:-1]
    return new
