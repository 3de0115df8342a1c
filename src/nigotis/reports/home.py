"""The first page: how are we doing, what changed, who to care about today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from babel.dates import format_date

from nigotis.clients.directory import coming_birthdays, people
from nigotis.clients.types import FindBirthdays
from nigotis.kernel.context import Context
from nigotis.kernel.i18n import say, short_day
from nigotis.metrics.catalogue import find
from nigotis.metrics.cutting import Cut
from nigotis.metrics.window import Window
from nigotis.predictions.refit import latest
from nigotis.products.catalogue import names
from nigotis.reports.asking import DEFAULT_DAYS, Asking, asking, days, last_days
from nigotis.reports.types import Care, Changes, DayFigures, Home, MonthFigures, Mover
from nigotis.sales.listing import has_any
from nigotis.segments.members import BEGINNING

EACH_REASON = 3
FEW = Cut(rows=1_000)
"""More than will ever be named, and far from all."""
MOVERS = 3
BIRTHDAYS_AHEAD_IN_DAYS = 3
WELCOME_FROM_IN_DAYS, WELCOME_TO_IN_DAYS = 3, 10

KNOWN_WITHIN_IN_DAYS = 7
"""Predictions from sales that end earlier do not tell whom to call today; a day off, or some, are no such gap."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Reason:
    """Why somebody is named, with what fills the sentence `reports.care_<code>`."""

    client_id: int
    code: str
    values: dict[str, Any]


def home(ctx: Context) -> Home:
    """One look at everything, from one state of the mirror."""
    with asking(ctx) as mirror:
        month = last_days(ctx, DEFAULT_DAYS)
        today = mirror.one("clients_today", days(ctx, ctx.today, ctx.today))
        return Home(
            as_of=mirror.as_of,
            currency=ctx.merchant.currency,
            has_sales=has_any(ctx),
            today=_day(ctx, mirror, ctx.today),
            yesterday=_day(ctx, mirror, ctx.today - timedelta(days=1)),
            registered_today=today["registered_today"],
            month=_month(mirror, month),
            changes=_changes(ctx, mirror, month),
            care=_care(ctx, mirror),
        )


def _day(ctx: Context, mirror: Asking, day: date) -> DayFigures:
    row = mirror.one("revenue", days(ctx, day, day))
    return DayFigures(day=day, **{name: row[name] for name in ("net", "sales", "average_check", "clients")})


def _month(mirror: Asking, window: Window) -> MonthFigures:
    row = mirror.one("run_rate", window)
    same = ("month", "net", "change", "working_days_elapsed", "working_days")
    return MonthFigures(
        expected=row["run_rate"], last_month=row["net_last_month"], **{name: row[name] for name in same}
    )


def _changes(ctx: Context, mirror: Asking, window: Window) -> Changes:
    activity = mirror.one("client_activity", window)
    movers = mirror.rows("top_mover", window, limit=MOVERS)
    named = names(ctx, [row["product_id"] for row in movers])
    return Changes(
        net=mirror.one("revenue", window)["net"],
        net_before=mirror.one("revenue", window.previous)["net"],
        new_clients=activity["new_clients"],
        returning_clients=activity["returning_clients"],
        trends={row["trend"]: row["clients"] for row in mirror.rows("client_growth_groups", window)},
        movers=[Mover(name=named.get(row["product_id"], ""), **_only(row, Mover)) for row in movers],
    )


def _care(ctx: Context, mirror: Asking) -> list[Care]:
    """At most three clients for each reason, nobody twice; the reason that presses most comes first."""
    everything = days(ctx, BEGINNING, ctx.today)
    scored = mirror.answer(find("rfm"), everything, {}).rows
    best = scored.sort_by([("monetary", "descending"), ("client_id", "ascending")])
    named: dict[int, Reason] = {}
    for reasons in (
        _vanished(best),
        _due(ctx, mirror, everything),
        _out_of_rhythm(mirror, everything, best),
        _birthdays(ctx),
        _to_welcome(best),
    ):
        for reason in _first(reasons, named, EACH_REASON):
            named[reason.client_id] = reason
    found = people(ctx, list(named))
    shown = best.filter(pc.is_in(best["client_id"], pa.array(named, pa.int64())))
    segments = dict(zip(shown["client_id"].to_pylist(), shown["segment"].to_pylist(), strict=True))
    return [
        Care(
            client_id=reason.client_id,
            name=found[reason.client_id].name,
            phone=found[reason.client_id].phone,
            segment=segments.get(reason.client_id),
            reason=reason.code,
            why=say(f"reports.care_{reason.code}", ctx.language, **reason.values),
        )
        for reason in named.values()
        if reason.client_id in found
    ]


def _first(reasons: Iterable[Reason], named: dict[int, Reason], count: int) -> Iterator[Reason]:
    for reason in reasons:
        if reason.client_id not in named and count > 0:
            count -= 1
            yield reason


def _vanished(best: pa.Table) -> Iterator[Reason]:
    """The best of those who came often and have stopped."""
    for row in _some(best, pc.field("segment").isin(["cannot_lose", "at_risk"])):
        values = {"sales": row["frequency"], "days": row["recency_in_days"]}
        yield Reason(row["client_id"], "vanished", values)


def _due(ctx: Context, mirror: Asking, window: Window) -> Iterator[Reason]:
    """The most valuable of those whose next order should be here by now, by the predictions of the last night; who has
    come since is expected no more. Nobody where the sales end so long ago that who came meanwhile is not known."""
    run = latest(ctx)
    if run is None or run.predicted_on < ctx.today - timedelta(days=KNOWN_WITHIN_IN_DAYS):
        return
    for row in mirror.rows("reorder_due_list", window, FEW, due=("overdue", "due_now")):
        if row["days_away"] == 0:
            continue
        since, until = (short_day(row[name], ctx.language) for name in ("next_order_from", "next_order_to"))
        yield Reason(row["client_id"], row["due"], {"since": since, "until": until})


def _out_of_rhythm(mirror: Asking, window: Window, best: pa.Table) -> Iterator[Reason]:
    """The best of those of whom no window can be told, but who came in a rhythm and, lately, no longer do."""
    lately = [row["client_id"] for row in _some(best, pc.field("r") >= 3)]
    for row in mirror.rows("broken_rhythm", window.narrow(client=lately), FEW) if lately else ():
        yield Reason(row["client_id"], "rhythm", {"usual": row["usual_gap_in_days"], "days": row["days_away"]})


def _birthdays(ctx: Context) -> Iterator[Reason]:
    if not ctx.actor.may("clients:read"):
        return
    for coming in coming_birthdays(ctx, FindBirthdays(within=BIRTHDAYS_AHEAD_IN_DAYS)).items:
        yield Reason(coming.client.id, "birthday", {"day": format_date(coming.on, "d MMMM", locale=ctx.language)})


def _to_welcome(best: pa.Table) -> Iterator[Reason]:
    """Who bought for the first time some days ago and may now be invited again."""
    days = pc.field("recency_in_days")
    is_new = (pc.field("frequency") == 1) & (days >= WELCOME_FROM_IN_DAYS) & (days <= WELCOME_TO_IN_DAYS)
    for row in _some(best, is_new):
        yield Reason(row["client_id"], "welcome", {"days": row["recency_in_days"]})


def _some(best: pa.Table, those: pc.Expression) -> list[Row]:
    """The first of those among the best."""
    rows: list[Row] = best.filter(those).slice(0, FEW.rows).to_pylist()
    return rows


def _only(row: Row, model: type[Mover]) -> Row:
    return {name: row[name] for name in model.model_fields if name in row}
