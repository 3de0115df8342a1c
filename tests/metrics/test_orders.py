"""Order days: what the predictions start from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from make.facts import Facts, engine, random_facts, window
from nigotis.metrics.orders import order_days

YEAR = window("2026-01-01", "2026-12-31")


def days(facts: Facts, w: Any = YEAR) -> list[tuple[int, str, Decimal]]:
    rows = engine(facts.tables()).to_pyarrow(order_days(w)).to_pylist()
    return sorted((row["client_id"], str(row["day"]), row["spend"]) for row in rows)


def test_two_sales_on_a_day_are_one_order_day_and_anonymous_sales_none() -> None:
    facts = Facts()
    facts.sale(1, "2025-03-02 09:00", 5)
    facts.sale(1, "2026-03-02 10:00", 30)
    facts.sale(1, "2026-03-02 18:00", 20)
    facts.sale(None, "2026-03-02", 500)
    facts.sale(2, "2026-12-31 23:59", 7)
    facts.sale(2, "2027-01-01", 8)
    assert days(facts) == [(1, "2025-03-02", 5), (1, "2026-03-02", 50), (2, "2026-12-31", 7)]


def test_a_return_is_taken_off_the_last_order_day_before_it_and_is_no_order_itself() -> None:
    facts = Facts()
    facts.back(1, "2026-01-01", 3)
    facts.sale(1, "2026-01-05", 30)
    facts.back(1, "2026-01-05", 4)
    facts.sale(1, "2026-02-05", 20)
    facts.back(1, "2026-03-09", 15)
    facts.back(2, "2026-03-09", 15)
    assert days(facts) == [(1, "2026-01-05", 26), (1, "2026-02-05", 5)]


def test_all_days_together_hold_what_remained_of_the_sales() -> None:
    facts = random_facts(3)
    lines = [line for line in facts.rows["sale_lines"] if line["client_id"] is not None]
    first: dict[int, date] = {}
    for line in lines:
        if not line["is_return"]:
            first[line["client_id"]] = min(first.get(line["client_id"], date.max), line["day"])
    wanted = sum(line["amount"] for line in lines if first.get(line["client_id"], date.max) <= line["day"])
    assert sum(spend for _, _, spend in days(facts, window("2025-01-01", "2026-12-31"))) == wanted
