"""Tables of the directory."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from nigotis.kernel.db import Base, Owned, within

_STANDS = "deleted_at is null and merged_into_id is null"


class ClientRow(Base, Owned):
    """A client. `merged_into_id` is the client this one turned out to be: always the last in a chain of merges."""

    __tablename__ = "client"
    __table_args__ = (
        within("branch", "branch_id"),
        within("client", "merged_into_id"),
        Index(
            "uq_client_phone",
            "merchant_id",
            "phone",
            unique=True,
            postgresql_where=text(f"phone is not null and {_STANDS}"),
        ),
        Index(
            "uq_client_email",
            "merchant_id",
            "email",
            unique=True,
            postgresql_where=text(f"email is not null and {_STANDS}"),
        ),
        Index(
            "uq_client_external_id",
            "merchant_id",
            "external_id",
            unique=True,
            postgresql_where=text(f"external_id is not null and {_STANDS}"),
        ),
        Index("ix_client_name", "merchant_id", "name", "id"),
        Index("ix_client_registered", "merchant_id", "registered_on", "id"),
        Index("ix_client_status", "merchant_id", "status"),
        Index("ix_client_merged", "merchant_id", "merged_into_id", postgresql_where=text("merged_into_id is not null")),
        Index("ix_client_city", "merchant_id", "city_key", postgresql_where=text("city_key is not null")),
        Index("ix_client_import", "merchant_id", "import_id", postgresql_where=text("import_id is not null")),
    )

    name: Mapped[str]
    search_key: Mapped[str]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    external_id: Mapped[str | None]
    birthday: Mapped[date | None]
    gender: Mapped[str | None]
    status: Mapped[str] = mapped_column(default="active", server_default=text("'active'"))
    source: Mapped[str]
    branch_id: Mapped[int | None]
    city: Mapped[str | None]
    city_key: Mapped[str | None]
    note: Mapped[str | None]
    tags: Mapped[list[str]] = mapped_column(JSONB, default=list, server_default=text("'[]'"))
    custom: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    registered_on: Mapped[date]
    merged_into_id: Mapped[int | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    import_id: Mapped[int | None]


class SpellingRow(Base, Owned):
    """A way in which clients write a town. `place_id` is the town it means (GeoNames), with name and region beside it
    for facts; all null where that is not clear. `is_set`: the merchant said so."""

    __tablename__ = "city_spelling"
    __table_args__ = (Index("uq_city_spelling_key", "merchant_id", "key", unique=True),)

    key: Mapped[str]
    written: Mapped[str]
    place_id: Mapped[int | None]
    name: Mapped[str | None]
    region: Mapped[str | None]
    is_set: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    created_at: Mapped[datetime]


class ConsentRow(Base, Owned):
    """What a client said about being written to, and when: lines are only added, the last one per channel holds."""

    __tablename__ = "consent"
    __table_args__ = (
        within("client", "client_id", on_delete="CASCADE"),
        Index("ix_consent_client", "merchant_id", "client_id", "channel", "id"),
    )

    client_id: Mapped[int]
    channel: Mapped[str]
    state: Mapped[str]
    source: Mapped[str]
    said_at: Mapped[datetime]
    import_id: Mapped[int | None]


class ClientMergeRow(Base, Owned):
    """Two clients declared one. `filled` is what the survivor took over where it had nothing, so that an undo can give
    it back."""

    __tablename__ = "client_merge"
    __table_args__ = (
        within("client", "survivor_id"),
        within("client", "merged_id"),
        Index("ix_client_merge_survivor", "merchant_id", "survivor_id"),
        Index(
            "uq_client_merge_merged",
            "merchant_id",
            "merged_id",
            unique=True,
            postgresql_where=text("undone_at is null"),
        ),
    )

    survivor_id: Mapped[int]
    merged_id: Mapped[int]
    filled: Mapped[dict[str, Any]] = mapped_column(JSONB)
    merged_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
