"""The directory as a file."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import openpyxl
import pytest

from make.clients import a_client
from make.merchants import owner_of, with_role
from nigotis.clients import operations
from nigotis.clients.types import ExportClients
from nigotis.kernel.audit import AuditRow
from nigotis.kernel.context import Caller, House
from nigotis.kernel.door import enter
from nigotis.kernel.problems import Forbidden
from nigotis.merchants import operations as merchants
from nigotis.merchants.types import AddBranch, AddCustomField


def rows(house: House, owner: Caller, **said: object) -> list[dict[str, str]]:
    file = operations.export.serve(house, owner, ExportClients.model_validate({"format": "csv"} | said))
    assert isinstance(file.body, bytes)
    return list(csv.DictReader(io.StringIO(file.body.decode("utf-8-sig"), newline="")))


def test_a_file_holds_everybody_with_own_fields_branch_and_consents(house: House) -> None:
    owner = owner_of(house)
    branch = merchants.add_branch.serve(house, owner, AddBranch(name="Sahil"))
    merchants.add_custom_field.serve(house, owner, AddCustomField(about="clients", label="=Size", kind="number"))
    a_client(
        house,
        owner,
        name="=cmd|' /C calc'!A0",
        phone="+994501234567",
        branch_id=branch.id,
        custom={"size": "-5"},
        consents={"sms": "refused"},
        tags=["a", "@b"],
    )
    a_client(house, owner, name="Əli")
    first, second = rows(house, owner)
    assert (first["Name"], first["Phone"], first["Branch"]) == ("'=cmd|' /C calc'!A0", "+994501234567", "Sahil")
    assert (first["'=Size"], first["Consent: SMS"], first["Tags"]) == ("-5", "refused", "a;' @b")
    assert (second["Name"], second["Phone"], second["Consent: SMS"]) == ("Əli", "", "unknown")


def test_the_headings_speak_the_language_of_the_one_who_asks(house: House) -> None:
    owner = owner_of(house)
    a_client(house, owner, name="Əli")
    assert rows(house, replace(owner, language="az"))[0]["Ad"] == "Əli"
    assert rows(house, replace(owner, language="ru"))[0]["Имя"] == "Əli"


def test_filters_hold_for_the_file_too(house: House) -> None:
    owner = owner_of(house)
    a_client(house, owner, name="Waiting", status="waiting")
    a_client(house, owner, name="Active")
    assert [row["Name"] for row in rows(house, owner, status="waiting")] == ["Waiting"]


def test_a_spreadsheet_has_the_same_rows(house: House) -> None:
    owner = owner_of(house)
    a_client(house, owner, name="=1+1", phone="+994501234567")
    file = operations.export.serve(house, owner, ExportClients())
    assert isinstance(file.body, bytes) and file.name.endswith(".xlsx")
    values = [cell.value for cell in list(openpyxl.load_workbook(io.BytesIO(file.body)).active.rows)[1]]  # type: ignore[union-attr]
    assert values[2:4] == ["=1+1", "+994501234567"]


def test_more_than_one_batch_arrives_whole(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = owner_of(house)
    monkeypatch.setattr("nigotis.clients.export._ROWS_AT_ONCE", 2)
    names = {a_client(house, owner).name for _ in range(5)}
    assert {row["Name"] for row in rows(house, owner)} == names


def test_an_export_is_audited_and_is_not_for_sellers(house: House) -> None:
    owner = owner_of(house)
    rows(house, owner)
    with pytest.raises(Forbidden):
        rows(house, with_role(owner, "seller"))
    with enter(house, owner) as ctx:
        lines = [row.operation for row in ctx.db.scalars(ctx.mine(AuditRow))]
    assert lines.count("clients.export") == 1
