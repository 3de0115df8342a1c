"""Numbers as written, currencies by ISO 4217, money as shown."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nigotis.kernel.money import (
    currency_of,
    exponent,
    format_money,
    parse_decimal,
    plain_decimal,
    to_minor_places,
    written,
)

NBSP, THIN = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 234,50", "1234.50"),
        (f"1{NBSP}234,50", "1234.50"),
        (f"1{THIN}234,50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1'234.50", "1234.50"),
        ("1’234,50", "1234.50"),
        ("12,34,567.5", "1234567.5"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1 234 567", "1234567"),
        ("(5)", "-5"),
        ("(1 234,50)", "-1234.50"),
        ("5-", "-5"),
        ("\u22125,5", "-5.5"),
        ("–7", "-7"),
        ("- 5", "-5"),
        ("₼5", "5"),
        ("12,5 ₼", "12.5"),
        ("12.5 руб.", "12.5"),
        ("руб. 12,5", "12.5"),
        ("-$5", "-5"),
        ("$ -5", "-5"),
        ("1 234,50 AZN", "1234.50"),
        ("TSh 1,500,000", "1500000"),
        ("0,250", "0.250"),
        ("1234,567", "1234.567"),
        (",5", "0.5"),
        (".5", "0.5"),
        ("1.2E+3", "1200"),
        ("٣٤", "34"),
        ("+7", "7"),
        ("007", "7"),
    ],
)
def test_a_number_is_read_whatever_signs_it_is_written_with(text: str, value: str) -> None:
    assert parse_decimal(text) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["", "-", "abc", "1.2.3", "12 34", "1,23,4", "5 6 7", "12 apples", "((5))", "-5-", "$5€", "1..2"]
)
def test_what_is_no_number_is_not_read_as_one(text: str) -> None:
    assert parse_decimal(text) is None


def test_one_sign_before_three_digits_is_open_until_told() -> None:
    assert parse_decimal("1,234") is None
    assert parse_decimal("1,234", ".") == 1234
    assert parse_decimal("1,234", ",") == Decimal("1.234")


@given(
    st.decimals(-(10**11), 10**11, places=2),
    st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", "."), (NBSP, ",")]),
)
def test_what_was_grouped_by_any_country_reads_back(value: Decimal, signs: tuple[str, str]) -> None:
    thousands, decimal = signs
    text = f"{value:,.2f}".replace(",", "T").replace(".", decimal).replace("T", thousands)
    number = written(text)
    assert number is not None
    assert number.value(None) == value


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_nothing(text: str) -> None:
    number = written(text)
    assert number is None or number.point is not None or number.comma is not None


def test_currencies_have_the_places_of_iso_4217() -> None:
    assert [exponent(c) for c in ("AZN", "UGX", "KWD", "IQD", "UZS")] == [2, 0, 3, 3, 2]
    assert to_minor_places(Decimal("10.005"), "AZN") == Decimal("10.01")
    assert to_minor_places(Decimal("10.5"), "UGX") == 11


def test_a_sign_that_several_countries_use_names_no_currency() -> None:
    assert (currency_of("₼"), currency_of("руб."), currency_of("$"), currency_of("TSh")) == ("AZN", "RUB", None, "TZS")


def test_plain_decimals_carry_no_noise() -> None:
    assert [plain_decimal(Decimal(t)) for t in ("12.50", "1E+3", "-0.00", "0.000100")] == [
        "12.5",
        "1000",
        "0",
        "0.0001",
    ]


def test_money_is_shown_as_each_language_writes_it() -> None:
    shown = {lang: format_money(Decimal("1234.5"), "AZN", lang).replace(NBSP, " ") for lang in ("az", "en", "ru", "sw")}
    assert shown == {"az": "1 234,50 ₼", "en": "₼1,234.50", "ru": "1 234,50 ₼", "sw": "₼1,234.50"}
    assert format_money(Decimal("1500"), "UGX", "en") == f"UGX{NBSP}1,500"
    assert format_money(Decimal("500000.00"), "TZS", "en") == f"TZS{NBSP}500,000"
    assert format_money(Decimal("0.00"), "TZS", "en") == f"TZS{NBSP}0"
    assert format_money(Decimal("-5.5"), "USD", "en") == "-$5.50"
    assert format_money(Decimal("-0.001"), "USD", "en") == "$0"
    assert format_money(Decimal("1234.5"), None, "az") == f"1{NBSP}234,50"
