from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest
from pydantic import BaseModel
from sqlalchemy import text

from make.clock import Clock
from make.shop import make_shop
from nigotis.kernel.context import Actor, Caller, Context, House
from nigotis.kernel.door import enter
from nigotis.kernel.files import File
from nigotis.kernel.idempotency import LONGEST_KEY
from nigotis.kernel.operation import Effect, Operation
from nigotis.kernel.problems import Conflict, Forbidden, Invalid, NotFound
from nigotis.merchants.models import BranchRow


class Name(BaseModel):
    name: str


class Named(BaseModel):
    id: int
    name: str


def add(ctx: Context, ask: Name) -> Named:
    row = ctx.add(BranchRow(name=ask.name, created_at=ctx.now))
    return Named(id=row.id, name=row.name)


def add_and_fail(ctx: Context, ask: Name) -> Named:
    add(ctx, ask)
    raise Invalid("kernel.not_found")


def export(ctx: Context, ask: Name) -> File:
    return File("branches.csv", "text/csv", b"name\n")


# Not declared through the decorator: these are no operations of the house.
ADD: Operation[Name, Named] = Operation(add, "POST", "/branches", "branches:write", Effect.WRITES)
FAIL: Operation[Name, Named] = Operation(add_and_fail, "POST", "/branches", "branches:write", Effect.WRITES)
EXPORT: Operation[Name, File] = Operation(export, "GET", "/branches/export", "branches:read", Effect.READS)


@pytest.fixture
def shop(house: House) -> Caller:
    return make_shop(house)


def branches(house: House, shop: Caller) -> list[str]:
    with enter(house, shop) as ctx:
        return [row.name for row in ctx.db.scalars(ctx.mine(BranchRow).order_by(BranchRow.id))][1:]


def audited(house: House, shop: Caller) -> list[Any]:
    with house.database.tenant(shop.merchant.id) as session:
        query = "select actor_name, surface, operation, ask, changes from audit order by id"
        return list(session.execute(text(query)))


def test_who_lacks_the_grant_changes_nothing(house: House, shop: Caller) -> None:
    reader = replace(shop, actor=Actor("person", None, "Reader", "seller", frozenset({"branches:read"})))
    with pytest.raises(Forbidden):
        ADD.serve(house, reader, Name(name="Dənizkənarı"))
    assert branches(house, shop) == [] and audited(house, shop) == []


def test_a_dry_run_answers_and_leaves_nothing(house: House, shop: Caller) -> None:
    answer = ADD.serve(house, shop, Name(name="Dənizkənarı"), key="k", dry_run=True)
    assert answer.name == "Dənizkənarı"
    assert branches(house, shop) == [] and audited(house, shop) == []
    assert ADD.serve(house, shop, Name(name="Başqa"), key="k").name == "Başqa"


def test_what_fails_leaves_nothing_and_its_key_is_free_again(house: House, shop: Caller) -> None:
    with pytest.raises(Invalid):
        FAIL.serve(house, shop, Name(name="x"), key="k")
    assert branches(house, shop) == [] and audited(house, shop) == []
    assert ADD.serve(house, shop, Name(name="y"), key="k").name == "y"


def test_the_same_key_and_body_act_once_and_answer_alike_even_years_later(
    house: House, shop: Caller, clock: Clock
) -> None:
    first = ADD.serve(house, shop, Name(name="Mərkəz"), key="till-7/42")
    clock.forward(days=800)
    assert ADD.serve(house, shop, Name(name="Mərkəz"), key="till-7/42") == first
    assert branches(house, shop) == ["Mərkəz"]
    assert len(audited(house, shop)) == 1


def test_the_same_key_with_another_body_or_operation_is_refused(house: House, shop: Caller) -> None:
    ADD.serve(house, shop, Name(name="Mərkəz"), key="k")
    for op, name in ((ADD, "Sahil"), (FAIL, "Mərkəz")):
        with pytest.raises(Conflict):
            op.serve(house, shop, Name(name=name), key="k")
    assert branches(house, shop) == ["Mərkəz"]


def test_a_key_of_one_merchant_is_nothing_to_another(house: House, shop: Caller) -> None:
    other = make_shop(house, "Kahawa")
    ADD.serve(house, shop, Name(name="Mərkəz"), key="k")
    assert ADD.serve(house, other, Name(name="Kati"), key="k").name == "Kati"


def test_twenty_copies_sent_at_once_have_one_effect_and_one_answer(house: House, shop: Caller) -> None:
    gate, answers = threading.Barrier(20), []

    def send() -> None:
        gate.wait()
        answers.append(ADD.serve(house, shop, Name(name="Mərkəz"), key="k"))

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 20 and len({answer.id for answer in answers}) == 1
    assert branches(house, shop) == ["Mərkəz"]


@pytest.mark.parametrize("key", ["", "k" * (LONGEST_KEY + 1)])
def test_a_key_that_is_no_key_is_refused(house: House, shop: Caller, key: str) -> None:
    with pytest.raises(Invalid):
        ADD.serve(house, shop, Name(name="x"), key=key)


def test_a_change_leaves_one_line_with_who_how_and_what(house: House, shop: Caller) -> None:
    ADD.serve(house, replace(shop, surface="api"), Name(name="Mərkəz"))
    [(who, surface, operation, ask, changes)] = audited(house, shop)
    assert (who, surface, ask) == ("Nigotis", "api", {"name": "Mərkəz"})
    assert operation.endswith(".add")
    assert [(change["table"], change["after"]["name"]) for change in changes] == [("branch", "Mərkəz")]


@pytest.mark.parametrize("dry_run", [False, True])
def test_taking_a_file_out_is_written_down_though_it_changes_nothing(house: House, shop: Caller, dry_run: bool) -> None:
    EXPORT.serve(house, shop, Name(name="x"), dry_run=dry_run)
    assert [line[2].split(".")[-1] for line in audited(house, shop)] == ["export"]


def test_a_row_of_another_merchant_is_like_one_that_never_was(house: House, shop: Caller) -> None:
    foreign = ADD.serve(house, make_shop(house, "Kahawa"), Name(name="Kati")).id
    refusals = []
    for row_id in (foreign, 999_999_999):
        with enter(house, shop) as ctx, pytest.raises(NotFound) as refused:
            ctx.get(BranchRow, row_id)
        refusals.append(str(refused.value))
    assert refusals[0] == refusals[1]


def test_each_fence_holds_when_the_other_is_gone(house: House, shop: Caller) -> None:
    other = make_shop(house, "Kahawa")
    with enter(house, shop) as ctx:
        without_the_first = ctx.db.scalars(text("select distinct merchant_id from branch")).all()
    assert without_the_first == [shop.merchant.id]
    with house.database.owner() as session:
        session.execute(text("alter table branch disable row level security"))
    try:
        with enter(house, shop) as ctx:
            everything = ctx.db.scalars(text("select distinct merchant_id from branch")).all()
            mine = {row.merchant_id for row in ctx.db.scalars(ctx.mine(BranchRow))}
    finally:
        with house.database.owner() as session:
            session.execute(text("alter table branch enable row level security"))
    assert other.merchant.id in everything, "the second fence is really down"
    assert mine == {shop.merchant.id}
