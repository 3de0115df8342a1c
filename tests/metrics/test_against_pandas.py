"""Random businesses, asked twice: the catalogue, and plain pandas written without it."""

from __future__ import annotations

import importlib.util
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from make.facts import Facts, random_facts, window

YEAR = window("2025-01-01", "2026-12-31")
COMPARED = {
    "rfm": ("client_id", "recency_in_days", "frequency", "monetary", "r", "f", "m", "segment"),
    "abc": ("product_id", "abc", "value"),
    "client_growth": ("client_id", "trend", "net", "net_before"),
    "cohorts": ("first_month", "month", "clients", "net"),
    "weekday_hour": ("weekday", "hour", "sales", "net"),
}
MONEY = {"monetary", "value", "net", "net_before"}


@pytest.fixture(scope="module")
def by_hand() -> ModuleType:
    """The analyst's answers of the benchmark, which stands outside the test tree."""
    path = Path(__file__).parents[2] / "bench" / "by_hand.py"
    spec = importlib.util.spec_from_file_location("by_hand", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def plain(facts: Facts) -> pd.DataFrame:
    lines = pd.DataFrame(facts.rows["sale_lines"])
    cents = [int(amount * 100) for amount in lines["amount"]]
    return lines.assign(at=lines["local_at"].astype("datetime64[us]"), cents=cents)


def rows(answer: list[dict[str, Any]], columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    values = [tuple(int(row[c] * 100) if c in MONEY else row[c] for c in columns) for row in answer]
    return sorted(values, key=repr)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", COMPARED)
def test_the_benchmark_questions_have_equal_answers(name: str, seed: int, by_hand: ModuleType) -> None:
    facts = random_facts(seed)
    w = YEAR.over(YEAR.until.replace(month=7, day=1), YEAR.until) if name == "client_growth" else YEAR
    lines = plain(facts)
    lines = lines[lines["is_product"]] if name == "abc" else lines
    lines = lines[lines["client_id"].notna()] if name in {"rfm", "client_growth", "cohorts"} else lines
    theirs = getattr(by_hand, name)(lines, pd.Timestamp(YEAR.until))
    for column in {"first_month", "month"} & set(theirs.columns):
        theirs[column] = theirs[column].dt.date
    expected = sorted((tuple(row) for row in theirs[list(COMPARED[name])].itertuples(index=False)), key=repr)
    assert [tuple(map(str, row)) for row in rows(facts.ask(name, w), COMPARED[name])] == [
        tuple(str(int(v)) if isinstance(v, float) else str(v) for v in row) for row in expected
    ]


@pytest.mark.parametrize("seed", range(4))
def test_clients_months_and_popularity_agree(seed: int) -> None:
    facts = random_facts(seed)
    lines = plain(facts)
    w = window("2026-02-01", "2026-09-30")
    inside = lines[(lines["at"] >= "2026-02-01") & (lines["at"] < "2026-10-01")]
    sold, known = inside[~inside["is_return"]], inside[inside["client_id"].notna()]

    first = lines[~lines["is_return"]].groupby("client_id")["at"].min()
    buyers = sold["client_id"].dropna().unique()
    activity = facts.ask("client_activity", w)[0]
    assert activity["active_clients"] == len(buyers)
    assert activity["new_clients"] == (first[buyers] >= "2026-02-01").sum()

    spent = known[known["client_id"].isin(buyers)].groupby("client_id")["cents"].sum()
    top = facts.ask("top_clients", w, limit=1000)
    assert {row["client_id"]: int(row["net"] * 100) for row in top} == spent.astype(int).to_dict()

    monthly = inside.groupby(inside["at"].dt.month)["cents"].sum()
    assert {row["month"].month: int(row["net"] * 100) for row in facts.ask("months", w)} == monthly.to_dict()
    year_before = lines[(lines["at"] >= "2025-02-01") & (lines["at"] < "2025-10-01")]
    expected = year_before.groupby(year_before["at"].dt.month)["cents"].sum().to_dict()
    assert {row["month"].month: int(row["net_year_before"] * 100) for row in facts.ask("months", w)} == expected

    goods = sold[sold["is_product"]]
    popular = facts.ask("product_popularity", w, limit=1000)
    assert {r["product_id"]: r["sales"] for r in popular if r["sales"]} == (
        goods.groupby("product_id")["sale_id"].nunique().to_dict()
    )


@pytest.mark.parametrize("seed", range(4))
def test_slow_movers_agree(seed: int) -> None:
    facts = random_facts(seed, sales=150)
    until = pd.Timestamp(YEAR.until)
    lines = plain(facts)
    expected = {}
    for product in facts.rows["products"]:
        own = lines[lines["product_id"] == product["product_id"]]
        born = [
            day
            for day in (product.get("created_on"), own[~own["is_return"]]["day"].min())
            if isinstance(day, type(YEAR.until))
        ]
        idle = not product["is_active"] or not product["is_product"] or product["stock"] == Decimal(0)
        for days in (30, 60, 90):
            units = own[own["at"] >= until - pd.Timedelta(days=days - 1)]["quantity"].sum()
            old = not born or (YEAR.until - min(born)).days >= days - 1
            if units <= 3 and old and not idle:
                expected[product["product_id"]] = days
    assert {row["product_id"]: row["slow_for_days"] for row in facts.ask("slow_movers", YEAR)} == expected
