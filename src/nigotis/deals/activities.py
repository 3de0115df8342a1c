"""Finding visits, calls, messages and meetings, and showing them with names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, func

from nigotis.clients.directory import names as client_names
from nigotis.deals.models import ActivityRow, DealRow
from nigotis.deals.seeing import seen
from nigotis.deals.types import Activity, FindActivities
from nigotis.kernel.context import Context
from nigotis.kernel.paging import Page, page
from nigotis.staff.operations import own_place, seller_names

MOST_OF_A_DEAL = 200
_FAR = date(9999, 1, 1)


def found(ctx: Context, ask: FindActivities) -> Page[Activity]:
    """A page of activities: what is planned by its day, the nearest first; what is done, the latest first."""
    query = _chosen(ctx, ask)
    is_done = ask.state == "done"
    day = func.coalesce(ActivityRow.done_on if is_done else ActivityRow.due_on, ActivityRow.done_on, _FAR)
    rows, after = page(ctx.db, query, [day, ActivityRow.id.expression], ask, newest_first=is_done)
    total = None if ask.after else ctx.db.scalar(query.with_only_columns(func.count()))
    return Page(items=shown(ctx, rows), next=after, total=total)


def of_deal(ctx: Context, deal_id: int) -> list[Activity]:
    """The activities of a deal, the planned ones first."""
    a = ActivityRow
    query = ctx.mine(a).where(a.deal_id == deal_id, a.deleted_at.is_(None))
    order = (a.done_at.is_not(None), a.done_at.desc(), a.due_on, a.id)
    return shown(ctx, ctx.db.scalars(query.order_by(*order).limit(MOST_OF_A_DEAL)).all())


def shown(ctx: Context, rows: Sequence[ActivityRow]) -> list[Activity]:
    """The rows with names beside ids."""
    clients = client_names(ctx, {row.client_id for row in rows if row.client_id})
    sellers = seller_names(ctx, {row.seller_id for row in rows if row.seller_id})
    query = ctx.mine(DealRow).with_only_columns(DealRow.id, DealRow.title)
    titles = dict(ctx.db.execute(query.where(DealRow.id == func.any([row.deal_id for row in rows]))).all())
    return [
        Activity.model_validate(
            {name: getattr(row, name) for name in Activity.model_fields if hasattr(row, name)}
            | {
                "client_name": clients.get(row.client_id or 0),
                "deal_title": titles.get(row.deal_id or 0),
                "seller_name": sellers.get(row.seller_id or 0),
            }
        )
        for row in rows
    ]


def _chosen(ctx: Context, ask: FindActivities) -> Select[Any]:
    a = ActivityRow
    query = seen(ctx, a).where(a.deleted_at.is_(None))
    for place, value in (
        (a.kind, ask.kind),
        (a.seller_id, ask.seller),
        (a.client_id, ask.client),
        (a.deal_id, ask.deal),
    ):
        if value is not None:
            query = query.where(cast(ColumnElement[Any], place) == value)
    if ask.mine:
        query = query.where(a.seller_id == (own_place(ctx) or 0))
    if ask.state is None:
        return query
    query = query.where(a.done_on.is_not(None) if ask.state == "done" else a.done_on.is_(None))
    if ask.state == "overdue":
        query = query.where(a.due_on < ctx.today)
    return query.where(a.due_on == ctx.today) if ask.state == "today" else query
