"""Many documents at once, for file imports and generated worlds."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import text

from nigotis.kernel.context import Context
from nigotis.kernel.staging import column, drop_staged, insert_staged, new_ids, stage
from nigotis.metrics.facts import MONEY
from nigotis.sales.amounts import ZERO

_IDS = ("branch_id", "device_id", "seller_id", "client_id")


def copy_sales(
    ctx: Context, sales: pa.Table, lines: pa.Table, tenders: pa.Table | None = None, *, import_id: int | None
) -> list[int]:
    """Add the documents `sales` with their `lines`, and answer the documents' ids in the same order.

    Amounts of returns are negative throughout. Ids are those of this merchant; a foreign one fails the transaction.
    Nothing is announced one by one, and stock does not move.

    - sales: kind (sale, return; default sale), document, body_hash, source (default import), currency (the merchant's),
      reason (strings), branch_id, device_id, seller_id, client_id (int64), sold_at (timestamp with zone), local_at
      (timestamp without: the wall clock of the branch), original (int64: the row in `sales` of the sale that a return
      belongs to). Needed: sold_at and local_at.
    - lines: sale (int64: its row in `sales`), product_id, name, quantity, unit_price, discount, tax, amount, cost
      (decimal(18, 6)), is_product. Needed: sale, quantity and amount.
    - tenders: sale, kind, amount.
    """
    stage(ctx.db, "new_lines", _lines(lines))
    stage(ctx.db, "new_sales", _sales(ctx, sales, lines))
    given = {"merchant_id": ctx.merchant_id, "now": ctx.now, "import_id": import_id}
    insert_staged(ctx.db, "new_sales", "sale", _sale_values(), given)
    _link_returns(ctx, sales)
    _insert_lines(ctx)
    if tenders is not None and tenders.num_rows:
        _insert_tenders(ctx, tenders)
    ids = new_ids(ctx.db, "new_sales")
    drop_staged(ctx.db, ["new_sales", "new_lines", "new_tenders"])
    return ids


def _sale_values() -> dict[str, str]:
    names = (
        "kind",
        "document",
        "body_hash",
        "source",
        "currency",
        "reason",
        "sold_at",
        "local_at",
        "total",
        "discount",
        "tax",
        *_IDS,
    )
    return {name: f"s.{name}" for name in names} | {
        "merchant_id": ":merchant_id",
        "day": "s.local_at::date",
        "received_at": ":now",
        "updated_at": ":now",
        "import_id": ":import_id",
    }


def _sales(ctx: Context, data: pa.Table, lines: pa.Table) -> pa.Table:
    staged = {name: column(data, name, pa.string()) for name in ("document", "body_hash", "reason")}
    staged |= {name: column(data, name, pa.int64()) for name in (*_IDS, "original")}
    staged |= {
        "kind": column(data, "kind", pa.string(), "sale"),
        "source": column(data, "source", pa.string(), "import"),
        "currency": column(data, "currency", pa.string(), ctx.merchant.currency),
        "sold_at": column(data, "sold_at", pa.timestamp("us", "UTC")),
        "local_at": column(data, "local_at", pa.timestamp("us")),
    }
    return pa.table(staged | _sums(lines, data.num_rows))


def _sums(lines: pa.Table, documents: int) -> dict[str, pa.Array]:
    """Total, discount and tax of each document, exact."""
    staged = _lines(lines)
    sums = staged.group_by("sale").aggregate([(name, "sum") for name in ("amount", "discount", "tax")])
    rows = pc.index_in(pa.array(range(documents), pa.int64()), value_set=sums.column("sale").combine_chunks())
    taken = sums.take(rows)
    names = {"total": "amount", "discount": "discount", "tax": "tax"}
    return {to: taken.column(f"{of}_sum").cast(MONEY).fill_null(ZERO) for to, of in names.items()}


def _lines(data: pa.Table) -> pa.Table:
    staged = {name: column(data, name, MONEY, ZERO) for name in ("quantity", "discount", "tax", "amount", "unit_price")}
    return pa.table(
        staged
        | {
            "sale": column(data, "sale", pa.int64()),
            "product_id": column(data, "product_id", pa.int64()),
            "name": column(data, "name", pa.string()),
            "cost": column(data, "cost", MONEY),
            "is_product": column(data, "is_product", pa.bool_(), True),
        }
    )


def _insert_lines(ctx: Context) -> None:
    ctx.db.execute(
        text(
            "insert into sale_line (merchant_id, sale_id, product_id, name, quantity, unit_price, discount, tax, amount"
            ", cost, is_product) select :merchant_id, i.id, s.product_id, s.name, s.quantity, s.unit_price, s.discount,"
            " s.tax, s.amount, s.cost, s.is_product from new_lines s join new_sales_ids i on i.n = s.sale order by s.n"
        ),
        {"merchant_id": ctx.merchant_id},
    )


def _insert_tenders(ctx: Context, data: pa.Table) -> None:
    staged = {
        "sale": column(data, "sale", pa.int64()),
        "kind": column(data, "kind", pa.string()),
        "amount": column(data, "amount", MONEY),
    }
    stage(ctx.db, "new_tenders", pa.table(staged))
    ctx.db.execute(
        text(
            "insert into tender (merchant_id, sale_id, kind, amount) select :merchant_id, i.id, s.kind, s.amount"
            " from new_tenders s join new_sales_ids i on i.n = s.sale order by s.n"
        ),
        {"merchant_id": ctx.merchant_id},
    )


def _link_returns(ctx: Context, data: pa.Table) -> None:
    if "original" not in data.column_names:
        return
    ctx.db.execute(
        text(
            "update sale set original_sale_id = o.id from new_sales s join new_sales_ids i on i.n = s.n"
            " join new_sales_ids o on o.n = s.original where sale.merchant_id = :merchant_id and sale.id = i.id"
        ),
        {"merchant_id": ctx.merchant_id},
    )
