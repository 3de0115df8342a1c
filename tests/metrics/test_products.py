"""ABC, popularity, movers and what lies."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from make.facts import Facts, random_facts, window

MARCH = window("2026-03-01", "2026-03-31")


def sold(*amounts: int | str, **more: Any) -> Facts:
    facts = Facts()
    for product, amount in enumerate(amounts, start=1):
        facts.sale(1, "2026-03-05", amount, product_id=product, **more)
    return facts


def classes(facts: Facts, **params: Any) -> dict[int, str]:
    return {row["product_id"]: row["abc"] for row in facts.ask("abc", MARCH, **params)}


def test_the_product_that_crosses_the_line_belongs_to_the_better_class() -> None:
    assert classes(sold(79, 16, 3, 2)) == {1: "A", 2: "A", 3: "C", 4: "C"}


def test_sales_of_a_long_period_are_counted_once_however_many_lines_and_months() -> None:
    facts = Facts()
    facts.sale(1, "2025-09-30")  # before the period
    first = facts.sale(1, "2025-10-01")
    facts.sale(1, "2025-10-01", sale_id=first)
    for on in ("2025-11-30", "2025-12-01", "2026-01-20"):
        facts.sale(1, on)
    facts.back(1, "2026-01-21")
    facts.sale(2, "2026-01-22")  # after it
    (row,) = facts.ask("product_popularity", "2025-10-01", "2026-01-21")
    assert (row["sales"], row["clients"], row["units"]) == (4, 1, 4)


def test_a_share_of_exactly_80_percent_before_a_product_makes_it_b() -> None:
    assert classes(sold(80, 15, 5)) == {1: "A", 2: "B", 3: "C"}
    assert classes(sold("79.999999", "15.000001", 5)) == {1: "A", 2: "A", 3: "C"}


def test_one_product_alone_is_a_and_equal_ones_stand_by_number() -> None:
    assert classes(sold(5)) == {1: "A"}
    assert classes(sold(10, 10, 10, 10, 10)) == {1: "A", 2: "A", 3: "A", 4: "A", 5: "B"}


def test_the_limits_are_parameters() -> None:
    assert classes(sold(50, 30, 20), a_share="0.5", b_share="0.3") == {1: "A", 2: "B", 3: "C"}


def test_a_product_with_more_returns_than_sales_is_c_and_postage_is_none() -> None:
    facts = sold(90, 10)
    facts.back(1, "2026-03-06", 4, product_id=3)
    facts.sale(1, "2026-03-06", 500, product_id=4, is_product=False)
    assert classes(facts) == {1: "A", 2: "B", 3: "C"}
    row = facts.ask("abc", MARCH)[2]
    assert (row["value"], row["share"]) == (-4, pytest.approx(-4 / 96))


def test_nothing_earned_in_all_makes_everything_c() -> None:
    facts = sold(10)
    facts.back(1, "2026-03-06", 10, product_id=2)
    assert classes(facts) == {1: "C", 2: "C"}


@pytest.mark.parametrize("name", ["abc", "product_popularity", "branch_shares", "seller_growth", "sales_by_city"])
def test_where_more_came_back_than_was_sold_nobody_has_a_share_of_it(name: str) -> None:
    facts = sold(10, branch_id=2, seller_id=2)
    facts.sale(2, "2026-03-05", 10, product_id=2)
    facts.back(1, "2026-03-06", 60)
    facts.seller(1)
    facts.seller(2)
    assert {row["share"] for row in facts.ask(name, MARCH)} == {None}


def test_margin_counts_only_lines_whose_cost_is_known() -> None:
    facts = sold(100, cost=90)
    facts.sale(1, "2026-03-05", 50, product_id=2, cost=10)
    facts.sale(1, "2026-03-05", 900, product_id=1, cost=None)
    facts.sale(1, "2026-03-05", 900, product_id=3, cost=None)
    rows = facts.ask("abc", MARCH, by="margin")
    assert [(row["product_id"], row["value"], row["abc"]) for row in rows] == [(2, 40, "A"), (1, 10, "B")]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["0", "0.333", "0.8", "1"]))
def test_classes_partition_the_products_and_obey_the_rule(seed: int, a_share: str) -> None:
    facts = random_facts(seed, sales=80)
    year = window("2026-01-01", "2026-12-31")
    rows = facts.ask("abc", year, a_share=a_share)
    total, before = sum(row["value"] for row in rows), Decimal(0)
    for row in rows:
        a, b = Decimal(a_share) * total, (Decimal(a_share) + Decimal("0.15")) * total
        assert row["abc"] == ("A" if before < a else "B" if before < b else "C")
        before += row["value"]
    summary = facts.ask("abc_classes", year, a_share=a_share)
    assert [row["abc"] for row in summary] == ["A", "B", "C"]
    assert [row["products"] for row in summary] == [sum(r["abc"] == c for r in rows) for c in "ABC"]
    assert sum(row["value"] for row in summary) == total


def test_a_sale_that_goes_on_into_another_month_is_one_in_popularity() -> None:
    facts = Facts()
    tab = facts.sale(1, "2026-01-31T23:50", 3)
    facts.sale(1, "2026-02-01T00:10", 3, sale_id=tab)
    (row,) = facts.ask("product_popularity", window("2025-11-01", "2026-03-31"))
    assert (row["sales"], row["net"]) == (1, 6)


def test_popularity_counts_sales_and_can_rank_by_money_or_units() -> None:
    facts = Facts()
    for client in (1, 2):
        facts.sale(client, "2026-03-01", 5, product_id=1, quantity=1)
    facts.sale(1, "2026-03-01", 30, product_id=2, quantity=2)
    facts.sale(1, "2026-03-01", 10, product_id=3, quantity=9)
    facts.sale(1, "2026-03-01", 99, product_id=4, is_product=False)
    first = {by: facts.ask("product_popularity", MARCH, by=by, limit=1)[0] for by in ("sales", "net", "units")}
    assert {by: row["product_id"] for by, row in first.items()} == {"sales": 1, "net": 2, "units": 3}
    assert (first["sales"]["sales"], first["sales"]["clients"], first["net"]["share"]) == (2, 2, 0.6)


def test_the_top_mover_rose_most_in_units_a_day_against_last_month() -> None:
    facts = Facts()
    facts.sale(1, "2026-02-10", product_id=1, quantity=28)  # 1 a day in February
    facts.sale(1, "2026-03-10", product_id=1, quantity=30)  # 3 a day in ten days of March
    facts.sale(1, "2026-02-10", product_id=2, quantity=28)
    facts.sale(1, "2026-03-10", product_id=2, quantity=10)  # as before
    facts.sale(1, "2026-03-10", product_id=3, quantity=5)  # from nothing
    facts.sale(1, "2026-01-31", product_id=3, quantity=100)
    rows = facts.ask("top_mover", "2026-03-06", "2026-03-10")
    assert [(r["product_id"], r["units_per_day"], r["units_per_day_before"], r["change"]) for r in rows] == [
        (1, 3.0, 1.0, 2.0),
        (3, 0.5, 0.0, None),
    ]


def ago(days: int) -> str:
    return (MARCH.until - timedelta(days=days)).isoformat()


def slow(facts: Facts, **params: Any) -> dict[int, int]:
    return {row["product_id"]: row["slow_for_days"] for row in facts.ask("slow_movers", MARCH, **params)}


def test_a_product_is_slow_for_the_longest_span_it_hardly_sold_in() -> None:
    facts = Facts()
    for product, days in ((1, 29), (2, 30), (3, 60), (4, 90)):
        facts.product(product)
        facts.sale(1, ago(days), product_id=product, quantity=4)
    assert slow(facts) == {4: 90, 3: 60, 2: 30}


def test_stock_of_a_wholesaler_is_valued_though_the_product_of_two_decimals_is_wide() -> None:
    facts = Facts()
    facts.product(1, stock=Decimal(89), cost=Decimal(41500), created_on=date(2020, 1, 1))
    [row] = facts.ask("slow_movers", MARCH)
    assert row["stock_value"] == Decimal(3_693_500)


def test_three_units_are_still_slow_and_four_are_not() -> None:
    facts = Facts()
    for product, units in ((1, 3), (2, 4)):
        facts.product(product)
        facts.sale(1, ago(10), product_id=product, quantity=units)
        facts.sale(1, ago(200), product_id=product)
    assert slow(facts) == {1: 90}
    assert slow(facts, at_most="4") == {1: 90, 2: 90}


def test_the_limit_of_slow_is_taken_to_the_last_of_six_places() -> None:
    facts = Facts()
    facts.product(1)
    facts.sale(1, ago(100), product_id=1)
    facts.sale(1, ago(1), product_id=1, quantity="0.00002")
    assert slow(facts, at_most="0.00002") == {1: 90}
    assert slow(facts, at_most="0.00001") == {}


def test_a_young_product_is_not_judged_on_a_span_longer_than_its_life() -> None:
    facts = Facts()
    facts.product(1, created_on=date.fromisoformat(ago(28)))
    facts.product(2, created_on=date.fromisoformat(ago(29)))  # has lived all of the 30 days
    facts.product(3, created_on=date.fromisoformat(ago(89)))
    facts.product(4)
    facts.sale(1, ago(40), product_id=4)  # age unknown but for its first sale
    facts.product(5)
    assert slow(facts) == {2: 30, 3: 90, 4: 30, 5: 90}


def test_stock_that_has_run_out_is_not_slow_and_untracked_stock_may_be() -> None:
    facts = Facts()
    facts.product(1, stock=Decimal(0), cost=Decimal(2))
    facts.product(2, stock=Decimal("1.5"), cost=Decimal(2))
    facts.product(3)
    facts.product(4, is_active=False)
    facts.product(5, is_product=False)
    rows = facts.ask("slow_movers", MARCH)
    assert [(row["product_id"], row["stock"], row["stock_value"]) for row in rows] == [
        (2, Decimal("1.5"), Decimal(3)),
        (3, None, None),
    ]
