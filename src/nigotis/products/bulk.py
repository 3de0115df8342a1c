"""Many products at once, for file imports and generated worlds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pyarrow as pa
from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert

from nigotis.kernel.context import Context
from nigotis.kernel.searching import search_key
from nigotis.kernel.staging import column, drop_staged, insert_staged, new_ids, stage
from nigotis.kernel.text import squashed
from nigotis.metrics.facts import MONEY
from nigotis.products.models import CategoryRow, ProductRow


def known_skus(ctx: Context, skus: Sequence[str]) -> dict[str, int]:
    """Ids of the products in the catalogue by article number, of those in `skus`."""
    query = ctx.mine(ProductRow).with_only_columns(ProductRow.sku, ProductRow.id)
    query = query.where(ProductRow.deleted_at.is_(None), ProductRow.sku == func.any(list(skus)))
    return {sku: product_id for sku, product_id in ctx.db.execute(query) if sku is not None}


def products_spelt(ctx: Context, keys: Sequence[str]) -> dict[str, int]:
    """Ids of the products in the catalogue by squashed name (`kernel.text.squashed`), of those in `keys`; of several
    that are called the same, the first."""
    query = ctx.mine(ProductRow).with_only_columns(ProductRow.name, ProductRow.id)
    query = query.where(ProductRow.deleted_at.is_(None)).order_by(ProductRow.id.desc())
    found = {squashed(name): product_id for name, product_id in ctx.db.execute(query)}
    return {key: found[key] for key in keys if key in found}


def copy_products(
    ctx: Context, data: pa.Table, *, import_id: int | None, created_at: datetime | None = None
) -> list[int]:
    """Add the rows of `data` and answer their ids in the same order.

    Columns, all but `name` optional: name, sku, barcode, category, unit (strings), price, cost, stock
    (decimal(18, 6)), is_product, is_active (bool), custom (a JSON object as string), created_at (timestamp with zone).
    Categories are made where missing. The caller has resolved what exists already (`known_skus`): a sku that is taken
    fails the transaction.
    """
    _make_categories(ctx, data, import_id)
    stage(ctx.db, "new_products", _staged(ctx, data, created_at or ctx.now))
    values = {name: f"s.{name}" for name in ("name", "search_key", "sku", "barcode", "unit", "price", "cost", "stock")}
    values |= {name: f"s.{name}" for name in ("is_product", "is_active", "created_at")}
    values |= {
        "merchant_id": ":merchant_id",
        "category_id": "(select c.id from category c where c.merchant_id = :merchant_id and c.name = s.category)",
        "custom": "s.custom::jsonb",
        "updated_at": ":now",
        "import_id": ":import_id",
    }
    given = {"merchant_id": ctx.merchant_id, "now": ctx.now, "import_id": import_id}
    insert_staged(ctx.db, "new_products", "product", values, given)
    ids = new_ids(ctx.db, "new_products")
    drop_staged(ctx.db, ["new_products"])
    return ids


def _make_categories(ctx: Context, data: pa.Table, import_id: int | None) -> None:
    wanted = column(data, "category", pa.string()).unique().to_pylist()
    rows = [
        {"merchant_id": ctx.merchant_id, "name": name, "created_at": ctx.now, "import_id": import_id}
        for name in wanted
        if name
    ]
    if rows:
        ctx.db.execute(insert(CategoryRow).values(rows).on_conflict_do_nothing())


def _staged(ctx: Context, data: pa.Table, created_at: datetime) -> pa.Table:
    names = data.column("name").to_pylist()
    moment = pa.timestamp("us", "UTC")
    staged = {name: column(data, name, pa.string()) for name in ("name", "sku", "barcode", "category", "unit")}
    staged |= {name: column(data, name, MONEY) for name in ("price", "cost", "stock")}
    staged |= {name: column(data, name, pa.bool_(), True) for name in ("is_product", "is_active")}
    staged |= {
        "custom": column(data, "custom", pa.string(), "{}"),
        "created_at": column(data, "created_at", moment, created_at),
        "search_key": pa.array([search_key(name) for name in names], pa.string()),
    }
    return pa.table(staged)
