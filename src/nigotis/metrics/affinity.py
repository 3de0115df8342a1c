"""Which two products go together: "who bought this also bought that"."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from pydantic import Field

from nigotis.metrics.baskets import (
    FEWEST,
    TOGETHER,
    USUAL,
    Many,
    Season,
    Support,
    Within,
    basket_lines,
    chosen,
    is_chosen,
    read,
)
from nigotis.metrics.catalogue import Unit, metric
from nigotis.metrics.mining.baskets import Baskets, Ints
from nigotis.metrics.mining.pairs import pair_counts_with
from nigotis.metrics.mining.recent import recent_pairs
from nigotis.metrics.mining.rules import leverage, lift
from nigotis.metrics.window import Window

Ranking = Annotated[Literal["leverage", "lift", "confidence", "count"], Field(description="What to rank by.")]


def pairs(rows: pa.Table, w: Window, support: Decimal | None) -> tuple[Baskets, Ints, Ints, Ints]:
    """The baskets of `basket_lines`, and each pair with a product asked for: two items (as codes) and their count."""
    baskets = read(rows, support, _usual(w))
    picked = chosen(rows, w, baskets.items)
    return baskets, *(pair_counts_with(baskets, picked) if is_chosen(w) else recent_pairs(baskets))


def _paired(rows: pa.Table, w: Window, *, support: Decimal | None, by: str, limit: int, **_: str) -> pa.Table:
    baskets, left, right, count = pairs(rows, w, support)
    picked = chosen(rows, w, baskets.items)
    first, second = _turned(left, right, baskets.counts, picked)
    one, other = baskets.counts[first], baskets.counts[second]
    found = {
        "product_id": baskets.items[first],
        "with_product_id": baskets.items[second],
        "count": count,
        "support": count / max(baskets.count, 1),
        "confidence": count / one,
        "confidence_back": count / other,
        "lift": lift(count, one, other, baskets.count),
        "leverage": leverage(count, one, other, max(baskets.count, 1)),
        "product_count": one,
        "with_product_count": other,
    }
    order = np.lexsort((found["with_product_id"], found["product_id"], -found[by]))[:limit]
    return pa.table({name: values[order] for name, values in found.items()})


def _usual(w: Window) -> Decimal:
    """Of a product somebody asks for, everything is told; of all products only what is not rare."""
    return Decimal(0) if is_chosen(w) else USUAL


def _turned(left: Ints, right: Ints, counts: Ints, picked: np.ndarray) -> tuple[Ints, Ints]:
    """The rarer product first, so that the first confidence is the higher; but one that was asked for before all."""
    is_alike = picked[left] == picked[right]
    swap = np.where(is_alike, counts[left] > counts[right], picked[right])
    return np.where(swap, right, left), np.where(swap, left, right)


@metric(
    "product_id",
    "with_product_id",
    product_id=Unit.PRODUCT,
    with_product_id=Unit.PRODUCT,
    count=Unit.COUNT,
    support=Unit.SHARE,
    confidence=Unit.SHARE,
    confidence_back=Unit.SHARE,
    lift=Unit.NUMBER,
    leverage=Unit.SHARE,
    product_count=Unit.COUNT,
    with_product_count=Unit.COUNT,
    behind=TOGETHER,
    then=_paired,
)
def product_affinity(
    w: Window,
    *,
    within: Within = "sale",
    season: Season = "all",
    support: Support = None,
    by: Ranking = "leverage",
    limit: Many = 100,
) -> ir.Table:
    """Products bought together: of the sales with the first product, how many hold the second too.

    `count` sales hold both, `support` is their share of all sales; `confidence` is their share of the sales with the
    first product, `confidence_back` of those with the second. `lift` says how many times as often they meet as they
    would if they had nothing to do with each other, `leverage` the same as a difference of shares. A product counts
    once a sale; returns, postage and charges are left out. Each pair stands once, the rarer product first; under a
    filter on product or category the pairs of these products, which stand first. Shown is what at least 5 sales hold
    and, unless products are chosen, one sale in a thousand; `support` sets another limit. Of clients instead of sales,
    `within` counts what one client bought over the whole period.
    """
    return basket_lines(w, within, season)


def affinity_by_definition(
    w: Window, *, within: str = "sale", season: str = "all", support: Decimal | None = None
) -> ir.Table:
    """`product_affinity` as one expression: every pair, unranked. The kernel is held equal to it by a test."""
    rows = basket_lines(w, within, season)
    held = rows.filter(rows.basket.notnull()).distinct()
    whole = held.agg(whole=held.basket.nunique())
    part, unit = (_usual(w) if support is None else support).as_integer_ratio()
    products = held.group_by("product_id").agg(own=held.count()).cross_join(whole)
    products = products.mutate(picked=_picked(w, rows, products))
    one, other = held.view(), held.view()
    both = one.join(other, [one.basket == other.basket, one.product_id < other.product_id])
    pairs = both.group_by(one=one.product_id, other=other.product_id).agg(count=both.count())
    left, right = products.view(), products.view()
    found = pairs.join(left, pairs.one == left.product_id).select(
        "one", "other", "count", "whole", one_own=left.own, one_picked=left.picked
    )
    found = found.join(right, found.other == right.product_id).select(
        *found.columns, other_own=right.own, other_picked=right.picked
    )
    fewest = FEWEST if support is None else 1
    found = found.filter(
        found["count"] * unit >= found.whole * part, found["count"] >= fewest, found.one_picked | found.other_picked
    )
    swap = ibis.ifelse(found.one_picked == found.other_picked, found.one_own > found.other_own, found.other_picked)
    turned = found.select(
        "count",
        "whole",
        product_id=swap.ifelse(found.other, found.one),
        with_product_id=swap.ifelse(found.one, found.other),
        product_count=swap.ifelse(found.other_own, found.one_own),
        with_product_count=swap.ifelse(found.one_own, found.other_own),
    )
    count, number, own, others = (
        turned["count"], turned.whole, turned.product_count, turned.with_product_count
    )  # fmt: skip
    return turned.select(
        "product_id",
        "with_product_id",
        "count",
        support=count.cast("float64") / number,
        confidence=count.cast("float64") / own,
        confidence_back=count.cast("float64") / others,
        lift=(count * number).cast("float64") / (own * others),
        leverage=(count * number - own * others).cast("float64") / (number * number),
        product_count=own,
        with_product_count=others,
    )


def _picked(w: Window, rows: ir.Table, products: ir.Table) -> ir.Value:
    if not is_chosen(w):
        return ibis.literal(True)
    return products.product_id.isin(rows.filter(rows.basket.isnull()).product_id)
