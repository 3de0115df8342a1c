"""The tables of `metrics.kept`: some written beside the facts they follow from, the others made by whoever reads.

What is made stands beside the facts in an engine and then follows change by change.
"""

# ruff: noqa: S608  (table, column and file names come from code, never from people)

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from nigotis.metrics.kept import KEPT, Kept, from_kept
from nigotis.mirror.segments import Run, copy, read, working_engine

_CHANGED, _TOUCHED = "changed_rows", "touched"


def written_with(name: str) -> list[Kept]:
    """Kept tables that are written with every segment of a fact table, under its steps and its key."""
    return [entry for entry in KEPT if entry.is_written and entry.source_name == name]


def write(entry: Kept, source: Path, target: Path) -> int:
    """Write the rows of a kept table that follow from a file of its source; how many they are."""
    with working_engine() as engine:
        engine.execute(f"create view {entry.source_name} as from {read(source)}")
        return copy(engine, whole(entry), target)


def made_of(name: str) -> list[Kept]:
    """Kept tables that a reader of the mirror makes of a table, each followed by those made of it in turn."""
    direct = [entry for entry in KEPT if not entry.is_written and entry.source_name == name]
    return [one for entry in direct for one in (entry, *made_of(entry.name))]


def make(engine: Any, entries: Iterable[Kept] = KEPT) -> None:
    """Make kept tables, later ones of earlier ones, from what the engine holds."""
    for entry in entries:
        # The types of the definition first: an engine's own idea of a truncated day is an instant
        engine.register("shape", entry.expression.schema().to_pyarrow().empty_table())
        engine.execute(f"create or replace table {entry.name} as from shape")
        engine.unregister("shape")
        engine.execute(f"insert into {entry.name} by name {whole(entry)}")


def change(engine: Any, name: str, run: Run) -> int:
    """Replace what a table has of the keys of a run of segments, and bring to its definition what is made of it; how
    many rows went."""
    followers = made_of(name)
    if followers:
        engine.execute(f"create or replace temp table {_CHANGED} as from {name} where {run.key} in ({run.keys})")
    (removed,) = engine.execute(f"delete from {name} where {run.key} in ({run.keys})").fetchone()
    engine.execute(f"insert into {name} by name {run.rows}")
    if followers:
        engine.execute(f"insert into {_CHANGED} by name {run.rows}")
    for entry in followers:
        if entry.source_name == name:  # else it is made of the one before, and has its key
            engine.execute(f"create or replace temp table {_TOUCHED} as {_touched(entry)}")
        engine.execute(f"delete from {entry.name} where {entry.key} in (from {_TOUCHED})")
        engine.execute(f"insert into {entry.name} by name {_of_touched(entry)}")
    return int(removed)


def first_day_changed(engine: Any) -> date | None:
    """The first day of the rows that the last `change` took or brought; None when there were none."""
    (day,) = engine.execute(f"select min(day) from {_CHANGED}").fetchone()
    return day  # type: ignore[no-any-return]


@cache
def definition(entry: Kept) -> str:
    """All of a kept table, from its source by name, in any order."""
    return _sql(entry.of(from_kept(entry.source)))


@cache
def whole(entry: Kept) -> str:
    """The same in its order."""
    return _sql(entry.of(from_kept(entry.source)).order_by(entry.order))


@cache
def _touched(entry: Kept) -> str:
    """Which rows, by their key, follow from rows of the source as they were or are."""
    changed = ibis.table(from_kept(entry.source).schema(), name=_CHANGED)
    found = changed.select(key=entry.key_of_source).distinct()
    return _sql(found.select(key=entry.spread(found.key)).distinct())


@cache
def _of_touched(entry: Kept) -> str:
    """The rows that follow from what was touched. Narrowed at the source: an engine moves no join below a grouping."""
    source = from_kept(entry.source)
    column = source[entry.key_of_source]
    touched = ibis.table({"key": column.type()}, name=_TOUCHED)
    return _sql(entry.of(source.filter(column.isin(touched.key))))


def _sql(expression: ir.Table) -> str:
    return str(ibis.to_sql(expression, dialect="duckdb"))
