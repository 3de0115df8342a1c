"""Where everybody stood on a day, kept for good: what movements and proofs are told from."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
from sqlalchemy import delete, text

from nigotis.kernel.context import Context, House
from nigotis.kernel.door import enter
from nigotis.kernel.jobs import scheduled
from nigotis.kernel.problems import NotFound
from nigotis.kernel.work import house_caller
from nigotis.merchants.register import all_merchants
from nigotis.metrics.catalogue import find as metric
from nigotis.metrics.run import run
from nigotis.metrics.scoring import SEGMENTS, Cutoffs, definition
from nigotis.mirror.cache import Mirror
from nigotis.segments.members import window
from nigotis.segments.models import SegmentSnapshotRow
from nigotis.segments.types import Four, Limits, Move, Movement, Snapshot

KEPT_DAILY_IN_DAYS = 92
"""Older snapshots stay for the last day of each month: about a quarter of daily movement, then the long run."""

_SEGMENT_OF = {cell: name for name, cells in SEGMENTS.items() for cell in cells}
_INSERT = text(
    "insert into segment_member (merchant_id, snapshot_id, client_id, cell, m)"
    " select :merchant, :snapshot, * from unnest(cast(:clients as bigint[]), cast(:cells as text[]),"
    " cast(:ms as smallint[]))"
)
_MOVES = text(
    "select old.cell, new.cell, count(*)"
    " from (select client_id, cell from segment_member where merchant_id = :merchant and snapshot_id = :since) old"
    " full join (select client_id, cell from segment_member where merchant_id = :merchant and snapshot_id = :until) new"
    " using (client_id) group by 1, 2"
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


def compared(ctx: Context, since: date, until: date) -> Movement:
    """Who moved where between the last snapshots on or before two days. NotFound where there is none so early."""
    before, after = _last_by(ctx, since), _last_by(ctx, until)
    found = ctx.db.execute(_MOVES, {"merchant": ctx.merchant_id, "since": before.id, "until": after.id})
    counted: Counter[tuple[str | None, str | None]] = Counter()
    for old, new, count in found:
        counted[_SEGMENT_OF.get(old), _SEGMENT_OF.get(new)] += count
    moves = [Move(before=old, after=new, clients=count) for (old, new), count in counted.most_common()]
    return Movement(since=before.as_of, until=after.as_of, is_comparable=_rule(before) == _rule(after), moves=moves)


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
    if ctx.db.scalar(ctx.mine(SegmentSnapshotRow).where(SegmentSnapshotRow.as_of == yesterday)) is None:
        take(ctx, yesterday)
        forget_old(ctx)


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


def _last_by(ctx: Context, day: date) -> SegmentSnapshotRow:
    earlier = ctx.mine(SegmentSnapshotRow).where(SegmentSnapshotRow.as_of <= day)
    found = ctx.db.scalar(earlier.order_by(SegmentSnapshotRow.as_of.desc()).limit(1))
    if found is None:
        raise NotFound("segments.no_snapshot_so_early", field="since", day=day)
    return found


def _rule(row: SegmentSnapshotRow) -> tuple[Any, ...]:
    return row.definition, row.version, row.cutoffs
