"""Branches by name, for file imports."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import insert

from nigotis.kernel.context import Context
from nigotis.merchants.models import BranchRow


def branches_named(ctx: Context, names: Iterable[str], *, import_id: int | None) -> dict[str, int]:
    """Ids of branches by name as given, however it is capitalised; those that are missing are opened."""
    known = {name.casefold(): branch_id for name, branch_id in _known(ctx)}
    missing = list({name.casefold(): name for name in names if name.casefold() not in known}.values())
    if missing:
        rows = [_row(ctx, name, import_id) for name in missing]
        ctx.db.execute(insert(BranchRow).values(rows))
        known = {name.casefold(): branch_id for name, branch_id in _known(ctx)}
    return {name: known[name.casefold()] for name in names}


def branch_zones(ctx: Context) -> dict[int, str]:
    """The time zone of every branch: its own, or the merchant's."""
    rows = ctx.db.execute(ctx.mine(BranchRow).with_only_columns(BranchRow.id, BranchRow.zone))
    return {branch_id: zone or ctx.merchant.zone for branch_id, zone in rows}


def _known(ctx: Context) -> list[tuple[str, int]]:
    query = ctx.mine(BranchRow).with_only_columns(BranchRow.name, BranchRow.id).order_by(BranchRow.id.desc())
    return list(ctx.db.execute(query))


def _row(ctx: Context, name: str, import_id: int | None) -> dict[str, object]:
    return {"merchant_id": ctx.merchant_id, "name": name, "created_at": ctx.now, "import_id": import_id}
