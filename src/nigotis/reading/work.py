"""A file on its way from raw columns to a reading: what was said so far and which rows fell out."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from nigotis.kernel.money import DecimalSign, written
from nigotis.reading.dates import Order
from nigotis.reading.raw import Raw, distinct_texts
from nigotis.reading.recognise import Mapping
from nigotis.reading.types import Note, Question, Reading, Rejected
from nigotis.reading.values import Converted, codes, moments, numbers, proven_sign, texts, why_no_number

LONGEST_NAME = 200
# Fifteen digits are all a spreadsheet keeps of a number; longer ids come out in this shape.
_DIGITS_LOST = r"^\d[.,]\d+[eE]\+\d{2}$"


class Work:
    """Columns in the making. Rows fall out by `reject`; single cells by `blank`."""

    def __init__(self, raw: Raw, mapping: Mapping, today: dt.date, answers: dict[str, str]) -> None:
        self.raw, self.kind, self.fields, self.today, self.answers = raw, mapping.kind, mapping.fields, today, answers
        self.assumptions = [*raw.assumptions, *mapping.assumptions]
        self.questions = [q for q in [*raw.questions, *mapping.questions] if q.name not in answers]
        self.rejected: list[Rejected] = []
        self.out: dict[str, pa.Array] = {}
        self.good = pa.repeat(pa.scalar(True), len(raw.rows))
        self.currency: str | None = None
        self._order: Order | None = None

    @property
    def count(self) -> int:
        return len(self.raw.rows)

    def assume(self, key: str, **values: Any) -> None:
        note = Note(key, values)
        if note not in self.assumptions:
            self.assumptions.append(note)

    def ask(self, name: str, key: str, choices: tuple[str, ...], **values: Any) -> None:
        self.questions.append(Question(name, Note(key, values), choices))

    def column(self, field: str) -> pa.ChunkedArray:
        return self.raw.column(self.fields[field])

    def cells(self, field: str) -> pa.Array:
        """Trimmed text of a field, nulls where the file has no such column."""
        return texts(self.column(field)) if field in self.fields else pa.nulls(self.count, pa.string())

    def names(self, field: str) -> pa.Array:
        """The same where it names something: no longer than a name may be."""
        return self._no_longer(self.cells(field), field)

    def reject(self, mask: pa.Array, field: str, key: str) -> None:
        """Leave out the rows of `mask`, each with its reason, unless they fell out before."""
        mask = pc.and_(pc.fill_null(mask, False), self.good)
        self._list(mask, field, key, is_row=True)
        self.good = pc.and_(self.good, pc.invert(mask))

    def blank(self, mask: pa.Array, field: str, key: str) -> None:
        """List cells that stay empty because they were not understood; their rows are kept."""
        self._list(pc.fill_null(mask, False), field, key, is_row=False)

    def _list(self, mask: pa.Array, field: str, key: str, *, is_row: bool) -> None:
        if not pc.any(mask, min_count=0).as_py():
            return
        header = self.fields.get(field, field)
        cells = self.cells(field).filter(mask).to_pylist()
        for row, cell in zip(self.raw.rows.filter(mask).to_pylist(), cells, strict=True):
            if key == "reading.no_number" and cell and self.questions:
                continue  # not empty: what it says waits for an answer
            reason = why_no_number(cell or "") if key == "reading.not_a_number" else key
            self.rejected.append(Rejected(row, field, Note(reason, {"value": cell or "", "field": header}), is_row))

    def dates(self, fields: list[str]) -> dict[str, Converted]:
        """Date columns; one that proves nothing by itself follows another of the file that does, else it is asked."""
        told: Any = self.answers.get("date_order")
        found = {name: moments(self.column(name), self.today, told) for name in fields if name in self.fields}
        proven = {c.order for c in found.values() if c.order}
        if len(proven) == 1:
            found |= {n: moments(self.column(n), self.today, next(iter(proven))) for n, c in found.items() if c.is_open}
        for name, column in found.items():
            self._say_dates(name, column)
        return found

    def _say_dates(self, name: str, column: Converted) -> None:
        header = self.fields[name]
        if column.is_open:
            open_cells = self.cells(name).filter(pc.is_null(column.values)).to_pylist()
            example = next((c for c in open_cells if c), "")
            self.ask("date_order", "reading.ask_date_order", ("dmy", "mdy"), header=header, example=example)
        elif column.order:
            self.assume(f"reading.assumed_{column.order}", header=header)
        if column.has_serials:
            self.assume("reading.assumed_serial", header=header)

    def numbers(self, fields: tuple[str, ...]) -> dict[str, Converted]:
        """Number columns; a sign that one proves holds for the others, and what none proves is asked."""
        headers = {name: self.fields[name] for name in fields if name in self.fields}
        samples = {name: distinct_texts(self.raw.column(h), 2_000) for name, h in headers.items()}
        hint: Any = self.answers.get("decimal_sign") or proven_sign(list(samples.values()))
        found = {name: self._number(name, header, hint, samples[name]) for name, header in headers.items()}
        self._settle_currency(found)
        return found

    def _number(self, name: str, header: str, hint: DecimalSign | None, sample: list[str]) -> Converted:
        column = numbers(self.raw.column(header), hint)
        if column.has_thousands:
            self.assume("reading.assumed_thousands", header=header)
        if column.is_open:
            example = next((c for c in sample if (w := written(c)) is not None and not w.is_clear), "")
            self.ask("decimal_sign", "reading.ask_decimal_sign", (".", ","), header=header, example=example)
        return column

    def _settle_currency(self, found: dict[str, Converted]) -> None:
        """One currency for the file: of several, rows in another than the one chosen are left out; a file of one is in
        the chosen one after all."""
        beside = [(n, c.row_currencies) for n, c in found.items() if c.row_currencies is not None and c.currencies]
        written_out = pc.utf8_upper(self.cells("currency"))
        seen = {c for c in pc.unique(written_out).to_pylist() if c}.union(*(c.currencies for c in found.values()))
        chosen = self.answers.get("currency")
        if len(seen) > 1 and chosen is None:
            self.ask("currency", "reading.ask_currency", tuple(sorted(seen)), currencies=", ".join(sorted(seen)))
        if chosen is not None and len(seen) > 1:
            for name, currencies in [("currency", written_out), *beside]:
                self.reject(pc.not_equal(currencies, chosen), name, "reading.other_currency")
        self.currency = chosen or (next(iter(seen)) if len(seen) == 1 else None)

    def codes(self, field: str) -> pa.Array:
        """Ids and codes of a field; those that a spreadsheet cut down to `1.23457E+15` are empty and listed."""
        if field not in self.fields:
            return self.cells(field)
        found = codes(self.column(field))
        lost = pc.match_substring_regex(found, _DIGITS_LOST)
        self.blank(lost, field, "reading.digits_lost")
        return self._no_longer(pc.if_else(pc.fill_null(lost, False), pa.scalar(None, pa.string()), found), field)

    def _no_longer(self, cells: pa.Array, field: str) -> pa.Array:
        if (pc.max(pc.utf8_length(cells)).as_py() or 0) <= LONGEST_NAME:
            return cells
        self.assume("reading.assumed_cut", header=self.fields[field], most=LONGEST_NAME)
        return pc.utf8_slice_codeunits(cells, 0, LONGEST_NAME)

    def finish(self, columns: dict[str, str], custom: list[str] | None = None) -> Reading:
        table = pa.table({"row": self.raw.rows, **self.out}).filter(self.good)
        return Reading(
            verdict="ask" if self.questions else "ok",
            kind=self.kind,
            file=self.raw.file,
            columns=columns,
            table=table,
            custom=custom or [],
            assumptions=self.assumptions,
            questions=self.questions,
            rejected=sorted([*self.raw.rejected, *self.rejected], key=lambda r: r.row),
            currency=self.currency,
            rows_read=self.raw.read,
            raw=self.raw,
        )
