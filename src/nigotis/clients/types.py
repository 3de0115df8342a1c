"""What is asked of and answered about clients."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from nigotis.kernel.fields import Answer, Code, Id, Name, Note, writable
from nigotis.kernel.paging import PageAsk
from nigotis.kernel.tables import TableFormat
from nigotis.places.types import Town

Status = Literal["active", "waiting", "inactive"]
Source = Literal["till", "bot", "admin", "website", "import", "link"]
Gender = Literal["F", "M"]
Channel = Literal["sms", "email", "push", "whatsapp"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)
Saying = Literal["granted", "refused"]

_EMAIL = re.compile(r"[^\s@\x00-\x1f]{1,64}@[^\s@.\x00-\x1f]+(\.[^\s@.\x00-\x1f]+)+")
_OLDEST = date(1900, 1, 1)


def _email(text: str) -> str:
    if not _EMAIL.fullmatch(text):
        raise ValueError("clients.not_an_email")
    return text.lower()


def _birthday(day: date) -> date:
    if day < _OLDEST:
        raise ValueError("clients.birthday_too_old")
    return day


Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=254), AfterValidator(_email)]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
Birthday = Annotated[date, AfterValidator(_birthday)]
Tags = Annotated[list[Code], Field(max_length=50)]
City = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), AfterValidator(writable)]


class Consent(BaseModel):
    """What a client last said about one channel; `unknown` and no time when nothing was said."""

    model_config = ConfigDict(frozen=True)

    state: Literal["granted", "refused", "unknown"] = "unknown"
    source: str | None = None
    said_at: datetime | None = None


class Client(Answer):
    """A client."""

    id: int
    name: str
    phone: str | None
    email: str | None
    external_id: str | None
    birthday: date | None
    gender: Gender | None
    status: Status
    source: Source
    branch_id: int | None
    city: str | None
    town: Town | None = None
    note: str | None
    tags: list[str]
    custom: dict[str, Any]
    registered_on: date
    created_at: datetime
    updated_at: datetime
    consents: dict[Channel, Consent] = Field(default_factory=dict)


class ClientFields(BaseModel):
    """What can be said of a client."""

    phone: Phone | None = Field(None, description="What is the phone number?")
    email: Email | None = Field(None, description="What is the e-mail address?")
    external_id: Code | None = Field(None, description="Which number does the client have in your other system?")
    birthday: Birthday | None = Field(None, description="When is the birthday?")
    gender: Gender | None = Field(None, description="Is it a woman (F) or a man (M)?")
    branch_id: Id | None = Field(None, description="Which branch does the client belong to?")
    city: City | None = Field(None, description="In which town does the client live?")
    note: Note | None = Field(None, description="What else should the team know?")
    consents: dict[Channel, Saying] = Field(
        default_factory=dict, description="By which of sms, email, push and whatsapp may you write, and by which not?"
    )
    custom: dict[str, Any] = Field(default_factory=dict, description="What do your own fields say?")


class AddClient(ClientFields):
    """A new client."""

    name: Name = Field(description="What is the client called?")
    status: Status = Field("active", description="Is the client active, waiting or inactive?")
    source: Source = Field("admin", description="Where did the client come from?")
    tags: Tags = Field(default_factory=list, description="Which tags does the client carry?")


class EditClient(ClientFields):
    """Change what is given; null clears a field."""

    client_id: Id = Field(description="Which client?")
    name: Name | None = Field(None, description="What is the client called?")
    status: Status | None = Field(None, description="Is the client active, waiting or inactive?")
    tags: Tags | None = Field(None, description="Which tags does the client carry?")


class WhichClient(BaseModel):
    """One client."""

    client_id: Id = Field(description="Which client?")


class ClientFilters(BaseModel):
    """Which clients are meant; every filter narrows."""

    q: str | None = Field(None, max_length=200, description="What is in the name, phone, e-mail or number?")
    status: Status | None = Field(None, description="Only the active, waiting or inactive ones?")
    source: Source | None = Field(None, description="Only those who came from where?")
    branch: Id | None = Field(None, description="Only those of which branch?")
    town: int | None = Field(None, ge=1, description="Only those of which town, by its GeoNames id?")
    tag: Code | None = Field(None, description="Only those with which tag?")
    has_phone: bool | None = Field(None, description="Only those with a phone, or only those without?")
    birthday_within: int | None = Field(None, ge=0, le=366, description="Whose birthday is in how many days at most?")
    registered_since: date | None = Field(None, description="Registered on which day at the earliest?")
    registered_until: date | None = Field(None, description="Registered on which day at the latest?")


class FindClients(PageAsk, ClientFilters):
    """Which clients to list."""


class ExportClients(ClientFilters):
    """Which clients to put into a file."""

    format: TableFormat = Field("xlsx", description="As csv or as xlsx?")


class FindBirthdays(PageAsk):
    """Whose birthday comes."""

    within: int = Field(30, ge=0, le=366, description="In how many days at most?")


class ComingBirthday(BaseModel):
    """A client, the next birthday (29 February is kept on 28 February in other years) and the age it brings."""

    client: Client
    on: date
    turns: int


class MergeClients(BaseModel):
    """Two clients that are one."""

    client_id: Id = Field(description="Which client stays?")
    other_id: Id = Field(description="Which client is the same person and goes into the first?")


class UndoMerge(BaseModel):
    """A merge to take back."""

    merge_id: Id = Field(description="Which merge?")


class Merge(BaseModel):
    """A merge: `client` as it stands after it. The merged one is found under the survivor from now on."""

    id: int
    survivor_id: int
    merged_id: int
    merged_at: datetime
    client: Client


class ClientCounts(BaseModel):
    """The directory in figures, for the merchant's day."""

    all: int
    active: int
    waiting: int
    inactive: int
    registered_today: int


class Spelling(BaseModel):
    """A way in which clients write a town, how many do, and the town it means; none where that is not clear. `is_set`:
    somebody here said so."""

    id: int
    written: str
    clients: int
    town: Town | None
    is_set: bool


class FindSpellings(BaseModel):
    """Which spellings of towns."""

    is_clear: bool | None = Field(None, description="Only those whose town is known, or only those whose is not?")


class SetTown(BaseModel):
    """What a spelling means."""

    spelling_id: Id = Field(description="Which spelling?")
    town: int | None = Field(ge=1, description="Which town is it, by its GeoNames id? Null where nobody knows.")


class FindTowns(BaseModel):
    """Which towns."""

    q: str = Field(min_length=1, max_length=120, description="How does the name of the town begin?")
