"""What to offer a group of clients within what they already buy: a step up in price, or something they can afford."""

from __future__ import annotations

from typing import Annotated, Literal

import ibis
import ibis.expr.types as ir
from pydantic import Field

from nigotis.metrics import measures
from nigotis.metrics.catalogue import Limit, Unit, metric
from nigotis.metrics.facts import PRODUCTS
from nigotis.metrics.window import Window

Level = Annotated[
    Literal["premium", "affordable"], Field(description="The dearest third of a category, or the cheapest?")
]


@metric(
    "product_id",
    product_id=Unit.PRODUCT,
    category=Unit.TEXT,
    price=Unit.MONEY,
    clients=Unit.COUNT,
    category_clients=Unit.COUNT,
)
def price_offers(w: Window, *, level: Level = "premium", limit: Limit = 20) -> ir.Table:
    """Products to suggest to the clients in view: the dearest, or the cheapest, third of the categories they buy from.

    Categories with most of these clients in the period come first, within them the dearest (or the cheapest). Thirds
    are by the list price of what is on sale, tie-safe: products of one price stand in one third. Beside each product
    how many of the clients bought it in the period.
    """
    sold = w.lines.filter(lambda t: ~t.is_return & t.client_id.notnull())
    bought = sold.select("client_id", "product_id").join(PRODUCTS.select("product_id", "category"), "product_id")
    by_category = bought.group_by("category").agg(category_clients=bought.client_id.nunique())
    by_product = bought.group_by("product_id").agg(buyers=bought.client_id.nunique())
    found = _of_third(3 if level == "premium" else 1).join(by_category, "category")
    found = found.left_join(by_product, "product_id").drop("product_id_right")
    by_price = ibis.desc("price") if level == "premium" else ibis.asc("price")
    ordered = found.order_by(ibis.desc("category_clients"), "category", by_price, "product_id").limit(limit)
    return ordered.mutate(clients=ordered.buyers.fill_null(0), price=ordered.price.cast(measures.SUM))


def _of_third(third: int) -> ir.Table:
    """Products on sale in that third of their category by price."""
    sale = PRODUCTS.filter(PRODUCTS.is_active & PRODUCTS.is_product & PRODUCTS.price.notnull())
    known = sale.filter(sale.category.notnull())
    lower = ibis.rank().over(ibis.window(group_by="category", order_by=known.price))
    count = known.count().over(ibis.window(group_by="category"))
    placed = known.select("product_id", "category", "price", third=1 + (3 * lower) // count)
    return placed.filter(placed.third == third).drop("third")
