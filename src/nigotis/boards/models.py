"""Tables of boards."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from nigotis.kernel.db import Base, Owned


class BoardRow(Base, Owned):
    """A board. `cards` are `boards.types.Card` as JSON; `version` counts its changes, so that two who edit at once do
    not undo each other unseen."""

    __tablename__ = "board"

    title: Mapped[str]
    roles: Mapped[list[str]]
    cards: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    version: Mapped[int]
    maker: Mapped[str]
    """Who made it: person:7, key:3 or house."""
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
