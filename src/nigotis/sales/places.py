"""Where and when something was sold: the branch, its wall clock, and whether this till may say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from nigotis.kernel.calendar import instant
from nigotis.kernel.context import Context
from nigotis.kernel.problems import Forbidden, Invalid, NotFound
from nigotis.merchants.operations import branches, devices
from nigotis.merchants.types import ListBranches, Nothing
from nigotis.sales.types import Happening

_FIRST_DAY = datetime(1970, 1, 2, tzinfo=UTC)
_AHEAD = timedelta(days=1)


@dataclass(frozen=True)
class Place:
    """A branch (or none) and a moment on its clock."""

    branch_id: int | None
    sold_at: datetime
    local_at: datetime
    day: date


def place_of(ctx: Context, ask: Happening, otherwise: int | None = None) -> Place:
    """Where `ask` happened. The till says the branch where the ask does not; `otherwise` where nobody does.

    Raises NotFound for a branch or till that is not ours, Invalid when the till stands in another branch, the time
    is said twice or is ahead of ours by more than a day, Forbidden when the asker belongs to another branch.
    """
    branch_id = _branch(ctx, ask) or otherwise
    zone = _zone(ctx, branch_id)
    sold_at = _moment(ctx, ask, zone)
    local_at = sold_at.astimezone(zone).replace(tzinfo=None)
    return Place(branch_id, sold_at, local_at, local_at.date())


def _branch(ctx: Context, ask: Happening) -> int | None:
    own = ctx.actor.branch_id
    branch_id = ask.branch_id or own
    if ask.device_id is not None:
        stands_in = next((device.branch_id for device in devices(ctx, Nothing()) if device.id == ask.device_id), None)
        if stands_in is None:
            raise NotFound("kernel.not_found", field="device_id")
        branch_id = branch_id or stands_in
        if branch_id != stands_in:
            raise Invalid("sales.till_of_another_branch", field="device_id")
    if own is not None and branch_id != own:
        raise Forbidden("sales.another_branch", field="branch_id")
    return branch_id


def _zone(ctx: Context, branch_id: int | None) -> ZoneInfo:
    if branch_id is None:
        return ctx.merchant.tz
    for branch in branches(ctx, ListBranches()):
        if branch.id == branch_id:
            return ZoneInfo(branch.zone) if branch.zone else ctx.merchant.tz
    raise NotFound("kernel.not_found", field="branch_id")


def _moment(ctx: Context, ask: Happening, zone: ZoneInfo) -> datetime:
    if ask.sold_at and ask.local_at:
        raise Invalid("sales.two_times", field="local_at")
    sold_at = instant(ask.local_at, zone) if ask.local_at else ask.sold_at or ctx.now
    if not _FIRST_DAY <= sold_at <= ctx.now + _AHEAD:
        wrong = "sales.time_ahead" if sold_at > ctx.now else "sales.time_too_old"
        raise Invalid(wrong, field="local_at" if ask.local_at else "sold_at")
    return sold_at
