"""What is asked of and answered about figures."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, create_model

from nigotis.clients.types import Client
from nigotis.kernel.fields import Code, Day, Id, Sum
from nigotis.kernel.several import Codes, Ids, Names
from nigotis.kernel.tables import TableFormat
from nigotis.metrics.catalogue import metrics
from nigotis.predictions.types import PredictedClient, Said
from nigotis.sales.types import SaleHead

MOST_ROWS = 10_000

Comparison = Literal["previous", "year"]
"""With the period just before, or with the same days a year ago."""

Written = Annotated[str, BeforeValidator(lambda given: given if isinstance(given, str) else _written(given))]
"""A parameter as it stands in an address; the metric itself says what it may be."""


def _written(given: Any) -> str:
    return ",".join(map(str, given)) if isinstance(given, list | tuple) else str(given)


class Narrowed(BaseModel):
    """Period and filters: they mean the same for every figure."""

    since: Day | None = Field(None, description="From which day on? 30 days, if not said.")
    until: Day | None = Field(None, description="Up to and including which day? Today, if not said or still to come.")
    branch: Ids = Field((), description="Only of which branches?")
    segment: Codes = Field((), description="Only clients of which segments or cells, like champions or 54?")
    product: Ids = Field((), description="Only with which products?")
    category: Names = Field((), description="Only from which categories?")
    client: Ids = Field((), description="Only of which clients?")
    seller: Ids = Field((), description="Only by which sellers?")
    source: Codes = Field((), description="Only from which sources, like till or website?")


class _OneMetric(Narrowed):
    name: str = Field(max_length=64, description="Which figure? See the list of figures.")
    limit: int = Field(1_000, ge=1, le=MOST_ROWS, description="How many rows at most?")


def _with_parameters(name: str, **more: Any) -> Any:
    """Every parameter of every metric, read off the catalogue: one name means one thing everywhere, and each metric
    refuses those that are not its own."""
    named = {field for metric in metrics().values() for field in metric.parameters.model_fields}
    fields: dict[str, Any] = {
        field: (Written | None, Field(None, description=f"Which value of “{field}”, where the figure takes it?"))
        for field in sorted(named - set(_OneMetric.model_fields))
    }
    return create_model(name, __base__=_OneMetric, **fields, **more)


if TYPE_CHECKING:

    class ReadFigure(_OneMetric):
        """One figure."""

        compare: Comparison | None
        columns: tuple[str, ...]

    class ExportFigure(_OneMetric):
        """One figure as a file."""

        format: TableFormat

else:
    ReadFigure = _with_parameters(
        "ReadFigure",
        compare=(Comparison | None, Field(None, description="Beside which period: the previous one, or a year ago?")),
        columns=(Codes, Field((), description="Which columns, beside what tells rows apart? All, if not said.")),
    )
    ExportFigure = _with_parameters(
        "ExportFigure", format=(TableFormat, Field("xlsx", description="As csv or as xlsx?"))
    )


class KeepClients(BaseModel):
    """The clients in a figure's rows, to keep as a segment."""

    name: str = Field(max_length=64, description="The clients of which figure? See the list of figures.")
    title: Code = Field(description="Under which name? The clients get it as a tag, too.")
    asked: dict[Code, Annotated[str, Field(max_length=2_000)]] = Field(
        default_factory=dict,
        max_length=40,
        description="For which period, filters and parameters, as they stand in the figure's address?",
    )
    only: Code | None = Field(None, description="Only from rows of which word, like declining? From all, if not said.")
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS)] | None = Field(
        None, description="How many clients at most, from the first row on? All, if not said."
    )


class ListFigures(BaseModel):
    """All figures."""


class FigureColumn(BaseModel):
    """A column: its name in answers, its heading for people, its unit."""

    name: str
    title: str
    unit: str


class FigureAbout(BaseModel):
    """What a figure is: definition, what tells its rows apart, columns, and the JSON schema of its parameters."""

    name: str
    title: str
    definition: str
    details: str = Field(description="The whole definition with its fine points, in English.")
    grain: list[str]
    columns: list[FigureColumn]
    sources: list[str]
    params: dict[str, Any]


class Compared(BaseModel):
    """The figure for another period: `rows` and `changes` stand beside the rows of the figure, null where there was no
    such row. A change is relative (0.1 = 10 % more); of a share it is the difference (0.1 = ten points more)."""

    since: date
    until: date
    rows: list[list[str | int | float | bool | list[int] | None] | None]
    changes: list[list[float | None] | None]
    note: str | None = Field(None, description="What to keep in mind: that today is not over and those days are.")


