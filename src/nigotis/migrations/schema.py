"""All tables of all rooms, found where they stand: `nigotis/<room>/models.py` and the kernel's own."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

from sqlalchemy import MetaData

import nigotis
from nigotis.kernel import audit, idempotency, jobs, outbox, undoing  # noqa: F401  (their tables)
from nigotis.kernel.db import Base

NOT_OURS = "procrastinate_"


def metadata() -> MetaData:
    """The tables as the code has them now."""
    for room in pkgutil.iter_modules(nigotis.__path__, "nigotis."):
        if room.ispkg and any(file.name == "models" for file in pkgutil.iter_modules(_path(room.name))):
            importlib.import_module(f"{room.name}.models")
    return Base.metadata


def models() -> dict[str, type[Any]]:
    """Table name -> model, for every table that `metadata` knows, parents before children."""
    tables = metadata().sorted_tables
    by_table = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
    return {table.name: by_table[table] for table in tables}


def is_ours(name: str | None) -> bool:
    """Whether a table belongs to Nigotis and not to the queue or to Alembic."""
    return name is not None and not name.startswith(NOT_OURS) and name != "alembic_version"


def _path(package: str) -> list[str]:
    return list(importlib.import_module(package).__path__)
