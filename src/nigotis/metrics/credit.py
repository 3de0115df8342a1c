"""Whose a deal is: the owner's at the time of the step, shared with the partner of that time by percent."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

_SIX = Decimal("0.000001")
Row = dict[str, Any]


def credited(row: Row) -> Iterator[tuple[int | None, Decimal]]:
    """Who gets how much of the row's `amount`; the parts add up to the whole."""
    whole = row["amount"] or Decimal(0)
    if row["partner_id"] is None:
        yield row["seller_id"], whole
        return
    part = (whole * row["partner_percent"] / 100).quantize(_SIX, ROUND_HALF_UP)
    yield row["seller_id"], whole - part
    yield row["partner_id"], part
