"""What one does with the catalogue."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from nigotis.kernel.context import Context
from nigotis.kernel.fields import changes
from nigotis.kernel.operation import Effect, operation
from nigotis.kernel.paging import Page, page
from nigotis.kernel.problems import Conflict, Invalid, NotFound
from nigotis.kernel.searching import search_key
from nigotis.merchants.custom_fields import changed_custom, check_custom
from nigotis.products import catalogue
from nigotis.products.models import CategoryRow, ProductRow
from nigotis.products.types import (
    AddCategory,
    AddProduct,
    AdjustStock,
    Category,
    EditCategory,
    EditProduct,
    FindProducts,
    ListCategories,
    Product,
    WhichProduct,
)

_EDITABLE = ("name", "sku", "barcode", "category_id", "unit", "price", "cost", "is_product", "is_active")


@operation("GET /products", needs="products:read", effect=Effect.READS)
def search(ctx: Context, ask: FindProducts) -> Page[Product]:
    """List the products that fit what you are looking for."""
    query = catalogue.found(ctx, ask)
    rows, after = page(ctx.db, query, [ProductRow.name.expression, ProductRow.id.expression], ask)
    total = ctx.db.scalar(select(func.count()).select_from(query.subquery())) if ask.after is None else None
    return Page(items=[Product.model_validate(row) for row in rows], next=after, total=total)


@operation("POST /products", needs="products:write", effect=Effect.WRITES)
def add(ctx: Context, ask: AddProduct) -> Product:
    """Add a product to the catalogue."""
    _check_category(ctx, ask.category_id)
    values = ask.model_dump() | {"custom": check_custom(ctx, "products", ask.custom)}
    row = ProductRow(**values, search_key=search_key(ask.name), created_at=ctx.now, updated_at=ctx.now)
    row.merchant_id = ctx.merchant_id
    ctx.db.add(row)
    _flush(ctx, row)
    return Product.model_validate(row)


@operation("GET /products/{product_id}", needs="products:read", effect=Effect.READS)
def read(ctx: Context, ask: WhichProduct) -> Product:
    """Show a product."""
    return Product.model_validate(_on_sale(ctx, ask.product_id))


@operation("PATCH /products/{product_id}", needs="products:write", effect=Effect.WRITES)
def edit(ctx: Context, ask: EditProduct) -> Product:
    """Change a product.

    Sales already recorded keep the price and the cost they were recorded with.
    """
    row = _on_sale(ctx, ask.product_id)
    _check_category(ctx, ask.category_id)
    for name, value in changes(ask, of=_EDITABLE, required=("name", "is_product", "is_active")).items():
        setattr(row, name, value)
    row.custom = changed_custom(ctx, "products", row.custom, ask.custom)
    row.search_key = search_key(row.name)
    row.updated_at = ctx.now
    _flush(ctx, row)
    return Product.model_validate(row)


@operation("DELETE /products/{product_id}", needs="products:write", effect=Effect.WRITES)
def remove(ctx: Context, ask: WhichProduct) -> Product:
    """Take a product out of the catalogue; its sales stay, and it can be put back."""
    row = _on_sale(ctx, ask.product_id)
    row.deleted_at = row.updated_at = ctx.now
    ctx.db.flush()
    return Product.model_validate(row)


@operation("POST /products/{product_id}/restore", needs="products:write", effect=Effect.WRITES)
def restore(ctx: Context, ask: WhichProduct) -> Product:
    """Put a removed product back into the catalogue."""
    row = ctx.get(ProductRow, ask.product_id, lock=True)
    row.deleted_at = None
    row.updated_at = ctx.now
    _flush(ctx, row)
    return Product.model_validate(row)


@operation("POST /products/{product_id}/stock", needs="products:write", effect=Effect.WRITES)
def adjust_stock(ctx: Context, ask: AdjustStock) -> Product:
    """Set a product's stock to what you counted, add a delivery, or stop tracking it."""
    row = _on_sale(ctx, ask.product_id, lock=True)
    if (ask.counted is None) + (ask.change is None) != (1 if ask.track else 2):
        raise Invalid("products.counted_or_change", field="counted")
    row.stock = ask.counted if ask.change is None else (row.stock or 0) + ask.change
    if row.stock is not None and abs(row.stock) >= 10**12:
        raise Invalid("products.stock_too_large", field="change")
    row.updated_at = ctx.now
    ctx.db.flush()
    return Product.model_validate(row)


@operation("GET /categories", needs="products:read", effect=Effect.READS)
def categories(ctx: Context, ask: ListCategories) -> list[Category]:
    """List the categories of products."""
    return [Category.model_validate(row) for row in ctx.db.scalars(ctx.mine(CategoryRow).order_by(CategoryRow.name))]


@operation("POST /categories", needs="products:write", effect=Effect.WRITES)
def add_category(ctx: Context, ask: AddCategory) -> Category:
    """Add a category for products."""
    row = CategoryRow(merchant_id=ctx.merchant_id, name=ask.name, created_at=ctx.now)
    ctx.db.add(row)
    _flush_category(ctx, ask.name)
    return Category.model_validate(row)


@operation("PATCH /categories/{category_id}", needs="products:write", effect=Effect.WRITES)
def edit_category(ctx: Context, ask: EditCategory) -> Category:
    """Rename a category of products."""
    row = ctx.get(CategoryRow, ask.category_id)
    row.name = ask.name
    _flush_category(ctx, ask.name)
    return Category.model_validate(row)


def _on_sale(ctx: Context, product_id: int, *, lock: bool = False) -> ProductRow:
    row = ctx.get(ProductRow, product_id, lock=lock)
    if row.deleted_at is not None:
        raise NotFound("kernel.not_found")
    return row


def _check_category(ctx: Context, category_id: int | None) -> None:
    if category_id is not None:
        ctx.get(CategoryRow, category_id)


def _flush(ctx: Context, row: ProductRow) -> None:
    sku = row.sku
    try:
        ctx.db.flush()
    except IntegrityError as error:
        raise Conflict("products.sku_taken", field="sku", sku=sku) from error


def _flush_category(ctx: Context, name: str) -> None:
    try:
        ctx.db.flush()
    except IntegrityError as error:
        raise Conflict("products.category_name_taken", field="name", name=name) from error
