"""Excel workbooks: checked as XML before they are opened, then read as text that loses nothing."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from python_calamine import CalamineWorkbook

from nigotis.reading.containers import MAX_RATIO, MAX_UNPACKED, RATIO_JUDGED_FROM, ZIP_ERRORS
from nigotis.reading.raw import Raw
from nigotis.reading.sheet import build
from nigotis.reading.types import Note, Unreadable

# The reader allocates the rectangle around all filled cells, so the rectangle is what must be bounded.
MAX_RECTANGLE = 30_000_000
# Beyond this a spreadsheet's number has lost digits; it is shown in the shape that says so.
_EXACT = 1e15
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d+)"')
_WIDE_CELL = re.compile(rb'\br="([A-Z]{2,})\d+"')
_CHUNK = 1 << 20


def read_workbook(name: str, data: bytes, familiar: Callable[[list[str]], int]) -> Raw:
    """The first sheet with a table. Raises Unreadable."""
    _check(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [(title, book.get_sheet_by_name(title)) for title in book.sheet_names]
    except Exception as error:  # calamine raises several kinds without a common base
        raise Unreadable("reading.broken_workbook") from error
    filled = [(title, sheet) for title, sheet in sheets if sheet.height > 1 or sheet.width > 1]
    if not filled:
        raise Unreadable("reading.empty")
    title, sheet = filled[0]
    start = sheet.start[0] if sheet.start else 0
    raw = build(name, _rows(sheet.to_python(skip_empty_area=True), start), familiar, ends_mid_row=False)
    if len(filled) > 1:
        others = ", ".join(t for t, _ in filled[1:])
        raw.assumptions.insert(0, Note("reading.assumed_sheet", {"sheet": title, "others": others}))
    return raw


def _rows(values: list[list[Any]], start: int) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(values, start + 1):
        yield number, [as_text(cell) for cell in row]


def as_text(cell: Any) -> str:
    """A cell as text: ISO dates, shortest decimals, whole numbers without a point."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return _number_text(cell)
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time()
        return (
            cell.date().isoformat()
            if midnight
            else cell.isoformat(" ", "microseconds" if cell.microsecond else "seconds")
        )
    if isinstance(cell, dt.timedelta):
        return str(dt.timedelta(seconds=round(cell.total_seconds())))
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)


def _number_text(cell: float) -> str:
    if abs(cell) >= _EXACT:
        return f"{cell:.5E}"
    return str(int(cell)) if cell.is_integer() else repr(cell)


def _check(data: bytes) -> None:
    """Sizes, ratios, entities and the rectangle of every part, streamed, before the workbook is opened."""
    size = 0
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        for info in archive.infolist():
            if info.flag_bits & 1:
                raise Unreadable("reading.password")
            is_sheet = info.filename.startswith("xl/worksheets/") and info.filename.endswith(".xml")
            size = _check_part(archive, info, is_sheet, len(data), size)
    except ZIP_ERRORS as error:
        raise Unreadable("reading.broken_workbook") from error


def _check_part(archive: zipfile.ZipFile, info: zipfile.ZipInfo, is_sheet: bool, packed: int, size: int) -> int:
    highest_row = 0
    widest = 1
    is_first = True
    with archive.open(info) as stream:
        tail = b""
        while piece := stream.read(_CHUNK):
            size += len(piece)
            if size > MAX_UNPACKED or (size > RATIO_JUDGED_FROM and size > packed * MAX_RATIO):
                raise Unreadable("reading.bomb")
            if is_first and info.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in piece[:4096].upper():
                raise Unreadable("reading.entities")
            is_first = False
            if is_sheet:
                window = tail + piece
                highest_row = max([highest_row, *map(int, _ROW.findall(window)[-1:])])
                widest = max([widest, *map(_column_number, set(_WIDE_CELL.findall(window)))])
                tail = piece[-100:]
    if highest_row * max(widest, 26) > MAX_RECTANGLE:
        raise Unreadable("reading.absurd_sheet", rows=highest_row, columns=widest)
    return size


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
