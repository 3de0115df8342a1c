"""Many deals and activities at once, for file imports and generated worlds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pyarrow as pa
from sqlalchemy import func, insert, text

from nigotis.deals.models import ActivityRow, DealEventRow, DealRow
from nigotis.kernel.context import Context
from nigotis.kernel.revising import Revision, put_back, revise
from nigotis.kernel.searching import search_key
from nigotis.kernel.staging import drop_staged, insert_staged, new_ids, stage
from nigotis.metrics.facts import MONEY

_ROWS_AT_ONCE = 1_000
_INSTANT = pa.timestamp("us", "UTC")


@dataclass(frozen=True)
class Step:
    """What happened on a local day: entered, moved, won, lost, reopened or refunded, and the stage after it."""

    kind: str
    stage: str
    day: date
    amount: Decimal | None = None
    at: datetime | None = None
    """The beginning of the day, if not said."""
    partner_id: int | None = None
    partner_percent: int | None = None


@dataclass(frozen=True)
class NewDeal:
    """A deal with all its steps, the first one `entered`; where it stands follows from them."""

    title: str
    steps: Sequence[Step]
    source: str = "other"
    external_id: str | None = None
    client_id: int | None = None
    seller_id: int | None = None
    value: Decimal | None = None
    expected_on: date | None = None
    lost_reason: str | None = None
    note: str | None = None
    product_ids: Sequence[int] = field(default_factory=tuple)

    @property
    def standing(self) -> Step:
        """The step that says where it stands."""
        return next(step for step in reversed(self.steps) if step.kind != "refunded")


KNOWN = (
    "client_id",
    "seller_id",
    "value",
    "stage",
    "stage_since",
    "status",
    "closed_on",
    "expected_on",
    "lost_reason",
    "source",
    "sale_id",
    "refunded",
)
"""What an import may change in a deal."""


@dataclass(frozen=True)
class KnownDeal:
    """A deal that is there: its columns of `KNOWN` as they are, with whom it is shared, and when its last step was."""

    id: int
    values: Mapping[str, Any]
    last_at: datetime


def known_deals(ctx: Context, external_ids: Sequence[str]) -> dict[str, KnownDeal]:
    """The deals with these numbers."""
    names = (*KNOWN, "partner_id", "partner_percent")
    columns = [getattr(DealRow, name) for name in names]
    query = ctx.mine(DealRow).with_only_columns(DealRow.external_id, DealRow.id, *columns)
    query = query.where(DealRow.deleted_at.is_(None), DealRow.external_id == func.any(list(external_ids)))
    rows = ctx.db.execute(query).all()
    e = DealEventRow
    steps = ctx.mine(e).with_only_columns(e.deal_id, func.max(e.at)).group_by(e.deal_id)
    last = dict(ctx.db.execute(steps.where(e.deal_id == func.any([row.id for row in rows]))).all())
    return {row[0]: KnownDeal(row.id, dict(zip(names, row[2:], strict=True)), last[row.id]) for row in rows}


def copy_deals(ctx: Context, deals: Sequence[NewDeal], *, import_id: int | None) -> list[int]:
    """Add deals with their steps and products, in the merchant's currency; answers their ids in the same order. Nobody
    is announced one by one."""
    if not deals:
        return []
    stage(ctx.db, "new_deals", _deals(ctx, deals))
    given = {"merchant_id": ctx.merchant_id, "now": ctx.now, "import_id": import_id, "own": ctx.merchant.currency}
    same = ("title", "search_key", "external_id", "client_id", "seller_id", "source", "value", "stage", "status")
    since = ("stage_since", "created_on", "expected_on", "closed_on", "lost_reason", "note", "refunded")
    values = {name: f"s.{name}" for name in (*same, *since)} | {
        "merchant_id": ":merchant_id",
        "import_id": ":import_id",
    }
    values |= {"currency": ":own", "created_at": ":now", "updated_at": ":now"}
    insert_staged(ctx.db, "new_deals", "deal", values, given)
    ids = new_ids(ctx.db, "new_deals")
    drop_staged(ctx.db, ["new_deals"])
    add_steps(
        ctx, [(deal_id, deal.seller_id, step) for deal_id, deal in zip(ids, deals, strict=True) for step in deal.steps]
    )
    pairs = [
        (deal_id, each) for deal_id, deal in zip(ids, deals, strict=True) for each in dict.fromkeys(deal.product_ids)
    ]
    _add_products(ctx, pairs)
    return ids


def next_step(ctx: Context, known: KnownDeal, kind: str, stage: str, day: date, amount: Decimal | None = None) -> Step:
    """What happened to a known deal on a local day, today at this moment; never before the step before."""
    at = max(ctx.now if day == ctx.today else moment_of(ctx, day), known.last_at)
    shared = {name: known.values[name] for name in ("partner_id", "partner_percent")}
    return Step(kind, stage, at.astimezone(ctx.merchant.tz).date(), amount, at, **shared)


def add_steps(ctx: Context, steps: Sequence[tuple[int, int | None, Step]]) -> None:
    """Append steps: (deal, owner then, what happened)."""
    if not steps:
        return
    columns = {
        "deal_id": pa.array([deal_id for deal_id, _, _ in steps], pa.int64()),
        "seller_id": pa.array([seller for _, seller, _ in steps], pa.int64()),
        "partner_id": pa.array([step.partner_id for *_, step in steps], pa.int64()),
        "partner_percent": pa.array([step.partner_percent for *_, step in steps], pa.int64()),
        "kind": pa.array([step.kind for *_, step in steps], pa.string()),
        "stage": pa.array([step.stage for *_, step in steps], pa.string()),
        "at": pa.array([step.at or moment_of(ctx, step.day) for *_, step in steps], _INSTANT),
        "day": pa.array([step.day for *_, step in steps], pa.date32()),
        "amount": pa.array([step.amount for *_, step in steps], MONEY),
    }
    stage(ctx.db, "new_steps", pa.table(columns))
    values = {name: f"s.{name}" for name in columns} | {"merchant_id": ":merchant_id", "by_name": ":by"}
    given = {"merchant_id": ctx.merchant_id, "by": ctx.actor.name, "now": ctx.now}
    insert_staged(ctx.db, "new_steps", "deal_event", values | {"noted_at": ":now"}, given)
    drop_staged(ctx.db, ["new_steps"])


def revise_deals(ctx: Context, wanted: Mapping[int, Mapping[str, Any]]) -> list[Revision]:
    """Set columns of `KNOWN`, {id: {column: JSON value}}; answers what changed. See `kernel.revising.revise`."""
    return revise(ctx, DealRow, {deal_id: values for deal_id, values in wanted.items() if values})


def put_back_deals(ctx: Context, revisions: Sequence[Revision]) -> int:
    """Undo `revise_deals`, and take away the steps that came with it. A deal that went on since, or of which the sale
    was named since, stays with its steps; answers how many stay, at least in part."""
    if not revisions:
        return 0
    came_at = datetime.fromisoformat(revisions[0].after["updated_at"])
    given = {"merchant_id": ctx.merchant_id, "came_at": came_at}
    closed = [each.id for each in revisions if "status" in each.before]
    went_on = set(ctx.db.scalars(_WENT_ON, given | {"ids": [each.id for each in revisions], "closed": closed}))
    rest = [each for each in revisions if each.id not in went_on]
    ctx.db.execute(_FORGET_STEPS, given | {"ids": [each.id for each in rest]})
    return len(went_on) + put_back(ctx, DealRow, rest)


_WENT_ON = text(
    "select deal_id from deal_event where merchant_id = :merchant_id and deal_id = any(:ids) and noted_at > :came_at"
    " union select id from deal where merchant_id = :merchant_id and id = any(:closed) and sale_id is not null"
)
_FORGET_STEPS = text(
    "delete from deal_event where merchant_id = :merchant_id and deal_id = any(:ids) and noted_at = :came_at"
)


def known_activities(ctx: Context, external_ids: Sequence[str]) -> set[str]:
    """Which of these numbers are there already."""
    query = ctx.mine(ActivityRow).with_only_columns(ActivityRow.external_id).where(ActivityRow.deleted_at.is_(None))
    return {
        str(found) for found in ctx.db.scalars(query.where(ActivityRow.external_id == func.any(list(external_ids))))
    }


def copy_activities(ctx: Context, rows: Sequence[Mapping[str, Any]], *, import_id: int | None) -> None:
    """Add activities: kind, external_id, seller_id, client_id, deal_id, due_on, done_on, outcome, note; done ones at
    midday of their day."""
    same = {"merchant_id": ctx.merchant_id, "import_id": import_id, "created_at": ctx.now, "updated_at": ctx.now}
    made = [
        dict(row) | same | {"done_at": moment_of(ctx, row["done_on"], time(12)) if row["done_on"] else None}
        for row in rows
    ]
    for start in range(0, len(made), _ROWS_AT_ONCE):
        ctx.db.execute(insert(ActivityRow).values(made[start : start + _ROWS_AT_ONCE]))


def moment_of(ctx: Context, day: date, clock: time = time()) -> datetime:
    """The instant of a local day on the merchant's clock, in UTC; its beginning, if not said."""
    return datetime.combine(day, clock, ctx.merchant.tz).astimezone(UTC)


