"""From an accepted sales reading to the three fact tables that every metric reads, with labels beside them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from nigotis.metrics.facts import CLIENTS_SCHEMA, MONEY, PRODUCTS_SCHEMA, SALE_LINES_SCHEMA
from nigotis.reading.baskets import BasketList
from nigotis.reading.types import Reading

Labels = dict[str, pa.Table]


@dataclass(frozen=True)
class Facts:
    """Fact tables of `nigotis.metrics.facts` and `labels`: for client, product, branch and seller a table of
    `id` int64, `code` (as in the file) and `name` (the code where the file has no name)."""

    sale_lines: pa.Table
    clients: pa.Table
    products: pa.Table
    labels: Labels


def facts_of(reading: Reading) -> Facts:
    """Ids count from 1 in the order of first appearance. Raises ValueError unless the reading is of sales and ok."""
    if reading.kind != "sales" or reading.verdict != "ok":
        raise ValueError(f"no facts from a reading of {reading.kind} with verdict {reading.verdict}")
    table = reading.table
    client, clients = _numbered(pc.coalesce(table["client"], table["client_phone"], table["client_name"]))
    product, products = _numbered(pc.coalesce(table["product"], table["product_name"]))
    branch, branches = _numbered(table["branch"])
    seller, sellers = _numbered(table["seller"])
    sale, _ = _numbered(table["document"])
    lines = _sale_lines(
        table, {"sale_id": sale, "client_id": client, "product_id": product, "branch_id": branch, "seller_id": seller}
    )
    labels = {
        "client": _labels(clients, client, table["client_name"]),
        "product": _labels(products, product, table["product_name"]),
        "branch": _labels(branches, branch, table["branch"]),
        "seller": _labels(sellers, seller, table["seller"]),
    }
    return Facts(lines, _clients(clients), _products(products, product, table), labels)


def facts_of_baskets(found: BasketList, day: dt.date) -> Facts:
    """A sale for each basket, all on one day since the list knows none; no clients, no money."""
    sizes = [len(basket) for basket in found.baskets]
    names = pa.chunked_array([[item for basket in found.baskets for item in basket]], pa.string())
    product, products = _numbered(names)
    on = pa.scalar(day)
    lines = _filled(
        SALE_LINES_SCHEMA,
        len(product),
        line_id=pa.array(range(1, len(product) + 1), pa.int64()),
        sale_id=pa.array(np.repeat(np.arange(1, len(sizes) + 1), sizes)),
        product_id=product,
        **dict.fromkeys(("sold_at", "local_at", "day"), on),
        **dict.fromkeys(("amount", "discount"), pa.scalar(Decimal(0), MONEY)),
        quantity=pa.scalar(Decimal(1), MONEY),
        is_return=pa.scalar(False),
        is_product=pa.scalar(True),
    )
    number = pa.array(range(1, len(products) + 1), pa.int64())
    goods = _filled(
        PRODUCTS_SCHEMA, len(products), product_id=number, is_product=pa.scalar(True), is_active=pa.scalar(True)
    )
    labels = dict.fromkeys(("client", "branch", "seller"), _LABEL.empty_table())
    named = pa.table({"id": number, "code": products, "name": products}, _LABEL)
    return Facts(lines, CLIENTS_SCHEMA.empty_table(), goods, labels | {"product": named})


_LABEL = pa.schema([("id", pa.int64()), ("code", pa.string()), ("name", pa.string())])


def _filled(schema: pa.Schema, count: int, **known: pa.Array | pa.Scalar) -> pa.Table:
    """`count` rows of a schema: arrays as they are, one value for every row, null where nothing is known."""
    columns = [known.get(field.name, pa.scalar(None, field.type)) for field in schema]
    whole = [pa.repeat(column, count) if isinstance(column, pa.Scalar) else column for column in columns]
    return pa.table([column.cast(field.type) for column, field in zip(whole, schema, strict=True)], schema)


def _numbered(column: pa.ChunkedArray) -> tuple[pa.Array, pa.Array]:
    """Int64 ids from 1 and the text of each id in order."""
    encoded = _flat(column).dictionary_encode()
    return pc.add(encoded.indices.cast(pa.int64()), 1), encoded.dictionary


def _sale_lines(table: pa.Table, ids: dict[str, pa.Array]) -> pa.Table:
    local = table["sold_at"]
    minutes = pc.fill_null(table["offset"], 0).cast(pa.int64())
    micros = pc.multiply(minutes, 60_000_000).cast(pa.duration("us"))
    columns = {
        **ids,
        "line_id": pa.array(range(1, table.num_rows + 1), pa.int64()),
        "is_return": table["is_return"],
        "sold_at": pc.subtract(local, micros),
        "local_at": local,
        "day": local.cast(pa.date32()),
        "source": table["source"],
        "quantity": table["quantity"],
        "amount": table["amount"],
        "discount": pc.if_else(table["is_return"], pc.negate(table["discount"]), table["discount"]),
        "cost": table["cost"],
        "is_product": table["is_product"],
    }
    return pa.table([columns[f.name] for f in SALE_LINES_SCHEMA], schema=SALE_LINES_SCHEMA)


def _labels(codes: pa.Array, ids: pa.Array, names: pa.ChunkedArray) -> pa.Table:
    """For each code the name most often beside it."""
    usual = _usual(ids, names, "name")
    own = pa.table({"id": pa.array(range(1, len(codes) + 1), pa.int64()), "code": codes})
    found = own.join(usual, "id").sort_by("id")
    return pa.table({"id": found["id"], "code": found["code"], "name": pc.coalesce(found["name"], found["code"])})


def _usual(ids: pa.Array, values: pa.ChunkedArray, name: str) -> pa.Table:
    """id -> the value most often beside it; ties go to the smaller value, so row order does not matter."""
    table = pa.table({"id": ids, name: values}).filter(pc.and_(pc.is_valid(ids), pc.is_valid(values)))
    counted = table.group_by(["id", name]).aggregate([([], "count_all")])
    counted = counted.sort_by([("id", "ascending"), ("count_all", "descending"), (name, "ascending")])
    return _first_of_each(counted).select(["id", name])


def _first_of_each(table: pa.Table) -> pa.Table:
    """The first row of each run of equal `id`."""
    ids = _flat(table["id"])
    if len(ids) == 0:
        return table
    return table.filter(pa.concat_arrays([pa.array([True]), pc.not_equal(ids[1:], ids[:-1])]))


def _flat(column: pa.ChunkedArray) -> pa.Array:
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


def _clients(codes: pa.Array) -> pa.Table:
    count = len(codes)
    columns = {f.name: pa.nulls(count, f.type) for f in CLIENTS_SCHEMA}
    columns["client_id"] = pa.array(range(1, count + 1), pa.int64())
    columns["status"] = pa.array(["active"] * count, pa.string())
    return pa.table(columns, schema=CLIENTS_SCHEMA)


def _products(codes: pa.Array, ids: pa.Array, table: pa.Table) -> pa.Table:
    """Category as most often written, price as last seen, the first day a product was sold as its age."""
    own = pa.table({"product_id": pa.array(range(1, len(codes) + 1), pa.int64())})
    seen = pa.table({"id": ids, "day": table["sold_at"].cast(pa.date32()), "is_product": table["is_product"]}).filter(
        pc.is_valid(ids)
    )
    facts = seen.group_by("id").aggregate([("day", "min"), ("is_product", "min")])
    categories = _usual(ids, table["category"], "category")
    found = own.join(facts, "product_id", "id").join(categories, "product_id", "id").sort_by("product_id")
    count = found.num_rows
    columns = {
        "product_id": found["product_id"],
        "category": found["category"],
        "price": _last_prices(ids, table, count),
        "cost": pa.nulls(count, MONEY),
        "stock": pa.nulls(count, MONEY),
        "created_on": found["day_min"],
        "is_product": found["is_product_min"],
        "is_active": pa.repeat(pa.scalar(True), count),
    }
    return pa.table([columns[f.name] for f in PRODUCTS_SCHEMA], schema=PRODUCTS_SCHEMA)


def _last_prices(ids: pa.Array, table: pa.Table, count: int) -> pa.ChunkedArray:
    priced = pa.table({"id": ids, "at": table["sold_at"], "row": table["row"], "price": table["unit_price"]})
    priced = priced.filter(
        pc.and_(pc.is_valid(ids), pc.and_(pc.is_valid(table["unit_price"]), pc.invert(table["is_return"])))
    )
    last = _first_of_each(priced.sort_by([("id", "ascending"), ("at", "descending"), ("row", "descending")]))
    return pa.table({"id": pa.array(range(1, count + 1), pa.int64())}).join(last, "id").sort_by("id")["price"]
