"""Layouts the merchant teaches, and what is left to teach."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from sqlalchemy import text, update

from nigotis.clients.bulk import copy_clients
from nigotis.clients.revising import clients_marked
from nigotis.kernel.context import Context
from nigotis.kernel.problems import Invalid
from nigotis.messages.bulk import tell_once
from nigotis.messages.models import ClientMessageRow, MessageLayoutRow
from nigotis.messages.types import MessageLayout, TeachLayout, UnknownLayout
from nigotis.notices.layouts import Layout, Layouts, taught_layout
from nigotis.notices.people import EARNED, identity, region_of
from nigotis.notices.types import Message, Understood
from nigotis.notices.understanding import shape, understand

MOST_SHAPES = 100
_UNKNOWN = text(
    "select shape, max(sender) as sender, count(*) as messages, min(id) as example_id from client_message"
    " where merchant_id = :merchant_id and kind = 'unknown' group by shape order by count(*) desc, min(id) limit :most"
)


def taught(ctx: Context) -> list[Layout]:
    """The layouts of this merchant, the newest first."""
    query = ctx.mine(MessageLayoutRow).where(MessageLayoutRow.deleted_at.is_(None)).order_by(MessageLayoutRow.id.desc())
    return [_layout(row) for row in ctx.db.scalars(query)]


def unknown(ctx: Context) -> list[UnknownLayout]:
    """Shapes of messages about money that no layout fits, the most frequent first, each with one whole message."""
    rows = ctx.db.execute(_UNKNOWN, {"merchant_id": ctx.merchant_id, "most": MOST_SHAPES}).all()
    return [
        UnknownLayout(
            shape=row.shape,
            sender=row.sender,
            messages=row.messages,
            example=ctx.get(ClientMessageRow, row.example_id).body or "",
        )
        for row in rows
    ]


def teach(ctx: Context, ask: TeachLayout) -> MessageLayout:
    """Keep the layout and read the unknown messages anew with it."""
    direction = None if ask.direction == "none" else ask.direction
    parts = {name: part for name in ("amount", "who", "reference") if (part := getattr(ask, name))}
    if direction is not None and "amount" not in parts:
        raise Invalid("messages.amount_not_marked", field="amount")
    senders = [ask.sender] if ask.sender else []
    try:
        layout = taught_layout(
            ask.operator, ask.kind, direction, ask.sample, parts, currency=ctx.merchant.currency, senders=senders
        )
    except ValueError as error:
        raise Invalid("messages.parts_not_found", field="sample") from error
    message = Message(0, ask.sender or "", ask.sample)
    if Layouts([layout]).find(message.text, " ".join(message.text.lower().split()), message.sender) is None:
        raise Invalid("messages.parts_not_found", field="sample")
    row = ctx.add(
        MessageLayoutRow(
            operator=layout.operator,
            kind=layout.kind,
            direction=layout.direction,
            says=list(layout.says),
            pattern=layout.pattern,
            currency=ctx.merchant.currency,
            senders=list(layout.senders),
            sample=shape(ask.sample),
            created_by=ctx.actor.name,
            created_at=ctx.now,
        )
    )
    return as_layout(row, _read_anew(ctx))


def as_layout(row: MessageLayoutRow, understood: int = 0) -> MessageLayout:
    """As it is answered."""
    return MessageLayout(
        id=row.id,
        operator=row.operator,
        kind=row.kind,
        direction=row.direction,
        shape=row.sample,
        created_by=row.created_by,
        created_at=row.created_at,
        understood=understood,
    )


def _layout(row: MessageLayoutRow) -> Layout:
    currencies = (row.currency,) if row.currency else ()
    direction: Any = row.direction
    return Layout(row.operator, row.kind, direction, tuple(row.says), row.pattern, currencies, tuple(row.senders))


def _read_anew(ctx: Context) -> int:
    """Read unknown messages again; answers how many are understood now. Payers are linked or added by their number."""
    query = ctx.mine(ClientMessageRow).where(ClientMessageRow.kind == "unknown").order_by(ClientMessageRow.id)
    rows = list(ctx.db.scalars(query))
    messages = [Message(row.id, row.sender, row.body or "", row.local_at) for row in rows]
    found = [each for each in understand(messages, Layouts(taught(ctx))) if each.kind != "unknown"]
    people = {
        each.row: identity(each.name, each.phone, region_of(each.currency, ctx.merchant.country))
        for each in found
        if each.name or each.phone
    }
    clients = clients_marked(ctx, "phone", sorted({number for number, _ in people.values() if number}))
    payers = {people[each.row][0]: each for each in reversed(found) if each.row in people and _is_earned(each)}
    strangers = {number: each for number, each in payers.items() if number and number not in clients}
    clients |= _add(ctx, strangers, {row.id: row.import_id for row in rows})
    for each in found:
        number, shown = people.get(each.row, ("", ""))
        _set(ctx, each, number or shown, clients.get(number))
    tell_once(ctx, [each.row for each in found])
    return len(found)


def _is_earned(told: Understood) -> bool:
    return told.direction == "in" and told.kind in EARNED


def _add(ctx: Context, payers: dict[str, Understood], files: dict[int, int | None]) -> dict[str, int]:
    """Payers become clients as they do in an import: of the file their message came with, which can be undone."""
    added: dict[str, int] = {}
    for file in set(files.values()):
        persons = {number: told.name or number for number, told in payers.items() if files[told.row] == file}
        if persons:
            columns = pa.table({"name": list(persons.values()), "phone": list(persons)})
            added |= zip(persons, copy_clients(ctx, columns, import_id=file), strict=True)
    return added


def _set(ctx: Context, found: Understood, person: str, client_id: int | None) -> None:
    m = ClientMessageRow
    values = {
        name: getattr(found, name) or None
        for name in ("operator", "direction", "currency", "name", "phone", "reference", "payment")
    }
    values |= {"kind": found.kind, "amount": found.amount, "balance": found.balance, "fee": found.fee, "shape": None}
    values |= {"person": person or None, "client_id": client_id}
    ctx.db.execute(update(m).where(m.merchant_id == ctx.merchant_id, m.id == found.row).values(values))
