"""What one does with messages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, get_args

from sqlalchemy import func, text, update

from nigotis.clients.revising import cards_of, revise_clients
from nigotis.kernel.context import Context
from nigotis.kernel.fields import changes
from nigotis.kernel.files import File
from nigotis.kernel.i18n import say
from nigotis.kernel.money import format_money
from nigotis.kernel.operation import Effect, operation
from nigotis.kernel.paging import Page, page
from nigotis.kernel.problems import Invalid, NotFound
from nigotis.kernel.tables import Cell, table_file
from nigotis.messages import teaching
from nigotis.messages.models import ClientMessageRow, MessageLayoutRow
from nigotis.messages.settings import MessageSettings, keep, settings
from nigotis.messages.standings import Standing, last_day, standings
from nigotis.messages.types import (
    ClientHistory,
    ClientMessage,
    EditMessageSettings,
    ExportMessageClients,
    FindMessageClients,
    Formula,
    Linked,
    LinkPerson,
    MessageClient,
    MessageKind,
    MessageLayout,
    MessageSummary,
    OperatorMoney,
    Score,
    SeeMessages,
    SegmentOfMessages,
    TagClients,
    Tagged,
    TeachLayout,
    UnknownLayout,
    WhichLayout,
)
from nigotis.notices.people import SEGMENTS

_COLUMNS = (
    "name", "phone", "spend", "payments", "messages", "first_seen", "last_seen", "language", "places", "services",
    "complaint_words", "engagement", "loyalty", "segments",
)  # fmt: skip
_NEVER = datetime(1, 1, 1)  # noqa: DTZ001 - a wall clock
_KINDS = text(
    "select kind, count(*) as messages, count(*) filter (where is_repeat) as repeats from client_message"
    " where merchant_id = :merchant_id group by kind order by count(*) desc, kind"
)
_OPERATORS = text(
    "select operator, currency, count(*) as payments, coalesce(sum(amount) filter (where direction = 'in'), 0) as came,"
    " coalesce(sum(amount) filter (where direction = 'out'), 0) as went from client_message"
    " where merchant_id = :merchant_id and direction is not null and not is_repeat"
    " group by operator, currency order by count(*) desc, operator"
)


@operation("GET /messages/summary", needs="messages:read", effect=Effect.READS)
def summary(ctx: Context, ask: SeeMessages) -> MessageSummary:
    """Show what your messages say: payments, operators, five segments and how the scores are made."""
    as_of = last_day(ctx)
    everybody = standings(ctx, as_of)
    kinds = ctx.db.execute(_KINDS, {"merchant_id": ctx.merchant_id}).all()
    money = ctx.db.execute(_OPERATORS, {"merchant_id": ctx.merchant_id}).all()
    counts = {row.kind: row.messages for row in kinds}
    return MessageSummary(
        as_of=as_of,
        messages=sum(counts.values()),
        payments=sum(row.payments for row in money),
        told_again=sum(row.repeats for row in kinds),
        currency=ctx.merchant.currency,
        clients=len(everybody),
        without_client=sum(each.client_id is None for each in everybody),
        unknown=counts.get("unknown", 0),
        kinds=[MessageKind(kind=kind, messages=count) for kind, count in counts.items()],
        operators=[
            OperatorMoney(
                operator=row.operator,
                currency=row.currency,
                payments=row.payments,
                money_in=row.came,
                money_out=row.went,
            )
            for row in money
        ],
        segments=[_segment(ctx, name, everybody) for name in SEGMENTS],
        formulas=[
            Formula(score=name, formula=say(f"notices.formula_{name}", ctx.language)) for name in get_args(Score)
        ],
    )


@operation("GET /messages/clients", needs="messages:read", effect=Effect.READS)
def clients(ctx: Context, ask: FindMessageClients) -> Page[MessageClient]:
    """List who paid or wrote by messages, the best payers first, with scores, complaints and segments."""
    found = _chosen(ctx, ask.segment)
    start = _place(ask.after)
    items = [MessageClient.model_validate(each) for each in found[start : start + ask.limit]]
    following = start + ask.limit
    return Page(items=items, next=str(following) if following < len(found) else None, total=len(found))


@operation("GET /messages/clients/export", needs="messages:read", effect=Effect.READS)
def export(ctx: Context, ask: ExportMessageClients) -> File:
    """Put who paid or wrote by messages into a file for a spreadsheet."""
    header = [say(f"messages.column.{name}", ctx.language) for name in _COLUMNS]
    return table_file("message-clients", ask.format, header, _lines(ctx, _chosen(ctx, ask.segment)))


@operation("GET /clients/{client_id}/messages", needs="messages:read", effect=Effect.READS)
def history(ctx: Context, ask: ClientHistory) -> Page[ClientMessage]:
    """List the messages of a client, the newest first: payments told of, and what was written."""
    m = ClientMessageRow
    ids, phone = _marks_of(ctx, ask.client_id)
    is_theirs = (m.client_id == func.any(ids)) | (m.client_id.is_(None) & (m.person == phone))
    query = ctx.mine(m).where(is_theirs)
    order: list[Any] = [func.coalesce(m.local_at, _NEVER), m.id.expression]
    rows, after = page(ctx.db, query, order, ask, newest_first=True)
    return Page(items=[ClientMessage.model_validate(row) for row in rows], next=after)


@operation("GET /messages/unknown-layouts", needs="messages:read", effect=Effect.READS)
def unknown(ctx: Context, ask: SeeMessages) -> list[UnknownLayout]:
    """List messages about money that are worded in a way nobody taught yet."""
    return teaching.unknown(ctx)


@operation("GET /messages/layouts", needs="messages:read", effect=Effect.READS)
def layouts(ctx: Context, ask: SeeMessages) -> list[MessageLayout]:
    """List the layouts you taught."""
    query = ctx.mine(MessageLayoutRow).where(MessageLayoutRow.deleted_at.is_(None)).order_by(MessageLayoutRow.id)
    return [teaching.as_layout(row) for row in ctx.db.scalars(query)]


@operation("POST /messages/layouts", needs="messages:write", effect=Effect.WRITES)
def teach(ctx: Context, ask: TeachLayout) -> MessageLayout:
    """Teach how an operator words its messages, by marking the parts of one of them."""
    return teaching.teach(ctx, ask)


@operation("DELETE /messages/layouts/{layout_id}", needs="messages:write", effect=Effect.WRITES)
def forget(ctx: Context, ask: WhichLayout) -> MessageLayout:
    """Forget a layout you taught; messages read by it stay as they are, and it can be put back."""
    row = ctx.get(MessageLayoutRow, ask.layout_id, lock=True)
    row.deleted_at = row.deleted_at or ctx.now
    ctx.db.flush()
    return teaching.as_layout(row)


@operation("POST /messages/layouts/{layout_id}/restore", needs="messages:write", effect=Effect.WRITES)
def restore(ctx: Context, ask: WhichLayout) -> MessageLayout:
    """Put a forgotten layout back."""
    row = ctx.get(MessageLayoutRow, ask.layout_id, lock=True)
    row.deleted_at = None
    ctx.db.flush()
    return teaching.as_layout(row)


@operation("POST /messages/tags", needs="messages:write", effect=Effect.WRITES)
def tag(ctx: Context, ask: TagClients) -> Tagged:
    """Tag the clients of a segment, so that other lists, segments and campaigns find them."""
    ids = [each.client_id for each in _chosen(ctx, ask.segment) if each.client_id is not None]
    cards = cards_of(ctx, ids)
    wanted = {i: {"tags": [*card["tags"], ask.tag]} for i, card in cards.items() if ask.tag not in card["tags"]}
    revise_clients(ctx, wanted)
    return Tagged(clients=len(cards), newly=len(wanted))


@operation("POST /messages/links", needs="messages:write", effect=Effect.WRITES)
def link(ctx: Context, ask: LinkPerson) -> Linked:
    """Say which client somebody is who paid or wrote without a number of a client."""
    if ask.client_id not in cards_of(ctx, [ask.client_id]):
        raise NotFound("kernel.not_found", field="client_id")
    m = ClientMessageRow
    mine = (m.merchant_id == ctx.merchant_id, m.person == ask.person)
    linked = ctx.db.execute(
        update(m).where(*mine, m.client_id.is_(None)).values(client_id=ask.client_id).returning(m.id)
    )
    return Linked(messages=len(linked.all()))


@operation("GET /messages/settings", needs="messages:read", effect=Effect.READS)
def read_settings(ctx: Context, ask: SeeMessages) -> MessageSettings:
    """Show where the segments of messages begin."""
    return settings(ctx)


@operation("PATCH /messages/settings", needs="messages:write", effect=Effect.WRITES)
def edit_settings(ctx: Context, ask: EditMessageSettings) -> MessageSettings:
    """Set where the segments of messages begin."""
    names = list(MessageSettings.model_fields)
    keep(ctx, settings(ctx).model_copy(update=changes(ask, of=names, required=names)))
    return settings(ctx)


def _segment(ctx: Context, name: str, everybody: list[Standing]) -> SegmentOfMessages:
    members = [each for each in everybody if name in each.segments]
    rules = settings(ctx)
    rule = say(
        f"notices.rule_{name}",
        ctx.language,
        amount=format_money(rules.high_value, ctx.merchant.currency, ctx.language),
        inactive=rules.inactive_days,
        new=rules.new_days,
        loyalty=rules.loyal_loyalty,
        engagement=rules.loyal_engagement,
    )
    spend = sum((each.spend for each in members), start=rules.high_value * 0)
    return SegmentOfMessages.model_validate({"segment": name, "rule": rule, "clients": len(members), "spend": spend})


def _chosen(ctx: Context, segment: str | None) -> list[Standing]:
    everybody = standings(ctx, last_day(ctx))
    return [each for each in everybody if segment is None or segment in each.segments]


def _place(after: str | None) -> int:
    if after is not None and not (after.isascii() and after.isdigit() and len(after) < 10):
        raise Invalid("kernel.bad_cursor", field="after")
    return int(after or 0)


def _marks_of(ctx: Context, client_id: int) -> tuple[list[int], str | None]:
    """The client with those merged into it, and its number. Raises NotFound."""
    card = cards_of(ctx, [client_id]).get(client_id)
    if card is None:
        raise NotFound("kernel.not_found", field="client_id")
    merged = text("select id from client where merchant_id = :merchant_id and merged_into_id = :client_id")
    given = {"merchant_id": ctx.merchant_id, "client_id": client_id}
    return [client_id, *ctx.db.scalars(merged, given)], card["phone"]


def _lines(ctx: Context, found: list[Standing]) -> Iterator[list[Cell]]:
    for each in found:
        words = dict.fromkeys(word for said in each.complaints for word in said["words"])
        named = [say(f"notices.segment_{name}", ctx.language) for name in each.segments]
        yield [getattr(each, name) for name in _COLUMNS[:8]] + [
            *("; ".join(several) for several in (each.places, each.services, words)),
            each.engagement,
            each.loyalty,
            "; ".join(named),
        ]
