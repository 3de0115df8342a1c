"""Asking for a part of an answer: some columns of it, its first rows, and how many rows there are in all.

A dashboard shows the first hundred of a million clients. What it does not show is not made: columns that nobody wants
fall away in the engine, and rows are counted instead of sorted and fetched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis.expr.operations as ops
import ibis.expr.types as ir

from nigotis.kernel.problems import Invalid
from nigotis.metrics.catalogue import Column, Metric
from nigotis.metrics.sql import statement

COUNT = "rows_in_all"
_ANSWER = """with answer as materialized ({rows})
select *, (select count(*) from answer) as {count} from answer order by {order} limit {limit}"""


@dataclass(frozen=True)
class Cut:
    """What is wanted of an answer: `columns` beside its grain (none: all of them), and at most `rows` rows.

    The ends of its interval come with a column.
    """

    columns: tuple[str, ...] = ()
    rows: int | None = None

    def of(self, metric: Metric) -> tuple[Column, ...]:
        """The wanted columns in the metric's order. Raises Invalid for one it does not have."""
        unknown = set(self.columns) - {column.name for column in metric.columns}
        if unknown:
            raise Invalid("metrics.unknown_column", field="columns", name=min(unknown), figure=metric.slug)
        wanted = {*metric.grain, *self.columns, *(f"{name}_{end}" for name in self.columns for end in ("low", "high"))}
        if not self.columns:
            return metric.columns
        return tuple(column for column in metric.columns if column.name in wanted)


def first_rows(expression: ir.Table, rows: int, instead: Mapping[Any, Any]) -> str | None:
    """SQL for DuckDB: the first rows of an ordered expression, with the number of all rows beside them in `COUNT`.

    None for an expression that does not end in an order and a choice of columns.
    """
    node: Any = expression.op()
    if not isinstance(node, ops.Project) or not isinstance(node.parent, ops.Sort):
        return None
    sort = node.parent
    chosen: Any = node.replace({sort: sort.parent})
    keys = {f"order_{n}": key.arg for n, key in enumerate(sort.keys)}
    unsorted = ops.Project(sort.parent, {**chosen.values, **keys}).to_expr()
    order = ", ".join(f"{name} {_direction(key)}" for name, key in zip(keys, sort.keys, strict=True))
    sql = statement(unsorted, instead)
    return _ANSWER.format(rows=sql, count=COUNT, order=order, limit=rows)


def _direction(key: Any) -> str:
    return f"{'asc' if key.ascending else 'desc'} nulls {'first' if key.nulls_first else 'last'}"
