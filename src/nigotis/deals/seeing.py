"""Which deals, activities and targets the asker may see: those of the sellers of her branch, and those of nobody."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import Select, or_

from nigotis.deals.models import ActivityRow, DealRow, TargetRow
from nigotis.kernel.context import Context
from nigotis.kernel.problems import Forbidden, NotFound
from nigotis.staff.operations import bound_to, working_in

Seen = TypeVar("Seen", DealRow, ActivityRow, TargetRow)


def seen(ctx: Context, row: type[Seen]) -> Select[Seen]:
    """All of them that may be seen; every question that shows one starts here."""
    query = ctx.mine(row)
    branch = bound_to(ctx)
    if branch is None:
        return query
    there = working_in(ctx, branch)
    ways = [row.seller_id.is_(None), row.seller_id.in_(there)]
    if row is DealRow:
        ways.append(DealRow.partner_id.in_(there))
    return query.where(or_(*ways))


def one(ctx: Context, row: type[Seen], row_id: int, *, lock: bool = False) -> Seen:
    """One of them. NotFound as well for what may not be seen: the refusal does not say that it exists."""
    query = seen(ctx, row).where(row.id == row_id)
    found: Seen | None = ctx.db.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound("kernel.not_found")
    return found


def check_seen(ctx: Context, row: DealRow | ActivityRow) -> None:
    """Forbidden where the asker would lose sight of what she writes: she gives to those alone whose work she sees."""
    branch = bound_to(ctx)
    if branch is None or row.seller_id is None:
        return
    there = set(ctx.db.scalars(working_in(ctx, branch)))
    partner = row.partner_id if isinstance(row, DealRow) else None
    if not {row.seller_id, partner} & there:
        raise Forbidden("deals.seller_elsewhere", field="seller_id")


def check_led(ctx: Context, seller_id: int) -> None:
    """Forbidden for a seller of another branch: whoever is bound to one sets targets for its people alone."""
    branch = bound_to(ctx)
    if branch is not None and seller_id not in ctx.db.scalars(working_in(ctx, branch)).all():
        raise Forbidden("deals.target_elsewhere", field="seller_id")
