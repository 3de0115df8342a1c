"""The DDL of the second fence: roles, grants and row-level security, written into migrations.

A table says who may do what by `__fence__` on its model; one with `merchant_id` needs to say nothing. Any other table
without a fence is closed to everybody but its owner.

Sources: PostgreSQL manual, "Row Security Policies" and "CREATE POLICY". FORCE makes the policies hold for the owner
too, who may be an ordinary role on a server we do not run: what it does to all rows (backups, migrations of data) it
does as a member of the keeper role, in a session that says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from nigotis.kernel.db import APP_ROLE, SYSTEM_ROLE

Right = Literal["select", "insert", "update", "delete"]

MERCHANT = "nullif(current_setting('nigotis.merchant_id', true), '')::bigint"
PERSON = "nullif(current_setting('nigotis.person_id', true), '')::bigint"
KEEPER_ROLE = "nigotis_keeper"
KEEPING = "current_setting('nigotis.keeping', true) = 'on'"
EVERYTHING: tuple[Right, ...] = ("select", "insert", "update", "delete")


@dataclass(frozen=True)
class Fence:
    """Who may do what with the rows of a table.

    `own`: the rows that the application role may touch in a transaction, as SQL; `app`: what it may do with them;
    `seen`: rows that it may read besides; `system`: what housekeeping may do with all rows (never on business rows).
    """

    own: str = f"merchant_id = {MERCHANT}"
    seen: str | None = None
    app: tuple[Right, ...] = EVERYTHING
    system: tuple[Right, ...] = ()


CLOSED = Fence(own="false", app=())


def fence_of(model: type[Any]) -> Fence:
    """The fence that a table's model declares, or what follows from its columns."""
    declared: Fence | None = getattr(model, "__fence__", None)
    if declared is not None:
        return declared
    return Fence() if "merchant_id" in model.__table__.columns else CLOSED


def fence_ddl(table: str, fence: Fence) -> list[str]:
    """The statements that put up `fence` around `table`."""
    return [
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f"create policy kept_rows on {table} to {KEEPER_ROLE} using ({KEEPING}) with check ({KEEPING})",
        *_for_app(table, fence),
        *let_system(table, *fence.system),
    ]


def create_roles() -> list[str]:
    """The roles that transactions run as; the connecting role may switch to them, and they own nothing."""
    return [
        statement
        for role in (APP_ROLE, SYSTEM_ROLE, KEEPER_ROLE)
        for statement in (
            f"do $$ begin if not exists (select from pg_roles where rolname = '{role}') then"
            f" create role {role} nologin; end if;"
            " exception when duplicate_object or unique_violation then null; end $$",
            f"do $$ begin grant {role} to current_user; exception when insufficient_privilege then null; end $$",
            f"grant usage on schema public to {role}",
        )
    ]


def _for_app(table: str, fence: Fence) -> list[str]:
    if not fence.app:
        return []
    return [
        f"grant {', '.join(fence.app)} on {table} to {APP_ROLE}",
        f"create policy own_rows on {table} to {APP_ROLE} using ({fence.own}) with check ({fence.own})",
        *([f"create policy seen_rows on {table} for select to {APP_ROLE} using ({fence.seen})"] if fence.seen else []),
    ]


def let_system(table: str, *rights: Right) -> list[str]:
    """Housekeeping may do `rights` on all rows of a table that holds no business rows."""
    if not rights:
        return []
    return [
        f"grant {', '.join(rights)} on {table} to {SYSTEM_ROLE}",
        *(f"create policy system_{right} on {table} for {right} to {SYSTEM_ROLE} {_all(right)}" for right in rights),
    ]


def _all(right: Right) -> str:
    return "with check (true)" if right == "insert" else "using (true)"
