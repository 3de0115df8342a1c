"""Is the mirror what the database says? Every row is compared, and every difference named.

What is written beside facts is compared with what its definition says of the database's.
"""

# ruff: noqa: S608  (table and column names come from code, never from people)

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.types as pat

from nigotis.kernel.context import House
from nigotis.kernel.i18n import say
from nigotis.kernel.problems import Unavailable
from nigotis.mirror import keeping
from nigotis.mirror.changes import waiting
from nigotis.mirror.extract import extract
from nigotis.mirror.feed import Feed
from nigotis.mirror.manifest import folder_of, load
from nigotis.mirror.segments import Run, read, working_engine, write

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
    """Rows of a table and the sums of its money and quantity columns."""

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
                keys = {key for _, key in suspects[look.feed.entity]}
                suspects[look.feed.entity] &= look.compare(sorted(keys))
        with house.database.system() as session:
            late = waiting(session, merchant_id)
        found = (look.name(suspects[look.feed.entity], late) for look in looks)
        return Verification(
            merchant_id,
            mirror={name: tally for look in looks for name, tally in look.mirror.items()},
            database={name: tally for look in looks for name, tally in look.database.items()},
            differences=tuple(difference for some in found for difference in some),
            waiting=len(late),
        )


class _Look:
    """One fact table and what is written with it, seen in both places."""

    def __init__(self, house: House, feed: Feed, merchant_id: int, folder: Path) -> None:
        self.feed, self._house, self._merchant_id = feed, house, merchant_id
        self._file = folder / f"{feed.entity}.parquet"
        self._kept = keeping.written_with(feed.entity)
        self._schemas = {feed.entity: feed.schema}
        self._schemas |= {entry.name: entry.expression.schema().to_pyarrow() for entry in self._kept}
        self.mirror: dict[str, Tally] = {}
        self.database: dict[str, Tally] = {}
        self._rows: dict[str, tuple[pa.Table, pa.Table]] = {}

    def compare(self, keys: list[int] | None) -> set[tuple[str, int]]:
        """Tables and keys whose rows are not equal, among `keys` or all."""
        if keys == []:
            return set()
        with self._house.database.tenant(self._merchant_id) as session:
            write(self._file, self.feed.schema, extract(session, self.feed, self._merchant_id, keys))
        mirrored = self._mirrored()
        with working_engine() as engine:
            engine.execute(f"create view {self.feed.entity} as from {read(self._file)}")
            for entry in self._kept:
                engine.execute(f"create view {entry.name} as {keeping.definition(entry)}")
            return {(name, key) for name, rows in mirrored.items() for key in self._unequal(engine, name, rows, keys)}

    def name(self, suspects: set[tuple[str, int]], late: set[tuple[str, int | None]]) -> list[Difference]:
        """Say of each key what differs; keys with a change on its way are left out."""
        if (self.feed.entity, None) in late:
            return []
        return [
            difference
            for name, sides in self._rows.items()
            for difference in self._named(
                name, sides, [key for at, key in sorted(suspects) if at == name and (self.feed.entity, key) not in late]
            )
        ]

    def _unequal(self, engine: Any, name: str, mirrored: str, keys: list[int] | None) -> list[int]:
        engine.execute(f"create or replace view here as select * from ({mirrored}) {self._among(keys)}")
        engine.execute(f"create or replace view there as from {name}")
        if keys is None:
            self.mirror[name], self.database[name] = (self._tally(engine, side, self._schemas[name]) for side in _SIDES)
        found = [int(row[0]) for row in engine.execute(_UNEQUAL.format(key=self.feed.key)).fetchall()]
        self._rows[name] = _sides(engine, self.feed.key, found)
        return found

    def _named(self, name: str, sides: tuple[pa.Table, pa.Table], keys: list[int]) -> Iterator[Difference]:
        here, there = ({}, {}) if not keys else (self._by_key(side) for side in sides)
        for key in keys:
            yield _difference(name, key, here.get(key, []), there.get(key, []))

    def _by_key(self, rows: pa.Table) -> dict[int, list[dict[str, Any]]]:
        found: dict[int, list[dict[str, Any]]] = {}
        for row in rows.to_pylist():
            found.setdefault(row[self.feed.key], []).append(row)
        return found

    def _mirrored(self) -> dict[str, str]:
        """What the mirror has, as SQL by table."""
        folder = folder_of(self._house.data, self._merchant_id)
        manifest = load(folder)
        if manifest is None:
            raise Unavailable("mirror.not_built")
        entities = {name: manifest.entities[name] for name in self._schemas}
        return {name: Run(folder, entity.key, entity.segments).rows for name, entity in entities.items()}

    def _among(self, keys: list[int] | None) -> str:
        return "" if keys is None else f"where {self.feed.key} in ({', '.join(map(str, keys))})"

    def _tally(self, engine: Any, side: str, schema: pa.Schema) -> Tally:
        amounts = [field.name for field in schema if pat.is_decimal(field.type)]
        sums = ", ".join(["count(*)", *(f"coalesce(sum({name}), 0)" for name in amounts)])
        rows, *totals = engine.execute(f"select {sums} from {side}").fetchone()
        return Tally(rows, dict(zip(amounts, totals, strict=True)))


def _difference(name: str, key: int, here: list[dict[str, Any]], there: list[dict[str, Any]]) -> Difference:
    if not here or not there:
        return Difference(name, key, "extra" if here else "missing")
    columns = (c for c in here[0] if Counter(r[c] for r in here) != Counter(r[c] for r in there))
    return Difference(name, key, "differs", tuple(columns))


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
