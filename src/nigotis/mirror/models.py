"""The table of changes: what the tail still has to take up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Identity, Index, text
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

from nigotis.kernel.db import Base
from nigotis.kernel.tenancy import Fence


class Xid8(UserDefinedType[str]):
    """A transaction id that does not wrap around (PostgreSQL `xid8`), as text."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """The name PostgreSQL knows it by."""
        return "XID8"


ischema_names.setdefault("xid8", Xid8)  # so that comparing the schema with the models recognises the column


class ChangeRow(Base):
    """One parent whose facts changed in a transaction. `pk` null: all of the merchant's facts of this entity."""

    __tablename__ = "change"
    __fence__ = Fence(app=("insert",), system=("select", "delete"))
    __table_args__ = (Index("ix_change_xid_id", "xid", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    xid: Mapped[str] = mapped_column(Xid8, server_default=text("pg_current_xact_id()"))
    merchant_id: Mapped[int]
    entity: Mapped[str]
    pk: Mapped[int | None]
    changed_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
