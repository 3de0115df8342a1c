"""What holds for every operation."""

from __future__ import annotations

import inspect
from collections import Counter

import pytest

from nigotis.kernel.operation import Effect, Operation
from nigotis.kernel.registry import OPERATIONS
from nigotis.rooms import ROOMS
from nigotis.staff.roles import TABLE
from nigotis.surfaces.http.operations import places

ALL = sorted(OPERATIONS.values(), key=lambda op: op.name) if ROOMS else []
each = pytest.mark.parametrize("op", ALL, ids=lambda op: op.name)


def test_there_are_operations_of_every_room() -> None:
    assert {op.room for op in ALL} == {room.__name__.split(".")[1] for room in ROOMS}


@each
def test_it_begins_with_one_sentence_for_a_shopkeeper(op: Operation) -> None:
    assert op.text.endswith(".") and op.text[0].isupper() and ". " not in op.text, op.text


@each
def test_every_field_of_what_is_asked_is_a_described_question(op: Operation) -> None:
    assert [name for name, field in op.ask.model_fields.items() if not field.description] == []


@each
def test_it_needs_a_grant_that_some_role_holds(op: Operation) -> None:
    assert op.needs in TABLE


@each
def test_reads_are_gets_and_writes_are_not(op: Operation) -> None:
    assert (op.method == "GET") <= (op.effect is Effect.READS)
    assert op.method in {"GET", "POST", "PATCH", "DELETE"}


@each
def test_every_place_in_the_path_is_a_field_of_what_is_asked(op: Operation) -> None:
    assert set(places(op)) <= set(op.ask.model_fields)


@each
def test_it_is_a_plain_function_of_context_and_ask(op: Operation) -> None:
    assert list(inspect.signature(op.function).parameters) == ["ctx", "ask"]


def test_no_two_operations_share_a_route() -> None:
    routes = Counter((op.method, op.path) for op in ALL)
    assert [route for route, count in routes.items() if count > 1] == []
