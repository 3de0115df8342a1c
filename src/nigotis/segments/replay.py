"""Who was in a segment on days nobody kept: its rule asked again for each, of the sales as they are known now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Literal

import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt

from nigotis.kernel.context import Context
from nigotis.metrics.facts import CLIENTS
from nigotis.metrics.run import fetch
from nigotis.metrics.window import Window
from nigotis.mirror.cache import Mirror
from nigotis.rules.asking import Chosen
from nigotis.rules.tree import conditions
from nigotis.segments.history import Moved, asked_of, changed
from nigotis.segments.members import window
from nigotis.segments.saved import Meaning, by_scores, chosen, speaker
from nigotis.segments.types import SegmentSize

MOST_STEPS = 14
_STEPS_IN_DAYS = (1, 7, 28, 91, 364)
_Ids = npt.NDArray[np.int64]
_Kind = Literal["joined", "left"]


def inside(ctx: Context, rule: Chosen, day: date) -> ir.Table:
    """Ids of those who are in the rule on a day, and of whom something was known by then."""
    judged = window(ctx, day)
    found = rule.clients(day, judged.cutoffs)
    return found.semi_join(_known_by(judged), "client_id") if day < ctx.today else found


def as_now(ctx: Context, rules: Iterable[Chosen]) -> list[str]:
    """What the rules ask of which only today's value is known, by title."""
    used = {(name, rule) for rule in rules for name in dict.fromkeys(one.field for one in conditions(rule.rule))}
    asked = [rule.fields[name] for name, rule in used if not rule.fields[name].is_replayable]
    says = speaker(ctx, [])
    return sorted({says.title(of) for of in asked})


def steps(since: date, until: date) -> list[date]:
    """Days at equal steps up to `until`: days, weeks, four weeks, ..., so that there are few to ask for."""
    length = max((until - since).days, 0)
    step = next((days for days in _STEPS_IN_DAYS if length <= days * MOST_STEPS), length // MOST_STEPS + 1)
    return [until - timedelta(days=back) for back in range(length // step * step, -1, -step)]


def sizes(ctx: Context, rule: Chosen, days: Sequence[date]) -> list[SegmentSize]:
    """How many were in it on each day, and who came and went since the day before."""
    found: list[SegmentSize] = []
    before: _Ids | None = None
    for day, now in zip(days, _each(ctx, rule, days), strict=True):
        joined, left = (0, 0) if before is None else (_less(now, before).size, _less(before, now).size)
        found.append(SegmentSize(day=day, clients=now.size, joined=joined, left=left))
        before = now
    return found


def changes(ctx: Context, one: Meaning, days: Sequence[date], skip: int, limit: int) -> list[Moved]:
    """Who came and who went between these days, the latest first: `limit` of them after `skip`."""
    rule = chosen(ctx, one.code, one.rule)
    moved = _moved(_each(ctx, rule, days[::-1]), days[::-1], skip + limit)[skip : skip + limit]
    told = chosen(ctx, one.code, by_scores(one))
    return [found for before, day in pairwise(days) for found in _explained(ctx, told, moved, before, day)][::-1]


def _moved(sets: Iterator[_Ids], latest_first: Sequence[date], enough: int) -> list[tuple[date, _Kind, int]]:
    found: list[tuple[date, _Kind, int]] = []
    now = next(sets)
    for day in latest_first[:-1]:
        before = next(sets)
        kinds: dict[int, _Kind] = dict.fromkeys(_less(now, before).tolist(), "joined")
        kinds |= dict.fromkeys(_less(before, now).tolist(), "left")
        found += [(day, kinds[client], client) for client in sorted(kinds)]
        if len(found) >= enough:
            break
        now = before
    return found


def _explained(
    ctx: Context, rule: Chosen, moved: Iterable[tuple[date, _Kind, int]], before: date, day: date
) -> list[Moved]:
    """Those of one day with their reasons, the last first."""
    kinds = {client: kind for on, kind, client in moved if on == day}
    if not kinds:
        return []
    cutoffs = window(ctx).cutoffs
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        then, now = (asked_of(rule, on, cutoffs, tuple(kinds), connection) for on in (before, day))
    whys = {client: changed(rule, then[client], now[client], "registered") for client in kinds if client in now}
    return [Moved(client, kinds[client], day, whys.get(client), before) for client in reversed(list(kinds))]


def _each(ctx: Context, rule: Chosen, days: Iterable[date]) -> Iterator[_Ids]:
    for day in days:
        with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
            yield _ids(inside(ctx, rule, day), connection)


def _ids(question: ir.Table, connection: Any) -> _Ids:
    found = fetch(question, connection)["client_id"].to_numpy()
    return np.sort(found.astype(np.int64))


def _less(these: _Ids, those: _Ids) -> _Ids:
    return np.setdiff1d(these, those, assume_unique=True)


def _known_by(judged: Window) -> ir.Table:
    """Who was registered by then, or has bought: a rule for people without purchases meant nobody who came later."""
    registered = CLIENTS.filter(CLIENTS.registered_on <= judged.as_of).select("client_id")
    documents = judged.document_history
    return registered.union(documents.filter(documents.client_id.notnull()).select("client_id"))
