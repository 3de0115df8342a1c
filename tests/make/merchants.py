"""Businesses for tests, opened through the front desk as a person would."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from nigotis.kernel.context import Actor, Caller, House
from nigotis.staff.front_desk import Entry, sign_up
from nigotis.staff.roles import grants_of
from nigotis.staff.types import SignUp

PASSWORD = "a long password"
_numbers = count(1)


def open_shop(house: House, **changes: object) -> Entry:
    """A new business with its owner signed in; every call makes another one."""
    number = next(_numbers)
    profile = {
        "business_name": f"Shop {number}",
        "country": "AZ",
        "currency": "AZN",
        "zone": "Asia/Baku",
        "language": "en",
        "name": f"Owner {number}",
        "email": f"owner{number}@example.com",
        "password": PASSWORD,
    }
    return sign_up(house, SignUp.model_validate(profile | changes))


def owner_of(house: House, **changes: object) -> Caller:
    """The owner of a new business."""
    return open_shop(house, **changes).caller


def with_role(caller: Caller, role: str) -> Caller:
    """The same place in the same business with another role."""
    actor = Actor("person", caller.actor.id, caller.actor.name, role, grants_of(role))
    return replace(caller, actor=actor)


def working_in(caller: Caller, branch_id: int, role: str) -> Caller:
    """The same place with another role, in one branch."""
    other = with_role(caller, role)
    return replace(other, actor=replace(other.actor, grants=grants_of(role, branch_id), branch_id=branch_id))
