"""What sales do when others announce, and what a sale does to its client. Each may be delivered twice."""

from __future__ import annotations

from sqlalchemy import func, update

from nigotis.clients.consents import family
from nigotis.clients.events import ClientRemoved, ClientRestored, ClientsMerged, ClientsParted
from nigotis.clients.operations import activate
from nigotis.kernel.context import Context
from nigotis.sales.events import SaleRecorded
from nigotis.sales.models import SaleRow


def activate_the_client(ctx: Context, event: SaleRecorded) -> None:
    """Who was waiting and buys is active."""
    if event.client_id is not None:
        activate(ctx, event.client_id)


def show_under_the_other(ctx: Context, event: ClientsMerged | ClientsParted) -> None:
    """Sales of merged or parted clients count for somebody else in the mirror from now on."""
    _touch(ctx, event.merged_ids)


def show_with_or_without_name(ctx: Context, event: ClientRemoved | ClientRestored) -> None:
    """Sales of a removed client are anonymous in the mirror; those of a restored one are not."""
    _touch(ctx, family(ctx, event.client_id))


def _touch(ctx: Context, client_ids: list[int]) -> None:
    """Change nothing but the time of change, which makes the mirror read those sales again."""
    ctx.db.execute(
        update(SaleRow)
        .where(SaleRow.merchant_id == ctx.merchant_id, SaleRow.client_id == func.any(client_ids))
        .values(updated_at=ctx.now)
        .execution_options(synchronize_session=False)
    )
