"""From a figure to the clients behind it: which list names them, and how a row of the figure chooses among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from nigotis.metrics.catalogue import Behind, Column, Metric, Unit, find

PERIOD = "period"
"""Stands for the days of a row of one day or month."""

_OF_UNIT = {Unit.BRANCH: "branch", Unit.SELLER: "seller", Unit.PRODUCT: "product"}
_OF_NAME = {"category": "category", "source": "source", "segment": "segment", "day": PERIOD, "month": PERIOD}


@dataclass(frozen=True)
class Clients:
    """The list of the clients behind a figure.

    `by` says for a column of the figure's grain which filter or parameter of the list takes its value, `PERIOD` where
    the value is a day or a month; `choices` are the words of parameters that a reader may choose besides.
    """

    metric: Metric
    by: dict[str, str]
    choices: dict[str, tuple[str, ...]]

    def carried(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Those parameters of the figure that mean the same in the list."""
        own = self.metric.parameters.model_fields.keys() - set(self.by.values())
        return {name: value for name, value in params.items() if name in own and value is not None}


def clients_behind(metric: Metric) -> Clients | None:
    """None where the rows are clients themselves, or where no list can name them."""
    if metric.behind is None:
        return None
    found = find(metric.behind.name)
    columns = [column for column in metric.columns if column.name in metric.grain]
    return Clients(found, _by(metric.behind, columns, found), {name: _words(found, name) for name in metric.behind.ask})


def _by(behind: Behind, columns: Iterable[Column], found: Metric) -> dict[str, str]:
    taken = {column.name: _taking(behind, column, found) for column in columns}
    return {name: taker for name, taker in taken.items() if taker is not None}


def _taking(behind: Behind, column: Column, found: Metric) -> str | None:
    if column.name in behind.by:
        return behind.by[column.name]
    plain = column.name.removesuffix("_id")
    if plain in found.parameters.model_fields:
        return plain
    return _OF_UNIT.get(column.unit) or _OF_NAME.get(column.name)


def _words(found: Metric, parameter: str) -> tuple[str, ...]:
    """The words a parameter takes: `Literal["won", "lost"] | None`."""
    annotation = found.parameters.model_fields[parameter].annotation
    return tuple(word for part in get_args(annotation) for word in get_args(part))
