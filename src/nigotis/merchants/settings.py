"""What a merchant tunes, room by room, kept with the business: each room has its own model of what is in its part."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from nigotis.kernel.context import Context
from nigotis.merchants.models import MerchantRow


def settings_of(ctx: Context, room: str) -> dict[str, Any]:
    """What was tuned in a room; empty where everything is as delivered."""
    kept = ctx.db.scalar(select(MerchantRow.settings).where(MerchantRow.id == ctx.merchant_id))
    return dict((kept or {}).get(room, {}))


def keep_settings(ctx: Context, room: str, values: dict[str, Any]) -> None:
    """Replace what was tuned in a room; the other rooms' parts stay."""
    mine = select(MerchantRow.settings).where(MerchantRow.id == ctx.merchant_id).with_for_update()
    kept = ctx.db.scalar(mine) or {}
    ctx.db.execute(update(MerchantRow).where(MerchantRow.id == ctx.merchant_id).values(settings={**kept, room: values}))