def _deals(ctx: Context, deals: Sequence[NewDeal]) -> pa.Table:
    standing = [deal.standing for deal in deals]
    is_closed = [step.kind in ("won", "lost") for step in standing]
    refunded = [
        -sum((step.amount or Decimal(0) for step in deal.steps if step.kind == "refunded"), Decimal(0))
        for deal in deals
    ]
    texts = ("title", "external_id", "source", "lost_reason", "note")
    columns = {name: pa.array([getattr(deal, name) for deal in deals], pa.string()) for name in texts}
    columns |= {
        name: pa.array([getattr(deal, name) for deal in deals], pa.int64()) for name in ("client_id", "seller_id")
    }
    closed_on = [step.day if closed else None for step, closed in zip(standing, is_closed, strict=True)]
    return pa.table(
        columns
        | {
            "search_key": pa.array([search_key(deal.title) for deal in deals], pa.string()),
            "value": pa.array([deal.value for deal in deals], MONEY),
            "refunded": pa.array(refunded, MONEY),
            "stage": pa.array([step.stage for step in standing], pa.string()),
            "status": pa.array(
                [s.kind if c else "open" for s, c in zip(standing, is_closed, strict=True)], pa.string()
            ),
            "stage_since": pa.array([moment_of(ctx, step.day) for step in standing], _INSTANT),
            "created_on": pa.array([deal.steps[0].day for deal in deals], pa.date32()),
            "expected_on": pa.array([deal.expected_on for deal in deals], pa.date32()),
            "closed_on": pa.array(closed_on, pa.date32()),
        }
    )


def _add_products(ctx: Context, pairs: Sequence[tuple[int, int]]) -> None:
    if not pairs:
        return
    columns = {
        "deal_id": pa.array([deal_id for deal_id, _ in pairs], pa.int64()),
        "product_id": pa.array([product_id for _, product_id in pairs], pa.int64()),
    }
    stage(ctx.db, "new_deal_products", pa.table(columns))
    values = {name: f"s.{name}" for name in columns} | {"merchant_id": ":merchant_id"}
    insert_staged(ctx.db, "new_deal_products", "deal_product", values, {"merchant_id": ctx.merchant_id})
    drop_staged(ctx.db, ["new_deal_products"])
