"""Expressions as SQL for DuckDB, written once for all days they may be asked of.

Ibis takes 20 to 80 ms to write the SQL of a metric, more than many figures take to answer, and every new day is a new
expression. But questions of different days differ in nothing but the days: SQL is made of the expression with stand-ins
for its days, remembered, and the days are put in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

_FIRST_YEAR = 9000
"""Stand-ins are new year's days from here on; the days themselves are all taken out, so that none is mistaken."""

_STAND_IN = re.compile(r"MAKE_DATE\(9(\d{3}), 1, 1\)")


def statement(expression: ir.Table, instead: Mapping[Any, Any] = MappingProxyType({})) -> str:
    """The SQL of an unbound expression; `instead` names nodes in it and what to take in their place."""
    root: Any = expression.op()
    days = [node for node in root.find(ops.Literal, ordered=True) if node.dtype.is_date() and node.value is not None]
    stand_ins = {day: ops.Literal(date(_FIRST_YEAR + n, 1, 1), day.dtype) for n, day in enumerate(days)}
    sql = _written(root.replace({**stand_ins, **instead}))
    return _STAND_IN.sub(lambda found: _make_date(days[int(found[1])].value), sql)


@lru_cache(maxsize=2048)
def _written(node: Any) -> str:
    return str(ibis.to_sql(node.to_expr(), dialect="duckdb"))


def _make_date(day: date) -> str:
    return f"MAKE_DATE({day.year}, {day.month}, {day.day})"
