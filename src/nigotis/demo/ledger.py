"""From chosen baskets to documents whose money adds up: prices, returns, order of time, tenders."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nigotis.demo.types import Documents, Flags, Floats, Instants, Ints, Lines, Tenders


@dataclass(frozen=True)
class Heads:
    """Sales (or returns) before they have ids, one entry each; 0 is "none"."""

    local_at: Instants
    client_id: Ints
    branch_id: Ints
    seller_id: Ints
    source: Ints

    def take(self, rows: Ints) -> Heads:
        return Heads(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})


@dataclass(frozen=True)
class Draft:
    """Documents and lines that still refer to one another by row: `sale` per line, `origin` per return (or -1)."""

    heads: Heads
    origin: Ints
    sale: Ints
    line_origin: Ints
    product_id: Ints
    quantity: Ints
    unit_price: Ints
    discount: Ints
    unit_cost: Ints


def sales_draft(
    heads: Heads, sale: Ints, product_id: Ints, quantity: Ints, unit_price: Ints, discount: Ints, unit_cost: Ints
) -> Draft:
    none = np.full(len(heads.local_at), -1)
    return Draft(heads, none, sale, np.full(len(sale), -1), product_id, quantity, unit_price, discount, unit_cost)


def with_returns(draft: Draft, lines: Ints, quantity: Ints, local_at: Instants) -> Draft:
    """`draft` and one return document for each of `lines` (rows, at most one of a line), of `quantity` units.

    A part of a line gives back that part of its discount, rounded down, so a line never gives back more than it took.
    """
    sold = draft.quantity[lines]
    heads = replace(draft.heads.take(draft.sale[lines]), local_at=local_at)
    documents = len(draft.heads.local_at)
    back = Draft(
        heads=heads,
        origin=draft.sale[lines],
        sale=documents + np.arange(len(lines)),
        line_origin=lines,
        product_id=draft.product_id[lines],
        quantity=-quantity,
        unit_price=draft.unit_price[lines],
        discount=-(draft.discount[lines] * quantity // sold),
        unit_cost=draft.unit_cost[lines],
    )
    return _appended(draft, back)


def _appended(one: Draft, other: Draft) -> Draft:
    heads = Heads(*(_both(one.heads, other.heads, field.name) for field in fields(Heads)))
    columns = [field.name for field in fields(Draft) if field.name != "heads"]
    return Draft(heads=heads, **{name: _both(one, other, name) for name in columns})


def _both(one: object, other: object, name: str) -> NDArray[Any]:
    return np.concatenate([getattr(one, name), getattr(other, name)])


def documents_and_lines(draft: Draft, utc: Instants) -> tuple[Documents, Lines]:
    """Ids given in order of time; `utc` are the instants of `draft.heads`, in its order."""
    order = np.lexsort((draft.origin, utc))
    id_of = _inverse(order) + 1
    line_order = np.lexsort((np.arange(len(draft.sale)), id_of[draft.sale]))
    lines = _lines(draft, id_of, line_order)
    return _documents(draft, utc, order, id_of, lines), lines


def _inverse(order: Ints) -> Ints:
    places = np.empty(len(order), dtype=np.int64)
    places[order] = np.arange(len(order))
    return places


def _lines(draft: Draft, id_of: Ints, order: Ints) -> Lines:
    line_id_of = _inverse(order) + 1
    origin = draft.line_origin[order]
    quantity, price, discount = draft.quantity[order], draft.unit_price[order], draft.discount[order]
    return Lines(
        document_id=id_of[draft.sale][order],
        returned_line_id=np.where(origin < 0, 0, line_id_of[origin]),
        product_id=draft.product_id[order],
        quantity=quantity,
        unit_price=price,
        discount=discount,
        amount=quantity * price - discount,
        cost=quantity * draft.unit_cost[order],
    )


def _documents(draft: Draft, utc: Instants, order: Ints, id_of: Ints, lines: Lines) -> Documents:
    origin = draft.origin[order]
    heads = draft.heads.take(order)
    return Documents(
        is_return=origin >= 0,
        returned_document_id=np.where(origin < 0, 0, id_of[origin]),
        sold_at=utc[order],
        local_at=heads.local_at,
        client_id=heads.client_id,
        branch_id=heads.branch_id,
        seller_id=heads.seller_id,
        source=heads.source,
        discount=_per_document(lines, lines.discount, len(order)),
        total=_per_document(lines, lines.amount, len(order)),
    )


def _per_document(lines: Lines, values: Ints, documents: int) -> Ints:
    sums = np.zeros(documents, dtype=np.int64)
    np.add.at(sums, lines.document_id - 1, values)
    return sums


def tenders(rng: np.random.Generator, totals: Ints, shares: Floats, split: float) -> Tenders:
    """One tender a document by `shares` of the kinds; a `split` part of the sales is paid in two kinds."""
    count = len(totals)
    kind = rng.choice(len(shares), size=count, p=shares)
    in_two: Flags = (rng.random(count) < split) & (totals > 1)
    first = np.where(in_two, totals * rng.integers(20, 80, count) // 100, totals)
    other = np.flatnonzero(in_two)
    document = np.concatenate([np.arange(count), other])
    order = np.argsort(document, kind="stable")
    return Tenders(
        document_id=document[order] + 1,
        kind=np.concatenate([kind, (kind[other] + 1) % len(shares)])[order],
        amount=np.concatenate([first, (totals - first)[other]])[order],
    )
