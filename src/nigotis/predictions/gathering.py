"""What the models need, out of an engine that holds the fact tables: order days, baskets, the range."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from nigotis.forecasting.history import Floats, Histories, Ints, histories
from nigotis.metrics import measures
from nigotis.metrics.facts import PRODUCTS, SALE_LINES
from nigotis.metrics.kept import DOCUMENTS
from nigotis.metrics.run import fetch
from nigotis.predictions.next_products import Baskets, Range


def last_day(connection: Any) -> date | None:
    """The day of the last sale to a known client; None where there is none."""
    found: date | None = fetch(_sold().agg(day=_sold().day.max()), connection)["day"][0].as_py()
    return found


def order_days(connection: Any, as_of: date) -> Histories:
    """Everybody's order days up to `as_of` and what was spent on them.

    What comes back is taken off the client's order of that day or, where there is none, off the next one: so nothing
    that happens later changes what was known of an order.
    """
    known = DOCUMENTS.filter(DOCUMENTS.client_id.notnull(), DOCUMENTS.day <= as_of)
    days = known.group_by("client_id", "day").agg(
        spend=measures.net(known).cast("float64"), is_order=(~known.is_return).any()
    )
    return histories(_moved_on(fetch(days.order_by("client_id", "day"), connection)))


def baskets(connection: Any, as_of: date, clients: Sequence[int] | None = None) -> Baskets:
    """Who bought which products on which days up to `as_of`, of products that can still be bought.

    `clients`, where given, are the only ones meant.
    """
    offered = PRODUCTS.filter(PRODUCTS.is_active, PRODUCTS.is_product)
    bought = _sold().filter(lambda t: (t.day <= as_of) & t.product_id.notnull()).semi_join(offered, "product_id")
    if clients is not None:
        bought = bought.filter(bought.client_id.isin(list(clients)))
    rows = fetch(bought.select("client_id", "product_id", "day").distinct(), connection)
    return Baskets(_ints(rows["client_id"]), _ints(rows["product_id"]), _ints(rows["day"]))


def assortment(connection: Any, as_of: date) -> Range:
    """Category and price of every product that can still be bought; the price is what was paid on average, else the
    one in the catalogue."""
    sold = SALE_LINES.filter(~SALE_LINES.is_return, SALE_LINES.day <= as_of)
    paid = sold.group_by("product_id").agg(
        paid=measures.net(sold).cast("float64") / measures.units(sold).cast("float64").nullif(0)
    )
    offered = PRODUCTS.filter(PRODUCTS.is_active, PRODUCTS.is_product)
    rows = fetch(
        offered.left_join(paid, "product_id")
        .select("product_id", "category", price=ibis.coalesce(paid.paid, offered.price.cast("float64")))
        .order_by("product_id"),
        connection,
    )
    category = pc.fill_null(rows["category"].combine_chunks().dictionary_encode().indices, -1)
    return Range(_ints(rows["product_id"]), _ints(category), _floats(rows["price"]))


def _sold() -> ir.Table:
    return SALE_LINES.filter(SALE_LINES.client_id.notnull(), ~SALE_LINES.is_return)


def _moved_on(rows: pa.Table) -> pa.Table:
    """Order days only; a day of returns alone passes its (negative) money on to the client's next order day."""
    client, spend = _ints(rows["client_id"]), _floats(rows["spend"])
    is_order = rows["is_order"].to_numpy()
    positions = np.where(is_order, np.arange(len(client)), len(client))
    following = np.minimum.accumulate(positions[::-1])[::-1]
    lands = following < len(client)
    lands[lands] = client[following[lands]] == client[lands]
    money = np.bincount(following[lands], spend[lands], minlength=len(client))
    return rows.set_column(rows.column_names.index("spend"), "spend", pa.array(money)).filter(rows["is_order"])


def _ints(column: Any) -> Ints:
    values = column.cast(pa.int32()) if column.type == pa.date32() else column
    return np.asarray(values.to_numpy(), dtype=np.int64)


def _floats(column: Any) -> Floats:
    return np.asarray(column.cast(pa.float64()).to_numpy(), dtype=np.float64)
