"""What is read out of messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from nigotis.reading.types import Note, Rejected

Direction = Literal["in", "out"]

PAYMENT_KINDS = (
    "payment",
    "transfer",
    "deposit",
    "receipt",
    "direct_debit",
    "bundle",
    "withdrawal",
    "reversal",
    "loan",
)
"""What money can do. `receipt` is from a person or a business, `deposit` from an agent, a cashier or a bank."""

KINDS = (*PAYMENT_KINDS, "chat", "reminder", "one_time_code", "scam", "promotion", "other", "unknown")
"""What a message can be. `other`: an operator said something that moved no money of this phone. `unknown`: an operator
speaks of an amount in a layout nobody taught yet."""


SHORTEST_REFERENCE = 6
"""Shorter numbers are too often the same for two payments."""


@dataclass(slots=True)
class Message:
    """One message of a phone. `row` counts from 1 in the order of the file; `at` is the wall clock there.

    `sender` is the other side as the file has it: an operator's name, a phone number, or a person's name. `is_chat`:
    out of a chat app, where everybody is called as they like.
    """

    row: int
    sender: str
    text: str
    at: datetime | None = None
    is_outgoing: bool = False
    name: str = ""
    is_chat: bool = False


@dataclass
class Export:
    """A file of messages. `columns` is field -> header; `cells` are the rows as they stand, for rows left out."""

    file: str
    messages: list[Message]
    headers: list[str] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    assumptions: list[Note] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    raw: Any = None

    @property
    def rows_read(self) -> int:
        return len(self.messages) + sum(entry.is_row for entry in self.rejected)


@dataclass(slots=True)
class Understood:
    """What one message says. Everything but `row` and `kind` is empty where it is not said.

    `phone` is digits as written (it may be masked by the operator), `told_before` the row that told of the same
    payment first, `reverses` the reference of the payment that is taken back, `shape` the masked text of a message of
    kind `unknown`.
    """

    row: int
    kind: str
    operator: str = ""
    amount: Decimal | None = None
    currency: str = ""
    direction: Direction | None = None
    name: str = ""
    phone: str = ""
    reference: str = ""
    balance: Decimal | None = None
    fee: Decimal | None = None
    at: datetime | None = None
    told_before: int | None = None
    reverses: str = ""
    shape: str = ""

    @property
    def payment(self) -> str:
        """The same for every telling of one payment: its number, or without one operator, amount, other side and
        moment; empty where nothing tells two payments apart, or this is none."""
        if self.direction is None or self.amount is None:
            return ""
        moved = (self.direction, f"{self.amount.normalize():f}")
        if len(self.reference) >= SHORTEST_REFERENCE:
            return "|".join((self.reference.upper(), *moved))
        if self.at is None:
            return ""
        return "|".join(
            (self.operator, self.kind, *moved, self.name.casefold(), self.phone, self.at.isoformat(timespec="seconds"))
        )

    @property
    def counts(self) -> bool:
        """Whether this is money that moved and was not told of before."""
        return self.direction is not None and self.told_before is None
