"""A message export as a reading, so that it is previewed, loaded and undone like any other file."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from nigotis.notices.exports import FIELDS, read_export
from nigotis.notices.layouts import Layout, Layouts
from nigotis.notices.types import Export, Message, Understood
from nigotis.notices.understanding import understand, unknown_layouts
from nigotis.reading.types import Note, Reading, Rejected, Unreadable
from nigotis.reading.values import NUMBER

COLUMNS: dict[str, pa.DataType] = {
    "row": pa.int64(),
    "at": pa.timestamp("us"),
    "sender": pa.string(),
    "is_outgoing": pa.bool_(),
    "kind": pa.string(),
    "operator": pa.string(),
    "direction": pa.string(),
    "amount": NUMBER,
    "currency": pa.string(),
    "name": pa.string(),
    "phone": pa.string(),
    "reference": pa.string(),
    "balance": NUMBER,
    "fee": NUMBER,
    "payment": pa.string(),
    "shape": pa.string(),
    "is_repeat": pa.bool_(),
    "text": pa.string(),
}
"""What is known of each message. `text` is null for a one-time code."""

SHOWN_SHAPES = 5


def read_messages(
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    taught: Iterable[Layout] = (),
    zone: str = "Africa/Dar_es_Salaam",
    today: dt.date | None = None,
) -> Reading:
    """The reading of a message export: a table of `COLUMNS`. Never raises for what is in the file."""
    try:
        export = read_export(path, mapping=mapping, zone=zone, today=today)
    except Unreadable as refusal:
        note = Note(refusal.key, refusal.values)
        empty = pa.table({name: pa.array([], kind) for name, kind in COLUMNS.items()})
        return Reading("refuse", "messages", path.name, {}, empty, rejected=[Rejected(refusal.row, "", note)])
    found = understand(export.messages, Layouts(taught))
    return Reading(
        "ok",
        "messages",
        export.file,
        {name: export.columns[name] for name in FIELDS if name in export.columns},
        _table(export, found),
        assumptions=[*export.assumptions, *_said(export.messages, found)],
        rejected=export.rejected,
        rows_read=export.rows_read,
        raw=export.raw,
    )


def _table(export: Export, found: list[Understood]) -> pa.Table:
    lines = export.raw.rows.to_pylist() if export.raw is not None else [message.row for message in export.messages]
    rows = [row_of(line, message, told) for line, message, told in zip(lines, export.messages, found, strict=True)]
    return pa.table({name: pa.array([row[name] for row in rows], kind) for name, kind in COLUMNS.items()})


def row_of(line: int, message: Message, found: Understood) -> dict[str, Any]:
    """One message as a row of `COLUMNS`; `line` is where it stands in its file."""
    texts = ("operator", "direction", "currency", "reference", "payment", "shape")
    return {name: getattr(found, name) or None for name in texts} | {
        "row": line,
        "at": found.at,
        "sender": message.sender,
        "is_outgoing": message.is_outgoing,
        "kind": found.kind,
        "amount": found.amount,
        "balance": found.balance,
        "fee": found.fee,
        "name": found.name or (message.name or None),
        "phone": found.phone or None,
        "is_repeat": found.told_before is not None,
        "text": None if found.kind == "one_time_code" else message.text,
    }


def _said(messages: list[Message], found: list[Understood]) -> list[Note]:
    counts = Counter(each.kind for each in found)
    unknown = unknown_layouts(messages, found)
    notes = [
        Note(
            "notices.said_counts",
            {
                "payments": sum(each.counts for each in found),
                "chats": counts["chat"],
                "codes": counts["one_time_code"],
                "scams": counts["scam"],
                "unknown": counts["unknown"],
            },
        )
    ]
    notes += [
        Note("notices.said_unknown", {"count": each.count, "sender": each.sender or "–", "shape": each.shape})
        for each in unknown[:SHOWN_SHAPES]
    ]
    return notes
