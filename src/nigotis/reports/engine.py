"""An engine for facts that stand in memory: what `analyze` asks instead of the mirror."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from nigotis.metrics.facts import SALE_LINES_SCHEMA, SCHEMAS
from nigotis.mirror import keeping

MEMORY_LIMIT = "900MB"
"""Analysis must fit beside the file itself in a machine of 1.5 GB; what does not fit spills to a temporary folder."""

_SETTINGS = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


@contextmanager
def in_memory(tables: Mapping[str, pa.Table]) -> Iterator[Any]:
    """An Ibis backend holding `tables` under their names, and the other fact tables empty; gone after the block."""
    raw = duckdb.connect(":memory:", config={**_SETTINGS, "memory_limit": MEMORY_LIMIT})
    raw.execute("set enable_progress_bar = false")  # refused as configuration
    try:
        for name, schema in SCHEMAS.items():
            raw.register("arriving", tables.get(name, schema.empty_table()))
            raw.execute(f"create table {name} as from arriving")
            raw.unregister("arriving")
        keeping.make(raw)
        yield ibis.duckdb.from_connection(raw)
    finally:
        raw.close()


def lines_of(connection: Any, clients: Sequence[int]) -> pa.Table:
    """Sale lines of some clients, out of an engine made here."""
    connection.con.register("chosen", pa.table({"client_id": pa.array(clients, pa.int64())}))
    lines = connection.con.sql("select l.* from sale_lines l semi join chosen using (client_id)").to_arrow_table()
    connection.con.unregister("chosen")
    return lines.cast(SALE_LINES_SCHEMA)
