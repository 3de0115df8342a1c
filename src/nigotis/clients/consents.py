"""What clients said about being written to. Nothing is overwritten: each saying is a line with its time and place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from sqlalchemy import func, insert, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from nigotis.clients.models import ClientRow, ConsentRow
from nigotis.clients.types import CHANNELS, Channel, Consent, Saying
from nigotis.kernel.context import Context

Consents = dict[Channel, Consent]
UNKNOWN = Consent()


def say(ctx: Context, client_id: int, sayings: Mapping[Channel, Saying], source: str) -> None:
    """Note what the client says now. It holds for the records merged into this one as well: it is the same person."""
    current = consents_of(ctx, [client_id])[client_id]
    new = {channel: state for channel, state in sayings.items() if current[channel].state != state}
    if not new:
        return
    lines = [
        {
            "merchant_id": ctx.merchant_id,
            "client_id": member,
            "channel": channel,
            "state": state,
            "source": source,
            "said_at": ctx.now,
        }
        for member in family(ctx, client_id)
        for channel, state in new.items()
    ]
    ctx.db.execute(insert(ConsentRow), lines)


def consents_of(ctx: Context, ids: Iterable[int]) -> dict[int, Consents]:
    """What holds now, by client and channel.

    Each record's last line holds for it. Where records were merged, a refusal of any of them holds for all: a merge
    never revives a consent.
    """
    wanted = list(ids)
    root = func.coalesce(ClientRow.merged_into_id, ClientRow.id)
    last = (
        select(root.label("root"), ConsentRow)
        .join(ClientRow, (ClientRow.merchant_id == ConsentRow.merchant_id) & (ClientRow.id == ConsentRow.client_id))
        .where(
            ConsentRow.merchant_id == ctx.merchant_id,
            or_(ClientRow.id == func.any(wanted), ClientRow.merged_into_id == func.any(wanted)),
        )
        .ext(distinct_on(ConsentRow.client_id, ConsentRow.channel))
        .order_by(ConsentRow.client_id, ConsentRow.channel, ConsentRow.id.desc())
    )
    found: dict[int, Consents] = {client_id: dict.fromkeys(CHANNELS, UNKNOWN) for client_id in wanted}
    for client_id, row in ctx.db.execute(last):
        line = Consent.model_validate(row, from_attributes=True)
        channel = cast(Channel, row.channel)
        if found[client_id][channel].state != "refused":
            found[client_id][channel] = line
    return found


def family(ctx: Context, client_id: int) -> list[int]:
    """The record and all records merged into it."""
    query = ctx.mine(ClientRow).with_only_columns(ClientRow.id)
    same = or_(ClientRow.id == client_id, ClientRow.merged_into_id == client_id)
    return list(ctx.db.scalars(query.where(same).order_by(ClientRow.id)))
