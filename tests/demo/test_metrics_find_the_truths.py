"""What was planted in the demo businesses, found by the product's own metrics without being told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from make.facts import ask, engine
from nigotis.demo.facts import facts
from nigotis.demo.worlds import answers, businesses
from nigotis.forecasting.forecast import predict
from nigotis.forecasting.receipts import Receipts
from nigotis.metrics.scoring import Cutoffs
from nigotis.metrics.window import Window
from nigotis.predictions.gathering import order_days

TODAY = date(2026, 11, 22)
END = TODAY - timedelta(days=1)
QUARTER = Window(END - timedelta(days=89), END)
YEAR = Window(END - timedelta(days=364), END)


class Business:
    """A demo business behind the metrics, and its planted truths."""

    def __init__(self, position: int) -> None:
        business = businesses(TODAY)[position]
        self.truth: dict[str, Any] = answers(business)
        self.connection = engine(facts(business))

    def ask(self, name: str, window: Window, **params: Any) -> list[dict[str, Any]]:
        """Rows of a metric."""
        return ask(self.connection, name, window, **params)

    def ids(self, name: str, column: str, window: Window, **params: Any) -> set[int]:
        """One column of a metric."""
        return {row[column] for row in self.ask(name, window, **params)}


@pytest.fixture(scope="module")
def coffee() -> Iterator[Business]:
    yield Business(0)


@pytest.fixture(scope="module")
def goods() -> Iterator[Business]:
    yield Business(1)


def best(rows: list[dict[str, Any]], column: str) -> dict[str, Any]:
    return max(rows, key=lambda row: row[column])


def segment_of(business: Business) -> dict[int, str]:
    return {row["client_id"]: row["segment"] for row in business.ask("rfm", QUARTER)}


def test_lapsed_clients_are_listed_as_inactive_and_loyal_ones_are_not(coffee: Business) -> None:
    inactive = coffee.ids("inactive_client_list", "client_id", QUARTER, days=90)
    assert set(coffee.truth["lapsed_clients"]) <= inactive
    assert not set(coffee.truth["loyal_clients"]) & inactive


def test_rfm_sees_champions_new_clients_and_champions_who_left(coffee: Business) -> None:
    segments = segment_of(coffee)
    assert {segments[client] for client in coffee.truth["champions"]} == {"champions"}
    assert "champions" not in {segments[client] for client in coffee.truth["lost_champions"]}
    fresh = {"new", "promising", "potential_loyalist", "champions"}
    assert {segments[client] for client in coffee.truth["new_clients"]} <= fresh


def test_limits_of_the_merchant_call_champions_who_left_by_their_name(coffee: Business) -> None:
    """Fifths compare with a directory full of people who left earlier; days of one's own do not."""
    limits = Cutoffs((14, 30, 60, 90), (16, 8, 4, 2), tuple(map(Decimal, (400, 150, 60, 20))))
    rows = coffee.ask("rfm", Window(QUARTER.since, QUARTER.until, cutoffs=limits))
    found = {row["client_id"]: row["segment"] for row in rows}
    assert {found[client] for client in coffee.truth["lost_champions"]} == {"cannot_lose"}
    assert {found[client] for client in coffee.truth["champions"]} == {"champions"}


def test_clients_who_never_bought_are_in_no_segment(coffee: Business) -> None:
    assert not set(coffee.truth["clients_who_never_bought"]) & set(segment_of(coffee))


def test_the_slow_product_is_among_the_slow_movers(coffee: Business, goods: Business) -> None:
    for business in (coffee, goods):
        slow = {row["product_id"]: row["slow_for_days"] for row in business.ask("slow_movers", QUARTER)}
        assert slow[business.truth["slow_product"]["product_id"]] == 90


def test_what_is_no_product_is_in_no_product_figure(coffee: Business, goods: Business) -> None:
    for business in (coffee, goods):
        for name in ("product_popularity", "abc", "slow_movers"):
            limit = {"limit": 1000} if name == "product_popularity" else {}
            assert not set(business.truth["not_products"]) & business.ids(name, "product_id", YEAR, **limit)


def test_the_map_of_the_week_peaks_where_it_was_planted(coffee: Business, goods: Business) -> None:
    for business in (coffee, goods):
        rows = business.ask("weekday_hour", YEAR)
        by_day = {day: sum(row["sales"] for row in rows if row["weekday"] == day) for day in range(1, 8)}
        by_hour = {hour: sum(row["sales"] for row in rows if row["hour"] == hour) for hour in range(24)}
        assert max(by_day, key=by_day.__getitem__) == business.truth["busiest_weekday"]
        assert max(by_hour, key=by_hour.__getitem__) == business.truth["peak_hour"]
    assert sum(row["sales"] for row in rows if row["weekday"] == goods.truth["closed_weekday"]) == 0


def test_the_declining_branch_lost_the_largest_part_of_its_share(coffee: Business) -> None:
    before = {row["branch_id"]: row["share"] for row in coffee.ask("branch_shares", YEAR.months_earlier(12))}
    now = {row["branch_id"]: row["share"] for row in coffee.ask("branch_shares", QUARTER)}
    old = [branch for branch in before if branch != coffee.truth["young_branch"]["branch_id"]]
    assert min(old, key=lambda branch: now[branch] / before[branch]) == coffee.truth["declining_branch"]["branch_id"]


def test_the_lost_big_client_and_the_growing_one_stand_out_in_growth(goods: Business) -> None:
    window = Window(END - timedelta(days=119), END)
    rows = {row["client_id"]: row for row in goods.ask("client_growth", window)}
    lost, growing = goods.truth["lost_big_client"]["client_id"], goods.truth["growing_client"]["client_id"]
    assert rows[lost]["trend"] == "lost"
    assert min(rows.values(), key=lambda row: row["difference"])["client_id"] == lost
    assert rows[growing]["trend"] == "growing"


def test_lost_shops_are_inactive_after_ninety_days(goods: Business) -> None:
    assert set(goods.truth["lost_clients"]) <= goods.ids("inactive_client_list", "client_id", QUARTER, days=90)


def test_a_launched_product_has_no_sale_before_its_day(coffee: Business) -> None:
    launched = coffee.truth["launched_product"]
    day = date.fromisoformat(launched["on"])
    before = Window(date(2023, 11, 22), day - timedelta(days=1)).narrow(product=launched["product_id"])
    assert coffee.ask("totals", before)[0]["sales"] == 0
    assert coffee.ask("totals", QUARTER.narrow(product=launched["product_id"]))[0]["sales"] > 0


def test_it_is_told_when_regulars_come_next_and_not_of_those_who_come_at_random(coffee: Business) -> None:
    found = predict(order_days(coffee.connection, END), END, 90, Receipts(END.isoformat(), 90))
    due = dict(zip(found.client_id.tolist(), found.due.tolist(), strict=True))
    told = {client for client, code in due.items() if code != "cannot_tell"}
    regulars, overdue = (set(coffee.truth[name]) for name in ("regulars", "overdue_clients"))
    assert len(regulars & told) > len(regulars) / 2
    assert len(told - regulars - overdue) < len(told) / 5
    for code in ("overdue", "due_now", "due_this_week", "later"):
        assert sum(one == code for one in due.values()) >= 8, code
    assert {client for client in overdue & told if due[client] == "overdue"}
