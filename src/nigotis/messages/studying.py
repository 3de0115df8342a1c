"""The messages that are kept as a study, as if their file had just been read: what its documents are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nigotis.kernel.context import Context
from nigotis.kernel.problems import Conflict
from nigotis.messages.models import ClientMessageRow
from nigotis.messages.settings import settings
from nigotis.notices.people import people
from nigotis.notices.study import Study, judged_on
from nigotis.notices.types import Export, Message, Understood


def study(ctx: Context) -> Study:
    """All messages in order of time, judged on the day of the last one that is not of a day to come. Conflict where
    there is none."""
    kept = ctx.mine(ClientMessageRow).order_by(ClientMessageRow.local_at.asc().nulls_first(), ClientMessageRow.id)
    rows = ctx.db.scalars(kept).all()
    if not rows:
        raise Conflict("messages.none_yet")
    messages = [_message(number, row) for number, row in enumerate(rows, 1)]
    understood = list(_understood(rows))
    as_of = judged_on(understood, ctx.today)
    rules, currency = settings(ctx).rules, ctx.merchant.currency
    everybody = people(messages, understood, as_of, currency=currency, region=ctx.merchant.country, rules=rules)
    return Study(Export("", messages), messages, understood, as_of, currency, rules, everybody)


def _message(number: int, row: ClientMessageRow) -> Message:
    return Message(number, row.sender, row.body or "", row.local_at, row.is_outgoing, row.name or "")


def _understood(rows: Sequence[ClientMessageRow]) -> Iterable[Understood]:
    first = {row.payment: number for number, row in enumerate(rows, 1) if not row.is_repeat}
    for number, row in enumerate(rows, 1):
        found = Understood(number, row.kind, at=row.local_at, amount=row.amount, balance=row.balance, fee=row.fee)
        for name in ("operator", "currency", "name", "phone", "reference", "shape"):
            setattr(found, name, getattr(row, name) or "")
        if row.direction is not None:
            found.direction = "in" if row.direction == "in" else "out"
            found.told_before = first[row.payment] if row.is_repeat else None
        yield found
