"""Files of phone messages: CSV, SMS Backup & Restore and other XML, JSON, WhatsApp's text; damaged ones too."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from nigotis.notices.documents import json_records, whatsapp_records, xml_records
from nigotis.notices.layouts import Layouts
from nigotis.notices.moments import Clock
from nigotis.notices.sameness import Mark, marks
from nigotis.notices.tables import table_of
from nigotis.notices.types import Export, Message
from nigotis.notices.understanding import is_personal, understand
from nigotis.reading.containers import Blob, unwrap
from nigotis.reading.types import Note, Rejected, Unreadable

FIELDS = ("text", "sender", "at", "direction", "recipient", "name")
"""What a column of an export may be."""

LONGEST_TEXT = 20_000
_SUFFIXES = (".xml", ".json", ".jsonl", ".ndjson")
_NOT_LETTERS = re.compile(r"[\W_]+")


def read_export(
    paths: Path | str | Sequence[Path | str],
    *,
    mapping: Mapping[str, str] | None = None,
    zone: str = "Africa/Dar_es_Salaam",
    today: dt.date | None = None,
) -> Export:
    """The messages of a file, or of several that belong together, in the order of the file; a message that several of
    them hold is there once.

    `mapping`: header -> field of `FIELDS` (an empty field leaves the column out). Instants become wall
    clocks of `zone`. Rows that cannot be read are in `rejected`. Raises Unreadable where no messages are found at all.
    """
    given = [Path(paths)] if isinstance(paths, Path | str) else [Path(path) for path in paths]
    clock = Clock(zone, today or dt.datetime.now(dt.UTC).date())
    parts = [_read(blob, mapping or {}, clock) for path in given for blob in unwrap(path, _SUFFIXES)]
    return parts[0] if len(parts) == 1 else _joined(parts)


def is_export(path: Path) -> bool:
    """Whether a file looks like messages rather than like sales, clients or products."""
    try:
        blobs = unwrap(path, _SUFFIXES)
    except Unreadable:
        return False
    if blobs[0].format != "text":
        return False
    start = blobs[0].data[:65_536]
    if _marked(start):
        return True
    if _whatsapp(start):
        return True
    header = re.split(r"[;,\t|]", start.decode("utf-8", "replace").lstrip("\ufeff").partition("\n")[0].replace('"', ""))
    found = fields_of(header)
    return "text" in found and "sender" in found and len(found) >= min(3, len(header))


def fields_of(headers: Iterable[str]) -> dict[str, str]:
    """Field -> header, by the words of `columns.toml`, each header used once."""
    by_words = {" ".join(_NOT_LETTERS.sub(" ", header.casefold()).split()): header for header in reversed([*headers])}
    found: dict[str, str] = {}
    for name in FIELDS:
        match = next((w for w in _words()[name] if w in by_words and by_words[w] not in found.values()), None)
        if match is not None:
            found[name] = by_words[match]
    return found


def familiar(row: list[str]) -> int:
    """How many cells of a row are header words."""
    return len(fields_of(row))


def _read(blob: Blob, told: Mapping[str, str], clock: Clock) -> Export:
    start = blob.data[:65_536]
    if blob.format == "text" and (mark := _marked(start)) is not None:
        return _of_records(blob, xml_records(blob.data) if mark == b"<" else json_records(blob.data), told, clock)
    if blob.format == "text" and _whatsapp(start):
        export = _of_records(blob, whatsapp_records(blob.data), told, clock)
        for message in export.messages:
            message.is_chat = True
        return export
    table = table_of(blob, lambda row: familiar(row) + sum(cell.strip() in told for cell in row))
    columns = _columns(table.headers, told)
    if "text" not in columns:
        raise Unreadable("notices.no_text", headers=", ".join(table.headers[:30]))
    taken = [table.column(columns[name]) if name in columns else None for name in FIELDS]
    clock.learn(taken[FIELDS.index("at")] or ())
    cells = zip(*(column if column is not None else [""] * len(table.rows) for column in taken), strict=True)
    messages = [_message(row, values, clock) for row, values in enumerate(cells, 1)]
    if table.is_guessed and not told and not _tells_anything(messages):
        raise Unreadable("notices.plain_text")
    return Export(blob.name, messages, table.headers, columns, table.assumptions, table.rejected, table.raw)


def _tells_anything(messages: Iterable[Message]) -> bool:
    """Whether lines without headings are messages: some come from a phone number or say what operators say. A letter's
    lines do neither."""
    layouts = Layouts()
    return any(is_personal(one.sender) or understand([one], layouts)[0].kind != "chat" for one in messages)


def _of_records(blob: Blob, records: Iterator[dict[str, str] | Note], told: Mapping[str, str], clock: Clock) -> Export:
    """Records are dicts; a Note is a place that could not be read."""
    kept: list[dict[str, str]] = []
    rejected: list[Rejected] = []
    for record in records:
        if isinstance(record, Note):
            rejected.append(Rejected(len(kept) + len(rejected) + 1, "", record))
        else:
            kept.append(record)
    if not kept:
        raise _nothing_in(rejected)
    headers = list(dict.fromkeys(name for record in kept[:1_000] for name in record))
    columns = _columns(headers, told)
    if "text" not in columns:
        raise Unreadable("notices.no_text", headers=", ".join(headers[:30]))
    picked = [columns.get(name, "") for name in FIELDS]
    rows = [[record.get(header, "") for header in picked] for record in kept]
    clock.learn(values[FIELDS.index("at")] for values in rows)
    messages = [_message(row, values, clock) for row, values in enumerate(rows, 1)]
    return Export(blob.name, messages, headers, columns, [], rejected)


def _nothing_in(rejected: Sequence[Rejected]) -> Unreadable:
    """Why a document of messages has none."""
    if not rejected:
        return Unreadable("notices.nothing_inside")
    first = rejected[0].note
    return Unreadable("notices.broken_document", **first.values)


def _message(row: int, values: Sequence[str], clock: Clock) -> Message:
    text, sender, at, direction, recipient, name = values
    is_outgoing = direction.strip().casefold() in _words()["outgoing"]
    other = (recipient or sender) if is_outgoing else sender
    return Message(row, other.strip(), text[:LONGEST_TEXT], clock.read(at) if at else None, is_outgoing, name.strip())


def _columns(headers: list[str], told: Mapping[str, str]) -> dict[str, str]:
    missing = [header for header in told if header not in headers]
    if missing:
        shown = ", ".join(headers[:30])
        raise Unreadable("reading.unknown_column", columns=", ".join(missing), headers=shown)
    unknown = set(told.values()) - {*FIELDS, ""}
    if unknown:
        raise Unreadable("reading.unknown_field", fields=", ".join(sorted(unknown)))
    fixed = {name: header for header, name in told.items() if name}
    guessed = fields_of([header for header in headers if header not in told])
    return {name: header for name, header in guessed.items() if name not in fixed} | fixed


def _marked(start: bytes) -> bytes | None:
    """`<` for XML, `{` or `[` for JSON, None for anything else."""
    plain = start.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t\0")[:1]
    return plain if plain in (b"<", b"{", b"[") and not _whatsapp(start) else None


def _whatsapp(start: bytes) -> bool:
    return next(whatsapp_records(start), None) is not None


def _joined(parts: list[Export]) -> Export:
    told: dict[Mark, Message] = {}
    for part in parts:
        marked = marks((message.sender, message.at, message.text) for message in part.messages)
        for mark, message in zip(marked, part.messages, strict=True):
            told.setdefault(mark, message)
    messages = list(told.values())
    for row, message in enumerate(messages, 1):
        message.row = row
    headers = list(dict.fromkeys(header for part in parts for header in part.headers))
    assumptions = list({(note.key, str(note.values)): note for part in parts for note in part.assumptions}.values())
    if shared := sum(len(part.messages) for part in parts) - len(messages):
        assumptions.append(Note("notices.said_shared", {"count": shared}))
    rejected = [entry for part in parts for entry in part.rejected]
    return Export(parts[0].file, messages, headers, parts[0].columns, assumptions, rejected)


@cache
def _words() -> dict[str, list[str]]:
    return tomllib.loads(files("nigotis.notices").joinpath("columns.toml").read_text("utf-8"))
