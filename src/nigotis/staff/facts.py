"""The team as the fact table `sellers`, former members too; nobody's name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, cast, column, func, select, table

from nigotis.mirror.feed import Feed, Watch, chosen
from nigotis.staff.models import MemberRow

_MERCHANT = table("merchant", column("id"), column("zone"))


def _sellers(merchant_id: int, keys: Sequence[int] | None) -> Select[Any]:
    m = MemberRow
    left_on = cast(func.timezone(_MERCHANT.c.zone, m.removed_at), Date)
    columns: list[ColumnElement[Any]] = [
        m.id.label("seller_id"),
        (m.role == "seller").label("sells"),
        m.branch_id.expression,
        m.manager_id.expression,
        m.team.expression,
        m.office.expression,
        m.employed_from.expression,
        func.coalesce(m.employed_to, left_on).label("employed_to"),
    ]
    return (
        select(*columns)
        .join(_MERCHANT, _MERCHANT.c.id == m.merchant_id)
        .where(m.merchant_id == merchant_id, chosen(m.id.expression, keys))
    )


FEED = Feed(
    entity="sellers",
    key="seller_id",
    watches=(Watch("member"), Watch("merchant", None, ("zone",), merchant="id")),
    select=_sellers,
)
