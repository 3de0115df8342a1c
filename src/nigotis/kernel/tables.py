"""Tables as CSV and XLSX files in which no cell can run as a formula.

A spreadsheet program runs a cell of a CSV file that begins with `=`, `+`, `-`, `@` (or their full-width forms), with a
tab or a carriage return, even behind blanks or quotes, and it may split a cell at a sign it takes for a delimiter.
OWASP ASVS 5.0 V1.2.10: such text gets an apostrophe in front, wherever a cell could begin. Numbers are written as
numbers, and a bare number or an E.164 phone written as text is left alone: reading it as a number does no harm.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

import xlsxwriter

from nigotis.kernel.files import File
from nigotis.kernel.money import plain_decimal

Cell = str | int | Decimal | date | datetime | bool | None
TableFormat = Literal["csv", "xlsx"]

_BLANK = "\\s\u00a0\u200b-\u200f\u2060\ufeff\"'`\u2018\u2019\u201c\u201d\u00ab\u00bb"
_RUNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_INSIDE = f"[{_BLANK}]*[{_RUNS}]"
_START = f"(?:'*[\\t\\r]|{_INSIDE})"
_DELIMITERS = "[,;|\\t\\r\\n]"
_UNGUARDED = re.compile(f"^(?={_START})|(?<={_DELIMITERS})(?={_INSIDE})")
_GUARD = re.compile(f"^'(?={_START})|(?<={_DELIMITERS})'(?={_INSIDE})")
_HARMLESS = re.compile(r"\+\d{6,15}|-\d{1,15}([.,]\d{1,6})?", re.ASCII)
_MOST_DIGITS_OF_A_DOUBLE = 15
_FIRST_XLSX_DAY = date(1900, 3, 1)


def table_file(name: str, kind: TableFormat, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> File:
    """The table as a file called `name` plus its ending."""
    if kind == "csv":
        return File(f"{name}.csv", "text/csv; charset=utf-8", _csv(header, rows))
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return File(f"{name}.xlsx", media_type, _xlsx(header, rows))


@lru_cache(maxsize=1_000)  # most columns hold the same few words again and again
def guard(text: str) -> str:
    """`text` with an apostrophe wherever a spreadsheet program could begin to read a formula."""
    return text if _HARMLESS.fullmatch(text) else _UNGUARDED.sub("'", text)


def unguard(text: str) -> str:
    """What `guard` was given."""
    return _GUARD.sub("", text)


def _csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([guard(title) for title in header])
    writer.writerows([_csv_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return guard(cell)
    if isinstance(cell, Decimal):
        return plain_decimal(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def _xlsx(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        write = _Writer(book, sheet)
        for column, title in enumerate(header):
            write.cell(0, column, title)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                write.cell(number, column, cell)
    return out.getvalue()


class _Writer:
    """Writes each cell as what it is; text stays text even after somebody edits the cell (the quote prefix)."""

    def __init__(self, book: Any, sheet: Any) -> None:
        self._sheet = sheet
        self._text = book.add_format({"quote_prefix": True})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})

    def cell(self, row: int, column: int, value: Cell) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            self._sheet.write_boolean(row, column, value)
        elif isinstance(value, int | Decimal):
            self._number(row, column, Decimal(value))
        elif isinstance(value, date):
            self._date(row, column, value)
        else:
            self._sheet.write_string(row, column, value, self._text if guard(value) != value else None)

    def _number(self, row: int, column: int, value: Decimal) -> None:
        # XLSX numbers are doubles: what would not survive one is written as text, digit for digit.
        if len(value.normalize().as_tuple().digits) <= _MOST_DIGITS_OF_A_DOUBLE:
            self._sheet.write_number(row, column, value)
        else:
            self._sheet.write_string(row, column, plain_decimal(value))

    def _date(self, row: int, column: int, value: date) -> None:
        day = value.date() if isinstance(value, datetime) else value
        if day < _FIRST_XLSX_DAY:
            self._sheet.write_string(row, column, value.isoformat())
        else:
            self._sheet.write_datetime(row, column, value, self._moment if isinstance(value, datetime) else self._day)
