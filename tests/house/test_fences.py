"""The second fence in the database itself: on every table, forced, closed without a merchant."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from make.merchants import owner_of
from nigotis.kernel.context import House
from nigotis.kernel.db import APP_ROLE, SYSTEM_ROLE
from nigotis.kernel.tenancy import fence_of
from nigotis.migrations.schema import models

TABLES = sorted(models())
OF_MERCHANTS = [name for name in TABLES if "merchant_id" in models()[name].__table__.columns]


def rows(db: Any, query: str, **values: Any) -> list[Any]:
    return list(db.execute(text(query), values).all())


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_forced_row_level_security_and_another_owner(house: House, table: str) -> None:
    query = (
        "select c.relrowsecurity, c.relforcerowsecurity, r.rolname"
        " from pg_class c join pg_roles r on r.oid = c.relowner where c.relname = :table and c.relkind = 'r'"
    )
    with house.database.owner() as db:
        ((enabled, forced, owner),) = rows(db, query, table=table)
    assert (enabled, forced) == (True, True)
    assert owner not in {APP_ROLE, SYSTEM_ROLE}


def test_the_roles_bypass_nothing_and_cannot_sign_in(house: House) -> None:
    with house.database.owner() as db:
        found = rows(
            db,
            "select rolname, rolsuper, rolbypassrls, rolcanlogin from pg_roles where rolname = any(:names)",
            names=[APP_ROLE, SYSTEM_ROLE],
        )
    assert sorted(found) == [(APP_ROLE, False, False, False), (SYSTEM_ROLE, False, False, False)]


@pytest.mark.parametrize("table", [name for name in OF_MERCHANTS if "select" in fence_of(models()[name]).app])
def test_without_a_merchant_there_are_no_rows(house: House, table: str) -> None:
    owner_of(house)
    with house.database.person(10**9) as db:
        assert rows(db, f"select * from {table}") == []


def test_a_row_of_another_merchant_can_neither_be_written_nor_moved(house: House) -> None:
    ours, theirs = owner_of(house), owner_of(house)
    insert = "insert into branch (merchant_id, name, created_at) values (:merchant, 'X', now())"
    with pytest.raises(DBAPIError, match="row-level security"), house.database.tenant(ours.merchant.id) as db:
        db.execute(text(insert), {"merchant": theirs.merchant.id})
    with pytest.raises(DBAPIError, match="row-level security"), house.database.tenant(ours.merchant.id) as db:
        db.execute(text("update branch set merchant_id = :merchant"), {"merchant": theirs.merchant.id})
    with house.database.tenant(ours.merchant.id) as db:
        gone = db.execute(text("delete from branch where merchant_id = :theirs"), {"theirs": theirs.merchant.id})
        assert gone.rowcount == 0


def test_the_merchant_of_one_transaction_is_forgotten_in_the_next(house: House) -> None:
    ours = owner_of(house)
    with house.database.tenant(ours.merchant.id) as db:
        assert rows(db, "select id from merchant") == [(ours.merchant.id,)]
    with house.database.owner() as db:
        assert (
            rows(db, "select nullif(current_setting('nigotis.merchant_id', true), ''), current_user::text")[0][0]
            is None
        )


def test_housekeeping_sees_no_business_rows(house: House) -> None:
    business = [name for name in OF_MERCHANTS if not fence_of(models()[name]).system]
    assert {"client", "sale", "sale_line", "product", "audit"} <= set(business)
    for table in business:
        with pytest.raises(DBAPIError, match="permission denied"), house.database.system() as db:
            db.execute(text(f"select 1 from {table}"))
