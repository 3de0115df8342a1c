"""Two records of one person: which stays, what it takes over, and the way back.

No row of a sale is rewritten. A merged client points at the survivor (`merged_into_id`), always directly, however
many merges lie between; `client_merge` keeps each merge by itself, so any of them can be undone in any order.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from nigotis.clients.models import ClientMergeRow, ClientRow
from nigotis.kernel.context import Context
from nigotis.kernel.problems import Conflict, Invalid

_TAKEN_OVER = ("phone", "email", "external_id", "birthday", "gender", "branch_id", "city", "city_key", "note")


def merge(ctx: Context, survivor: ClientRow, merged: ClientRow) -> tuple[ClientMergeRow, list[int]]:
    """Let `merged` go into `survivor`; answers the merge and the ids that now point at the survivor."""
    if survivor.id == merged.id:
        raise Invalid("clients.merge_with_itself", field="other_id")
    before = _plain(survivor)
    moved = _point(ctx, merged.id, survivor.id)
    ctx.db.refresh(merged)
    _take_over(survivor, merged)
    survivor.updated_at = ctx.now
    ctx.db.flush()
    after = _plain(survivor)
    filled = {name: [before[name], after[name]] for name in after if after[name] != before[name]}
    row = ClientMergeRow(survivor_id=survivor.id, merged_id=merged.id, filled=filled, merged_at=ctx.now)
    return ctx.add(row), moved


def undo(ctx: Context, row: ClientMergeRow, survivor: ClientRow) -> list[int]:
    """Take a merge back; answers the ids that no longer point at the survivor.

    The survivor gives back what it took over, unless it was changed since. Raises Conflict when the phone, e-mail or
    number of the merged client belongs to somebody else by now.
    """
    taken = {name: values for name, values in row.filled.items() if _plain(survivor)[name] == values[1]}
    for name, (before, _) in taken.items():
        setattr(survivor, name, _typed(name, before))
    survivor.updated_at = ctx.now
    row.undone_at = ctx.now
    ctx.db.flush()
    try:
        return _point(ctx, row.merged_id, None)
    except IntegrityError as error:
        raise Conflict("clients.merged_contact_taken") from error


def _point(ctx: Context, client_id: int, survivor_id: int | None) -> list[int]:
    """Let a client and all that stand merged into it point at `survivor_id`; they point at the client when None."""
    below = _below(ctx, client_id)
    own: Any = {"merged_into_id": survivor_id, "updated_at": ctx.now}
    ctx.db.execute(_update(ctx).where(ClientRow.id == client_id).values(own))
    if below:
        ctx.db.execute(
            _update(ctx).where(ClientRow.id.in_(below)).values(own | {"merged_into_id": survivor_id or client_id})
        )
    return [client_id, *below]


def _below(ctx: Context, client_id: int) -> list[int]:
    """Everybody whose merges, as they stand, lead to the client."""
    m = ClientMergeRow
    stands = (m.merchant_id == ctx.merchant_id) & m.undone_at.is_(None)
    tree = select(m.merged_id).where(stands, m.survivor_id == client_id).cte("tree", recursive=True)
    tree = tree.union(select(m.merged_id).where(stands, m.survivor_id == tree.c.merged_id))
    return list(ctx.db.scalars(select(tree.c.merged_id).order_by(tree.c.merged_id)))


def _update(ctx: Context) -> Any:
    return update(ClientRow).where(ClientRow.merchant_id == ctx.merchant_id)


def _take_over(survivor: ClientRow, merged: ClientRow) -> None:
    for name in _TAKEN_OVER:
        if getattr(survivor, name) is None:
            setattr(survivor, name, getattr(merged, name))
    survivor.tags = list(dict.fromkeys([*survivor.tags, *merged.tags]))
    survivor.custom = merged.custom | survivor.custom
    survivor.registered_on = min(survivor.registered_on, merged.registered_on)


def _plain(row: ClientRow) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in (*_TAKEN_OVER, "tags", "custom", "registered_on")}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}


def _typed(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in ("birthday", "registered_on") and value else value
