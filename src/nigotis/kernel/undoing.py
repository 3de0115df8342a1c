"""Taking back what an import brought.

A row that an import brought carries its id in `import_id`, in whichever room's table it stands, so the tables that
have such a column are the list. A row that something else refers to by now, or that was changed since, stays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, exists, func, select, text
from sqlalchemy.schema import ForeignKeyConstraint

from nigotis.kernel.context import Context
from nigotis.kernel.db import Base

_DOOMED = "taken_back"


@dataclass(frozen=True)
class TakenBack:
    """How many rows of one table are gone, and how many stay because they are in use or were changed."""

    removed: int
    kept: int


def take_back(
    ctx: Context, import_id: int, brought_at: datetime, progress: Callable[[float], None]
) -> dict[str, TakenBack]:
    """Delete the rows of an import of the moment `brought_at`, children before parents, in the caller's transaction;
    answers by table name."""
    tables = [table for table in reversed(Base.metadata.sorted_tables) if "import_id" in table.c]
    found = {}
    # Statistics may be older than the import; a loop over one table for each row of another never ends.
    ctx.db.execute(text("set local enable_nestloop = off"))
    for done, table in enumerate(tables):
        progress(done / len(tables))
        taken = _take_back(ctx, table, import_id, brought_at)
        if taken.kept and any(reference.table is table for reference in _references(table)):
            again = _take_back(ctx, table, import_id, brought_at)  # who was needed only by rows that are gone now
            taken = TakenBack(taken.removed + again.removed, again.kept)
        found[table.name] = taken
    ctx.db.execute(text("set local enable_nestloop = on"))
    return {name: taken for name, taken in found.items() if taken.removed or taken.kept}


def _take_back(ctx: Context, table: Table, import_id: int, brought_at: datetime) -> TakenBack:
    brought = and_(table.c.merchant_id == ctx.merchant_id, table.c.import_id == import_id)
    total = ctx.db.scalar(select(func.count()).select_from(table).where(brought)) or 0
    if not total:
        return TakenBack(0, 0)
    doomed = _doomed(ctx, select(table.c.id).where(brought, *_untouched(table, brought_at), *_unused(table)))
    # What goes with its parent goes first and at once: left to the foreign key, it would go parent by parent.
    for reference in _references(table):
        if reference.ondelete == "CASCADE":
            child = reference.table
            column = child.c[reference.column_keys[-1]]
            ctx.db.execute(delete(child).where(child.c.merchant_id == ctx.merchant_id, column.in_(doomed)))
    ctx.db.execute(delete(table).where(brought, table.c.id.in_(doomed)))
    removed = ctx.db.scalar(text(f"select count(*) from {_DOOMED}")) or 0  # noqa: S608
    ctx.db.execute(text(f"drop table {_DOOMED}"))
    return TakenBack(removed, total - removed)


def _doomed(ctx: Context, query: Any) -> Any:
    """The ids of `query` kept in a temporary table, so that later statements see the same ones."""
    sql = query.compile(ctx.db.get_bind(), compile_kwargs={"literal_binds": True})
    ctx.db.execute(text(f"create temp table {_DOOMED} on commit drop as {sql}"))
    ctx.db.execute(text(f"analyze {_DOOMED}"))
    return text(f"select id from {_DOOMED}").columns(id=query.selected_columns.id.type).scalar_subquery()  # noqa: S608


def _untouched(table: Table, brought_at: datetime) -> list[ColumnElement[bool]]:
    """What was changed after it came belongs to whoever changed it."""
    return [table.c.updated_at == brought_at] if {"created_at", "updated_at"} <= set(table.c.keys()) else []


def _unused(table: Table) -> list[ColumnElement[bool]]:
    plain = (reference for reference in _references(table) if reference.ondelete is None)
    return [~exists().where(_points(reference, table)) for reference in plain]


def _points(reference: ForeignKeyConstraint, table: Table) -> ColumnElement[bool]:
    """That a row of the referring table points at the row of `table` in question."""
    other = reference.table.alias(f"using_{reference.table.name}")
    pairs = zip(reference.column_keys, reference.elements, strict=True)
    return and_(*(other.c[name] == table.c[element.column.name] for name, element in pairs))


def _references(table: Table) -> list[ForeignKeyConstraint]:
    return [
        constraint
        for other in Base.metadata.sorted_tables
        for constraint in other.foreign_key_constraints
        if constraint.referred_table is table
    ]
