"""Towns of clients: looked up once a spelling, set by the merchant where they are not clear, and seen in the facts."""

from __future__ import annotations

from typing import Any

import pytest

from make.clients import a_client
from make.merchants import owner_of
from nigotis.clients import operations
from nigotis.clients.bulk import copy_clients
from nigotis.clients.facts import FEED
from nigotis.clients.revising import put_back_clients, revise_clients
from nigotis.clients.types import (
    EditClient,
    FindClients,
    FindSpellings,
    FindTowns,
    MergeClients,
    SetTown,
    UndoMerge,
    WhichClient,
)
from nigotis.kernel.context import Caller, House
from nigotis.kernel.door import enter
from nigotis.kernel.problems import NotFound
from nigotis.mirror.extract import extract

BAKU, SUMGAYIT = 587084, 584923


def homes(house: House, owner: Caller) -> list[tuple[Any, ...]]:
    with enter(house, owner) as ctx:
        rows = [row for table in extract(ctx.db, FEED, ctx.merchant_id, None) for row in table.to_pylist()]
    return [(row["place_id"], row["region"], row["city"]) for row in sorted(rows, key=lambda row: row["client_id"])]


def spellings(house: House, owner: Caller, is_clear: bool | None = None) -> list[Any]:
    return operations.spellings.serve(house, owner, FindSpellings(is_clear=is_clear))


def test_a_town_is_kept_as_written_and_shown_as_it_is_meant(house: House) -> None:
    owner = owner_of(house)
    client = a_client(house, owner, name="Əli", city=" г. Баку ")
    assert (client.city, client.town.name, client.town.region, client.town.country) == (
        "г. Баку",
        "Baku",
        "AZ.09",
        "AZ",
    )
    assert client.town.population > 1_000_000
    a_client(house, owner, name="Vəli", city="yeni massiv")
    a_client(house, owner, name="Leyla")
    assert homes(house, owner) == [(BAKU, "AZ.09", "Baku"), (None, None, "yeni massiv"), (None, None, None)]


def test_unclear_spellings_are_listed_and_setting_one_counts_for_all_who_are_written_so(house: House) -> None:
    owner = owner_of(house)
    for name, city in (("A", "Massiv"), ("B", "massiv  "), ("C", "Bakı"), ("D", "MASSIV")):
        a_client(house, owner, name=name, city=city)
    (unclear,) = spellings(house, owner, is_clear=False)
    assert (unclear.written, unclear.clients, unclear.town, unclear.is_set) == ("Massiv", 3, None, False)
    assert [s.written for s in spellings(house, owner, is_clear=True)] == ["Bakı"]
    said = operations.set_town.serve(house, owner, SetTown(spelling_id=unclear.id, town=SUMGAYIT))
    assert (said.town.name, said.clients, said.is_set) == ("Sumgayit", 3, True)
    assert [place for place, _, _ in homes(house, owner)] == [SUMGAYIT, SUMGAYIT, BAKU, SUMGAYIT]
    later = a_client(house, owner, name="E", city="massiv")
    assert later.town.id == SUMGAYIT
    operations.set_town.serve(house, owner, SetTown(spelling_id=unclear.id, town=None))
    assert [s.written for s in spellings(house, owner, is_clear=False)] == ["Massiv"]


def test_a_town_that_does_not_exist_is_refused(house: House) -> None:
    owner = owner_of(house)
    a_client(house, owner, name="A", city="Massiv")
    (unclear,) = spellings(house, owner)
    with pytest.raises(NotFound):
        operations.set_town.serve(house, owner, SetTown(spelling_id=unclear.id, town=1))


def test_moving_to_another_town_and_forgetting_it(house: House) -> None:
    owner = owner_of(house)
    client = a_client(house, owner, name="A", city="Bakı")
    edit = lambda **said: operations.edit.serve(house, owner, EditClient(client_id=client.id, **said))  # noqa: E731
    assert edit(city="Sumqayıt").town.id == SUMGAYIT
    assert edit(note="Calls back").town.id == SUMGAYIT
    assert edit(city=None).town is None
    assert homes(house, owner) == [(None, None, None)]
    assert spellings(house, owner) == []


def test_a_merged_client_lends_the_town_and_takes_it_back(house: House) -> None:
    owner = owner_of(house)
    first, second = a_client(house, owner, name="A"), a_client(house, owner, name="B", city="Bakı")
    merge = operations.merge.serve(house, owner, MergeClients(client_id=first.id, other_id=second.id))
    assert merge.client.town.id == BAKU
    operations.undo_merge.serve(house, owner, UndoMerge(merge_id=merge.id))
    assert operations.read.serve(house, owner, WhichClient(client_id=first.id)).town is None


def test_many_clients_at_once_are_placed_too(house: House) -> None:
    import pyarrow as pa

    owner = owner_of(house)
    with enter(house, owner) as ctx:
        copy_clients(ctx, pa.table({"name": ["A", "B", "C"], "city": ["Баку", None, "Sumqayit"]}), import_id=None)
    assert [place for place, _, _ in homes(house, owner)] == [BAKU, None, SUMGAYIT]


def test_the_clients_of_a_town_are_listed_however_it_is_written(house: House) -> None:
    owner = owner_of(house)
    for name, city in (("A", "Bakı"), ("B", "Баку"), ("C", "Sumqayıt"), ("D", None)):
        a_client(house, owner, name=name, city=city)
    found = operations.search.serve(house, owner, FindClients(town=BAKU))
    assert [client.name for client in found.items] == ["A", "B"]


def test_towns_are_found_by_the_beginning_of_the_name(house: House) -> None:
    found = operations.towns.serve(house, owner_of(house), FindTowns(q="Суm"))
    assert found[0].name == "Sumgayit"
    assert found[0].region_name


def test_a_file_that_says_another_town_moves_a_known_client(house: House) -> None:
    owner = owner_of(house)
    client = a_client(house, owner, name="A", city="Bakı")
    with enter(house, owner) as ctx:
        revisions = revise_clients(ctx, {client.id: {"city": "Sumqayıt"}})
    assert homes(house, owner)[0][0] == SUMGAYIT
    with enter(house, owner) as ctx:
        put_back_clients(ctx, revisions)
    assert homes(house, owner)[0][0] == BAKU
