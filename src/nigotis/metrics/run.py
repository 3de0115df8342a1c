"""Asking: a metric, a window and an engine in; rows with their definition, grain and units out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from nigotis.metrics.catalogue import Column, Metric
from nigotis.metrics.kept import IN_PLACE, KEPT
from nigotis.metrics.sql import statement
from nigotis.metrics.window import Window


@dataclass(frozen=True)
class Answer:
    """What a surface needs to show a number and to open it."""

    name: str
    definition: str
    grain: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: pa.Table
    window: Window
    params: Mapping[str, Any]

    @property
    def as_of(self) -> date:
        """The last day that is known to the answer."""
        return self.window.as_of


def run(metric: Metric, window: Window, connection: Any, **params: Any) -> Answer:
    """Compute a metric on an Ibis backend that has the fact tables under their own names (`facts.SCHEMAS`).

    A backend that also has the tables of `kept.KEPT` is asked for those. One backend belongs to one thread at a time.
    Raises pydantic.ValidationError for bad parameters.
    """
    values = metric.parameters(**params).model_dump()
    rows = metric.finished(_fetch(metric, window, connection, values), window, **values)
    return Answer(metric.name, metric.definition, metric.grain, metric.columns, rows, window, values)


def fetch(expression: ir.Table, connection: Any) -> pa.Table:
    """Rows of any expression over the fact tables, for questions that are no metric."""
    if connection.name != "duckdb":
        return connection.to_pyarrow(expression)
    sql = _sql(expression, _keeps(connection.con))
    return connection.con.sql(sql).to_arrow_table().cast(expression.schema().to_pyarrow())


def _fetch(metric: Metric, window: Window, connection: Any, values: dict[str, Any]) -> pa.Table:
    if connection.name != "duckdb":
        return connection.to_pyarrow(metric.expression(window, **values))
    sql, schema = _compiled(metric, window, tuple(values.items()), _keeps(connection.con))
    # Past Ibis on purpose: its own path builds the SQL each time (3 to 25 ms) and imports pandas (1 s)
    return connection.con.sql(sql).to_arrow_table().cast(schema)


def _keeps(raw: Any) -> bool:
    """Whether the engine has all of the kept tables: it is asked, so that nobody can say it wrongly."""
    held = raw.execute("select list(table_name) from duckdb_tables()").fetchall()[0][0] or ()
    return all(entry.name in held for entry in KEPT)


@lru_cache(maxsize=512)
def _compiled(
    metric: Metric, window: Window, values: tuple[tuple[str, Any], ...], is_kept: bool
) -> tuple[str, pa.Schema]:
    expression = metric.expression(window, **dict(values))
    return _sql(expression, is_kept), expression.schema().to_pyarrow()


def _sql(expression: ir.Table, is_kept: bool) -> str:
    return statement(expression, IN_PLACE if is_kept else {})
