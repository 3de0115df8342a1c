"""A table as the file has it: columns of text (or typed, from Parquet), with the row numbers a spreadsheet shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from nigotis.reading.types import Note, Question, Rejected


@dataclass
class Raw:
    """Unconverted columns under unique headers. `rows` are int64 row numbers; `read` counts data rows met,
    including those already rejected. `sizes`: how many rows came from each file, where several stand one under
    another."""

    file: str
    headers: list[str]
    columns: list[pa.ChunkedArray]
    rows: pa.Array
    has_header: bool = True
    assumptions: list[Note] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    @property
    def read(self) -> int:
        return len(self.rows) + sum(r.is_row for r in self.rejected)

    def column(self, header: str) -> pa.ChunkedArray:
        return self.columns[self.headers.index(header)]

    def keep(self, mask: pa.Array) -> None:
        """Leave only rows where `mask` is true."""
        self.columns = [c.filter(mask) for c in self.columns]
        self.rows = self.rows.filter(mask)


def unique_headers(cells: Iterable[str]) -> list[str]:
    """Headers as written, an empty one named by its place, a repeated one numbered."""
    found: list[str] = []
    for place, cell in enumerate(cells, 1):
        base = " ".join(cell.split()) or f"column {place}"
        name, n = base, 2
        while name in found:
            name, n = f"{base} ({n})", n + 1
        found.append(name)
    return found


class Columns:
    """Gathers rows into Arrow text columns, a batch at a time, so Python strings never pile up."""

    BATCH = 20_000

    def __init__(self, width: int) -> None:
        self._width = width
        self._rows: list[Sequence[str]] = []
        self._numbers: list[int] = []
        self._chunks: list[list[pa.Array]] = [[] for _ in range(width)]
        self._number_chunks: list[pa.Array] = []

    def add(self, number: int, row: Sequence[str]) -> None:
        self._rows.append(row)
        self._numbers.append(number)
        if len(self._rows) >= self.BATCH:
            self._flush()

    def add_all(self, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
        """Whole rows at once."""
        self._numbers += [number for number, _ in rows]
        self._rows += [row for _, row in rows]
        if len(self._rows) >= self.BATCH:
            self._flush()

    def finish(self) -> tuple[list[pa.ChunkedArray], pa.Array]:
        self._flush()
        columns = [pa.chunked_array(chunks, pa.string()) for chunks in self._chunks]
        return columns, pa.chunked_array(self._number_chunks, pa.int64()).combine_chunks()

    def _flush(self) -> None:
        if not self._rows:
            return
        for chunks, cells in zip(self._chunks, zip(*self._rows, strict=True), strict=True):
            chunks.append(pa.array(cells, pa.string()))
        self._number_chunks.append(pa.array(self._numbers, pa.int64()))
        self._rows, self._numbers = [], []


def distinct_texts(column: pa.ChunkedArray, limit: int = 100_000) -> list[str]:
    """Up to `limit` different non-empty values as text, for judging what a column holds."""
    values = pc.unique(column.slice(0, limit))
    return [s for v in values.to_pylist() if v is not None and (s := str(v).strip())]
