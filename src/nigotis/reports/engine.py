"""An engine for facts that stand in memory: what `analyze` asks instead of the mirror."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import duckdb
import pyarrow as pa

from nigotis.metrics.facts import SCHEMAS
from nigotis.metrics.kept import KEPT
from nigotis.metrics.run import DuckDB
from nigotis.mirror import keeping

MEMORY_LIMIT = "900MB"
"""Analysis must fit beside the file itself in a machine of 1.5 GB; what does not fit spills to a temporary folder."""

_THEIRS = "select * from memory.main."
_SETTINGS = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


@contextmanager
def in_memory(tables: Mapping[str, pa.Table]) -> Iterator[DuckDB]:
    """An engine holding `tables` under their names, and the other fact tables empty; gone after the block."""
    raw = duckdb.connect(":memory:", config={**_SETTINGS, "memory_limit": MEMORY_LIMIT})
    raw.execute("set enable_progress_bar = false")  # refused as configuration
    try:
        for name, schema in SCHEMAS.items():
            raw.register("arriving", tables.get(name, schema.empty_table()))
            raw.execute(f"create table {name} as from arriving")
            raw.unregister("arriving")
        keeping.make(raw)
        yield DuckDB(raw)
    finally:
        raw.close()


@contextmanager
def of_clients(connection: DuckDB, clients: Sequence[int]) -> Iterator[DuckDB]:
    """The same engine, made here, with the sales of some clients only: nothing is copied, their rows are looked for in
    every question. Kept tables that name no client follow from what is left."""
    raw = connection.con.cursor()
    try:
        raw.register("arriving", pa.table({"client_id": pa.array(clients, pa.int64())}))
        raw.execute("create temp table chosen as from arriving")
        raw.unregister("arriving")
        raw.execute(f"create temp view sale_lines as {_THEIRS}sale_lines semi join chosen using (client_id)")
        for entry in KEPT:
            has_client = "client_id" in entry.table.columns
            theirs = f"{_THEIRS}{entry.name} semi join chosen using (client_id)"
            raw.execute(f"create temp view {entry.name} as {theirs if has_client else keeping.definition(entry)}")
        yield DuckDB(raw)
    finally:
        raw.close()
