"""Sales and returns as the fact table `sale_lines`.

Voided documents are left out. A merged client's sales are the survivor's; those of a removed client are anonymous.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, DateTime, Select, and_, case, column, func, select, table

from nigotis.mirror.feed import Feed, Watch, chosen
from nigotis.sales.models import SaleLineRow, SaleRow

_CLIENT = table(
    "client",
    column("merchant_id", BigInteger),
    column("id", BigInteger),
    column("merged_into_id", BigInteger),
    column("deleted_at", DateTime(timezone=True)),
)


def _lines(merchant_id: int, keys: Sequence[int] | None) -> Select[Any]:
    s, r = SaleRow, SaleLineRow
    buyer, person = _CLIENT.alias("buyer"), _CLIENT.alias("person")
    person_id = func.coalesce(buyer.c.merged_into_id, buyer.c.id)
    columns: list[ColumnElement[Any]] = [
        r.id.label("line_id"),
        s.id.label("sale_id"),
        (s.kind == "return").label("is_return"),
        func.timezone("UTC", s.sold_at).label("sold_at"),
        s.local_at.expression,
        s.day.expression,
        case((person.c.deleted_at.is_(None), person.c.id)).label("client_id"),
        r.product_id.expression,
        s.branch_id.expression,
        s.seller_id.expression,
        s.source.expression,
        r.quantity.expression,
        r.amount.expression,
        r.discount.expression,
        r.cost.expression,
        r.is_product.expression,
    ]
    return (
        select(*columns)
        .join(r, and_(r.merchant_id == s.merchant_id, r.sale_id == s.id))
        .outerjoin(buyer, and_(buyer.c.merchant_id == s.merchant_id, buyer.c.id == s.client_id))
        .outerjoin(person, and_(person.c.merchant_id == s.merchant_id, person.c.id == person_id))
        .where(s.merchant_id == merchant_id, s.voided_at.is_(None), chosen(s.id.expression, keys))
    )


FEED = Feed(entity="sale_lines", key="sale_id", watches=(Watch("sale"), Watch("sale_line", "sale_id")), select=_lines)
