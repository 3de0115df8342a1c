"""What is asked of and answered about segments."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from nigotis.kernel.fields import Code, Day, Exact, Id, Name, Note, Sum
from nigotis.kernel.paging import PageAsk
from nigotis.kernel.problems import Invalid
from nigotis.kernel.several import Codes, Ids, Names
from nigotis.kernel.tables import TableFormat
from nigotis.metrics.scoring import Cutoffs, cells
from nigotis.rules.text import LONGEST
from nigotis.rules.tree import Condition, Group, Match

SegmentCode = Annotated[str, Field(max_length=64)]
Colour = Annotated[str, Field(pattern="^#[0-9a-fA-F]{6}$")]

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


_BOUGHT = {
    "branch": "bought_in_branch",
    "product": "bought_product",
    "category": "bought_category",
    "seller": "bought_from_seller",
    "source": "bought_through",
}


class Narrowing(BaseModel):
    """Who is meant here: clients in these places of the whole business who bought what the filters say."""

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

    @property
    def as_rule(self) -> Group:
        """The same as a rule, to be kept."""
        places = [Condition(field="segment", op="in", values=self.cells)] if self.cells else []
        bought = [
            Condition(field=_BOUGHT[name], op="in", values=tuple(map(str, values)))
            for name, values in self.filters.items()
        ]
        return Group(match="all", rules=(*places, *bought))


class Segment(BaseModel):
    """A segment and how many are in it now. `id` is what stands in addresses, `code` what filters and rules take;
    `cells` are pairs of R and F, of the ten. `problem` says why a saved one cannot be looked up any more."""

    id: str
    code: str
    name: str
    kind: Literal["rfm", "ready", "saved"]
    cells: list[Cell] = []
    rule: Group
    text: str = Field(description="The rule as text.")
    sentence: str = Field(description="The rule as a sentence.")
    description: str | None = None
    colour: str | None = None
    clients: int
    share: float | None = Field(description="Of all clients with a purchase, 1 = all; null for rules that ask others.")
    monetary: Sum = Field(description="What they have spent so far, net of returns.")
    kept_on: date | None = Field(None, description="Up to which day it is kept who was in it.")
    tag: str | None = Field(None, description="The tag its clients got when it was kept as a list.")
    tag_asked_by: list[str] = Field([], description="Which other segments ask for that tag.")
    problem: str | None = None


class SegmentMember(BaseModel):
    """A client of a segment; what purchases say is null before the first one."""

    client_id: int
    name: str
    phone: str | None
    segment: str | None
    recency_in_days: int | None
    frequency: int
    monetary: Sum
    average_check: Sum | None
    r: int | None
    f: int | None
    m: int | None
    first_sale_on: date | None
    last_sale_on: date | None
    sources: list[str] = Field(description="Through what the client buys.")
    registered_on: date


class ListSegments(BaseModel):
    """All segments."""


class WhoIsIn(Narrowing):
    """A segment by its code or the number it was saved under; `cells` for those chosen here."""

    segment: str = Field(max_length=64, description="Which segment? A code, the number of a saved one, or: cells.")
    since: Day | None = Field(None, description="From which day on? (Segments look at the whole history.)")
    until: Day | None = Field(None, description="As of which day?")


class FindMembers(WhoIsIn, PageAsk):
    """Who is in a segment, page by page."""


class ExportMembers(WhoIsIn):
    """Who is in a segment, as a file."""

    columns: Codes = Field((), description="Which columns, in their order? All of them, if not said.")
    format: TableFormat = Field("xlsx", description="As csv or as xlsx?")


class Ruled(BaseModel):
    """A rule, given in one of its two writable forms."""

    rule: Group | None = Field(None, description="Which rule, as a tree of groups and conditions?")
    text: str | None = Field(None, max_length=LONGEST, description="Which rule, as text?")


class Look(BaseModel):
    """How a segment is shown."""

    description: Note | None = Field(None, description="What is the segment for?")
    colour: Colour | None = Field(None, description="In which colour, like #0a7d5b?")


class SaveSegment(Narrowing, Ruled, Look):
    """A segment to keep under a name: a rule, or the places and filters chosen here."""

    name: Name = Field(description="What shall the segment be called?")


class EditSegment(Ruled, Look):
    """Change what is given; null clears the description and the colour."""

    segment_id: Id = Field(description="Which saved segment?")
    name: Name | None = Field(None, description="What shall the segment be called?")


class CopySegment(BaseModel):
    """A segment to begin from."""

    segment: SegmentCode = Field(description="Which segment? A code, or the number of a saved one.")
    name: Name | None = Field(None, description="What shall the copy be called?")


class WhichSegment(BaseModel):
    """One saved segment."""

    segment_id: Id = Field(description="Which saved segment?")


class RemoveSegment(WhichSegment):
    """A saved segment that is not needed any more."""

    untag: bool | None = Field(
        None,
        description="Shall its clients lose the tag they got for it? If no other segment asks for it, if not said.",
    )


class PreviewRule(Ruled):
    """A rule that is being written."""

    sample: int = Field(8, ge=0, le=50, description="How many clients to show?")


class RuleProblem(BaseModel):
    """What keeps a text from being a rule, and where: `at` counts signs from 0."""

    message: str
    at: int
    length: int


class RulePreview(BaseModel):
    """A rule in its three forms and whom it names now; with a problem, there is only that."""

    rule: Group | None = None
    text: str | None = None
    sentence: str | None = None
    clients: int | None = None
    share: float | None = Field(None, description="Of all clients in the directory, 1 = all.")
    sample: list[SegmentMember] = []
    problem: RuleProblem | None = None


class CompleteRule(BaseModel):
    """A rule that is being written, up to where one writes."""

    text: str = Field(max_length=LONGEST, description="Which text stands before the caret?")


class Completed(BaseModel):
    """What may come next: as it is written, and its name."""

    text: str
    title: str


class Completion(BaseModel):
    """What may come next, in the place of the last `begun` signs of the text."""

    begun: int
    items: list[Completed]


class RuleChoice(BaseModel):
    """A value with its name."""

    value: str
    title: str


class RuleField(BaseModel):
    """A field that rules may ask: its name in rules and for people, kind, unit, operators, and values to choose from
    (those of `product` are searched for elsewhere)."""

    name: str
    title: str
    group: str
    kind: str
    unit: str | None
    operators: list[RuleChoice]
    choices: list[RuleChoice]
    limits: list[RuleChoice] = Field(description="Limits of your own that may stand in the place of a number.")
    about: str | None
    takes_within: bool
    is_replayable: bool = Field(description="Whether a past day's value follows from the sales.")


class WhyIn(BaseModel):
    """A client and a segment."""

    segment: SegmentCode = Field(description="Which segment? A code, or the number of a saved one.")
    client_id: Id = Field(description="Which client?")


class RuleReason(BaseModel):
    """A condition or a group of a rule and whether it holds for a client, with the client's own value in words."""

    sentence: str
    passes: bool
    match: Match | None = Field(None, description="For a group: whether all, any or none must hold.")
    value: str | None = None
    reasons: list[RuleReason] = []


