"""The mirror read by an engine outside of this process, when one machine is outgrown: Spark or Sail, by Spark Connect.

The engine reads the same Parquet files through the same manifest, so it must see the data folder under the same path.
It keeps nothing: metrics are computed from their definitions.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import reduce
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends.sql.datatypes import PySparkType

from nigotis.kernel.problems import Unavailable
from nigotis.metrics.facts import SCHEMAS
from nigotis.mirror.cache import Mirror
from nigotis.mirror.manifest import Entity, folder_of, load, stamp_of

SCHEME = "sc://"
"""How the address of such an engine begins (Spark Connect client connection string)."""


PORT = 15002
REACH_WITHIN_SECONDS = 3


class Cluster(Mirror):
    """A mirror whose questions are answered at `address` (`sc://host:port`); safe for many threads.

    One session per merchant and state of the files; a new state gets a new session, so all queries in a block see one.
    """

    def __init__(self, data: Path, address: str) -> None:
        super().__init__(data)
        self._address = address
        self._sessions: dict[int, tuple[tuple[int, int] | None, Any]] = {}
        self._making = Lock()

    @contextmanager
    def connection(self, merchant_id: int) -> Iterator[Any]:
        """An Ibis backend with the fact tables of one merchant. Raises Unavailable when the engine is away."""
        yield ibis.pyspark.connect(self._session(merchant_id))

    def close(self) -> None:
        """Leave the engine."""
        with self._making:
            for _, session in self._sessions.values():
                session.stop()
            self._sessions.clear()
        super().close()

    def _session(self, merchant_id: int) -> Any:
        folder = folder_of(self._data, merchant_id)
        with self._making:
            stamp = stamp_of(folder)
            known, session = self._sessions.get(merchant_id, (None, None))
            if session is None or known != stamp:
                session = _connect(self._address)
                _show(session, folder)
                self._sessions[merchant_id] = stamp, session
            return session


def _connect(address: str) -> Any:
    """A session of its own: what it shows, no other session sees."""
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise Unavailable("mirror.no_client") from error
    where = urlsplit(address)
    try:
        # Its client would try again for minutes where nobody listens
        socket.create_connection((where.hostname, where.port or PORT), timeout=REACH_WITHIN_SECONDS).close()
        session = SparkSession.builder.remote(address).create()
        session.conf.set("spark.sql.session.timeZone", "UTC")
    except Exception as error:  # its client raises errors of several libraries
        raise Unavailable("mirror.engine_away", address=address) from error
    return session


def _show(session: Any, folder: Path) -> None:
    """Give the session a view of every fact table."""
    manifest = load(folder)
    entities = manifest.entities if manifest else {}
    for name, schema in SCHEMAS.items():
        entity = entities.get(name)
        query = _facts(session, folder, name, entity, schema) if entity else _nothing(schema)
        session.sql(query).createOrReplaceTempView(name)


def _facts(session: Any, folder: Path, name: str, entity: Entity, schema: pa.Schema) -> str:
    """Of each key the latest facts, as `segments.Run.rows` says it for the engine in this process."""

    def read(file: str, columns: pa.Schema) -> ir.Table:
        view = f"{name}_{file.partition('.')[0].replace('-', '_')}{'_gone' if '.gone.' in file else ''}"
        session.read.parquet(str(folder / file)).createOrReplaceTempView(view)
        return ibis.table(ibis.Schema.from_pyarrow(columns), name=view)

    key = pa.schema([schema.field(entity.key)])
    base, *later = entity.segments
    rows = read(base.file, schema)
    if later:
        touched = [
            read(file, key if file == segment.gone else schema).select(entity.key, step=ibis.literal(segment.last))
            for segment in later
            for file in segment.files
        ]
        all_touched = reduce(ir.Table.union, touched)
        latest = all_touched.group_by(entity.key).agg(step=all_touched.step.max())
        parts = [rows.anti_join(latest, entity.key)]
        for segment in later:
            newest = latest.filter(latest.step == segment.last)
            parts.append(read(segment.file, schema).semi_join(newest, entity.key))
        rows = reduce(ir.Table.union, parts)
    return str(ibis.to_sql(rows, dialect="pyspark"))


def _nothing(schema: pa.Schema) -> str:
    types = ibis.Schema.from_pyarrow(schema).items()
    columns = ", ".join(f"cast(null as {PySparkType.to_string(kind)}) as {name}" for name, kind in types)
    return f"select {columns} where false"
