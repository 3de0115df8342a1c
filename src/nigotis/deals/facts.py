"""Deals, what they are about, their steps, activities and targets as fact tables.

Removed ones are left out. What concerns a merged client is the survivor's; of a removed client, nobody's. Amounts in
another currency than the merchant's are null: nothing is converted, and nothing is mixed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Select,
    and_,
    case,
    cast,
    column,
    func,
    literal_column,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import JSONB

from nigotis.deals.models import ActivityRow, DealEventRow, DealProductRow, DealRow, TargetRow
from nigotis.deals.settings import DealSettings
from nigotis.mirror.feed import Feed, Watch, chosen

_CLIENT = table(
    "client",
    column("merchant_id", BigInteger),
    column("id", BigInteger),
    column("merged_into_id", BigInteger),
    column("deleted_at", DateTime(timezone=True)),
)
_MERCHANT = table("merchant", column("id", BigInteger), column("currency"), column("settings", JSONB))
_SHIPPED = DealSettings().model_dump_json()

# A client who is merged or removed, a merchant who names stages anew: rare enough to read all deals again.
_CLIENTS = Watch("client", None, ("merged_into_id", "deleted_at"))
_MERCHANTS = Watch("merchant", None, ("settings", "currency"), merchant="id")


def _standing(query: Select[Any], row: Any) -> tuple[Select[Any], ColumnElement[Any]]:
    """The query joined to the client of `row`, and that client's id: the survivor's, null for a removed one."""
    named, person = _CLIENT.alias("named"), _CLIENT.alias("person")
    person_id = func.coalesce(named.c.merged_into_id, named.c.id)
    joined = query.outerjoin(named, and_(named.c.merchant_id == row.merchant_id, named.c.id == row.client_id))
    joined = joined.outerjoin(person, and_(person.c.merchant_id == row.merchant_id, person.c.id == person_id))
    return joined, case((person.c.deleted_at.is_(None), person.c.id))


def _deals(merchant_id: int, keys: Sequence[int] | None) -> Select[Any]:
    d = DealRow
    own = (
        select(d.id)
        .join(_MERCHANT, _MERCHANT.c.id == d.merchant_id)
        .where(d.merchant_id == merchant_id, d.deleted_at.is_(None), chosen(d.id.expression, keys))
    )
    query, client_id = _standing(own, d)
    columns: list[ColumnElement[Any]] = [
        d.id.label("deal_id"),
        client_id.label("client_id"),
        d.seller_id.expression,
        d.source.expression,
        case((d.currency == _MERCHANT.c.currency, d.value)).label("value"),
        d.created_on.expression,
        d.expected_on.expression,
    ]
    return query.with_only_columns(*columns, maintain_column_froms=True)


def _products(merchant_id: int, keys: Sequence[int] | None) -> Select[Any]:
    d, p = DealRow, DealProductRow
    columns: list[ColumnElement[Any]] = [p.deal_id.expression, p.product_id.expression]
    return (
        select(*columns)
        .join(d, and_(d.merchant_id == p.merchant_id, d.id == p.deal_id))
        .where(p.merchant_id == merchant_id, d.deleted_at.is_(None), chosen(p.deal_id.expression, keys))
    )


def _events(merchant_id: int, keys: Sequence[int] | None) -> Select[Any]:
    d, e = DealRow, DealEventRow
    kept = func.coalesce(_MERCHANT.c.settings["deals"]["stages"], literal_column(f"'{_SHIPPED}'::jsonb -> 'stages'"))
    listed = func.jsonb_array_elements(kept).table_valued(column("value", JSONB), with_ordinality="place")
    stage = listed.render_derived("listed")
    columns: list[ColumnElement[Any]] = [
        e.id.label("event_id"),
        e.deal_id.expression,
        e.kind.expression,
        e.stage.expression,
        cast(stage.c.place, BigInteger).label("position"),
        func.timezone("UTC", e.at).label("at"),
        e.day.expression,
        e.seller_id.expression,
        e.partner_id.expression,
        e.partner_percent.expression,
        case((d.currency == _MERCHANT.c.currency, e.amount)).label("amount"),
    ]
    return (
        select(*columns)
        .select_from(e)
        .join(d, and_(d.merchant_id == e.merchant_id, d.id == e.deal_id))
        .join(_MERCHANT, _MERCHANT.c.id == e.merchant_id)
        .outerjoin(stage, stage.c.value["code"].astext == e.stage)
        .where(e.merchant_id == merchant_id, d.deleted_at.is_(None), chosen(e.deal_id.expression, keys))
    )


def _activities(merchant_id: int, keys: Sequence[int] | None) -> Select[Any]:
    a = ActivityRow
    own = select(a.id).where(a.merchant_id == merchant_id, a.deleted_at.is_(None), chosen(a.id.expression, keys))
    query, client_id = _standing(own, a)
    columns: list[ColumnElement[Any]] = [
        a.id.label("activity_id"),
        a.kind.expression,
        a.seller_id.expression,
        client_id.label("client_id"),
        a.deal_id.expression,
        a.due_on.expression,
        a.done_on.expression,
    ]
    return query.with_only_columns(*columns, maintain_column_froms=True)


def _targets(merchant_id: int, keys: Sequence[int] | None) -> Select[Any]:
    t = TargetRow
    columns: list[ColumnElement[Any]] = [
        t.id.label("target_id"),
        t.seller_id.expression,
        t.month.expression,
        t.measure.expression,
        t.value.expression,
    ]
    return select(*columns).where(t.merchant_id == merchant_id, chosen(t.id.expression, keys))


DEALS = Feed(
    entity="deals",
    key="deal_id",
    watches=(
        Watch("deal"),
        _CLIENTS,
        Watch("merchant", None, ("currency",), merchant="id"),
    ),
    select=_deals,
)
DEAL_PRODUCTS = Feed(
    entity="deal_products",
    key="deal_id",
    watches=(Watch("deal", columns=("deleted_at",)), Watch("deal_product", "deal_id")),
    select=_products,
)
DEAL_EVENTS = Feed(
    entity="deal_events",
    key="deal_id",
    watches=(Watch("deal"), Watch("deal_event", "deal_id"), _MERCHANTS),
    select=_events,
)
ACTIVITIES = Feed(entity="activities", key="activity_id", watches=(Watch("activity"), _CLIENTS), select=_activities)
TARGETS = Feed(entity="targets", key="target_id", watches=(Watch("target"),), select=_targets)
