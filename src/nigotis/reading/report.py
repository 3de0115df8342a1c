"""What a reading looks like to people and programs: the JSON of `nigotis read`."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from nigotis.kernel.money import plain_decimal
from nigotis.reading.baskets import BasketList
from nigotis.reading.clients import FIELDS as CLIENT_FIELDS
from nigotis.reading.deals import ACTIVITY_FIELDS, DEAL_FIELDS
from nigotis.reading.numbering import PART
from nigotis.reading.products import FIELDS as PRODUCT_FIELDS
from nigotis.reading.sellers import FIELDS as SELLER_FIELDS
from nigotis.reading.types import Reading

_SALES_FIELDS = (
    "document", "sold_at", "client", "client_name", "client_phone", "product", "product_name", "category", "quantity",
    "unit_price", "amount", "discount", "tax", "cost", "branch", "seller", "source", "payment", "is_return",
    "is_product",
)  # fmt: skip
_MESSAGE_FIELDS = (
    "kind", "at", "sender", "name", "phone", "amount", "currency", "direction", "reference", "balance", "fee", "text",
)  # fmt: skip
_OWN = {
    "sales": _SALES_FIELDS,
    "clients": CLIENT_FIELDS,
    "products": PRODUCT_FIELDS,
    "messages": _MESSAGE_FIELDS,
    "deals": DEAL_FIELDS,
    "activities": ACTIVITY_FIELDS,
    "sellers": SELLER_FIELDS,
}


def report(reading: Reading, language: str) -> dict[str, Any]:
    """The contract of `nigotis read --json`: sentences in `language`, money as decimal strings, days as ISO."""
    return {
        "kind": reading.kind,
        "verdict": reading.verdict,
        "columns": dict(reading.columns),
        "assumptions": [note.say(language) for note in reading.assumptions],
        "questions": [question.say(language) for question in reading.questions],
        "rows": rows(reading),
        "rejected": [{"row": r.row, "field": r.field, "reason": r.note.say(language)} for r in reading.rejected],
    }


def basket_report(found: BasketList, language: str) -> dict[str, Any]:
    """The same for a bare list of baskets: a row is the items of a basket."""
    return {
        "kind": "baskets",
        "verdict": "ok",
        "columns": {},
        "assumptions": [note.say(language) for note in found.assumptions],
        "questions": [],
        "rows": [{"items": list(basket)} for basket in found.baskets],
        "rejected": [],
    }


def rows(reading: Reading) -> list[dict[str, Any]]:
    """Every accepted row: texts (empty where unknown), money as decimal strings, counts as numbers."""
    if reading.verdict == "refuse":
        return []
    names = [n for n in (*_OWN[reading.kind], *reading.custom) if n in reading.table.column_names]
    columns = {name: [_shown(v) for v in reading.table[name].to_pylist()] for name in names}
    if reading.kind == "sales":
        columns["document"] = [mark.partition(PART)[0] for mark in columns["document"]]
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def _shown(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, dt.date) else value
