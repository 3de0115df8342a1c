"""One import on its way: what it counts, what it refuses, what it tells whoever waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, Field

from nigotis.kernel.context import Context
from nigotis.kernel.revising import Revision
from nigotis.reading.types import Note, Reading, Rejected

Progress = Callable[..., None]
"""Called with the share done (0..1), a text key and its values; it may raise to stop the import."""


def silent(share: float, key: str | None = None, **values: Any) -> None:
    """Progress that nobody watches."""


class Outcome(BaseModel):
    """What a file brought. "There already" is known by document number, or by content where there is none."""

    sales_added: int = Field(0, description="Sales that are new.")
    returns_added: int = Field(0, description="Returns that are new.")
    lines_added: int = Field(0, description="Lines of the new sales and returns.")
    documents_there: int = Field(0, description="Sales and returns that were there already.")
    documents_differing: int = Field(0, description="Those of them that say something else in the file; not changed.")
    clients_added: int = Field(0, description="Clients who are new.")
    clients_updated: int = Field(0, description="Known clients of whom the file knows more.")
    clients_unchanged: int = Field(0, description="Known clients of whom the file says nothing new.")
    products_added: int = Field(0, description="Products that are new.")
    products_updated: int = Field(0, description="Known products that the file changes.")
    products_unchanged: int = Field(0, description="Known products of which the file says nothing new.")
    branches_added: int = Field(0, description="Branches that are new.")
    sellers_added: int = Field(0, description="Sellers who are new.")
    messages_added: int = Field(0, description="Messages that are new.")
    messages_there: int = Field(0, description="Messages that were there already.")
    sellers_updated: int = Field(0, description="Known sellers of whom the file knows more.")
    sellers_unchanged: int = Field(0, description="Known sellers of whom the file says nothing new.")
    deals_added: int = Field(0, description="Deals that are new.")
    deals_updated: int = Field(0, description="Known deals that stand elsewhere by now.")
    deals_unchanged: int = Field(0, description="Known deals of which the file says nothing new.")
    activities_added: int = Field(0, description="Visits, calls, messages and meetings that are new.")
    activities_there: int = Field(0, description="Those that were there already.")
    rows_rejected: int = Field(0, description="Rows of the file that were left out.")


@dataclass
class Run:
    """A reading being loaded as import `id`. `rejected` grows by what only the database could tell."""

    ctx: Context
    reading: Reading
    id: int
    region: str
    progress: Progress = silent
    outcome: Outcome = field(default_factory=Outcome)
    rejected: list[Rejected] = field(default_factory=list)
    revisions: dict[str, list[Revision]] = field(default_factory=dict)
    payments_as_sales: bool = False

    def reject(self, row: int, name: str, key: str, *, is_row: bool = False, **values: Any) -> None:
        """List a cell (or, with `is_row`, a row) that could not be taken."""
        self.rejected.append(Rejected(row, name, Note(key, values), is_row))
