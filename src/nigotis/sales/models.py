"""Tables of sales and returns. Amounts of a return are negative."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import DateTime, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from nigotis.kernel.db import Base, Owned, within


class SaleRow(Base, Owned):
    """One document: a sale or a return. `sold_at` is when it happened, `received_at` when it reached us; `local_at`
    and `day` are the wall clock of the branch then, kept because zones change."""

    __tablename__ = "sale"
    __table_args__ = (
        within("sale", "original_sale_id"),
        within("branch", "branch_id"),
        within("device", "device_id"),
        within("member", "seller_id"),
        within("client", "client_id"),
        Index(
            "uq_sale_document",
            "merchant_id",
            "source",
            "device_id",
            "kind",
            "document",
            unique=True,
            postgresql_where=text("document is not null"),
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_sale_sold", "merchant_id", "sold_at", "id"),
        Index("ix_sale_day", "merchant_id", "day"),
        Index("ix_sale_client", "merchant_id", "client_id", "sold_at"),
        Index(
            "ix_sale_original", "merchant_id", "original_sale_id", postgresql_where=text("original_sale_id is not null")
        ),
        Index("ix_sale_import", "merchant_id", "import_id", postgresql_where=text("import_id is not null")),
    )

    kind: Mapped[str]
    document: Mapped[str | None]
    body_hash: Mapped[str | None]
    original_sale_id: Mapped[int | None]
    branch_id: Mapped[int | None]
    device_id: Mapped[int | None]
    seller_id: Mapped[int | None]
    client_id: Mapped[int | None]
    source: Mapped[str]
    sold_at: Mapped[datetime]
    received_at: Mapped[datetime]
    local_at: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    day: Mapped[date]
    total: Mapped[Decimal]
    discount: Mapped[Decimal]
    tax: Mapped[Decimal]
    currency: Mapped[str]
    reason: Mapped[str | None]
    custom: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    updated_at: Mapped[datetime]
    voided_at: Mapped[datetime | None]
    import_id: Mapped[int | None]


class SaleLineRow(Base, Owned):
    """One line. `amount` is what was paid for it, discount taken off; `cost` is of the whole line; `name` is null where
    the product's name holds; `original_line_id` is the sold line that a return brings back."""

    __tablename__ = "sale_line"
    __table_args__ = (
        within("sale", "sale_id", on_delete="CASCADE"),
        within("product", "product_id"),
        within("sale_line", "original_line_id"),
        Index("ix_sale_line_sale", "merchant_id", "sale_id"),
        Index("ix_sale_line_product", "merchant_id", "product_id"),
        Index(
            "ix_sale_line_original",
            "merchant_id",
            "original_line_id",
            postgresql_where=text("original_line_id is not null"),
        ),
    )

    sale_id: Mapped[int]
    product_id: Mapped[int | None]
    name: Mapped[str | None]
    quantity: Mapped[Decimal]
    unit_price: Mapped[Decimal]
    discount: Mapped[Decimal]
    tax: Mapped[Decimal]
    amount: Mapped[Decimal]
    cost: Mapped[Decimal | None]
    is_product: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    original_line_id: Mapped[int | None]


class TenderRow(Base, Owned):
    """How a document, or part of it, was paid."""

    __tablename__ = "tender"
    __table_args__ = (
        within("sale", "sale_id", on_delete="CASCADE"),
        Index("ix_tender_sale", "merchant_id", "sale_id"),
    )

    sale_id: Mapped[int]
    kind: Mapped[str]
    amount: Mapped[Decimal]
