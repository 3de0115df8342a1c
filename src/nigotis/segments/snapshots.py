"""Where everybody stood on a day, kept for good: what was known then, whatever is recorded later."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
from sqlalchemy import and_, delete, or_, select, text

from nigotis.kernel.context import Context, House
from nigotis.kernel.door import enter
from nigotis.kernel.jobs import scheduled
from nigotis.kernel.problems import Problem
from nigotis.kernel.work import house_caller
from nigotis.merchants.register import all_merchants
from nigotis.metrics.catalogue import find as metric
from nigotis.metrics.run import run
from nigotis.metrics.scoring import SEGMENTS, Cutoffs, definition
from nigotis.mirror.cache import Mirror
from nigotis.segments.history import keep
from nigotis.segments.members import window
from nigotis.segments.models import SavedSegmentRow, SegmentMemberRow, SegmentSnapshotRow
from nigotis.segments.settings import cutoffs_of
from nigotis.segments.types import Four, Limits, Snapshot

KEPT_DAILY_IN_DAYS = 92
"""Older snapshots stay for the last day of each month: about a quarter of daily movement, then the long run."""

_INSERT = text(
    "insert into segment_member (merchant_id, snapshot_id, client_id, cell, m)"
    " select :merchant, :snapshot, * from unnest(cast(:clients as bigint[]), cast(:cells as text[]),"
    " cast(:ms as smallint[]))"
)
log = logging.getLogger(__name__)


def take(ctx: Context, as_of: date) -> Snapshot:
    """Keep everybody's place at the end of `as_of`; an earlier snapshot of that day gives way."""
    judged = window(ctx, as_of)
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        rows = run(metric("rfm"), judged, connection).rows
        limits = run(metric("rfm_cutoffs"), judged, connection).rows
    same_day = SegmentSnapshotRow.merchant_id == ctx.merchant_id, SegmentSnapshotRow.as_of == as_of
    ctx.db.execute(delete(SegmentSnapshotRow).where(*same_day))
    row = ctx.add(_row(ctx, as_of, judged.cutoffs, rows.num_rows, limits))
    _keep_members(ctx, row.id, rows)
    return as_snapshot(row)


def as_snapshot(row: SegmentSnapshotRow) -> Snapshot:
    """The row as an answer."""
    kept = {name: getattr(row, name) for name in Snapshot.model_fields}
    return Snapshot.model_validate(kept)


def forget_old(ctx: Context) -> None:
    """Let daily snapshots go that are old, but the last of each month."""
    rows = ctx.db.scalars(ctx.mine(SegmentSnapshotRow).order_by(SegmentSnapshotRow.as_of)).all()
    last_of_month = {(row.as_of.year, row.as_of.month): row.id for row in rows}
    daily_from = ctx.today - timedelta(days=KEPT_DAILY_IN_DAYS)
    old = [row.id for row in rows if row.as_of < daily_from and row.id not in last_of_month.values()]
    mine = SegmentSnapshotRow.merchant_id == ctx.merchant_id
    ctx.db.execute(delete(SegmentSnapshotRow).where(mine, SegmentSnapshotRow.id.in_(old)))


@scheduled("17 * * * *")
def nightly(house: House) -> None:
    """Once a merchant's local day is over, keep it: looked at hourly, since midnight comes to each zone in its hour."""
    with house.database.system() as session:
        merchants = [merchant.id for merchant in all_merchants(session)]
    for merchant_id in merchants:
        try:
            with enter(house, house_caller(house, merchant_id)) as ctx:
                _keep_yesterday(ctx)
        except Exception:
            log.exception("no snapshot of segments for merchant %s", merchant_id)  # the others must have theirs


