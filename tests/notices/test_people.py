"""Who wrote and who paid."""

# ruff: noqa: E501  (a message stands on one line, as it came)

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from make.phone_messages import told
from nigotis.notices import lexicons
from nigotis.notices.people import Person, Rules, people
from nigotis.notices.scores import engagement, loyalty
from nigotis.notices.understanding import understand

DAY = date(2026, 3, 1)


def paid(number: str, amount: int, name: str, phone: str, at: str) -> tuple[str, str, str]:
    text = f"{number} Confirmed. You have received Tsh{amount:,}.00 from {name} ({phone}) on 1/1/26. New M-Pesa balance is Tsh1."
    return "MPESA", at, text


def everybody(*messages: tuple[str, str, str], rules: Rules | None = None) -> dict[str, Person]:
    given = told(*messages)
    return {person.key: person for person in people(given, understand(given), DAY, rules=rules)}


def test_payments_and_messages_of_one_number_are_one_person() -> None:
    found = everybody(
        paid("AAA1AAAAA1", 60_000, "LULU SIMBA", "255754123456", "2026-02-20T09:00"),
        ("+255 754 123 456", "2026-02-21T09:00", "Mmechelewa sana, huduma mbaya. Nipo Sinza, lete mzigo"),
        ("0754123456", "2026-02-22T09:00", "Naomba sukari na unga"),
        paid("AAA1AAAAA2", 40_000, "LULU SIMBA", "255754123456", "2026-02-23T09:00"),
    )
    assert list(found) == ["+255754123456"]
    person = found["+255754123456"]
    assert (person.name, person.messages, person.written, person.payments) == ("LULU SIMBA", 4, 2, 2)
    assert (person.spend, person.language) == (Decimal(100_000), "sw")
    assert (person.first_seen, person.last_seen) == (datetime(2026, 2, 20, 9), datetime(2026, 2, 23, 9))
    assert "Sinza" in person.places and {"delivery", "groceries"} <= set(person.services)
    assert [said.row for said in person.complaints] == [2]
    assert "huduma mbaya" in person.complaints[0].complaint.words
    assert set(person.segments) == {"high_value", "new", "complaints"}


def test_messages_of_nobody_known_make_no_client() -> None:
    assert everybody(("", "2026-02-21T09:00", "Naomba sukari"), ("", "2026-02-22T09:00", "Huduma mbaya")) == {}


def test_people_of_one_name_and_different_numbers_stay_apart() -> None:
    found = everybody(
        paid("AAA1AAAAA1", 1_000, "ASHA JUMA", "255754123456", "2026-02-20T09:00"),
        paid("AAA1AAAAA2", 1_000, "ASHA JUMA", "255754123457", "2026-02-20T09:00"),
        paid("AAA1AAAAA3", 1_000, "ASHA JUMA", "*******891", "2026-02-20T09:00"),
    )
    assert list(found) == ["+255754123456", "+255754123457", "ASHA JUMA (891)"]


def test_the_limits_are_settings_and_hold_exactly() -> None:
    old = (DAY - timedelta(days=90)).isoformat() + "T09:00"
    recent = (DAY - timedelta(days=89)).isoformat() + "T09:00"
    found = everybody(
        paid("AAA1AAAAA1", 99_999, "A A", "255754123451", old),
        paid("AAA1AAAAA2", 100_000, "B B", "255754123452", recent),
    )
    assert (found["+255754123451"].segments, found["+255754123452"].segments) == (("inactive",), ("high_value",))
    found = everybody(
        paid("AAA1AAAAA1", 99_999, "A A", "255754123451", old), rules=Rules(Decimal(99_999), inactive_days=91)
    )
    assert found["+255754123451"].segments == ("high_value",)


def test_a_payment_told_twice_is_spent_once_and_one_sent_is_nobodys_spend() -> None:
    found = everybody(
        paid("AAA1AAAAA1", 5_000, "A A", "255754123451", "2026-02-20T09:00"),
        paid("AAA1AAAAA1", 5_000, "A A", "255754123451", "2026-02-20T09:05"),
        (
            "MPESA",
            "2026-02-20T10:00",
            "AAA1AAAAA9 Confirmed. Tsh9,000.00 sent to LANDLORD (255754123459) on 1/1/26. New M-Pesa balance is Tsh1.",
        ),
    )
    assert {key: person.spend for key, person in found.items()} == {"+255754123451": Decimal(5_000)}


@pytest.mark.parametrize("is_newest_first", [False, True])
def test_a_payment_that_was_taken_back_is_not_spent(is_newest_first: bool) -> None:
    back = "AAA1AAAAA2 confirmed. Reversal of transaction AAA1AAAAA1 has been successfully reversed on 20/2/26 at 1:00 PM and Tsh5,000.00 is debited from your M-PESA account. New M-PESA account balance is Tsh0.12."
    messages = [
        paid("AAA1AAAAA1", 5_000, "A A", "255754123451", "2026-02-20T09:00"),
        paid("AAA1AAAAA3", 700, "A A", "255754123451", "2026-02-20T10:00"),
        ("MPESA", "2026-02-20T13:00", back),
    ]
    found = everybody(*reversed(messages) if is_newest_first else messages)
    assert {key: person.spend for key, person in found.items()} == {"+255754123451": Decimal(700)}


