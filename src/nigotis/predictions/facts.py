"""The last predictions as the fact table `predictions`: one row per client who has bought."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from nigotis.metrics.facts import PREDICTIONS_SCHEMA
from nigotis.mirror.feed import Feed, Watch, chosen
from nigotis.predictions.models import PredictionRow


def _predictions(merchant_id: int, keys: Sequence[int] | None) -> Select[Any]:
    p = PredictionRow
    return select(*(getattr(p, name).expression for name in PREDICTIONS_SCHEMA.names)).where(
        p.merchant_id == merchant_id, chosen(p.client_id.expression, keys)
    )


FEED = Feed(
    entity="predictions",
    key="client_id",
    watches=(Watch("prediction_run", None, ("finished_at",)),),
    select=_predictions,
)
