"""Money, days and totals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from make.facts import Facts, ask, engine, random_facts, window

JANUARY = window("2026-01-01", "2026-01-31")


def shop() -> Facts:
    facts = Facts()
    first = facts.sale(1, "2026-01-01 00:00", "10.10", quantity=2)
    facts.sale(1, "2026-01-01 00:00", "4.90", sale_id=first, product_id=9, is_product=False)
    facts.sale(2, "2026-01-31 23:59", "20")
    facts.sale(None, "2026-01-15", "0.01", product_id=2)
    facts.back(2, "2026-01-20", "5")
    facts.back(3, "2026-01-20", "1", product_id=3)
    facts.sale(4, "2025-12-31 23:59", "1000")
    facts.sale(4, "2026-02-01 00:00", "1000")
    return facts


def test_net_is_gross_less_returns_and_edges_of_the_period_count() -> None:
    assert shop().ask("revenue", JANUARY) == [
        {
            "gross": Decimal("35.01"),
            "returns": Decimal(6),
            "net": Decimal("29.01"),
            "sales": 3,
            "average_check": Decimal("11.67"),
            "units": Decimal(2),  # 2 + 1 + 1 sold, 2 returned; postage is no unit
            "clients": 2,
        }
    ]


def test_totals_leave_nothing_out() -> None:
    assert shop().ask("totals", JANUARY) == [
        {
            "lines": 6,
            "sales": 3,
            "return_documents": 2,
            "clients": 3,  # client 3 only returned
            "lines_without_client": 1,
            "products": 4,
            "units": Decimal(3),
            "gross": Decimal("35.01"),
            "returns": Decimal(6),
            "net": Decimal("29.01"),
        }
    ]


def test_an_average_is_exact_and_rounded_half_away_from_zero() -> None:
    facts = Facts()
    for amount in ("0.0001", "0.0002"):
        facts.sale(1, "2026-01-05", amount)
    assert facts.ask("revenue", JANUARY)[0]["average_check"] == Decimal("0.0002")  # 0.00015
    facts.sale(1, "2026-01-05", "99999999999.9999")
    assert facts.ask("revenue", JANUARY)[0]["average_check"] == Decimal("33333333333.3334")  # ...333.3334


def test_days_without_sales_are_shown_as_zero() -> None:
    rows = shop().ask("revenue_by_day", "2025-12-30", "2026-01-02")
    assert [(str(row["day"]), row["net"], row["sales"]) for row in rows] == [
        ("2025-12-30", 0, 0),
        ("2025-12-31", 1000, 1),
        ("2026-01-01", 15, 1),
        ("2026-01-02", 0, 0),
    ]


def test_branches_share_the_whole_and_sales_without_a_branch_have_their_row() -> None:
    facts = Facts()
    facts.sale(1, "2026-01-05", 30, branch_id=7)
    facts.sale(2, "2026-01-05", 30, branch_id=7)
    facts.sale(2, "2026-01-05", 20, branch_id=8)
    facts.sale(None, "2026-01-05", 20, branch_id=None)
    rows = facts.ask("branch_shares", JANUARY)
    assert [(row["branch_id"], row["share"], row["sales"], row["clients"]) for row in rows] == [
        (7, 0.6, 2, 2),
        (8, 0.2, 1, 1),
        (None, 0.2, 1, 0),
    ]
    assert rows[0]["average_check"] == 30


def test_clients_of_a_branch_over_a_long_period_are_those_who_bought_there_in_it() -> None:
    facts = Facts()
    facts.sale(1, "2025-06-30", branch_id=7)  # before the period
    facts.sale(2, "2025-07-01", branch_id=7)
    facts.sale(3, "2025-12-31", branch_id=7)
    facts.sale(3, "2026-01-05", branch_id=7)
    facts.sale(4, "2026-01-05", branch_id=8)
    facts.back(5, "2026-01-06", branch_id=9)
    rows = facts.ask("branch_shares", "2025-07-01", "2026-01-10")
    assert {row["branch_id"]: row["clients"] for row in rows} == {7: 2, 8: 1, 9: 0}


@pytest.fixture(scope="module")
def random_business() -> Any:
    return engine(random_facts(5).tables())


@settings(max_examples=20, deadline=None)
@given(st.dates(date(2025, 1, 1), date(2026, 12, 30)), st.integers(0, 700))
def test_two_windows_side_by_side_add_up_to_the_whole(random_business: Any, cut: date, length: int) -> None:
    whole = window("2025-01-01", "2026-12-31")
    parts = [whole.over(whole.since, cut), whole.over(date.fromordinal(cut.toordinal() + 1), whole.until)]
    for name in ("gross", "returns", "net", "sales", "units"):
        assert (
            sum(ask(random_business, "revenue", part)[0][name] for part in parts)
            == (ask(random_business, "revenue", whole)[0][name])
        )


@pytest.mark.parametrize("filters", [{"seller": 1}, {"seller": 2}, {"source": "till"}, {"segment": "loyal"}])
def test_branches_of_a_filtered_window_add_up_to_it(random_business: Any, filters: dict[str, Any]) -> None:
    w = window("2025-05-01", "2026-08-31").narrow(**filters)
    (revenue,) = ask(random_business, "revenue", w)
    branches = ask(random_business, "branch_shares", w)
    assert sum(row["net"] for row in branches) == revenue["net"]
    assert sum(row["sales"] for row in branches) == revenue["sales"]
    assert sum(row["share"] for row in branches) == pytest.approx(1)


def test_days_and_hours_and_months_add_up_to_revenue(random_business: Any) -> None:
    w = window("2025-05-04", "2026-08-13")
    (revenue,) = ask(random_business, "revenue", w)
    for name in ("revenue_by_day", "weekday_hour", "months"):
        rows = ask(random_business, name, w)
        assert sum(row["net"] for row in rows) == revenue["net"], name
        assert sum(row["sales"] for row in rows) == revenue["sales"], name


def test_the_average_of_quadrillions_is_exact() -> None:
    """Rials and dongs of years: more ten-thousandths than fit into eight bytes."""
    facts = Facts()
    for _ in range(2_001):
        facts.sale(1, "2026-01-05", "999999999999.99")
    facts.sale(1, "2026-01-05", "0.01")
    row = facts.ask("revenue", JANUARY)[0]
    assert row["gross"] == Decimal("2000999999999980.00")
    assert row["average_check"] == Decimal("999500499500.4895")
