"""Reading sales and returns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from sqlalchemy import BigInteger, ColumnElement, Select, column, distinct, func, or_, select, table

from nigotis.clients.directory import names as client_names
from nigotis.kernel.context import Context
from nigotis.kernel.paging import Page, page
from nigotis.products.catalogue import names as product_names
from nigotis.sales.models import SaleLineRow, SaleRow, TenderRow
from nigotis.sales.returning import sold_lines
from nigotis.sales.types import FindSales, Sale, SaleHead, SaleLine, Tender
from nigotis.staff.operations import branches_seen

# Another room's table, by the two columns that its merges promise: sales of a merged client are the survivor's.
_CLIENT = table(
    "client", column("merchant_id", BigInteger), column("id", BigInteger), column("merged_into_id", BigInteger)
)


def found(ctx: Context, ask: FindSales) -> Page[SaleHead]:
    """A page of sales and returns, the latest first. Voided ones are among them, marked.

    Forbidden for another branch than the asker's own.
    """
    query = _chosen(ctx, ask)
    order: list[ColumnElement[Any]] = [SaleRow.sold_at.expression, SaleRow.id.expression]
    rows, after = page(ctx.db, query, order, ask, newest_first=True)
    total = None if ask.after else ctx.db.scalar(query.with_only_columns(func.count()))
    return Page(items=_heads(ctx, rows), next=after, total=total)


def read(ctx: Context, sale_id: int) -> Sale:
    """One document with everything on it."""
    row = ctx.get(SaleRow, sale_id)
    head = _heads(ctx, [row])[0]
    lines = sold_lines(ctx, sale_id)
    names = product_names(ctx, {sold.row.product_id for sold in lines.values() if sold.row.product_id})
    tenders = ctx.db.scalars(ctx.mine(TenderRow).where(TenderRow.sale_id == sale_id).order_by(TenderRow.id))
    shown = [_line(sold.row, names, sold.gone.quantity) for sold in lines.values()]
    return Sale(**head.model_dump(), lines=shown, tenders=[Tender.model_validate(tender) for tender in tenders])


def has_any(ctx: Context) -> bool:
    """Whether anything was ever sold here."""
    return bool(ctx.db.scalar(select(ctx.mine(SaleRow).exists())))


def clients_who_bought(ctx: Context, day: date) -> int:
    """How many known clients bought on a local day, as far as the asker may see; straight from the tables, so right at
    this second."""
    survivor = func.coalesce(_CLIENT.c.merged_into_id, _CLIENT.c.id)
    query = (
        select(func.count(distinct(survivor)))
        .select_from(SaleRow)
        .join(_CLIENT, (_CLIENT.c.merchant_id == SaleRow.merchant_id) & (_CLIENT.c.id == SaleRow.client_id))
        .where(SaleRow.merchant_id == ctx.merchant_id, SaleRow.day == day, SaleRow.kind == "sale")
        .where(SaleRow.voided_at.is_(None))
    )
    branches = branches_seen(ctx)
    if branches:
        query = query.where(SaleRow.branch_id.in_(branches))
    return ctx.db.scalar(query) or 0


def _line(row: SaleLineRow, names: dict[int, str], returned: Any) -> SaleLine:
    shown = {name: getattr(row, name) for name in SaleLine.model_fields if name != "returned"}
    return SaleLine(**shown | {"name": row.name or names.get(row.product_id or 0), "returned": returned})


def _heads(ctx: Context, rows: Sequence[SaleRow]) -> list[SaleHead]:
    names = client_names(ctx, {row.client_id for row in rows if row.client_id})
    heads = [SaleHead.model_validate(row) for row in rows]
    return [head.model_copy(update={"client_name": names.get(head.client_id or 0)}) for head in heads]


def _chosen(ctx: Context, ask: FindSales) -> Select[Any]:
    s = SaleRow
    query = ctx.mine(s)
    equal = ((s.seller_id, ask.seller), (s.kind, ask.kind), (s.source, ask.source))
    for place, value in (*equal, (s.document, ask.document)):
        if value is not None:
            query = query.where(cast(ColumnElement[Any], place) == value)
    branches = _branches(ctx, ask)
    if branches:
        query = query.where(s.branch_id.in_(branches))
    if ask.since is not None:
        query = query.where(s.day >= ask.since)
    if ask.until is not None:
        query = query.where(s.day <= ask.until)
    if ask.client is not None:
        same = or_(_CLIENT.c.id == ask.client, _CLIENT.c.merged_into_id == ask.client)
        query = query.where(s.client_id.in_(select(_CLIENT.c.id).where(_CLIENT.c.merchant_id == ctx.merchant_id, same)))
    if ask.product is not None:
        lines = ctx.mine(SaleLineRow).with_only_columns(SaleLineRow.sale_id)
        query = query.where(s.id.in_(lines.where(SaleLineRow.product_id == ask.product)))
    return query


def _branches(ctx: Context, ask: FindSales) -> tuple[int, ...]:
    """Branches to look in; empty: all. What one client bought, and one receipt, are found wherever they were sold,
    since goods may be given back in any branch."""
    asked = () if ask.branch is None else (ask.branch,)
    return asked if ask.client is not None or ask.document is not None else branches_seen(ctx, asked)
