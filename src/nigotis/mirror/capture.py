"""The DDL of change capture, called by migrations only.

Statement-level triggers with transition tables (PostgreSQL manual, "CREATE TRIGGER") write one change per touched
parent, so an import that copies 500,000 lines costs one statement and as many changes as there are sales. They run
with the rights of who writes: the application role may insert changes of its own merchant, and read none.
"""

# ruff: noqa: S608  (table and column names come from code, never from people)

from __future__ import annotations

from nigotis.kernel.tenancy import MERCHANT
from nigotis.mirror.feed import Feed, Watch

# A cascade deletes as the owner of the table, and so do the triggers it fires. Where the owner is an ordinary role it
# is held by row-level security too, and may write what the application may.
_LET_CASCADES = (
    f"do $$ begin create policy cascaded_rows on change for insert with check (merchant_id = {MERCHANT});"
    " exception when duplicate_object then null; end $$"
)


def triggers(feed: Feed) -> list[str]:
    """Statements that create the triggers of everything `feed` watches; the watched tables must exist."""
    return [_LET_CASCADES, *(statement for watch in feed.watches for statement in _capture(feed.entity, watch))]


def _capture(entity: str, watch: Watch) -> list[str]:
    name = f"mirror_{entity}_{watch.table}"
    both = "old table as old_rows new table as new_rows"
    if watch.key is None:
        return [_function(name, [_write(entity, _recoloured(watch))]), _trigger(name, watch.table, "update", both)]
    return [
        _function(
            name,
            [
                f"if tg_op = 'INSERT' then {_write(entity, _rows(watch, 'new_rows'))}",
                f"elsif tg_op = 'DELETE' then {_write(entity, _rows(watch, 'old_rows'))}",
                f"else {_write(entity, _updated(watch))} end if;",
            ],
        ),
        _trigger(name, watch.table, "insert", "new table as new_rows"),
        _trigger(name, watch.table, "update", both),
        _trigger(name, watch.table, "delete", "old table as old_rows"),
    ]


def _function(name: str, body: list[str]) -> str:
    return f"create function {name}() returns trigger language plpgsql as $$ begin {' '.join(body)} return null; end $$"


def _trigger(name: str, table: str, event: str, transitions: str) -> str:
    return (
        f"create trigger {name}_{event} after {event} on {table} referencing {transitions} "
        f"for each statement execute function {name}()"
    )


def _write(entity: str, changed: str) -> str:
    return (
        "insert into public.change (merchant_id, entity, pk) "
        f"select distinct changed.merchant, '{entity}', changed.pk from ({changed}) changed;"
    )


def _rows(watch: Watch, rows: str) -> str:
    return f"select {watch.merchant} as merchant, {watch.key} as pk from {rows}"


def _updated(watch: Watch) -> str:
    if not watch.columns:
        return f"{_rows(watch, 'old_rows')} union {_rows(watch, 'new_rows')}"
    old, new = (
        f"select {rows}.{watch.merchant} as merchant, {rows}.{watch.key} as pk {_pairs(watch)}"
        for rows in ("old_rows", "new_rows")
    )
    return f"{old} union {new}"


def _recoloured(watch: Watch) -> str:
    return f"select new_rows.{watch.merchant} as merchant, null::bigint as pk {_pairs(watch)}"


def _pairs(watch: Watch) -> str:
    matters = (watch.key, *watch.columns) if watch.key else watch.columns
    old, new = (", ".join(f"{rows}.{column}" for column in matters) for rows in ("old_rows", "new_rows"))
    return (
        f"from old_rows join new_rows on old_rows.id = new_rows.id and old_rows.{watch.merchant} = "
        f"new_rows.{watch.merchant} where row({old}) is distinct from row({new})"
    )
