"""Changing many products at once, for file imports, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert

from nigotis.kernel.context import Context
from nigotis.kernel.revising import Revision, put_back, revise
from nigotis.kernel.searching import search_key
from nigotis.products.models import CategoryRow, ProductRow


def products_named(ctx: Context, names: Sequence[str]) -> dict[str, int]:
    """Ids of the products in the catalogue by name, of those without an article number; the first of equal names."""
    query = ctx.mine(ProductRow).with_only_columns(ProductRow.name, ProductRow.id).order_by(ProductRow.id.desc())
    query = query.where(ProductRow.deleted_at.is_(None), ProductRow.sku.is_(None))
    return dict(ctx.db.execute(query.where(ProductRow.name == func.any(list(names)))).all())


def categories_named(ctx: Context, names: Iterable[str], *, import_id: int | None) -> dict[str, int]:
    """Ids of categories by name; those that are missing are made."""
    wanted = sorted(set(names))
    rows = [
        {"merchant_id": ctx.merchant_id, "name": name, "created_at": ctx.now, "import_id": import_id} for name in wanted
    ]
    if rows:
        ctx.db.execute(insert(CategoryRow).values(rows).on_conflict_do_nothing())
    query = ctx.mine(CategoryRow).with_only_columns(CategoryRow.name, CategoryRow.id)
    return dict(ctx.db.execute(query.where(CategoryRow.name == func.any(wanted))).all())


def customs_of(ctx: Context, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What the merchant's own fields say of products, by id."""
    query = ctx.mine(ProductRow).with_only_columns(ProductRow.id, ProductRow.custom)
    return dict(ctx.db.execute(query.where(ProductRow.id == func.any(list(ids)))).all())


def revise_products(ctx: Context, wanted: Mapping[int, Mapping[str, Any]]) -> list[Revision]:
    """Set what is given, {id: {column: JSON value}}; answers what changed. See `nigotis.kernel.revising.revise`."""
    full = {product_id: _with_key(values) for product_id, values in wanted.items() if values}
    return revise(ctx, ProductRow, full)


def put_back_products(ctx: Context, revisions: Sequence[Revision]) -> int:
    """Undo `revise_products`; see `nigotis.kernel.revising.put_back`."""
    return put_back(ctx, ProductRow, revisions)


def _with_key(values: Mapping[str, Any]) -> dict[str, Any]:
    return dict(values) | ({"search_key": search_key(values["name"])} if "name" in values else {})
