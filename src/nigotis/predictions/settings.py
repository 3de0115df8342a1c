"""What a merchant may tune: how far ahead is looked, and the limits by which clients are put into lists."""

from __future__ import annotations

from pydantic import Field

from nigotis.kernel.context import Context
from nigotis.merchants.settings import keep_settings, settings_of
from nigotis.segments import settings as segments
from nigotis.segments.settings import LimitSettings

ROOM = "predictions"


class PredictionSettings(LimitSettings):
    """A change of the horizon holds from the next run on, one of the limits at once."""

    horizon_in_days: int = Field(90, ge=14, le=365, description="How many days ahead shall be looked?")


def settings(ctx: Context) -> PredictionSettings:
    """How this merchant's clients are predicted and judged."""
    limits = segments.settings(ctx).limits.model_dump()
    return PredictionSettings.model_validate(settings_of(ctx, ROOM) | limits)


def keep(ctx: Context, changed: PredictionSettings) -> None:
    """Predict this way from the next run on, and judge this way from now on."""
    limits = LimitSettings.model_validate(changed.model_dump(include=set(LimitSettings.model_fields)))
    segments.keep(ctx, segments.settings(ctx).model_copy(update={"limits": limits}))
    keep_settings(ctx, ROOM, changed.model_dump(exclude=set(LimitSettings.model_fields)))
