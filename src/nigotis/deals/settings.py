"""What a merchant may tune: the stages a deal goes through, in order."""

from __future__ import annotations

import json
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from nigotis.kernel.context import Context
from nigotis.kernel.i18n import say
from nigotis.merchants.settings import keep_settings, settings_of

ROOM = "deals"
DEFAULT_STAGES = ("lead", "contacted", "proposal", "negotiation")

StageCode = Annotated[str, StringConstraints(pattern="^[a-z0-9_]{1,40}$")]


class StageSetting(BaseModel):
    """One stage. `name` null: the one of the shipped list, in the reader's language."""

    code: StageCode
    name: str | None = None


class DealSettings(BaseModel):
    """The stages of an open deal, from the first on; won and lost follow by themselves."""

    stages: list[StageSetting] = Field(default_factory=lambda: [StageSetting(code=code) for code in DEFAULT_STAGES])


def settings(ctx: Context) -> DealSettings:
    """The stages of this merchant."""
    return DealSettings.model_validate_json(json.dumps(settings_of(ctx, ROOM)))


def keep(ctx: Context, changed: DealSettings) -> None:
    """Deals go through these stages from now on."""
    keep_settings(ctx, ROOM, changed.model_dump(mode="json"))


def stage_names(ctx: Context) -> dict[str, str]:
    """Stages in their order, {code: name in the reader's language}."""
    return {stage.code: stage.name or say(f"deals.stage.{stage.code}", ctx.language) for stage in settings(ctx).stages}


def outcome_names(ctx: Context) -> dict[str, str]:
    """What every stage and outcome is called, {code: name}; for whoever shows a figure."""
    ends = {code: say(f"deals.stage.{code}", ctx.language) for code in ("open", "won", "lost")}
    return stage_names(ctx) | ends