def _keep_yesterday(ctx: Context) -> None:
    yesterday = ctx.today - timedelta(days=1)
    taken = ctx.db.scalar(ctx.mine(SegmentSnapshotRow).where(SegmentSnapshotRow.as_of == yesterday))
    if taken is None or ctx.day_of(taken.taken_at) == yesterday:  # taken before that day was over
        take(ctx, yesterday)
        forget_old(ctx)
    behind = ctx.mine(SavedSegmentRow).where(
        SavedSegmentRow.deleted_at.is_(None),
        or_(
            SavedSegmentRow.kept_on.is_(None),
            SavedSegmentRow.kept_on < yesterday,
            and_(SavedSegmentRow.kept_on == yesterday, ~SavedSegmentRow.is_day_over),
        ),
    )
    for row in ctx.db.scalars(behind).all():
        _keep_saved(ctx, row, yesterday)


def _keep_saved(ctx: Context, row: SavedSegmentRow, day: date) -> None:
    try:
        with ctx.db.begin_nested():
            if row.kept_on and row.kept_on < day and not row.is_day_over:
                keep(ctx, row, row.kept_on)
            keep(ctx, row, day)
    except Problem:  # of a field or a segment that is not there any more: the page of the segment says so
        log.warning("segment %s of merchant %s cannot be kept", row.id, ctx.merchant_id)


def _row(ctx: Context, as_of: date, cutoffs: Cutoffs | None, clients: int, limits: pa.Table) -> SegmentSnapshotRow:
    name, version = rule_name(cutoffs)
    return SegmentSnapshotRow(
        as_of=as_of,
        definition=name,
        version=version,
        cutoffs=four_of(cutoffs).model_dump(mode="json") if cutoffs else None,
        limits=[limit.model_dump(mode="json") for limit in limits_of(limits.to_pylist())],
        clients=clients,
        taken_at=ctx.now,
    )


def rule_name(cutoffs: Cutoffs | None) -> tuple[str, int]:
    """Id and version of the definition."""
    name, _, version = definition(cutoffs).split()[0].rpartition("/")
    return name, int(version)


def four_of(cutoffs: Cutoffs) -> Four:
    """Fixed limits as an answer."""
    return Four(recency_in_days=cutoffs.recency_in_days, frequency=cutoffs.frequency, monetary=cutoffs.monetary)


def limits_of(rows: Iterable[dict[str, Any]]) -> list[Limits]:
    """What earned each score."""
    return [Limits.model_validate(row) for row in rows]


def _keep_members(ctx: Context, snapshot_id: int, rows: pa.Table) -> None:
    cells = [f"{r}{f}" for r, f in zip(rows["r"].to_pylist(), rows["f"].to_pylist(), strict=True)]
    values = {"clients": rows["client_id"].to_pylist(), "cells": cells, "ms": rows["m"].to_pylist()}
    ctx.db.execute(_INSERT, {"merchant": ctx.merchant_id, "snapshot": snapshot_id, **values})


def of_day(ctx: Context, day: date) -> SegmentSnapshotRow | None:
    """The snapshot of that very day, where it was taken by the definition that holds now: others tell other things."""
    taken = ctx.db.scalar(ctx.mine(SegmentSnapshotRow).where(SegmentSnapshotRow.as_of == day))
    cutoffs = cutoffs_of(ctx)
    now = (*rule_name(cutoffs), four_of(cutoffs).model_dump(mode="json") if cutoffs else None)
    return taken if taken and (taken.definition, taken.version, taken.cutoffs) == now else None


def inside(ctx: Context, taken: SegmentSnapshotRow, codes: Iterable[str]) -> list[tuple[int, str]]:
    """Clients who stood in some of the ten, each with the one she stood in, by client."""
    places = {cell: code for code in codes for cell in SEGMENTS[code]}
    kept = select(SegmentMemberRow.client_id, SegmentMemberRow.cell).where(
        SegmentMemberRow.merchant_id == ctx.merchant_id,
        SegmentMemberRow.snapshot_id == taken.id,
        SegmentMemberRow.cell.in_(places),
    )
    rows = ctx.db.execute(kept.order_by(SegmentMemberRow.client_id))
    return [(client, places[cell]) for client, cell in rows]
