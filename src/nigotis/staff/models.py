"""Tables of people, their places in businesses, sessions and API keys."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from nigotis.kernel.db import Base, Owned, within
from nigotis.kernel.tenancy import EVERYTHING, MERCHANT, PERSON, Fence

OF_THIS_TEAM = f"exists (select from member m where m.merchant_id = {MERCHANT} and m.person_id = person.id)"


class PersonRow(Base):
    """Somebody who can sign in; one person may work in several businesses."""

    __tablename__ = "person"
    __fence__ = Fence(own=OF_THIS_TEAM, app=("select",), system=("select", "insert", "update"))

    id: Mapped[int] = mapped_column(Identity(always=False), primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str] = mapped_column(info={"secret": True})
    language: Mapped[str]
    created_at: Mapped[datetime]


class SessionRow(Base):
    """A signed-in browser; only the hash of its token is kept."""

    __tablename__ = "session"
    __fence__ = Fence(app=(), system=EVERYTHING)

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    merchant_id: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SignInAttemptRow(Base):
    """Failed sign-ins in a row, per account and per address; `subject` is a hash, so unknown names count alike."""

    __tablename__ = "sign_in_attempt"
    __fence__ = Fence(own="false", app=(), system=EVERYTHING)

    subject: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    locked_until: Mapped[datetime | None]
    last_at: Mapped[datetime] = mapped_column(index=True)


class MemberRow(Base, Owned):
    """A place in the team: somebody with a role, or a seller known by name who never signs in (`person_id` null).

    `employed_from` null is from the beginning, `employed_to` (the last day) null is still."""

    __tablename__ = "member"
    __fence__ = Fence(seen=f"person_id = {PERSON}", system=("select",))
    __table_args__ = (
        within("branch", "branch_id"),
        within("member", "manager_id"),
        Index(
            "uq_member_person",
            "merchant_id",
            "person_id",
            unique=True,
            postgresql_where=text("person_id is not null and removed_at is null"),
        ),
        Index("ix_member_person", "person_id"),
        Index("ix_member_invitation", "invitation_hash", postgresql_where=text("invitation_hash is not null")),
    )

    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    role: Mapped[str]
    branch_id: Mapped[int | None]
    invited_email: Mapped[str | None]
    invitation_hash: Mapped[str | None] = mapped_column(info={"secret": True})
    invitation_expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    employed_from: Mapped[date | None]
    employed_to: Mapped[date | None]
    team: Mapped[str | None]
    office: Mapped[str | None]
    manager_id: Mapped[int | None]
    updated_at: Mapped[datetime | None]
    import_id: Mapped[int | None]


class ApiKeyRow(Base, Owned):
    """A program's key; only the hash is kept. `prefix` is what people see in the list."""

    __tablename__ = "api_key"

    name: Mapped[str]
    prefix: Mapped[str]
    secret_hash: Mapped[str] = mapped_column(info={"secret": True})
    grants: Mapped[list[str]] = mapped_column(JSONB)
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
