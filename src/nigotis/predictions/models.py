"""Tables of predictions."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Double, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from nigotis.kernel.db import Base, Owned


class PredictionRunRow(Base, Owned):
    """One refit of everything, judged at the end of `predicted_on`, with its receipts.

    Setting `finished_at` is what makes the mirror read the predictions again: once a run, not once a client."""

    __tablename__ = "prediction_run"
    __table_args__ = (Index("ix_prediction_run_day", "merchant_id", "predicted_on", "id"),)

    predicted_on: Mapped[date]
    horizon_in_days: Mapped[int]
    clients: Mapped[int]
    receipts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    popular: Mapped[dict[str, Any]] = mapped_column(JSONB)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class PredictionRow(Base):
    """What is expected of one client who has bought, as of the last run. There are many of these.

    No reference to the client: what is known of somebody merged or removed goes with the next run."""

    __tablename__ = "prediction"

    merchant_id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(primary_key=True)
    predicted_on: Mapped[date]
    horizon_in_days: Mapped[int]
    orders_expected: Mapped[float] = mapped_column(Double)
    p_no_order: Mapped[float] = mapped_column(Double)
    clv: Mapped[Decimal | None]
    clv_low: Mapped[Decimal | None]
    clv_high: Mapped[Decimal | None]
    clv_365: Mapped[Decimal | None]
    clv_365_low: Mapped[Decimal | None]
    clv_365_high: Mapped[Decimal | None]
    next_order_from: Mapped[date | None]
    next_order_to: Mapped[date | None]
    due: Mapped[str]
    untold: Mapped[str | None]
    churn_reason: Mapped[str]
    usual_gap_in_days: Mapped[int | None]
    late_after_in_days: Mapped[int | None]
    orders_lately: Mapped[int]
    orders_before: Mapped[int]


class AlikeProductRow(Base):
    """Of one product those that the same clients buy, most alike first, with their weight as an offer; and the step up
    from it, where there is one. As of the last run; no reference to products, which may be gone by then."""

    __tablename__ = "alike_product"

    merchant_id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(primary_key=True)
    others: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    weights: Mapped[list[float]] = mapped_column(ARRAY(Double))
    step_up_id: Mapped[int | None]