class PartialRow(BaseModel):
    """A row, counted from 0, whose day or month is not all in; how far it is, in words."""

    row: int
    words: str


class FigureClients(BaseModel):
    """The clients behind a figure: ask for the list `name` with the figure's period, filters and these `params`.

    A row chooses some of them: `by` says for a column which filter or parameter of the list takes the row's value.
    `choices` are words of parameters that can be chosen besides, `of` which of them stand for one column of the figure.
    """

    name: str
    params: dict[str, Any]
    by: dict[str, str]
    choices: dict[str, list[str]]
    of: dict[str, dict[str, str]]


class Figure(BaseModel):
    """A figure computed. Cells: money and quantities as decimal strings, days in ISO, shares as numbers (1 = 100 %),
    ids of clients, products, branches and sellers, whose names stand in `labels`. `count` is the number of all rows,
    also of those over the limit."""

    name: str
    title: str
    definition: str
    note: str | None = Field(None, description="What to keep in mind about this answer.")
    grain: list[str]
    columns: list[FigureColumn]
    rows: list[list[str | int | float | bool | list[int] | None]]
    count: int
    as_of: datetime | None = Field(description="Everything committed before this instant is in.")
    since: date
    until: date
    filters: dict[str, list[str | int]]
    params: dict[str, Any]
    currency: str
    labels: dict[str, dict[str, str]]
    partial: list[PartialRow] = Field(description="Rows of a day or month that is not over, or not whole here.")
    clients: FigureClients | None = Field(description="Who is behind it; null where the rows say so, or nobody can.")
    compared: Compared | None = None


class Nothing(BaseModel):
    """An ask without a question."""


class ClientCounters(BaseModel):
    """The directory in figures, for the merchant's day."""

    all: int
    active: int
    waiting: int
    inactive: int
    ordered_today: int
    registered_today: int


class WhichClient(BaseModel):
    """One client."""

    client_id: Id = Field(description="Which client?")


class ClientFigures(BaseModel):
    """What a client's purchases say; scores and segment are null before the first sale."""

    recency_days: int | None
    frequency: int
    monetary: Sum
    r_score: int | None
    f_score: int | None
    m_score: int | None
    segment: str | None
    first_purchase: date | None
    last_purchase: date | None
    average_check: Sum | None
    days_between_sales: int | None


class FavouriteProduct(BaseModel):
    """A product that a client buys often."""

    product_id: int
    name: str
    quantity: Sum
    amount: Sum


class ClientCard(BaseModel):
    """Everything about a client on one card."""

    client: Client
    figures: ClientFigures
    recent_sales: list[SaleHead]
    top_products: list[FavouriteProduct]
    expected: PredictedClient | None = Field(description="What is expected of them, and what to offer.")
    receipts: list[Said] = Field(description="How sure that is: the same reckoning on the past, in words.")
    as_of: datetime | None


class DayFigures(BaseModel):
    """What a day brought so far."""

    day: date
    net: Sum
    sales: int
    average_check: Sum | None
    clients: int


class MonthFigures(BaseModel):
    """Where the month is heading."""

    month: date
    net: Sum
    expected: Sum | None
    last_month: Sum
    change: float | None
    working_days_elapsed: int
    working_days: int


class Mover(BaseModel):
    """A product that sells faster than last month."""

    product_id: int
    name: str
    units_per_day: float
    units_per_day_before: float
    change: float | None


class Changes(BaseModel):
    """The last 30 days against the 30 before."""

    net: Sum
    net_before: Sum
    new_clients: int
    returning_clients: int
    trends: dict[str, int] = Field(description="Clients who are growing, steady, declining, lost, new or returned.")
    movers: list[Mover]


class Care(BaseModel):
    """A client to care about today, and why: `reason` for programs, `why` for people."""

    client_id: int
    name: str
    phone: str | None
    segment: str | None
    reason: str
    why: str


class Home(BaseModel):
    """How are we doing, what changed, who to care about today."""

    as_of: datetime | None
    currency: str
    has_sales: bool = Field(description="Whether anything was ever sold here; false for a business just opened.")
    today: DayFigures
    yesterday: DayFigures
    registered_today: int
    month: MonthFigures
    changes: Changes
    care: list[Care]


MessageDocument = Literal["messages", "customers", "high-value", "communications-sample", "report", "action-plan"]
"""What is written of messages."""


class WhichMessageDocument(BaseModel):
    """One of the documents made of messages."""

    document: MessageDocument = Field(
        description="Which document: the list, the clients, the best payers, a sample, the report or the plan?"
    )
