"""What is asked of and answered about people and keys."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, StringConstraints

from nigotis.kernel.fields import Day, Id, Name, ShownOnce, writable
from nigotis.kernel.i18n import Language
from nigotis.merchants.types import Country, Currency, Zone
from nigotis.staff.roles import Role


def _email(text: str) -> str:
    local, _, domain = writable(text).strip().lower().partition("@")
    if not local or "." not in domain or any(sign.isspace() for sign in text.strip()) or len(text) > 254:
        raise ValueError("staff.not_an_email")
    return f"{local}@{domain}"


def _typable(secret: SecretStr) -> SecretStr:
    writable(secret.get_secret_value())
    return secret


def _password(secret: SecretStr) -> SecretStr:
    """NIST SP 800-63B: length counts, composition rules do not."""
    if not 10 <= len(secret.get_secret_value()) <= 200:
        raise ValueError("staff.password_length")
    return secret


Email = Annotated[str, AfterValidator(_email)]
Password = Annotated[SecretStr, AfterValidator(_typable)]
NewPassword = Annotated[Password, AfterValidator(_password)]
Token = Annotated[str, StringConstraints(max_length=200), AfterValidator(writable)]


class BusinessProfile(BaseModel):
    """A new business."""

    business_name: Name = Field(description="What is your business called?")
    country: Country = Field(description="In which country is it? Two letters, like AZ.")
    currency: Currency = Field(description="In which currency do you sell? Three letters, like AZN.")
    zone: Zone = Field(description="In which time zone are your days, like Asia/Baku?")
    language: Language = Field(description="Which language do you speak: az, en, ru or sw?")


class SignUp(BusinessProfile):
    """A new business and its owner."""

    name: Name = Field(description="What is your own name?")
    email: Email = Field(description="What is your e-mail address?")
    password: NewPassword = Field(description="Which password will you use? At least 10 characters.")


class SignIn(BaseModel):
    """A person at the door."""

    email: Email = Field(description="What is your e-mail address?")
    password: Password = Field(description="What is your password?")
    merchant_id: Id | None = Field(None, description="Into which of your businesses?")


class PersonProfile(BaseModel):
    """Who is signed in."""

    id: int
    name: str
    email: str
    language: Language


class MerchantChoice(BaseModel):
    """A business the person works in."""

    id: int
    name: str


class SignedIn(BaseModel):
    """The session as the web app sees it."""

    person: PersonProfile
    merchant: MerchantSummary
    role: Role
    grants: list[str]
    branch_id: int | None = Field(description="The one branch whose figures and deals she sees; null: all of them.")
    merchants: list[MerchantChoice]


class MerchantSummary(BaseModel):
    """What the web app needs to show money and days."""

    id: int
    name: str
    country: str
    currency: str
    zone: str
    language: Language
    is_demo: bool


class Member(BaseModel):
    """A place in the team."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    role: Role
    branch_id: int | None
    email: str | None
    status: Literal["active", "invited", "known_by_name"]
    employed_from: date | None
    employed_to: date | None
    team: str | None
    office: str | None
    manager_id: int | None


class ListStaff(BaseModel):
    """The team."""


class Employment(BaseModel):
    """Since when, up to when and with whom somebody works."""

    employed_from: Day | None = Field(None, description="From which day on does the person work here?")
    employed_to: Day | None = Field(None, description="Which day is the last one? Empty: still here.")
    team: Name | None = Field(None, description="In which team?")
    office: Name | None = Field(None, description="In which office?")
    manager_id: Id | None = Field(None, description="Who in the team leads the person?")


class AddSeller(Employment):
    """Somebody who sells and does not sign in."""

    name: Name = Field(description="What is the seller's name?")
    branch_id: Id | None = Field(None, description="In which branch does the seller work?")


class Invite(BaseModel):
    """An invitation."""

    email: Email = Field(description="What is the person's e-mail address?")
    name: Name = Field(description="What is the person's name?")
    role: Role = Field(description="Which role: owner, manager, analyst, seller or cashier?")
    branch_id: Id | None = Field(None, description="In which branch does the person work?")


class Invitation(BaseModel):
    """An invitation to pass on; the link is shown once."""

    member: Member
    token: ShownOnce
    expires_at: datetime


class AcceptInvitation(BaseModel):
    """What an invited person answers."""

    token: Token = Field(description="Which code stands in your invitation?")
    name: Name = Field(description="What is your name?")
    password: NewPassword = Field(description="Which password will you use? At least 10 characters.")
    language: Language = Field("en", description="Which language do you speak: az, en, ru or sw?")


class EditMember(Employment):
    """Change what is given, leave the rest."""

    member_id: Id = Field(description="Which member of the team?")
    name: Name | None = Field(None, description="What is the person's name?")
    role: Role | None = Field(None, description="Which role: owner, manager, analyst, seller or cashier?")
    branch_id: Id | None = Field(None, description="In which branch does the person work?")


class RemoveMember(BaseModel):
    """Somebody who leaves."""

    member_id: Id = Field(description="Who leaves the team?")


class EditMyself(BaseModel):
    """Change what is given, leave the rest."""

    name: Name | None = Field(None, description="What is your name?")
    language: Language | None = Field(None, description="Which language do you read: az, en, ru or sw?")
    old_password: Password | None = Field(None, description="What is your password now?")
    new_password: NewPassword | None = Field(None, description="Which password do you want from now on?")


class ApiKey(BaseModel):
    """A program's key, without its secret."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    prefix: str
    grants: list[str]
    created_by: str
    created_at: datetime
    last_used_at: datetime | None


class NewApiKey(BaseModel):
    """A fresh key; the secret is shown once."""

    key: ApiKey
    secret: ShownOnce


class AddApiKey(BaseModel):
    """A key for a program."""

    name: Name = Field(description="Which program is the key for?")
    grants: list[str] = Field(min_length=1, description="What may the program do? Grants like sales:write.")


class RevokeApiKey(BaseModel):
    """A key that shall no longer open anything."""

    key_id: Id = Field(description="Which key?")


class RoleRow(BaseModel):
    """One line of the table: an operation and the roles that may do it."""

    operation: str
    text: str
    needs: str
    effect: str
    roles: list[Role]
