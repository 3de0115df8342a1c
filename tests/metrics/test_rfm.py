"""Recency, frequency, monetary and the ten segments."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from make.facts import Facts, random_facts, window
from nigotis.kernel.problems import Invalid
from nigotis.metrics.scoring import SEGMENTS, Cutoffs, cells, definition

YEAR = window("2026-01-01", "2026-12-31")
LIMITS = Cutoffs((30, 90, 180, 365), (10, 6, 3, 2), (Decimal(1000), Decimal(500), Decimal(100), Decimal("50.5")))


def scores(facts: Facts) -> dict[int, tuple[int, int, int]]:
    return {row["client_id"]: (row["r"], row["f"], row["m"]) for row in facts.ask("rfm", YEAR)}


def test_the_grid_covers_each_of_the_25_cells_once() -> None:
    every = [cell for four in SEGMENTS.values() for cell in four]
    assert sorted(every) == [f"{r}{f}" for r in range(1, 6) for f in range(1, 6)]
    assert cells(SEGMENTS) == tuple(sorted(every))


@pytest.mark.parametrize(
    ("cell", "segment"),
    [
        ("55", "champions"), ("54", "champions"), ("53", "potential_loyalist"), ("51", "new"),
        ("45", "loyal"), ("41", "promising"), ("35", "loyal"), ("33", "need_attention"), ("32", "about_to_sleep"),
        ("25", "cannot_lose"), ("15", "cannot_lose"), ("24", "at_risk"), ("13", "at_risk"), ("22", "hibernating"),
    ],
)  # fmt: skip
def test_cells_fall_where_the_published_map_has_them(cell: str, segment: str) -> None:
    rows = random_facts(1).ask("rfm_map", YEAR)
    assert {f"{row['r']}{row['f']}": row["segment"] for row in rows}[cell] == segment


def test_recency_counts_days_frequency_sales_and_monetary_takes_returns_off() -> None:
    facts = Facts()
    sale = facts.sale(1, "2026-12-01 10:00", 30)
    facts.sale(1, "2026-12-01 10:00", 20, sale_id=sale, product_id=2)
    facts.sale(1, "2026-12-24 23:59", 5)
    facts.back(1, "2026-12-30", 12)
    facts.sale(None, "2026-12-31", 500)
    facts.back(2, "2026-12-31", 3)
    (row,) = facts.ask("rfm", YEAR)
    assert (row["client_id"], row["recency_in_days"], row["frequency"], row["monetary"]) == (1, 7, 2, Decimal(43))
    assert (str(row["first_sale_on"]), str(row["last_sale_on"])) == ("2026-12-01", "2026-12-24")


def test_one_client_alone_gets_a_score() -> None:
    facts = Facts()
    facts.sale(9, "2026-05-05")
    assert scores(facts) == {9: (1, 1, 1)}


def test_five_different_clients_get_the_five_scores() -> None:
    facts = Facts()
    for client in range(1, 6):
        for n in range(client):
            facts.sale(client, f"2026-{client:02}-{n + 1:02}", 100 * client)
    assert scores(facts) == {client: (client, client, client) for client in range(1, 6)}


def test_equal_clients_get_equal_scores() -> None:
    facts = Facts()
    for client in range(1, 10):
        facts.sale(client, "2026-05-05", 10)
    facts.sale(10, "2026-06-05", 11)
    facts.sale(10, "2026-06-06", 11)
    # nobody is worse than the nine; nine of ten are worse than the tenth: 1 + floor(5 * 9 / 10)
    assert scores(facts) == dict.fromkeys(range(1, 10), (1, 1, 1)) | {10: (5, 5, 5)}


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_order_of_rows_changes_no_score(seed: int, shuffle: int) -> None:
    facts = random_facts(seed, sales=60)
    before = facts.ask("rfm", YEAR)
    random.Random(shuffle).shuffle(facts.rows["sale_lines"])
    assert facts.ask("rfm", YEAR) == before


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_scores_follow_the_rule_for_every_client(seed: int) -> None:
    rows = random_facts(seed, sales=80).ask("rfm", YEAR)
    for score, worse in (
        ("r", lambda a, b: a["recency_in_days"] > b["recency_in_days"]),
        ("f", lambda a, b: a["frequency"] < b["frequency"]),
        ("m", lambda a, b: a["monetary"] < b["monetary"]),
    ):
        for row in rows:
            assert row[score] == 1 + 5 * sum(worse(other, row) for other in rows) // len(rows)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_segments_map_and_clients_tell_one_story(seed: int) -> None:
    facts = random_facts(seed, sales=120)
    clients, segments, cells_ = (facts.ask(name, YEAR) for name in ("rfm", "rfm_segments", "rfm_map"))
    assert [row["segment"] for row in segments] == list(SEGMENTS)
    for row in segments:
        inside = [client for client in clients if client["segment"] == row["segment"]]
        of_map = [cell for cell in cells_ if cell["segment"] == row["segment"]]
        assert row["clients"] == len(inside) == sum(cell["clients"] for cell in of_map)
        assert row["sales"] == sum(client["frequency"] for client in inside)
        assert row["monetary"] == sum(client["monetary"] for client in inside) == sum(c["monetary"] for c in of_map)
    assert sum(row["share"] for row in segments) == pytest.approx(1)


def test_cutoffs_tell_what_earned_each_score() -> None:
    facts = random_facts(3)
    clients, limits = facts.ask("rfm", YEAR), facts.ask("rfm_cutoffs", YEAR)
    assert [row["score"] for row in limits] == [1, 2, 3, 4, 5]
    for row in limits:
        spent = [client["monetary"] for client in clients if client["m"] == row["score"]]
        away = [client["recency_in_days"] for client in clients if client["r"] == row["score"]]
        assert (row["monetary_from"], row["monetary_to"]) == ((min(spent), max(spent)) if spent else (None, None))
        assert (row["recency_from"], row["recency_to"]) == ((min(away), max(away)) if away else (None, None))


def test_fixed_limits_replace_quintiles() -> None:
    facts = Facts()
    facts.sale(1, "2026-12-01", 1000)  # 30 days, 1 sale
    facts.sale(2, "2026-11-30", "999.99")  # 31 days
    for month in (1, 2):
        facts.sale(3, f"2026-{month:02}-01", "25.25")  # 333 days, 2 sales
    facts.sale(4, "2025-12-31", "50.49")  # 365 days
    facts.sale(5, "2025-12-30", 1)  # 366 days
    rows = facts.ask("rfm", replace(YEAR, cutoffs=LIMITS))
    assert [(row["r"], row["f"], row["m"]) for row in rows] == [(5, 1, 5), (4, 1, 4), (2, 2, 2), (2, 1, 1), (1, 1, 1)]
    assert rows[0]["segment"] == "new"


def test_the_definition_names_its_version_and_limits() -> None:
    assert definition(None) == "rf-grid-10/1 quintiles"
    assert definition(LIMITS) == "rf-grid-10/1 cutoffs r=30,90,180,365 f=10,6,3,2 m=1000,500,100,50.5"


def test_limits_out_of_order_are_refused() -> None:
    with pytest.raises(Invalid):
        Cutoffs((30, 90, 60, 365), LIMITS.frequency, LIMITS.monetary)
    with pytest.raises(Invalid):
        Cutoffs(LIMITS.recency_in_days, (1, 2, 3, 4), LIMITS.monetary)
