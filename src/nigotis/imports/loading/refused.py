"""What an import did not take, kept with the import, and given back as a file to be put right."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert

from nigotis.imports.loading.run import Run
from nigotis.imports.models import ImportRow, RejectedRow
from nigotis.kernel.context import Context
from nigotis.kernel.files import File
from nigotis.kernel.i18n import say
from nigotis.kernel.tables import table_file
from nigotis.reading.types import Note, Rejected
from nigotis.reading.values import texts

_ROWS_AT_ONCE = 1_000


def keep_rejected(run: Run) -> None:
    """Keep every row and cell that the reader or the loader refused, with the row as the file has it."""
    entries = sorted((*run.reading.rejected, *run.rejected), key=lambda entry: entry.row)
    cells = _cells(run, {entry.row for entry in entries})
    rows = [_row(run, entry, cells.get(entry.row, list(entry.cells))) for entry in entries]
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        run.ctx.db.execute(insert(RejectedRow).values(rows[start : start + _ROWS_AT_ONCE]))


def rejected_file(ctx: Context, row: ImportRow) -> File:
    """The refused rows as a table: row number, reason in the reader's language, column, and the row's own cells."""
    query = ctx.mine(RejectedRow).where(RejectedRow.run_id == row.id).order_by(RejectedRow.row_number, RejectedRow.id)
    lines = [_line(row, entry, ctx.language) for entry in ctx.db.scalars(query)]
    header = [say(f"reading.{name}", ctx.language) for name in ("row", "reason", "column")]
    return table_file(f"rejected-{row.id}", "csv", [*header, *row.headers], lines)


def _cells(run: Run, wanted: set[int]) -> dict[int, list[str]]:
    """The cells of the rows `wanted`, as text, of those that fit the table."""
    raw = run.reading.raw
    if raw is None or not wanted:
        return {}
    places = [(place, number) for place, number in enumerate(raw.rows.to_pylist()) if number in wanted]
    taken = [texts(column.take([place for place, _ in places])).to_pylist() for column in raw.columns]
    return {number: [column[i] or "" for column in taken] for i, (_, number) in enumerate(places)}


def _row(run: Run, entry: Rejected, cells: list[str]) -> dict[str, Any]:
    return {
        "merchant_id": run.ctx.merchant_id,
        "run_id": run.id,
        "row_number": entry.row,
        "field": entry.field,
        "key": entry.note.key,
        "key_values": {name: str(value) for name, value in entry.note.values.items()},
        "cells": cells,
    }


def _line(row: ImportRow, entry: RejectedRow, language: str) -> list[str | int]:
    reason = Note(entry.key, entry.key_values).say(language)
    missing = len(row.headers) - len(entry.cells)
    return [entry.row_number, reason, row.columns.get(entry.field, entry.field), *entry.cells, *[""] * missing]