class WhyMember(BaseModel):
    """Why a client is in a segment or is not; without reasons, the figures have not heard of the client yet."""

    client_id: int
    segment: str
    name: str
    is_in: bool
    reasons: list[RuleReason]


class WhichClient(BaseModel):
    """One client."""

    client_id: Id = Field(description="Which client?")


class ClientSegment(BaseModel):
    """A segment a client is in."""

    id: str
    code: str
    name: str
    kind: Literal["rfm", "ready", "saved"]
    colour: str | None = None
    since: date | None = Field(None, description="Since which day, where that is kept.")


class OnDay(PageAsk):
    """Who was in a segment on a day."""

    segment: SegmentCode = Field(description="Which segment? A code, or the number of a saved one.")
    day: Day = Field(description="On which day?")


Source = Literal["kept", "computed", "partly"]
"""kept = looked up in what was kept that day; computed = the rule asked again for that day, of the sales as they are
known now; partly = so, but for fields of which only today's value is known."""


class WasIn(BaseModel):
    """Who was in a segment on a day, how that is known (`source`), and by which fields only as of now (`as_now`)."""

    day: date
    source: Source
    as_now: list[str]
    clients: int
    items: list[SegmentMember]
    next: str | None


class SegmentSize(BaseModel):
    """How many were in a segment at the end of a day, and who came and went since the one before."""

    day: date
    clients: int
    joined: int
    left: int


