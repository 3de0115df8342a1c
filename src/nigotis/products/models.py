"""Tables of the catalogue."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from nigotis.kernel.db import Base, Owned, within


class CategoryRow(Base, Owned):
    """A group of products."""

    __tablename__ = "category"
    __table_args__ = (Index("uq_category_name", "merchant_id", "name", unique=True),)

    name: Mapped[str]
    created_at: Mapped[datetime]
    import_id: Mapped[int | None]


class ProductRow(Base, Owned):
    """Something that stands on a receipt. `stock` is null where it is not tracked; `is_product` is false for postage,
    bank charges and the like, which count in totals and not in product figures."""

    __tablename__ = "product"
    __table_args__ = (
        within("category", "category_id"),
        Index(
            "uq_product_sku",
            "merchant_id",
            "sku",
            unique=True,
            postgresql_where=text("sku is not null and deleted_at is null"),
        ),
        Index("ix_product_barcode", "merchant_id", "barcode", postgresql_where=text("barcode is not null")),
        Index("ix_product_name", "merchant_id", "name", "id"),
        Index("ix_product_category", "merchant_id", "category_id"),
        Index("ix_product_import", "merchant_id", "import_id", postgresql_where=text("import_id is not null")),
    )

    name: Mapped[str]
    search_key: Mapped[str]
    sku: Mapped[str | None]
    barcode: Mapped[str | None]
    category_id: Mapped[int | None]
    unit: Mapped[str | None]
    price: Mapped[Decimal | None]
    cost: Mapped[Decimal | None]
    stock: Mapped[Decimal | None]
    is_product: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    is_active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    custom: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    import_id: Mapped[int | None]
