"""How the merchant read a file with the same headers last time: it holds again, where nothing else is said now."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TypeVar, cast

from sqlalchemy.dialects.postgresql import insert

from nigotis.imports.models import SavedMappingRow
from nigotis.imports.types import HowToRead
from nigotis.imports.uploads import read_upload
from nigotis.kernel.context import Context
from nigotis.kernel.text import fold
from nigotis.reading.types import Kind, Note, Reading

Asked = TypeVar("Asked", bound=HowToRead)


def understood(ctx: Context, ask: Asked, kind: Kind | None) -> tuple[Asked, Reading]:
    """The uploaded file as read, and how: what is said now, and what was said last time where that still reads."""
    reading = read_upload(ctx, ask, kind)
    saved = recall(ctx, reading)
    if saved is None or kind not in (None, saved.kind) or not (saved.mapping or saved.answers):
        return ask, reading
    said = {"mapping": saved.mapping | (ask.mapping or {}), "answers": saved.answers | (ask.answers or {})}
    if said == {"mapping": ask.mapping, "answers": ask.answers}:
        return ask, reading
    how = ask.model_copy(update=said)
    again = read_upload(ctx, how, cast(Kind, saved.kind))
    if again.verdict == "refuse":
        return ask, reading
    return how, replace(again, assumptions=[Note("imports.assumed_as_last_time"), *again.assumptions])


def remember(ctx: Context, reading: Reading, mapping: dict[str, str], answers: dict[str, str]) -> None:
    """Keep what the merchant said about a file, for the next one with its headers."""
    signature = _signature(reading)
    if signature is None:
        return
    said = {"kind": reading.kind, "mapping": mapping, "answers": answers, "used_at": ctx.now}
    row = insert(SavedMappingRow).values(merchant_id=ctx.merchant_id, signature=signature, **said)
    ctx.db.execute(row.on_conflict_do_update(index_elements=["merchant_id", "signature"], set_=said))


def recall(ctx: Context, reading: Reading) -> SavedMappingRow | None:
    """What was said about a file with the headers of this one; None when nothing was."""
    signature = _signature(reading)
    if signature is None:
        return None
    row = ctx.db.scalar(ctx.mine(SavedMappingRow).where(SavedMappingRow.signature == signature))
    # Headers that fold alike are not spelt alike, and a mapping names them as spelt.
    return row if row is not None and set(row.mapping) <= set(reading.raw.headers) else None


def _signature(reading: Reading) -> str | None:
    raw = reading.raw
    if raw is None or not raw.has_header:
        return None
    return hashlib.sha256("\x1f".join(sorted(map(fold, raw.headers))).encode()).hexdigest()
