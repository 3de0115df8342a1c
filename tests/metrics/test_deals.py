"""Twelve deals worked out by hand: skipped stages, one reopened, one shared, money given back, a seller who left."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from make.facts import Facts, window

QUARTER = window("2026-01-01", "2026-03-31")
STAGES = {"lead": 1, "contacted": 2, "proposal": 3, "negotiation": 4}
AYSEL, MURAD, NIGAR = 1, 2, 3  # Nigar leaves in the middle of March


@pytest.fixture(scope="module")
def facts() -> Facts:
    f = Facts()
    f.seller(AYSEL, office="Baku", team="North", manager_id=9)
    f.seller(MURAD, office="Baku", team="South", manager_id=9)
    f.seller(NIGAR, office="Ganja", employed_to="2026-03-15")
    f.deal(
        1,
        AYSEL,
        "fair",
        "01-05 lead",
        "01-07 contacted",
        "01-10 proposal",
        "01-15 negotiation",
        "01-25 won 100",
        client_id=101,
    )
    f.deal(2, AYSEL, "fair", "01-08 lead", "01-12 proposal", "01-28 won 200", client_id=102)
    f.deal(3, MURAD, "call", "01-10 lead", "01-12 contacted", "02-01 lost 300", client_id=101)
    f.deal(4, MURAD, "call", "01-15 lead", "01-30 won 400", "02-05 reopened", "02-20 lost 400", client_id=103)
    shared = {"partner_id": MURAD, "partner_percent": 40}
    f.deal(
        5, AYSEL, "fair", "01-20 lead", "01-22 contacted", "01-30 proposal", "02-19 won 1000", **shared, client_id=101
    )
    f.deal(
        6,
        NIGAR,
        "web",
        "01-25 lead",
        "02-01 contacted",
        "03-06 won 500",
        "03-20 refunded -200",
        owner=AYSEL,
        client_id=102,
    )
    f.deal(7, NIGAR, "web", "02-01 lead", "02-05 contacted", owner=MURAD, client_id=104)
    f.deal(8, MURAD, "call", "02-10 lead", "02-12 contacted", "02-15 proposal", "03-01 lost 250", client_id=103)
    f.deal(9, AYSEL, "web", "03-10 lead", "03-20 won 50", client_id=105)
    f.deal(10, MURAD, "fair", "03-20 lead", value=80)
    f.deal(11, AYSEL, "call", "2025-12-10 lead", "2025-12-20 contacted", "01-09 won 600", client_id=101)
    f.deal(12, MURAD, "call", "2025-12-15 lead", value=700)
    return f


def one(facts: Facts, name: str, **params: Any) -> dict[str, Any]:
    [row] = facts.ask(name, QUARTER, **params)
    return row


def test_the_win_rate_counts_each_closed_deal_once_by_its_last_step(facts: Facts) -> None:
    row = one(facts, "win_rate")
    assert (row["won"], row["lost"], row["rate"]) == (6, 3, pytest.approx(6 / 9))
    assert (row["won_value"], row["lost_value"], row["refunded"]) == (2450, 950, 200)
    assert row["rate_by_value"] == pytest.approx(2450 / 3400)
    assert (row["rate_low"], row["rate_high"]) == (pytest.approx(0.354202, abs=1e-6), pytest.approx(0.879416, abs=1e-6))


def test_by_value_nothing_is_said_where_nobody_knows_what_was_lost() -> None:
    f = Facts()
    f.deal(1, AYSEL, "fair", "01-05 lead", "01-10 won 100")
    f.deal(2, AYSEL, "fair", "01-05 lead", "01-10 lost 0")
    f.deal(3, AYSEL, "fair", "2025-12-05 lead", "01-10 lost")
    f.deal(4, AYSEL, "fair", "2025-12-05 lead", "01-10 won 100")
    rate = one(f, "win_rate")
    assert (rate["rate"], rate["lost_value"], rate["rate_by_value"]) == (0.5, 0, None)
    assert one(f, "pipeline_conversion")["rate_by_value"] is None
    f.deal(5, AYSEL, "fair", "2025-12-05 lead", "01-10 lost 60")
    assert one(f, "win_rate")["rate_by_value"] == pytest.approx(200 / 260)
    assert one(f, "pipeline_conversion")["rate_by_value"] == pytest.approx(100 / 160)


def test_a_deal_reopened_later_is_still_won_for_the_time_before(facts: Facts) -> None:
    [january] = facts.ask("win_rate", "2026-01-01", "2026-01-31")
    assert (january["won"], january["lost"], january["won_value"]) == (4, 0, 1300)


def test_the_conversion_of_the_pipeline_keeps_what_slipped_in_the_whole(facts: Facts) -> None:
    row = one(facts, "pipeline_conversion")
    assert (row["open_at_start"], row["won"], row["lost"], row["still_open"]) == (2, 1, 0, 1)
    assert (row["rate"], row["rate_by_value"]) == (0.5, pytest.approx(600 / 1300))


def test_the_funnel_takes_skipped_stages_as_passed_and_leaves_young_deals_out(facts: Facts) -> None:
    rows = facts.ask("deal_funnel", QUARTER, mature_days=30)
    assert [(row["stage"], row["entered"], row["passed"]) for row in rows] == [
        ("lead", 8, 7),
        ("contacted", 7, 5),
        ("proposal", 5, 4),
        ("negotiation", 4, 4),
        ("won", 4, None),
    ]
    assert rows[1]["rate"] == pytest.approx(5 / 7) and rows[4]["share"] == 0.5
    assert facts.ask("deal_funnel", QUARTER, mature_days=0)[0]["entered"] == 10


def behind(facts: Facts, name: str, **params: Any) -> list[tuple[Any, ...]]:
    columns = ("client_id", "deals", "won", "lost", "still_open", "value")
    return [tuple(row[column] for column in columns) for row in facts.ask(name, QUARTER, **params)]


def test_the_clients_behind_a_stage_are_those_of_the_deals_the_funnel_counts(facts: Facts) -> None:
    funnel = facts.ask("deal_funnel", QUARTER, mature_days=30)
    for row in funnel:  # every deal of these has a client
        there = facts.ask("funnel_clients", QUARTER, stage=row["stage"], mature_days=30)
        assert sum(client["deals"] for client in there) == row["entered"], row["stage"]
    assert behind(facts, "funnel_clients", stage="proposal", mature_days=30) == [
        (101, 2, 2, 0, 0, 1100),
        (102, 2, 2, 0, 0, 700),
        (103, 1, 0, 1, 0, 250),
    ]
    everyone = behind(facts, "funnel_clients", mature_days=0)
    assert sum(row[1] for row in everyone) == 9, "the tenth is nobody's yet"
    assert (104, 1, 0, 0, 1, None) in everyone
    assert behind(facts, "funnel_clients", stage="no such stage") == []


def test_the_clients_behind_the_win_rate(facts: Facts) -> None:
    won = behind(facts, "deal_clients", outcome="won")
    assert won == [(101, 3, 3, 0, 0, 1700), (102, 2, 2, 0, 0, 700), (105, 1, 1, 0, 0, 50)]
    assert behind(facts, "deal_clients", outcome="open") == [(104, 1, 0, 0, 1, None)], "two more are nobody's"
    assert behind(facts, "deal_clients", outcome="lost") == [(103, 2, 0, 2, 0, 650), (101, 1, 0, 1, 0, 300)]
    [first, *_] = facts.ask("deal_clients", QUARTER)
    assert (first["client_id"], first["deals"], str(first["last_step_on"])) == (101, 4, "2026-02-19")


def test_the_flow_goes_through_the_stages_a_deal_has_visited(facts: Facts) -> None:
    rows = facts.ask("stage_flow", QUARTER)
    assert {(row["from_stage"], row["to_stage"]): row["deals"] for row in rows} == {
        ("lead", "contacted"): 6,
        ("lead", "proposal"): 1,
        ("lead", "won"): 1,
        ("lead", "lost"): 1,
        ("lead", "open"): 1,
        ("contacted", "proposal"): 3,
        ("contacted", "won"): 1,
        ("contacted", "lost"): 1,
        ("contacted", "open"): 1,
        ("proposal", "negotiation"): 1,
        ("proposal", "won"): 2,
        ("proposal", "lost"): 1,
        ("negotiation", "won"): 1,
    }
    assert rows[0]["from_stage"] == "lead" and rows[-1]["from_stage"] == "negotiation"


def test_days_to_win_and_what_the_pipeline_brings_in_a_day(facts: Facts) -> None:
    assert one(facts, "deal_cycle") == {"deals": 6, "median_days": 25, "p90_days": 35, "mean_days": 25}
    row = one(facts, "sales_velocity")
    assert (row["open_deals"], row["average_value"], row["mean_days"]) == (3, Decimal("408.33"), 25)
    assert row["velocity"] == Decimal("32.67")


def test_a_deal_is_whose_it_was_and_its_money_is_divided(facts: Facts) -> None:
    rows = {row["seller_id"]: row for row in facts.ask("seller_win_rate", QUARTER)}
    figures = ("won", "lost", "won_value", "refunded", "net")
    assert {seller: tuple(row[name] for name in figures) for seller, row in rows.items()} == {
        AYSEL: (5, 0, 1550, 0, 1550),
        MURAD: (0, 3, 400, 0, 400),
        NIGAR: (1, 0, 500, 200, 300),
    }
    assert {row["rank"] for row in rows.values()} == {None}, "nobody has ten deals"
    assert rows[AYSEL]["rate"] > rows[AYSEL]["rate_shrunk"] > 6 / 9 > rows[MURAD]["rate_shrunk"] > rows[MURAD]["rate"]


def test_with_a_win_that_is_taken_back_goes_what_was_given_back_of_it() -> None:
    f = Facts()
    f.deal(1, AYSEL, "fair", "01-05 lead", "01-10 won 100", "01-12 refunded -20", "02-01 reopened")
    f.deal(2, AYSEL, "fair", "01-05 lead", "01-10 won 100", "01-12 refunded -20", "02-01 reopened", "02-09 won 80")
    [january] = f.ask("seller_win_rate", "2026-01-01", "2026-01-31")
    assert (january["won"], january["net"]) == (2, 160)
    [quarter] = f.ask("seller_win_rate", QUARTER)
    assert (quarter["won"], quarter["won_value"], quarter["refunded"]) == (1, 80, 0)


def test_conversion_by_seller_and_by_source(facts: Facts) -> None:
    def counts(name: str, key: str) -> dict[Any, tuple[int, int, int]]:
        rows = facts.ask(name, QUARTER, mature_days=30)
        return {row[key]: (row["deals"], row["won"], row["lost"]) for row in rows}

    assert counts("seller_conversion", "seller_id") == {AYSEL: (3, 3, 0), MURAD: (4, 0, 3), NIGAR: (1, 1, 0)}
    assert counts("source_conversion", "source") == {"fair": (3, 3, 0), "call": (3, 0, 3), "web": (2, 1, 0)}


def test_filters_choose_deals(facts: Facts) -> None:
    [fairs] = facts.ask("win_rate", QUARTER.narrow(source="fair"))
    assert (fairs["won"], fairs["lost"]) == (3, 0)
    [hers] = facts.ask("win_rate", QUARTER.narrow(seller=MURAD))
    assert (hers["won"], hers["lost"]) == (0, 3)


def test_a_deal_is_found_by_each_product_it_is_about() -> None:
    f = Facts()
    for product, category in ((1, "tea"), (2, "bread"), (3, "tea")):
        f.product(product, category=category)
    f.deal(1, AYSEL, "fair", "2026-02-02 lead", "2026-02-03 won 100", products=(1, 2, 3))
    f.deal(2, AYSEL, "fair", "2026-02-02 lead", "2026-02-03 won 50", products=(3,))

    def won(**chosen: Any) -> int:
        return int(f.ask("win_rate", QUARTER.narrow(**chosen))[0]["won"])

    assert [won(product=one) for one in (1, 2, 3)] == [1, 1, 2]
    assert (won(product=(1, 2, 3)), won(category="bread"), won(category="tea")) == (2, 1, 2)
    assert won(product=2, category="tea") == 0


def test_active_sellers_are_those_in_the_team_that_week(facts: Facts) -> None:
    f = Facts()
    f.rows |= {name: list(rows) for name, rows in facts.rows.items()}
    f.activity(1, MURAD, done_on="2026-03-31")
    f.activity(2, NIGAR, done_on="2026-03-12")
    f.sale(1, "2026-03-30T10:00", seller_id=AYSEL)
    f.back(1, "2026-03-30T10:00", seller_id=MURAD)
    row = f.ask("active_sellers", QUARTER)[0]
    assert (row["week"], row["sellers"], row["with_sale"], row["with_activity"]) == (date(2026, 3, 30), 2, 1, 1)
    [left] = f.ask("active_sellers", "2026-03-01", "2026-03-15")
    assert (left["sellers"], left["with_sale"], left["with_activity"]) == (3, 0, 1)
    [shared] = f.ask("active_sellers", "2026-02-01", "2026-02-19")
    assert shared["with_sale"] == 2, "a shared deal is a sale of both"


def test_what_each_seller_did(facts: Facts) -> None:
    f = Facts()
    f.rows |= {name: list(rows) for name, rows in facts.rows.items()}
    f.activity(1, MURAD, done_on="2025-12-12")
    f.activity(2, AYSEL, done_on="2026-02-12")
    f.activity(3, AYSEL, due_on="2026-02-13")
    f.sale(1, "2026-02-02T10:00", "70", seller_id=MURAD)
    rows = {row["seller_id"]: row for row in f.ask("seller_activity", QUARTER)}
    assert list(rows) == [MURAD, AYSEL, NIGAR]
    assert (rows[MURAD]["sales"], rows[MURAD]["net"], rows[MURAD]["activities"]) == (1, 70, 0)
    assert rows[MURAD]["last_activity_on"] == date(2025, 12, 12)
    assert (rows[AYSEL]["won"], rows[AYSEL]["activities"], rows[NIGAR]["won"]) == (5, 1, 1)


def test_targets_stand_beside_what_was_reached(facts: Facts) -> None:
    f = Facts()
    f.rows |= {name: list(rows) for name, rows in facts.rows.items()}
    f.target(NIGAR, "2026-03-01", "deals_amount", 1000)
    f.target(AYSEL, "2026-03-01", "deals_count", 4)
    f.target(AYSEL, "2026-02-01", "deals_count", 9)
    until = window("2026-03-01", "2026-03-20")
    [row] = f.ask("target_actual", until)
    assert (row["seller_id"], row["measure"]) == (NIGAR, "deals_amount"), "money apart from numbers"
    assert (row["target"], row["actual"], row["share"]) == (1000, 300, 0.3), "less what was given back"
    assert (row["working_days_elapsed"], row["working_days"]) == (15, 22), "Monday to Friday: nothing was sold"
    assert (row["expected"], row["expected_share"]) == (440, 0.44)
    [row] = f.ask("target_actual_count", until)
    assert (row["seller_id"], row["measure"], row["target"], row["actual"]) == (AYSEL, "deals_count", 4, 1)


def test_targets_of_a_branch_are_those_of_its_people() -> None:
    f = Facts()
    for seller, branch in ((AYSEL, 1), (NIGAR, 2)):
        f.seller(seller, branch_id=branch)
        f.target(seller, "2026-03-01", "sales_amount", 100)
    until = window("2026-03-01", "2026-03-20")
    assert [row["seller_id"] for row in f.ask("target_actual", until)] == sorted((AYSEL, NIGAR))
    assert [row["seller_id"] for row in f.ask("target_actual", until.narrow(branch=1))] == [AYSEL]


def test_working_days_are_those_on_which_the_shop_trades() -> None:
    f = Facts()
    f.target(AYSEL, "2026-03-01", "sales_amount", 100)
    for day in range(2, 9):  # a whole week, Sunday too
        f.sale(1, f"2026-03-{day:02}T10:00", "4", seller_id=AYSEL)
    f.back(1, "2026-03-08T11:00", "8", seller_id=AYSEL)
    [row] = f.ask("target_actual", "2026-03-01", "2026-03-10")
    assert (row["actual"], row["expected"], row["working_days"]) == (20, 62, 31)


def test_offices_teams_and_managers(facts: Facts) -> None:
    rows = facts.ask("team_results", QUARTER)
    figures = ("office", "team", "manager_id", "sellers", "won", "lost", "won_value")
    assert [tuple(row[name] for name in figures) for row in rows] == [
        ("Baku", "North", 9, 1, 5, 0, 1550),
        ("Baku", "South", 9, 1, 0, 3, 400),
        ("Ganja", None, None, 1, 1, 0, 300),
    ]


def test_growth_and_share_of_sellers_and_a_return_is_taken_off_whoever_sold() -> None:
    f = Facts()
    f.sale(1, "2026-02-03", "100", seller_id=AYSEL)
    f.sale(1, "2026-03-03", "150", seller_id=AYSEL)
    f.back(1, "2026-03-04", "30", seller_id=AYSEL)
    f.sale(2, "2026-03-05", "80", seller_id=None)
    f.sale(2, "2026-02-05", "50", seller_id=MURAD)
    rows = f.ask("seller_growth", "2026-03-01", "2026-03-31")
    figures = ("seller_id", "net", "share", "net_before", "change", "sales", "returns", "clients")
    assert [tuple(row[name] for name in figures) for row in rows] == [
        (AYSEL, 120, 0.6, 100, pytest.approx(0.2), 1, 30, 1),
        (None, 80, 0.4, 0, None, 1, 0, 1),
        (MURAD, 0, 0, 50, -1, 0, 0, 0),
    ]
