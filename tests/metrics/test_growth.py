"""Products and branches against the period before, and when branches are busy."""

from __future__ import annotations

import pytest

from make.facts import Facts


@pytest.mark.parametrize(("name", "key"), [("product_growth", "product_id"), ("branch_growth", "branch_id")])
def test_the_greatest_growth_comes_first_and_the_greatest_fall_last(name: str, key: str) -> None:
    facts = Facts()
    for thing, february, march in ((1, 100, 160), (2, 100, 102), (3, 100, 30), (4, 80, 0), (5, 0, 20)):
        for day, amount in (("2026-02-10", february), ("2026-03-10", march)):
            if amount:
                facts.sale(1, day, amount, **{key: thing})
    facts.sale(1, "2025-01-01", 70, **{key: 6})
    facts.sale(1, "2026-03-01", 40, **{key: 6})
    facts.sale(1, "2026-03-01", 999, **{key: None})
    rows = facts.ask(name, "2026-03-01", "2026-03-31")
    assert [(r[key], r["trend"], r["difference"]) for r in rows] == [
        (1, "growing", 60),
        (6, "returned", 40),
        (5, "new", 20),
        (2, "steady", 2),
        (3, "declining", -70),
        (4, "lost", -80),
    ]
    assert rows[0]["change"] == pytest.approx(0.6)
    fallen = facts.ask(name, "2026-03-01", "2026-03-31", order="fallen")
    assert [row[key] for row in fallen] == [4, 3, 2, 5, 6, 1]


def test_hours_and_weekdays_are_shares_of_each_branch() -> None:
    facts = Facts()
    for at, branch in (
        ("2026-03-02T09:10", 1),
        ("2026-03-02T09:50", 1),
        ("2026-03-08T18:00", 1),
        ("2026-03-07T18:30", 2),
        ("2026-03-07T18:30", None),
    ):
        facts.sale(1, at, 10, branch_id=branch)
    facts.back(1, "2026-03-03T09:00", 3)
    hours = facts.ask("branch_hours", "2026-03-01", "2026-03-31")
    assert [(r["branch_id"], r["hour"], r["sales"], r["net"]) for r in hours] == [
        (1, 9, 2, 17),
        (1, 18, 1, 10),
        (2, 18, 1, 10),
    ]
    assert [r["share"] for r in hours] == [pytest.approx(2 / 3), pytest.approx(1 / 3), 1]
    days = facts.ask("branch_weekdays", "2026-03-01", "2026-03-31")
    assert [(r["branch_id"], r["weekday"], r["sales"]) for r in days] == [(1, 1, 2), (1, 2, 0), (1, 7, 1), (2, 6, 1)]
