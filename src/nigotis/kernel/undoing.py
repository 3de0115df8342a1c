"""Taking back what an import brought.

A row that an import brought carries its id in `import_id`, in whichever room's table it stands, so the tables that
have such a column are the list. A row that something else refers to by now, or that was changed since, stays. So does
one that another import told of too (`also_told`); it is that import's from then on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, Table, and_, delete, exists, func, select, text
from sqlalchemy.orm import Mapped
from sqlalchemy.schema import ForeignKeyConstraint

from nigotis.kernel.context import Context
from nigotis.kernel.db import Base, Owned

_DOOMED = "taken_back"


class ImportShareRow(Base, Owned):
    """That an import told of a row of the table `about` which another import had brought."""

    __tablename__ = "import_share"
    __table_args__ = (
        Index("uq_import_share_row", "merchant_id", "about", "row_id", "import_id", unique=True),
        Index("ix_import_share_import", "merchant_id", "import_id"),
    )

    import_id: Mapped[int]
    about: Mapped[str]
    row_id: Mapped[int]


@dataclass(frozen=True)
class TakenBack:
    """How many rows of one table are gone, and how many stay because they are in use or were changed."""

    removed: int
    kept: int


def also_told(ctx: Context, import_id: int, about: str, ids: Sequence[int]) -> None:
    """Note that an import told of rows of the table `about` that were there, so that they outlive who brought them."""
    ctx.db.execute(
        text(
            "insert into import_share (merchant_id, import_id, about, row_id)"  # noqa: S608 - a table of ours
            f" select merchant_id, :import_id, :about, id from {about} where merchant_id = :merchant_id"
            " and id = any(:ids) and import_id <> :import_id on conflict do nothing"
        ),
        {"merchant_id": ctx.merchant_id, "import_id": import_id, "about": about, "ids": list(ids)},
    )


def take_back(
    ctx: Context, import_id: int, brought_at: datetime, progress: Callable[[float], None]
) -> dict[str, TakenBack]:
    """Delete the rows of an import of the moment `brought_at` that no other import told of, children before parents, in
    the caller's transaction; answers by table name."""
    tables = [table for table in reversed(Base.metadata.sorted_tables) if "import_id" in table.c]
    found = {}
    # Statistics may be older than the import; a loop over one table for each row of another never ends.
    ctx.db.execute(text("set local enable_nestloop = off"))
    _hand_on(ctx, import_id)
    for done, table in enumerate(tables):
        progress(done / len(tables))
        taken = _take_back(ctx, table, import_id, brought_at)
        if taken.kept and any(reference.table is table for reference in _references(table)):
            again = _take_back(ctx, table, import_id, brought_at)  # who was needed only by rows that are gone now
            taken = TakenBack(taken.removed + again.removed, again.kept)
        found[table.name] = taken
    ctx.db.execute(text("set local enable_nestloop = on"))
    return {name: taken for name, taken in found.items() if taken.removed or taken.kept}


_SHARED = text("select distinct about from import_share where merchant_id = :merchant_id and import_id <> :import_id")


def _hand_on(ctx: Context, import_id: int) -> None:
    """What other imports told of too is theirs from now on: of the first of them that still stands."""
    given = {"merchant_id": ctx.merchant_id, "import_id": import_id}
    for about in ctx.db.scalars(_SHARED, given).all():
        ctx.db.execute(
            text(
                "with heir as (select s.row_id, min(s.import_id) as import_id from import_share s"  # noqa: S608
                f" join {about} t on t.merchant_id = s.merchant_id and t.id = s.row_id and t.import_id = :import_id"
                " where s.merchant_id = :merchant_id and s.about = :about group by s.row_id),"
                f" handed as (update {about} t set import_id = h.import_id from heir h"
                " where t.merchant_id = :merchant_id and t.id = h.row_id)"
                " delete from import_share s using heir h where s.merchant_id = :merchant_id and s.about = :about"
                " and s.row_id = h.row_id and s.import_id = h.import_id"
            ),
            given | {"about": about},
        )


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
    if not {"created_at", "updated_at"} <= set(table.c.keys()):
        return []
    return [table.c.updated_at.in_([brought_at, table.c.created_at])]  # an heir has it from an earlier import


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
