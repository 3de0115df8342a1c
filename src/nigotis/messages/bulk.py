"""Many messages at once, for file imports."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa
from sqlalchemy import func, select, text

from nigotis.kernel.context import Context
from nigotis.kernel.staging import drop_staged, stage
from nigotis.messages.models import ClientMessageRow
from nigotis.notices import lexicons
from nigotis.notices.people import label

MONEY = pa.decimal128(18, 6)
_TEXTS = (
    "person", "sender", "body", "kind", "operator", "direction", "currency", "name", "phone", "reference", "shape",
    "language", "words", "places", "services", "fingerprint",
)  # fmt: skip
_MONEY = ("amount", "balance", "fee", "complaint")
_JSON = {"words", "places", "services"}
_COLUMNS = (*_TEXTS, *_MONEY, "client_id", "local_at", "is_outgoing", "is_repeat")


def keep_messages(
    ctx: Context, rows: Sequence[dict[str, Any]], clients: Sequence[int | None], *, region: str, import_id: int | None
) -> int:
    """Keep messages, rows of `notices.reading.COLUMNS`, each with its client or None; answers how many are new.

    A message that is there already stays as it is. `region` (ISO 3166) reads the numbers of people who wrote.
    """
    prints = _fingerprints(rows)
    told = _told_before(ctx, [row["reference"] for row in rows if row["reference"]])
    made = [
        _row(row, client_id, region) | {"fingerprint": mark, "is_repeat": row["is_repeat"] or _is_told(row, told)}
        for row, client_id, mark in zip(rows, clients, prints, strict=True)
    ]
    stage(ctx.db, "new_messages", _table(made))
    values = ", ".join(f"s.{name}::jsonb" if name in _JSON else f"s.{name}" for name in _COLUMNS)
    added = ctx.db.execute(
        text(
            f"insert into client_message (merchant_id, created_at, import_id, {', '.join(_COLUMNS)})"  # noqa: S608
            f" select :merchant_id, :now, :import_id, {values} from new_messages s order by s.n"
            " on conflict (merchant_id, fingerprint) do nothing returning id"
        ),
        {"merchant_id": ctx.merchant_id, "now": ctx.now, "import_id": import_id},
    ).all()
    drop_staged(ctx.db, ["new_messages"])
    return len(added)


def _row(row: dict[str, Any], client_id: int | None, region: str) -> dict[str, Any]:
    is_written = row["kind"] == "chat" and not row["is_outgoing"]
    body = row["text"] or ""
    tongue = lexicons.language(body) if body else ""
    found = lexicons.complaint(body, tongue) if is_written else lexicons.NO_COMPLAINT
    return {
        **{
            name: row[name] or None
            for name in ("operator", "direction", "currency", "name", "phone", "reference", "shape")
        },
        **{name: row[name] for name in ("sender", "kind", "amount", "balance", "fee", "is_outgoing")},
        "client_id": client_id,
        "person": label(row, region) or None,
        "body": row["text"],
        "local_at": row["at"],
        "language": tongue or None,
        "complaint": Decimal(str(found.score)),
        "words": json.dumps(list(found.words), ensure_ascii=False),
        "places": json.dumps(list(lexicons.places(body)) if is_written else [], ensure_ascii=False),
        "services": json.dumps(list(lexicons.services(body)) if is_written else [], ensure_ascii=False),
    }


def _fingerprints(rows: Sequence[dict[str, Any]]) -> list[str]:
    """The same for the same message of an overlapping export; equal ones of one file are counted, not merged."""
    met: Counter[tuple[str, str, str]] = Counter()
    found = []
    for row in rows:
        key = (row["sender"], row["at"].isoformat() if row["at"] else "", row["text"] or row["kind"])
        met[key] += 1
        found.append(hashlib.sha256("\x1f".join((*key, str(met[key]))).encode()).hexdigest())
    return found


def _told_before(ctx: Context, references: list[str]) -> set[tuple[str, str, Decimal]]:
    m = ClientMessageRow
    query = select(m.reference, m.direction, m.amount).where(
        m.merchant_id == ctx.merchant_id, m.reference == func.any(sorted(set(references))), m.direction.is_not(None)
    )
    return {(row.reference, row.direction, row.amount.normalize()) for row in ctx.db.execute(query)}


def _is_told(row: dict[str, Any], told: set[tuple[str, str, Decimal]]) -> bool:
    return row["direction"] is not None and (row["reference"], row["direction"], row["amount"].normalize()) in told


def _table(made: list[dict[str, Any]]) -> pa.Table:
    columns = {name: pa.array([row[name] for row in made], pa.string()) for name in _TEXTS}
    columns |= {name: pa.array([row[name] for row in made], MONEY) for name in _MONEY}
    columns["client_id"] = pa.array([row["client_id"] for row in made], pa.int64())
    columns["local_at"] = pa.array([row["local_at"] for row in made], pa.timestamp("us"))
    for name in ("is_outgoing", "is_repeat"):
        columns[name] = pa.array([row[name] for row in made], pa.bool_())
    return pa.table(columns)
