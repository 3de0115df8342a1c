"""Every write can be repeated safely: a key is claimed in the transaction of the write itself.

A second request with the same key waits on the unique index until the first has committed or rolled back, so two
copies sent at once have one effect. Keys are kept as long as the merchant's data: an offline till may come back late.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, mapped_column

from nigotis.kernel.context import Context
from nigotis.kernel.db import Base
from nigotis.kernel.problems import Conflict

LONGEST_KEY = 255


class IdempotencyRow(Base):
    """One key, what it was used for and what was answered."""

    __tablename__ = "idempotency"

    merchant_id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    body_hash: Mapped[str]
    answer: Mapped[Any | None] = mapped_column(JSONB)
    used_at: Mapped[datetime]


def claim(ctx: Context, key: str, operation: str, ask: BaseModel) -> Any | None:
    """None when the key is ours now; the earlier answer when this is a repetition; Conflict for another body."""
    body_hash = _hash(operation, ask)
    claimed = ctx.db.execute(
        insert(IdempotencyRow)
        .values(merchant_id=ctx.merchant_id, key=key, body_hash=body_hash, used_at=ctx.now)
        .on_conflict_do_nothing()
        .returning(IdempotencyRow.key)
    ).first()
    if claimed:
        return None
    earlier = ctx.db.execute(
        select(IdempotencyRow.body_hash, IdempotencyRow.answer).where(
            IdempotencyRow.merchant_id == ctx.merchant_id, IdempotencyRow.key == key
        )
    ).one()
    if earlier.body_hash != body_hash:
        raise Conflict("kernel.key_used_for_another_body")
    return earlier.answer


def remember(ctx: Context, key: str, answer: Any) -> None:
    """Keep the answer for whoever asks again."""
    ctx.db.execute(
        update(IdempotencyRow)
        .where(IdempotencyRow.merchant_id == ctx.merchant_id, IdempotencyRow.key == key)
        .values(answer=answer)
    )


def _hash(operation: str, ask: BaseModel) -> str:
    body = json.dumps(ask.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{operation}\n{body}".encode()).hexdigest()
