"""One reader for the importer, `nigotis analyze` and `nigotis read`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from nigotis.reading.baskets import are_baskets, read_baskets
from nigotis.reading.clients import read_clients
from nigotis.reading.containers import Blob, unwrap
from nigotis.reading.deals import read_activities, read_deals
from nigotis.reading.delimited import read_text
from nigotis.reading.join import joined
from nigotis.reading.overlap import count_once
from nigotis.reading.parquet import read_parquet
from nigotis.reading.products import read_products
from nigotis.reading.raw import Raw
from nigotis.reading.recognise import recognise
from nigotis.reading.sales import read_sales
from nigotis.reading.sellers import read_sellers
from nigotis.reading.types import Kind, Note, Reading, Rejected, Unreadable
from nigotis.reading.words import familiar
from nigotis.reading.workbook import read_workbook

# What begins like this is JSON or a page, and no table: a header in angle or square brackets looks otherwise.
_DOCUMENT = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:(?P<json>\{\s*[\"}]|\[\s*[\[{\]])|<\?xml|<!doctype|<html|<table)", re.IGNORECASE
)


def read(
    path: Path | str | Sequence[Path | str],
    kind: Kind | None = None,
    *,
    mapping: MappingOf[str, str] | None = None,
    region: str = "AZ",
    answers: MappingOf[str, str] | None = None,
    today: dt.date | None = None,
) -> Reading:
    """Understand a file, several files of one business, or a folder of them.

    `mapping`: header -> field (an empty field leaves the column out). `region`: ISO 3166 country by which national
    phone numbers are read. `answers`: question name -> one of its choices. `today` settles two-digit years.
    Never raises for what is in the file: one that cannot be trusted has verdict "refuse" and one rejected entry, one
    without a single row to be used has verdict "refuse" and the reason of each.
    """
    paths = [Path(p) for p in ([path] if isinstance(path, Path | str) else path)]
    day = today or dt.datetime.now(dt.UTC).date()
    chosen = dict(answers or {})
    told = dict(mapping or {}) | _column_answers(chosen)
    raw: Raw | None = None
    try:
        blobs = [blob for p in paths for blob in unwrap(p)]
        blobs, repeated = _told_once(blobs)
        if kind in (None, "sales") and not told and are_baskets(blobs):
            raise Unreadable("reading.bare_baskets")
        raw = joined([raw_table(blob, chosen.get("encoding")) for blob in blobs], kind or "sales")
        raw.assumptions += [Note("reading.assumed_same_file", {"file": blob.name}) for blob in repeated]
        fields = recognise(raw, kind, told, day)
        if fields.kind == "sales":
            count_once(raw, fields)
        if fields.kind == "clients":
            return _with_rows(read_clients(raw, fields, day, chosen, region))
        return _with_rows(_READERS[fields.kind](raw, fields, day, chosen))
    except Unreadable as refusal:
        return _refused(paths[0].name, kind or "sales", refusal, raw)


def _with_rows(reading: Reading) -> Reading:
    """A file of which nothing would come in is refused: to take it would look as if all had gone well."""
    is_vain = reading.verdict == "ok" and not reading.rows_accepted and any(one.is_row for one in reading.rejected)
    return replace(reading, verdict="refuse") if is_vain else reading


_READERS = {
    "sales": read_sales,
    "products": read_products,
    "deals": read_deals,
    "activities": read_activities,
    "sellers": read_sellers,
}


def _told_once(blobs: list[Blob]) -> tuple[list[Blob], list[Blob]]:
    """The first of equal files, and the others: a file given twice would double every sale."""
    first = list({blob.data: blob for blob in reversed(blobs)}.values())[::-1]
    return first, [blob for blob in blobs if not any(blob is kept for kept in first)]


def raw_table(blob: Blob, encoding: str | None = None) -> Raw:
    """The table of one unwrapped file. Raises Unreadable."""
    if blob.format == "parquet":
        return read_parquet(blob.name, blob.data)
    if blob.format == "workbook":
        return read_workbook(blob.name, blob.data, familiar)
    if (document := _DOCUMENT.match(blob.data)) is not None:
        raise Unreadable("reading.document", format="JSON" if document["json"] else "XML / HTML")
    return read_text(blob.name, blob.data, familiar, encoding)


def _column_answers(answers: dict[str, str]) -> dict[str, str]:
    """`column:client` answered by a header is a mapping of that header."""
    return {header: name.removeprefix("column:") for name, header in answers.items() if name.startswith("column:")}


def _refused(file: str, kind: Kind, refusal: Unreadable, raw: Raw | None) -> Reading:
    """`raw` where there is a table at least, so that its columns can be mapped by hand."""
    note = Note(refusal.key, refusal.values)
    return Reading(
        "refuse",
        kind,
        file,
        {},
        pa.table({"row": pa.array([], pa.int64())}),
        rejected=[Rejected(refusal.row, "", note)],
        raw=raw,
    )


def read_report(
    path: Path | str | Sequence[Path | str],
    kind: Kind | None = None,
    *,
    mapping: MappingOf[str, str] | None = None,
    region: str = "AZ",
    answers: MappingOf[str, str] | None = None,
    language: str = "en",
) -> dict[str, Any]:
    """What `nigotis read --json` prints: kind, verdict, columns, assumptions, questions, rows and rejected cells."""
    from nigotis.reading.report import basket_report, report

    found = read_baskets(path) if kind is None and not mapping and not answers else None
    if found is not None:
        return basket_report(found, language)
    return report(read(path, kind, mapping=mapping, region=region, answers=answers), language)
