"""Predictions in words: numbers and the words beside them agree."""

from __future__ import annotations

import pytest

from nigotis.predictions.models import PredictionRow
from nigotis.predictions.saying import untold, why


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
    assert [why(row, days, language) for language in ("en", "ru")] == [en, ru]


def test_one_client_buys_and_a_thousand_and_one_buy() -> None:
    one, many = (untold({"few_orders": 0, "few_clients": 0, "lost": 0, "irregular": n}, "en") for n in (1, 1001))
    assert one[0].startswith("1 buys at") and many[0].startswith("1,001 buy at")
