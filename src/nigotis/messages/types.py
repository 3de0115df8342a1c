"""What is asked of and answered about messages."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, Field, PlainSerializer, StringConstraints, WithJsonSchema

from nigotis.kernel.fields import Answer, Code, Id, Name, NotNegative
from nigotis.kernel.money import plain_decimal
from nigotis.kernel.paging import PageAsk
from nigotis.kernel.tables import TableFormat

Sum = Annotated[Decimal, PlainSerializer(plain_decimal, when_used="json"), WithJsonSchema({"type": "string"})]
"""Exact money of any size, as a decimal string."""

MessageSegment = Literal["high_value", "loyal", "new", "complaints", "inactive"]
TaughtKind = Literal[
    "payment", "transfer", "deposit", "receipt", "direct_debit", "bundle", "withdrawal", "reversal", "loan", "other"
]
Score = Literal["engagement", "loyalty"]
Way = Literal["in", "out", "none"]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
Part = Annotated[str, StringConstraints(max_length=200)]


class SeeMessages(BaseModel):
    """What the messages say as a whole."""


class MessageKind(BaseModel):
    """How many messages are of one kind."""

    kind: str
    messages: int


class OperatorMoney(BaseModel):
    """Money that moved through one operator, each payment once."""

    operator: str
    currency: str
    payments: int
    money_in: Sum
    money_out: Sum


class SegmentOfMessages(BaseModel):
    """One of the five segments: its rule in words, how many are in it and what they paid."""

    segment: MessageSegment
    rule: str
    clients: int
    spend: Sum


class Formula(BaseModel):
    """How a score is made, in words."""

    score: Score
    formula: str


class MessageSummary(BaseModel):
    """Messages as a whole; judged on the day of the last one."""

    as_of: date
    messages: int
    payments: int
    told_again: int
    currency: str
    clients: int
    without_client: int
    unknown: int
    kinds: list[MessageKind]
    operators: list[OperatorMoney]
    segments: list[SegmentOfMessages]
    formulas: list[Formula]


class FindMessageClients(PageAsk):
    """Who wrote or paid, page by page."""

    segment: MessageSegment | None = Field(None, description="Only which segment?")


class ExportMessageClients(BaseModel):
    """Who wrote or paid, as a file."""

    segment: MessageSegment | None = Field(None, description="Only which segment?")
    format: TableFormat = Field("xlsx", description="As csv or as xlsx?")


class SaidComplaint(BaseModel):
    """A complaint and the words that decided."""

    message_id: int
    at: datetime | None
    score: float
    words: list[str]


class MessageClient(Answer):
    """One client, or a person whose number is nobody's yet (`client_id` null), as the messages show them."""

    client_id: int | None
    person: str
    name: str
    phone: str | None
    messages: int
    written: int
    payments: int
    spend: Sum
    first_seen: datetime | None
    last_seen: datetime | None
    days_since: int | None
    language: str | None
    places: list[str]
    services: list[str]
    complaints: list[SaidComplaint]
    engagement: int
    loyalty: int
    segments: list[MessageSegment]


class ClientHistory(PageAsk):
    """The messages of one client."""

    client_id: Id = Field(description="Which client?")


class ClientMessage(Answer):
    """One message of a client: a notice of money, or something written. Times are the wall clock of the phone."""

    id: int
    local_at: datetime | None
    kind: str
    is_outgoing: bool
    operator: str | None
    direction: Literal["in", "out"] | None
    amount: Sum | None
    currency: str | None
    reference: str | None
    balance: Sum | None
    fee: Sum | None
    is_repeat: bool
    body: str | None
    complaint: float
    words: list[str]


class UnknownLayout(BaseModel):
    """Messages of one shape that no layout fits, with one whole message to teach by."""

    shape: str
    sender: str
    messages: int
    example: str


class TeachLayout(BaseModel):
    """A sample message with its parts marked: each part is text as it stands in the sample."""

    sample: Text = Field(description="What does such a message say, word for word?")
    operator: Name = Field(description="Which operator or bank sends it?")
    sender: Code | None = Field(None, description="Under which name does it come, if always under one?")
    kind: TaughtKind = Field("receipt", description="What does it tell of, like receipt, payment or transfer?")
    direction: Way = Field(description="Does money come in, go out, or none of both: in, out or none?")
    amount: Part = Field("", description="Which part of the sample is the amount, with its currency?")
    who: Part = Field("", description="Which part names the other side, with name and number?")
    reference: Part = Field("", description="Which part is the number of the payment?")


class MessageLayout(BaseModel):
    """A layout that was taught; `understood`: how many kept messages it made clear."""

    id: int
    operator: str
    kind: str
    direction: str | None
    shape: str
    created_by: str
    created_at: datetime
    understood: int = 0


class WhichLayout(BaseModel):
    """One layout that was taught."""

    layout_id: Id = Field(description="Which layout?")


class TagClients(BaseModel):
    """Put a tag on the clients of a segment, so that lists, segments and campaigns find them."""

    segment: MessageSegment = Field(description="The clients of which segment?")
    tag: Code = Field(description="Which tag shall they carry?")


class Tagged(BaseModel):
    """How many clients carry the tag now, and how many did not before."""

    clients: int
    newly: int


class LinkPerson(BaseModel):
    """A payer or writer without a client, and the client it is."""

    person: Name = Field(description="Who is meant, as the list of messages shows it?")
    client_id: Id = Field(description="Which client is it?")


class Linked(BaseModel):
    """How many messages are that client's now."""

    messages: int


class EditMessageSettings(BaseModel):
    """What is given changes."""

    high_value: NotNegative | None = Field(None, description="From which total is a client of high value?")
    inactive_days: int | None = Field(
        None, ge=1, le=3_650, description="After how many silent days is a client inactive?"
    )
    new_days: int | None = Field(None, ge=1, le=3_650, description="For how many days is a client new?")
    loyal_loyalty: int | None = Field(
        None, ge=0, le=100, description="From which loyalty on is a client loyal, in percent?"
    )
    loyal_engagement: int | None = Field(None, ge=0, le=100, description="And from which engagement on, in percent?")
