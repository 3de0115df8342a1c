"""What one does with deals, activities, stages and targets."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from nigotis.clients.directory import standing
from nigotis.deals import activities, listing
from nigotis.deals.events import DealLost, DealWon
from nigotis.deals.models import ActivityRow, DealProductRow, DealRow, TargetRow
from nigotis.deals.seeing import check_led, check_seen, one, seen
from nigotis.deals.selling import sale_of
from nigotis.deals.stages import all_stages, replace_stages
from nigotis.deals.steps import check_open, check_stage, first_stage, moment, stage_or_first, step
from nigotis.deals.types import (
    Activity,
    AddDeal,
    BoardColumn,
    Deal,
    DealCard,
    EditActivity,
    EditDeal,
    EditStages,
    FindActivities,
    FindDeals,
    FindTargets,
    FinishActivity,
    LinkSale,
    LoseDeal,
    MoveDeal,
    Nothing,
    PlanActivity,
    RefundDeal,
    ReopenDeal,
    SetTarget,
    ShowBoard,
    Stage,
    Target,
    WhichActivity,
    WhichDeal,
    WinDeal,
)
from nigotis.kernel.context import Context
from nigotis.kernel.fields import changes
from nigotis.kernel.operation import Effect, operation
from nigotis.kernel.paging import Page
from nigotis.kernel.problems import Conflict, Invalid, NotFound
from nigotis.kernel.searching import search_key
from nigotis.products.catalogue import names as product_names
from nigotis.staff.operations import check_seller, own_place, seller_names

_ABOUT = (
    "client_id",
    "seller_id",
    "partner_id",
    "partner_percent",
    "source",
    "value",
    "currency",
    "expected_on",
    "note",
)
_ACTIVITY = ("kind", "client_id", "deal_id", "seller_id", "due_on", "done_at", "outcome", "note")


@operation("GET /deals", needs="deals:read", effect=Effect.READS)
def search(ctx: Context, ask: FindDeals) -> Page[Deal]:
    """List deals, the one that moved last first."""
    return listing.found(ctx, ask)


@operation("GET /deals/board", needs="deals:read", effect=Effect.READS)
def board(ctx: Context, ask: ShowBoard) -> list[BoardColumn]:
    """Show the open deals by stage, and what was won and lost in the last 30 days."""
    return listing.board(ctx, ask)


@operation("GET /deals/stages", needs="deals:read", effect=Effect.READS)
def stages(ctx: Context, ask: Nothing) -> list[Stage]:
    """List the stages a deal goes through, with how many open deals stand in each."""
    return all_stages(ctx)


@operation("PATCH /deals/stages", needs="deals:plan", effect=Effect.WRITES)
def edit_stages(ctx: Context, ask: EditStages) -> list[Stage]:
    """Name, order, add and take away the stages a deal goes through; one with open deals in it stays."""
    replace_stages(ctx, ask.stages)
    return all_stages(ctx)


@operation("GET /deals/targets", needs="deals:read", effect=Effect.READS)
def targets(ctx: Context, ask: FindTargets) -> list[Target]:
    """List what each seller is to reach in a month."""
    query = seen(ctx, TargetRow).where(TargetRow.month == ask.month.replace(day=1))
    rows = ctx.db.scalars(query.order_by(TargetRow.seller_id, TargetRow.measure)).all()
    names = seller_names(ctx, {row.seller_id for row in rows})
    return [Target.model_validate(row).model_copy(update={"seller_name": names[row.seller_id]}) for row in rows]


@operation("POST /deals/targets", needs="deals:plan", effect=Effect.WRITES)
def set_target(ctx: Context, ask: SetTarget) -> Target:
    """Say what a seller is to reach in a month, or take the target away."""
    check_seller(ctx, ask.seller_id, "seller_id")
    check_led(ctx, ask.seller_id)
    key = {"seller_id": ask.seller_id, "month": ask.month.replace(day=1), "measure": ask.measure}
    if ask.value is None:
        same = (TargetRow.merchant_id == ctx.merchant_id, *(getattr(TargetRow, name) == of for name, of in key.items()))
        ctx.db.execute(delete(TargetRow).where(*same))
        return Target(**key)
    said = {"value": ask.value, "updated_at": ctx.now}
    row = insert(TargetRow).values(merchant_id=ctx.merchant_id, **key, **said)
    ctx.db.execute(row.on_conflict_do_update(index_elements=["merchant_id", *key], set_=said))
    return Target(**key, value=ask.value, seller_name=seller_names(ctx, {ask.seller_id})[ask.seller_id])


@operation("POST /deals", needs="deals:write", effect=Effect.WRITES)
def add(ctx: Context, ask: AddDeal) -> DealCard:
    """Add a lead or a deal."""
    on = ask.created_on or ctx.today
    if on > ctx.today:
        raise Invalid("deals.in_future", field="created_on")
    values = ask.model_dump(include=set(_ABOUT)) | {
        "seller_id": ask.seller_id or own_place(ctx),
        "currency": ask.currency or ctx.merchant.currency,
    }
    at = ctx.now if on == ctx.today else datetime.combine(on, datetime.min.time(), ctx.merchant.tz)
    row = DealRow(
        title=ask.title,
        search_key=search_key(ask.title),
        stage=check_stage(ctx, ask.stage or first_stage(ctx)),
        status="open",
        stage_since=at,
        created_on=on,
        created_at=ctx.now,
        updated_at=ctx.now,
        **values,
    )
    _check(ctx, row)
    ctx.add(row)
    _set_products(ctx, row, ask.product_ids)
    step(ctx, row, "entered", at)
    return listing.card(ctx, row)


@operation("GET /deals/{deal_id}", needs="deals:read", effect=Effect.READS)
def read(ctx: Context, ask: WhichDeal) -> DealCard:
    """Show a deal with every step it took and every activity."""
    return listing.card(ctx, one(ctx, DealRow, ask.deal_id))


@operation("PATCH /deals/{deal_id}", needs="deals:write", effect=Effect.WRITES)
def edit(ctx: Context, ask: EditDeal) -> DealCard:
    """Change a deal: what is given changes, the rest stays."""
    row = _present(ctx, ask.deal_id)
    given = changes(ask, of=("title", *_ABOUT), required=("title", "source", "currency"))
    if given.get("partner_id", ...) is None:
        given["partner_percent"] = None
    if "value" in given and row.status == "won" and given["value"] != row.value:
        raise Conflict("deals.won_value_stays", field="value")
    for name, value in given.items():
        setattr(row, name, value)
    _check(ctx, row)
    row.search_key = search_key(row.title)
    row.updated_at = ctx.now
    if ask.product_ids is not None:
        _set_products(ctx, row, ask.product_ids)
    ctx.db.flush()
    return listing.card(ctx, row)


@operation("POST /deals/{deal_id}/move", needs="deals:write", effect=Effect.WRITES)
def move(ctx: Context, ask: MoveDeal) -> DealCard:
    """Put an open deal into another stage."""
    row = _present(ctx, ask.deal_id)
    check_open(row)
    if row.stage != check_stage(ctx, ask.stage):
        row.stage = ask.stage
        step(ctx, row, "moved", ctx.now)
    return listing.card(ctx, row)


@operation("POST /deals/{deal_id}/win", needs="deals:write", effect=Effect.WRITES)
def win(ctx: Context, ask: WinDeal) -> DealCard:
    """Mark a deal as won; reopening takes it back."""
    row = _present(ctx, ask.deal_id)
    if row.status == "won":
        if ask.value not in (None, row.value):
            raise Conflict("deals.won_value_stays")
        return listing.card(ctx, row)
    check_open(row)
    at = moment(ctx, row, ask.on)
    if ask.client_id is not None:
        row.client_id = standing(ctx, ask.client_id).id
    if row.client_id is None:
        raise Invalid("deals.who_bought", field="client_id")
    sale = sale_of(ctx, row, ask.sale_id) if ask.sale_id is not None else None
    row.sale_id = sale.id if sale else None
    if ask.value is not None:
        row.value = ask.value
    elif row.value is None and sale is not None and sale.currency == row.currency:
        row.value = sale.total
    row.status = "won"
    step(ctx, row, "won", at, amount=row.value)
    ctx.tell(DealWon(deal_id=row.id, client_id=row.client_id))
    return listing.card(ctx, row)


@operation("POST /deals/{deal_id}/sale", needs="deals:write", effect=Effect.WRITES)
def link(ctx: Context, ask: LinkSale) -> DealCard:
    """Say which sale a won deal became, or take that back."""
    row = _present(ctx, ask.deal_id)
    if row.status != "won":
        raise Conflict("deals.not_won")
    row.sale_id = None if ask.sale_id is None else sale_of(ctx, row, ask.sale_id).id
    row.updated_at = ctx.now
    ctx.db.flush()
    return listing.card(ctx, row)


@operation("POST /deals/{deal_id}/lose", needs="deals:write", effect=Effect.WRITES)
def lose(ctx: Context, ask: LoseDeal) -> DealCard:
    """Mark a deal as lost, with the reason; reopening takes it back."""
    row = _present(ctx, ask.deal_id)
    if row.status == "lost":
        return listing.card(ctx, row)
    check_open(row)
    at = moment(ctx, row, ask.on)
    row.status, row.lost_reason = "lost", ask.reason
    step(ctx, row, "lost", at, amount=row.value, reason=ask.reason)
    ctx.tell(DealLost(deal_id=row.id))
    return listing.card(ctx, row)


@operation("POST /deals/{deal_id}/reopen", needs="deals:write", effect=Effect.WRITES)
def reopen(ctx: Context, ask: ReopenDeal) -> DealCard:
    """Let a won or lost deal go on."""
    row = _present(ctx, ask.deal_id)
    if row.status != "open":
        row.stage = check_stage(ctx, ask.stage) if ask.stage else stage_or_first(ctx, row.stage)
        row.status, row.lost_reason, row.sale_id, row.refunded = "open", None, None, row.refunded * 0
        step(ctx, row, "reopened", ctx.now)
    return listing.card(ctx, row)


@operation("POST /deals/{deal_id}/refund", needs="deals:write", effect=Effect.WRITES)
def refund(ctx: Context, ask: RefundDeal) -> DealCard:
    """Note that money of a won deal was given back; it counts against whoever won it."""
    row = _present(ctx, ask.deal_id)
    if row.status != "won":
        raise Conflict("deals.not_won")
    if ask.amount > (row.value or 0) - row.refunded:
        raise Invalid("deals.refund_too_large", field="amount")
    row.refunded += ask.amount
    step(ctx, row, "refunded", moment(ctx, row, ask.on), amount=-ask.amount)
    return listing.card(ctx, row)


@operation("DELETE /deals/{deal_id}", needs="deals:write", effect=Effect.WRITES)
def remove(ctx: Context, ask: WhichDeal) -> DealCard:
    """Remove a deal; it counts nowhere, and can be put back."""
    row = one(ctx, DealRow, ask.deal_id, lock=True)
    row.deleted_at = row.deleted_at or ctx.now
    row.updated_at = ctx.now
    ctx.db.flush()
    return listing.card(ctx, row)


@operation("POST /deals/{deal_id}/restore", needs="deals:write", effect=Effect.WRITES)
def restore(ctx: Context, ask: WhichDeal) -> DealCard:
    """Put a removed deal back."""
    row = one(ctx, DealRow, ask.deal_id, lock=True)
    number = row.external_id
    row.deleted_at, row.updated_at = None, ctx.now
    try:
        ctx.db.flush()
    except IntegrityError as error:  # the same number came again meanwhile
        raise Conflict("deals.number_taken", number=number) from error
    return listing.card(ctx, row)


@operation("GET /activities", needs="deals:read", effect=Effect.READS)
def find_activities(ctx: Context, ask: FindActivities) -> Page[Activity]:
    """List visits, calls, messages and meetings: what is due, what is done."""
    return activities.found(ctx, ask)


@operation("POST /activities", needs="deals:write", effect=Effect.WRITES)
def plan_activity(ctx: Context, ask: PlanActivity) -> Activity:
    """Plan a visit, call, message or meeting, or note one that is done."""
    row = ActivityRow(created_at=ctx.now, updated_at=ctx.now, **ask.model_dump(include=set(_ACTIVITY)))
    row.seller_id = ask.seller_id or own_place(ctx)
    return _written(ctx, row)


@operation("PATCH /activities/{activity_id}", needs="deals:write", effect=Effect.WRITES)
def edit_activity(ctx: Context, ask: EditActivity) -> Activity:
    """Change an activity: what is given changes, the rest stays."""
    row = one(ctx, ActivityRow, ask.activity_id, lock=True)
    for name, value in changes(ask, of=_ACTIVITY, required=("kind",)).items():
        setattr(row, name, value)
    return _written(ctx, row)


@operation("POST /activities/{activity_id}/finish", needs="deals:write", effect=Effect.WRITES)
def finish_activity(ctx: Context, ask: FinishActivity) -> Activity:
    """Tick a planned activity off, with what came of it."""
    row = one(ctx, ActivityRow, ask.activity_id, lock=True)
    row.done_at = ask.done_at or row.done_at or ctx.now
    row.outcome = ask.outcome or row.outcome
    return _written(ctx, row)


@operation("DELETE /activities/{activity_id}", needs="deals:write", effect=Effect.WRITES)
def remove_activity(ctx: Context, ask: WhichActivity) -> Activity:
    """Remove an activity; it can be put back."""
    row = one(ctx, ActivityRow, ask.activity_id, lock=True)
    row.deleted_at = row.deleted_at or ctx.now
    return _written(ctx, row)


@operation("POST /activities/{activity_id}/restore", needs="deals:write", effect=Effect.WRITES)
def restore_activity(ctx: Context, ask: WhichActivity) -> Activity:
    """Put a removed activity back."""
    row = one(ctx, ActivityRow, ask.activity_id, lock=True)
    row.deleted_at = None
    return _written(ctx, row)


def _present(ctx: Context, deal_id: int) -> DealRow:
    row = one(ctx, DealRow, deal_id, lock=True)
    if row.deleted_at is not None:
        raise NotFound("kernel.not_found")
    return row


def _check(ctx: Context, row: DealRow) -> None:
    """That what the deal names is ours, and that a shared deal is shared with somebody else."""
    with ctx.db.no_autoflush:
        row.client_id = _client(ctx, row.client_id)
        check_seller(ctx, row.seller_id, "seller_id")
        check_seller(ctx, row.partner_id, "partner_id")
        check_seen(ctx, row)
    if (row.partner_id is None) != (row.partner_percent is None):
        raise Invalid("deals.partner_and_percent", field="partner_percent")
    if row.partner_id is not None and row.partner_id == row.seller_id:
        raise Invalid("deals.shared_with_herself", field="partner_id")


def _client(ctx: Context, client_id: int | None) -> int | None:
    return None if client_id is None else standing(ctx, client_id).id


def _set_products(ctx: Context, row: DealRow, product_ids: list[int]) -> None:
    wanted = list(dict.fromkeys(product_ids))
    if set(wanted) - product_names(ctx, wanted).keys():
        raise NotFound("kernel.not_found", field="product_ids")
    mine = (DealProductRow.merchant_id == ctx.merchant_id, DealProductRow.deal_id == row.id)
    ctx.db.execute(delete(DealProductRow).where(*mine))
    for product_id in wanted:
        ctx.add(DealProductRow(deal_id=row.id, product_id=product_id))


def _written(ctx: Context, row: Any) -> Activity:
    with ctx.db.no_autoflush:
        deal = one(ctx, DealRow, row.deal_id) if row.deal_id is not None else None
        row.client_id = _client(ctx, row.client_id)
        check_seller(ctx, row.seller_id, "seller_id")
        check_seen(ctx, row)
    if deal is not None and row.client_id is None:
        row.client_id = deal.client_id
    if row.client_id is None and deal is None:
        raise Invalid("deals.with_whom", field="client_id")
    if row.due_on is None and row.done_at is None:
        raise Invalid("deals.when", field="due_on")
    if row.done_at is not None and row.done_at > ctx.now:
        raise Invalid("deals.in_future", field="done_at")
    row.done_on = row.done_at.astimezone(ctx.merchant.tz).date() if row.done_at else None
    row.updated_at = ctx.now
    if row.id is None:
        ctx.add(row)
    ctx.db.flush()
    return activities.shown(ctx, [row])[0]
