"""Segments: Parquet files that are written once, and what a run of them amounts to."""

# ruff: noqa: S608  (table, column and file names come from code, never from people)

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from nigotis.mirror.manifest import NAME, Manifest, Segment, keep

GRACE_IN_SECONDS = 60.0
WORKING_MEMORY = "1GB"
ENGINE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
"""Settings of every DuckDB here: it must never reach for the network."""


@contextmanager
def working_engine() -> Iterator[Any]:
    """An empty engine for work behind the scenes: what does not fit beside everything else is spilled."""
    with tempfile.TemporaryDirectory(prefix="nigotis-mirror-") as spill:
        config = {**ENGINE, "memory_limit": WORKING_MEMORY, "temp_directory": spill}
        with duckdb.connect(":memory:", config=config) as engine:
            engine.execute("set enable_progress_bar = false")  # refused as configuration
            yield engine


def write(path: Path, schema: pa.Schema, tables: Iterable[pa.Table]) -> int:
    """Write a Parquet file and wait until it is on disk; how many rows it has."""
    rows = 0
    with path.open("wb") as file:
        with pq.ParquetWriter(file, schema, compression="zstd", store_decimal_as_integer=True) as writer:
            for table in tables:
                writer.write_table(table)
                rows += table.num_rows
        file.flush()
        keep(file.fileno())
    return rows


def write_keys(path: Path, key: str, keys: Sequence[int]) -> None:
    """Write the keys that have no facts any more."""
    column = pa.array(keys, pa.int64())
    write(path, pa.schema([(key, pa.int64())]), [pa.table({key: column})])


class Run:
    """Segments in a row, as SQL over their files."""

    def __init__(self, folder: Path, key: str, segments: Sequence[Segment]) -> None:
        self.folder, self.key, self.segments = folder, key, segments

    @property
    def rows(self) -> str:
        """The facts that are left: of each key the latest."""
        first, *later = self.segments
        if not later:
            return f"from {self._read(first.file)}"
        kept = f"select * from {self._read(first.file)} anti join ({self._latest(later)}) using ({self.key})"
        new = " union all ".join(
            f"select f.* from {self._read(segment.file)} f semi join ({self._latest(later)}) latest"
            f" on f.{self.key} = latest.{self.key} and latest.step = {segment.last}"
            for segment in later
        )
        return f"{kept} union all {new}"

    @property
    def keys(self) -> str:
        """The keys that the run replaces, those that are gone included."""
        return f"select {self.key} from ({self._latest(self.segments)})"

    @property
    def gone(self) -> str:
        """The keys that the run leaves without facts."""
        return f"select {self.key} from ({self.keys}) anti join ({self.rows}) using ({self.key})"

    def _latest(self, segments: Sequence[Segment]) -> str:
        touched = " union all ".join(
            f"select {self.key}, {segment.last} as step from {self._read(file)}"
            for segment in segments
            for file in segment.files
        )
        return f"select {self.key}, max(step) as step from ({touched}) group by {self.key}"

    def _read(self, file: str) -> str:
        return read(self.folder / file)


def read(path: Path) -> str:
    """A file as SQL reads it."""
    return f"read_parquet({_quoted(path)})"


def copy(engine: Any, query: str, path: Path) -> int:
    """Write the answer of a query as a Parquet file and wait until it is on disk; how many rows it has."""
    counted = engine.execute(f"copy ({query}) to {_quoted(path)} (format parquet, compression zstd)").fetchone()
    with path.open("rb") as file:
        keep(file.fileno())
    return int(counted[0])


def _quoted(path: Path) -> str:
    return "'{}'".format(str(path).replace("'", "''"))


def fold(folder: Path, generation: str, name: str, key: str, segments: Sequence[Segment]) -> Segment:
    """One segment that says what a run of them says. Nobody knows of it until a manifest names it."""
    first, last = segments[0].first, segments[-1].last
    stem = f"{generation}-{name}-{first}-{last}"
    run = Run(folder, key, segments)
    with working_engine() as engine:
        rows = copy(engine, run.rows, folder / f"{stem}.parquet")
        gone = 0 if first == 0 else copy(engine, run.gone, folder / f"{stem}.gone.parquet")
    file = f"{stem}.gone.parquet" if gone else None
    return Segment(file=f"{stem}.parquet", gone=file, rows=rows, gone_keys=gone, first=first, last=last)


def retire(folder: Path, files: Iterable[str]) -> None:
    """Start the time of grace of files that a new manifest no longer names."""
    for file in files:
        os.utime(folder / file)


def sweep(folder: Path, manifest: Manifest, *, grace: float = GRACE_IN_SECONDS) -> None:
    """Remove files that do not count and are older than the grace: by then no reader holds a manifest naming them.

    A file that a crash left behind, written but never named, goes the same way.
    """
    eldest = time.time() - grace
    for entry in os.scandir(folder):
        if entry.name not in manifest.files and entry.name != NAME and entry.stat().st_mtime < eldest:
            os.unlink(entry.path)
