"""How a deal moves: each step sets where it stands now and appends an event that is never changed."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

from nigotis.deals.models import DealEventRow, DealRow
from nigotis.deals.settings import settings
from nigotis.kernel.context import Context
from nigotis.kernel.problems import Conflict, Invalid, NotFound


def check_stage(ctx: Context, code: str) -> str:
    """The code, if it is one of the merchant's stages. Raises NotFound."""
    if code not in {stage.code for stage in settings(ctx).stages}:
        raise NotFound("deals.unknown_stage", field="stage", stage=code)
    return code


def first_stage(ctx: Context) -> str:
    """Where a deal begins."""
    return settings(ctx).stages[0].code


def stage_or_first(ctx: Context, code: str) -> str:
    """The stage, or where a deal begins if it was taken away."""
    return code if code in {stage.code for stage in settings(ctx).stages} else first_stage(ctx)


def check_open(row: DealRow) -> None:
    """Raises Conflict for a deal that is won or lost."""
    if row.status != "open":
        raise Conflict("deals.closed")


def moment(ctx: Context, row: DealRow, on: date | None) -> datetime:
    """The instant of a step on local day `on`: now, if it is today. Raises Invalid before the step before, or ahead."""
    if on is None or on == ctx.today:
        return ctx.now
    if on > ctx.today:
        raise Invalid("deals.in_future", field="on")
    at = datetime.combine(on, time(12), ctx.merchant.tz)
    if at.date() < row.stage_since.astimezone(ctx.merchant.tz).date():
        raise Invalid("deals.before_last_step", field="on")
    return max(at, row.stage_since)


def step(
    ctx: Context, row: DealRow, kind: str, at: datetime, *, amount: Decimal | None = None, reason: str | None = None
) -> None:
    """Append what just happened to `row`, which says already where it stands now. A refund is whose the win was."""
    day = at.astimezone(ctx.merchant.tz).date()
    whose = _won(ctx, row) if kind == "refunded" else row
    if kind != "refunded":
        row.stage_since = at
        row.closed_on = day if kind in ("won", "lost") else None
    row.updated_at = ctx.now
    ctx.add(
        DealEventRow(
            deal_id=row.id,
            kind=kind,
            stage=row.stage,
            at=at,
            day=day,
            seller_id=whose.seller_id,
            partner_id=whose.partner_id,
            partner_percent=whose.partner_percent,
            amount=amount,
            reason=reason,
            by_name=ctx.actor.name,
            noted_at=ctx.now,
        )
    )


def _won(ctx: Context, row: DealRow) -> DealEventRow:
    """The step by which the deal was won."""
    won = ctx.mine(DealEventRow).where(DealEventRow.deal_id == row.id, DealEventRow.kind == "won")
    return ctx.db.scalars(won.order_by(DealEventRow.at.desc(), DealEventRow.id.desc()).limit(1)).one()
