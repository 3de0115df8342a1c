from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import procrastinate
import psycopg
from sqlalchemy import text

from make.shop import make_shop
from nigotis.kernel.backup import back_up, manifest_of
from nigotis.kernel.backup import differences as unequal
from nigotis.kernel.context import House
from nigotis.kernel.db import APP_ROLE, SYSTEM_ROLE, Database
from nigotis.migrations.baseline import FILE, baseline
from nigotis.migrations.run import differences, faults, head, migrate, revision
from nigotis.migrations.schema import models

FENCED = text(
    "select c.relname, c.relrowsecurity, c.relforcerowsecurity, pg_get_userbyid(c.relowner) from pg_class c"
    " where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace"
)


def test_a_migrated_database_equals_the_code(database: Database) -> None:
    assert revision(database) == head()
    assert differences(database) == []


def test_the_first_revision_is_what_the_code_would_write_today() -> None:
    assert FILE.read_text("utf-8") == baseline(), "run: python -m nigotis.migrations.baseline"


def test_migrating_twice_changes_nothing(database: Database) -> None:
    migrate(database)
    assert revision(database) == head()


def test_migrating_a_database_that_is_in_use_keeps_every_row(house: House, tmp_path: Path) -> None:
    for number in range(3):
        make_shop(house, f"Shop {number}")
    back_up(house.database, house.data, tmp_path / "before.backup")
    migrate(house.database)
    assert unequal(house.database, manifest_of(tmp_path / "before.backup")) == []


def test_processes_that_start_at_once_migrate_once(server: str) -> None:
    with psycopg.connect(server.format("postgres"), autocommit=True) as admin:
        admin.execute("drop database if exists at_once with (force)")
        admin.execute("create database at_once")
    databases = [Database(server.format("at_once")) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate, databases))
    assert faults(databases[0]) == []
    for database in databases:
        database.close()


def test_every_table_stands_behind_a_forced_fence_and_no_role_of_ours_owns_one(database: Database) -> None:
    with database.owner() as session:
        found = {name: (on, forced, owner) for name, on, forced, owner in session.execute(FENCED)}
    for name in models():
        on, forced, owner = found[name]
        assert on and forced, name
        assert owner not in {APP_ROLE, SYSTEM_ROLE}


def test_every_table_of_ours_is_either_a_merchants_or_says_its_fence() -> None:
    silent = [
        name
        for name, model in models().items()
        if "merchant_id" not in model.__table__.columns and not hasattr(model, "__fence__")
    ]
    assert silent == []


def test_our_roles_may_not_pass_the_fence(database: Database) -> None:
    with database.owner() as session:
        passing = session.scalars(
            text("select rolname from pg_roles where rolname like 'nigotis%' and (rolbypassrls or rolsuper)")
        ).all()
    assert passing == []


def test_the_queue_is_the_version_that_the_first_revision_was_written_for() -> None:
    assert procrastinate.__version__.startswith("3.10.")
