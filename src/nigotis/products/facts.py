"""The catalogue as the fact table `products`. Removed products stay, not active: their sales still count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, cast, column, func, select, table

from nigotis.mirror.feed import Feed, Watch, chosen
from nigotis.products.models import CategoryRow, ProductRow

_MERCHANT = table("merchant", column("id"), column("zone"))


def _products(merchant_id: int, keys: Sequence[int] | None) -> Select[Any]:
    p, c = ProductRow, CategoryRow
    columns: list[ColumnElement[Any]] = [
        p.id.label("product_id"),
        c.name.label("category"),
        p.price.expression,
        p.cost.expression,
        p.stock.expression,
        cast(func.timezone(_MERCHANT.c.zone, p.created_at), Date).label("created_on"),
        p.is_product.expression,
        and_(p.is_active, p.deleted_at.is_(None)).label("is_active"),
    ]
    return (
        select(*columns)
        .join(_MERCHANT, _MERCHANT.c.id == p.merchant_id)
        .outerjoin(c, and_(c.merchant_id == p.merchant_id, c.id == p.category_id))
        .where(p.merchant_id == merchant_id, chosen(p.id.expression, keys))
    )


FEED = Feed(
    entity="products",
    key="product_id",
    watches=(Watch("product"), Watch("category", None, ("name",)), Watch("merchant", None, ("zone",), merchant="id")),
    select=_products,
)
