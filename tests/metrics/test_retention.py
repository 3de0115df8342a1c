"""Cohorts by hand: a triangle without holes, and by where the first purchase was."""

from __future__ import annotations

from decimal import Decimal

from make.facts import Facts


def shop() -> Facts:
    """Two first buy in January (till, branch 1; bot, branch 2), one in February (till, branch 1)."""
    facts = Facts()
    facts.sale(1, "2026-01-05", 10, source="till", branch_id=1)
    facts.sale(1, "2026-01-20", 10, source="bot", branch_id=2)
    facts.sale(2, "2026-01-09", 20, source="bot", branch_id=2)
    facts.sale(3, "2026-02-01", 5, source="till", branch_id=1)
    facts.sale(2, "2026-03-02", 30, source="till", branch_id=1)
    facts.back(1, "2026-02-03", 4)
    facts.sale(4, "2025-11-30", 9)
    return facts


def test_the_triangle_has_a_cell_for_every_month_up_to_the_end() -> None:
    rows = shop().ask("cohort_retention", "2026-03-01", "2026-03-10", months=3)
    assert [
        (str(r["first_month"])[:7], r["months_later"], str(r["month"])[:7], r["clients"], r["bought"], r["share"])
        for r in rows
    ] == [
        ("2026-01", 0, "2026-01", 2, 2, 1.0),
        ("2026-01", 1, "2026-02", 2, 0, 0.0),
        ("2026-01", 2, "2026-03", 2, 1, 0.5),
        ("2026-02", 0, "2026-02", 1, 1, 1.0),
        ("2026-02", 1, "2026-03", 1, 0, 0.0),
    ]
    assert [r["net"] for r in rows] == [40, -4, 30, 5, 0]
    assert [r["net_per_client"] for r in rows] == [20, 18, 33, 5, 5]


def test_older_groups_come_with_more_months() -> None:
    months = [str(r["first_month"])[:7] for r in shop().ask("cohort_retention", "2026-03-01", "2026-03-31", months=5)]
    assert months == ["2025-11"] * 5 + ["2026-01"] * 3 + ["2026-02"] * 2


def test_only_those_who_first_bought_there() -> None:
    for given in ({"first_source": "bot"}, {"first_branch": 2}):
        rows = shop().ask("cohort_retention", "2026-03-01", "2026-03-31", months=3, **given)
        assert [(r["months_later"], r["clients"], r["bought"]) for r in rows] == [(0, 1, 1), (1, 1, 0), (2, 1, 1)]


def test_of_several_purchases_on_the_first_day_the_lower_number_is_first() -> None:
    facts = Facts()
    facts.sale(1, "2026-01-05T18:00", 10, source="till", sale_id=9)
    facts.sale(1, "2026-01-05T09:00", 10, source="bot", sale_id=4)
    (row,) = facts.ask("retention_by_source", "2026-01-01", "2026-01-31")
    assert (row["source"], row["clients"]) == ("bot", 1)


def test_who_first_buys_in_the_month_that_runs_stands_where_it_was() -> None:
    facts = shop()
    facts.sale(5, "2026-03-04", 1, source="web", branch_id=3)
    facts.sale(5, "2026-03-09", 1, source="till", branch_id=1)
    found = facts.ask("retention_by_source", "2026-03-01", "2026-03-10", months=3)
    assert [(r["months_later"], r["clients"]) for r in found if r["source"] == "web"] == [(0, 1)]
    found = facts.ask("retention_by_branch", "2026-03-01", "2026-03-10", months=3)
    assert [(r["months_later"], r["clients"]) for r in found if r["branch_id"] == 3] == [(0, 1)]


def test_groups_of_one_source_are_added_up_as_far_as_whole_months_go() -> None:
    rows = shop().ask("retention_by_source", "2026-03-01", "2026-03-10", months=3)
    assert [(r["source"], r["months_later"], r["clients"], r["bought"], r["share"]) for r in rows] == [
        ("bot", 0, 1, 1, 1.0),
        ("bot", 1, 1, 0, 0.0),
        ("till", 0, 2, 2, 1.0),
        ("till", 1, 1, 0, 0.0),  # for the group of February, March is not over
    ]
    rows = shop().ask("retention_by_branch", "2026-03-01", "2026-03-31", months=3)
    assert [(r["branch_id"], r["months_later"], r["clients"], r["bought"]) for r in rows] == [
        (1, 0, 2, 2),
        (1, 1, 2, 0),
        (1, 2, 1, 0),
        (2, 0, 1, 1),
        (2, 1, 1, 0),
        (2, 2, 1, 1),
    ]
    assert rows[0]["share"] == Decimal(1)
