"""Asking: a metric, a window and an engine in; rows with their definition, grain and units out.

An engine is `DuckDB`, or an Ibis backend of another one.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, Protocol

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from nigotis.metrics.catalogue import Column, Metric
from nigotis.metrics.cutting import COUNT, Cut, first_rows
from nigotis.metrics.kept import IN_PLACE, KEPT
from nigotis.metrics.rollups import memorable_in
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


ROWS_PER_BATCH = 16_384
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
    return connection.answer(_written(expression, None, connection.keeps))


@dataclass(frozen=True)
class Stood:
    """SQL of where everyone, or every product, stood at the end of a day, perhaps in one branch or the like."""

    day: date
    sql: str

    def asked(self, con: Any) -> pa.Table:
        """The answer of a DuckDB connection, in batches small enough for all threads to read."""
        found: pa.Table = con.sql(self.sql).to_arrow_table(ROWS_PER_BATCH)
        return found


class Standings(Protocol):
    """Memory of where everyone stood at the end of days, as one connection may see it."""

    def find(self, stood: Stood, con: Any) -> pa.Table:
        """The answer that is remembered, or else that of the connection."""


class _OfOneConnection(dict[Stood, pa.Table]):
    """The last few, because a segment's past is asked for day by day."""

    MOST = 8

    def find(self, stood: Stood, con: Any) -> pa.Table:
        if stood not in self:
            if len(self) == self.MOST:
                del self[next(iter(self))]
            self[stood] = stood.asked(con)
        return self[stood]


@dataclass(frozen=True)
class DuckDB:
    """A DuckDB connection as an engine: one transaction, or nobody changes its tables. Ibis has an engine too, but it
    writes the SQL of every question anew, reads its own version from the disk for every connection, and imports pandas.

    Many figures begin with where everyone stood at the end of a day, or another thing that is `rollups.memorable`: it
    is found once and remembered in `standings`.
    """

    con: Any
    standings: Standings = field(default_factory=_OfOneConnection)

    @cached_property
    def keeps(self) -> bool:
        """Whether it has the kept tables. It is asked, so that nobody can say it wrongly."""
        held = self.con.execute(_TABLES_AND_VIEWS).fetchall()[0][0]
        return all(entry.name in held for entry in KEPT)

    def answer(self, question: Question, *, is_short: bool = False) -> pa.Table:
        """What the engine answers. Asked by `sql` it plans twice, by `execute` it copies the rows: quicker of a few."""
        for name, stood in question.stood.items():
            self.con.register(name, self.standings.find(stood, self.con))
        found = self.con.execute(question.sql) if is_short else self.con.sql(question.sql)
        return found.to_arrow_table().select(question.schema.names).cast(question.schema)


# The copy is wanted, see `DuckDB.answer`
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
    question = _question(metric, window, tuple(values.items()), cut, connection.keeps)
    return connection.answer(question, is_short=cut.rows is not None)


@dataclass(frozen=True)
class Question:
    """SQL for DuckDB, and where who stood: it wants to find the answers as tables of these names."""

    sql: str
    schema: pa.Schema
    stood: Mapping[str, Stood]


@lru_cache(maxsize=2048)
def _question(metric: Metric, window: Window, values: tuple[tuple[str, Any], ...], cut: Cut, is_kept: bool) -> Question:
    expression = metric.part(window, [column.name for column in cut.of(metric)], **dict(values))
    return _written(expression, cut.rows, is_kept)


def _written(expression: ir.Table, rows: int | None, is_kept: bool) -> Question:
    schema, instead, stood = expression.schema().to_pyarrow(), dict[Any, Any](), dict[str, Stood]()
    if is_kept:
        instead |= IN_PLACE
        for n, (day, table) in enumerate(memorable_in(expression)):
            name = f"stood_{n}"  # without the day: the SQL of another one is the same
            stood[name] = Stood(day, statement(table, IN_PLACE))
            instead[table.op()] = ibis.table(table.schema(), name=name).op()
    counted = first_rows(expression, rows, instead) if rows else None
    if counted is None:
        return Question(statement(expression, instead), schema, stood)
    return Question(counted, schema.append(pa.field(COUNT, pa.int64())), stood)
