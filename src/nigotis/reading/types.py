"""What reading a file answers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

import pyarrow as pa

from nigotis.kernel.i18n import say
from nigotis.kernel.problems import Invalid

Kind = Literal["sales", "clients", "products", "deals", "activities", "sellers", "messages"]
Verdict = Literal["ok", "ask", "refuse"]


class Unreadable(Invalid):
    """The file cannot be trusted as a whole; `row` is where it shows (0: nowhere in particular)."""

    def __init__(self, key: str, *, row: int = 0, **values: Any) -> None:
        super().__init__(key, row=row, **values)
        self.row = row


@dataclass(frozen=True)
class Note:
    """A sentence waiting for its language: a text key and what fills it. A `meaning` is a field, said by its name."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)

    def say(self, language: str) -> str:
        values = self.values
        if "meaning" in values:
            values = values | {"meaning": say(f"reading.field.{values['meaning']}", language)}
        return say(self.key, language, **values)


@dataclass(frozen=True)
class Question:
    """A choice only the merchant can make. Answer it by `answers={name: one of choices}` and read again."""

    name: str
    note: Note
    choices: tuple[str, ...]

    def say(self, language: str) -> str:
        return self.note.say(language)


@dataclass(frozen=True)
class Rejected:
    """A cell or row not understood. `row` is the number a spreadsheet shows; `field` is empty for the whole row.

    `is_row`: the row is left out. Otherwise the row is kept and only this field is empty. `cells`: the row as it stands
    in the file, where it does not fit the table.
    """

    row: int
    field: str
    note: Note
    is_row: bool = True
    cells: tuple[str, ...] = ()


@dataclass
class Reading:
    """A file understood. `table` holds the accepted rows in canonical columns (as `read_sales` says), and `row`."""

    verdict: Verdict
    kind: Kind
    file: str
    columns: dict[str, str]
    table: pa.Table
    custom: list[str] = field(default_factory=list)
    assumptions: list[Note] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    currency: str | None = None
    rows_read: int = 0
    raw: Any = None

    def why(self, language: str) -> str:
        """Why nothing of a refused file can be used: what is wrong with all of it, or with its rows, most of all."""
        first = self.rejected[0]
        if not self.rows_read:
            return first.note.say(language)
        usual = Counter(entry.note.key for entry in self.rejected if entry.is_row).most_common(1)[0][0]
        first = next(entry for entry in self.rejected if entry.note.key == usual)
        return say("reading.no_row_left", language, row=first.row, reason=first.note.say(language))

    @property
    def rows_accepted(self) -> int:
        return int(self.table.num_rows)

    @property
    def rows_rejected(self) -> int:
        return self.rows_read - self.rows_accepted
