"""Money and goods of both worlds add up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from nigotis.demo.facts import decimals, facts
from nigotis.demo.types import DemoBusiness
from nigotis.demo.worlds import businesses


@pytest.fixture(scope="module", params=[0, 1], ids=["cafe", "wholesaler"])
def business(request: pytest.FixtureRequest) -> DemoBusiness:
    return businesses(date(2026, 11, 22))[request.param]


def _sums(ids: np.ndarray, values: np.ndarray, count: int) -> np.ndarray:
    return np.bincount(ids, weights=values, minlength=count + 1)[1:].astype(np.int64)


def test_the_tenders_of_a_document_add_up_to_its_total(business: DemoBusiness) -> None:
    paid = _sums(business.tenders.document_id, business.tenders.amount, len(business.documents.total))
    assert (paid == business.documents.total).all()
    assert (
        np.sign(business.tenders.amount) == np.sign(business.documents.total[business.tenders.document_id - 1])
    ).all()


def test_the_lines_of_a_document_add_up_to_its_total_and_discount(business: DemoBusiness) -> None:
    lines, documents = business.lines, business.documents
    assert (_sums(lines.document_id, lines.amount, len(documents.total)) == documents.total).all()
    assert (_sums(lines.document_id, lines.discount, len(documents.total)) == documents.discount).all()
    assert (lines.amount == lines.quantity * lines.unit_price - lines.discount).all()


def test_sales_are_positive_and_returns_negative(business: DemoBusiness) -> None:
    lines, of = business.lines, business.lines.document_id - 1
    is_return = business.documents.is_return
    assert (business.documents.total[~is_return] > 0).all()
    assert (business.documents.total[is_return] < 0).all()
    for column in (lines.quantity, lines.amount, lines.cost):
        assert ((column < 0) == is_return[of]).all()


def test_a_return_never_exceeds_the_line_it_returns(business: DemoBusiness) -> None:
    lines = business.lines
    back = np.flatnonzero(lines.returned_line_id)
    sold = lines.returned_line_id[back] - 1
    assert len(back) > 300
    assert len(np.unique(sold)) == len(sold)
    assert (lines.product_id[back] == lines.product_id[sold]).all()
    assert (-lines.quantity[back] <= lines.quantity[sold]).all()
    assert (-lines.amount[back] <= lines.amount[sold]).all()


def test_a_return_comes_after_its_sale_to_the_same_client_and_branch(business: DemoBusiness) -> None:
    documents, lines = business.documents, business.lines
    back = np.flatnonzero(documents.is_return)
    sold = documents.returned_document_id[back] - 1
    assert (documents.returned_document_id[~documents.is_return] == 0).all()
    assert not documents.is_return[sold].any()
    assert (documents.sold_at[back] > documents.sold_at[sold]).all()
    assert (documents.client_id[back] == documents.client_id[sold]).all()
    assert (documents.branch_id[back] == documents.branch_id[sold]).all()
    returned = np.flatnonzero(lines.returned_line_id)
    line_of_sale = lines.document_id[lines.returned_line_id[returned] - 1]
    assert (line_of_sale == documents.returned_document_id[lines.document_id[returned] - 1]).all()


def test_documents_stand_in_order_of_time_and_lines_in_order_of_documents(business: DemoBusiness) -> None:
    assert (np.diff(business.documents.sold_at) >= np.timedelta64(0)).all()
    assert (np.diff(business.lines.document_id) >= 0).all()
    assert set(business.lines.document_id.tolist()) == set(range(1, len(business.documents.total) + 1))


def test_every_id_points_at_something(business: DemoBusiness) -> None:
    documents = business.documents
    for ids, things, least in (
        (documents.client_id, business.clients, 0),
        (documents.branch_id, business.branches, 1),
        (documents.seller_id, business.sellers, 1),
        (business.lines.product_id, business.products, 1),
    ):
        assert ids.min() >= least
        assert ids.max() <= len(things)
    home = np.array([seller.branch_id for seller in business.sellers])
    assert (home[documents.seller_id - 1] == documents.branch_id).all()


def test_nobody_buys_before_registering_and_no_branch_sells_before_opening(business: DemoBusiness) -> None:
    documents = business.documents
    day = documents.local_at.astype("datetime64[D]")
    registered = np.array([client.registered_on for client in business.clients], dtype="datetime64[D]")
    known = documents.client_id > 0
    assert (day[known] >= registered[documents.client_id[known] - 1]).all()
    opened = np.array([branch.opened_on for branch in business.branches], dtype="datetime64[D]")
    assert (day >= opened[documents.branch_id - 1]).all()


def test_facts_carry_the_same_money_as_the_documents(business: DemoBusiness) -> None:
    amount = sum(facts(business)["sale_lines"]["amount"].to_pylist(), Decimal(0))
    assert amount == Decimal(int(business.documents.total.sum())).scaleb(-business.money_digits)


def test_money_becomes_an_exact_decimal() -> None:
    assert decimals(np.array([-1280_75, 1, 0]), 2).to_pylist() == [Decimal("-1280.75"), Decimal("0.01"), Decimal(0)]
