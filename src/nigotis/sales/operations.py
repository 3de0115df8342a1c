"""What one does with sales."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from nigotis.kernel.context import Context
from nigotis.kernel.operation import Effect, operation
from nigotis.kernel.paging import Page
from nigotis.kernel.problems import Conflict, Forbidden, Invalid
from nigotis.products.catalogue import Offer, offers
from nigotis.products.stock import move_stock
from nigotis.sales import listing
from nigotis.sales.amounts import line_figures
from nigotis.sales.events import SaleRecorded, SaleRestored, SaleReturned, SaleVoided
from nigotis.sales.models import SaleLineRow, SaleRow
from nigotis.sales.places import place_of
from nigotis.sales.recording import Line, earlier, write
from nigotis.sales.returning import check_return_fits, has_returns, lock_sale, returned_lines
from nigotis.sales.types import FindSales, LineAsk, RecordSale, ReturnSale, Sale, SaleHead, VoidSale, WhichSale


@operation("POST /sales", needs="sales:write", effect=Effect.WRITES)
def record(ctx: Context, ask: RecordSale) -> Sale:
    """Record a sale.

    The same receipt number from the same till is the same sale, whenever it comes again: it is answered, not doubled.
    """
    place = place_of(ctx, ask)
    known = offers(ctx, {line.product_id for line in ask.lines if line.product_id})
    lines = [_sold(line, known) for line in ask.lines]
    sale = write(ctx, ask, place, "sale", lines, client_id=ask.client_id)
    if sale is None:
        return _written_before(ctx, ask)
    tracked = [line for line in lines if line.product_id and known[line.product_id].is_tracked]
    _move_stock(ctx, ((line.product_id, -line.figures.quantity) for line in tracked))
    where = {"branch_id": sale.branch_id, "client_id": sale.client_id}
    ctx.tell(SaleRecorded(sale_id=sale.id, total=sale.total, currency=sale.currency, **where))
    return sale


@operation("POST /sales/{sale_id}/returns", needs="sales:write", effect=Effect.WRITES)
def give_back(ctx: Context, ask: ReturnSale) -> Sale:
    """Take goods of a sale back, or give a sum back.

    Never more than was sold and paid, however many returns come at once.
    """
    sold = lock_sale(ctx, ask.sale_id)
    ask = ask.model_copy(
        update={"seller_id": ask.seller_id or sold.seller_id}
    )  # what comes back counts for who sold it
    before = earlier(ctx, ask, "return") if ask.document else None
    if before is not None:
        return listing.read(ctx, before)
    lines = returned_lines(ctx, sold, ask)
    of = {"original_sale_id": sold.id, "client_id": sold.client_id, "currency": sold.currency}
    back = write(ctx, ask, place_of(ctx, ask, sold.branch_id), "return", lines, reason=ask.reason, **of)
    if back is None:
        return _written_before(ctx, ask)
    _move_stock(ctx, ((line.product_id, -line.figures.quantity) for line in lines))
    ctx.tell(SaleReturned(sale_id=back.id, total=back.total, **of))
    return back


@operation("GET /sales", needs="sales:read", effect=Effect.READS)
def search(ctx: Context, ask: FindSales) -> Page[SaleHead]:
    """List sales and returns, the latest first."""
    return listing.found(ctx, ask)


@operation("GET /sales/{sale_id}", needs="sales:read", effect=Effect.READS)
def read(ctx: Context, ask: WhichSale) -> Sale:
    """Show a sale or return with its lines and payments."""
    return listing.read(ctx, ask.sale_id)


@operation("POST /sales/{sale_id}/void", needs="sales:write", effect=Effect.WRITES)
def void(ctx: Context, ask: VoidSale) -> Sale:
    """Make a sale or return that was recorded by mistake count nowhere; it stays to be seen, and can be put back."""
    row = _locked(ctx, ask.sale_id)
    if row.voided_at is not None:
        return listing.read(ctx, row.id)
    if has_returns(ctx, row):
        raise Conflict("sales.has_returns")
    row.voided_at = row.updated_at = ctx.now
    row.reason = ask.reason or row.reason
    ctx.db.flush()
    _move_stock(ctx, _units(ctx, row))
    ctx.tell(SaleVoided(sale_id=row.id, client_id=row.client_id))
    return listing.read(ctx, row.id)


@operation("POST /sales/{sale_id}/restore", needs="sales:write", effect=Effect.WRITES)
def restore(ctx: Context, ask: WhichSale) -> Sale:
    """Let a voided sale or return count again."""
    row = _locked(ctx, ask.sale_id)
    if row.voided_at is None:
        return listing.read(ctx, row.id)
    if row.original_sale_id is not None:
        check_return_fits(ctx, row)
    row.voided_at = None
    row.updated_at = ctx.now
    ctx.db.flush()
    _move_stock(ctx, ((product_id, -quantity) for product_id, quantity in _units(ctx, row)))
    ctx.tell(SaleRestored(sale_id=row.id, client_id=row.client_id))
    return listing.read(ctx, row.id)


def _sold(line: LineAsk, known: dict[int, Offer]) -> Line:
    offer = known.get(line.product_id or 0)
    unit_price = line.unit_price if line.unit_price is not None or offer is None else offer.price
    if unit_price is None:
        raise Invalid("sales.no_price", field="unit_price")
    if offer is None and line.name is None:
        raise Invalid("sales.product_or_name", field="product_id")
    figures = line_figures(line.quantity, unit_price, line.discount, line.tax, offer.cost if offer else None)
    if offer is None:
        return Line(figures, unit_price, name=line.name)
    return Line(
        figures,
        unit_price,
        product_id=line.product_id,
        name=line.name if line.name != offer.name else None,
        title=offer.name,
        is_product=offer.is_product,
    )


def _written_before(ctx: Context, ask: RecordSale | ReturnSale) -> Sale:
    before = earlier(ctx, ask, "sale" if isinstance(ask, RecordSale) else "return")
    assert before is not None, "the number was taken a moment ago, and documents are never deleted while tills sell"
    return listing.read(ctx, before)


def _locked(ctx: Context, sale_id: int) -> SaleRow:
    row = ctx.get(SaleRow, sale_id, lock=True)
    if ctx.actor.branch_id is not None and row.branch_id != ctx.actor.branch_id:
        raise Forbidden("sales.another_branch", field="sale_id")
    return row


def _units(ctx: Context, row: SaleRow) -> list[tuple[int | None, Decimal]]:
    lines = ctx.db.scalars(ctx.mine(SaleLineRow).where(SaleLineRow.sale_id == row.id))
    return [(line.product_id, line.quantity) for line in lines]


def _move_stock(ctx: Context, units: Iterable[tuple[int | None, Decimal]]) -> None:
    changes: dict[int, Decimal] = defaultdict(Decimal)
    for product_id, change in units:
        if product_id is not None:
            changes[product_id] += change
    move_stock(ctx, changes)
