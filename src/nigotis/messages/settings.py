"""What a merchant may tune: where the segments of messages begin."""

from __future__ import annotations

import json
from decimal import Decimal

from pydantic import BaseModel, Field

from nigotis.kernel.context import Context
from nigotis.kernel.fields import NotNegative
from nigotis.merchants.settings import keep_settings, settings_of
from nigotis.notices.people import Rules

ROOM = "messages"


class MessageSettings(BaseModel):
    """Where the segments begin, in the merchant's currency, days and percent."""

    high_value: NotNegative = Field(Decimal(100_000), description="From which total is a client of high value?")
    inactive_days: int = Field(90, ge=1, le=3_650, description="After how many silent days is a client inactive?")
    new_days: int = Field(30, ge=1, le=3_650, description="For how many days is a client new?")
    loyal_loyalty: int = Field(70, ge=0, le=100, description="From which loyalty on is a client loyal, in percent?")
    loyal_engagement: int = Field(60, ge=0, le=100, description="And from which engagement on, in percent?")

    @property
    def rules(self) -> Rules:
        """As the analysis takes them."""
        return Rules(**self.model_dump())


def settings(ctx: Context) -> MessageSettings:
    """What holds for this merchant."""
    return MessageSettings.model_validate_json(json.dumps(settings_of(ctx, ROOM)))


def keep(ctx: Context, changed: MessageSettings) -> None:
    """Judge this way from now on."""
    keep_settings(ctx, ROOM, changed.model_dump(mode="json"))
