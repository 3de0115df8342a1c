"""Finding deals and showing them with names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import BigInteger, ColumnElement, Select, column, func, or_, select, table

from nigotis.clients.directory import names as client_names
from nigotis.deals.activities import of_deal
from nigotis.deals.models import ActivityRow, DealEventRow, DealProductRow, DealRow
from nigotis.deals.seeing import seen
from nigotis.deals.settings import outcome_names, stage_names
from nigotis.deals.types import BoardColumn, Deal, DealCard, DealEvent, DealFilters, FindDeals, ShowBoard
from nigotis.kernel.context import Context
from nigotis.kernel.paging import Page, page
from nigotis.kernel.searching import starts_a_word
from nigotis.products.catalogue import names as product_names
from nigotis.staff.operations import own_place, seller_names

MOST_ON_BOARD, MOST_CLOSED = 50, 12
CLOSED_FOR = timedelta(days=30)
OWN_MARK = "~"
"""What a file without numbers is known by begins so; nobody wants to see it."""

_CLIENT = table(
    "client",
    column("merchant_id", BigInteger),
    column("id", BigInteger),
    column("merged_into_id", BigInteger),
    column("search_key"),
)


def found(ctx: Context, ask: FindDeals) -> Page[Deal]:
    """A page of deals, the one that moved last first."""
    query = _chosen(ctx, ask)
    for place, value in ((DealRow.stage, ask.stage), (DealRow.status, ask.status), (DealRow.sale_id, ask.sale)):
        if value is not None:
            query = query.where(cast(ColumnElement[Any], place) == value)
    if ask.stage is not None:
        query = query.where(DealRow.status == "open")
    if ask.since is not None:
        query = query.where(DealRow.created_on >= ask.since)
    if ask.until is not None:
        query = query.where(DealRow.created_on <= ask.until)
    if ask.expected_until is not None:
        query = query.where(DealRow.status == "open", DealRow.expected_on <= ask.expected_until)
    order: list[ColumnElement[Any]] = [DealRow.stage_since.expression, DealRow.id.expression]
    rows, after = page(ctx.db, query, order, ask, newest_first=True)
    total = None if ask.after else ctx.db.scalar(query.with_only_columns(func.count()))
    return Page(items=shown(ctx, rows), next=after, total=total)


def board(ctx: Context, ask: ShowBoard) -> list[BoardColumn]:
    """A column for each stage, then what was won and lost in the last 30 days."""
    query = _chosen(ctx, ask)
    by_stage = {code: query.where(DealRow.status == "open", DealRow.stage == code) for code in stage_names(ctx)}
    closed = query.where(DealRow.closed_on >= ctx.today - CLOSED_FOR)
    ends = {code: closed.where(DealRow.status == code) for code in ("won", "lost")}
    names = outcome_names(ctx)
    most = dict.fromkeys(ends, MOST_CLOSED)
    return [
        _column(ctx, code, names[code], part, most.get(code, MOST_ON_BOARD)) for code, part in (by_stage | ends).items()
    ]


def card(ctx: Context, row: DealRow) -> DealCard:
    """One deal with everything that happened to it."""
    steps = ctx.mine(DealEventRow).where(DealEventRow.deal_id == row.id)
    names = outcome_names(ctx)
    events = [
        DealEvent.model_validate(
            {name: getattr(step, name) for name in DealEvent.model_fields if name != "stage_name"}
            | {"stage_name": names.get(step.stage, step.stage)}
        )
        for step in ctx.db.scalars(steps.order_by(DealEventRow.at.desc(), DealEventRow.id.desc()))
    ]
    head = shown(ctx, [row])[0]
    return DealCard(**head.model_dump(), events=events, activities=of_deal(ctx, row.id))


def shown(ctx: Context, rows: Sequence[DealRow]) -> list[Deal]:
    """The rows with names beside ids."""
    clients = client_names(ctx, {row.client_id for row in rows if row.client_id})
    sellers = seller_names(ctx, {id_ for row in rows for id_ in (row.seller_id, row.partner_id) if id_})
    products, due = _products(ctx, rows), _due(ctx, rows)
    stages = outcome_names(ctx)
    return [
        Deal.model_validate(
            {name: getattr(row, name) for name in Deal.model_fields if hasattr(row, name)}
            | {
                "number": None if (row.external_id or OWN_MARK).startswith(OWN_MARK) else row.external_id,
                "client_name": clients.get(row.client_id or 0),
                "seller_name": sellers.get(row.seller_id or 0),
                "partner_name": sellers.get(row.partner_id or 0),
                "products": products.get(row.id, {}),
                "stage_name": stages.get(row.stage, row.stage),
                "next_activity_on": due.get(row.id),
            }
        )
        for row in rows
    ]


def _products(ctx: Context, rows: Sequence[DealRow]) -> dict[int, dict[int, str]]:
    query = ctx.mine(DealProductRow).with_only_columns(DealProductRow.deal_id, DealProductRow.product_id)
    pairs = ctx.db.execute(
        query.where(DealProductRow.deal_id == func.any([row.id for row in rows])).order_by(DealProductRow.id)
    ).all()
    names = product_names(ctx, {product_id for _, product_id in pairs})
    of: dict[int, dict[int, str]] = {}
    for deal_id, product_id in pairs:
        of.setdefault(deal_id, {})[product_id] = names[product_id]
    return of


def _due(ctx: Context, rows: Sequence[DealRow]) -> dict[int, date]:
    a = ActivityRow
    query = ctx.mine(a).with_only_columns(a.deal_id, func.min(a.due_on)).where(a.done_on.is_(None))
    open_ones = query.where(a.deleted_at.is_(None), a.deal_id == func.any([row.id for row in rows]))
    return {deal_id: on for deal_id, on in ctx.db.execute(open_ones.group_by(a.deal_id)) if deal_id and on}


def _column(ctx: Context, code: str, name: str, query: Select[Any], most: int) -> BoardColumn:
    own = func.sum(DealRow.value).filter(DealRow.currency == ctx.merchant.currency)
    count, value = ctx.db.execute(query.with_only_columns(func.count(), own)).one()
    rows = ctx.db.scalars(query.order_by(DealRow.stage_since.desc(), DealRow.id.desc()).limit(most)).all()
    return BoardColumn(code=code, name=name, deals=count, value=value or Decimal(0), items=shown(ctx, rows))


def _chosen(ctx: Context, ask: DealFilters) -> Select[Any]:
    d = DealRow
    query = seen(ctx, d).where(d.deleted_at.is_(None))
    sellers = {ask.seller, own_place(ctx) or 0} if ask.mine else {ask.seller}
    for seller in sellers - {None}:
        query = query.where(or_(d.seller_id == seller, d.partner_id == seller))
    if ask.source is not None:
        query = query.where(d.source == ask.source)
    if ask.client is not None:
        same = or_(_CLIENT.c.id == ask.client, _CLIENT.c.merged_into_id == ask.client)
        query = query.where(d.client_id.in_(select(_CLIENT.c.id).where(_CLIENT.c.merchant_id == ctx.merchant_id, same)))
    if ask.product is not None:
        about = ctx.mine(DealProductRow).with_only_columns(DealProductRow.deal_id)
        query = query.where(d.id.in_(about.where(DealProductRow.product_id == ask.product)))
    return query.where(_matches(ctx, ask.q.strip())) if ask.q and ask.q.strip() else query


def _matches(ctx: Context, typed: str) -> ColumnElement[bool]:
    ways: list[ColumnElement[bool]] = [DealRow.external_id == typed]
    by_title, by_client = starts_a_word(DealRow.search_key, typed), starts_a_word(_CLIENT.c.search_key, typed)
    if by_title is not None and by_client is not None:
        named = select(_CLIENT.c.id).where(_CLIENT.c.merchant_id == ctx.merchant_id, by_client)
        ways += [by_title, DealRow.client_id.in_(named)]
    return or_(*ways)
