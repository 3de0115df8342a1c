"""Forecasts with their receipt: what wins, what it is held against, and when nothing is said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from make.facts import Facts
from nigotis.metrics.extrapolate import (
    COMBINED,
    NAIVE,
    Trial,
    combined,
    damped_trend,
    naive_with_growth,
    season_and_trend,
    season_and_trend_in_proportion,
    seasonal_naive,
    trials,
)
from nigotis.metrics.forecast import LOOKED_BACK, _outlook

NAN = float("nan")


def monthly(amounts: list[float], since: int = 2022) -> Facts:
    facts = Facts()
    for number, amount in enumerate(amounts):
        facts.sale(1, f"{since + number // 12}-{number % 12 + 1:02}-05", f"{amount:.2f}")
    return facts


def end_of(months: int, since: int = 2022) -> str:
    last = np.datetime64(f"{since}-01", "M") + months
    return str(last.astype("datetime64[D]") - 1)


def growing(months: int) -> list[float]:
    """A season in proportion to growth of one per cent a month."""
    return [1000 * 1.01**n * (1 + 0.4 * np.sin(2 * np.pi * n / 12)) for n in range(months)]


def test_the_next_three_months_follow_the_last_whole_one() -> None:
    facts = monthly(growing(48))
    facts.sale(1, "2026-01-10", 5)
    rows = facts.ask("sales_forecast", "2025-01-01", "2026-01-20")
    ahead = rows[48:]
    assert [row["month"] for row in ahead] == [date(2026, month, 1) for month in (1, 2, 3)]
    assert all(row["net"] is None for row in ahead)
    assert all(row["expected"] is None for row in rows[:48])
    for row, truth in zip(ahead, growing(51)[48:], strict=True):
        # Of the three rules one is right to the last cent, one carries a growing season on as it was
        assert float(row["expected"]) == pytest.approx(truth, rel=0.06)
        assert row["expected_low"] <= row["expected"] <= row["expected_high"]


def test_a_rule_that_beats_the_naive_one_is_used_and_says_by_how_much() -> None:
    (receipt,) = monthly(growing(48)).ask("sales_forecast_receipt", "2025-01-01", "2025-12-31")
    assert receipt["rule"] == COMBINED
    # 24 origins of three months each; for the last two, three months together have not come
    assert (receipt["months"], receipt["cases"]) == (48, 24 * 3 - 3)
    assert receipt["error"] < receipt["naive_error"] / 4
    assert receipt["better_by"] > 0.75


def test_where_the_same_month_a_year_before_is_right_nothing_replaces_it() -> None:
    (receipt,) = monthly([100.0 + 37 * (n % 12 % 5) for n in range(48)]).ask(
        "sales_forecast_receipt", "2025-01-01", "2025-12-31"
    )
    assert (receipt["rule"], receipt["error"], receipt["covered"]) == (NAIVE, 0, 1)


def test_between_two_years_and_two_and_a_half_only_the_naive_rule_is_tried() -> None:
    facts = monthly(growing(29))
    (receipt,) = facts.ask("sales_forecast_receipt", "2024-01-01", end_of(29))
    assert receipt["rule"] == NAIVE
    ahead = [row["expected"] for row in facts.ask("sales_forecast", "2024-01-01", end_of(29))[29:]]
    assert ahead == [Decimal(f"{value:.2f}") for value in growing(20)[17:]]


def test_less_than_two_years_say_nothing() -> None:
    facts = monthly(growing(23))
    (receipt,) = facts.ask("sales_forecast_receipt", "2023-01-01", end_of(23))
    assert (receipt["rule"], receipt["months"], receipt["cases"], receipt["error"]) == ("cannot_tell", 23, 0, None)
    rows = facts.ask("sales_forecast", "2023-01-01", end_of(23))
    assert len(rows) == 23
    assert {row["expected"] for row in rows} == {None}


def test_sales_are_not_expected_below_zero() -> None:
    dice = np.random.default_rng(2)
    amounts = [float(a) for a in dice.choice([0.01, 400.0], 36)]
    rows = monthly(amounts).ask("sales_forecast", "2024-01-01", end_of(36))
    assert min(row["expected_low"] for row in rows[36:]) == 0


def test_a_trial_sees_nothing_of_the_months_it_forecasts() -> None:
    values = np.array(growing(48))
    before = trials(values)
    values[47] *= 10
    after = trials(values)
    for rule, other in zip(before, after, strict=True):
        changed = ~np.isclose(rule.errors, other.errors, equal_nan=True)
        # the last month is the first ahead of the last origin, the second of the one before, the third before that
        assert [tuple(cell) for cell in np.argwhere(changed)] == [(21, 2), (22, 1), (23, 0)]


def test_errors_cases_and_intervals_by_hand() -> None:
    trial = Trial("naive", np.array([[1.0, -2.0], [-3.0, NAN]]))
    assert (trial.error, trial.cases) == (2.0, 3)
    # Student's .9 quantiles: 1.8856 for two cases, 3.0777 for one
    np.testing.assert_allclose(trial.half_widths, [1.8856 * np.sqrt(5), 3.0777 * np.sqrt(5)], rtol=1e-4)


def test_the_rules_by_hand() -> None:
    two_years = np.arange(24.0)
    assert seasonal_naive(two_years, 3).tolist() == [12, 13, 14]
    # 12 + .. + 23 = 210 after 0 + .. + 11 = 66
    np.testing.assert_allclose(naive_with_growth(two_years, 3), np.array([12, 13, 14]) * 210 / 66)
    by_hand = [naive_with_growth, season_and_trend, season_and_trend_in_proportion]
    values = np.array(growing(40))
    np.testing.assert_allclose(combined(values, 3), sum(rule(values, 3) for rule in by_hand) / 3)
    assert damped_trend(np.full(30, 8.0), 3).tolist() == [8, 8, 8]


def test_a_sale_of_another_century_changes_nothing_and_is_not_tried_month_by_month() -> None:
    slipped = np.concatenate([[5.0], np.zeros(1200), growing(300)])
    assert len(slipped) > LOOKED_BACK
    found = [_outlook(net) for net in (slipped, np.array(growing(300)))]
    assert [list(one.expected) for one in found if one] == [list(found[0].expected)] * 2  # type: ignore[union-attr]
