"""Figures made for boards: clients as points, and what each seller brings."""

from __future__ import annotations

from decimal import Decimal

from make.facts import Facts, window

YEAR = window("2026-01-01", "2026-12-31")


def test_a_client_is_a_point_of_days_since_and_spend_with_a_segment() -> None:
    facts = Facts()
    facts.sale(7, "2026-12-30", 30)
    facts.sale(7, "2026-12-21", 12)
    facts.back(7, "2026-12-31", 2)
    facts.sale(None, "2026-12-31", 99)
    (row,) = facts.ask("recency_and_spend", YEAR)
    assert row == {
        "client_id": 7,
        "recency_in_days": 1,
        "monetary": Decimal(40),
        "segment": "hibernating",
        "frequency": 2,
    }


def test_the_first_clients_are_a_fair_sample_of_all() -> None:
    """Of 600 clients who came one after another, every tenth of the list holds old and new ones in equal parts."""
    facts = Facts()
    for client in range(1, 601):
        facts.sale(client, "2026-06-01" if client <= 300 else "2026-12-01")
    order = [row["client_id"] for row in facts.ask("recency_and_spend", YEAR)]
    assert sorted(order) == list(range(1, 601))
    for start in range(0, 600, 60):
        assert 27 <= sum(client <= 300 for client in order[start : start + 60]) <= 33


def test_sellers_stand_in_order_of_what_they_bring() -> None:
    facts = Facts()
    facts.sale(1, "2026-03-01", 60, seller_id=2)
    facts.sale(2, "2026-03-02", 15, seller_id=2)
    facts.sale(1, "2026-03-03", 20, seller_id=1)
    facts.sale(1, "2026-03-04", 5, seller_id=None)
    facts.back(1, "2026-03-05", 5, seller_id=1)
    rows = facts.ask("seller_shares", YEAR)
    assert [(row["seller_id"], row["net"], row["sales"], row["clients"]) for row in rows] == [
        (2, Decimal(75), 2, 2),
        (1, Decimal(15), 1, 1),
        (None, Decimal(5), 1, 1),
    ]
    assert [round(row["share"], 4) for row in rows] == [0.7895, 0.1579, 0.0526]
    assert rows[0]["average_check"] == Decimal("37.5")
