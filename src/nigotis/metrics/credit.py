"""Who gets what of a deal: its owner at the time of the step, and the partner of that time by percent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir

from nigotis.metrics.pipeline import closed, refunds
from nigotis.metrics.window import Window

_EACH = ("deal_id", "client_id", "kind", "day", "seller_id", "is_owner", "amount")


def credited(w: Window) -> ir.Table:
    """What the window's sellers have of the deals closed and the money given back in it: a row per step and person.

    Columns: deal_id, client_id, kind (won, lost, refunded), day, seller_id (null: nobody owned it), is_owner, amount
    (their part of it; the parts of a step add up to the whole). A lost deal is its owner's alone.
    """
    everybody = w.dropping("seller", "branch")
    ended, back = _parts(closed(everybody)), _parts(refunds(everybody))
    return w.of_sellers(ibis.union(ended, back, distinct=False))


def _parts(steps: ir.Table) -> ir.Table:
    theirs = steps.filter(steps.partner_id.notnull(), steps.kind != "lost")
    owners = steps.mutate(is_owner=True, amount=_percent(steps, 100 - steps.partner_percent.fill_null(0)))
    partners = theirs.mutate(
        is_owner=False, seller_id=theirs.partner_id, amount=_percent(theirs, theirs.partner_percent)
    )
    return ibis.union(owners.select(*_EACH), partners.select(*_EACH), distinct=False)


def _percent(steps: ir.Table, percent: Any) -> ir.Value:
    """That many hundredths of the amount, exactly, on every engine."""
    return (steps.amount * (percent.cast("decimal(3, 0)") * ibis.literal(Decimal("0.01")))).cast("decimal(38, 8)")
