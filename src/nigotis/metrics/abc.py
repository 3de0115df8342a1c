"""Which products carry the business."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

import ibis
import ibis.expr.types as ir
from pydantic import Field

from nigotis.metrics import measures
from nigotis.metrics.catalogue import BUYERS, Unit, metric
from nigotis.metrics.window import Window

By = Annotated[Literal["revenue", "margin"], Field(description="What to rank by.")]
Part = Annotated[Decimal, Field(ge=0, le=1, decimal_places=4)]
AShare = Annotated[Part, Field(description="Share of the whole that class A brings, 0.80 = 80 %.")]
BShare = Annotated[Part, Field(description="Share of the whole that class B brings, 0.15 = 15 %.")]


@metric(
    "product_id",
    behind=BUYERS,
    product_id=Unit.PRODUCT,
    abc=Unit.CODE,
    value=Unit.MONEY,
    share=Unit.SHARE,
    share_before=Unit.SHARE,
)
def abc(
    w: Window, *, by: By = "revenue", a_share: AShare = Decimal("0.80"), b_share: BShare = Decimal("0.15")
) -> ir.Table:
    """Products in three classes: A brings the first 80 % of revenue, B the next 15 %, C the rest.

    Products stand in order of value, then of number. A product is A while the share of those *before* it is under
    `a_share`, B while it is under `a_share` + `b_share`, so the product that crosses the line still belongs to the
    better class. Value is net revenue, or revenue less cost over the lines whose cost is known. Postage, charges and
    the like are left out. Where nothing was earned in all, everything is C.
    """
    products = _classed(w, by, a_share, b_share)
    return products.order_by(products.value.desc(), "product_id")


def _classed(w: Window, by: str, a_share: Decimal, b_share: Decimal) -> ir.Table:
    ranked = _ranked(_values(w, by))
    bound_a, bound_b = (_ten_thousandths(part) for part in (a_share, a_share + b_share))
    reached = ranked.before * 10_000
    classes = ibis.cases((reached < ranked.total * bound_a, "A"), (reached < ranked.total * bound_b, "B"), else_="C")
    return ranked.mutate(
        abc=classes,
        share=measures.share(ranked.value, ranked.total),
        share_before=measures.share(ranked.before, ranked.total),
    )


@metric(
    "abc",
    behind=BUYERS,
    abc=Unit.CODE,
    products=Unit.COUNT,
    product_share=Unit.SHARE,
    value=Unit.MONEY,
    share=Unit.SHARE,
)
def abc_classes(
    w: Window, *, by: By = "revenue", a_share: AShare = Decimal("0.80"), b_share: BShare = Decimal("0.15")
) -> ir.Table:
    """How many products are A, B and C, and what each class brings."""
    products = _classed(w, by, a_share, b_share)
    found = products.group_by("abc").agg(products=products.count(), value=measures.gives(products.value))
    codes = ibis.array(["A", "B", "C"]).unnest().name("abc").as_table()
    joined = codes.left_join(found, "abc")
    classes = joined.select(
        "abc", products=joined.products.fill_null(0), value=joined.value.fill_null(0).cast(measures.SUM)
    )
    whole = ibis.window()
    return classes.mutate(
        product_share=measures.share(classes.products, classes.products.sum().over(whole)),
        share=measures.share(classes.value, classes.value.sum().over(whole)),
    ).order_by("abc")


def _values(w: Window, by: str) -> ir.Table:
    if by == "revenue":
        return w.product_totals.filter(lambda t: t.is_product).select("product_id", value="net")
    lines = w.lines.filter(lambda t: t.is_product & t.product_id.notnull() & t.cost.notnull())
    return lines.group_by("product_id").agg(value=measures.gives(lines.amount - lines.cost))


def _ranked(values: ir.Table) -> ir.Table:
    order = [values.value.desc(), values.product_id.asc()]
    up_to_here = values.value.sum().over(ibis.cumulative_window(order_by=order))
    return values.mutate(before=up_to_here - values.value, total=values.value.sum().over(ibis.window()))


def _ten_thousandths(part: Decimal) -> int:
    return int(part * 10_000)