def test_codes_are_nobodys_messages() -> None:
    assert everybody(("+255754123451", "2026-02-20T09:00", "Your verification code is 12345")) == {}


def test_engagement_and_loyalty_follow_their_formulas() -> None:
    days = [DAY - timedelta(days=n) for n in (0, 10, 40)]
    assert engagement(DAY, days, []) == round(40 + 40 * 3 / 6)
    assert engagement(DAY, days, days[:1]) == 80
    assert engagement(DAY, [DAY - timedelta(days=90)], []) == 0
    assert (
        loyalty(
            DAY,
            10,
            [
                date(2025, 9, 1),
                *(date(2025, month, 1) for month in (10, 11, 12)),
                *(date(2026, month, 1) for month in (1, 2, 3)),
            ],
            [],
        )
        == 100
    )
    assert loyalty(DAY, 1, [DAY], []) == round(3 + 40 / 6 + 10)
    assert loyalty(DAY, 1, [DAY], [DAY]) == round(3 + 40 / 6)
    assert loyalty(DAY, 0, [], []) == 0


def test_days_to_come_are_left_out_of_scores() -> None:
    later = [DAY + timedelta(days=n) for n in (1, 3_000, 3_100, 3_200)]
    assert engagement(DAY, later, later) == 0
    assert engagement(DAY, [DAY, *later], later) == engagement(DAY, [DAY], [])
    assert loyalty(DAY, 5, [DAY, *later], later) == loyalty(DAY, 5, [DAY], [])


def test_a_message_of_a_day_to_come_counts_as_one_without_a_time() -> None:
    found = everybody(
        paid("AAA1AAAAA1", 1_000, "A A", "255754123451", "2035-05-12T09:00"),
        ("0754123451", "2026-02-20T09:00", "Habari"),
        ("0754123451", "2035-05-12T09:00", "Huduma mbaya sana"),
    )["+255754123451"]
    assert (found.messages, found.spend, len(found.complaints)) == (3, Decimal(1_000), 1)
    assert (found.last_seen, found.days_since(DAY)) == (datetime(2026, 2, 20, 9), 9)
    assert 0 <= found.engagement <= 100 and found.loyalty == 0


def test_complaints_name_their_words_in_both_languages() -> None:
    for text, words in (
        ("My order never arrived and nobody answers, this is bad service", {"never arrived", "bad service"}),
        ("Mmeniibia pesa yangu, nirudishieni", {"pesa yangu", "nirudishie"}),
        ("Simu hii haifanyi kazi", {"haifanyi kazi"}),
    ):
        found = lexicons.complaint(text)
        assert found.is_one and words <= set(found.words)
    for text in ("No problem, thank you!", "Hakuna shida, asante sana", "Naomba bei ya sukari", "See you tomorrow"):
        assert not lexicons.complaint(text).is_one


def test_the_two_languages_are_told_apart() -> None:
    assert lexicons.language("Naomba mniletee mzigo wangu leo jioni") == "sw"
    assert lexicons.language("Please bring my parcel this evening") == "en"
    assert lexicons.language("12345 !!!") == ""


@pytest.mark.parametrize(
    "text",
    [
        "Hamjanijibu tangu wiki iliyopita na simu hampokei",
        "Viatu mlivyonitumia sio size yangu, naomba kurudishiwa pesa",
        "Mmenikata mara mbili kwa malipo yale yale",
        "Mayai yote yameoza, mnatuuzia vitu vibovu",
        "Oda yangu haijafika na hakuna anayejibu",
        "Hii sio niliyoagiza kabisa",
        "Mtandao uko chini kila siku, boresheni huduma",
        "Wahudumu wenu wana dharau sana",
    ],
)
def test_what_swahili_clients_complain_of_is_a_complaint(text: str) -> None:
    assert lexicons.complaint(text, "sw").is_one


@pytest.mark.parametrize(
    "text",
    [
        "Naomba bei ya sukari kilo hamsini",
        "Poleni kwa usumbufu uliojitokeza, tatizo limeisha",
        "Asante kwa kuwasiliana nasi, tunaomba utufahamishe tatizo lako",
        "Bado mna mchele wa Mbeya?",
        "Hamna tatizo, nitakuja kesho",
        "Pole kwa msiba wa baba yako",
        "Ni ghali kidogo, mnapunguza?",
        "Kuna foleni dukani leo?",
    ],
)
def test_what_swahili_clients_ask_and_shops_answer_is_none(text: str) -> None:
    assert not lexicons.complaint(text, "sw").is_one
