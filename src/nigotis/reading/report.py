"""What a reading looks like to people and programs: the JSON of `nigotis read`, and the file of rejected rows."""

from __future__ import annotations

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

from nigotis.kernel.i18n import say
from nigotis.kernel.money import plain_decimal
from nigotis.reading.clients import FIELDS as CLIENT_FIELDS
from nigotis.reading.numbering import PART
from nigotis.reading.products import FIELDS as PRODUCT_FIELDS
from nigotis.reading.types import Reading
from nigotis.reading.values import texts

_SALES_FIELDS = (
    "document", "sold_at", "client", "client_name", "client_phone", "product", "product_name", "category", "quantity",
    "unit_price", "amount", "discount", "tax", "cost", "branch", "seller", "source", "payment", "is_return",
    "is_product",
)  # fmt: skip
_OWN = {"sales": _SALES_FIELDS, "clients": CLIENT_FIELDS, "products": PRODUCT_FIELDS}
# A cell that begins so would run as a formula in a spreadsheet.
_FORMULA_STARTS = "=+-@\t\r\uff1d\uff0b\uff0d\uff20"


def report(reading: Reading, language: str) -> dict[str, Any]:
    """The contract of `nigotis read --json`: sentences in `language`, money as decimal strings, days as ISO."""
    return {
        "verdict": reading.verdict,
        "columns": dict(reading.columns),
        "assumptions": [note.say(language) for note in reading.assumptions],
        "questions": [question.say(language) for question in reading.questions],
        "rows": rows(reading),
        "rejected": [{"row": r.row, "field": r.field, "reason": r.note.say(language)} for r in reading.rejected],
    }


def rows(reading: Reading) -> list[dict[str, Any]]:
    """Every accepted row: texts (empty where unknown), money as decimal strings, counts as numbers."""
    if reading.verdict == "refuse":
        return []
    names = [n for n in (*_OWN[reading.kind], *reading.custom) if n in reading.table.column_names]
    columns = {name: [_shown(v) for v in reading.table[name].to_pylist()] for name in names}
    if reading.kind == "sales":
        columns["document"] = [mark.partition(PART)[0] for mark in columns["document"]]
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def _shown(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, dt.date) else value


def write_rejected(reading: Reading, path: Path, language: str) -> int:
    """Write the rows left out, as the file has them, with row number and reason; returns how many.

    CSV in UTF-8 with a byte-order mark (Excel needs it); no cell can run as a formula.
    """
    raw = reading.raw
    left_out = [r for r in reading.rejected if r.is_row]
    headers = list(raw.headers) if raw is not None else []
    wanted = {r.row: place for place, r in enumerate(left_out)}
    cells: dict[int, list[str]] = {}
    if raw is not None:
        columns = [texts(c).to_pylist() for c in raw.columns]
        cells = {n: [c[i] or "" for c in columns] for i, n in enumerate(raw.rows.to_pylist()) if n in wanted}
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow([say("reading.row", language), say("reading.reason", language), *map(harmless, headers)])
        for r in left_out:
            found = cells.get(r.row, list(r.cells) + [""] * (len(headers) - len(r.cells)))
            out.writerow([r.row, harmless(r.note.say(language)), *map(harmless, found)])
    return len(left_out)


def harmless(cell: str) -> str:
    """The cell with an apostrophe before it if a spreadsheet would run it. Numbers and phones stay as they are."""
    bare = cell.lstrip(" \u00a0\ufeff\"'")
    if not bare or bare[0] not in _FORMULA_STARTS:
        return cell
    return cell if bare[0] in "+-" and bare[1:].replace(" ", "").replace(".", "", 1).isdecimal() else "'" + cell
