"""The DDL of the second fence: roles, grants and row-level security, called by migrations only.

Sources: PostgreSQL manual, "Row Security Policies" and "CREATE POLICY". FORCE makes the policies
hold for the owner too.
"""

from __future__ import annotations

from nigotis.kernel.db import APP_ROLE, SYSTEM_ROLE

MERCHANT = "nullif(current_setting('nigotis.merchant_id', true), '')::bigint"
PERSON = "nullif(current_setting('nigotis.person_id', true), '')::bigint"


def create_roles() -> list[str]:
    """The two roles that transactions run as; the connecting role may switch to them, and they own nothing."""
    return [
        statement
        for role in (APP_ROLE, SYSTEM_ROLE)
        for statement in (
            f"do $$ begin create role {role} nologin; exception when duplicate_object then null; end $$",
            f"grant {role} to current_user",
            f"grant usage on schema public to {role}",
        )
    ]


def fence(table: str, *, column: str = "merchant_id", also: str | None = None) -> list[str]:
    """Only rows of the transaction's merchant exist for the application role; `also` widens what it may read."""
    own = f"{column} = {MERCHANT}"
    seen = f"({own}) or ({also})" if also else own
    return [
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f"create policy own_rows on {table} to {APP_ROLE} using ({own}) with check ({own})",
        *([f"create policy seen_rows on {table} for select to {APP_ROLE} using ({seen})"] if also else []),
        f"grant select, insert, update, delete on {table} to {APP_ROLE}",
    ]


def let_system(table: str, *rights: str) -> list[str]:
    """Housekeeping may do `rights` (select, update, delete) on all rows of a table that holds no business rows."""
    return [
        f"grant {', '.join(rights)} on {table} to {SYSTEM_ROLE}",
        *(f"create policy system_{right} on {table} for {right} to {SYSTEM_ROLE} using (true)" for right in rights),
    ]
