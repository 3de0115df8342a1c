"""From the wall clock in a file to an instant, by the shipped time zones. An hour that a clock change repeats is its
first one; an hour that it skips counts on from before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pyarrow as pa


def instants(keys: pa.Table, zones: Mapping[int | None, str]) -> pa.Table:
    """`keys` with columns `sold_at` (UTC, without a zone) and `local_at` (on the branch's wall clock).

    Columns of `keys`: `local`, the time in the file; `minutes`, its distance from UTC where written; `branch_id`.
    `zones` is the zone of each branch and of none.
    """
    clocks = {branch_id: ZoneInfo(zone) for branch_id, zone in zones.items()}
    columns = (keys.column(name).to_pylist() for name in ("local", "minutes", "branch_id"))
    found = [_instant(local, minutes, clocks[branch_id]) for local, minutes, branch_id in zip(*columns, strict=True)]
    keys = keys.append_column("sold_at", pa.array([at for at, _ in found], pa.timestamp("us")))
    return keys.append_column("local_at", pa.array([wall for _, wall in found], pa.timestamp("us")))


def _instant(local: datetime, minutes: int | None, clock: ZoneInfo) -> tuple[datetime, datetime]:
    if minutes is None:
        return _bare(local.replace(tzinfo=clock), UTC), local
    at = local.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    return _bare(at, UTC), _bare(at, clock)


def _bare(at: datetime, zone: tzinfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)
