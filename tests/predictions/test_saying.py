"""Predictions in words: numbers and the words beside them agree."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nigotis.forecasting.receipts import AmountReceipt, ChurnReceipt, NextOrderReceipt, OfferReceipt, Receipts
from nigotis.predictions.models import PredictionRow
from nigotis.predictions.saying import said, untold, why


@pytest.mark.parametrize(
    ("days", "en", "ru"),
    [
        (1, "Last bought 1 day ago.", "Последняя покупка 1 день назад."),
        (2, "Last bought 2 days ago.", "Последняя покупка 2 дня назад."),
        (5, "Last bought 5 days ago.", "Последняя покупка 5 дней назад."),
        (21, "Last bought 21 days ago.", "Последняя покупка 21 день назад."),
    ],
)
def test_the_reason_for_leaving_agrees_with_its_days(days: int, en: str, ru: str) -> None:
    row = PredictionRow(churn_reason="long_silent", horizon_in_days=90)
    assert [why(row, "long_silent", days, language) for language in ("en", "ru")] == [en, ru]


def test_one_client_buys_and_a_thousand_and_one_buy() -> None:
    one, many = (untold({"few_orders": 0, "few_clients": 0, "lost": 0, "irregular": n}, "en") for n in (1, 1001))
    assert one[0].startswith("1 buys at") and many[0].startswith("1,001 buy at")


def sentence(receipts: Receipts, about: str) -> str:
    return next(one.sentence for one in said(receipts, "en", "AZN") if one.about == about)


def test_errors_have_as_many_places_as_it_takes_to_see_the_smaller() -> None:
    def next_order(ours: float, naive: float) -> str:
        receipt = NextOrderReceipt(("2026-01-01",), 40, ours, naive, 0.8, 9.0, beats_naive=True)
        return sentence(Receipts("2026-06-30", 90, next_order=receipt), "next_order")

    assert "off by 37.4 days on average, the simple rule by 39.6" in next_order(37.3957, 39.5579)
    assert "off by 5.99 days on average, the simple rule by 6.03" in next_order(5.991, 6.032)
    assert "off by 6 days on average, the simple rule by 6" in next_order(6, 6)


def test_churn_tells_how_many_cases_there_were_and_how_far_off_the_simple_rule_is() -> None:
    days = ("2026-04-01", "2026-01-01")
    receipt = ChurnReceipt(days, 1_234, called_lost=120, stayed_away=108, brier=0.1525, naive_brier=0.2094)
    assert sentence(Receipts("2026-06-30", 90, churn=replace(receipt, beats_naive=True)), "churn") == (
        "Tried on your past, the last time on 1 Apr 2026: of 120 clients called lost, 108 stayed away for 90 days. "
        "On 2 days with 1,234 cases in all, the probability is off by 0.152 (Brier score), the simple rule by 0.209."
    )


def test_what_is_told_first_is_told_of_the_rule_that_is_shown_and_agrees_with_the_verdict() -> None:
    ours = AmountReceipt(
        ("2026-04-01",), 40, 100.0, 110.0, 130.0, mae=2.0, naive_mae=3.0, coverage=0.734, claimed=0.81, beats_naive=True
    )
    told = sentence(Receipts("2026-06-30", 90, value=ours), "value")
    assert told.endswith(
        "₼100 expected, ₼110 came in. For a single client it is off by 2 on average, the simple rule by 3. "
        "What came in lay within the interval in 73% of the cases; 81% was promised."
    )
    theirs = replace(ours, mae=3.1, beats_naive=False)
    told = sentence(Receipts("2026-06-30", 90, value=theirs), "value")
    assert "₼130 expected, ₼110 came in. For a single client it is off by 3 on average, the model by 3.1." in told
    untold = sentence(Receipts("2026-06-30", 90, value=theirs.without_sums), "value")
    assert "₼" not in untold and "off by 3 on average, the model by 3.1." in untold


def test_the_year_has_a_receipt_of_its_own_unless_the_horizon_is_the_year() -> None:
    tried = AmountReceipt(("2025-06-30",), 40, 100.0, 110.0, 130.0, beats_naive=True)
    told = sentence(Receipts("2026-06-30", 90, value=tried, year=tried), "year")
    assert told.startswith("In 365 days at a time, 1 time: ")
    assert "two years of past" in sentence(Receipts("2026-06-30", 90, value=tried), "year")
    assert "year" not in [one.about for one in said(Receipts("2026-06-30", 365, value=tried), "en", "AZN")]


def test_only_windows_that_would_be_shown_are_told_of() -> None:
    receipt = NextOrderReceipt(("2026-04-01",), 900, 5.0, 6.0, 0.8, 9.0, 120, 0.77, beats_naive=True)
    told = sentence(Receipts("2026-06-30", 90, next_order=receipt), "next_order")
    assert told.startswith("Of 120 next orders for which a window would have been named, 77% fell into their window. ")
    few = sentence(Receipts("2026-06-30", 90, next_order=replace(receipt, told=3, told_coverage=None)), "next_order")
    assert few.startswith("Of 900 next orders tried, a window would have been named for 3: too few to say")


def test_of_money_nothing_is_said_where_there_are_no_amounts() -> None:
    tried = AmountReceipt(("2026-01-01",), 40, 10.0, 11.0, 12.0, beats_naive=True)
    unpriced, new = Receipts("2026-06-30", 90, orders=tried), Receipts("2026-06-30", 90)
    assert [one.about for one in said(unpriced, "en", None)] == ["churn", "next_order", "orders"]
    assert [one.about for one in said(new, "en", None)] == ["churn", "next_order", "orders", "value", "year", "offers"]


def test_of_offers_it_says_how_many_baskets_held_one() -> None:
    receipt = OfferReceipt(("2026-01-01",), 412, 5, 293, 177, beats_naive=True)
    assert sentence(Receipts("2026-06-30", 90, offers=receipt), "offers") == (
        "Of 412 next purchases, 71% held at least one of the 5 products offered before; "
        "with what most clients buy, 43% would have."
    )
