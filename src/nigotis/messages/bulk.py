"""Many messages at once, for file imports."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa
from sqlalchemy import text

from nigotis.kernel.context import Context
from nigotis.kernel.staging import drop_staged, stage
from nigotis.kernel.undoing import also_told
from nigotis.notices import lexicons
from nigotis.notices.people import label
from nigotis.notices.sameness import marks

MONEY = pa.decimal128(18, 6)
_TEXTS = (
    "person", "sender", "body", "kind", "operator", "direction", "currency", "name", "phone", "reference", "payment",
    "shape", "language", "words", "places", "services", "fingerprint",
)  # fmt: skip
_MONEY = ("amount", "balance", "fee", "complaint")
_JSON = {"words", "places", "services"}
_THERE = text(
    "select m.id from new_messages s join client_message m on m.merchant_id = :merchant_id"
    " and m.fingerprint = s.fingerprint"
)
# Who comes second sees what the first has told.
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('payments', :merchant_id))")
_TOLD_ONCE = """
with touched as (
    select distinct payment from client_message where merchant_id = :merchant_id and payment is not null and {of}
), told as (
    select id, row_number() over (partition by payment order by local_at nulls last, id) > 1 as is_repeat
    from client_message where merchant_id = :merchant_id and payment in (select payment from touched)
)
update client_message m set is_repeat = t.is_repeat from told t
where m.merchant_id = :merchant_id and m.id = t.id and m.is_repeat <> t.is_repeat
"""
_COLUMNS = (*_TEXTS, *_MONEY, "client_id", "local_at", "is_outgoing", "is_repeat")


def keep_messages(
    ctx: Context, rows: Sequence[dict[str, Any]], clients: Sequence[int | None], *, region: str, import_id: int | None
) -> int:
    """Keep messages, rows of `notices.reading.COLUMNS`, each with its client or None; answers how many are new.

    A message that is there already stays as it is, and is of this import too. `region` (ISO 3166) reads the numbers of
    people who wrote.
    """
    made = [
        _row(row, client_id, region) | {"fingerprint": mark}
        for row, client_id, mark in zip(rows, clients, _fingerprints(rows), strict=True)
    ]
    stage(ctx.db, "new_messages", _table(made))
    values = ", ".join(f"s.{name}::jsonb" if name in _JSON else f"s.{name}" for name in _COLUMNS)
    added = ctx.db.scalars(
        text(
            f"insert into client_message (merchant_id, created_at, import_id, {', '.join(_COLUMNS)})"  # noqa: S608
            f" select :merchant_id, :now, :import_id, {values} from new_messages s order by s.n"
            " on conflict (merchant_id, fingerprint) do nothing returning id"
        ),
        {"merchant_id": ctx.merchant_id, "now": ctx.now, "import_id": import_id},
    ).all()
    if import_id is not None and len(added) < len(made):
        also_told(ctx, import_id, "client_message", ctx.db.scalars(_THERE, {"merchant_id": ctx.merchant_id}).all())
    drop_staged(ctx.db, ["new_messages"])
    tell_once(ctx, added)
    return len(added)


def tell_once(ctx: Context, ids: Sequence[int] | None = None) -> None:
    """Let the first message in time that tells of a payment count, and the others be repeats: for the payments that the
    messages `ids`, new or understood anew, tell of; without `ids`, after messages went, for those that have repeats."""
    of = "is_repeat" if ids is None else "id = any(:ids)"
    given = {"merchant_id": ctx.merchant_id} | ({} if ids is None else {"ids": list(ids)})
    ctx.db.execute(_ONE_AT_A_TIME, {"merchant_id": str(ctx.merchant_id)})
    ctx.db.execute(text(_TOLD_ONCE.format(of=of)), given)


def _row(row: dict[str, Any], client_id: int | None, region: str) -> dict[str, Any]:
    is_written = row["kind"] == "chat" and not row["is_outgoing"]
    body = row["text"] or ""
    tongue = lexicons.language(body) if body else ""
    found = lexicons.complaint(body, tongue) if is_written else lexicons.NO_COMPLAINT
    return {
        **{
            name: row[name] or None
            for name in ("operator", "direction", "currency", "name", "phone", "reference", "payment", "shape")
        },
        **{name: row[name] for name in ("sender", "kind", "amount", "balance", "fee", "is_outgoing", "is_repeat")},
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
    """The same for the same message of another export; of a text that is not kept, its kind stands for it."""
    told = ((row["sender"], row["at"], row["text"] or row["kind"]) for row in rows)
    return [hashlib.sha256("\x1f".join(map(str, mark)).encode()).hexdigest() for mark in marks(told)]


def _table(made: list[dict[str, Any]]) -> pa.Table:
    columns = {name: pa.array([row[name] for row in made], pa.string()) for name in _TEXTS}
    columns |= {name: pa.array([row[name] for row in made], MONEY) for name in _MONEY}
    columns["client_id"] = pa.array([row["client_id"] for row in made], pa.int64())
    columns["local_at"] = pa.array([row["local_at"] for row in made], pa.timestamp("us"))
    for name in ("is_outgoing", "is_repeat"):
        columns[name] = pa.array([row[name] for row in made], pa.bool_())
    return pa.table(columns)
