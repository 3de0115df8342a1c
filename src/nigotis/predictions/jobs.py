"""The long work of predictions: a run on demand, after a file came in, and every night."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from nigotis.kernel.context import Context, House
from nigotis.kernel.door import enter
from nigotis.kernel.jobs import Job, defer, job, scheduled
from nigotis.kernel.work import Work, house_caller
from nigotis.merchants.register import all_merchants
from nigotis.mirror.cache import Mirror
from nigotis.predictions.refit import latest, refit
from nigotis.predictions.types import MakePredictions

PATIENCE = timedelta(minutes=2)
"""How long a run waits until the mirror holds what was sold before it; then it takes what is there."""

LOOK_EVERY_SECONDS = 1.0
log = logging.getLogger(__name__)


@job
def make(work: Work, ask: MakePredictions) -> dict[str, Any]:
    """Predict everybody anew. Answers {run_id, clients}; doing it twice leaves the same predictions."""
    _wait_for_the_mirror(work)
    run_id = refit(work.house, work.caller, work.progress)
    with work.context() as ctx:
        run = latest(ctx)
        return {"run_id": run_id, "clients": run.clients if run else 0}


def ask_for(ctx: Context) -> Job:
    """Put a run into the queue, unless one waits there already."""
    return defer(ctx, make, MakePredictions(), once="predictions.make")


@scheduled("29 * * * *")
def nightly(house: House) -> None:
    """Once a merchant's local day is over, predict anew: looked at hourly, since midnight comes to each zone in its
    hour."""
    with house.database.system() as session:
        merchants = [merchant.id for merchant in all_merchants(session)]
    for merchant_id in merchants:
        try:
            with enter(house, house_caller(house, merchant_id)) as ctx:
                if _is_due(ctx):
                    ask_for(ctx)
        except Exception:
            log.exception("no predictions for merchant %s", merchant_id)  # the others must have theirs


def _is_due(ctx: Context) -> bool:
    run = latest(ctx)
    return run is None or run.started_at.astimezone(ctx.merchant.tz).date() < ctx.today


def _wait_for_the_mirror(work: Work) -> None:
    mirror, waited = work.house.ports.get(Mirror), 0.0
    work.progress(0.01, "predictions.step_waiting")
    while waited < PATIENCE.total_seconds():
        if mirror.wait_for(work.house.database, work.caller.merchant.id, timeout=LOOK_EVERY_SECONDS):
            return
        waited += LOOK_EVERY_SECONDS
        work.check_cancelled()
