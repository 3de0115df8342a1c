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

_TOUCHED, _SALES = "touched_", "changing_sales"


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
    engine.execute(f"create or replace temp table {_SALES} as select * from ({keys}) as sales(sale_id)")
    for entry in KEPT:
        engine.execute(f"create or replace temp table {_TOUCHED}{entry.name} as {_touched(entry)}")


def follow(engine: Any) -> None:
    """After lines changed: bring every kept table to what its definition says now."""
    for entry in KEPT:
        touched = f"{_TOUCHED}{entry.name}"
        engine.execute(f"insert into {touched} ({_touched(entry)}) except from {touched}")
        engine.execute(f"delete from {entry.name} where {entry.key} in (from {touched})")
        engine.execute(f"insert into {entry.name} by name {_of_touched(entry)}")
        engine.execute(f"drop table {touched}")
    engine.execute(f"drop table {_SALES}")


@cache
def whole(entry: Kept) -> str:
    """All of a kept table, from its source by name."""
    return _sql(entry.of(from_kept(entry.source)).order_by(entry.order))


@cache
def _touched(entry: Kept) -> str:
    """Which rows of the source, by their key, stand with the lines of the sales that change."""
    sales = ibis.table({"sale_id": "int64"}, name=_SALES)
    lines = SALE_LINES.filter(SALE_LINES.sale_id.isin(sales.sale_id))
    found = lines.select(key=entry.key_of_source).distinct()
    return _sql(found.select(key=entry.spread(found.key)).distinct())


@cache
def _of_touched(entry: Kept) -> str:
    """The rows that follow from what was touched. Narrowed at the source: an engine moves no join below a grouping."""
    source = from_kept(entry.source)
    column = source[entry.key_of_source]
    touched = ibis.table({"key": column.type()}, name=f"{_TOUCHED}{entry.name}")
    return _sql(entry.of(source.filter(column.isin(touched.key))))


def _sql(expression: ir.Table) -> str:
    return str(ibis.to_sql(expression, dialect="duckdb"))
