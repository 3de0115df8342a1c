"""The business itself: its profile, branches, tills and the fields it adds."""

from __future__ import annotations

from typing import Any

import pytest

from make.merchants import owner_of
from nigotis.kernel.context import Caller, House
from nigotis.kernel.door import enter
from nigotis.kernel.problems import Conflict, Invalid, NotFound
from nigotis.merchants import operations as m
from nigotis.merchants.custom_fields import check_custom, fields_of
from nigotis.merchants.types import (
    AddBranch,
    AddCustomField,
    AddDevice,
    EditBranch,
    EditCustomField,
    EditDevice,
    EditMerchant,
    ListBranches,
    Nothing,
)


@pytest.fixture
def owner(house: House) -> Caller:
    return owner_of(house)


def field(house: House, owner: Caller, kind: str, **more: Any) -> str:
    ask = {"about": "clients", "label": f"My {kind}", "kind": kind} | more
    return m.add_custom_field.serve(house, owner, AddCustomField.model_validate(ask)).key


def kept(house: House, owner: Caller, **values: Any) -> dict[str, Any]:
    with enter(house, owner) as ctx:
        return check_custom(ctx, "clients", values)


def test_a_profile_changes_only_where_something_is_said(house: House, owner: Caller) -> None:
    before = m.profile.serve(house, owner, Nothing())
    after = m.edit.serve(house, owner, EditMerchant.model_validate({"brand": {"colour": "#0a7d5b"}}))
    assert after.brand == {"colour": "#0a7d5b"}
    assert after.model_dump(exclude={"brand"}) == before.model_dump(exclude={"brand"})


def test_a_branch_stands_in_the_town_that_is_meant(house: House, owner: Caller) -> None:
    branch = m.add_branch.serve(house, owner, AddBranch(name="Sahil", city="г. Баку"))
    assert branch.town and (branch.city, branch.town.name) == ("г. Баку", "Baku")
    (found,) = [b for b in m.branches.serve(house, owner, ListBranches()) if b.id == branch.id]
    assert found.town == branch.town
    moved = m.edit_branch.serve(house, owner, EditBranch(branch_id=branch.id, city="küçə 5"))
    assert moved.town is None


def test_two_branches_cannot_have_one_name(house: House, owner: Caller) -> None:
    m.add_branch.serve(house, owner, AddBranch(name="Sahil"))
    with pytest.raises(Conflict):
        m.add_branch.serve(house, owner, AddBranch(name="Sahil"))
    other = m.add_branch.serve(house, owner, AddBranch(name="Gənclik"))
    with pytest.raises(Conflict):
        m.edit_branch.serve(house, owner, EditBranch(branch_id=other.id, name="Sahil"))


def test_a_branch_is_closed_without_losing_its_address(house: House, owner: Caller) -> None:
    branch = m.add_branch.serve(house, owner, AddBranch(name="Sahil", address="Neftçilər 1"))
    m.edit_branch.serve(house, owner, EditBranch(branch_id=branch.id, is_active=False))
    (found,) = [b for b in m.branches.serve(house, owner, ListBranches()) if b.id == branch.id]
    assert (found.is_active, found.address) == (False, "Neftçilər 1")
    m.edit_branch.serve(house, owner, EditBranch.model_validate({"branch_id": branch.id, "address": None}))
    (found,) = [b for b in m.branches.serve(house, owner, ListBranches()) if b.id == branch.id]
    assert found.address is None


def test_a_till_stands_in_a_branch_of_the_same_business(house: House, owner: Caller) -> None:
    branch = m.add_branch.serve(house, owner, AddBranch(name="Sahil"))
    till = m.add_device.serve(house, owner, AddDevice(branch_id=branch.id, name="Till 1"))
    foreign = m.branches.serve(house, owner_of(house), ListBranches())[0]
    with pytest.raises(NotFound):
        m.edit_device.serve(house, owner, EditDevice(device_id=till.id, branch_id=foreign.id))
    assert m.devices.serve(house, owner, Nothing())[0].branch_id == branch.id


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("text", "Səbinə", "Səbinə"),
        ("number", "12.50", "12.50"),
        ("number", 3, "3"),
        ("date", "2026-02-28", "2026-02-28"),
        ("choice", "blue", "blue"),
        ("yes_no", False, False),
    ],
)
def test_a_value_of_its_kind_is_kept(house: House, owner: Caller, kind: str, value: Any, expected: Any) -> None:
    key = field(house, owner, kind, **({"choices": ["red", "blue"]} if kind == "choice" else {}))
    assert kept(house, owner, **{key: value}) == {key: expected}
    assert kept(house, owner, **{key: None}) == {}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", 5),
        ("text", "x" * 2001),
        ("text", "a\x00b"),
        ("number", "twelve"),
        ("number", True),
        ("number", 1.5),
        ("number", "NaN"),
        ("number", "Infinity"),
        ("date", "31.02.2026"),
        ("date", 20260228),
        ("choice", "green"),
        ("yes_no", "yes"),
        ("yes_no", 1),
    ],
)
def test_a_value_of_another_kind_is_refused_by_name(house: House, owner: Caller, kind: str, value: Any) -> None:
    key = field(house, owner, kind, **({"choices": ["red", "blue"]} if kind == "choice" else {}))
    with pytest.raises(Invalid) as refused:
        kept(house, owner, **{key: value})
    assert (refused.value.field, f"My {kind}" in str(refused.value)) == (f"custom.{key}", True)


def test_a_field_that_was_never_added_or_is_out_of_use_is_refused(house: House, owner: Caller) -> None:
    key = field(house, owner, "text")
    with pytest.raises(Invalid):
        kept(house, owner, nonsense="x")
    (added,) = m.custom_fields.serve(house, owner, m.ListCustomFields())
    m.edit_custom_field.serve(house, owner, EditCustomField(field_id=added.id, is_active=False))
    with pytest.raises(Invalid):
        kept(house, owner, **{key: "x"})


def test_fields_with_the_same_label_get_different_keys(house: House, owner: Caller) -> None:
    assert [field(house, owner, "text", label="Ölçü №") for _ in range(3)] == ["olcu_no", "olcu_no_2", "olcu_no_3"]
    with enter(house, owner) as ctx:
        assert len(fields_of(ctx, "clients")) == 3


def test_only_a_choice_has_choices_and_it_needs_them(house: House, owner: Caller) -> None:
    for kind, choices in (("choice", []), ("text", ["a"])):
        with pytest.raises(Invalid):
            field(house, owner, kind, choices=choices)
