"""What a metric is, and the list of all of them.

    @metric("day", day=Unit.DATE, net=Unit.MONEY)
    def revenue_by_day(w: Window) -> ir.Table:
        '''What each day brought in. ...'''

The first arguments name the grain (the columns that tell rows apart), the keywords give every column its unit, in the
order of the answer. The docstring's first sentence is the definition a shopkeeper reads beside the number. Parameters
of a metric are its keyword-only arguments, annotated as Pydantic fields. A function that takes `wanted` second is told
which columns somebody looks at, and may leave out the others.

What no engine can express (rules of several products, the strength of a season, a forecast) is finished in Python: the
function answers the rows that are needed, and `then` makes the declared columns of them.

    @metric("month", month=Unit.MONTH, trend=Unit.MONEY, then=decomposed)
    def trend(w: Window, *, period: Period = 12) -> ir.Table:
        ...

    def decomposed(rows: pa.Table, w: Window, *, period: int) -> pa.Table:
        ...

The clients behind a figure are found in another metric: `behind=BUYERS`, or `behind=Behind("deal_clients")`.

`then` is pure: Arrow in, Arrow out, the metric's parameters as keywords, the same answer for the same rows whatever
their order, and an empty table for no rows.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property
from importlib import import_module
from typing import Annotated, Any, get_type_hints

import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa
from pydantic import BaseModel, ConfigDict, Field, create_model

from nigotis.kernel.problems import NotFound
from nigotis.metrics.window import Window

WholeDays = Annotated[int, Field(ge=1, le=3660)]
Days = Annotated[WholeDays, Field(description="Number of whole days.")]
Limit = Annotated[int, Field(ge=1, le=1000, description="How many rows at most.")]


class Unit(StrEnum):
    """How to read, format and label the values of a column."""

    COUNT = "count"  # whole number
    QUANTITY = "quantity"  # decimal, in the product's own unit
    MONEY = "money"  # exact decimal in the merchant's currency
    SHARE = "share"  # float, 1.0 = 100 %; a change may be negative or over 1
    RATE = "rate"  # float, units per day
    NUMBER = "number"  # float without a unit: a lift, a coefficient, a strength
    DAYS = "days"  # whole number of days
    SCORE = "score"  # 1 (worst) .. 5 (best)
    DATE = "date"
    MONTH = "month"  # date, the first of the month
    CALENDAR_MONTH = "calendar_month"  # 1 (January) .. 12
    WEEKDAY = "weekday"  # 1 (Monday) .. 7
    HOUR = "hour"  # 0 .. 23
    CLIENT = "client"  # an id; whoever shows it looks up the name
    PRODUCT = "product"
    PRODUCTS = "products"  # several of them: a list of ids, rising
    BRANCH = "branch"
    SELLER = "seller"
    PLACE = "place"  # the GeoNames id of a town
    REGION = "region"  # a first-level region of a country, "AZ.09"
    SEGMENT = "segment"  # one of the ten codes of `scoring.SEGMENTS`
    STAGE = "stage"  # a code of the merchant's own stages of deals, or open, won, lost; whoever shows it looks it up
    CODE = "code"  # a word of a short fixed list, translated as `metrics.code.<word>`
    TEXT = "text"  # words of the merchant's own: a category, a source, a city


SUM_TYPE = pa.decimal128(38, 6)
_TYPES = {
    Unit.QUANTITY: SUM_TYPE,
    Unit.MONEY: SUM_TYPE,
    Unit.SHARE: pa.float64(),
    Unit.RATE: pa.float64(),
    Unit.NUMBER: pa.float64(),
    Unit.DATE: pa.date32(),
    Unit.MONTH: pa.date32(),
    Unit.PRODUCTS: pa.list_(pa.int64()),
    Unit.REGION: pa.string(),
    Unit.SEGMENT: pa.string(),
    Unit.STAGE: pa.string(),
    Unit.CODE: pa.string(),
    Unit.TEXT: pa.string(),
}


def arrow_type(unit: Unit) -> pa.DataType:
    """The Arrow type of a column; whole numbers and ids are int64."""
    return _TYPES.get(unit, pa.int64())


Wanted = Sequence[str]
"""Names of the columns somebody looks at: a function that takes them as its second argument may leave out what costs
more than the rest, where it is not among them."""

Finish = Callable[..., pa.Table]
"""What makes the declared columns of the rows an expression gave: (rows, window, **parameters) -> table."""


@dataclass(frozen=True)
class Column:
    """One column of an answer."""

    name: str
    unit: Unit


@dataclass(frozen=True)
class Behind:
    """Which list names the clients behind a figure: `name` is a metric with a row per client.

    What a row of the figure is told apart by chooses some of them; `clients_behind` says how, as far as the names tell.
    `by` says what they do not: which filter or parameter of the list a column stands for, None for nothing. `params`
    are what the list is asked for where no row says otherwise, `ask` those of its parameters that a reader may choose,
    and `of` the choice that stands for a column: `new_clients` counts those of `kind` new.
    """

    name: str
    by: Mapping[str, str | None] = field(default_factory=dict, hash=False)
    params: Mapping[str, Any] = field(default_factory=dict, hash=False)
    ask: tuple[str, ...] = ()
    of: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)


BUYERS = Behind("buyers")
"""Who bought in the period of the figure."""


@dataclass(frozen=True)
class Metric:
    """A question with its definition: `expression(window)` is the answer not yet computed."""

    name: str
    grain: tuple[str, ...]
    columns: tuple[Column, ...]
    build: Callable[..., ir.Table]
    then: Finish | None = None
    behind: Behind | None = None

    @property
    def slug(self) -> str:
        """The name as it stands in addresses: `top-clients`."""
        return self.name.replace("_", "-")

    @property
    def details(self) -> str:
        """The whole definition, with the fine points."""
        return inspect.getdoc(self.build) or ""

    @property
    def definition(self) -> str:
        """The sentence shown beside the number; its translations stand in `texts.toml` under `metrics.<name>`."""
        return " ".join(self.details.split("\n\n")[0].split())

    @cached_property
    def parameters(self) -> type[BaseModel]:
        """A strict model of the metric's own parameters with their defaults; empty for most metrics."""
        hints = get_type_hints(self.build, include_extras=True)
        own = [p for p in inspect.signature(self.build).parameters.values() if p.kind is p.KEYWORD_ONLY]
        fields: dict[str, Any] = {p.name: (hints[p.name], p.default) for p in own}
        return create_model(self.name, __config__=ConfigDict(extra="forbid", frozen=True), **fields)

    def expression(self, window: Window, **params: Any) -> ir.Table:
        """The unbound table of the declared columns, or of what `then` finishes.

        Raises pydantic.ValidationError for bad or unknown `params`.
        """
        return self.part(window, self.schema.names, **params)

    def part(self, window: Window, columns: Sequence[str], **params: Any) -> ir.Table:
        """The expression with some of its columns only; with all that `then` needs, where that finishes it."""
        values = self.parameters(**params)
        given = {name: getattr(values, name) for name in type(values).model_fields}
        table = self.build(window, columns, **given) if self._asks_what_is_wanted else self.build(window, **given)
        return table if self.then else table.select(*columns)

    @cached_property
    def _asks_what_is_wanted(self) -> bool:
        return "wanted" in inspect.signature(self.build).parameters

    def finished(self, rows: pa.Table, window: Window, **params: Any) -> pa.Table:
        """The answer made of the rows of `expression`, in the declared columns and types."""
        if self.then is None:
            return rows
        table = self.then(rows, window, **params)
        return table.select(self.schema.names).cast(self.schema)

    @cached_property
    def schema(self) -> pa.Schema:
        """Names and Arrow types of the declared columns."""
        return pa.schema([(column.name, arrow_type(column.unit)) for column in self.columns])

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The fact tables it reads, taken off the expression."""
        expression = self.expression(Window.sample())
        return tuple(sorted({table.name for table in expression.op().find(ops.UnboundTable)}))


_REGISTRY: dict[str, Metric] = {}


def metric(
    *grain: str, then: Finish | None = None, behind: Behind | None = None, **columns: Unit
) -> Callable[[Callable[..., ir.Table]], Metric]:
    """Enter a function into the catalogue: `grain` = key columns (none: one row), `columns` = unit of each column.

    `then` finishes in Python what the expression gives. `behind` names the clients behind it, if the rows do not and a
    list can.
    """

    def enter(build: Callable[..., ir.Table]) -> Metric:
        named = tuple(Column(name, unit) for name, unit in columns.items())
        entry = Metric(build.__name__, grain, named, build, then, behind)
        if entry.name in _REGISTRY:
            raise ValueError(f"metric {entry.name!r} is defined twice")
        if not set(grain) <= set(columns):
            raise ValueError(f"metric {entry.name!r} has a grain column without a unit")
        _REGISTRY[entry.name] = entry
        return entry

    return enter


@cache
def metrics() -> dict[str, Metric]:
    """All metrics by name, in alphabetical order: importing the files of this folder enters them."""
    package = import_module("nigotis.metrics")
    for file in pkgutil.iter_modules(package.__path__):
        import_module(f"nigotis.metrics.{file.name}")
    return dict(sorted(_REGISTRY.items()))


def find(name: str) -> Metric:
    """The metric called `name` (`top_clients` or `top-clients`). Raises NotFound."""
    found = metrics().get(name.replace("-", "_"))
    if found is None:
        raise NotFound("metrics.unknown", field="name", name=name)
    return found
