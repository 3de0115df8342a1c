"""What is asked of and answered about boards."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from nigotis.kernel.fields import Code, Day, Id, Name, Note
from nigotis.kernel.several import Codes, Ids, Names
from nigotis.reports.types import Comparison
from nigotis.staff.roles import Role

COLUMNS = 12
MOST_ROWS = 200
MOST_CARDS = 60

Visual = Literal["kpi", "line", "bar", "pie", "progress", "scatter", "heatmap", "sankey", "funnel", "table"]
Period = Literal["today", "7d", "30d", "90d", "month", "last-month", "year", "12m", "all", "custom"]


class OwnFilters(BaseModel):
    """Period and filters of one card; what is empty is taken from the board's own filter bar."""

    model_config = ConfigDict(extra="forbid")

    period: Period | None = Field(None, description="For which period? Empty for the one of the board.")
    since: Day | None = Field(None, description="From which day on, where the period is custom?")
    until: Day | None = Field(None, description="Up to and including which day, where the period is custom?")
    branch: Ids = Field((), description="Only of which branches?")
    segment: Codes = Field((), description="Only clients of which segments or cells, like champions, 54 or saved-17?")
    product: Ids = Field((), description="Only with which products?")
    category: Names = Field((), description="Only from which categories?")
    seller: Ids = Field((), description="Only by which sellers?")
    source: Codes = Field((), description="Only from which sources, like till or website?")


class Card(BaseModel):
    """A figure or a note and its place: columns of twelve from the left, rows from the top."""

    model_config = ConfigDict(extra="forbid")

    id: Code = Field(description="What tells the card apart on its board?")
    figure: Code | None = Field(None, description="Which figure? Empty for a note.")
    title: Name | None = Field(None, description="Under which title? Empty for the figure's own.")
    note: Note | None = Field(None, description="Which text, for a note?")
    visual: Visual | None = Field(None, description="Drawn how? Empty for what suits the figure.")
    columns: tuple[Code, ...] = Field((), max_length=20, description="Which of its columns, in this order?")
    params: dict[Code, Annotated[str, Field(max_length=200)]] = Field(
        default_factory=dict, max_length=20, description="Which values for the figure's own parameters?"
    )
    compare: Comparison | None = Field(None, description="Beside which period: the previous one, or a year ago?")
    filters: OwnFilters = Field(default_factory=OwnFilters, description="Which period and filters of its own?")
    x: int = Field(0, ge=0, lt=COLUMNS, description="How many columns from the left?")
    y: int = Field(0, ge=0, le=MOST_ROWS, description="How many rows from the top?")
    w: int = Field(4, ge=1, le=COLUMNS, description="How many columns wide?")
    h: int = Field(4, ge=1, le=24, description="How many rows high?")

    @model_validator(mode="after")
    def _is_something(self) -> Self:
        if (self.figure is None) == (self.note is None):
            raise ValueError("boards.figure_or_note")
        return self


class ShownCard(Card):
    """A card as it stands on its board; `problem` says what keeps it from being shown, in the reader's language."""

    problem: str | None = None


class BoardHead(BaseModel):
    """A board in the list. Ready ones come with Nigotis and are copied before they are changed."""

    id: str = Field(description="A word for a ready board, a number for one of your own.")
    title: str
    kind: Literal["ready", "own"]
    cards: int
    roles: list[Role] = Field(description="Who sees it besides its maker and the owner.")
    may_edit: bool
    made_by: str | None
    updated_at: datetime | None


class Board(BaseModel):
    """A board with its cards, from the top left to the bottom right."""

    id: str
    title: str
    kind: Literal["ready", "own"]
    roles: list[Role]
    may_edit: bool
    version: int
    made_by: str | None
    updated_at: datetime | None
    cards: list[ShownCard]


class ListBoards(BaseModel):
    """All boards."""


class WhichBoard(BaseModel):
    """One board."""

    board: Code = Field(description="Which board? A word for a ready one, a number for one of your own.")


class WhichOwnBoard(BaseModel):
    """One board of the merchant's own."""

    board_id: Id = Field(description="Which board?")


Cards = Annotated[tuple[Card, ...], Field(max_length=MOST_CARDS)]
Roles = Annotated[tuple[Role, ...], Field(max_length=10)]


class AddBoard(BaseModel):
    """A board to begin."""

    title: Name = Field(description="What shall the board be called?")
    roles: Roles = Field((), description="Who shall see it besides you and the owner?")
    cards: Cards = Field((), description="Which cards, and where?")


class CopyBoard(WhichBoard):
    """A board to copy; with cards of your own it may have been removed while you changed it."""

    title: Name | None = Field(None, description="What shall the copy be called?")
    roles: Roles = Field((), description="Who shall see the copy besides you and the owner?")
    cards: Cards | None = Field(None, description="Which cards instead of its own, as you changed them?")


class EditBoard(WhichOwnBoard):
    """A board to change; what is not given stays."""

    version: int = Field(ge=1, description="Which version did you change?")
    title: Name | None = Field(None, description="What shall the board be called?")
    roles: Roles | None = Field(None, description="Who shall see it besides its maker and the owner?")
    cards: Cards | None = Field(None, description="Which cards, and where?")

    def given(self) -> dict[str, Any]:
        """What is to change, as it is kept."""
        kept = self.model_dump(mode="json", include={"title", "roles", "cards"}, exclude_none=False)
        return {name: kept[name] for name in ("title", "roles", "cards") if getattr(self, name) is not None}
