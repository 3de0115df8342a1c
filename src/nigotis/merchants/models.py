"""Tables of the business."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Identity, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from nigotis.kernel.db import Base, Owned, within
from nigotis.kernel.tenancy import MERCHANT, Fence


class MerchantRow(Base):
    """A business. Its own id is the tenant of all its rows."""

    __tablename__ = "merchant"
    __fence__ = Fence(own=f"id = {MERCHANT}", app=("select", "insert", "update"), system=("select",))

    id: Mapped[int] = mapped_column(Identity(always=False), primary_key=True)
    name: Mapped[str]
    country: Mapped[str]
    currency: Mapped[str]
    zone: Mapped[str]
    language: Mapped[str]
    is_demo: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    brand: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    created_at: Mapped[datetime]


class BranchRow(Base, Owned):
    """A place where the business sells. `zone` is null where it is the merchant's."""

    __tablename__ = "branch"
    __table_args__ = (Index("uq_branch_name", "merchant_id", "name", unique=True),)

    name: Mapped[str]
    address: Mapped[str | None]
    city: Mapped[str | None]
    zone: Mapped[str | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    is_active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    created_at: Mapped[datetime]
    import_id: Mapped[int | None]


class DeviceRow(Base, Owned):
    """A till or tablet."""

    __tablename__ = "device"
    __table_args__ = (within("branch", "branch_id"), Index("ix_device_branch", "merchant_id", "branch_id"))

    branch_id: Mapped[int]
    name: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    created_at: Mapped[datetime]


class CustomFieldRow(Base, Owned):
    """A field the merchant added to clients, products or sales."""

    __tablename__ = "custom_field"
    __table_args__ = (Index("uq_custom_field_key", "merchant_id", "about", "key", unique=True),)

    about: Mapped[str]
    key: Mapped[str]
    label: Mapped[str]
    kind: Mapped[str]
    choices: Mapped[list[str]] = mapped_column(JSONB, default=list, server_default=text("'[]'"))
    is_active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    created_at: Mapped[datetime]
