"""Files for import tests: written, read, and loaded as a job would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import text

from nigotis.imports.jobs import GROWN
from nigotis.imports.loading.load import Summary, load
from nigotis.kernel.context import Caller, House
from nigotis.kernel.door import enter
from nigotis.reading.read import read


def written(folder: Path, name: str, *rows: str) -> Path:
    """A text file of these rows."""
    path = folder / name
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def loaded(house: House, caller: Caller, path: Path, kind: Any = None, **how: Any) -> Summary:
    """Read the file and load it in a transaction of its own; `how` goes to `load`, but `mapping` and `answers`."""
    reading = read(path, kind, mapping=how.pop("mapping", None), answers=how.pop("answers", None))
    with enter(house, caller) as ctx:
        summary = load(ctx, reading, **how)
    house.database.look_at(*GROWN)  # as the job does
    return summary


def rows_of(house: House, caller: Caller, sql: str) -> list[dict[str, Any]]:
    """Rows of any table, as the merchant sees them."""
    with house.database.tenant(caller.merchant.id) as session:
        return [dict(row._mapping) for row in session.execute(text(sql))]
