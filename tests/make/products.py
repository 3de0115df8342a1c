"""Products for tests."""

from __future__ import annotations

from itertools import count

from nigotis.kernel.context import Caller, House
from nigotis.products import operations
from nigotis.products.types import AddProduct, Product

_numbers = count(1)


def a_product(house: House, caller: Caller, **said: object) -> Product:
    """A new product; every call makes another one."""
    ask = AddProduct.model_validate({"name": f"Product {next(_numbers)}", "price": "10"} | said)
    return operations.add.serve(house, caller, ask)
