"""The fact tables of a demo business, as metrics read them, without a database in between."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa

from nigotis.demo.types import SALE_SOURCES, DemoBusiness, Ints
from nigotis.metrics.facts import CLIENTS_SCHEMA, MONEY, PRODUCTS_SCHEMA, SALE_LINES_SCHEMA
from nigotis.places.resolving import resolve


def facts(business: DemoBusiness) -> dict[str, pa.Table]:
    """`sale_lines`, `clients` and `products` with the schemas of `nigotis.metrics.facts`; ids as in the business."""
    return {"sale_lines": _sale_lines(business), "clients": _clients(business), "products": _products(business)}


def _sale_lines(business: DemoBusiness) -> pa.Table:
    lines, documents, digits = business.lines, business.documents, business.money_digits
    of = lines.document_id - 1
    local_at = documents.local_at[of]
    is_product = np.array([product.is_product for product in business.products])
    columns = {
        "line_id": np.arange(1, len(of) + 1),
        "sale_id": lines.document_id,
        "is_return": documents.is_return[of],
        "sold_at": documents.sold_at[of],
        "local_at": local_at,
        "day": local_at.astype("datetime64[D]"),
        "client_id": _id_or_null(documents.client_id[of]),
        "product_id": lines.product_id,
        "branch_id": documents.branch_id[of],
        "seller_id": documents.seller_id[of],
        "source": np.array(SALE_SOURCES, dtype=object)[documents.source[of]],
        "quantity": decimals(lines.quantity, 0),
        "amount": decimals(lines.amount, digits),
        "discount": decimals(lines.discount, digits),
        "cost": decimals(lines.cost, digits),
        "is_product": is_product[lines.product_id - 1],
    }
    return pa.table(columns, schema=SALE_LINES_SCHEMA)


def _clients(business: DemoBusiness) -> pa.Table:
    clients = business.clients
    columns = {
        "client_id": range(1, len(clients) + 1),
        **_homes(business),
        **_attributes(clients, ("status", "source", "gender", "birthday", "registered_on")),
        "branch_id": _id_or_null(np.array([client.branch_id for client in clients])),
    }
    return pa.table(columns, schema=CLIENTS_SCHEMA)


def _homes(business: DemoBusiness) -> dict[str, list[Any]]:
    towns = resolve({client.city for client in business.clients}, business.country)
    found = [towns[client.city] for client in business.clients]
    return {
        "place_id": [place and place.id for place in found],
        "region": [place and place.region for place in found],
        "city": [place.name if place else client.city for place, client in zip(found, business.clients, strict=True)],
    }


def _products(business: DemoBusiness) -> pa.Table:
    products, digits = business.products, business.money_digits
    stock = [product.stock for product in products]
    columns = {
        "product_id": range(1, len(products) + 1),
        "price": decimals(np.array([product.price for product in products]), digits),
        "cost": decimals(np.array([product.cost for product in products]), digits),
        "stock": pa.array(stock, pa.int32()).cast(MONEY),
        **_attributes(products, ("category", "created_on", "is_product", "is_active")),
    }
    return pa.table(columns, schema=PRODUCTS_SCHEMA)


def _attributes(things: Iterable[object], names: Iterable[str]) -> dict[str, list[Any]]:
    return {name: [getattr(thing, name) for thing in things] for name in names}


def _id_or_null(ids: Ints) -> pa.Array:
    return pa.array(ids, mask=ids == 0)


def decimals(values: Ints, digits: int) -> pa.Array:
    """Whole numbers of `10 ** -digits` as exact money of the facts."""
    scaled = pa.array(values * 10 ** (MONEY.scale - digits)).cast(pa.decimal128(19, 0))
    # Arrow has no cast that moves the point without widening; the same bytes read at the other scale are that number.
    return pa.Array.from_buffers(MONEY, len(scaled), scaled.buffers())
