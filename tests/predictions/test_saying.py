"""Predictions in words: numbers and the words beside them agree."""

from __future__ import annotations

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
    receipt = ChurnReceipt(("2026-01-01",), 1_234, called_lost=120, stayed_away=108, brier=0.1525, naive_brier=0.2094)
    told = sentence(Receipts("2026-06-30", 90, churn=receipt), "churn")
    assert "of 120 clients called lost, 108 stayed away" in told
    assert told.endswith("Over all 1,234 cases the error of the probability (Brier score) is 0.152, "
                         "of the simple rule 0.209.")  # fmt: skip


def test_of_money_nothing_is_said_where_there_are_no_amounts() -> None:
    tried = AmountReceipt(("2026-01-01",), 40, 10.0, 11.0, 12.0, beats_naive=True)
    unpriced, new = Receipts("2026-06-30", 90, orders=tried), Receipts("2026-06-30", 90)
    assert [one.about for one in said(unpriced, "en", None)] == ["churn", "next_order", "orders"]
    assert [one.about for one in said(new, "en", None)] == ["churn", "next_order", "orders", "value", "offers"]


def test_of_offers_it_says_how_many_baskets_held_one() -> None:
    receipt = OfferReceipt(("2026-01-01",), 412, 5, 293, 177, beats_naive=True)
    assert sentence(Receipts("2026-06-30", 90, offers=receipt), "offers") == (
        "Of 412 next purchases, 71% held at least one of the 5 products offered before; "
        "with what most clients buy, 43% would have."
    )
