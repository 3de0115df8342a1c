"""Field types that the asks and answers of all rooms share: ids, exact decimals, plain text, what an edit changes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    NaiveDatetime,
    PlainSerializer,
    SerializationInfo,
    StringConstraints,
    WithJsonSchema,
)

from nigotis.kernel.money import plain_decimal
from nigotis.kernel.problems import Invalid

LARGEST_ID = 2**63 - 1
# What is computed with days (a year before, to the end of the month, in another zone) must not leave the calendar.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
HIDDEN = "•••"
TO_BE_KEPT = "to be kept"
"""The serialisation context of an answer that is written down: secrets in it are not."""
_EXACT = r"^-?\d{1,12}(\.\d{1,6})?$"
_EXACT_ASCII = re.compile(_EXACT, re.ASCII)
# What PostgreSQL cannot store (NUL, lone surrogates) and what nobody means to write: control signs but tab and newline.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def _exact(value: Any) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, str) and _EXACT_ASCII.match(value):
        return Decimal(value)
    raise ValueError("kernel.not_an_exact_number")


def writable(text: str) -> str:
    """The same text; ValueError when it holds a sign that cannot be stored or that nobody means to write."""
    if _UNWRITABLE.search(text):
        raise ValueError("kernel.unwritable_text")
    return text


def _shown_once(secret: str, info: SerializationInfo[Any]) -> str:
    return HIDDEN if info.context == TO_BE_KEPT else secret


def _utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("kernel.field_out_of_range") from error


Id = Annotated[int, Field(strict=True, ge=1, le=LARGEST_ID)]
"""The id of a row: a whole JSON number."""

Sum = Annotated[Decimal, PlainSerializer(plain_decimal, when_used="json"), WithJsonSchema({"type": "string"})]
"""Exact money or quantity of any size in answers, as a decimal string."""

Exact = Annotated[
    Decimal,
    BeforeValidator(_exact),
    Field(max_digits=18, decimal_places=6),
    PlainSerializer(plain_decimal, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": _EXACT, "examples": ["12.50"]}),
]
"""An exact decimal of at most 12 + 6 digits: in and out as a decimal string. A JSON float or a boolean is refused,
because it has already lost what was written."""

NotNegative = Annotated[Exact, Field(ge=0)]
Positive = Annotated[Exact, Field(gt=0)]

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(writable)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64), AfterValidator(writable)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000), AfterValidator(writable)]

ShownOnce = Annotated[str, PlainSerializer(_shown_once)]
"""A secret in an answer: told to whoever asked and written down nowhere, so a repetition answers `•••` in its place."""

Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
"""A local day of business."""

Moment = Annotated[AwareDatetime, AfterValidator(_utc)]
"""An instant; it must carry its offset, and is kept in UTC."""

WallClock = Annotated[
    NaiveDatetime,
    Field(ge=datetime.combine(FIRST_DAY, time.min), le=datetime.combine(LAST_DAY, time.max)),
    WithJsonSchema({"type": "string", "format": "date-time-local"}),
]
"""What a clock on a wall shows, without offset."""


class Answer(BaseModel):
    """Base of answers read straight from rows."""

    model_config = ConfigDict(from_attributes=True)


def changes(ask: BaseModel, *, of: Iterable[str], required: Iterable[str] = ()) -> dict[str, Any]:
    """What an edit changes, among the fields `of`: those that were given; null clears a field.

    Raises Invalid where a `required` field is to be cleared.
    """
    given = {name: getattr(ask, name) for name in of if name in ask.model_fields_set}
    for name in required:
        if given.get(name, ...) is None:
            raise Invalid("kernel.required", field=name)
    return given
