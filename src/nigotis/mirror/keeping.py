"""The tables of `metrics.kept` beside the facts in an engine: made once, then following change by change."""

# ruff: noqa: S608  (table, column and file names come from code, never from people)

from __future__ import annotations

from functools import cache
from typing import Any

import ibis
import ibis.expr.types as ir

from nigotis.metrics.facts import SALE_LINES
from nigotis.metrics.kept import KEPT, Kept, from_kept

SOURCE = "sale_lines"
"""The fact table that kept tables follow from, first or last."""

_TOUCHED = "touched_"


def make(engine: Any) -> None:
    """Make all kept tables from the facts that the engine holds."""
    for entry in KEPT:
        # The types of the definition first: an engine's own idea of a truncated day is an instant
        engine.register("shape", entry.expression.schema().to_pyarrow().empty_table())
        engine.execute(f"create or replace table {entry.name} as from shape")
        engine.unregister("shape")
        engine.execute(f"insert into {entry.name} by name {whole(entry)}")


def begin(engine: Any, keys: str) -> None:
    """Before lines change: note what the sales in `keys` (a query) touch in every kept table."""
    for entry in KEPT:
        engine.execute(
            f"create or replace temp table {_TOUCHED}{entry.name} as"
            f" select distinct touched as {entry.key} from ({_keys_of_lines(entry)}) where sale in ({keys})"
        )


def follow(engine: Any, keys: str) -> None:
    """After lines changed: bring every kept table to what its definition says now."""
    for entry in KEPT:
        touched = f"{_TOUCHED}{entry.name}"
        engine.execute(
            f"insert into {touched} select touched from ({_keys_of_lines(entry)}) where sale in ({keys})"
            f" except from {touched}"
        )
        engine.execute(f"delete from {entry.name} where {entry.key} in (from {touched})")
        engine.execute(f"insert into {entry.name} by name {_of_touched(entry)}")
        engine.execute(f"drop table {touched}")


@cache
def whole(entry: Kept) -> str:
    """All of a kept table, from its source by name."""
    return _sql(entry.of(from_kept(entry.source)).order_by(entry.order))


@cache
def _keys_of_lines(entry: Kept) -> str:
    return _sql(SALE_LINES.select(sale="sale_id", touched=entry.key_in(SALE_LINES)))


@cache
def _of_touched(entry: Kept) -> str:
    """The rows that follow from what was touched. Narrowed at the source: an engine moves no join below a grouping."""
    source = from_kept(entry.source)
    key = entry.key_in(source)
    touched = ibis.table({entry.key: key.type()}, name=f"{_TOUCHED}{entry.name}")
    return _sql(entry.of(source.filter(key.isin(touched[entry.key]))))


def _sql(expression: ir.Table) -> str:
    return str(ibis.to_sql(expression, dialect="duckdb"))
