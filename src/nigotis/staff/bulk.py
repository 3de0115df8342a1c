"""Sellers by name, for file imports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert

from nigotis.kernel.context import Context
from nigotis.kernel.revising import Revision, put_back, revise
from nigotis.staff.models import MemberRow
from nigotis.staff.roles import Role


@dataclass(frozen=True)
class Sellers:
    """Ids by name as given, and who joined."""

    ids: dict[str, int]
    new: tuple[int, ...] = ()

    @property
    def added(self) -> int:
        """How many joined."""
        return len(self.new)


def sellers_named(ctx: Context, names: Iterable[str], *, import_id: int | None, role: Role = "seller") -> Sellers:
    """The team's members by name as given, however it is capitalised, else whoever of that name left it last; those who
    are missing join in `role`, as people who do not sign in."""
    names = list(names)
    known = {name.casefold(): member_id for name, member_id in _known(ctx)}
    missing = {name.casefold(): name for name in names if name.casefold() not in known}
    if missing:
        rows = [_row(ctx, name, role, import_id) for name in missing.values()]
        ctx.db.execute(insert(MemberRow).values(rows))
        known = {name.casefold(): member_id for name, member_id in _known(ctx)}
    return Sellers({name: known[name.casefold()] for name in names}, tuple(known[key] for key in missing))


def revise_sellers(ctx: Context, wanted: Mapping[int, Mapping[str, Any]]) -> list[Revision]:
    """Set what is given, {id: {column: JSON value}}; answers what changed. See `nigotis.kernel.revising.revise`."""
    return revise(ctx, MemberRow, {member_id: values for member_id, values in wanted.items() if values})


def put_back_sellers(ctx: Context, revisions: Sequence[Revision]) -> int:
    """Undo `revise_sellers`; see `nigotis.kernel.revising.put_back`."""
    return put_back(ctx, MemberRow, revisions)


def _known(ctx: Context) -> list[tuple[str, int]]:
    """Names and ids, of one name the best last: who is there before who left, who left last, who joined first."""
    query = ctx.mine(MemberRow).with_only_columns(MemberRow.name, MemberRow.id)
    return list(ctx.db.execute(query.order_by(MemberRow.removed_at.nulls_last(), MemberRow.id.desc())))


def _row(ctx: Context, name: str, role: Role, import_id: int | None) -> dict[str, object]:
    row = {"merchant_id": ctx.merchant_id, "name": name, "role": role, "created_at": ctx.now, "updated_at": ctx.now}
    return row | {"import_id": import_id}
