"""Which products go to the same clients: to suggest the one to who buys the other, and where it is a step up."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from nigotis.metrics.affinity import pairs
from nigotis.metrics.baskets import Many, basket_lines, chosen
from nigotis.metrics.catalogue import Behind, Unit, metric
from nigotis.metrics.facts import PRODUCTS
from nigotis.metrics.mining.baskets import Ints
from nigotis.metrics.window import Window

STEP_FROM, STEP_TO = 1.1, 2.5
"""How much dearer a step up is, as a factor: more than a little, and not more than a person may be talked into."""

KINDS = ("step_up", "same_kind", "goes_along")
"""Of the same category and dearer by that much; of the same category; of another."""


def _likened(rows: pa.Table, w: Window, *, limit: int, **_: str) -> pa.Table:
    lines, listed = (rows.filter(which) for which in (pc.invert(rows["is_listed"]), rows["is_listed"]))
    baskets, left, right, count = pairs(lines, w, None)
    picked, offered = chosen(lines, w, baskets.items), _places(baskets.items, listed)
    first, second, both = np.append(left, right), np.append(right, left), np.append(count, count)
    shown = picked[first] & (offered[second] >= 0)
    first, second, both = first[shown], second[shown], both[shown]
    one, other = baskets.counts[first], baskets.counts[second]
    similarity = both / np.sqrt(one * other)
    order = np.lexsort((baskets.items[second], baskets.items[first], -similarity))[:limit]
    first, second = first[order], second[order]
    price, category = _prices(listed), _categories(listed)
    before, after = price[offered[first]], price[offered[second]]
    return pa.table(
        {
            "product_id": baskets.items[first],
            "with_product_id": baskets.items[second],
            "similarity": similarity[order],
            "clients": both[order],
            "product_clients": one[order],
            "with_product_clients": other[order],
            "kind": _kinds(category[offered[first]], category[offered[second]], before, after),
            "price_change": pa.array(after / before - 1, from_pandas=True),
        }
    )


def _places(items: Ints, listed: pa.Table) -> Ints:
    """Where each item stands among the products on sale; -1 for one that is not."""
    at = pc.index_in(pa.array(items), value_set=listed["product_id"].combine_chunks())
    return np.asarray(pc.fill_null(at, -1), np.int64)


def _prices(listed: pa.Table) -> np.ndarray:
    """List prices, NaN where there is none; the last one stands for what is not on sale."""
    price = listed["price"].cast(pa.float64()).to_numpy()
    return np.append(np.where(price > 0, price, np.nan), np.nan)


def _categories(listed: pa.Table) -> Ints:
    """Categories as numbers, -1 where there is none; the last one stands for what is not on sale."""
    codes = listed["category"].combine_chunks().dictionary_encode().indices
    return np.append(pc.fill_null(codes, -1).to_numpy(zero_copy_only=False), -1)


def _kinds(one: Ints, other: Ints, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    alike = (one == other) & (one >= 0)
    is_step = alike & (after >= STEP_FROM * before) & (after <= STEP_TO * before)
    return np.select([is_step, alike], KINDS[:2], KINDS[2])


@metric(
    "product_id",
    "with_product_id",
    product_id=Unit.PRODUCT,
    with_product_id=Unit.PRODUCT,
    similarity=Unit.NUMBER,
    clients=Unit.COUNT,
    product_clients=Unit.COUNT,
    with_product_clients=Unit.COUNT,
    kind=Unit.CODE,
    price_change=Unit.SHARE,
    behind=Behind("buyers", {"with_product_id": None}),
    then=_likened,
)
def similar_products(w: Window, *, limit: Many = 100) -> ir.Table:
    """Products that the same clients buy: what else to suggest to who buys the first, most alike first.

    `similarity` is the cosine of their clients in the period: clients who bought both / sqrt(clients of the one *
    clients of the other), 1 where the same people buy both. `kind` says how the second stands to the first: a step up
    (of the same category, dearer by a tenth up to two and a half times), of the same kind, or going along (of another
    category); `price_change` compares the list prices. Only what is on sale is suggested, of at least 5 clients in
    common and, unless products are chosen, one client in a thousand. Under a filter on product or category the first
    product is one of those.
    """
    bought = basket_lines(w, "client")
    lines = bought.mutate(category=ibis.null("string"), price=ibis.null(PRODUCTS.price.type()), is_listed=False)
    sale = PRODUCTS.filter(PRODUCTS.is_active & PRODUCTS.is_product)
    listed = sale.select(basket=ibis.null("int64"), product_id="product_id", category="category", price="price")
    return lines.union(listed.mutate(is_listed=True))
