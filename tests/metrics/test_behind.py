"""From every figure to the clients behind it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pyarrow.compute as pc
import pytest

from make.facts import Facts, engine, random_facts, window
from nigotis.metrics.behind import clients_behind
from nigotis.metrics.catalogue import Metric, Unit, find, metrics
from nigotis.metrics.run import run
from nigotis.metrics.window import Window

MARCH = window("2026-03-01", "2026-03-31")
TEA, BREAD, JAM = 1, 2, 3
OF_NOBODY = {
    "clients_today": "counts those of one day, whatever the period; the first page leads to them by a rule",
    "cohorts": "`cohort_retention` says the same, and leads there",
    "run_rate": "a forecast for the month",
    "sales_forecast_receipt": "how forecasts have done",
    "under_served_places": "those who are missing",
    "weekday_profile": "of the last twelve whole months",
}
"""Figures behind which no list stands, and why."""
COUNTED = {
    "affinity_by_branch": "count",
    "affinity_by_season": "count",
    "affinity_by_segment": "count",
    "branch_hours": "sales",
    "branch_shares": "sales",
    "branch_weekdays": "sales",
    "churn_risk": "clients",
    "cohort_retention": "bought",
    "deal_cycle": "deals",
    "deal_funnel": "entered",
    "inactive_clients": "clients",
    "months": "sales",
    "pipeline_conversion": "open_at_start",
    "product_affinity": "count",
    "product_rules": "count",
    "reorder_due": "clients",
    "retention_by_branch": "bought",
    "retention_by_source": "bought",
    "revenue_by_day": "sales",
    "rfm_segments": "clients",
    "seller_conversion": "deals",
    "seller_growth": "sales",
    "source_conversion": "deals",
    "weekday_hour": "sales",
}
"""Of these a number of the row is the number of clients in its list, or the sum of what they bought or had."""
ROWS = 10
"""Of a figure that are compared."""
FACTS = random_facts(1).tables()
EVERYBODY = engine(FACTS)
KNOWN = FACTS["sale_lines"].filter(~pc.field("is_return"))["client_id"].drop_null().unique().to_pylist()
"""Who has bought: what is sold to nobody stands in no list, and of others nothing is predicted in truth."""
YEAR = window("2026-01-01", "2026-12-31").narrow(client=KNOWN)


@pytest.mark.parametrize("metric", metrics().values(), ids=metrics().keys())
def test_every_figure_names_its_clients_or_says_why_not(metric: Metric) -> None:
    behind = clients_behind(metric)
    is_of_clients = any(column.unit is Unit.CLIENT for column in metric.columns if column.name in metric.grain)
    assert (behind is None) == (is_of_clients or metric.name in OF_NOBODY)
    if behind is None:
        return
    takes = set(behind.metric.parameters.model_fields) | set(Window.__dataclass_fields__)
    assert set(behind.by) <= set(metric.grain) and set(behind.by.values()) <= takes
    assert set(behind.choices) | set(behind.fixed) <= takes
    assert all(word in behind.choices[name] for of in behind.of.values() for name, word in of.items())
    assert behind.metric.grain == ("client_id",)


def _several(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list) else (value,)


def sold(row: dict[str, Any]) -> int:
    return int(next(row[name] for name in ("sales", "deals", "times") if name in row))


@pytest.mark.parametrize(
    "w",
    [
        YEAR,
        YEAR.narrow(branch=1),
        YEAR.narrow(segment="loyal"),
        YEAR.narrow(branch=1, product=TEA),
        YEAR.narrow(category="bread"),
    ],
    ids=["all", "branch", "loyal", "branch and product", "category"],
)
@pytest.mark.parametrize(("name", "column"), COUNTED.items())
def test_a_list_holds_whom_its_row_counts(name: str, column: str, w: Window) -> None:
    metric = find(name)
    behind = clients_behind(metric)
    assert behind
    answer = run(metric, w, EVERYBODY)
    for row in answer.rows.to_pylist()[:ROWS]:
        if any(row[key] is None for key in behind.by):
            continue  # nobody's: no button stands there
        chosen = {taker: row[key] for key, taker in behind.by.items()}
        filters = {key: value for key, value in chosen.items() if key in Window.__dataclass_fields__}
        asked = behind.asked(answer.params) | {key: value for key, value in chosen.items() if key not in filters}
        asked |= {key: _several(asked[key]) for key in ("together", "due") if key in chosen}
        there = run(behind.metric, w.narrow(**filters), EVERYBODY, **asked).rows.to_pylist()
        counts_people = column in ("clients", "bought")
        assert (len(there) if counts_people else sum(map(sold, there))) == row[column], row


@pytest.mark.parametrize(
    "w", [YEAR, YEAR.over(date(2026, 9, 1), date(2026, 12, 31)).narrow(branch=1)], ids=["all", "branch"]
)
@pytest.mark.parametrize("name", ["client_activity", "win_rate", "sales_velocity"])
def test_a_number_alone_leads_to_those_it_counts(name: str, w: Window) -> None:
    metric = find(name)
    behind = clients_behind(metric)
    assert behind
    [row] = run(metric, w, EVERYBODY).rows.to_pylist()
    for column in behind.of.keys() & row.keys() - {"won_value", "lost_value"}:
        there = run(behind.metric, w, EVERYBODY, **behind.of[column]).rows.to_pylist()
        assert (len(there) if name == "client_activity" else sum(map(sold, there))) == row[column], column


@pytest.mark.parametrize("lag_weeks", [0, 2])
def test_a_week_of_a_seller_leads_to_whom_was_sold_then(lag_weeks: int) -> None:
    metric = find("seller_weeks")
    behind = clients_behind(metric)
    assert behind and behind.by == {"seller_id": "seller", "week": "week"}
    answer = run(metric, YEAR, EVERYBODY, lag_weeks=lag_weeks)
    weeks = [row for row in answer.rows.to_pylist() if row["net"]][:ROWS]
    assert weeks
    for row in weeks:
        asked = behind.asked(answer.params) | {"week": row["week"]}
        theirs = YEAR.narrow(seller=row["seller_id"])
        there = run(behind.metric, theirs, EVERYBODY, **asked).rows.to_pylist()
        begins = row["week"] + timedelta(weeks=lag_weeks)
        assert there == run(behind.metric, theirs.over(begins, begins + timedelta(days=6)), EVERYBODY).rows.to_pylist()
        assert there


def test_words_to_choose_from_are_those_the_list_takes() -> None:
    behind = clients_behind(find("win_rate"))
    assert behind and behind.choices == {"outcome": ("won", "lost", "open")}
    for word in behind.choices["outcome"]:
        behind.metric.parameters(outcome=word)


def test_parameters_of_the_figure_that_the_list_has_go_along() -> None:
    funnel, silent = clients_behind(find("deal_funnel")), clients_behind(find("inactive_clients"))
    assert funnel and funnel.asked({"mature_days": 30, "other": 1}) == {"mature_days": 30}
    assert silent and silent.asked({"days": (30, 60)}) == {}, "a row says which"


def test_who_bought_both_on_one_receipt_and_who_lives_there() -> None:
    facts = Facts()
    for client, products in {1: (TEA, BREAD), 2: (TEA,), 3: (TEA, BREAD, JAM)}.items():
        for product in products:
            facts.sale(client, "2026-03-05", 10, product_id=product, sale_id=client)
    facts.sale(2, "2026-03-06", 10, product_id=BREAD, sale_id=20)
    facts.client(1, place_id=587084, region="AZ.09")
    facts.client(2, place_id=586523, region="AZ.20")

    def bought(w: Window = MARCH, **params: Any) -> list[tuple[int, int]]:
        return [(row["client_id"], int(row["net"])) for row in facts.ask("buyers", w, **params)]

    assert bought() == [(3, 30), (1, 20), (2, 20)]
    assert bought(together=(TEA, BREAD)) == [(3, 30), (1, 20)]
    assert bought(MARCH.narrow(product=TEA), together=(BREAD,)) == [(1, 10), (3, 10)]
    assert bought(place=587084) == [(1, 20)]
    assert bought(region="AZ.20") == [(2, 20)]


def test_a_category_chooses_pairs_and_not_who_bought_them() -> None:
    facts = Facts()
    facts.product(TEA, category="tea")
    facts.product(BREAD, category="bread")
    for product in (TEA, BREAD):
        facts.sale(1, "2026-03-05", 10, product_id=product, sale_id=1)
    facts.sale(2, "2026-03-05", 10, product_id=TEA)
    pairs = MARCH.narrow(category="bread", product=TEA)
    assert [row["client_id"] for row in facts.ask("buyers", pairs, together=(BREAD,))] == [1]
    assert facts.ask("buyers", pairs) == []


def test_the_clients_of_a_cohort_and_those_who_came_again() -> None:
    facts = Facts()
    for client, days in {1: ("2026-01-05", "2026-03-05"), 2: ("2026-01-07",), 3: ("2026-02-01", "2026-03-01")}.items():
        for day in days:
            facts.sale(client, day, 10, branch_id=client)
    cells = {(str(r["first_month"]), r["months_later"]): r for r in facts.ask("cohort_retention", MARCH, months=3)}

    def there(**params: Any) -> list[int]:
        return [row["client_id"] for row in facts.ask("cohort_clients", MARCH, months=3, **params)]

    for (month, later), row in cells.items():
        assert len(there(first_month=month, months_later=later)) == row["bought"], (month, later)
    assert there(first_month="2026-01-01") == [1, 2]
    assert there(first_month="2026-01-01", months_later=2) == [1]
    assert there(first_branch=3) == [3]
