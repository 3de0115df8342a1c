"""What is asked of and answered about segments."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from nigotis.kernel.fields import Day, Exact, Id, Name, Sum
from nigotis.kernel.paging import PageAsk
from nigotis.kernel.problems import Invalid
from nigotis.kernel.several import Codes, Ids, Names
from nigotis.kernel.tables import TableFormat
from nigotis.metrics.scoring import Cutoffs, cells

Cell = tuple[int, int]
"""R and F, each 1 to 5."""


def _cells(given: Any) -> Any:
    """[[5, 4]] and "54" alike."""
    if not isinstance(given, list):
        return given
    return [f"{cell[0]}{cell[1]}" if isinstance(cell, list | tuple) and len(cell) == 2 else cell for cell in given]


def _known(names: tuple[str, ...]) -> tuple[str, ...]:
    try:
        cells(names)
    except Invalid as problem:
        raise ValueError(problem.key) from problem
    return names


Places = Annotated[Codes, BeforeValidator(_cells), AfterValidator(_known)]
"""Segments by code ("champions") or cells by their two scores ("54")."""


class Rule(BaseModel):
    """Who belongs: clients in these places of the whole business who bought what the filters say."""

    cells: Places = Field((), description="Which segments or cells, like champions or 54?")
    branch: Ids = Field((), description="Who bought in which branches?")
    product: Ids = Field((), description="Who bought which products?")
    category: Names = Field((), description="Who bought from which categories?")
    seller: Ids = Field((), description="Who bought from which sellers?")
    source: Codes = Field((), description="Who bought through which source, like till or website?")

    @property
    def filters(self) -> dict[str, tuple[Any, ...]]:
        """The filters on purchases that are set."""
        names = ("branch", "product", "category", "seller", "source")
        return {name: getattr(self, name) for name in names if getattr(self, name)}


class Segment(BaseModel):
    """A segment and how many are in it now. `id` is what stands in addresses; `cells` are pairs of R and F."""

    id: str
    name: str
    kind: Literal["rfm", "saved"]
    cells: list[Cell]
    rule: Rule | None = None
    clients: int
    share: float | None = Field(description="Of all clients with a purchase, 1 = all.")
    monetary: Sum = Field(description="What they have spent so far, net of returns.")


class SegmentMember(BaseModel):
    """A client of a segment, and what made it one."""

    client_id: int
    name: str
    phone: str | None
    segment: str
    recency_in_days: int
    frequency: int
    monetary: Sum
    r: int
    f: int
    m: int
    first_sale_on: date
    last_sale_on: date


class ListSegments(BaseModel):
    """All segments."""


class WhoIsIn(Rule):
    """A segment by its code or the number it was saved under; `cells` for those chosen here."""

    segment: str = Field(max_length=64, description="Which segment? A code, the number of a saved one, or: cells.")
    since: Day | None = Field(None, description="From which day on? (Segments look at the whole history.)")
    until: Day | None = Field(None, description="As of which day?")


class FindMembers(WhoIsIn, PageAsk):
    """Who is in a segment, page by page."""


class ExportMembers(WhoIsIn):
    """Who is in a segment, as a file."""

    format: TableFormat = Field("xlsx", description="As csv or as xlsx?")


class SaveSegment(Rule):
    """A segment to keep under a name."""

    name: Name = Field(description="What shall the segment be called?")


class WhichSegment(BaseModel):
    """One saved segment."""

    segment_id: Id = Field(description="Which saved segment?")


class Four(BaseModel):
    """What still earns 5, 4, 3 and 2, in this order, for each of the three; the rest earns 1."""

    recency_in_days: tuple[int, int, int, int] = Field(description="At most how many days ago earns 5, 4, 3 and 2?")
    frequency: tuple[int, int, int, int] = Field(description="At least how many sales earn 5, 4, 3 and 2?")
    monetary: tuple[Exact, Exact, Exact, Exact] = Field(description="At least which spend earns 5, 4, 3 and 2?")

    def cutoffs(self) -> Cutoffs:
        """As the metrics take them. Raises Invalid for limits out of order."""
        return Cutoffs(self.recency_in_days, self.frequency, self.monetary)


class EditDefinition(BaseModel):
    """How clients are scored from now on; null goes back to fifths of the clients."""

    cutoffs: Four | None = Field(description="Which fixed limits shall hold? None: the best fifth earns 5, and so on.")


class Limits(BaseModel):
    """What the clients who have a score show: from the lowest to the highest; null where nobody has it."""

    score: int
    recency_from: int | None
    recency_to: int | None
    frequency_from: int | None
    frequency_to: int | None
    monetary_from: Sum | None
    monetary_to: Sum | None


class Definition(BaseModel):
    """The rule that makes segments: its id and version, the fixed limits or none, and what earned each score today."""

    id: str
    version: int
    method: Literal["quintiles", "cutoffs"]
    cutoffs: Four | None
    limits: list[Limits]
    segments: dict[str, list[Cell]]


class TakeSnapshot(BaseModel):
    """Keep where everybody stands."""


class Snapshot(BaseModel):
    """Everybody's place at the end of one day, kept for good."""

    id: int
    as_of: date
    definition: str
    version: int
    cutoffs: Four | None
    limits: list[Limits]
    clients: int
    taken_at: datetime


class CompareSnapshots(BaseModel):
    """Two days to compare; the last snapshot on or before each is meant."""

    since: Day = Field(description="From which day?")
    until: Day = Field(description="To which day?")


class Move(BaseModel):
    """Clients who went from one segment to another; null: was not there yet, or is not there any more."""

    before: str | None
    after: str | None
    clients: int


class Movement(BaseModel):
    """Who moved where between two snapshots. Comparable only while both follow one definition."""

    since: date
    until: date
    is_comparable: bool
    moves: list[Move]
