"""Finding products, and what sales need to know of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from nigotis.kernel.context import Context
from nigotis.kernel.fields import LARGEST_ID
from nigotis.kernel.problems import NotFound
from nigotis.kernel.searching import starts_a_word
from nigotis.products.models import ProductRow
from nigotis.products.types import FindProducts


@dataclass(frozen=True)
class Offer:
    """What a sale needs to know of a product. `price` and `cost` are of one unit."""

    name: str
    price: Decimal | None
    cost: Decimal | None
    is_product: bool
    is_tracked: bool


def offers(ctx: Context, ids: Iterable[int]) -> dict[int, Offer]:
    """The products `ids`, also those taken off the catalogue: a till may not know yet. NotFound if one never was."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = ctx.db.execute(
        select(
            ProductRow.id,
            ProductRow.name,
            ProductRow.price,
            ProductRow.cost,
            ProductRow.is_product,
            ProductRow.stock.is_not(None),
        ).where(ProductRow.merchant_id == ctx.merchant_id, ProductRow.id.in_(wanted))
    )
    found = {row[0]: Offer(*row[1:]) for row in rows}
    if len(found) < len(wanted):
        raise NotFound("kernel.not_found", field="product_id")
    return found


def names(ctx: Context, ids: Iterable[int]) -> dict[int, str]:
    """Names of products by id, for whoever shows a figure; ids that are not ours are left out."""
    query = ctx.mine(ProductRow).with_only_columns(ProductRow.id, ProductRow.name)
    return dict(ctx.db.execute(query.where(ProductRow.id == func.any(list(ids)))).all())


def found(ctx: Context, ask: FindProducts) -> Select[Any]:
    """The products that fit the filters."""
    query = ctx.mine(ProductRow).where(ProductRow.deleted_at.is_(None))
    if ask.q and ask.q.strip():
        query = query.where(_matches(ask.q.strip()))
    if ask.category is not None:
        query = query.where(ProductRow.category_id == ask.category)
    if ask.is_product is not None:
        query = query.where(ProductRow.is_product == ask.is_product)
    if ask.is_active is not None:
        query = query.where(ProductRow.is_active == ask.is_active)
    return query


def _matches(typed: str) -> ColumnElement[bool]:
    ways: list[ColumnElement[bool]] = [ProductRow.sku.ilike(_prefix(typed), escape="\\"), ProductRow.barcode == typed]
    by_name = starts_a_word(ProductRow.search_key, typed)
    if by_name is not None:
        ways.append(by_name)
    if typed.isdecimal() and int(typed) <= LARGEST_ID:
        ways.append(ProductRow.id == int(typed))
    return or_(*ways)


def _prefix(typed: str) -> str:
    return typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
