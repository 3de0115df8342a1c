"""Asking for a part of an answer: some columns of it, its first rows, and how many rows there are in all.

A dashboard shows the first hundred of a million clients. What it does not show is not made: columns that nobody wants
fall away in the engine, rows are counted instead of sorted and fetched, and what follows from one row alone is computed
of those that are shown.
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
_FIRST = "first_rows"
_ANSWER = """with answer as materialized ({rows}),
{first} as (select * from answer order by {order} limit {limit})
select *, (select count(*) from answer) as {count} from ({shown}) order by {order}"""


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
    sort: Any = node.parent
    chosen: Any = node.replace({sort: sort.parent})
    keys = {f"order_{n}": key.arg for n, key in enumerate(sort.keys)}
    table, values = _before_computing(sort.parent, {**chosen.values, **keys}, list(keys))
    needed = dict.fromkeys(field for name in chosen.values for field in values[name].find(ops.Field, ops.Value))
    answer = ops.Project(table, {field.name: field for field in needed} | {name: values[name] for name in keys})
    first = ops.UnboundTable(_FIRST, answer.schema)
    shown = {name: values[name].replace({table: first}) for name in chosen.values}
    shown |= {name: ops.Field(first, name) for name in keys}
    order = ", ".join(f"{name} {_direction(key)}" for name, key in zip(keys, sort.keys, strict=True))
    sql = [statement(part.to_expr(), instead) for part in (answer, ops.Project(first, shown))]
    return _ANSWER.format(rows=sql[0], shown=sql[1], first=_FIRST, count=COUNT, order=order, limit=rows)


def _before_computing(table: Any, values: dict[str, Any], keys: list[str]) -> tuple[Any, dict[str, Any]]:
    """The same values said of an earlier table, as long as that has a row for each row and the keys as they are."""
    while isinstance(table, ops.Project) and not any(v.find(_OF_MORE_ROWS, ops.Value) for v in table.values.values()):
        computed = {ops.Field(table, name): value for name, value in table.values.items()}
        earlier = {name: value.replace(computed) for name, value in values.items()}
        if not all(isinstance(earlier[key], ops.Field) for key in keys):
            break
        table, values = table.parent, earlier
    return table, values


_OF_MORE_ROWS = (ops.WindowFunction, ops.Reduction, ops.Unnest, ops.Subquery)


def _direction(key: Any) -> str:
    return f"{'asc' if key.ascending else 'desc'} nulls {'first' if key.nulls_first else 'last'}"
