"""Returns and voids: never more back than was sold and paid, and every way back leads exactly back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from make.merchants import owner_of
from make.products import a_product
from make.sales import a_return, a_sale, line
from nigotis.kernel.context import Caller, House
from nigotis.kernel.problems import Conflict, Forbidden, Invalid, NotFound, Problem
from nigotis.merchants import operations as merchants
from nigotis.merchants.types import AddBranch
from nigotis.products import operations as products
from nigotis.products.types import WhichProduct
from nigotis.sales import operations
from nigotis.sales.types import Sale, VoidSale, WhichSale


@pytest.fixture(scope="module")
def owner(house: House) -> Caller:
    return owner_of(house)


def goods(sale: Sale, *quantities: str) -> list[dict[str, Any]]:
    return [{"line_id": row.id, "quantity": quantity} for row, quantity in zip(sale.lines, quantities, strict=False)]


def void(house: House, owner: Caller, sale: Sale) -> Sale:
    return operations.void.serve(house, owner, VoidSale(sale_id=sale.id))


def restore(house: House, owner: Caller, sale: Sale) -> Sale:
    return operations.restore.serve(house, owner, WhichSale(sale_id=sale.id))


def stock(house: House, owner: Caller, product_id: int) -> Decimal | None:
    return products.read.serve(house, owner, WhichProduct(product_id=product_id)).stock


def test_a_full_return_is_the_sale_with_the_other_sign(house: House, owner: Caller) -> None:
    tea = a_product(house, owner, cost="1", stock="5")
    sale = a_sale(
        house,
        owner,
        line("3", "10", product_id=tea.id, discount="20", tax="1"),
        tenders=[{"kind": "card", "amount": "10"}],
    )
    back = a_return(house, owner, sale, reason="torn", tenders=[{"kind": "cash", "amount": "10"}])
    assert (back.kind, back.original_sale_id, back.reason, back.total) == ("return", sale.id, "torn", -10)
    assert (back.lines[0].quantity, back.lines[0].discount, back.lines[0].tax) == (-3, -20, -1)
    assert (back.tenders[0].amount, back.lines[0].original_line_id) == (-10, sale.lines[0].id)
    assert operations.read.serve(house, owner, WhichSale(sale_id=back.id)) == back
    assert operations.read.serve(house, owner, WhichSale(sale_id=sale.id)).lines[0].returned == 3
    assert stock(house, owner, tea.id) == 5


def test_a_return_keeps_the_branch_and_client_of_its_sale(house: House) -> None:
    owner = owner_of(house)
    branch = merchants.add_branch.serve(house, owner, AddBranch(name="Sahil"))
    assert a_return(house, owner, a_sale(house, owner, branch_id=branch.id)).branch_id == branch.id


@pytest.mark.parametrize("quantity", ["2.000001", "3"])
def test_more_than_was_sold_does_not_come_back(house: House, owner: Caller, quantity: str) -> None:
    sale = a_sale(house, owner, line("2"))
    with pytest.raises(Invalid):
        a_return(house, owner, sale, lines=goods(sale, quantity))


def test_a_sum_is_given_back_without_goods_and_never_more_than_was_paid(house: House, owner: Caller) -> None:
    tea = a_product(house, owner, stock="5")
    sale = a_sale(house, owner, line("2", product_id=tea.id))
    back = a_return(house, owner, sale, amount="15")
    assert (back.total, back.lines[0].quantity, back.lines[0].is_product) == (-15, 0, False)
    assert stock(house, owner, tea.id) == 3
    for too_much in ({"amount": "5.000001"}, {"lines": goods(sale, "1")}):
        with pytest.raises(Invalid) as refusal:
            a_return(house, owner, sale, **too_much)
        assert refusal.value.values["left"] == "5"
    a_return(house, owner, sale, amount="5")


def test_goods_or_a_sum_must_be_said_and_not_both(house: House, owner: Caller) -> None:
    sale = a_sale(house, owner)
    for unclear in ({"lines": []}, {"lines": goods(sale, "1"), "amount": "1"}):
        with pytest.raises(Invalid):
            a_return(house, owner, sale, **unclear)
    with pytest.raises(Invalid):
        a_return(house, owner, sale, lines=goods(sale, "0.5") * 2)


def test_a_line_of_another_sale_does_not_come_back_here(house: House, owner: Caller) -> None:
    sale, other = a_sale(house, owner), a_sale(house, owner)
    with pytest.raises(NotFound):
        a_return(house, owner, sale, lines=goods(other, "1"))


def test_a_sale_of_another_business_is_as_unknown_as_one_that_never_was(house: House, owner: Caller) -> None:
    foreign = a_sale(house, owner_of(house))
    for wrong in (foreign, foreign.model_copy(update={"id": 10**15})):
        for attempt in (a_return, void, restore):
            with pytest.raises(NotFound):
                attempt(house, owner, wrong)


def test_a_return_cannot_be_returned(house: House, owner: Caller) -> None:
    with pytest.raises(Conflict):
        a_return(house, owner, a_return(house, owner, a_sale(house, owner)))


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.decimals("0.001", "3", places=3), min_size=1, max_size=6), st.decimals("0.01", "99", places=2))
def test_returns_in_parts_give_back_exactly_what_was_paid(
    house: House, owner: Caller, parts: list[Decimal], price: Decimal
) -> None:
    sale = a_sale(house, owner, line(str(sum(parts)), str(price)))
    backs = [a_return(house, owner, sale, lines=goods(sale, str(part))) for part in parts]
    assert sum(back.total for back in backs) == -sale.total
    with pytest.raises(Invalid):
        a_return(house, owner, sale, lines=goods(sale, "0.001"))


def test_many_returns_at_once_give_back_no_more_than_was_sold(house: House, owner: Caller) -> None:
    tea = a_product(house, owner, stock="0")
    sale = a_sale(house, owner, line("5", product_id=tea.id))

    def attempt(number: int) -> Decimal:
        asked: Any = {"lines": goods(sale, "1")} if number % 2 else {"amount": "10"}
        try:
            return a_return(house, owner, sale, **asked).total
        except Invalid:
            return Decimal(0)

    with ThreadPoolExecutor(8) as pool:
        given_back = list(pool.map(attempt, range(16)))
    assert sum(given_back) == -sale.total
    assert len([total for total in given_back if total]) == 5


def test_the_same_return_document_at_once_is_one_return(house: House, owner: Caller) -> None:
    sale = a_sale(house, owner, line("8"))
    with ThreadPoolExecutor(8) as pool:
        backs = list(
            pool.map(lambda _: a_return(house, owner, sale, document="RET-1", lines=goods(sale, "2")), range(8))
        )
    assert len({back.id for back in backs}) == 1
    with pytest.raises(Conflict):
        a_return(house, owner, sale, document="RET-1", lines=goods(sale, "3"))
    with pytest.raises(Conflict):
        a_return(house, owner, a_sale(house, owner, line("8")), document="RET-1")


def test_a_void_takes_back_stock_and_can_be_put_back(house: House, owner: Caller) -> None:
    tea = a_product(house, owner, stock="5")
    sale = a_sale(house, owner, line("2", product_id=tea.id))
    assert void(house, owner, sale).voided_at == house.clock()
    void(house, owner, sale)
    assert stock(house, owner, tea.id) == 5
    with pytest.raises(Conflict):
        a_return(house, owner, sale)
    assert restore(house, owner, sale).voided_at is None
    restore(house, owner, sale)
    assert stock(house, owner, tea.id) == 3


def test_a_sale_with_returns_is_voided_only_after_them(house: House, owner: Caller) -> None:
    sale = a_sale(house, owner)
    back = a_return(house, owner, sale)
    with pytest.raises(Conflict):
        void(house, owner, sale)
    void(house, owner, back)
    void(house, owner, sale)
    with pytest.raises(Conflict):
        restore(house, owner, back)


def test_a_voided_return_comes_back_only_while_there_is_something_left(house: House, owner: Caller) -> None:
    sale = a_sale(house, owner, line("2"))
    back = a_return(house, owner, sale, lines=goods(sale, "2"))
    void(house, owner, back)
    second = a_return(house, owner, sale, lines=goods(sale, "1"))
    with pytest.raises(Conflict):
        restore(house, owner, back)
    void(house, owner, second)
    assert restore(house, owner, back).total == -20


def test_a_return_and_a_void_at_once_never_both_succeed(house: House, owner: Caller) -> None:
    for _ in range(5):
        sale = a_sale(house, owner)

        def attempt(doing: Any, sale: Sale = sale) -> bool:
            try:
                doing(house, owner, sale)
            except Problem:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            assert sum(pool.map(attempt, (a_return, void))) == 1


def test_who_belongs_to_a_branch_voids_nothing_of_another(house: House) -> None:
    owner = owner_of(house)
    one, two = (merchants.add_branch.serve(house, owner, AddBranch(name=name)) for name in ("One", "Two"))
    of_two = replace(owner, actor=replace(owner.actor, branch_id=two.id))
    with pytest.raises(Forbidden):
        void(house, of_two, a_sale(house, owner, branch_id=one.id))
    void(house, of_two, a_sale(house, owner, branch_id=two.id))


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_is_returned_voided_and_restored_the_net_stays_between_nothing_and_the_sale(
    house: House, owner: Caller, data: Any
) -> None:
    tea = a_product(house, owner, stock="0")
    sale = a_sale(house, owner, line("3", "3.33", product_id=tea.id, discount="0.01"))
    backs: list[Sale] = []
    for _ in range(data.draw(st.integers(1, 10))):
        kind = data.draw(st.sampled_from(["goods", "sum", "void", "restore"]))
        try:
            if kind == "goods":
                backs.append(
                    a_return(house, owner, sale, lines=goods(sale, data.draw(st.sampled_from(["1", "0.5", "2"]))))
                )
            elif kind == "sum":
                backs.append(a_return(house, owner, sale, amount=data.draw(st.sampled_from(["0.01", "3", "9.98"]))))
            elif backs:
                (void if kind == "void" else restore)(house, owner, data.draw(st.sampled_from(backs)))
        except Problem:
            continue
        standing = [back for back in (read(house, owner, back) for back in backs) if back.voided_at is None]
        assert 0 <= sale.total + sum(back.total for back in standing) <= sale.total
        units = -sum(row.quantity for back in standing for row in back.lines)
        assert 0 <= units <= 3
        assert stock(house, owner, tea.id) == -3 + units


def read(house: House, owner: Caller, sale: Sale) -> Sale:
    return operations.read.serve(house, owner, WhichSale(sale_id=sale.id))
