"""The stages of the merchant: read with their counts, and set anew without losing a deal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, func

from nigotis.deals.models import DealRow
from nigotis.deals.seeing import seen
from nigotis.deals.settings import DealSettings, StageSetting, keep, settings, stage_names
from nigotis.deals.types import Stage, StageAsk
from nigotis.kernel.context import Context
from nigotis.kernel.problems import Conflict, Invalid, NotFound
from nigotis.kernel.text import fold

ENDS = ("open", "won", "lost")


def all_stages(ctx: Context) -> list[Stage]:
    """The stages in their order, with how many open deals stand in each."""
    counts = _counts(ctx, seen(ctx, DealRow))
    return [Stage(code=code, name=name, deals=counts.get(code, 0)) for code, name in stage_names(ctx).items()]


def replace_stages(ctx: Context, wanted: list[StageAsk]) -> None:
    """Set the list anew. Raises NotFound for a code that is not in it, Conflict when open deals would stand nowhere."""
    known = {stage.code: stage for stage in settings(ctx).stages}
    chosen: list[StageSetting] = []
    for ask in wanted:
        if ask.code is not None and ask.code not in known:
            raise NotFound("deals.unknown_stage", field="stages", stage=ask.code)
        taken = {*known, *(stage.code for stage in chosen)}
        chosen.append(_kept(known[ask.code], ask) if ask.code else _new(ask, taken))
    if len({stage.code for stage in chosen}) < len(chosen):
        raise Invalid("deals.stage_twice", field="stages")
    counts = _counts(ctx, ctx.mine(DealRow))
    for code in known.keys() - {stage.code for stage in chosen}:
        if counts.get(code):
            raise Conflict("deals.stage_in_use", stage=stage_names(ctx)[code], count=counts[code])
    keep(ctx, DealSettings(stages=chosen))


def stages_called(ctx: Context, names: Iterable[str]) -> dict[str, str]:
    """Codes by stage name as given, of a file for instance; what is not in the list yet is added at its end."""
    wanted = list(dict.fromkeys(names))
    found = {}
    listed = settings(ctx).stages
    known = {fold(name): code for code, name in stage_names(ctx).items()} | {
        fold(each.code): each.code for each in listed
    }
    for name in wanted:
        if fold(name) not in known:
            stage = _new(StageAsk(name=name), {each.code for each in listed})
            listed = [*listed, stage]
            known[fold(name)] = stage.code
            keep(ctx, DealSettings(stages=listed))
        found[name] = known[fold(name)]
    return found


def _counts(ctx: Context, deals: Select[Any]) -> dict[str, int]:
    query = deals.with_only_columns(DealRow.stage, func.count())
    open_ones = query.where(DealRow.status == "open", DealRow.deleted_at.is_(None))
    return dict(ctx.db.execute(open_ones.group_by(DealRow.stage)).all())


def _kept(before: StageSetting, ask: StageAsk) -> StageSetting:
    return StageSetting(code=before.code, name=ask.name or before.name)


def _new(ask: StageAsk, taken: Iterable[str]) -> StageSetting:
    if ask.name is None:
        raise Invalid("deals.stage_without_name", field="stages")
    plain = unicodedata.normalize("NFKD", ask.name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:32] or "stage"
    used = {*taken, *ENDS}
    code = next(name for n in range(1, 100) if (name := stem if n == 1 else f"{stem}_{n}") not in used)
    return StageSetting(code=code, name=ask.name)
