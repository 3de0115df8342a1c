"""Who sells."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from nigotis.metrics import measures
from nigotis.metrics.catalogue import Unit, metric
from nigotis.metrics.window import Window


@metric(
    "seller_id",
    seller_id=Unit.SELLER,
    net=Unit.MONEY,
    share=Unit.SHARE,
    sales=Unit.COUNT,
    clients=Unit.COUNT,
    average_check=Unit.MONEY,
)
def seller_shares(w: Window) -> ir.Table:
    """What each seller brings: net revenue and its share, sales, clients and average check.

    Sales that name no seller stand in a row without a seller.
    """
    lines = w.lines
    sellers = lines.group_by("seller_id").agg(
        net=measures.net(lines),
        gross=measures.gross(lines),
        sales=measures.sales(lines),
        clients=measures.buyers(lines),
    )
    return sellers.mutate(
        share=measures.share(sellers.net, sellers.net.sum().over(ibis.window())),
        average_check=measures.per(sellers.gross, sellers.sales),
    ).order_by(sellers.net.desc(), "seller_id")
