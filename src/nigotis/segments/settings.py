"""What a merchant may tune: fixed limits for the scores instead of fifths of the clients, and the limits of rules."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, Field

from nigotis.kernel.context import Context
from nigotis.merchants.settings import keep_settings, settings_of
from nigotis.metrics.limits import USUAL, Limits
from nigotis.metrics.scoring import Cutoffs
from nigotis.metrics.window import Window
from nigotis.segments.types import Four

ROOM = "segments"


class LimitSettings(BaseModel):
    """Limits that lists and rules ask for by name. Days are whole; shares are 0 .. 1."""

    inactive_after_in_days: int = Field(
        USUAL.inactive_after_in_days,
        ge=7,
        le=730,
        description="After how many days without a purchase is a client inactive?",
    )
    leaves_from: float = Field(
        USUAL.leaves_from, ge=0.05, le=0.95, description="From which probability of no order on may a client leave?"
    )
    gone_after_in_days: int = Field(
        USUAL.gone_after_in_days,
        ge=30,
        le=3660,
        description="After how many days without a purchase is a client gone already?",
    )
    valuable_share: float = Field(
        USUAL.valuable_share, ge=0.01, le=1, description="How large a part of the clients is called most valuable?"
    )


class SegmentSettings(BaseModel):
    """`cutoffs` null: tie-safe quintiles."""

    cutoffs: Four | None = None
    limits: LimitSettings = LimitSettings()

    def fixed(self) -> Cutoffs | None:
        """The cutoffs as metrics take them."""
        return self.cutoffs.cutoffs() if self.cutoffs else None


def settings(ctx: Context) -> SegmentSettings:
    """How this merchant's clients are scored and judged."""
    return SegmentSettings.model_validate_json(json.dumps(settings_of(ctx, ROOM)))


def keep(ctx: Context, changed: SegmentSettings) -> None:
    """Score and judge this way from now on."""
    keep_settings(ctx, ROOM, changed.model_dump(mode="json"))


def judged(ctx: Context, since: date, until: date) -> Window:
    """A window without filters, scored and judged as the merchant chose, so that a segment is one thing everywhere."""
    own = settings(ctx)
    return Window(since, until, cutoffs=own.fixed(), limits=Limits(**own.limits.model_dump()))


def cutoffs_of(ctx: Context) -> Cutoffs | None:
    """The limits that scores follow; None: quintiles."""
    return settings(ctx).fixed()


def limit_values(ctx: Context) -> dict[str, str]:
    """The limits as a rule compares with them: decimals by name."""
    return {name: str(Decimal(repr(value))) for name, value in settings(ctx).limits.model_dump().items()}
