"""Sales for tests."""

from __future__ import annotations

from typing import Any

from nigotis.kernel.context import Caller, House
from nigotis.sales import operations
from nigotis.sales.types import RecordSale, ReturnSale, Sale


def line(quantity: str = "1", unit_price: str = "10", **said: Any) -> dict[str, Any]:
    """A line of a sale as a till sends it; by name unless a product is said."""
    return {"quantity": quantity, "unit_price": unit_price, "name": None if "product_id" in said else "Tea"} | said


def a_sale(house: House, caller: Caller, *lines: dict[str, Any], **said: Any) -> Sale:
    """A recorded sale; of one tea when nothing is said."""
    ask = RecordSale.model_validate({"lines": list(lines) or [line()]} | said)
    return operations.record.serve(house, caller, ask)


def a_return(house: House, caller: Caller, sale: Sale, **said: Any) -> Sale:
    """A return of everything on the sale, or of what is said."""
    if "amount" not in said and "lines" not in said:
        said["lines"] = [{"line_id": row.id, "quantity": abs(row.quantity)} for row in sale.lines]
    return operations.give_back.serve(house, caller, ReturnSale.model_validate({"sale_id": sale.id} | said))
