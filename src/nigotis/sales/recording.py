"""Writing a document: one INSERT for the head, one for the lines, one for the payments, no object in between.

A document number is its own idempotency key, for as long as the document is kept: the same number from the same till
and source is the same document, and a different body under it is refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, String, column, func, insert, select, table
from sqlalchemy.dialects.postgresql import insert as insert_unless_there
from sqlalchemy.exc import IntegrityError

from nigotis.kernel.context import Context
from nigotis.kernel.problems import Conflict, NotFound
from nigotis.merchants.custom_fields import check_custom
from nigotis.sales.amounts import Figures, check_tenders, total_of
from nigotis.sales.models import SaleLineRow, SaleRow, TenderRow
from nigotis.sales.places import Place
from nigotis.sales.types import Happening, Kind, Sale, SaleLine, Tender

_REFERENCES = ("client_id", "seller_id", "branch_id", "device_id", "product_id")
# Another room's table by what its merges promise. Read inside the INSERT, so that the answer needs no further query.
_CLIENT = table(
    "client",
    column("merchant_id", BigInteger),
    column("id", BigInteger),
    column("merged_into_id", BigInteger),
    column("name", String),
)


@dataclass(frozen=True)
class Line:
    """A line about to be written; `title` is what it is called where `name` is not kept (the product's own name)."""

    figures: Figures
    unit_price: Decimal
    product_id: int | None = None
    name: str | None = None
    title: str | None = None
    is_product: bool = True
    original_line_id: int | None = None

    def row(self) -> dict[str, Any]:
        """Its columns."""
        kept = {name: value for name, value in vars(self).items() if name not in ("figures", "title")}
        return kept | vars(self.figures)


def write(ctx: Context, ask: Happening, place: Place, kind: Kind, lines: Sequence[Line], **head: Any) -> Sale | None:
    """Write the document and answer it, or None when its number is taken (see `earlier`).

    `lines` are signed already. Raises NotFound for a client, seller, branch, till or product that is not ours, Invalid
    when the payments do not make up the total.
    """
    sign = 1 if kind == "sale" else -1
    tenders: list[dict[str, Any]] = [{"kind": tender.kind, "amount": sign * tender.amount} for tender in ask.tenders]
    values = _head(ctx, ask, place) | _sums(lines) | {"kind": kind} | head
    check_tenders(values["total"], [tender["amount"] for tender in tenders], values["currency"])
    try:
        written = ctx.db.execute(_insert_head(ctx, values)).first()
        if written is None:
            return None
        owned = {"merchant_id": ctx.merchant_id, "sale_id": written.id}
        line_ids = _insert(ctx, SaleLineRow, [owned | line.row() for line in lines])
        _insert(ctx, TenderRow, [owned | tender for tender in tenders])
    except IntegrityError as error:
        raise _unknown_reference(error) from error
    shown = [_shown(line_id, line) for line_id, line in zip(line_ids, lines, strict=True)]
    values |= {"id": written.id, "client_name": written.client_name, "lines": shown}
    return Sale.model_validate(_NOT_SAID | values | {"tenders": [Tender.model_validate(tender) for tender in tenders]})


def earlier(ctx: Context, ask: Happening, kind: Kind) -> int | None:
    """The id of the document that carries this number already. Conflict when it was about something else."""
    s = SaleRow
    row = ctx.db.execute(
        select(s.id, s.body_hash).where(
            s.merchant_id == ctx.merchant_id,
            s.kind == kind,
            s.source == ask.source,
            s.device_id.is_not_distinct_from(ask.device_id),
            s.document == ask.document,
        )
    ).first()
    if row is not None and row.body_hash != _hash(ask):
        raise Conflict("sales.document_taken", field="document", document=ask.document)
    return None if row is None else int(row.id)


_NOT_SAID: dict[str, Any] = {"original_sale_id": None, "client_id": None, "reason": None, "voided_at": None}


def _head(ctx: Context, ask: Happening, place: Place) -> dict[str, Any]:
    return {
        "merchant_id": ctx.merchant_id,
        "document": ask.document,
        "body_hash": _hash(ask) if ask.document else None,
        "branch_id": place.branch_id,
        "device_id": ask.device_id,
        "seller_id": ask.seller_id,
        "source": ask.source,
        "sold_at": place.sold_at,
        "received_at": ctx.now,
        "local_at": place.local_at,
        "day": place.day,
        "currency": ctx.merchant.currency,
        "custom": check_custom(ctx, "sales", ask.custom),
        "updated_at": ctx.now,
    }


def _sums(lines: Sequence[Line]) -> dict[str, Decimal]:
    return {
        "total": total_of(line.figures.amount for line in lines),
        "discount": total_of(line.figures.discount for line in lines),
        "tax": total_of(line.figures.tax for line in lines),
    }


def _insert_head(ctx: Context, values: dict[str, Any]) -> Any:
    survivor = _CLIENT.alias("survivor")
    name = (
        select(func.coalesce(survivor.c.name, _CLIENT.c.name))
        .select_from(
            _CLIENT.outerjoin(
                survivor,
                (survivor.c.merchant_id == _CLIENT.c.merchant_id) & (survivor.c.id == _CLIENT.c.merged_into_id),
            )
        )
        .where(_CLIENT.c.merchant_id == ctx.merchant_id, _CLIENT.c.id == values.get("client_id"))
        .scalar_subquery()
        .label("client_name")
    )
    return insert_unless_there(SaleRow).values(values).on_conflict_do_nothing().returning(SaleRow.id, name)


def _insert(ctx: Context, kind: type[SaleLineRow | TenderRow], rows: list[dict[str, Any]]) -> list[int]:
    """One statement for all rows. Ids are drawn in the order of the rows and only grow, so sorted they match them."""
    if not rows:
        return []
    return sorted(ctx.db.scalars(insert(kind).values(rows).returning(kind.id)))


def _shown(line_id: int, line: Line) -> SaleLine:
    shown = line.row() | {"id": line_id, "name": line.name or line.title, "returned": Decimal(0)}
    return SaleLine.model_validate(shown)


def _unknown_reference(error: IntegrityError) -> NotFound:
    """The foreign key that failed tells which id is not ours; a foreign id and one that never was look the same."""
    field = next((name for name in _REFERENCES if name in str(error.orig)), None)
    return NotFound("kernel.not_found", field=field)


def _hash(ask: Happening) -> str:
    """What makes two asks the same: all they say, however it was spelt."""
    said = json.dumps(ask.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()
