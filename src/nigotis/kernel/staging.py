"""Many rows at once: an Arrow table goes by COPY into a temporary table, and from there by INSERT ... SELECT on.

PostgreSQL refuses COPY into a table with row-level security, so both fences stay up and the copy goes beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
from psycopg import sql
from pyarrow import csv
from sqlalchemy import text
from sqlalchemy.orm import Session

_ROWS_AT_ONCE = 65_536
_TYPES = {
    "int64": "bigint",
    "double": "double precision",
    "string": "text",
    "bool": "boolean",
    "date32[day]": "date",
}


def stage(db: Session, name: str, data: pa.Table) -> None:
    """Fill the new temporary table `name` (gone at commit) with `data` and a column `n`, the row number from 0."""
    data = data.append_column("n", pa.array(range(data.num_rows), pa.int64()))
    columns = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(field.name), sql.SQL(_type(field.type))) for field in data.schema
    )
    table = sql.Identifier("pg_temp", name)
    cursor: Any = db.connection().connection.cursor()
    with cursor:
        cursor.execute(sql.SQL("create temp table {} ({}) on commit drop").format(sql.Identifier(name), columns))
        with cursor.copy(sql.SQL("copy {} from stdin (format csv)").format(table)) as copy:
            for batch in data.to_batches(max_chunksize=_ROWS_AT_ONCE):
                copy.write(_csv(batch))
        cursor.execute(sql.SQL("analyze {}").format(table))


def insert_staged(db: Session, name: str, into: str, values: dict[str, str], given: dict[str, Any]) -> None:
    """Insert the staged rows into table `into`, one SQL expression over the staged row `s` per column in `values`
    (written in code, never made from input; `given` are its parameters), and note the new ids in `<name>_ids (n, id)`.

    Identity values are drawn in the order of `n`, and only ever grow, so the order of ids is the order of rows.
    """
    db.execute(text(f"create temp table {name}_ids (n bigint, id bigint) on commit drop"))
    db.execute(
        text(
            f"with made as (insert into {into} ({', '.join(values)})"  # noqa: S608
            f" select {', '.join(values.values())} from {name} s order by s.n returning id)"
            f" insert into {name}_ids select row_number() over (order by id) - 1, id from made"
        ),
        given,
    )
    db.execute(text(f"create unique index on {name}_ids (n)"))
    db.execute(text(f"analyze {name}_ids"))


def new_ids(db: Session, name: str) -> list[int]:
    """The ids that the rows staged as `name` were given, in their order."""
    return list(db.scalars(text(f"select id from {name}_ids order by n")))  # noqa: S608


def drop_staged(db: Session, names: Sequence[str]) -> None:
    """Let the same names be staged again within the transaction."""
    for name in names:
        db.execute(text(f"drop table if exists {name}, {name}_ids"))


def column(data: pa.Table, name: str, kind: pa.DataType, default: Any = None) -> pa.ChunkedArray:
    """Column `name` of `data` as `kind`; where the table has no such column, or no value in it, `default`."""
    if name not in data.column_names:
        return pa.chunked_array([pa.repeat(pa.scalar(default, kind), data.num_rows)])
    found = data.column(name).cast(kind)
    return found if default is None else found.fill_null(default)


def _csv(batch: pa.RecordBatch) -> memoryview:
    out = pa.BufferOutputStream()
    csv.write_csv(batch, out, csv.WriteOptions(include_header=False))
    return memoryview(out.getvalue())


def _type(kind: pa.DataType) -> str:
    if pa.types.is_timestamp(kind):
        return "timestamptz" if kind.tz else "timestamp"
    if pa.types.is_decimal(kind):
        return "numeric(18, 6)"
    return _TYPES[str(kind)]
