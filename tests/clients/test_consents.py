"""Consent: what was said last holds, and nothing that happens to records revives it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from make.clients import a_client
from make.clock import Clock
from make.merchants import owner_of
from nigotis.clients import operations
from nigotis.clients.models import ConsentRow
from nigotis.clients.types import Client, EditClient, MergeClients, UndoMerge, WhichClient
from nigotis.kernel.context import Caller, House
from nigotis.kernel.door import enter


@pytest.fixture(scope="module")
def owner(house: House) -> Caller:
    return owner_of(house)


def says(house: House, owner: Caller, client: Client, **sayings: str) -> Client:
    ask = EditClient.model_validate({"client_id": client.id, "consents": sayings})
    return operations.edit.serve(house, owner, ask)


def states(client: Client) -> dict[Any, str]:
    return {channel: consent.state for channel, consent in client.consents.items() if consent.state != "unknown"}


def read(house: House, owner: Caller, client: Client) -> Client:
    return operations.read.serve(house, owner, WhichClient(client_id=client.id))


def test_who_said_nothing_is_unknown_on_every_channel(house: House, owner: Caller) -> None:
    client = a_client(house, owner)
    assert {consent.state for consent in client.consents.values()} == {"unknown"}
    assert set(client.consents) == {"sms", "email", "push", "whatsapp"}


def test_a_consent_carries_when_and_where_it_was_given(house: House, owner: Caller, clock: Clock) -> None:
    client = a_client(house, owner, source="till", consents={"sms": "granted"})
    clock.forward(days=1)
    after = says(house, owner, client, sms="refused")
    assert (client.consents["sms"].state, client.consents["sms"].source) == ("granted", "till")
    assert (after.consents["sms"].state, after.consents["sms"].said_at) == ("refused", clock.now)


def test_saying_the_same_again_keeps_the_first_time(house: House, owner: Caller, clock: Clock) -> None:
    client = a_client(house, owner, consents={"sms": "granted"})
    clock.forward(days=1)
    assert says(house, owner, client, sms="granted").consents == client.consents
    with enter(house, owner) as ctx:
        mine = select(func.count()).select_from(
            ctx.mine(ConsentRow).where(ConsentRow.client_id == client.id).subquery()
        )
        assert ctx.db.scalar(mine) == 1


def test_a_merge_never_revives_a_refusal(house: House, owner: Caller) -> None:
    refused = a_client(house, owner, consents={"sms": "granted", "email": "refused"})
    says(house, owner, refused, sms="refused")
    granted = a_client(house, owner, consents={"sms": "granted", "email": "granted", "push": "granted"})
    merge = operations.merge.serve(house, owner, MergeClients(client_id=granted.id, other_id=refused.id))
    assert states(merge.client) == {"sms": "refused", "email": "refused", "push": "granted"}
    operations.undo_merge.serve(house, owner, UndoMerge(merge_id=merge.id))
    assert states(read(house, owner, granted)) == {"sms": "granted", "email": "granted", "push": "granted"}
    assert states(read(house, owner, refused)) == {"sms": "refused", "email": "refused"}


def test_what_a_merged_client_says_later_holds_also_after_the_undo(house: House, owner: Caller) -> None:
    one, other = a_client(house, owner), a_client(house, owner, consents={"sms": "refused"})
    merge = operations.merge.serve(house, owner, MergeClients(client_id=one.id, other_id=other.id))
    assert states(says(house, owner, one, sms="granted")) == {"sms": "granted"}
    says(house, owner, one, email="refused")
    operations.undo_merge.serve(house, owner, UndoMerge(merge_id=merge.id))
    assert states(read(house, owner, other)) == {"sms": "granted", "email": "refused"}


def test_removing_and_restoring_keeps_a_refusal(house: House, owner: Caller) -> None:
    client = a_client(house, owner, consents={"sms": "refused"})
    operations.remove.serve(house, owner, WhichClient(client_id=client.id))
    operations.restore.serve(house, owner, WhichClient(client_id=client.id))
    assert states(read(house, owner, client)) == {"sms": "refused"}