class FindSizes(BaseModel):
    """How large a segment was over time: day by day where it was kept since then, else on days at equal steps."""

    segment: SegmentCode = Field(description="Which segment? A code, or the number of a saved one.")
    since: Day | None = Field(None, description="From which day? Since it is kept or for a quarter, if not said.")
    until: Day | None = Field(None, description="To which day?")


class SegmentHistory(BaseModel):
    """How large a segment was, how that is known (`source`), and by which fields only as of now (`as_now`)."""

    source: Source
    as_now: list[str]
    sizes: list[SegmentSize]


class FindChanges(FindSizes, PageAsk):
    """Who came into a segment and who left it, page by page."""


class ChangedCondition(BaseModel):
    """A condition that changed for a client: in words, with the values on the day before and on the day."""

    sentence: str
    before: str | None
    after: str | None
    holds: bool


class MembershipChange(BaseModel):
    """A client who joined or left, on which day, and why: after `after`, where not every day was looked at. No
    conditions are named where the rule itself was changed (`rule`), the client left the directory (`gone`) or came into
    it (`registered`), or sales of earlier days were recorded or changed (`records`)."""

    client_id: int
    name: str
    phone: str | None
    kind: Literal["joined", "left"]
    day: date
    after: date | None = None
    cause: Literal["conditions", "rule", "gone", "registered", "records"]
    conditions: list[ChangedCondition]


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


class CompareDays(BaseModel):
    """Two days to compare."""

    since: Day = Field(description="From which day?")
    until: Day = Field(description="To which day?")
    segments: Codes = Field((), description="Between which segments? The ten, if not said.")


class Move(BaseModel):
    """Clients who went from one segment to another; null: in none of them."""

    before: str | None
    after: str | None
    clients: int


class Movement(BaseModel):
    """Who moved where between two days. Of several segments a client counts for the first. `source` says how it is
    known, `as_now` by which fields only as of now; `names` are of the segments."""

    since: date
    until: date
    source: Source
    as_now: list[str]
    moves: list[Move]
    names: dict[str, str]


class WhichMove(CompareDays):
    """One move between two days."""

    before: SegmentCode | None = Field(None, description="From which segment? None of them, if not said.")
    to: SegmentCode | None = Field(None, description="To which segment? None of them, if not said.")


class FindMovers(WhichMove, PageAsk):
    """The clients behind a move."""


class KeepMovers(WhichMove):
    """The clients behind a move, to keep as a segment."""

    title: Code = Field(description="Under which name? The clients get it as a tag, too.")


class KeepDay(BaseModel):
    """Who was in a segment on a day, to keep as one."""

    segment: SegmentCode = Field(description="Which segment? A code, or the number of a saved one.")
    day: Day = Field(description="On which day?")
    title: Code = Field(description="Under which name? The clients get it as a tag, too.")


class KeptClients(BaseModel):
    """The segment that was made, and how many clients are in it."""

    segment: str
    name: str
    clients: int


class MovedClient(BaseModel):
    """A client who moved."""

    client_id: int
    name: str
    phone: str | None
