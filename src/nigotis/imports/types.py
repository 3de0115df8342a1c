"""What is asked of and answered about imports."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints

from nigotis.imports.loading.run import Outcome
from nigotis.kernel.fields import Code, Id
from nigotis.kernel.paging import PageAsk
from nigotis.reading.types import Kind, Verdict

Header = Annotated[str, StringConstraints(max_length=500)]
Told = Annotated[str, StringConstraints(max_length=500)]
Region = Annotated[str, StringConstraints(pattern="^[A-Za-z]{2}$", to_upper=True)]


class HowToRead(BaseModel):
    """A file that was handed in, and how it is to be understood."""

    upload_id: Code = Field(description="Which file? The id that handing it in gave.")
    mapping: dict[Header, Told] | None = Field(
        None, max_length=1_000, description="Which column is which field, by header? An empty field leaves it out."
    )
    answers: dict[Code, Told] | None = Field(None, max_length=100, description="What do you answer to each question?")
    region: Region | None = Field(
        None, description="From which country are the phone numbers? Two letters; yours, if not said."
    )


class PreviewFile(HowToRead):
    """How would a file be understood?"""

    kind: Kind | None = Field(
        None, description="Does it hold sales, clients, products, deals, activities, sellers or messages?"
    )


class ImportFile(HowToRead):
    """Load a file."""

    kind: Kind = Field(description="Does it hold sales, clients, products, deals, activities, sellers or messages?")
    payments_as_sales: bool = Field(False, description="Of messages: shall payments of clients become sales too?")
    is_trial: bool = Field(False, description="Only try, and take everything back?")


class Choice(BaseModel):
    """One possible answer."""

    value: str
    text: str


class OpenQuestion(BaseModel):
    """What only the merchant can decide; answered by `answers: {id: value}`."""

    id: str
    text: str
    choices: list[Choice]


class RejectedCell(BaseModel):
    """A row (`field` empty) or a cell that is not taken, by the row number that a spreadsheet shows."""

    row: int
    field: str
    reason: str


class Preview(BaseModel):
    """A file as it would be loaded. `columns` is field -> header; `fields` are all that a column may be."""

    verdict: Verdict
    kind: Kind
    file: str
    columns: dict[str, str]
    headers: list[str]
    fields: list[str]
    assumptions: list[str]
    questions: list[OpenQuestion]
    rows: list[dict[str, Any]] = Field(description="The first rows, as understood.")
    rejected: list[RejectedCell] = Field(description="The first rows and cells that are not taken.")
    rows_read: int
    rows_rejected: int


class ListImports(PageAsk):
    """Which imports to list."""


class WhichImport(BaseModel):
    """One import."""

    import_id: Id = Field(description="Which import?")


class Import(BaseModel):
    """A file that was loaded. After an undo, `kept` counts by kind what stayed because it was in use or changed."""

    id: int
    kind: Kind
    file: str
    columns: dict[str, str]
    assumptions: list[str]
    rows_read: int
    rows_accepted: int
    outcome: Outcome
    imported_by: str
    imported_at: datetime
    undone_at: datetime | None
    kept: dict[str, int] | None


class WhichJob(BaseModel):
    """One piece of long work."""

    job_id: Id = Field(description="Which work?")
