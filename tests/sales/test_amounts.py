"""The arithmetic of a receipt."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nigotis.kernel.problems import Invalid
from nigotis.sales.amounts import ZERO, Figures, check_tenders, line_figures, share, total_of


def places(most: str, number: int) -> st.SearchStrategy[Decimal]:
    return st.decimals("0", most, places=number, allow_nan=False, allow_infinity=False)


QUANTITIES = places("9999", 6).filter(bool)
PRICES = places("99999", 6)


@given(QUANTITIES, PRICES)
def test_a_line_is_its_quantity_times_its_price_exact_to_six_places(quantity: Decimal, price: Decimal) -> None:
    amount = line_figures(quantity, price, ZERO, ZERO, price).amount
    assert abs(amount - quantity * price) <= Decimal("0.0000005")
    assert -amount.as_tuple().exponent <= 6  # type: ignore[operator]


def test_whole_numbers_of_a_price_lose_nothing() -> None:
    assert line_figures(Decimal(1000), Decimal("0.001"), ZERO, ZERO, None).amount == 1


@pytest.mark.parametrize(
    ("discount", "tax", "field"), [("10.01", "0", "discount"), ("5", "5.01", "tax")], ids=["discount", "tax"]
)
def test_more_off_than_the_price_and_more_tax_than_amount_are_refused(discount: str, tax: str, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        line_figures(Decimal(1), Decimal(10), Decimal(discount), Decimal(tax), None)
    assert refusal.value.field == field


def test_an_amount_beyond_what_can_be_kept_is_refused() -> None:
    with pytest.raises(Invalid):
        line_figures(Decimal("999999999999"), Decimal("999999999999"), ZERO, ZERO, None)
    with pytest.raises(Invalid):
        total_of([Decimal("999999999999")] * 2)


@given(
    st.data(),
    st.lists(QUANTITIES, min_size=1, max_size=8),
    PRICES,
    st.sampled_from(["AZN", "TZS", "UGX", "KWD"]),
)
def test_returns_of_a_line_in_any_parts_add_up_to_the_line(
    data: st.DataObject, parts: list[Decimal], price: Decimal, currency: str
) -> None:
    quantity = sum(parts, ZERO)
    gross = line_figures(quantity, price, ZERO, ZERO, None).amount
    discount = data.draw(st.sampled_from([ZERO, gross, gross / 3]).map(lambda d: d.quantize(Decimal("0.01"))))
    discount = min(discount, gross)
    sold = line_figures(quantity, price, discount, ZERO, price / 2)
    gone = Figures(ZERO, ZERO, ZERO, ZERO, None)
    for part in parts:
        back = share(sold, gone, part, currency)
        assert ZERO <= back.amount <= sold.amount - gone.amount
        gone = Figures(
            gone.quantity + back.quantity,
            gone.amount + back.amount,
            gone.discount + back.discount,
            gone.tax + back.tax,
            (gone.cost or ZERO) + (back.cost or ZERO),
        )
    assert gone == sold


def test_a_third_of_ten_manat_comes_back_in_whole_qepik() -> None:
    sold = line_figures(Decimal(3), Decimal(10), Decimal(20), ZERO, None)
    assert share(sold, Figures(ZERO, ZERO, ZERO, ZERO, None), Decimal(1), "AZN").amount == Decimal("3.33")


def test_more_than_what_is_left_of_a_line_cannot_come_back() -> None:
    sold = line_figures(Decimal(3), Decimal(10), ZERO, ZERO, None)
    gone = Figures(Decimal(2), Decimal(20), ZERO, ZERO, None)
    with pytest.raises(Invalid) as refusal:
        share(sold, gone, Decimal("1.000001"), "AZN")
    assert refusal.value.values["left"] == "1"


@given(st.lists(places("99999", 2), min_size=1, max_size=5), places("1", 2).filter(bool))
def test_payments_make_up_the_total_or_are_refused(paid: list[Decimal], more: Decimal) -> None:
    total = sum(paid, ZERO)
    check_tenders(total, paid, "AZN")
    check_tenders(total, [], "AZN")
    with pytest.raises(Invalid):
        check_tenders(total, [*paid, more], "AZN")


def test_a_weighed_total_may_be_paid_in_whole_coins() -> None:
    check_tenders(Decimal("4.637430"), [Decimal("4.64")], "AZN")
    with pytest.raises(Invalid):
        check_tenders(Decimal("4.637430"), [Decimal("4.63")], "AZN")
