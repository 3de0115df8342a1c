"""What a PostgreSQL must promise before we trust it with sales: a supported version, and no traded-away durability."""

from __future__ import annotations

from sqlalchemy import text

from nigotis.kernel.db import Database
from nigotis.kernel.problems import Unavailable

OLDEST = 15
SAFE = {"fsync": "on", "full_page_writes": "on", "data_sync_retry": "off"}


def refuse_unsafe(database: Database) -> None:
    """Raise Unavailable, naming the setting, unless the server keeps what it has acknowledged."""
    with database.owner() as session:
        version = int(session.scalar(text("show server_version_num")) or 0) // 10000
        if version < OLDEST:
            raise Unavailable("kernel.database_too_old", found=version, oldest=OLDEST)
        for name, wanted in SAFE.items():
            found = session.scalar(text(f"show {name}"))
            if found != wanted:
                raise Unavailable("kernel.database_unsafe", setting=name, found=found, wanted=wanted)
        if session.scalar(text("show synchronous_commit")) == "off":
            raise Unavailable("kernel.database_unsafe", setting="synchronous_commit", found="off", wanted="on")
