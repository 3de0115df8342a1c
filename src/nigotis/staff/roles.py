"""Who may do what: the one declared table. Every operation names one grant; a role is a set of grants.

`docs/operations.md` shows the table that follows from it, operation by role.
"""

from __future__ import annotations

from typing import Literal, get_args

Role = Literal["owner", "manager", "analyst", "seller", "cashier"]
ROLES: tuple[Role, ...] = get_args(Role)

TABLE: dict[str, str] = {
    # grant             o = owner, m = manager, a = analyst, s = seller, c = cashier
    "merchants:read": "omasc",
    "merchants:write": "o",
    "staff:read": "om",
    "staff:write": "o",
    "clients:read": "omasc",
    "clients:write": "omsc",
    "clients:export": "om",
    "products:read": "omasc",
    "products:write": "om",
    "sales:read": "omasc",
    "sales:write": "omsc",
    "deals:read": "omas",
    "deals:write": "oms",
    "deals:plan": "om",
    "messages:read": "om",
    "messages:write": "om",
    "imports:read": "om",
    "imports:write": "om",
    "predictions:read": "omas",
    "predictions:write": "om",
    "segments:read": "omas",
    "segments:write": "om",
    "reports:read": "omas",
    "boards:read": "omas",
    "boards:write": "oma",
}


WHOLE_BUSINESS = frozenset({"imports:write"})
"""What touches every branch at once: not for who works in one of them, unless she is an owner."""


def grants_of(role: str, branch_id: int | None = None) -> frozenset[str]:
    """The grants of a role, at work in one branch or in none; none for a word that is not a role."""
    found = frozenset(grant for grant, roles in TABLE.items() if role in ROLES and role[0] in roles)
    return found if branch_id is None or role == "owner" else found - WHOLE_BUSINESS


def roles_with(grant: str) -> list[Role]:
    """The roles that hold a grant."""
    return [role for role in ROLES if grant in grants_of(role)]
