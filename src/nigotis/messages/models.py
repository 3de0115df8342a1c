"""Tables of messages."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import DateTime, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from nigotis.kernel.db import Base, Owned, within


class ClientMessageRow(Base, Owned):
    """One message. `person` is the other side: an E.164 number, or a name with what is known of its number; null where
    there is none. `local_at` is the wall clock of the phone. `body` is null for one-time codes, which are never kept.
    `payment` is the same for every message that tells of one payment, and `is_repeat`: another of them told of it
    first (`bulk.tell_once`). `fingerprint` is what makes it the same message."""

    __tablename__ = "client_message"
    __table_args__ = (
        within("client", "client_id"),
        Index("uq_client_message_fingerprint", "merchant_id", "fingerprint", unique=True),
        Index("ix_client_message_client", "merchant_id", "client_id", "local_at"),
        Index("ix_client_message_person", "merchant_id", "person"),
        Index("ix_client_message_kind", "merchant_id", "kind"),
        Index("ix_client_message_payment", "merchant_id", "payment"),
        Index("ix_client_message_import", "merchant_id", "import_id", postgresql_where=text("import_id is not null")),
    )

    client_id: Mapped[int | None]
    person: Mapped[str | None]
    sender: Mapped[str]
    body: Mapped[str | None]
    is_outgoing: Mapped[bool]
    local_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=False))
    kind: Mapped[str]
    operator: Mapped[str | None]
    direction: Mapped[str | None]
    amount: Mapped[Decimal | None]
    currency: Mapped[str | None]
    name: Mapped[str | None]
    phone: Mapped[str | None]
    reference: Mapped[str | None]
    balance: Mapped[Decimal | None]
    fee: Mapped[Decimal | None]
    shape: Mapped[str | None]
    payment: Mapped[str | None]
    is_repeat: Mapped[bool]
    language: Mapped[str | None]
    complaint: Mapped[Decimal]
    words: Mapped[list[Any]] = mapped_column(JSONB)
    places: Mapped[list[Any]] = mapped_column(JSONB)
    services: Mapped[list[Any]] = mapped_column(JSONB)
    fingerprint: Mapped[str]
    created_at: Mapped[datetime]
    import_id: Mapped[int | None]


class MessageLayoutRow(Base, Owned):
    """A layout the merchant taught by marking the parts of a sample; `sample` is kept masked."""

    __tablename__ = "message_layout"

    operator: Mapped[str]
    kind: Mapped[str]
    direction: Mapped[str | None]
    says: Mapped[list[str]]
    pattern: Mapped[str]
    currency: Mapped[str]
    senders: Mapped[list[str]]
    sample: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
