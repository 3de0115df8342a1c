"""A delimited file or workbook of messages as columns of text; where it is damaged, as much of it as can be read."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from nigotis.reading.containers import Blob
from nigotis.reading.delimited import MAX_CELL, read_text
from nigotis.reading.parquet import read_parquet
from nigotis.reading.raw import Raw, unique_headers
from nigotis.reading.types import Note, Rejected, Unreadable
from nigotis.reading.values import texts
from nigotis.reading.workbook import read_workbook

_JUDGED = 500
_SAMPLE = 1 << 18
# A message may hold any sign, so what would be a broken table of sales may be a whole table of messages.
_READ_ANYWAY = ("bad_byte", "unknown_encoding", "nul_byte", "unbalanced_quotes", "cells_do_not_fit", "cut_off")


@dataclass
class Table:
    """Columns of text under unique headers."""

    headers: list[str]
    rows: list[int]
    columns: dict[str, list[str]]
    assumptions: list[Note] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    raw: Any = None
    is_guessed: bool = False
    """No line named the columns."""

    def column(self, header: str) -> list[str]:
        return self.columns[header]


def table_of(blob: Blob, familiar: Callable[[list[str]], int]) -> Table:
    """The table of an unwrapped file. Raises Unreadable."""
    if blob.format == "parquet":
        return _of_raw(read_parquet(blob.name, blob.data))
    if blob.format == "workbook":
        return _of_raw(read_workbook(blob.name, blob.data, familiar))
    try:
        return _of_raw(read_text(blob.name, blob.data, familiar))
    except Unreadable as refusal:
        if refusal.key.removeprefix("reading.") not in _READ_ANYWAY:
            raise
        return _mended(blob.data, familiar)


def _of_raw(raw: Raw) -> Table:
    if not raw.has_header:
        _name_by_content(raw)
    columns = {
        header: texts(column).fill_null("").to_pylist() for header, column in zip(raw.headers, raw.columns, strict=True)
    }
    rows = raw.rows.to_pylist()
    return Table(raw.headers, rows, columns, raw.assumptions, raw.rejected, raw, is_guessed=not raw.has_header)


def _name_by_content(raw: Raw) -> None:
    """Without a header, the columns are told apart by what they hold."""
    raw.headers = _guessed([texts(column).slice(0, _JUDGED).fill_null("").to_pylist() for column in raw.columns])


def _guessed(columns: list[list[str]]) -> list[str]:
    """The column of the longest texts is the message, the first other one its sender."""
    lengths = [sum(map(len, column[:_JUDGED])) for column in columns]
    longest = lengths.index(max(lengths))
    headers = [f"column {place}" for place in range(1, len(columns) + 1)]
    headers[longest] = "text"
    others = [place for place in range(len(columns)) if place != longest]
    if others:
        headers[others[0]] = "sender"
    return headers


def _mended(data: bytes, familiar: Callable[[list[str]], int]) -> Table:
    """Unreadable bytes become a mark, quotes are taken as they come, rows that do not fit are listed."""
    text = data.decode("utf-8", "replace").replace("\0", "").lstrip("\ufeff")
    delimiter = _delimiter(text[:_SAMPLE].splitlines()[:_JUDGED])
    csv.field_size_limit(MAX_CELL)
    lines = io.StringIO(text, newline="")
    if delimiter == "\t":
        source = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    else:
        source = csv.reader(lines, delimiter=delimiter)
    rows = [(number, row) for number, row in enumerate(source, 1) if any(map(str.strip, row))]
    has_header = familiar(rows[0][1]) > 0
    width = len(rows[0][1])
    whole = [(number, row) for number, row in rows[has_header:] if len(row) == width]
    columns = [[row[place].strip() for _, row in whole] for place in range(width)]
    headers = unique_headers(rows[0][1]) if has_header else _guessed(columns)
    rejected = [
        Rejected(n, "", Note("reading.wrong_cell_count", {"found": len(row), "expected": width}), cells=tuple(row))
        for n, row in rows[has_header:]
        if len(row) != width
    ]
    taken = dict(zip(headers, columns, strict=True))
    assumed = [Note("notices.assumed_damaged")]
    return Table(headers, [n for n, _ in whole], taken, assumed, rejected, is_guessed=not has_header)


def _delimiter(lines: list[str]) -> str:
    """The sign that stands equally often, and at all, in most lines."""

    def agreeing(sign: str) -> int:
        counts = Counter(count for line in lines if (count := line.count(sign)))
        return max(counts.values(), default=0)

    return max("\t,;|", key=agreeing)
