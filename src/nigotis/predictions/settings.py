"""What a merchant may tune: how far ahead is looked, and after how many days of silence a client is inactive."""

from __future__ import annotations

from pydantic import BaseModel, Field

from nigotis.kernel.context import Context
from nigotis.merchants.settings import keep_settings, settings_of

ROOM = "predictions"


class PredictionSettings(BaseModel):
    """Both in whole days. A change of the horizon holds from the next run on."""

    horizon_in_days: int = Field(90, ge=14, le=365, description="How many days ahead shall be looked?")
    inactive_after_in_days: int = Field(
        90, ge=7, le=730, description="After how many days without a purchase is a client inactive?"
    )


def settings(ctx: Context) -> PredictionSettings:
    """How this merchant's clients are predicted."""
    return PredictionSettings.model_validate(settings_of(ctx, ROOM))


def keep(ctx: Context, changed: PredictionSettings) -> None:
    """Predict this way from the next run on."""
    keep_settings(ctx, ROOM, changed.model_dump())
