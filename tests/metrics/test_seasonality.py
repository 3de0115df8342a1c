"""Seasons found where they were planted, and not where there is only noise."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from make.facts import Facts, engine, window
from make.facts import ask as asked
from nigotis.metrics.monthly import days_by_weekday, month_number

YEARS = ("2023-01-01", "2026-03-31")
KEYS = {"branch_id": "branch_seasonality", "product_id": "product_seasonality", "client_id": "client_seasonality"}


def decembers(
    facts: Facts, client: int = 1, *, since: int = 2023, months: int = 39, base: int = 100, **more: Any
) -> None:
    """One sale on the 5th of each month; December brings three times as much, and every year 12 a month more."""
    for number in range(months):
        year, month = since + number // 12, number % 12 + 1
        amount = base + number + (2 * base if month == 12 else 0)
        facts.sale(client, f"{year}-{month:02}-05", amount, **more)


def test_a_planted_december_is_found_with_its_lift_and_the_next_one() -> None:
    facts = Facts()
    decembers(facts)
    (row,) = facts.ask("seasonality", *YEARS)
    assert (row["state"], row["months"], row["peak_month"], row["next_peak"]) == ("seasonal", 39, 12, date(2026, 12, 1))
    assert row["season_strength"] > 0.9
    assert row["chance"] < 0.001
    # 200 above the other months of a year, which lies 200 / 12 above none; the mean month is 100 + 19 + 3 * 200 / 39
    assert row["peak_lift"] == pytest.approx(200 * 11 / 12 / (119 + 600 / 39), rel=0.06)


def test_the_peak_of_the_month_that_runs_is_still_ahead() -> None:
    facts = Facts()
    decembers(facts)
    assert facts.ask("seasonality", "2025-01-01", "2025-12-09")[0]["next_peak"] == date(2025, 12, 1)
    assert facts.ask("seasonality", "2025-01-01", "2025-12-31")[0]["next_peak"] == date(2026, 12, 1)


def test_growth_alone_is_no_season() -> None:
    facts = Facts()
    for number in range(36):
        facts.sale(1, f"{2023 + number // 12}-{number % 12 + 1:02}-05", 100 + 10 * number)
    (row,) = facts.ask("seasonality", "2023-01-01", "2025-12-31")
    assert (row["state"], row["peak_month"], row["next_peak"]) == ("even", None, None)
    assert row["trend_strength"] > 0.99


def test_less_than_two_years_cannot_tell() -> None:
    facts = Facts()
    decembers(facts, months=23)
    (row,) = facts.ask("seasonality", "2023-01-01", "2024-11-30")
    assert (row["state"], row["months"], row["season_strength"]) == ("cannot_tell", 23, None)


def test_a_month_that_is_not_over_is_left_out() -> None:
    facts = Facts()
    decembers(facts)
    assert facts.ask("seasonality", "2023-01-01", "2026-03-30")[0]["months"] == 38


def test_a_first_month_begun_late_is_left_out() -> None:
    facts = Facts()
    decembers(facts)
    facts.sale(1, "2022-12-08", 5)
    assert facts.ask("seasonality", *YEARS)[0]["months"] == 39
    facts.sale(1, "2022-12-07", 5)
    assert facts.ask("seasonality", *YEARS)[0]["months"] == 40
    only = Facts()
    only.sale(1, "2026-03-09", 5)
    assert only.ask("seasonality", *YEARS)[0]["months"] == 0


def test_every_subject_is_judged_by_its_own_months() -> None:
    facts = Facts()
    decembers(facts, 1, branch_id=1, product_id=1)
    dice = np.random.default_rng(3)
    for number in range(39):
        on = f"{2023 + number // 12}-{number % 12 + 1:02}-05"
        facts.sale(2, on, int(dice.integers(90, 110)), branch_id=2, product_id=2)
    decembers(facts, 3, since=2025, months=15, branch_id=3, product_id=3)
    connection = engine(facts.tables())
    for key, name in KEYS.items():
        rows = asked(connection, name, window(*YEARS))
        told = [(row[key], row["state"], row["peak_month"], row["months"]) for row in rows]
        others = [(2, "even", None, 39), (3, "cannot_tell", None, 15)]
        assert told == [(1, "seasonal", 12, 39), *([] if key == "client_id" else others)], name


def test_a_client_who_bought_in_less_than_twelve_months_is_left_alone() -> None:
    facts = Facts()
    decembers(facts, 1)
    for month in range(1, 12):
        facts.sale(2, f"2024-{month:02}-05")
    assert [row["client_id"] for row in facts.ask("client_seasonality", *YEARS)] == [1]


def test_without_a_seasonal_client_the_list_is_empty() -> None:
    facts = Facts()
    decembers(facts, since=2025, months=15)
    assert facts.ask("client_seasonality", *YEARS) == []


@pytest.mark.parametrize("months", [24, 36])
@pytest.mark.parametrize("tails", [0.3, 1.0])
def test_noise_is_seldom_called_a_season(months: int, tails: float) -> None:
    """Log-normal noise: mild, and with single months ten times the usual."""
    facts = Facts()
    dice = np.random.default_rng(11)
    for product in range(1, 201):
        for number in range(months):
            amount = f"{100 * dice.lognormal(0, tails):.2f}"
            facts.sale(None, f"{2023 + number // 12}-{number % 12 + 1:02}-05", amount, product_id=product)
    rows = facts.ask("product_seasonality", "2023-01-01", f"{2022 + months // 12}-12-31")
    assert len(rows) == 200
    assert sum(row["state"] == "seasonal" for row in rows) <= 2
    assert sum(row["chance"] < 0.05 for row in rows) <= 20


def test_a_season_that_chance_could_make_is_none_however_strong_it_looks() -> None:
    dice = np.random.default_rng(4)
    judged = []
    for _ in range(20):
        facts = Facts()
        for number in range(24):
            facts.sale(None, f"{2024 + number // 12}-{number % 12 + 1:02}-05", f"{100 * dice.lognormal(0, 0.3):.2f}")
        judged += facts.ask("seasonality", "2024-01-01", "2025-12-31")
    unsure = [row for row in judged if row["season_strength"] >= 0.5 and row["chance"] >= 0.05]
    assert len(unsure) >= 5
    assert {row["state"] for row in unsure} == {"even"}
    assert {row["next_peak"] for row in unsure} == {None}


def weeks(facts: Facts, saturday: int) -> None:
    for day in np.arange(np.datetime64("2025-01-01"), np.datetime64("2026-01-01")):
        on = day.astype(date)
        facts.sale(1, on.isoformat(), saturday if on.isoweekday() == 6 else 100)


def test_the_best_weekday_stands_beside_a_usual_day() -> None:
    facts = Facts()
    weeks(facts, 170)
    (row,) = facts.ask("seasonality", "2025-01-01", "2025-12-31")
    assert row["peak_weekday"] == 6
    assert row["weekday_lift"] == pytest.approx(170 / 110 - 1, abs=0.001)
    profile = facts.ask("weekday_profile", "2025-01-01", "2025-12-31")
    assert [round(r["index"], 3) for r in profile] == [0.909] * 5 + [1.545, 0.909]
    assert [r["level"] for r in profile] == ["usual"] * 5 + ["peak", "usual"]


def test_equal_weekdays_have_no_best_one() -> None:
    facts = Facts()
    weeks(facts, 100)
    assert facts.ask("seasonality", "2025-01-01", "2025-12-31")[0]["peak_weekday"] is None
    assert {r["level"] for r in facts.ask("weekday_profile", "2025-01-01", "2025-12-31")} == {"usual"}


def test_the_months_of_the_year_stand_beside_a_usual_month() -> None:
    facts = Facts()
    for number in range(36):
        month = number % 12 + 1
        facts.sale(1, f"{2023 + number // 12}-{month:02}-05", 220 if month == 12 else 98 if month == 2 else 108)
    rows = facts.ask("month_profile", "2023-01-01", "2025-12-31")
    # the mean month is (220 + 98 + 10 * 108) / 12 = 116.5
    assert [round(row["index"], 2) for row in rows] == [0.93, 0.84, *[0.93] * 9, 1.89]
    assert [row["level"] for row in rows] == ["usual", "low_season", *["usual"] * 9, "peak"]


def test_weekdays_of_months_are_counted_by_the_calendar() -> None:
    # March 2026 begins on a Sunday and has 31 days, April has 30
    counts = days_by_weekday(month_number(date(2026, 3, 1)), 2)
    assert counts.tolist() == [[5, 5, 4, 4, 4, 4, 5], [4, 4, 5, 5, 4, 4, 4]]
