"""Is the mirror what the database says? Every row is compared, and every difference named."""

# ruff: noqa: S608  (table and column names come from code, never from people)

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import duckdb
import pyarrow as pa
import pyarrow.types as pat

from nigotis.kernel.context import House
from nigotis.kernel.i18n import say
from nigotis.kernel.problems import Unavailable
from nigotis.mirror.changes import waiting
from nigotis.mirror.extract import extract
from nigotis.mirror.feed import Feed
from nigotis.mirror.manifest import folder_of, load
from nigotis.mirror.segments import ENGINE, Run, write

LOOKS = 3
PAUSE_IN_SECONDS = 0.5


@dataclass(frozen=True)
class Difference:
    """A key whose facts are not the same: only in the database, only in the mirror, or other in `columns`."""

    entity: str
    key: int
    kind: Literal["missing", "extra", "differs"]
    columns: tuple[str, ...] = ()

    def text(self, language: str) -> str:
        """The difference as a sentence."""
        return say(f"mirror.{self.kind}", language, entity=self.entity, key=self.key, columns=", ".join(self.columns))


@dataclass(frozen=True)
class Tally:
    """Rows of a fact table and the sums of its money and quantity columns."""

    rows: int
    sums: dict[str, Decimal]


@dataclass(frozen=True)
class Verification:
    """What was found. `waiting`: changes that are committed and not in the mirror yet; they are no differences."""

    merchant_id: int
    mirror: dict[str, Tally]
    database: dict[str, Tally]
    differences: tuple[Difference, ...]
    waiting: int

    @property
    def is_equal(self) -> bool:
        """Whether nothing differs."""
        return not self.differences


def verify(house: House, feeds: Sequence[Feed], merchant_id: int) -> Verification:
    """Compare one merchant's mirror with the database, while both are in use.

    A difference counts when it is still there at a third look and no change of its key is waiting. Raises Unavailable
    when there is no mirror.
    """
    with tempfile.TemporaryDirectory() as folder:
        looks = [_Look(house, feed, merchant_id, Path(folder)) for feed in feeds]
        suspects = {look.feed.entity: look.compare(None) for look in looks}
        for _ in range(LOOKS - 1):
            if not any(suspects.values()):
                break
            time.sleep(PAUSE_IN_SECONDS)
            for look in looks:
                suspects[look.feed.entity] &= look.compare(sorted(suspects[look.feed.entity]))
        with house.database.system() as session:
            late = waiting(session, merchant_id)
        found = (look.name(suspects[look.feed.entity], late) for look in looks)
        return Verification(
            merchant_id,
            mirror={look.feed.entity: look.mirror for look in looks},
            database={look.feed.entity: look.database for look in looks},
            differences=tuple(difference for some in found for difference in some),
            waiting=len(late),
        )


class _Look:
    """One fact table, seen in both places."""

    def __init__(self, house: House, feed: Feed, merchant_id: int, folder: Path) -> None:
        self.feed, self._house, self._merchant_id = feed, house, merchant_id
        self._file = folder / f"{feed.entity}.parquet"
        self.mirror = self.database = Tally(0, {})
        self._rows: tuple[pa.Table, pa.Table] | None = None

    def compare(self, keys: list[int] | None) -> set[int]:
        """Keys whose rows are not equal, among `keys` or all."""
        if keys == []:
            return set()
        with self._house.database.tenant(self._merchant_id) as session:
            write(self._file, self.feed.schema, extract(session, self.feed, self._merchant_id, keys))
        with duckdb.connect(":memory:", config=ENGINE) as engine:
            engine.execute(f"create view there as from read_parquet('{self._file}')")
            engine.execute(f"create view here as select * from ({self._mirrored()}) {self._among(keys)}")
            if keys is None:
                self.mirror, self.database = self._tally(engine, "here"), self._tally(engine, "there")
            found = engine.execute(_UNEQUAL.format(key=self.feed.key)).fetchall()
            self._rows = _sides(engine, self.feed.key, [row[0] for row in found])
        return {int(row[0]) for row in found}

    def name(self, keys: set[int], late: set[tuple[str, int | None]]) -> list[Difference]:
        """Say of each key what differs; keys with a change on its way are left out."""
        if (self.feed.entity, None) in late or self._rows is None:
            return []
        here, there = ({}, {}) if not keys else (self._by_key(side) for side in self._rows)
        return [
            self._difference(key, here.get(key, []), there.get(key, []))
            for key in sorted(keys)
            if (self.feed.entity, key) not in late
        ]

    def _difference(self, key: int, here: list[dict[str, Any]], there: list[dict[str, Any]]) -> Difference:
        if not here or not there:
            return Difference(self.feed.entity, key, "extra" if here else "missing")
        columns = (c for c in self.feed.schema.names if Counter(r[c] for r in here) != Counter(r[c] for r in there))
        return Difference(self.feed.entity, key, "differs", tuple(columns))

    def _by_key(self, rows: pa.Table) -> dict[int, list[dict[str, Any]]]:
        found: dict[int, list[dict[str, Any]]] = {}
        for row in rows.to_pylist():
            found.setdefault(row[self.feed.key], []).append(row)
        return found

    def _mirrored(self) -> str:
        folder = folder_of(self._house.data, self._merchant_id)
        manifest = load(folder)
        if manifest is None:
            raise Unavailable("mirror.not_built")
        entity = manifest.entities[self.feed.entity]
        return Run(folder, entity.key, entity.segments).rows

    def _among(self, keys: list[int] | None) -> str:
        return "" if keys is None else f"where {self.feed.key} in ({', '.join(map(str, keys))})"

    def _tally(self, engine: Any, side: str) -> Tally:
        amounts = [field.name for field in self.feed.schema if pat.is_decimal(field.type)]
        sums = ", ".join(["count(*)", *(f"coalesce(sum({name}), 0)" for name in amounts)])
        rows, *totals = engine.execute(f"select {sums} from {side}").fetchone()
        return Tally(rows, dict(zip(amounts, totals, strict=True)))


# Per key the number of rows and the sum of their hashes: a row that is there twice counts twice, and memory holds keys
# instead of rows. Different rows with one 64-bit hash are no chance worth counting with.
_UNEQUAL = (
    "with h as (select {key}, count(*) as n, sum(hash(here)) as s from here group by {key}),"
    " t as (select {key}, count(*) as n, sum(hash(there)) as s from there group by {key})"
    " select {key} from h full join t using ({key}) where (h.n, h.s) is distinct from (t.n, t.s)"
)


def _sides(engine: Any, key: str, keys: list[int]) -> tuple[pa.Table, pa.Table]:
    engine.register("unequal", pa.table({key: pa.array(keys, pa.int64())}))
    here, there = (engine.sql(f"from {side} semi join unequal using ({key})").to_arrow_table() for side in _SIDES)
    return here, there


_SIDES = ("here", "there")
