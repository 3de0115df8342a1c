"""Two or three products worth selling as one, with what is earned on them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from math import sqrt
from typing import Annotated, Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field

from nigotis.metrics import measures
from nigotis.metrics.baskets import Season, Support, basket_lines, chosen, sold
from nigotis.metrics.catalogue import Behind, Limit, Unit, metric
from nigotis.metrics.facts import PRODUCTS
from nigotis.metrics.mining.baskets import Baskets
from nigotis.metrics.mining.itemsets import Sets
from nigotis.metrics.rules import mined
from nigotis.metrics.window import Window

LARGEST = 3
CLEAR = 3.0
"""Standard errors (of a count as chance makes it) by which more sales hold all of it than chance would make."""
Discount = Annotated[
    Decimal, Field(ge=0, lt=1, decimal_places=4, description="What the bundle is cheaper by, 0.10 = 10 %.")
]
_FACTS = ("units", "net", "costed_units", "cost", "listed_cost")
_PLACES = Decimal("0.0001")
Row = dict[str, Any]
Prices = dict[int, tuple[Decimal | None, Decimal | None]]
"""Product -> average price and average cost of one, empty where unknown."""


def _bundled(
    rows: pa.Table, w: Window, *, support: Decimal | None, discount: Decimal, limit: int, **_: str
) -> pa.Table:
    is_fact = pc.is_valid(rows["fact"])
    lines = rows.filter(pc.invert(is_fact)).select(["basket", "product_id"])
    prices = _prices(rows.filter(is_fact))
    baskets, levels = mined(lines, support, LARGEST)
    picked = chosen(lines, w, baskets.items)
    found = [
        _priced(row, prices, discount)
        for smaller, sets in pairwise(levels)
        for row in _candidates(baskets, smaller, sets, picked)
    ]
    worth = [row for row in found if "margin" not in row or row["margin"] > 0]
    worth.sort(key=lambda row: ("margin" not in row, -row["leverage"], row["products"]))
    return pa.Table.from_pylist(worth[:limit], bundle_suggestions.schema)


def _prices(facts: pa.Table) -> Prices:
    known: dict[int, dict[str, Decimal]] = {}
    for row in facts.to_pylist():
        known.setdefault(row["product_id"], {})[_FACTS[row["fact"]]] = row["value"]
    return {
        product: (
            _each(of.get("net"), of.get("units")),
            _each(of.get("cost"), of.get("costed_units")) or of.get("listed_cost"),
        )
        for product, of in known.items()
    }


def _each(total: Decimal | None, units: Decimal | None) -> Decimal | None:
    return (total / units).quantize(_PLACES, ROUND_HALF_UP) if total is not None and units else None


def _candidates(baskets: Baskets, smaller: Sets, sets: Sets, picked: np.ndarray) -> Iterator[Row]:
    """Sets that stand in clearly more sales than chance makes, with how many sales lack each one of their products."""
    counts = {tuple(items): count for items, count in zip(smaller.items.tolist(), smaller.counts.tolist(), strict=True)}
    for items, count in zip(sets.items.tolist(), sets.counts.tolist(), strict=True):
        chance, share = float(np.prod(baskets.counts[items] / baskets.count)), count / baskets.count
        if count - chance * baskets.count > CLEAR * sqrt(chance * baskets.count) and picked[items].any():
            yield {
                "products": baskets.items[items].tolist(),
                "count": count,
                "lift": share / chance,
                "leverage": share - chance,
                "lacking": [counts[(*items[:gone], *items[gone + 1 :])] - count for gone in range(len(items))],
            }


def _priced(row: Row, prices: Prices, discount: Decimal) -> Row:
    """The row with what is known of price, cost and what it earns."""
    lacking: list[int] = row.pop("lacking")
    row["lacking_one"] = sum(lacking)
    known = [prices.get(product, (None, None)) for product in row["products"]]
    each = [price for price, _ in known if price is not None]
    costs = [cost for _, cost in known if cost is not None]
    if len(each) < len(known):
        return row
    full = sum(each, Decimal(0))
    row["price"] = price = (full * (1 - discount)).quantize(_PLACES, ROUND_HALF_UP)
    if len(costs) < len(known):
        return row
    row["cost"] = cost = sum(costs, Decimal(0))
    row["margin"] = price - cost
    row["margin_share"] = float((price - cost) / price) if price else None
    row["break_even"] = _break_even(
        row["count"], full - price, lacking, [p - c for p, c in zip(each, costs, strict=True)]
    )
    return row


def _break_even(count: int, given_away: Decimal, lacking: list[int], margins: list[Decimal]) -> float | None:
    """The share of those who lack one product that must take it for what the discount gives away to come back."""
    won = sum((more * (margin - given_away) for more, margin in zip(lacking, margins, strict=True)), Decimal(0))
    return float(count * given_away / won) if won >= count * given_away and won > 0 else None


@metric(
    "products",
    products=Unit.PRODUCTS,
    count=Unit.COUNT,
    lift=Unit.NUMBER,
    leverage=Unit.SHARE,
    lacking_one=Unit.COUNT,
    price=Unit.MONEY,
    cost=Unit.MONEY,
    margin=Unit.MONEY,
    margin_share=Unit.SHARE,
    break_even=Unit.SHARE,
    behind=Behind("buyers", {"products": "together"}),
    then=_bundled,
)
def bundle_suggestions(
    w: Window,
    *,
    season: Season = "all",
    support: Support = None,
    discount: Discount = Decimal("0.10"),
    limit: Limit = 30,
) -> ir.Table:
    """Two or three products worth selling as one: how often they are bought together, and what a bundle would earn.

    Suggested is what clearly more sales hold together (`count`) than chance would make, and what earns something.
    `price` is the sum of the average prices of the period less the `discount`, `cost` the sum of the average costs (of
    the lines whose cost is known, else as in the catalogue), `margin` the difference: what is expected of one bundle.
    Cost, margin and what follows stay empty where the cost of one product is unknown; such bundles come last.
    `lacking_one` sales hold all of it but one product. `break_even` is the share of these that must take the whole
    bundle so that what they bring in makes good the discount given to those who buy all of it anyway; empty where they
    cannot. Most sales above chance (`leverage`) come first.
    """
    lines = basket_lines(w, season=season)
    baskets = lines.mutate(fact=ibis.null("int64"), value=ibis.null(measures.SUM))
    return ibis.union(baskets, *_facts(w, season))


def _facts(w: Window, season: str) -> Iterator[ir.Table]:
    """A row for each product and each thing known of it, numbered as in `_FACTS`."""
    lines = sold(w, season)
    costed = lines.cost.notnull()
    sums = lines.group_by("product_id").agg(
        units=measures.units(lines),
        net=measures.net(lines),
        costed_units=measures.gives(lines.quantity, where=costed),
        cost=measures.gives(lines.cost, where=costed),
    )
    listed = PRODUCTS.filter(PRODUCTS.cost.notnull())
    listed = listed.select("product_id", listed_cost=listed.cost.cast(measures.SUM))
    for number, name in enumerate(_FACTS):
        table = listed if name == "listed_cost" else sums
        yield table.select(
            basket=ibis.null("int64"),
            product_id=table.product_id,
            fact=ibis.literal(number, "int64"),
            value=table[name],
        )
