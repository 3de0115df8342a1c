"""Clients as points, made for boards."""

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
