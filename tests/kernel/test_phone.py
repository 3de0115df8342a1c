"""Phone numbers in the spellings of merchants' files; every expected figure is written out by hand."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nigotis.kernel.i18n import LANGUAGES, say
from nigotis.kernel.phone import UnclearPhone, read_phone

BAKU = "+994501234567"


@pytest.mark.parametrize(
    "text",
    [
        "+994 50 123 45 67",
        "00994501234567",
        "00 994 50 123 45 67",
        "050 123 45 67",
        "(050) 123-45-67",
        "050.123.45.67",
        "0501234567",
        "501234567",
        "994501234567",
        "994501234567.0",
        "9.94501234567E+11",
        "9,94501234567E+11",
        "'+994501234567",
        "tel:+994-50-123-45-67",
        "tel:+994501234567;ext=5",
        "O5O 123 45 67",
        "О5О 123 45 67",
        "05O1234567",
        "٠٥٠١٢٣٤٥٦٧",
        "０５０１２３４５６７",
        "\u202a+994501234567\u202c",
        "\u200e0501234567",
        "+994\u00a050\u00a0123\u00a045\u00a067",
        "+994\u202f50\u202f1234567",
        "mob: 050 123 45 67",
        "050 123 45 67 (ev)",
        "+994(0)501234567",
        "+ 994 50 123 45 67",
        '="0501234567"',
        "050—123—45—67",
        "+994 50 123-45-67 daxili 3",
        "050 123 45 67 ext. 12",
        "050 123 45 67 доб. 12",
        "WhatsApp +994501234567",
        "(+994) 50 123 45 67",
        "8 (050) 123-45-67",
        "8-050-123-45-67",
    ],
)
def test_every_spelling_of_a_mobile_number_is_read_alike(text: str) -> None:
    phone = read_phone(text, "AZ")
    assert (phone.e164, phone.kind, phone.reachable_by_sms) == (BAKU, "mobile", True)


@pytest.mark.parametrize(
    ("text", "region", "e164"),
    [
        ("8 (701) 123-45-67", "KZ", "+77011234567"),
        ("8 916 123-45-67", "RU", "+79161234567"),
        ("79161234567", "AZ", "+79161234567"),
        ("0712 345 678", "KE", "+254712345678"),
        ("0712345678", "TZ", "+255712345678"),
        ("90 123 45 67", "UZ", "+998901234567"),
        ("0 (532) 123 45 67", "TR", "+905321234567"),
        ("994 50 123 45 67", "kz", BAKU),
    ],
)
def test_national_numbers_are_read_by_the_country_of_the_merchant(text: str, region: str, e164: str) -> None:
    assert read_phone(text, region).e164 == e164


def test_a_landline_is_a_number_that_cannot_receive_messages() -> None:
    phone = read_phone("012 493 00 01", "AZ")
    assert (phone.e164, phone.kind, phone.reachable_by_sms) == ("+994124930001", "landline", False)


@pytest.mark.parametrize("text", ["050 000 00 00", "+994501111111"])
def test_an_obvious_test_number_cannot_receive_messages(text: str) -> None:
    assert not read_phone(text, "AZ").reachable_by_sms


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("050 123 45 67, 055 765 43 21", ("+994557654321",)),
        ("050 123 45 67 / 055 765 43 21", ("+994557654321",)),
        ("050-123-45-67\n055-765-43-21", ("+994557654321",)),
        ("050 123 45 67 və 055 765 43 21", ("+994557654321",)),
        ("012 493 00 01; 050 123 45 67", ("+994124930001",)),
    ],
)
def test_of_several_numbers_in_a_cell_the_first_mobile_is_taken(text: str, others: tuple[str, ...]) -> None:
    phone = read_phone(text, "AZ")
    assert (phone.e164, phone.others) == (BAKU, others)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("9.94501E+11", "digits_lost"),
        ("5.01235E+8", "digits_lost"),
        ("9.9450123456E+11", "digits_lost"),
        ("112", "too_short"),
        ("*1234", "too_short"),
        ("0000000000", "test_number"),
        ("1234567", "not_valid"),
        ("+994 50 123 45 6", "not_valid"),
        ("050 123 45 6X", "not_a_number"),
        ("050 123 45 6?", "not_a_number"),
        ("1-800-FLOWERS", "not_a_number"),
        ("abc", "not_a_number"),
        ("", "empty"),
        ("  ", "empty"),
        ("0501234567 0557654321", "not_valid"),
    ],
)
def test_an_unclear_number_is_refused_with_its_reason_and_never_guessed(text: str, reason: str) -> None:
    with pytest.raises(UnclearPhone) as refused:
        read_phone(text, "AZ")
    assert refused.value.reason == reason
    assert len({say(refused.value.key, language, **refused.value.values) for language in LANGUAGES}) == 4


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_unclear(text: str) -> None:
    with contextlib.suppress(UnclearPhone):
        assert read_phone(text, "AZ").e164.startswith("+")


@given(st.integers(2_000_000, 9_999_999), st.sampled_from(["+994 50 {}", "0{}", "050-{}", "00994{}", "994{}"]))
def test_a_read_number_holds_the_digits_that_were_written(subscriber: int, spelling: str) -> None:
    digits = f"50{subscriber}"
    text = spelling.format(subscriber if "50" in spelling else digits)
    assert read_phone(text, "AZ").e164 == f"+994{digits}"
