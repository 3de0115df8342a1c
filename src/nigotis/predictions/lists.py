"""Clients in the order in which one acts on them, with what is expected of each and what to offer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import ibis
import ibis.expr.types as ir
from sqlalchemy import func, select

from nigotis.clients.directory import people
from nigotis.clients.types import Client
from nigotis.forecasting.reasons import Reason
from nigotis.kernel.context import Context
from nigotis.kernel.i18n import say
from nigotis.kernel.problems import Invalid
from nigotis.metrics.catalogue import find as metric
from nigotis.metrics.facts import PREDICTIONS_SCHEMA
from nigotis.metrics.run import fetch, run
from nigotis.mirror.cache import Mirror
from nigotis.predictions.models import PredictionRow
from nigotis.predictions.offers import Offers, offers
from nigotis.predictions.refit import horizon
from nigotis.predictions.saying import told_on, untold, when, why
from nigotis.predictions.types import (
    About,
    Bought,
    CountLists,
    FindClients,
    ListName,
    PredictedClient,
    PredictedList,
    Whose,
)
from nigotis.rules.asking import counts, ranked
from nigotis.rules.fields import STANDARD, UNTOLD
from nigotis.rules.text import parse
from nigotis.rules.tree import Condition, Group
from nigotis.segments.members import window
from nigotis.segments.ready import READY
from nigotis.segments.saved import chosen, speaker
from nigotis.segments.types import Narrowing
from nigotis.staff.operations import branches_seen

FILTERS = ("branch", "segment", "product", "category", "seller", "source")
FACTS = tuple(name for name in PREDICTIONS_SCHEMA.names if name in PredictedClient.model_fields and name != "client_id")
"""What is told of a client as it was predicted."""


@dataclass(frozen=True)
class List:
    """Who is in a list, as a rule of the segment language, and of what those have most who come first."""

    about: About
    rule: str
    first: Condition


def _most(field: str, within: int | None = None) -> Condition:
    return Condition(field=field, op="known", within=within)


LISTS: dict[ListName, List] = {
    "due": List("due", "due in (overdue, due_now, due_this_week)", _most("clv")),
    "overdue": List("due", "due = overdue", _most("clv")),
    "due_now": List("due", "due = due_now", _most("clv")),
    "due_this_week": List("due", "due = due_this_week", _most("clv")),
    "later": List("due", "due = later", _most("clv")),
    "cannot_tell": List("due", "due = cannot_tell", _most("clv")),
    "might_leave": List(
        "leaving", "p_no_order >= leaves_from and recency < gone_after_in_days", _most("monetary", 365)
    ),
    "out_of_rhythm": List("leaving", "days_out_of_rhythm > 0", _most("monetary")),
    "inactive": List("leaving", "recency > inactive_after_in_days", _most("monetary")),
    "most_valuable": List("value", "clv_365_rank < valuable_share", _most("clv_365")),
    "value": List("value", "clv_365 is known", _most("clv_365")),
}
"""Every list there is. A segment saved from one has the same rule, so both hold the same clients, always."""

Row = dict[str, Any]


def found(ctx: Context, ask: FindClients) -> tuple[list[PredictedClient], str | None, int]:
    """A page of a list, the cursor of the next one, and how many there are in all."""
    start = _start(ask.after)
    everybody = _everybody(ctx, ask)
    counted = everybody.mutate(total=everybody.count().over(ibis.window()))
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        rows = fetch(counted.limit(ask.limit, offset=start), connection)
        total = rows["total"][0].as_py() if rows.num_rows else 0
        items = described(ctx, connection, rows["client_id"].to_pylist())
    end = start + ask.limit
    return items, str(end) if end < total else None, total


def everyone(ctx: Context, ask: Whose) -> list[PredictedClient]:
    """The whole list."""
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        return described(ctx, connection, fetch(_everybody(ctx, ask), connection)["client_id"].to_pylist())


def lengths(ctx: Context, ask: CountLists) -> list[PredictedList]:
    """The lists with how many clients are in each, all counted in one look at the mirror."""
    names = [name for name, one in LISTS.items() if ask.about in (None, one.about)]
    rules: dict[str, Group] = {name: _rule(ctx, LISTS[name].rule, ask) for name in names}
    if "cannot_tell" in rules:
        rules |= {code: _rule(ctx, f"untold = {code}", ask) for code in UNTOLD}
    judged, asked = window(ctx), {name: chosen(ctx, "", rule) for name, rule in rules.items()}
    question = counts({name: one.rule for name, one in asked.items()}, STANDARD, judged.as_of, judged.cutoffs)
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        (found,) = fetch(question, connection).to_pylist()
    says, ahead = speaker(ctx, rules.values()), horizon(ctx)
    return [
        PredictedList(
            name=name,
            about=LISTS[name].about,
            title=say(f"predictions.list.{name}", ctx.language),
            clients=found[name],
            horizon_in_days=ahead,
            sentence=says.sentence(rules[name]),
            notes=untold(found, ctx.language) if name == "cannot_tell" else [],
        )
        for name in names
    ]


def rule(ctx: Context, ask: Whose) -> Group:
    """The rule of a list, of those who bought what the filters say."""
    return _rule(ctx, LISTS[ask.name].rule, ask)


def _rule(ctx: Context, text: str, ask: Bought) -> Group:
    filters = ask.model_dump(include=set(FILTERS) - {"segment"}) | {"branch": branches_seen(ctx, ask.branch)}
    bought = Narrowing.model_validate(filters).as_rule
    return Group(match="all", rules=(*parse(text, STANDARD).rules, *_in_segments(ask.segment), *bought.rules))


def described(ctx: Context, connection: Any, ids: Sequence[int]) -> list[PredictedClient]:
    """What is expected of these clients, in this order; who has left the directory a moment ago is left out."""
    if not ids:
        return []
    named = people(ctx, ids)
    everything = window(ctx).narrow(client=ids)
    past = {row["client_id"]: row for row in run(metric("client_history"), everything, connection).rows.to_pylist()}
    rows = ctx.db.scalars(
        select(PredictionRow).where(
            PredictionRow.merchant_id == ctx.merchant_id, PredictionRow.client_id == func.any(list(ids))
        )
    )
    expected = {row.client_id: row for row in rows}
    to_offer = offers(ctx, connection, ids)
    return [_client(ctx, named[id_], expected.get(id_), past.get(id_, {}), to_offer) for id_ in ids if id_ in named]


def _client(ctx: Context, person: Client, row: PredictionRow | None, past: Row, to_offer: Offers) -> PredictedClient:
    last_sale_on = past.get("last_sale_on")
    expected = {name: getattr(row, name) for name in FACTS} if row else dict.fromkeys(FACTS)
    if row:
        expected["orders_expected"] = round(row.orders_expected, 2)
    return PredictedClient(
        client_id=person.id,
        name=person.name,
        phone=person.phone,
        **expected,
        when=when(row, ctx.today, ctx.language),
        reason=_reason(row, last_sale_on),
        why=_why(ctx, row, last_sale_on) if row and last_sale_on else "",
        last_sale_on=last_sale_on,
        days_away=past.get("recency_in_days"),
        sales=past.get("sales", 0),
        net=past.get("net", 0),
        offer=to_offer.of(person.id),
        step_up=to_offer.step_up(person.id),
    )


def _reason(row: PredictionRow | None, last_sale_on: date | None) -> str | None:
    """What stood out when it was predicted; of who has bought since, only that is true any more."""
    if row is None:
        return None
    return Reason.RECENT.value if _came_since(row, last_sale_on) else row.churn_reason


def _why(ctx: Context, row: PredictionRow, last_sale_on: date) -> str:
    """The reason in words; days are counted up to the day after the last one of sales, as later ones tell nothing."""
    came = _came_since(row, last_sale_on)
    until = ctx.today if came else min(ctx.today, row.predicted_on + timedelta(days=1))
    sentence = why(row, _reason(row, last_sale_on) or "", (until - last_sale_on).days, ctx.language)
    return sentence if came else told_on(row, ctx.today, sentence, ctx.language)


def _came_since(row: PredictionRow, last_sale_on: date | None) -> bool:
    return last_sale_on is not None and last_sale_on > row.predicted_on


def _everybody(ctx: Context, ask: Whose) -> ir.Table:
    """Ids of everybody in a list, in its order."""
    judged = window(ctx)
    asked = chosen(ctx, "", rule(ctx, ask))
    return ranked(asked.rule, asked.fields, judged.as_of, LISTS[ask.name].first, judged.cutoffs)


def _in_segments(codes: Sequence[str]) -> Iterator[Group]:
    """Who is in any of some segments, as rules say it: ready ones by their own rule."""
    if not codes:
        return
    named = tuple(code for code in codes if code not in READY)
    places = [Condition(field="segment", op="in", values=named)] if named else []
    yield Group(match="any", rules=(*places, *(READY[code] for code in codes if code in READY)))


def _start(after: str | None) -> int:
    if after is None:
        return 0
    if not (after.isascii() and after.isdecimal() and len(after) < 10):
        raise Invalid("kernel.bad_cursor", field="after")
    return int(after)
