"""What a demo business is made of.

Ids are 1-based positions: client 17 is `clients[16]`, document 5 is row 4 of `documents`. In a column 0 means "none".
Money is whole numbers of `10 ** -money_digits` of the currency (qəpik for AZN, shillings for TZS).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nigotis.clients.types import Channel, Saying, Source

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Instants = NDArray[np.datetime64]

SALE_SOURCES: tuple[Source, ...] = ("till", "website", "bot")
TENDERS: tuple[str, ...] = ("cash", "card", "mobile", "transfer")


@dataclass(frozen=True)
class Branch:
    name: str
    address: str
    city: str
    latitude: float
    longitude: float
    opened_on: date


@dataclass(frozen=True)
class Seller:
    name: str
    role: Literal["seller", "cashier"]
    branch_id: int
    joined_on: date


@dataclass(frozen=True)
class Product:
    """`price`, `cost` of one unit today, in money units; `stock` None where it is not counted."""

    name: str
    category: str
    price: int
    cost: int
    stock: int | None
    created_on: date
    is_product: bool = True
    is_active: bool = True


@dataclass(frozen=True)
class OwnField:
    """A field that the business added to its clients; `choices` where one of them is chosen."""

    label: str
    kind: Literal["choice", "number", "yes_no"]
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Client:
    """`own` holds values by the label of an `OwnField`, in the form they are kept (a number as decimal string)."""

    name: str
    phone: str | None
    email: str | None
    gender: Literal["F", "M"] | None
    birthday: date | None
    city: str
    source: Source
    status: Literal["active", "waiting", "inactive"]
    registered_on: date
    branch_id: int
    tags: tuple[str, ...]
    consents: Mapping[Channel, Saying]
    own: Mapping[str, str | bool]


@dataclass(frozen=True)
class Documents:
    """Sales and returns in order of time, one entry each; money signed (a return is negative)."""

    is_return: Flags
    returned_document_id: Ints
    sold_at: Instants
    """UTC, microseconds, no zone."""
    local_at: Instants
    """The clock on the branch's wall."""
    client_id: Ints
    branch_id: Ints
    seller_id: Ints
    source: Ints
    """Position in SALE_SOURCES."""
    discount: Ints
    total: Ints


@dataclass(frozen=True)
class Lines:
    """Lines ordered by document. On every line `amount == quantity * unit_price - discount`; returns are negative."""

    document_id: Ints
    returned_line_id: Ints
    product_id: Ints
    quantity: Ints
    unit_price: Ints
    discount: Ints
    amount: Ints
    cost: Ints


@dataclass(frozen=True)
class Tenders:
    """How each document was paid (or paid back); a document's tenders add up to its total."""

    document_id: Ints
    kind: Ints
    """Position in TENDERS."""
    amount: Ints


@dataclass(frozen=True)
class DemoBusiness:
    key: Literal["cafe", "wholesaler"]
    name: str
    country: str
    currency: str
    zone: str
    language: Literal["az", "sw"]
    money_digits: int
    since: date
    until: date
    branches: tuple[Branch, ...]
    sellers: tuple[Seller, ...]
    products: tuple[Product, ...]
    own_fields: tuple[OwnField, ...]
    clients: tuple[Client, ...]
    documents: Documents
    lines: Lines
    tenders: Tenders
    truths: dict[str, Any]
    """What was planted on purpose, JSON-able; read it through `worlds.answers`."""
