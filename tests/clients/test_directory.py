"""The directory: adding, changing, finding, removing."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from make.clients import a_client
from make.clock import Clock
from make.merchants import owner_of, with_role
from nigotis.clients import directory, operations
from nigotis.clients.types import AddClient, Client, EditClient, FindClients, WhichClient
from nigotis.kernel.context import Caller, House
from nigotis.kernel.door import enter
from nigotis.kernel.outbox import OutboxRow
from nigotis.kernel.problems import Conflict, Forbidden, Invalid, NotFound
from nigotis.merchants import operations as merchants
from nigotis.merchants.types import AddBranch, AddCustomField, EditCustomField


@pytest.fixture(scope="module")
def owner(house: House) -> Caller:
    return owner_of(house)


def found(house: House, owner: Caller, **filters: object) -> list[str]:
    page = operations.search.serve(house, owner, FindClients.model_validate(filters))
    return [client.name for client in page.items]


def edited(house: House, owner: Caller, client: Client, **said: object) -> Client:
    return operations.edit.serve(house, owner, EditClient.model_validate({"client_id": client.id} | said))


def test_a_phone_is_kept_in_international_form_whatever_way_it_was_written(house: House, owner: Caller) -> None:
    assert a_client(house, owner, phone=" 050 123-45-67 ").phone == "+994501234567"


def test_a_phone_that_is_none_is_refused_and_nothing_is_added(house: House) -> None:
    owner = owner_of(house)
    with pytest.raises(Invalid) as refusal:
        a_client(house, owner, name="Leyla", phone="call me")
    assert refusal.value.field == "phone"
    assert found(house, owner) == []


@pytest.mark.parametrize("email", ["leyla", "leyla@", "a b@example.com", "leyla@example", "x\n@example.com"])
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(ValidationError):
        AddClient(name="Leyla", email=email)


def test_a_new_client_is_registered_on_the_local_day(house: House, clock: Clock) -> None:
    clock.now = clock.now.replace(hour=21)  # 01:00 of the next day in Baku
    assert a_client(house, owner_of(house)).registered_on == date(2026, 11, 23)


@pytest.mark.parametrize("field", ["phone", "email", "external_id"])
def test_a_contact_belongs_to_one_client_and_the_refusal_names_it(house: House, owner: Caller, field: str) -> None:
    value = {"phone": "+994551112233", "email": "Leyla@Example.com", "external_id": "L-1"}[field]
    a_client(house, owner, **{field: value})
    with pytest.raises(Conflict) as refusal:
        a_client(house, owner, **{field: value.lower() if field == "email" else value})
    assert (refusal.value.key, refusal.value.field) == (f"clients.{field}_taken", field)
    assert a_client(house, owner_of(house), **{field: value}).id, "another business may know the same person"


def test_an_edit_changes_what_is_given_and_null_clears(house: House, owner: Caller) -> None:
    client = a_client(house, owner, phone="+994501110000", note="likes tea", birthday="1990-02-28")
    after = edited(house, owner, client, note=None, status="inactive")
    assert (after.name, after.phone, after.note, after.status) == (client.name, "+994501110000", None, "inactive")
    assert after.birthday == date(1990, 2, 28)
    assert edited(house, owner, client, phone=None).phone is None


def test_a_name_cannot_be_cleared(house: House, owner: Caller) -> None:
    with pytest.raises(Invalid):
        edited(house, owner, a_client(house, owner), name=None)


def test_a_renamed_client_is_found_by_the_new_name(house: House) -> None:
    owner = owner_of(house)
    edited(house, owner, a_client(house, owner, name="Old"), name="Günel")
    assert (found(house, owner, q="gun"), found(house, owner, q="old")) == (["Günel"], [])


@pytest.mark.parametrize(
    "typed",
    ["Əliyev", "aliyev", "ALİYEV", "Алиев", "eliyev", "rəşad ali", "Rashad", "Resad", "5012345", "0501234567",
     "+994 50 123 45 67", "4567", "rashad@ex", "C-17"],
)  # fmt: skip
def test_a_client_is_found_however_the_name_is_spelt_or_the_phone_is_typed(house: House, typed: str) -> None:
    owner = owner_of(house)
    a_client(house, owner, name="Rəşad Əliyev", phone="+994501234567", email="rashad@example.com", external_id="C-17")
    a_client(house, owner, name="Nigar Quliyeva", phone="+994559998877")
    assert found(house, owner, q=typed) == ["Rəşad Əliyev"]


@pytest.mark.parametrize("typed", ["%", "_", "@", "@%", "***", "0" * 40, "9" * 30, "iyev"])
def test_signs_that_mean_something_to_a_database_find_nothing(house: House, owner: Caller, typed: str) -> None:
    a_client(house, owner, name="Rəşad Əliyev")
    assert found(house, owner, q=typed) == []


def test_a_client_is_found_by_its_number_here(house: House, owner: Caller) -> None:
    client = a_client(house, owner, name="By number")
    assert "By number" in found(house, owner, q=str(client.id))


def test_filters_narrow_and_combine(house: House) -> None:
    owner = owner_of(house)
    branch = merchants.add_branch.serve(house, owner, AddBranch(name="Sahil"))
    a_client(house, owner, name="A", status="waiting", source="bot", tags=["vip"], branch_id=branch.id)
    a_client(house, owner, name="B", phone="+994501112233", birthday="1990-12-01")
    assert found(house, owner, status="waiting") == ["A"]
    assert found(house, owner, source="bot", tag="vip") == ["A"]
    assert found(house, owner, tag="vi") == []
    assert found(house, owner, branch=branch.id) == ["A"]
    assert found(house, owner, has_phone=True) == ["B"]
    assert found(house, owner, birthday_within=9) == ["B"]
    assert found(house, owner, birthday_within=8) == []
    assert found(house, owner, registered_since="2026-11-22", registered_until="2026-11-22") == ["A", "B"]
    assert found(house, owner, registered_until="2026-11-21") == []


def test_a_list_of_ids_narrows_for_those_who_compose(house: House) -> None:
    owner = owner_of(house)
    first, _ = a_client(house, owner, name="A"), a_client(house, owner, name="B")
    with enter(house, owner) as ctx:
        assert [client.name for client in directory.find(ctx, FindClients(), [first.id]).items] == ["A"]
        assert directory.find(ctx, FindClients(), []).items == []


def test_a_removed_client_is_gone_and_can_be_put_back(house: House) -> None:
    owner = owner_of(house)
    client = a_client(house, owner, name="Leyla", phone="+994501234567")
    which = WhichClient(client_id=client.id)
    operations.remove.serve(house, owner, which)
    assert found(house, owner) == []
    with pytest.raises(NotFound):
        operations.read.serve(house, owner, which)
    operations.restore.serve(house, owner, which)
    assert found(house, owner) == ["Leyla"]


def test_a_client_cannot_come_back_with_a_phone_that_somebody_else_has_by_now(house: House) -> None:
    owner = owner_of(house)
    client = a_client(house, owner, phone="+994501234567")
    operations.remove.serve(house, owner, WhichClient(client_id=client.id))
    a_client(house, owner, phone="+994501234567")
    with pytest.raises(Conflict):
        operations.restore.serve(house, owner, WhichClient(client_id=client.id))


def test_a_client_of_another_business_is_as_unknown_as_one_that_never_was(house: House, owner: Caller) -> None:
    foreign = a_client(house, owner_of(house), name="Theirs")
    assert found(house, owner, q="Theirs") == []
    for client_id in (foreign.id, 10**15):
        with pytest.raises(NotFound) as refusal:
            edited(house, owner, foreign.model_copy(update={"id": client_id}), name="Mine")
        assert (refusal.value.key, refusal.value.values) == ("kernel.not_found", {})


def test_a_branch_of_another_business_is_refused(house: House, owner: Caller) -> None:
    foreign = merchants.add_branch.serve(house, owner_of(house), AddBranch(name="Theirs"))
    with pytest.raises(NotFound):
        a_client(house, owner, branch_id=foreign.id)


def test_own_fields_are_kept_and_cleared_one_by_one(house: House) -> None:
    owner = owner_of(house)
    for label in ("Size", "Dog"):
        merchants.add_custom_field.serve(house, owner, AddCustomField(about="clients", label=label, kind="text"))
    client = a_client(house, owner, custom={"size": "M", "dog": "Rex"})
    assert edited(house, owner, client, custom={"dog": None}).custom == {"size": "M"}
    assert edited(house, owner, client, name="Other").custom == {"size": "M"}


def test_a_field_or_choice_out_of_use_keeps_no_client_from_being_changed(house: House) -> None:
    owner = owner_of(house)
    size = AddCustomField(about="clients", label="Size", kind="text")
    kind = AddCustomField(about="clients", label="Kind", kind="choice", choices=["A", "B"])
    fields = [merchants.add_custom_field.serve(house, owner, ask).id for ask in (size, kind)]
    client = a_client(house, owner, custom={"size": "M", "kind": "A"})
    merchants.edit_custom_field.serve(house, owner, EditCustomField(field_id=fields[0], is_active=False))
    merchants.edit_custom_field.serve(house, owner, EditCustomField(field_id=fields[1], choices=["B"]))
    assert edited(house, owner, client, name="Other", custom=client.custom).custom == client.custom
    assert edited(house, owner, client, custom={"size": "M", "kind": "B"}).custom == {"size": "M", "kind": "B"}
    for custom in ({"size": "L"}, {"kind": "A"}):
        with pytest.raises(Invalid):
            edited(house, owner, client, custom=custom)


def test_counts_tell_the_state_of_the_directory(house: House, clock: Clock) -> None:
    owner = owner_of(house)
    a_client(house, owner, status="waiting")
    clock.forward(days=1)
    a_client(house, owner)
    a_client(house, owner, status="inactive")
    gone = a_client(house, owner)
    operations.remove.serve(house, owner, WhichClient(client_id=gone.id))
    with enter(house, owner) as ctx:
        counts = directory.count(ctx)
    assert counts.model_dump() == {"all": 3, "active": 1, "waiting": 1, "inactive": 1, "registered_today": 2}


def test_an_added_client_is_announced(house: House, owner: Caller) -> None:
    client = a_client(house, owner)
    with house.database.system() as db:
        kinds = [(row.kind, row.payload) for row in db.query(OutboxRow)]
    assert ("ClientAdded", {"client_id": client.id}) in kinds


def test_an_analyst_may_look_and_not_touch(house: House, owner: Caller) -> None:
    analyst = with_role(owner, "analyst")
    client = a_client(house, owner)
    operations.read.serve(house, analyst, WhichClient(client_id=client.id))
    with pytest.raises(Forbidden):
        edited(house, analyst, client, name="Touched")
