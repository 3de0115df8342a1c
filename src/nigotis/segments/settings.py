"""What a merchant may tune: fixed limits for the scores instead of fifths of the clients."""

from __future__ import annotations

import json

from pydantic import BaseModel

from nigotis.kernel.context import Context
from nigotis.merchants.settings import keep_settings, settings_of
from nigotis.metrics.scoring import Cutoffs
from nigotis.segments.types import Four

ROOM = "segments"


class SegmentSettings(BaseModel):
    """`cutoffs` null: tie-safe quintiles."""

    cutoffs: Four | None = None


def settings(ctx: Context) -> SegmentSettings:
    """How this merchant's clients are scored."""
    return SegmentSettings.model_validate_json(json.dumps(settings_of(ctx, ROOM)))


def keep(ctx: Context, changed: SegmentSettings) -> None:
    """Score this way from now on."""
    keep_settings(ctx, ROOM, changed.model_dump(mode="json"))


def cutoffs_of(ctx: Context) -> Cutoffs | None:
    """The limits as every window of this merchant must carry them, so that a segment is one thing everywhere."""
    chosen = settings(ctx).cutoffs
    return chosen.cutoffs() if chosen else None
