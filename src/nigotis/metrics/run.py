"""Asking: a metric, a window and an engine in; rows with their definition, grain and units out.

An engine is `DuckDB`, or an Ibis backend of another one.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from nigotis.metrics.catalogue import Column, Metric
from nigotis.metrics.cutting import COUNT, Cut, first_rows
from nigotis.metrics.kept import IN_PLACE, KEPT
from nigotis.metrics.sql import statement
from nigotis.metrics.window import Window


@dataclass(frozen=True)
class Answer:
    """What a surface needs to show a number and to open it. `count`: how many rows there are, shown or not."""

    name: str
    definition: str
    grain: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: pa.Table
    count: int
    window: Window
    params: Mapping[str, Any]

    @property
    def as_of(self) -> date:
        """The last day that is known to the answer."""
        return self.window.as_of


ALL = Cut()
"""The whole answer."""


def run(metric: Metric, window: Window, connection: Any, cut: Cut = ALL, **params: Any) -> Answer:
    """Compute a metric, or what `cut` wants of it, on an engine that has the fact tables (`facts.SCHEMAS`).

    A DuckDB that also has the tables of `kept.KEPT` is asked for those. One engine belongs to one thread at a time.
    Raises pydantic.ValidationError for bad parameters, Invalid for columns that are not the metric's.
    """
    columns = cut.of(metric)
    values = metric.parameters(**params).model_dump()
    rows, count = _fetched(metric, window, connection, cut, values)
    return Answer(metric.name, metric.definition, metric.grain, columns, rows, count, window, values)


def fetch(expression: ir.Table, connection: Any) -> pa.Table:
    """Rows of any expression over the fact tables, for questions that are no metric."""
    if not isinstance(connection, DuckDB):
        return connection.to_pyarrow(expression)
    rows = connection.rows(statement(expression, connection.instead))
    return rows.cast(expression.schema().to_pyarrow())


@dataclass(frozen=True)
class DuckDB:
    """A DuckDB connection as an engine. Ibis has one too, but it writes the SQL of every question anew, reads its own
    version from the disk for every connection, and imports pandas."""

    con: Any

    @cached_property
    def instead(self) -> Mapping[Any, Any]:
        """What to ask in place of expressions: the kept tables, if this has all of them. It is asked, so that nobody
        can say it wrongly, and once: a connection is one transaction, or nobody changes its tables."""
        held = self.con.execute(_TABLES_AND_VIEWS).fetchall()[0][0]
        return IN_PLACE if all(entry.name in held for entry in KEPT) else {}

    def rows(self, sql: str, *, are_few: bool = False) -> pa.Table:
        """What the engine answers. Asked by `sql` it plans twice, by `execute` it copies the rows: quicker of a few."""
        return (self.con.execute(sql) if are_few else self.con.sql(sql)).to_arrow_table()


# The copy is wanted, see `DuckDB.rows`
warnings.filterwarnings("ignore", "Arrow output on a DB-API result makes an extra copy", UserWarning)

_TABLES_AND_VIEWS = (
    "select list(name) from"
    " (select table_name as name from duckdb_tables() union all select view_name from duckdb_views())"
)


def _fetched(metric: Metric, window: Window, connection: Any, cut: Cut, values: dict[str, Any]) -> tuple[pa.Table, int]:
    """The wanted rows, and the number of all."""
    asked = ALL if metric.then else cut
    found = _asked(metric, window, connection, asked, values)
    count = found.num_rows
    if COUNT in found.column_names:
        count = found[COUNT][0].as_py() if count else 0
    rows = metric.finished(found, window, **values)
    if metric.then:
        count = rows.num_rows
    return rows.select([column.name for column in cut.of(metric)]).slice(0, cut.rows), count


def _asked(metric: Metric, window: Window, connection: Any, cut: Cut, values: dict[str, Any]) -> pa.Table:
    """What the engine says, `COUNT` beside it where the engine has counted."""
    if not isinstance(connection, DuckDB):
        return connection.to_pyarrow(metric.expression(window, **values))
    question = _compiled(metric, window, tuple(values.items()), cut, bool(connection.instead))
    rows = connection.rows(question.sql, are_few=cut.rows is not None)
    return rows.select(question.schema.names).cast(question.schema)


@dataclass(frozen=True)
class _Question:
    sql: str
    schema: pa.Schema


@lru_cache(maxsize=2048)
def _compiled(
    metric: Metric, window: Window, values: tuple[tuple[str, Any], ...], cut: Cut, is_kept: bool
) -> _Question:
    expression = metric.part(window, [column.name for column in cut.of(metric)], **dict(values))
    schema, instead = expression.schema().to_pyarrow(), IN_PLACE if is_kept else {}
    counted = first_rows(expression, cut.rows, instead) if cut.rows else None
    if counted is None:
        return _Question(statement(expression, instead), schema)
    return _Question(counted, schema.append(pa.field(COUNT, pa.int64())))
