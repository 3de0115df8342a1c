"""Who buys, who is new, who grows, who stopped."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from make.facts import Facts, engine, random_facts, window
from nigotis.metrics.measures import client_totals_of
from nigotis.metrics.run import fetch

MARCH = window("2026-03-01", "2026-03-31")


def test_active_clients_are_new_ones_and_returning_ones() -> None:
    facts = Facts()
    facts.sale(1, "2025-06-01")
    facts.sale(1, "2026-03-01")
    facts.sale(2, "2026-03-31 23:00")
    facts.sale(3, "2026-02-28")
    facts.back(3, "2026-03-02")
    facts.sale(4, "2026-04-01")
    facts.sale(None, "2026-03-05")
    assert facts.ask("client_activity", MARCH) == [
        {"active_clients": 2, "new_clients": 1, "returning_clients": 1, "returning_share": 0.5}
    ]


def test_a_client_whose_only_earlier_document_is_a_return_is_new() -> None:
    facts = Facts()
    facts.back(1, "2026-02-01")
    facts.sale(1, "2026-03-01")
    assert facts.ask("client_activity", MARCH)[0]["new_clients"] == 1


def test_today_is_the_last_day_of_the_period() -> None:
    facts = Facts()
    facts.client(1, "2026-03-31")
    facts.client(2, "2026-03-30")
    facts.client(3, None)
    facts.sale(2, "2026-03-31")
    facts.sale(2, "2026-03-31")
    facts.sale(None, "2026-03-31")
    facts.back(3, "2026-03-31")
    assert facts.ask("clients_today", MARCH) == [{"clients": 3, "ordered_today": 1, "registered_today": 1}]


def test_the_directory_is_narrowed_by_the_source_of_the_client() -> None:
    facts = Facts()
    facts.client(1, "2026-03-31", source="bot")
    facts.client(2, "2026-03-31", source="till")
    assert facts.ask("clients_today", MARCH.narrow(source="bot"))[0]["registered_today"] == 1


def test_top_clients_are_ranked_by_net_with_their_share_of_all_revenue() -> None:
    facts = Facts()
    facts.sale(1, "2026-03-01", 50)
    facts.back(1, "2026-03-02", 20)
    facts.sale(2, "2026-03-02", 40)
    facts.sale(3, "2026-03-02", 30)
    facts.sale(None, "2026-03-02", 100)
    facts.sale(4, "2026-02-02", 90)
    facts.back(4, "2026-03-02", 10)
    rows = facts.ask("top_clients", MARCH, limit=9)
    shares = [(row["client_id"], row["net"], round(row["share"], 9)) for row in rows]
    assert shares == [(2, 40, round(4 / 19, 9)), (1, 30, round(3 / 19, 9)), (3, 30, round(3 / 19, 9))]


@pytest.mark.parametrize("seed", [1, 2])
def test_where_clients_stood_tells_what_adding_up_tells(seed: int) -> None:
    facts = engine(random_facts(seed).tables())
    w = window("2025-06-10", "2026-09-20")
    bought = client_totals_of(w.documents).filter(lambda t: t.last_on.notnull())
    added_up = {(r["client_id"], r["last_on"], r["sales"], r["net"]) for r in fetch(bought, facts).to_pylist()}
    looked_at = {tuple(r.values()) for r in fetch(w.client_gains, facts).to_pylist()}
    assert looked_at == added_up
    assert len(looked_at) > 20


def test_average_purchase_value_is_gross_per_sale() -> None:
    facts = Facts()
    facts.sale(1, "2026-03-01", 10)
    facts.sale(1, "2026-03-02", 15)
    facts.back(1, "2026-03-03", 15)
    facts.back(2, "2026-03-03", 15)
    (row,) = facts.ask("average_purchase_value", MARCH)
    assert (row["client_id"], row["sales"], row["average_check"]) == (1, 2, Decimal("12.5"))


def test_the_history_of_a_client_in_figures() -> None:
    facts = Facts()
    for day in ("2026-01-01", "2026-01-11", "2026-01-11", "2026-03-02"):
        facts.sale(1, day, 10)
    facts.back(1, "2026-03-05", 4)
    (row,) = facts.ask("client_history", MARCH.narrow(client=1))
    assert (str(row["first_sale_on"]), str(row["last_sale_on"])) == ("2026-01-01", "2026-03-02")
    assert (row["recency_in_days"], row["sales"], row["days_between_sales"]) == (29, 4, 30)  # 60 days, two gaps
    assert (row["gross"], row["returns"], row["net"], row["average_check"]) == (40, 4, 36, 10)


def test_a_history_goes_through_months_that_are_over_and_the_one_that_runs() -> None:
    facts = Facts()
    for on, amount in (("2025-11-30", 10), ("2026-01-29", 20), ("2026-02-10", 30), ("2026-02-10", 1)):
        facts.sale(1, on, amount)
    facts.back(1, "2026-02-12", 5)
    facts.sale(1, "2026-02-20", 99)
    (row,) = facts.ask("client_history", "2026-02-01", "2026-02-15")
    assert (row["sales"], row["gross"], row["net"], row["units"]) == (4, 61, 56, 3)
    assert row["days_between_sales"] == 36  # 72 days from the first sale to the last one, three days with a sale


@pytest.mark.parametrize(
    ("february", "march", "trend"),
    [(100, 106, "growing"), (100, 105, "steady"), (100, 95, "steady"), (100, 94, "declining"), (100, None, "lost")],
)
def test_growth_compares_with_the_whole_month_before(february: int, march: int | None, trend: str) -> None:
    facts = Facts()
    facts.sale(1, "2026-02-01", february)
    if march is not None:
        facts.sale(1, "2026-03-31", march)
    (row,) = facts.ask("client_growth", MARCH)
    assert (row["trend"], row["net_before"], row["net"]) == (trend, february, march or 0)
    assert row["change"] == pytest.approx(((march or 0) - february) / february)


def test_a_first_purchase_is_new_and_one_after_a_long_pause_is_returned() -> None:
    facts = Facts()
    facts.sale(1, "2026-03-03", 10)
    facts.sale(2, "2026-01-31", 10)
    facts.sale(2, "2026-03-03", 5)
    facts.sale(3, "2026-01-31", 10)
    rows = facts.ask("client_growth", MARCH)
    assert [(row["client_id"], row["trend"], row["change"]) for row in rows] == [
        (1, "new", None),
        (2, "returned", None),
    ]


def test_a_first_purchase_on_the_first_day_of_the_period_is_new() -> None:
    facts = Facts()
    facts.sale(1, "2026-03-01", 10)
    assert facts.ask("client_growth", MARCH)[0]["trend"] == "new"


def test_the_tolerance_of_steady_is_a_parameter() -> None:
    facts = Facts()
    facts.sale(1, "2026-02-01", 100)
    facts.sale(1, "2026-03-31", 119)
    assert facts.ask("client_growth", MARCH, steady="0.2")[0]["trend"] == "steady"


def test_growth_groups_count_the_clients_of_the_list() -> None:
    facts = random_facts(11)
    clients, groups = (facts.ask(name, MARCH) for name in ("client_growth", "client_growth_groups"))
    assert {row["trend"]: row["clients"] for row in groups} == {
        trend: sum(row["trend"] == trend for row in clients) for trend in {row["trend"] for row in clients}
    }
    assert sum(row["net"] for row in groups) == sum(row["net"] for row in clients)


def test_frequency_groups_are_thirds_with_their_limits() -> None:
    facts = Facts()
    for client, times in enumerate((1, 1, 2, 3, 5, 8), start=1):
        for n in range(times):
            facts.sale(client, f"2026-03-{n + 1:02}", 10)
    rows = facts.ask("frequency_groups", MARCH)
    assert [(r["group"], r["sales_from"], r["sales_to"], r["clients"], r["sales"], r["net"]) for r in rows] == [
        ("high", 5, 8, 2, 13, 130),
        ("medium", 2, 3, 2, 5, 50),
        ("low", 1, 1, 2, 2, 20),
    ]


def test_clients_who_all_bought_once_stand_in_one_group() -> None:
    facts = Facts()
    for client in range(6):
        facts.sale(client, "2026-03-01")
    rows = {
        row["group"]: (row["clients"], row["share"], row["sales_from"]) for row in facts.ask("frequency_groups", MARCH)
    }
    assert rows == {"high": (0, 0, None), "medium": (0, 0, None), "low": (6, 1, 1)}


def away(days: int) -> str:
    return (MARCH.until.fromordinal(MARCH.until.toordinal() - days)).isoformat()


def inactive(facts: Facts, **params: Any) -> dict[int, int]:
    return {row["days"]: row["clients"] for row in facts.ask("inactive_clients", MARCH, **params)}


def test_a_client_who_stayed_away_91_days_is_inactive() -> None:
    facts = Facts()
    facts.sale(1, away(91))
    assert inactive(facts) == {30: 1, 60: 1, 90: 1}


def test_a_client_who_bought_90_days_ago_is_still_active_whatever_the_hour() -> None:
    facts = Facts()
    facts.sale(1, away(91) + " 23:59")
    facts.sale(2, away(90) + " 00:01")
    facts.sale(3, away(0))
    assert inactive(facts) == {30: 2, 60: 2, 90: 1}
    assert [row["client_id"] for row in facts.ask("inactive_client_list", MARCH)] == [1]
    assert [row["days_away"] for row in facts.ask("inactive_client_list", MARCH, days=89)] == [91, 90]


def test_a_return_keeps_nobody_active_and_makes_nobody_a_buyer() -> None:
    facts = Facts()
    facts.sale(1, away(100), 25)
    facts.back(1, away(1), 5)
    facts.back(2, away(200))
    (row,) = facts.ask("inactive_client_list", MARCH)
    assert (row["client_id"], row["days_away"], row["net"]) == (1, 100, 20)
    assert facts.ask("inactive_clients", MARCH)[2]["share"] == 1


def test_thresholds_are_a_parameter_and_inactive_clients_only_shrink_with_them() -> None:
    facts = random_facts(2)
    counts = inactive(facts, days=(10, 45, 120, 300))
    assert list(counts) == [10, 45, 120, 300]
    assert sorted(counts.values(), reverse=True) == list(counts.values())
    assert facts.ask("inactive_clients", MARCH)[2]["clients"] == len(facts.ask("inactive_client_list", MARCH))
