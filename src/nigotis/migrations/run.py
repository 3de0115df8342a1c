"""Bring a database up to date, in this process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from nigotis.kernel.db import Database
from nigotis.migrations.schema import is_ours, metadata, models

ONE_AT_A_TIME = 7_246_104_711  # an advisory lock of our own: several processes may start at once

_OPEN = text(
    "select relname from pg_class where relnamespace = 'public'::regnamespace and relname = any(:ours)"
    " and not (relrowsecurity and relforcerowsecurity) order by relname"
)


def migrate(database: Database) -> None:
    """Run the revisions that `database` lacks, all in one transaction; several processes may call this at once."""
    with database.engine.begin() as connection:
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": ONE_AT_A_TIME})
        command.upgrade(_config(connection), "head")


def head() -> str:
    """The newest revision of this version of Nigotis."""
    return str(ScriptDirectory.from_config(_config(None)).get_current_head())


def revision(database: Database) -> str | None:
    """The revision that `database` has, or None for an empty one."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def differences(database: Database) -> list[Any]:
    """What the tables in `database` lack or have too much, compared with the code; empty when they are equal."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_name": lambda name, kind, _: kind != "table" or is_ours(name),
                "compare_type": True,
                "compare_server_default": False,
            },
        )
        return list(compare_metadata(context, metadata()))


def faults(database: Database) -> list[str]:
    """What keeps this version from working with the schema, a sentence each; empty when all is well."""
    found, wanted = revision(database), head()
    if found != wanted:
        return [f"the schema is at revision {found or 'none'}, this version needs {wanted}"]
    with database.engine.connect() as connection:
        open_tables = connection.scalars(_OPEN, {"ours": list(models())}).all()
    return [f"row-level security is off on table {name}" for name in open_tables]


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config
