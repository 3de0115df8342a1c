"""The directory as the fact table `clients`: one row per person, no name, phone or e-mail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from nigotis.clients.models import ClientRow
from nigotis.mirror.feed import Feed, Watch, chosen


def _clients(merchant_id: int, keys: Sequence[int] | None) -> Select[Any]:
    c = ClientRow
    columns: list[ColumnElement[Any]] = [
        c.id.label("client_id"),
        c.status.expression,
        c.source.expression,
        c.gender.expression,
        c.birthday.expression,
        c.registered_on.expression,
    ]
    return select(*columns).where(
        c.merchant_id == merchant_id, c.deleted_at.is_(None), c.merged_into_id.is_(None), chosen(c.id.expression, keys)
    )


FEED = Feed(entity="clients", key="client_id", watches=(Watch("client"),), select=_clients)
