"""What is asked of and answered about the business."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from babel import Locale
from babel.numbers import list_currencies
from pydantic import AfterValidator, BaseModel, Field

from nigotis.kernel.fields import Answer, Id, Name
from nigotis.kernel.i18n import Language
from nigotis.places.types import Town

About = Literal["clients", "products", "sales"]
FieldKind = Literal["text", "number", "date", "choice", "yes_no"]


def _country(code: str) -> str:
    if code.upper() not in Locale("en").territories or len(code) != 2:
        raise ValueError("merchants.unknown_country")
    return code.upper()


def _currency(code: str) -> str:
    if code.upper() not in list_currencies():
        raise ValueError("merchants.unknown_currency")
    return code.upper()


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("merchants.unknown_zone")
    return name


Country = Annotated[str, AfterValidator(_country)]
Currency = Annotated[str, AfterValidator(_currency)]
Zone = Annotated[str, AfterValidator(_zone)]


class Nothing(BaseModel):
    """An ask without a question."""


class MerchantProfile(Answer):
    """The business as its owner sees it."""

    id: int
    name: str
    country: str
    currency: str
    zone: str
    language: Language
    is_demo: bool
    brand: dict[str, Any]


class Brand(BaseModel):
    """How the business looks to its clients."""

    colour: str | None = Field(None, pattern="^#[0-9a-fA-F]{6}$", description="Which colour is yours, like #0a7d5b?")
    slogan: str | None = Field(None, max_length=160, description="Which sentence stands under your name?")


class EditMerchant(BaseModel):
    """Change what is given, leave the rest."""

    name: Name | None = Field(None, description="What is the business called?")
    country: Country | None = Field(None, description="In which country is it? Two letters, like AZ.")
    currency: Currency | None = Field(None, description="In which currency does it sell? Three letters, like AZN.")
    zone: Zone | None = Field(None, description="In which time zone are its days, like Asia/Baku?")
    language: Language | None = Field(None, description="Which language does the business speak: az, en, ru or sw?")
    brand: Brand | None = Field(None, description="How does the business look to its clients?")


class Branch(Answer):
    """A place where the business sells."""

    id: int
    name: str
    address: str | None
    city: str | None
    zone: str | None
    latitude: float | None
    longitude: float | None
    town: Town | None = None
    is_active: bool


class BranchFields(BaseModel):
    """What can be said of a branch."""

    address: str | None = Field(None, max_length=300, description="What is its address?")
    city: str | None = Field(None, max_length=120, description="In which town is it?")
    zone: Zone | None = Field(None, description="In which time zone is it, if not the business's own?")
    latitude: float | None = Field(None, ge=-90, le=90, description="What is its latitude, in degrees?")
    longitude: float | None = Field(None, ge=-180, le=180, description="What is its longitude, in degrees?")


class AddBranch(BranchFields):
    """A new branch."""

    name: Name = Field(description="What is the branch called?")


class EditBranch(BranchFields):
    """Change what is given, leave the rest."""

    branch_id: Id = Field(description="Which branch?")
    name: Name | None = Field(None, description="What is the branch called?")
    is_active: bool | None = Field(None, description="Is it open?")


class ListBranches(Nothing):
    """All branches."""


class Device(Answer):
    """A till or tablet."""

    id: int
    branch_id: int
    name: str
    is_active: bool


class AddDevice(BaseModel):
    """A new till."""

    branch_id: Id = Field(description="In which branch does it stand?")
    name: Name = Field(description="What is the till called?")


class EditDevice(BaseModel):
    """Change what is given, leave the rest."""

    device_id: Id = Field(description="Which till?")
    branch_id: Id | None = Field(None, description="In which branch does it stand?")
    name: Name | None = Field(None, description="What is the till called?")
    is_active: bool | None = Field(None, description="Is it in use?")


class CustomField(Answer):
    """A field the merchant added."""

    id: int
    about: About
    key: str
    label: str
    kind: FieldKind
    choices: list[str]
    is_active: bool


class ListCustomFields(BaseModel):
    """The added fields."""

    about: About | None = Field(None, description="Of clients, products or sales?")


class AddCustomField(BaseModel):
    """A new field."""

    about: About = Field(description="Is it about clients, products or sales?")
    label: Name = Field(description="What is the field called?")
    kind: FieldKind = Field(description="What does it hold: text, number, date, choice or yes_no?")
    choices: list[Name] = Field(
        default_factory=list, max_length=100, description="Between which values may one choose?"
    )


class EditCustomField(BaseModel):
    """Change what is given; the kind stays, since values of it exist."""

    field_id: Id = Field(description="Which field?")
    label: Name | None = Field(None, description="What is the field called?")
    choices: list[Name] | None = Field(None, max_length=100, description="Between which values may one choose?")
    is_active: bool | None = Field(None, description="Is it in use?")


def plain_number(text: str) -> Decimal:
    """`text` as a finite decimal; ValueError otherwise."""
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not number.is_finite():
        raise ValueError(text)
    return number


def plain_date(text: str) -> date:
    """`text` as an ISO date; ValueError otherwise."""
    return date.fromisoformat(text)
