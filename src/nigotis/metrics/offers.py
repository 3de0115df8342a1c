"""What to offer a group of clients within what they already buy: a step up in price, or something they can afford."""

from __future__ import annotations

from typing import Annotated, Literal

import ibis
import ibis.expr.types as ir
from pydantic import Field

from nigotis.metrics import measures
from nigotis.metrics.catalogue import BUYERS, Limit, Unit, metric
from nigotis.metrics.facts import PRODUCTS
from nigotis.metrics.window import Window

Level = Annotated[
    Literal["premium", "affordable"], Field(description="The dearest third of a category, or the cheapest?")
]


@metric(
    "product_id",
    behind=BUYERS,
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
    suggested = _of_third(3 if level == "premium" else 1)
    of_categories = PRODUCTS.filter(PRODUCTS.category.isin(suggested.category)).select("product_id", "category")
    bought = sold.select("client_id", "product_id").join(of_categories, "product_id")
    by_category = bought.group_by("category").agg(category_clients=bought.client_id.nunique())
    by_price = ibis.desc("price") if level == "premium" else ibis.asc("price")
    order = (ibis.desc("category_clients"), "category", by_price, "product_id")
    first = suggested.join(by_category, "category").order_by(order).limit(limit)
    # Who bought is counted one by one: only of the products that are shown, whatever product made a client be in view
    whole = w.dropping("product", "category").lines.filter(lambda t: ~t.is_return).semi_join(sold, "client_id")
    of_first = whole.filter(whole.product_id.isin(first.product_id))
    found = measures.beside(
        first, of_first.group_by("product_id").agg(buyers=of_first.client_id.nunique()), "product_id"
    )
    found = found.mutate(clients=found.buyers.fill_null(0), price=found.price.cast(measures.SUM))
    return found.order_by(order)


def _of_third(third: int) -> ir.Table:
    """Products on sale in that third of their category by price."""
    sale = PRODUCTS.filter(PRODUCTS.is_active & PRODUCTS.is_product & PRODUCTS.price.notnull())
    known = sale.filter(sale.category.notnull())
    lower = ibis.rank().over(ibis.window(group_by="category", order_by=known.price))
    count = known.count().over(ibis.window(group_by="category"))
    placed = known.select("product_id", "category", "price", third=1 + (3 * lower) // count)
    return placed.filter(placed.third == third).drop("third")
