"""How evenly sellers sell, and what activity and sales have to do with one another."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from scipy.stats import spearmanr

from make.facts import Facts, window

FIRST = date(2026, 1, 5)  # a Monday


def weekly(*amounts: float, seller: int = 1, facts: Facts | None = None, **employed: Any) -> Facts:
    """A sale on the Wednesday of each week."""
    facts = facts or Facts()
    facts.seller(seller, **employed)
    for week, amount in enumerate(amounts):
        if amount:
            day = FIRST + timedelta(days=7 * week + 2)
            facts.sale(1, f"{day}T10:00", str(amount), seller_id=seller)
    return facts


def even(facts: Facts, weeks: int, **params: Any) -> dict[int, dict[str, Any]]:
    until = FIRST + timedelta(days=7 * weeks - 1)
    rows = facts.ask("seller_consistency", window(FIRST.isoformat(), until.isoformat()), **params)
    return {row["seller_id"]: row for row in rows}


def test_weeks_without_sales_count_and_the_deviation_is_relative() -> None:
    amounts = (10, 0, 30, 20, 0, 10, 40, 10, 20, 60)
    found = even(weekly(*amounts, employed_from=FIRST.isoformat()), 10)[1]
    assert (found["weeks"], found["mean_per_week"]) == (10, 20)
    assert found["variation"] == pytest.approx(np.std(amounts, ddof=1) / 20)
    daily = [amount if day == 2 else 0 for amount in amounts for day in range(7)]
    assert float(found["daily_deviation"]) == pytest.approx(np.std(daily, ddof=1), abs=0.005)
    assert found["rank"] == 1


def test_under_eight_weeks_nothing_is_said_and_a_growing_seller_is_not_uneven() -> None:
    short = even(weekly(*range(10, 80, 10), employed_from=FIRST.isoformat()), 7)[1]
    assert (short["weeks"], short["variation"], short["rank"]) == (7, None, None)
    found = even(weekly(*range(10, 100, 10), employed_from=FIRST.isoformat()), 9)[1]
    assert found["variation"] > 0.5 and found["variation_without_trend"] == pytest.approx(0, abs=1e-12)
    assert found["rank"] is None, "ranked from ten weeks on"


def test_only_whole_weeks_in_the_team_count() -> None:
    facts = weekly(*[10] * 12, employed_from=(FIRST + timedelta(days=8)).isoformat())
    facts = weekly(*[10] * 12, seller=2, facts=facts, employed_to=(FIRST + timedelta(days=69)).isoformat())
    found = even(facts, 12)
    assert found[1]["weeks"] == 10, "joined on the Tuesday of the second week"
    assert found[2]["weeks"] == 10, "left on the Sunday of the tenth"


def test_a_seller_without_a_first_day_begins_with_the_first_sale() -> None:
    assert even(weekly(0, 0, *[10] * 9), 11)[1]["weeks"] == 9


def test_won_deals_count_as_sold_where_they_are_what_counts() -> None:
    facts = Facts()
    for seller in (1, 2):
        facts.seller(seller, employed_from=FIRST.isoformat())
    for week in range(8):
        day = FIRST + timedelta(days=7 * week)
        steps = (f"{day} lead", f"{day} won 100")
        facts.deal(week + 1, 1, "fair", *steps, partner_id=2, partner_percent=30)
    found = even(facts, 8, of="deals")
    assert (found[1]["mean_per_week"], found[2]["mean_per_week"]) == (70, 30)
    assert found[1]["variation"] == 0 and even(facts, 8)[1]["variation"] is None


def _two_sellers(noise: np.random.Generator, weeks: int) -> Facts:
    """One does much and sells little, the other the other way round; within each, more activity comes before more."""
    facts = Facts()
    for seller, base, level in ((1, 10, 100), (2, 0, 900)):
        facts.seller(seller, employed_from=FIRST.isoformat())
        acts = noise.integers(0, 6, weeks)
        for week in range(weeks):
            monday = FIRST + timedelta(days=7 * week)
            for n in range(base + int(acts[week])):
                facts.activity(seller * 10_000 + week * 100 + n, seller, done_on=monday.isoformat())
            before = int(acts[week - 1]) if week else 0
            facts.sale(1, f"{monday}T10:00", str(level + 10 * before), seller_id=seller)
    return facts


def test_activity_and_sales_are_compared_within_a_seller_and_some_weeks_later() -> None:
    facts = _two_sellers(np.random.default_rng(1), 20)
    until = FIRST + timedelta(days=7 * 20 - 1)
    period = window(FIRST.isoformat(), until.isoformat())
    [later] = facts.ask("activity_outcome", period, lag_weeks=1)
    assert (later["sellers"], later["weeks"], later["lag_weeks"]) == (2, 38, 1)
    points = facts.ask("seller_weeks", period, lag_weeks=1)
    raw = spearmanr([row["activities"] for row in points], [float(row["net"]) for row in points]).statistic
    assert raw < 0, "between sellers it looks the other way round"
    assert later["correlation"] > 0.95 and later["correlation_low"] > 0.8
    [now] = facts.ask("activity_outcome", period, lag_weeks=0)
    assert abs(now["correlation"]) < 0.5 and now["correlation_low"] < 0 < now["correlation_high"]


def test_too_few_weeks_tell_nothing() -> None:
    facts = _two_sellers(np.random.default_rng(1), 6)
    until = FIRST + timedelta(days=7 * 6 - 1)
    [row] = facts.ask("activity_outcome", window(FIRST.isoformat(), until.isoformat()))
    assert (row["weeks"], row["correlation"], row["correlation_low"]) == (10, None, None)
