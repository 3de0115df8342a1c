"""How the merchant read a file with the same headers last time."""

from __future__ import annotations

import hashlib

from sqlalchemy.dialects.postgresql import insert

from nigotis.imports.models import SavedMappingRow
from nigotis.kernel.context import Context
from nigotis.kernel.text import fold
from nigotis.reading.types import Reading


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
