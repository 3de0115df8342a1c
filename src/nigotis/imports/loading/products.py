"""A product file: what is new in the catalogue, and which prices, costs and stocks it changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from nigotis.imports.loading.goods import Shelf, Values, settle
from nigotis.imports.loading.own_fields import OwnFields
from nigotis.imports.loading.run import Run

_SAME = ("name", "category", "price", "cost", "stock")


def load_products(run: Run) -> None:
    """Enter the products of a reading and change those that are known. A later row of the same product adds to an
    earlier one."""
    own = OwnFields(run, "products", run.reading.custom)
    rows = run.reading.table.to_pylist()
    goods = [_good(run, own, row) for row in rows]
    run.progress(0.4, "imports.matching_products")
    shelf = Shelf(run.ctx, goods)
    for values in goods:
        shelf.place(values).values |= values
    run.progress(0.6, "imports.writing_products", count=len(shelf.new))
    settle(run, shelf, lambda good: good.values)


def _good(run: Run, own: OwnFields, row: dict[str, Any]) -> Values:
    found = {name: row[name] for name in _SAME if row.get(name) is not None}
    if row["external_id"] is not None:
        found["sku"] = row["external_id"]
    if not row["is_product"]:
        found["is_product"] = False
    if "is_active" in run.reading.columns:
        found["is_active"] = row["is_active"]
    if row["created"] is not None:
        found["created_at"] = datetime.combine(row["created"], datetime.min.time(), run.ctx.merchant.tz)
    custom = own.read(row["row"], {name: row[name] for name in run.reading.custom})
    return found | ({"custom": custom} if custom else {})
