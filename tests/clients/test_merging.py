"""Two records of one person: one stays, and the way back gives everything back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from make.clients import a_client
from make.merchants import owner_of
from nigotis.clients import operations
from nigotis.clients.models import ClientRow
from nigotis.clients.types import Client, EditClient, FindClients, Merge, MergeClients, UndoMerge, WhichClient
from nigotis.kernel.context import Caller, House
from nigotis.kernel.door import enter
from nigotis.kernel.problems import Conflict, Invalid, NotFound, Problem


@pytest.fixture(scope="module")
def owner(house: House) -> Caller:
    return owner_of(house)


def merged(house: House, owner: Caller, survivor: Client, other: Client) -> Merge:
    return operations.merge.serve(house, owner, MergeClients(client_id=survivor.id, other_id=other.id))


def undone(house: House, owner: Caller, merge: Merge) -> Merge:
    return operations.undo_merge.serve(house, owner, UndoMerge(merge_id=merge.id))


def read(house: House, owner: Caller, client: Client) -> Client:
    return operations.read.serve(house, owner, WhichClient(client_id=client.id))


def pointers(house: House, owner: Caller) -> dict[int, int | None]:
    with enter(house, owner) as ctx:
        return {row.id: row.merged_into_id for row in ctx.db.scalars(ctx.mine(ClientRow))}


def test_the_survivor_takes_over_what_it_lacks_and_keeps_what_it_has(house: House, owner: Caller) -> None:
    one = a_client(house, owner, email="one@example.com", tags=["a"])
    other = a_client(house, owner, email="other@example.com", phone="+994501000001", birthday="1990-05-05", tags=["b"])
    merge = merged(house, owner, one, other)
    taken = merge.client
    assert (taken.id, taken.email, taken.phone) == (one.id, "one@example.com", "+994501000001")
    assert (str(taken.birthday), taken.tags) == ("1990-05-05", ["a", "b"])


def test_the_merged_id_answers_the_survivor_and_the_list_shows_one(house: House) -> None:
    owner = owner_of(house)
    one, other = a_client(house, owner), a_client(house, owner)
    merged(house, owner, one, other)
    assert read(house, owner, other).id == one.id
    assert [client.id for client in operations.search.serve(house, owner, FindClients()).items] == [one.id]


def test_an_undo_gives_each_its_own_back(house: House, owner: Caller) -> None:
    one = a_client(house, owner, note="first")
    other = a_client(house, owner, phone="+994501000002", external_id="X-2", birthday="1990-05-05", tags=["b"])
    undone(house, owner, merged(house, owner, one, other))
    for before in (one, other):
        after = read(house, owner, before)
        assert after.model_dump(exclude={"updated_at"}) == before.model_dump(exclude={"updated_at"})


def test_an_undo_leaves_what_was_changed_since(house: House, owner: Caller) -> None:
    one, other = a_client(house, owner), a_client(house, owner, birthday="1990-05-05", note="from the other")
    merge = merged(house, owner, one, other)
    operations.edit.serve(house, owner, EditClient(client_id=one.id, note="changed since"))
    undone(house, owner, merge)
    after = read(house, owner, one)
    assert (after.note, after.birthday) == ("changed since", None)


def test_a_merge_is_undone_once(house: House, owner: Caller) -> None:
    merge = merged(house, owner, a_client(house, owner), a_client(house, owner))
    undone(house, owner, merge)
    with pytest.raises(Conflict):
        undone(house, owner, merge)


def test_a_client_cannot_be_merged_with_itself_also_not_by_its_merged_id(house: House, owner: Caller) -> None:
    one, other = a_client(house, owner), a_client(house, owner)
    with pytest.raises(Invalid):
        merged(house, owner, one, one)
    merged(house, owner, one, other)
    with pytest.raises(Invalid):
        merged(house, owner, one, other)


def test_a_phone_that_was_given_away_since_stops_the_undo_and_nothing_changes(house: House, owner: Caller) -> None:
    one = a_client(house, owner, phone="+994501000003")
    other = a_client(house, owner, phone="+994501000004")
    merge = merged(house, owner, one, other)
    a_client(house, owner, phone="+994501000004")
    with pytest.raises(Conflict):
        undone(house, owner, merge)
    assert read(house, owner, other).id == one.id


def test_a_foreign_client_or_merge_is_unknown(house: House, owner: Caller) -> None:
    theirs = owner_of(house)
    foreign, own = a_client(house, theirs), a_client(house, owner)
    with pytest.raises(NotFound):
        merged(house, owner, own, foreign)
    with pytest.raises(NotFound):
        undone(house, owner, merged(house, theirs, foreign, a_client(house, theirs)))


def test_who_was_merged_before_goes_along_and_comes_back_along(house: House) -> None:
    owner = owner_of(house)
    one, two, three = (a_client(house, owner) for _ in range(3))
    merged(house, owner, two, one)
    last = merged(house, owner, three, two)
    assert pointers(house, owner) == {one.id: three.id, two.id: three.id, three.id: None}
    undone(house, owner, last)
    assert pointers(house, owner) == {one.id: two.id, two.id: None, three.id: None}


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_merges_undone_in_any_order_lead_back(house: House, data: Any) -> None:
    """After every step each pointer leads straight to the root of the merges that stand."""
    owner = owner_of(house)
    clients = [a_client(house, owner) for _ in range(5)]
    standing: list[Merge] = []
    for _ in range(data.draw(st.integers(1, 6))):
        if standing and data.draw(st.booleans()):
            merge = standing.pop(data.draw(st.integers(0, len(standing) - 1)))
            undone(house, owner, merge)
        else:
            one, other = data.draw(st.lists(st.sampled_from(clients), min_size=2, max_size=2))
            try:
                standing.append(merged(house, owner, one, other))
            except Invalid:
                continue
        parents = {merge.merged_id: merge.survivor_id for merge in standing}
        assert pointers(house, owner) == {client.id: _root(parents, client.id) for client in clients}


def _root(parents: dict[int, int], client_id: int) -> int | None:
    top = client_id
    while top in parents:
        top = parents[top]
    return None if top == client_id else top


def test_two_merges_of_the_same_pair_at_once_leave_one_merge(house: House, owner: Caller) -> None:
    one, other = a_client(house, owner), a_client(house, owner)

    def attempt(pair: tuple[Client, Client]) -> str:
        try:
            merged(house, owner, *pair)
        except Problem as problem:
            return problem.code
        return "merged"

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(attempt, [(one, other), (other, one)] * 2))
    assert outcomes == ["invalid", "invalid", "invalid", "merged"]
