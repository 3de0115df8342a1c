"""Sellers by name, for file imports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import insert

from nigotis.kernel.context import Context
from nigotis.staff.models import MemberRow


@dataclass(frozen=True)
class Sellers:
    """Ids by name as given, and how many joined."""

    ids: dict[str, int]
    added: int


def sellers_named(ctx: Context, names: Iterable[str], *, import_id: int | None) -> Sellers:
    """The team's members by name as given, however it is capitalised; those who are missing join as sellers who
    do not sign in."""
    known = {name.casefold(): member_id for name, member_id in _known(ctx)}
    missing = list({name.casefold(): name for name in names if name.casefold() not in known}.values())
    if missing:
        rows = [_row(ctx, name, import_id) for name in missing]
        ctx.db.execute(insert(MemberRow).values(rows))
        known = {name.casefold(): member_id for name, member_id in _known(ctx)}
    return Sellers({name: known[name.casefold()] for name in names}, len(missing))


def _known(ctx: Context) -> list[tuple[str, int]]:
    query = ctx.mine(MemberRow).with_only_columns(MemberRow.name, MemberRow.id).where(MemberRow.removed_at.is_(None))
    return list(ctx.db.execute(query.order_by(MemberRow.id.desc())))


def _row(ctx: Context, name: str, import_id: int | None) -> dict[str, object]:
    row = {"merchant_id": ctx.merchant_id, "name": name, "role": "seller", "created_at": ctx.now}
    return row | {"import_id": import_id}
