"""What has come back of a sale, and what still may."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, select

from nigotis.kernel.context import Context
from nigotis.kernel.money import plain_decimal
from nigotis.kernel.problems import Conflict, Invalid, NotFound
from nigotis.products.catalogue import names as product_names
from nigotis.sales.amounts import ZERO, Figures, share
from nigotis.sales.models import SaleLineRow, SaleRow
from nigotis.sales.recording import Line
from nigotis.sales.types import ReturnSale


@dataclass(frozen=True)
class Sold:
    """A sold line and what came back of it."""

    row: SaleLineRow
    gone: Figures

    @property
    def figures(self) -> Figures:
        """What was sold."""
        row = self.row
        return Figures(row.quantity, row.amount, row.discount, row.tax, row.cost)


def lock_sale(ctx: Context, sale_id: int) -> SaleRow:
    """The sale that something comes back of; returns of one sale wait for each other.

    Raises NotFound, and Conflict for a return or a voided sale.
    """
    query = ctx.mine(SaleRow).where(SaleRow.id == sale_id).with_for_update(key_share=True)
    row = ctx.db.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound("kernel.not_found")
    if row.kind != "sale":
        raise Conflict("sales.return_of_return")
    if row.voided_at is not None:
        raise Conflict("sales.voided")
    return row


def returned_lines(ctx: Context, sale: SaleRow, ask: ReturnSale) -> list[Line]:
    """The lines of the return, negative. Invalid when more would go back than was sold or paid."""
    if bool(ask.lines) == (ask.amount is not None):
        raise Invalid("sales.lines_or_amount", field="lines")
    lines = [_sum_line(ask.amount)] if ask.amount is not None else _goods(ctx, sale, ask)
    left = money_left(ctx, sale)
    if -sum((line.figures.amount for line in lines), ZERO) > left:
        raise Invalid("sales.more_than_paid", field="amount", left=plain_decimal(left))
    return lines


def sold_lines(ctx: Context, sale_id: int) -> dict[int, Sold]:
    """The lines of a sale by id, with what came back of each."""
    rows = ctx.db.scalars(ctx.mine(SaleLineRow).where(SaleLineRow.sale_id == sale_id).order_by(SaleLineRow.id))
    lines = {row.id: row for row in rows}
    gone = _gone(ctx, list(lines))
    nothing = Figures(ZERO, ZERO, ZERO, ZERO, None)
    return {line_id: Sold(row, gone.get(line_id, nothing)) for line_id, row in lines.items()}


def money_left(ctx: Context, sale: SaleRow) -> Decimal:
    """What was paid for the sale and has not been given back."""
    s = SaleRow
    given = ctx.db.scalar(
        select(func.coalesce(func.sum(s.total), 0)).where(
            s.merchant_id == ctx.merchant_id, s.original_sale_id == sale.id, s.voided_at.is_(None)
        )
    )
    return sale.total + Decimal(given or 0)


def has_returns(ctx: Context, sale: SaleRow) -> bool:
    """Whether something of it came back and still counts."""
    s = SaleRow
    query = ctx.mine(s).with_only_columns(s.id).where(s.original_sale_id == sale.id, s.voided_at.is_(None))
    return ctx.db.scalar(query.limit(1)) is not None


def check_return_fits(ctx: Context, row: SaleRow) -> None:
    """Before a voided return counts again: there is still that much left of its sale. Conflict otherwise."""
    sale = lock_sale(ctx, row.original_sale_id or 0)
    sold = sold_lines(ctx, sale.id)
    for line in ctx.db.scalars(ctx.mine(SaleLineRow).where(SaleLineRow.sale_id == row.id)):
        of = sold.get(line.original_line_id or 0)
        if of is not None and of.gone.quantity - line.quantity > of.row.quantity:
            raise Conflict("sales.nothing_left_to_return")
    if -row.total > money_left(ctx, sale):
        raise Conflict("sales.nothing_left_to_return")


def _goods(ctx: Context, sale: SaleRow, ask: ReturnSale) -> list[Line]:
    sold = sold_lines(ctx, sale.id)
    asked = [line.line_id for line in ask.lines]
    if len(set(asked)) < len(asked):
        raise Invalid("sales.line_twice", field="lines")
    if not sold.keys() >= set(asked):
        raise NotFound("kernel.not_found", field="line_id")
    titles = product_names(ctx, {sold[line_id].row.product_id or 0 for line_id in asked})
    return [_good(sold[line.line_id], line.quantity, sale.currency, titles) for line in ask.lines]


def _good(sold: Sold, quantity: Decimal, currency: str, titles: dict[int, str]) -> Line:
    row = sold.row
    return Line(
        share(sold.figures, sold.gone, quantity, currency).negative(),
        row.unit_price,
        product_id=row.product_id,
        name=row.name,
        title=titles.get(row.product_id or 0),
        is_product=row.is_product,
        original_line_id=row.id,
    )


def _sum_line(amount: Decimal) -> Line:
    """Money without goods: in totals, in no product's figures."""
    return Line(Figures(ZERO, -amount, ZERO, ZERO, None), amount, is_product=False)


def _gone(ctx: Context, line_ids: list[int]) -> dict[int, Figures]:
    r, s = SaleLineRow, SaleRow
    sums: list[ColumnElement[Any]] = [
        func.coalesce(-func.sum(column), 0) for column in (r.quantity, r.amount, r.discount, r.tax)
    ]
    columns: list[ColumnElement[Any]] = [r.original_line_id.expression, *sums, -func.sum(r.cost)]
    rows = ctx.db.execute(
        select(*columns)
        .join(s, (s.merchant_id == r.merchant_id) & (s.id == r.sale_id))
        .where(r.merchant_id == ctx.merchant_id, r.original_line_id == func.any(line_ids), s.voided_at.is_(None))
        .group_by(r.original_line_id)
    )
    return {row[0]: Figures(*row[1:]) for row in rows}
