"""The same figure for another period, row beside row, and what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from annotated_types import Le

from nigotis.metrics.catalogue import Metric, Unit
from nigotis.metrics.run import Answer
from nigotis.metrics.window import Window
from nigotis.reports.types import Comparison

Row = dict[str, Any]
Change = float | None

_ALONG_TIME = {Unit.DATE, Unit.MONTH}
_AMOUNTS = {Unit.COUNT, Unit.QUANTITY, Unit.MONEY, Unit.DAYS, Unit.RATE, Unit.NUMBER}


def earlier(window: Window, comparison: Comparison) -> Window:
    """The period to compare with: the one just before, or the same days a year ago; the filters are the same."""
    return window.previous if comparison == "previous" else window.months_earlier(12)


def whole(metric: Metric, params: Mapping[str, Any]) -> dict[str, Any]:
    """The question for the earlier period: its own first rows are others, so it is asked for as many as it has."""
    limit = metric.parameters.model_fields.get("limit")
    most = next((rule.le for rule in limit.metadata if isinstance(rule, Le)), None) if limit else None
    return dict(params) if most is None else {**params, "limit": most}


def beside(now: Answer, before: Answer) -> tuple[list[Row | None], list[list[Change] | None]]:
    """For each row of `now`: its counterpart in `before`, and the change of every column.

    Counterparts have the same grain; along time they stand in the same place (the third day beside the third day). A
    change is relative (0.1 = 10 % more); of a share it is the difference (0.1 = ten points more). It is None where
    there is no counterpart, where nothing can be divided by, and for columns that are no amounts.
    """
    rows = now.rows.to_pylist()
    then = list(_counterparts(now, rows, before.rows.to_pylist()))
    return then, [None if old is None else _changes(now, new, old) for new, old in zip(rows, then, strict=True)]


def _counterparts(now: Answer, rows: list[Row], before: list[Row]) -> Iterator[Row | None]:
    key = _place if _along_time(now) else _key(now.grain)
    found = {key(place, row): row for place, row in enumerate(before)}
    return (found.get(key(place, row)) for place, row in enumerate(rows))


def _along_time(answer: Answer) -> bool:
    units = {column.name: column.unit for column in answer.columns}
    return len(answer.grain) == 1 and units[answer.grain[0]] in _ALONG_TIME


def _place(place: int, row: Row) -> Any:
    return place


def _key(grain: tuple[str, ...]) -> Callable[[int, Row], Any]:
    return lambda place, row: tuple(_hashable(row[name]) for name in grain)


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _changes(answer: Answer, new: Row, old: Row) -> list[Change]:
    return [
        None if column.name in answer.grain else _change(column.unit, new[column.name], old[column.name])
        for column in answer.columns
    ]


def _change(unit: Unit, new: Any, old: Any) -> Change:
    if new is None or old is None:
        return None
    if unit is Unit.SHARE:
        return float(new - old)
    if unit not in _AMOUNTS or old == 0:
        return None
    return float((Decimal(str(new)) - Decimal(str(old))) / abs(Decimal(str(old))))
