"""What a room says so that a fact table of the mirror is filled from its tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from sqlalchemy import BigInteger, ColumnElement, Select, any_, literal, true
from sqlalchemy.dialects.postgresql import ARRAY

from nigotis.metrics.facts import SCHEMAS


@dataclass(frozen=True)
class Watch:
    """A table whose changes are facts' changes.

    With `key`, the column (never null) that names the parent to read again, every insert, update and delete counts.
    With `key` None the table only colours facts of others (the zone of a branch): an update of one of `columns` makes
    all of the merchant's facts of this entity be read again. `columns`, where given, are the only ones whose update
    matters; the table then needs a column `id`.
    """

    table: str
    key: str | None = "id"
    columns: tuple[str, ...] = ()
    merchant: str = "merchant_id"

    def __post_init__(self) -> None:
        if self.key is None and not self.columns:
            raise ValueError(f"the watch of {self.table} needs a key or the columns that matter")


@dataclass(frozen=True)
class Feed:
    """One fact table: its name in `metrics.facts`, the fact column that equals the watched keys, and the select.

    `select(merchant_id, keys)` answers the fact columns by name and in order, of the parents in `keys`, or of all when
    `keys` is None. Times are `timestamp` without zone. It runs as the merchant, behind row-level security.
    """

    entity: str
    key: str
    watches: tuple[Watch, ...]
    select: Callable[[int, Sequence[int] | None], Select[Any]]

    @property
    def schema(self) -> pa.Schema:
        """Columns and types of the fact table."""
        return SCHEMAS[self.entity]


def chosen(column: ColumnElement[int], keys: Sequence[int] | None) -> ColumnElement[bool]:
    """`column` is one of `keys`; true for all when `keys` is None. One parameter, however many keys."""
    return true() if keys is None else column == any_(literal(list(keys), ARRAY(BigInteger)))
