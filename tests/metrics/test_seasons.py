"""Months, weekdays, hours, cohorts and the run rate."""

from __future__ import annotations

from decimal import Decimal

import pytest

from make.facts import Facts, window


def test_weekdays_begin_with_monday_and_hours_are_local() -> None:
    facts = Facts()
    facts.sale(1, "2026-03-02 00:30", 5)  # a Monday
    facts.sale(1, "2026-03-08 23:30", 7)  # a Sunday
    facts.sale(2, "2026-03-09 00:59", 1)
    facts.back(2, "2026-03-09 00:59", 2)
    rows = facts.ask("weekday_hour", "2026-03-01", "2026-03-31")
    assert [(r["weekday"], r["hour"], r["sales"], r["net"]) for r in rows] == [(1, 0, 2, 4), (7, 23, 1, 7)]


def test_who_bought_on_a_day_and_in_an_hour_of_it() -> None:
    facts = Facts()
    for day in ("2026-03-02", "2026-03-09"):  # Mondays
        facts.sale(1, f"{day} 10:15", 5)
    facts.sale(1, "2026-03-02 11:15", 100)
    facts.sale(2, "2026-03-02 10:59", 20)
    facts.back(2, "2026-03-09 10:30", 3)
    facts.sale(3, "2026-03-03 10:00", 7)  # a Tuesday
    facts.back(4, "2026-03-02 10:30", 1)
    facts.sale(None, "2026-03-02 10:30", 1)

    def bought(**params: int) -> list[tuple[object, ...]]:
        rows = facts.ask("buyers", "2026-03-01", "2026-03-31", **params)
        return [(r["client_id"], r["sales"], r["net"], str(r["last_one_on"])) for r in rows]

    assert bought(weekday=1, hour=10) == [(2, 1, 17, "2026-03-02"), (1, 2, 10, "2026-03-09")]
    assert [row[:2] for row in bought(hour=10)] == [(2, 1), (1, 2), (3, 1)]
    assert bought(weekday=2) == [(3, 1, 7, "2026-03-03")]
    assert [row[:3] for row in bought()] == [(1, 3, 110), (2, 1, 17), (3, 1, 7)]


def months_of(facts: Facts, since: str, until: str) -> list[tuple[object, ...]]:
    return [
        (str(r["month"])[:7], r["sales"], r["net"], r["net_month_before"], r["net_year_before"])
        for r in facts.ask("months", since, until)
    ]


def test_months_stand_beside_the_month_and_the_year_before() -> None:
    facts = Facts()
    facts.sale(1, "2025-02-28", 50)
    facts.sale(1, "2026-01-31", 80)
    facts.sale(1, "2026-02-01", 100)
    facts.sale(1, "2026-04-30", 10)
    assert months_of(facts, "2026-02-01", "2026-04-30") == [
        ("2026-02", 1, 100, 80, 50),
        ("2026-03", 0, 0, 100, None),
        ("2026-04", 1, 10, None, None),
    ]
    february = facts.ask("months", "2026-02-01", "2026-02-28")[0]
    assert (february["change_on_month"], february["change_on_year"]) == (0.25, 1.0)


def test_a_month_in_part_is_compared_with_the_same_days() -> None:
    facts = Facts()
    for day in ("2025-03-10", "2025-03-20", "2026-02-10", "2026-02-20", "2026-03-10"):
        facts.sale(1, day, 10)
    assert months_of(facts, "2026-03-01", "2026-03-15") == [("2026-03", 1, 10, 10, 10)]


def test_the_run_rate_goes_by_the_weekdays_on_which_the_shop_trades() -> None:
    facts = Facts()
    for day in range(2, 7):  # Monday to Friday, 2 to 6 March 2026
        facts.sale(None, f"2026-03-{day:02}", 100)
    facts.sale(None, "2026-02-16", 1000)
    (row,) = facts.ask("run_rate", "2026-03-01", "2026-03-08")
    # March 2026 has 22 days from Monday to Friday, 5 are over; the 8th is a Sunday
    assert (row["working_days_elapsed"], row["working_days"]) == (5, 22)
    assert (row["net"], row["run_rate"], row["net_last_month"]) == (500, 2200, 1000)
    assert row["change"] == pytest.approx(1.2)


def test_weekdays_of_the_shop_are_those_of_its_branch_not_of_a_product() -> None:
    facts = Facts()
    for day in range(2, 8):
        facts.sale(None, f"2026-03-{day:02}", 10, product_id=day)
    march = window("2026-03-01", "2026-03-07").narrow(product=2)
    assert facts.ask("run_rate", march)[0]["working_days"] == 26


def test_a_weekday_last_traded_more_than_eight_weeks_ago_is_no_working_day() -> None:
    facts = Facts()
    facts.sale(None, "2026-01-04", 10)  # Sunday, the first of the 56 days that end on 28 February
    facts.sale(None, "2026-01-03", 10)  # Saturday, one day too early
    facts.sale(None, "2026-02-02", 10)  # Monday
    (row,) = facts.ask("run_rate", "2026-02-01", "2026-02-28")
    assert row["working_days"] == 8


def test_a_day_with_returns_only_is_no_working_day() -> None:
    facts = Facts()
    facts.sale(None, "2026-02-02", 10)
    facts.back(None, "2026-02-03", 10)
    assert facts.ask("run_rate", "2026-02-01", "2026-02-28")[0]["working_days"] == 4


def test_a_month_without_a_working_day_so_far_has_no_run_rate() -> None:
    facts = Facts()
    facts.sale(None, "2026-01-30", 10)
    (row,) = facts.ask("run_rate", "2026-02-01", "2026-02-01")  # a Sunday; the shop trades on Fridays
    assert (row["net"], row["working_days_elapsed"], row["run_rate"], row["net_last_month"]) == (0, 0, None, 10)


def test_cohorts_follow_clients_from_their_first_month() -> None:
    facts = Facts()
    for client, day in ((1, "2026-01-05"), (1, "2026-01-25"), (2, "2026-01-09"), (2, "2026-03-01"), (3, "2026-02-01")):
        facts.sale(client, day, 10)
    facts.back(1, "2026-02-01", 4)
    facts.sale(4, "2025-12-31", 10)
    facts.sale(4, "2026-01-31", 10)
    rows = facts.ask("cohorts", "2026-01-01", "2026-03-31")
    assert [(str(r["first_month"])[:7], str(r["month"])[:7], r["clients"], r["net"]) for r in rows] == [
        ("2026-01", "2026-01", 2, Decimal(30)),
        ("2026-01", "2026-02", 0, Decimal(-4)),
        ("2026-01", "2026-03", 1, Decimal(10)),
        ("2026-02", "2026-02", 1, Decimal(10)),
    ]
