"""Clients in the order in which one acts on them, with what is expected of each and what to offer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from nigotis.clients.directory import people
from nigotis.clients.types import Client
from nigotis.kernel.context import Context
from nigotis.kernel.problems import Invalid
from nigotis.metrics.catalogue import find as metric
from nigotis.metrics.run import run
from nigotis.mirror.cache import Mirror
from nigotis.predictions.models import PredictionRow
from nigotis.predictions.offers import Offers, offers
from nigotis.predictions.saying import when, why
from nigotis.predictions.settings import settings
from nigotis.predictions.types import FindClients, PredictedClient, Whose
from nigotis.segments.members import window

FILTERS = ("branch", "segment", "product", "category", "seller", "source")
FACTS = (
    "predicted_on", "horizon_in_days", "orders_expected", "p_no_order", "clv", "clv_365", "clv_365_low", "clv_365_high",
    "next_order_from", "next_order_to", "due",
)  # fmt: skip
_METRICS: dict[str, tuple[str, dict[str, Any]]] = {
    "due": ("reorder_due_list", {}),
    **{due: ("reorder_due_list", {"due": (due,)}) for due in ("overdue", "due_now", "due_this_week", "cannot_tell")},
    "might_leave": ("churn_risk_list", {}),
    "out_of_rhythm": ("broken_rhythm", {}),
    "value": ("lifetime_value", {}),
}
"""The metric whose order of clients a list has."""

Row = dict[str, Any]


def found(ctx: Context, ask: FindClients) -> tuple[list[PredictedClient], str | None, int]:
    """A page of a list, the cursor of the next one, and how many there are in all."""
    start = _start(ask.after)
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        everybody = _ids(ctx, connection, ask)
        ids = everybody[start : start + ask.limit]
        items = described(ctx, connection, ids)
    end = start + ask.limit
    return items, str(end) if end < len(everybody) else None, len(everybody)


def everyone(ctx: Context, ask: Whose) -> list[PredictedClient]:
    """The whole list."""
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        return described(ctx, connection, _ids(ctx, connection, ask))


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
    days = past.get("recency_in_days")
    expected = {name: getattr(row, name) for name in FACTS} if row else dict.fromkeys(FACTS)
    if row:
        expected["orders_expected"] = round(row.orders_expected, 2)
    return PredictedClient(
        client_id=person.id,
        name=person.name,
        phone=person.phone,
        **expected,
        when=when(row, ctx.language),
        reason=row.churn_reason if row else None,
        why=why(row, days, ctx.language) if row and days is not None else "",
        last_sale_on=past.get("last_sale_on"),
        days_away=days,
        sales=past.get("sales", 0),
        net=past.get("net", 0),
        offer=to_offer.of(person.id),
        step_up=to_offer.step_up(person.id),
    )


def _ids(ctx: Context, connection: Any, ask: Whose) -> list[int]:
    name, params = _METRICS.get(ask.name) or _inactive(ctx)
    narrowed = window(ctx).narrow(**{filter_: getattr(ask, filter_) for filter_ in FILTERS})
    ids: list[int] = run(metric(name), narrowed, connection, **params).rows["client_id"].to_pylist()
    return ids


def _inactive(ctx: Context) -> tuple[str, dict[str, Any]]:
    return "inactive_client_list", {"days": settings(ctx).inactive_after_in_days}


def _start(after: str | None) -> int:
    if after is None:
        return 0
    if not (after.isascii() and after.isdecimal() and len(after) < 10):
        raise Invalid("kernel.bad_cursor", field="after")
    return int(after)
