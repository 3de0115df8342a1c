"""Baskets as the metrics of products together ask for them, and how their rows become arrays."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Literal

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field

from nigotis.metrics.catalogue import Behind
from nigotis.metrics.mining.baskets import Baskets, Ints, at_least, coded
from nigotis.metrics.window import Window

Share = Annotated[Decimal, Field(gt=0, le=1, decimal_places=6)]
Support = Annotated[
    Share | None,
    Field(description="In what share of sales it must stand, 0.001 = one in a thousand; chosen by itself if left out."),
]
Within = Annotated[
    Literal["sale", "client"],
    Field(description="Bought together within one sale, or by one client over the whole period."),
]
Season = Annotated[
    Literal["all", "dec_feb", "mar_may", "jun_aug", "sep_nov"],
    Field(description="Only the sales of this part of the year, in every year of the period."),
]
Many = Annotated[int, Field(ge=1, le=1_000_000, description="How many rows at most.")]

SEASONS: dict[str, tuple[int, ...]] = {
    "dec_feb": (12, 1, 2),
    "mar_may": (3, 4, 5),
    "jun_aug": (6, 7, 8),
    "sep_nov": (9, 10, 11),
}
"""Parts of the year, without a word that means another time south of the equator."""

TOGETHER = Behind("buyers", {"with_product_id": "together"})
"""The clients behind a pair: who bought the one on a receipt that holds the other."""
FEWEST = 5
"""What stands together in fewer sales is an accident."""
USUAL = Decimal("0.001")


def sold(w: Window, season: str = "all") -> ir.Table:
    """Lines of products in sales, whole baskets: filters on product and category choose later what to show."""
    lines = w.dropping("product", "category").lines
    lines = lines.filter(lambda t: ~t.is_return & t.is_product & t.product_id.notnull())
    return lines if season == "all" else lines.filter(lines.day.month().isin(SEASONS[season]))


def basket_lines(w: Window, within: str = "sale", season: str = "all") -> ir.Table:
    """basket, product_id; under a filter on product or category also the products it lets through, basket empty."""
    lines = sold(w, season)
    key = lines.sale_id if within == "sale" else lines.client_id
    baskets = lines.filter(key.notnull()).select(basket=key, product_id=lines.product_id)
    if not is_chosen(w):
        return baskets
    return baskets.union(w.lines.select(basket=ibis.null("int64"), product_id="product_id").distinct())


def is_chosen(w: Window) -> bool:
    """Whether the window looks at some products only."""
    return bool(w.product or w.category)


def arrays(rows: pa.Table) -> tuple[Ints, Ints]:
    """Basket and product of each line, of rows made by `basket_lines`."""
    lines = rows.filter(pc.is_valid(rows["basket"])) if rows["basket"].null_count else rows
    return lines["basket"].to_numpy(), lines["product_id"].to_numpy()


def chosen(rows: pa.Table, w: Window, items: Ints) -> np.ndarray:
    """Which of `items` the window's filters let through."""
    if not is_chosen(w):
        return np.ones(len(items), np.bool_)
    return np.isin(items, rows["product_id"].filter(pc.is_null(rows["basket"])).to_numpy())


def least_of(support: Decimal | None, usual: Decimal = USUAL) -> Callable[[int], int]:
    """From a number of baskets to how many of them make something frequent."""
    if support is not None:
        return lambda whole: at_least(support, whole)
    return lambda whole: max(at_least(usual, whole), FEWEST)


def read(rows: pa.Table, support: Decimal | None, usual: Decimal = USUAL) -> Baskets:
    """The rows as coded baskets."""
    return coded(*arrays(rows), least_of(support, usual))
