"""Tables of segments."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CHAR, ForeignKeyConstraint, Index, SmallInteger, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from nigotis.kernel.db import Base, Owned


class SavedSegmentRow(Base, Owned):
    """A segment the merchant gave a name. `rule` is a tree (`rules.tree.Group`). Who was in it is kept from `kept_from`
    to `kept_on`, but for the days `missed` (pairs of first and last); `is_day_over`: the last one was over when it was
    kept, so the night need not look again. `is_rule_new`: the rule was changed since. `tag` is what its clients got
    when it was kept as a list, `untagged` who lost that when it was removed."""

    __tablename__ = "saved_segment"
    __table_args__ = (
        Index("uq_saved_segment_name", "merchant_id", "name", unique=True, postgresql_where=text("deleted_at is null")),
    )

    name: Mapped[str]
    rule: Mapped[dict[str, Any]]
    description: Mapped[str | None]
    colour: Mapped[str | None]
    kept_from: Mapped[date | None]
    kept_on: Mapped[date | None]
    is_day_over: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    missed: Mapped[list[tuple[str, str]] | None] = mapped_column(JSONB(none_as_null=True))
    is_rule_new: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    tag: Mapped[str | None]
    untagged: Mapped[list[int] | None] = mapped_column(JSONB(none_as_null=True))
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class SegmentSnapshotRow(Base, Owned):
    """Everybody's segment at the end of one local day. `definition` and `version` say by which rule, `limits` which
    recency, frequency and spend earned each score, `cutoffs` the merchant's fixed ones, null for quintiles."""

    __tablename__ = "segment_snapshot"
    __table_args__ = (Index("uq_segment_snapshot_day", "merchant_id", "as_of", unique=True),)

    as_of: Mapped[date]
    definition: Mapped[str]
    version: Mapped[int]
    cutoffs: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    limits: Mapped[list[Any]] = mapped_column(JSONB)
    clients: Mapped[int]
    taken_at: Mapped[datetime]


class SegmentMemberRow(Base):
    """Where one client stood: the cell (R and F) names the segment. There are many of these, so they are narrow.

    No reference to the client: what was true on that day stays so after the client is deleted or merged."""

    __tablename__ = "segment_member"
    __table_args__ = (
        ForeignKeyConstraint(
            ["merchant_id", "snapshot_id"],
            ["segment_snapshot.merchant_id", "segment_snapshot.id"],
            ondelete="CASCADE",
        ),
        Index("ix_segment_member_client", "merchant_id", "client_id", "snapshot_id"),
    )

    merchant_id: Mapped[int] = mapped_column(primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(primary_key=True)
    cell: Mapped[str] = mapped_column(CHAR(2))
    m: Mapped[int] = mapped_column(SmallInteger)


class SegmentStayRow(Base):
    """One client's time in one saved segment: in it at the end of every day from `joined_on` to the day before
    `left_on`. Why is null where nothing was known before, else `{"cause": ..., "conditions": [...]}`.

    No reference to the client, as in `segment_member`."""

    __tablename__ = "segment_stay"
    __table_args__ = (
        ForeignKeyConstraint(
            ["merchant_id", "segment_id"], ["saved_segment.merchant_id", "saved_segment.id"], ondelete="CASCADE"
        ),
        Index("ix_segment_stay_client", "merchant_id", "client_id"),
        Index(
            "ix_segment_stay_open",
            "merchant_id",
            "segment_id",
            "client_id",
            unique=True,
            postgresql_where=text("left_on is null"),
        ),
    )

    merchant_id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(primary_key=True)
    joined_on: Mapped[date] = mapped_column(primary_key=True)
    left_on: Mapped[date | None]
    joined_why: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    left_why: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
