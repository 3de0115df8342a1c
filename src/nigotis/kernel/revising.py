"""Changing many rows at once, with what each was before, so that the change can be taken back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from sqlalchemy import text

from nigotis.kernel.context import Context
from nigotis.kernel.db import Owned
from nigotis.kernel.staging import drop_staged, stage


@dataclass(frozen=True)
class Revision:
    """The columns of one row that an import changed: as they were, and as they became."""

    id: int
    before: dict[str, Any]
    after: dict[str, Any]


def revise(ctx: Context, row: type[Owned], wanted: Mapping[int, Mapping[str, Any]]) -> list[Revision]:
    """Set columns of rows by id, {id: {column: JSON value}}; answers those that changed, and leaves the others alone.

    Column names come from code, never from a file. Raises IntegrityError where a unique value is taken.
    """
    columns = sorted({name for values in wanted.values() for name in values})
    if not columns:
        return []
    ids, values = list(wanted), [json.dumps(dict(value), ensure_ascii=False) for value in wanted.values()]
    stage(ctx.db, "revised", pa.table({"id": pa.array(ids, pa.int64()), "value": pa.array(values, pa.string())}))
    table = _name(row)
    given = {"merchant_id": ctx.merchant_id, "now": ctx.now}
    changed = ctx.db.execute(text(_COMPARE.format(table=table)), given).all()
    ctx.db.execute(text("delete from revised where not (id = any(:ids))"), {"ids": [found.id for found in changed]})
    _set(ctx, table, [*columns, "updated_at"], _WANTED)
    drop_staged(ctx.db, ["revised"])
    return [Revision(found.id, found.before, found.after) for found in changed]


def put_back(ctx: Context, row: type[Owned], revisions: Sequence[Revision]) -> int:
    """Set what was revised to what it was, except the columns that somebody changed since; answers how many rows were
    left alone, at least in part."""
    if not revisions:
        return 0
    columns = sorted({name for revision in revisions for name in revision.before})
    staged = {
        "id": pa.array([revision.id for revision in revisions], pa.int64()),
        "before": pa.array([json.dumps(revision.before) for revision in revisions], pa.string()),
        "after": pa.array([json.dumps(revision.after) for revision in revisions], pa.string()),
    }
    stage(ctx.db, "revised", pa.table(staged))
    table = _name(row)
    kept = ctx.db.scalar(text(_CHANGED_SINCE.format(table=table)), {"merchant_id": ctx.merchant_id})
    _set(ctx, table, columns, _STILL_OURS)
    drop_staged(ctx.db, ["revised"])
    return int(kept or 0)


# Both sides as PostgreSQL itself writes them, so that 5 and 5.000000 are the same price.
_COMPARE = """
select t.id, d.before, d.after
from revised s
join {table} t on t.merchant_id = :merchant_id and t.id = s.id
cross join lateral (select to_jsonb(t) as old, to_jsonb(jsonb_populate_record(t, s.value::jsonb)) as new) v
cross join lateral (
    select jsonb_object_agg(k, v.old -> k) || jsonb_build_object('updated_at', v.old -> 'updated_at') as before,
        jsonb_object_agg(k, v.new -> k) || jsonb_build_object('updated_at', cast(:now as timestamptz)) as after
    from jsonb_object_keys(s.value::jsonb) k where v.old -> k is distinct from v.new -> k
) d
where d.before is not null
order by t.id
"""
_CHANGED_SINCE = """
select count(*) from revised s left join {table} t on t.merchant_id = :merchant_id and t.id = s.id
where t.id is null or not to_jsonb(t) @> (s.after::jsonb - 'updated_at')
"""
_WANTED = "s.value::jsonb || jsonb_build_object('updated_at', cast(:now as timestamptz))"
_STILL_OURS = (
    "(select coalesce(jsonb_object_agg(b.key, b.value), '{}') from jsonb_each(s.before::jsonb) b"
    " where to_jsonb(t) -> b.key is not distinct from s.after::jsonb -> b.key)"
)


def _set(ctx: Context, table: str, columns: list[str], value: str) -> None:
    taken = ", ".join(f"p.{name}" for name in columns)
    ctx.db.execute(
        text(
            f"update {table} t set ({', '.join(columns)}) ="  # noqa: S608
            f" (select {taken} from jsonb_populate_record(t, {value}) p)"
            " from revised s where t.merchant_id = :merchant_id and t.id = s.id"
        ),
        {"merchant_id": ctx.merchant_id, "now": ctx.now},
    )


def _name(row: type[Owned]) -> str:
    return str(row.__tablename__)  # type: ignore[attr-defined]
