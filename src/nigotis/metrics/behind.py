"""From a figure to the clients behind it: which list names them, and how a row of the figure chooses among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from nigotis.metrics.catalogue import Behind, Column, Metric, Unit, find

_OF_NAME = ("source",)
_OF_UNIT = {Unit.BRANCH: "branch", Unit.SELLER: "seller", Unit.PRODUCT: "product"}


@dataclass(frozen=True)
class Clients:
    """The list of the clients behind a figure.

    `by` says for a column of the figure's grain which filter or parameter of the list takes its value, `fixed` what the
    list is asked for where no row says otherwise, `choices` the words of parameters that a reader may choose besides,
    `of` which of them stand for one column of the figure.
    """

    metric: Metric
    fixed: Mapping[str, Any]
    by: dict[str, str]
    choices: dict[str, tuple[str, ...]]
    of: Mapping[str, Mapping[str, str]]

    def asked(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters of the list for a figure asked for with `params`: `fixed`, and what means the same in both."""
        own = self.metric.parameters.model_fields.keys() - set(self.by.values())
        return {name: value for name, value in params.items() if name in own and value is not None} | dict(self.fixed)


def clients_behind(metric: Metric) -> Clients | None:
    """None where the rows are clients themselves, or where no list can name them."""
    if metric.behind is None:
        return None
    found = find(metric.behind.name)
    columns = [column for column in metric.columns if column.name in metric.grain]
    choices = {name: _words(found, name) for name in metric.behind.ask}
    return Clients(found, metric.behind.params, _by(metric.behind, columns, found), choices, metric.behind.of)


def _by(behind: Behind, columns: Iterable[Column], found: Metric) -> dict[str, str]:
    taken = {column.name: _taking(behind, column, found) for column in columns}
    return {name: taker for name, taker in taken.items() if taker is not None}


def _taking(behind: Behind, column: Column, found: Metric) -> str | None:
    if column.name in behind.by:
        return behind.by[column.name]
    plain = column.name.removesuffix("_id")
    if plain in found.parameters.model_fields:
        return plain
    return _OF_UNIT.get(column.unit) or (column.name if column.name in _OF_NAME else None)


def _words(found: Metric, parameter: str) -> tuple[str, ...]:
    """The words a parameter takes: `Literal["won", "lost"] | None`."""
    annotation = found.parameters.model_fields[parameter].annotation
    return tuple(word for part in get_args(annotation) for word in get_args(part))
