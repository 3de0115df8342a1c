"""Stock on hand moves with sales and returns."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Numeric, case, select, update

from nigotis.kernel.context import Context
from nigotis.products.models import ProductRow


def move_stock(ctx: Context, changes: dict[int, Decimal]) -> None:
    """Add `changes` (product id -> units, negative when sold) to the stock of those products that are tracked.

    Stock may fall below zero: what was sold was there, so the count was wrong, and a negative figure says so. Rows are
    locked in the order of their ids, so two sales of the same goods wait for each other and never deadlock.
    """
    moved = {product_id: change for product_id, change in changes.items() if change}
    if not moved:
        return
    tracked = (
        select(ProductRow.id)
        .where(ProductRow.merchant_id == ctx.merchant_id, ProductRow.id.in_(moved), ProductRow.stock.is_not(None))
        .order_by(ProductRow.id)
        .with_for_update(key_share=True)
        .cte("tracked")
    )
    change = case(moved, value=ProductRow.id).cast(Numeric(18, 6))
    ctx.db.execute(
        update(ProductRow)
        .where(ProductRow.merchant_id == ctx.merchant_id, ProductRow.id.in_(select(tracked.c.id)))
        .values(stock=ProductRow.stock + change, updated_at=ctx.now)
        .execution_options(synchronize_session=False)
    )
