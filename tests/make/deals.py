"""Deals and activities for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest

from nigotis.deals import operations
from nigotis.deals.types import AddDeal, DealCard
from nigotis.kernel.context import Caller, House
from nigotis.kernel.problems import Problem
from nigotis.staff.operations import add_seller
from nigotis.staff.types import AddSeller

_numbers = count(1)


def a_deal(house: House, caller: Caller, **said: object) -> DealCard:
    """A new deal; every call makes another one."""
    return operations.add.serve(house, caller, AddDeal.model_validate({"title": f"Deal {next(_numbers)}"} | said))


def a_seller(house: House, caller: Caller, **said: object) -> int:
    """The id of a new seller; every call makes another one."""
    ask = AddSeller.model_validate({"name": f"Seller {next(_numbers)}"} | said)
    return int(add_seller.serve(house, caller, ask).id)


@contextmanager
def refused(key: str) -> Iterator[None]:
    """What happens inside is refused with the sentence `key`."""
    with pytest.raises(Problem) as found:
        yield
    assert found.value.key == key
