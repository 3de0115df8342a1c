"""Announcements: written in the transaction that made them true, delivered at least once by the worker.

A room announces past-tense facts (`SaleRecorded`) and does not know who listens; `nigotis/reactions.py` says who does.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict
from sqlalchemy import BigInteger, Identity, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from nigotis.kernel.db import Base
from nigotis.kernel.tenancy import Fence


class Event(BaseModel):
    """Base of every announcement; its class name is its kind."""

    model_config = ConfigDict(frozen=True)
    kinds: ClassVar[dict[str, type[Event]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.__name__ in Event.kinds:
            raise TypeError(f"two announcements are called {cls.__name__}")
        Event.kinds[cls.__name__] = cls


class OutboxRow(Base):
    """One announcement that still has to reach those who react."""

    __tablename__ = "outbox"
    __fence__ = Fence(app=("insert",), system=("select", "update", "delete"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    merchant_id: Mapped[int]
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    announced_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    last_error: Mapped[str | None]
    next_attempt_at: Mapped[datetime | None]


def announce(db: Session, merchant_id: int, event: Event, now: datetime) -> None:
    """Put `event` into the outbox of this transaction."""
    db.execute(
        insert(OutboxRow)
        .values(
            merchant_id=merchant_id,
            kind=type(event).__name__,
            payload=event.model_dump(mode="json"),
            announced_at=now,
        )
        .inline()  # the application role may write here and not read, so nothing is returned
    )
