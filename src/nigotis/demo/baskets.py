"""Who buys what with what: weighted draws of products, and the pairs planted on purpose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nigotis.demo.types import Flags, Floats, Ints


@dataclass(frozen=True)
class Pair:
    """Who takes `first` also takes `second` with this chance, beyond what chance alone would bring."""

    first: str
    second: str
    chance: float


@dataclass(frozen=True)
class Basket:
    """Chosen products, one entry each: row of the sale and position of the product, ordered by sale."""

    sale: Ints
    product: Ints


def draw(rng: np.random.Generator, weights: Floats) -> Ints:
    """One column for each row of `weights` (rows x products, not negative), in proportion to its weight."""
    edges = weights.cumsum(axis=1)
    # 1 - random is in (0, 1]: a draw of exactly 0 would fall on a product of weight 0.
    marks = (1 - rng.random((len(weights), 1))) * edges[:, -1:]
    return np.asarray((edges < marks).sum(axis=1), dtype=np.int64)


def draw_distinct(rng: np.random.Generator, weights: Floats, sizes: Ints) -> Basket:
    """`sizes[i]` different products for row i, each in proportion to its weight among those left (Gumbel top-k)."""
    with np.errstate(divide="ignore"):
        keys = np.log(weights) + rng.gumbel(size=weights.shape)
    order = np.argsort(-keys, axis=1, kind="stable")
    taken = np.arange(weights.shape[1])[None, :] < np.minimum(sizes, (weights > 0).sum(axis=1))[:, None]
    sale, rank = np.nonzero(taken)
    return Basket(sale, order[sale, rank])


def add_pairs(rng: np.random.Generator, basket: Basket, pairs: list[tuple[int, int, float]], allowed: Flags) -> Basket:
    """`basket` with the second of each (first, second, chance) added; `allowed` is sales x products."""
    for first, second, chance in pairs:
        holders = np.unique(basket.sale[basket.product == first])
        already = basket.sale[basket.product == second]
        lucky = holders[rng.random(len(holders)) < chance]
        lucky = lucky[allowed[lucky, second] & ~np.isin(lucky, already)]
        basket = join(basket, Basket(lucky, np.full(len(lucky), second)))
    return basket


def join(one: Basket, other: Basket) -> Basket:
    sale = np.concatenate([one.sale, other.sale])
    product = np.concatenate([one.product, other.product])
    order = np.lexsort((product, sale))
    return Basket(sale[order], product[order])
