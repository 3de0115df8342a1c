"""The demo worlds by name, and what was planted in them."""

from __future__ import annotations

from datetime import date
from typing import Any

from nigotis.demo.cafe.world import cafe
from nigotis.demo.types import DemoBusiness
from nigotis.demo.wholesaler.world import wholesaler

SEED = 20
"""Of the worlds that `make demo` shows."""


def businesses(today: date, seed: int = SEED) -> tuple[DemoBusiness, DemoBusiness]:
    """The café chain and the wholesaler with three years of life up to the day before `today`."""
    return cafe(seed, today), wholesaler(seed, today)


def answers(business: DemoBusiness) -> dict[str, Any]:
    """What was planted in `business` on purpose, JSON-able: what a metric must find without being told.

    Ids are those of the business; days are ISO strings, weekdays ISO numbers, hours on the branch's wall clock.
    Who is planted as gone is gone; a client planted as nothing in particular may be silent just as well.
    """
    period = {"since": business.since.isoformat(), "until": business.until.isoformat()}
    return {"business": business.key, "name": business.name, "period": period, **business.truths}
