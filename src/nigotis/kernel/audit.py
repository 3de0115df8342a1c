"""One line per change, export and sign-in: who, through which surface, what was asked and what changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from nigotis.kernel.context import Context
from nigotis.kernel.db import Base, Owned
from nigotis.kernel.fields import HIDDEN

MOST_CHANGES = 200


class AuditRow(Base, Owned):
    """One audit line."""

    __tablename__ = "audit"

    at: Mapped[datetime]
    actor_kind: Mapped[str]
    actor_id: Mapped[int | None]
    actor_name: Mapped[str]
    surface: Mapped[str]
    operation: Mapped[str]
    ask: Mapped[dict[str, Any]]
    changes: Mapped[list[Any]] = mapped_column(JSONB)


@contextmanager
def watching(session: Session) -> Iterator[list[dict[str, Any]]]:
    """Collects what the unit of work inserts, changes and deletes: [{table, id, before, after}]."""
    changes: list[dict[str, Any]] = []

    def collect(flushed: Session, *_: Any) -> None:
        rows = [*flushed.new, *flushed.dirty, *flushed.deleted]
        found = (_difference(row, deleted=row in flushed.deleted) for row in rows if not isinstance(row, AuditRow))
        changes.extend(change for change in found if change)
        del changes[MOST_CHANGES:]

    event.listen(session, "after_flush", collect)
    try:
        yield changes
    finally:
        event.remove(session, "after_flush", collect)


def write(ctx: Context, operation: str, ask: dict[str, Any], changes: list[dict[str, Any]]) -> None:
    """Add the line to the transaction it tells of."""
    ctx.db.add(
        AuditRow(
            merchant_id=ctx.merchant_id,
            at=ctx.now,
            actor_kind=ctx.actor.kind,
            actor_id=ctx.actor.id,
            actor_name=ctx.actor.name,
            surface=ctx.caller.surface,
            operation=operation,
            ask=ask,
            changes=changes,
        )
    )


def _difference(row: Any, *, deleted: bool) -> dict[str, Any] | None:
    state = inspect(row)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for column in state.mapper.column_attrs:
        history = state.attrs[column.key].history
        secret = bool(column.columns[0].info.get("secret"))
        if deleted and not secret:
            before[column.key] = _plain(state.attrs[column.key].value)
        elif history.has_changes():
            before[column.key] = HIDDEN if secret else _plain(next(iter(history.deleted or []), None))
            after[column.key] = HIDDEN if secret else _plain(next(iter(history.added or []), None))
    if not before and not after:
        return None
    return {"table": state.mapper.local_table.name, "id": getattr(row, "id", None), "before": before, "after": after}


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
