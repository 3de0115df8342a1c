"""Clients as points, each beside all others."""

from __future__ import annotations

import ibis.expr.types as ir

from nigotis.metrics.catalogue import Unit, metric
from nigotis.metrics.window import Window

_WHOLE, _SPREAD, _RANGE = 2**31, 2_654_435_769, 2**32


@metric(
    "client_id",
    client_id=Unit.CLIENT,
    recency_in_days=Unit.DAYS,
    monetary=Unit.MONEY,
    segment=Unit.SEGMENT,
    frequency=Unit.COUNT,
)
def recency_and_spend(w: Window) -> ir.Table:
    """How long ago each client last bought, beside what she has spent so far, with her segment.

    Counted as in `rfm`. The clients stand in an order that mixes them evenly, and always the same way, so that the
    first thousand are a fair picture of a million: whoever asks for fewer rows than there are gets a sample, and
    `count` in the answer says of how many. The order is by the client's number times 2^32 / golden ratio, modulo 2^32
    (Knuth, The Art of Computer Programming 3, 6.4: neighbours land far apart, and no stretch stays empty).
    """
    scored = w.scored
    mixed = ((scored.client_id % _WHOLE) * _SPREAD) % _RANGE
    return scored.order_by(mixed, "client_id")
