"""A run: everything reckoned anew for one merchant and put in the place of what was predicted before."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pydantic import TypeAdapter
from sqlalchemy import delete, insert, text

from nigotis.forecasting.receipts import Receipts
from nigotis.kernel.context import Caller, Context, House
from nigotis.kernel.door import enter
from nigotis.kernel.money import exponent
from nigotis.kernel.staging import drop_staged, stage
from nigotis.metrics.facts import PREDICTIONS_SCHEMA
from nigotis.mirror.cache import Mirror
from nigotis.predictions.gathering import last_day
from nigotis.predictions.models import AlikeProductRow, PredictionRow, PredictionRunRow
from nigotis.predictions.next_products import Alike
from nigotis.predictions.reckoning import Progress, Reckoning, facts, reckon
from nigotis.predictions.settings import settings
from nigotis.staff.operations import bound_to

REASONS = ("usual_gap_in_days", "late_after_in_days", "orders_lately", "orders_before")
"""What the sentence about a client is filled with, beside the facts."""

_COLUMNS = (*PREDICTIONS_SCHEMA.names, *REASONS)
_INSERT = text(
    f"insert into prediction (merchant_id, {', '.join(_COLUMNS)})"  # noqa: S608  (names of columns, written in code)
    f" select :merchant, {', '.join(f's.{name}' for name in _COLUMNS)} from new_predictions s order by s.client_id"
)
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('predictions', :merchant))")


def refit(house: House, caller: Caller, progress: Progress) -> int | None:
    """Predict everybody anew from all purchases up to yesterday; the id of the run, None where nobody ever bought.

    Where the last sale is older, its day is the one things are judged on: a shop that brings its sales in by file once
    a month would else seem to have lost everybody. What is read is the mirror, so nothing is locked meanwhile; what is
    written is one transaction. Of runs that overlap, on demand and by the night, the one that began last stays.
    """
    with enter(house, caller) as ctx:
        horizon, started_at, yesterday = settings(ctx).horizon_in_days, ctx.now, ctx.today - timedelta(days=1)
    with house.ports.get(Mirror).connection(caller.merchant.id) as connection:
        as_of = min(last_day(connection) or yesterday, yesterday)
        found = reckon(connection, as_of, horizon, progress)
    progress(0.85, "predictions.step_keeping")
    with enter(house, caller) as ctx:
        run = _keep(ctx, found, started_at)
        return run.id if run.clients else None


def latest(ctx: Context) -> PredictionRunRow | None:
    """The last run; None before the first."""
    return ctx.db.scalar(ctx.mine(PredictionRunRow).order_by(PredictionRunRow.id.desc()).limit(1))


def horizon(ctx: Context) -> int:
    """How many days the last run looked ahead; before the first, how many the next one will."""
    run = latest(ctx)
    return run.horizon_in_days if run else settings(ctx).horizon_in_days


def receipts_of(ctx: Context, run: PredictionRunRow) -> Receipts:
    """The receipts as they were reckoned, on the whole business; who is bound to a branch is not told its sums."""
    receipts = TypeAdapter(Receipts).validate_json(json.dumps(run.receipts))
    if bound_to(ctx) is None:
        return receipts
    return replace(receipts, orders=receipts.orders.without_sums, value=receipts.value.without_sums)


def _keep(ctx: Context, found: Reckoning, started_at: datetime) -> PredictionRunRow:
    """Put it in the place of what was predicted before, also where nobody is left of whom anything can be said.

    Runs that end together wait here for each other. One that began later but was quicker stays, and is answered: it
    knows more, and the horizon as it is now.
    """
    ctx.db.execute(_ONE_AT_A_TIME, {"merchant": ctx.merchant_id})
    last = latest(ctx)
    if last is not None and last.started_at > started_at:
        return last
    run = PredictionRunRow(
        predicted_on=found.forecast.as_of,
        horizon_in_days=found.forecast.horizon_in_days,
        clients=len(found.forecast.client_id),
        receipts=found.receipts.plain(),
        popular={"products": found.alike.popular.tolist(), "shares": found.alike.share.tolist()},
        started_at=started_at,
        finished_at=None,
    )
    ctx.add(run)
    _replace(ctx, found)
    run.finished_at = ctx.now
    ctx.db.flush()
    return run


def _replace(ctx: Context, found: Reckoning) -> None:
    for row in (PredictionRow, AlikeProductRow):
        ctx.db.execute(delete(row).where(row.merchant_id == ctx.merchant_id))
    table = facts(found.forecast, exponent(ctx.merchant.currency))
    for name in REASONS:
        table = table.append_column(name, _whole(getattr(found.forecast, name)))
    stage(ctx.db, "new_predictions", table)
    ctx.db.execute(_INSERT, {"merchant": ctx.merchant_id})
    drop_staged(ctx.db, ["new_predictions"])
    _keep_alike(ctx, found.alike)


def _whole(values: NDArray[Any]) -> pa.Array:
    """Whole numbers, null for NaN."""
    return pa.array(np.round(values.astype(np.float64)), from_pandas=True).cast(pa.int64())


def _keep_alike(ctx: Context, alike: Alike) -> None:
    rows = [
        {
            "merchant_id": ctx.merchant_id,
            "product_id": product,
            "others": [other for other, _ in pairs],
            "weights": [weight for _, weight in pairs],
            "step_up_id": step if step >= 0 else None,
        }
        for product, step in zip(alike.product.tolist(), alike.step_up.tolist(), strict=True)
        if (pairs := alike.of(product))
    ]
    if rows:
        ctx.db.execute(insert(AlikeProductRow), rows)
