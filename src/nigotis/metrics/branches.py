"""Where people buy."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from nigotis.metrics import measures
from nigotis.metrics.catalogue import Unit, metric
from nigotis.metrics.window import Window


@metric(
    "branch_id",
    branch_id=Unit.BRANCH,
    net=Unit.MONEY,
    share=Unit.SHARE,
    sales=Unit.COUNT,
    clients=Unit.COUNT,
    average_check=Unit.MONEY,
)
def branch_shares(w: Window) -> ir.Table:
    """What each branch brings: net revenue and its share, sales, clients and average check.

    Sales that name no branch stand in a row without a branch.
    """
    documents = w.documents
    branches = documents.group_by("branch_id").agg(
        net=measures.net(documents),
        gross=measures.gross(documents),
        sales=measures.sales(documents),
        clients=measures.buyers(documents),
    )
    return branches.mutate(
        share=measures.share(branches.net, branches.net.sum().over(ibis.window())),
        average_check=measures.per(branches.gross, branches.sales),
    ).order_by(branches.net.desc(), "branch_id")
