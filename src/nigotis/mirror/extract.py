"""Rows out of PostgreSQL as Arrow tables, by COPY: exact decimals, bounded memory, no row objects."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
from pyarrow import csv
from sqlalchemy import Select, text
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.orm import Session

from nigotis.mirror.feed import Feed

PIECE_IN_BYTES = 16 << 20
MANY_KEYS = 100
_DIALECT = psycopg.dialect()  # type: ignore[no-untyped-call]


def statement(query: Select[Any]) -> tuple[str, dict[str, Any]]:
    """SQL text and parameters of a feed's select."""
    compiled = query.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    return str(compiled), dict(compiled.params)


def extract(session: Session, feed: Feed, merchant_id: int, keys: Sequence[int] | None) -> Iterator[pa.Table]:
    """The facts of `keys`, or all, in tables of some 100,000 rows. ValueError when the select has other columns."""
    query = feed.select(merchant_id, keys)
    if query.selected_columns.keys() != feed.schema.names:
        raise ValueError(f"the feed of {feed.entity} gives {query.selected_columns.keys()}, not {feed.schema.names}")
    session.execute(text("set local datestyle = 'ISO, YMD'"))
    # Statistics may be older than an import: a loop over one table for each row of another never ends.
    loops = "off" if keys is None or len(keys) > MANY_KEYS else "on"
    session.execute(text(f"set local enable_nestloop = {loops}"))
    for piece in _copied(session, *statement(query)):
        yield _parsed(piece, feed.schema)


def _copied(session: Session, sql: str, params: dict[str, Any]) -> Iterator[bytes]:
    connection = session.connection().connection.driver_connection
    piece = bytearray()
    with connection.cursor() as cursor, cursor.copy(f"copy ({sql}) to stdout (format csv)", params) as copy:  # type: ignore[union-attr]
        for row in copy:  # the protocol sends whole rows, so a piece never ends inside one
            piece += row
            if len(piece) >= PIECE_IN_BYTES:
                yield bytes(piece)
                piece.clear()
    if piece:
        yield bytes(piece)


def _parsed(piece: bytes, schema: pa.Schema) -> pa.Table:
    return csv.read_csv(
        io.BytesIO(piece),
        read_options=csv.ReadOptions(column_names=schema.names, block_size=PIECE_IN_BYTES * 2),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=schema,
            null_values=[""],
            true_values=["t"],
            false_values=["f"],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    ).cast(schema)
