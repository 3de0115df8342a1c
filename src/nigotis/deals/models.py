"""Tables of deals, their steps, activities and targets."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from nigotis.kernel.db import Base, Owned, within
from nigotis.kernel.tenancy import Fence


class DealRow(Base, Owned):
    """One opportunity as it stands now; how it came there is in its events.

    `partner_percent` of it counts for the partner, the rest for the owner. `refunded` is what was given back since it
    was won, `sale_id` the sale it became. `external_id` is its number in another system, or what a file without
    numbers is known by (`~...`).
    """

    __tablename__ = "deal"
    __table_args__ = (
        within("client", "client_id"),
        within("member", "seller_id"),
        within("member", "partner_id"),
        within("sale", "sale_id"),
        CheckConstraint("(partner_id is null) = (partner_percent is null)", name="partner"),
        Index(
            "uq_deal_external",
            "merchant_id",
            "external_id",
            unique=True,
            postgresql_where=text("external_id is not null and deleted_at is null"),
        ),
        Index("ix_deal_changed", "merchant_id", "stage_since", "id"),
        Index("ix_deal_client", "merchant_id", "client_id", postgresql_where=text("client_id is not null")),
        Index("ix_deal_sale", "merchant_id", "sale_id", postgresql_where=text("sale_id is not null")),
        Index("ix_deal_seller", "merchant_id", "seller_id", "status"),
        Index("ix_deal_import", "merchant_id", "import_id", postgresql_where=text("import_id is not null")),
    )

    title: Mapped[str]
    search_key: Mapped[str]
    external_id: Mapped[str | None]
    client_id: Mapped[int | None]
    seller_id: Mapped[int | None]
    partner_id: Mapped[int | None]
    partner_percent: Mapped[int | None]
    source: Mapped[str]
    value: Mapped[Decimal | None]
    currency: Mapped[str]
    stage: Mapped[str]
    status: Mapped[str]
    stage_since: Mapped[datetime]
    created_on: Mapped[date]
    expected_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    lost_reason: Mapped[str | None]
    sale_id: Mapped[int | None]
    refunded: Mapped[Decimal] = mapped_column(default=Decimal(0), server_default=text("0"))
    note: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    import_id: Mapped[int | None]


class DealProductRow(Base, Owned):
    """A product a deal is about."""

    __tablename__ = "deal_product"
    __table_args__ = (
        within("deal", "deal_id", on_delete="CASCADE"),
        within("product", "product_id"),
        Index("uq_deal_product", "merchant_id", "deal_id", "product_id", unique=True),
        Index("ix_deal_product_product", "merchant_id", "product_id"),
    )

    deal_id: Mapped[int]
    product_id: Mapped[int]


class DealEventRow(Base, Owned):
    """One step of a deal: appended, never changed (the database refuses it); gone only with its deal, or with the
    import that wrote it.

    `at` is when it happened and `noted_at` when it was said. Owner, partner and amount are those of that moment.
    """

    __tablename__ = "deal_event"
    __fence__ = Fence(app=("select", "insert", "delete"))
    __table_args__ = (
        within("deal", "deal_id", on_delete="CASCADE"),
        within("member", "seller_id"),
        within("member", "partner_id"),
        Index("ix_deal_event_deal", "merchant_id", "deal_id", "at", "id"),
    )

    deal_id: Mapped[int]
    kind: Mapped[str]
    stage: Mapped[str]
    at: Mapped[datetime]
    day: Mapped[date]
    seller_id: Mapped[int | None]
    partner_id: Mapped[int | None]
    partner_percent: Mapped[int | None]
    amount: Mapped[Decimal | None]
    reason: Mapped[str | None]
    by_name: Mapped[str]
    noted_at: Mapped[datetime]


class ActivityRow(Base, Owned):
    """A visit, call, message or meeting: planned while `done_at` is null."""

    __tablename__ = "activity"
    __table_args__ = (
        within("client", "client_id"),
        within("deal", "deal_id"),
        within("member", "seller_id"),
        Index(
            "uq_activity_external",
            "merchant_id",
            "external_id",
            unique=True,
            postgresql_where=text("external_id is not null and deleted_at is null"),
        ),
        Index("ix_activity_due", "merchant_id", "due_on", "id"),
        Index("ix_activity_deal", "merchant_id", "deal_id"),
        Index("ix_activity_client", "merchant_id", "client_id"),
        Index("ix_activity_import", "merchant_id", "import_id", postgresql_where=text("import_id is not null")),
    )

    kind: Mapped[str]
    external_id: Mapped[str | None]
    seller_id: Mapped[int | None]
    client_id: Mapped[int | None]
    deal_id: Mapped[int | None]
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    done_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    note: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    import_id: Mapped[int | None]


class TargetRow(Base, Owned):
    """What a seller is to reach in one month (its first day) by one measure."""

    __tablename__ = "target"
    __table_args__ = (
        within("member", "seller_id"),
        Index("uq_target", "merchant_id", "seller_id", "month", "measure", unique=True),
    )

    seller_id: Mapped[int]
    month: Mapped[date]
    measure: Mapped[str]
    value: Mapped[Decimal]
    updated_at: Mapped[datetime]
