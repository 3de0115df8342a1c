"""Days and months that are not over are told apart from whole ones."""

from __future__ import annotations

from typing import Any

from make.clock import Clock
from make.reports import Watched, noon
from nigotis.reports import operations as reports
from nigotis.reports.types import Figure, ReadFigure

# The clock of these tests stands at 2026-11-22.


def figure(shop: Watched, name: str, **said: Any) -> Figure:
    return reports.read.serve(shop.house, shop.owner, ReadFigure.model_validate({"name": name, **said}))


def partial(found: Figure) -> list[tuple[Any, str]]:
    return [(found.rows[each.row][0], each.words) for each in found.partial]


def test_the_running_day_is_not_over(shop: Watched) -> None:
    shop.settle()
    assert partial(figure(shop, "revenue-by-day", since="2026-11-20")) == [("2026-11-22", "today so far")]


def test_days_that_are_over_are_whole(shop: Watched) -> None:
    shop.settle()
    assert figure(shop, "revenue-by-day", since="2026-11-20", until="2026-11-21").partial == []


def test_a_part_of_the_days_says_nothing_of_the_last_one(shop: Watched) -> None:
    shop.settle()
    assert figure(shop, "revenue-by-day", since="2026-11-20", limit=2).partial == []


def test_months_that_the_period_cuts_are_not_whole(shop: Watched) -> None:
    shop.settle()
    found = partial(figure(shop, "months", since="2026-09-11"))
    assert found == [("2026-09-01", "from 11 Sep 2026"), ("2026-11-01", "up to 22 Nov 2026")]
    assert partial(figure(shop, "months", since="2026-09-01", until="2026-10-31")) == []


def test_a_month_cut_at_both_ends_says_both(shop: Watched) -> None:
    shop.settle()
    found = partial(figure(shop, "months", since="2026-10-05", until="2026-10-09"))
    assert found == [("2026-10-01", "5 Oct 2026 – 9 Oct 2026")]


def test_the_last_day_of_a_month_is_still_running(shop: Watched, clock: Clock) -> None:
    shop.settle()
    clock.now = noon("2026-11-30")
    assert partial(figure(shop, "months", since="2026-11-01")) == [("2026-11-01", "up to 30 Nov 2026")]


def test_groups_of_clients_are_cut_at_the_end_only(shop: Watched) -> None:
    client = shop.client()
    shop.sale(client, 40)
    shop.sale(client, 2)
    shop.settle()
    found = figure(shop, "cohorts", since="2026-10-05")
    assert [(found.rows[each.row][:2], each.words) for each in found.partial] == [
        (["2026-10-01", "2026-11-01"], "up to 22 Nov 2026")
    ]
    found = figure(shop, "cohort-retention", columns="share,month")
    assert [found.rows[each.row][:2] for each in found.partial] == [["2026-10-01", 1]]


def test_a_forecast_knows_whole_months_only(shop: Watched) -> None:
    for months_ago in range(1, 27):
        shop.sale(None, 30 * months_ago, "30")
    shop.settle()
    found = figure(shop, "sales-forecast", since="2026-11-05")
    assert found.rows[-1][0] == "2027-01-01" and found.partial == []


def test_what_is_no_period_has_no_parts(shop: Watched) -> None:
    shop.sale(shop.client(), 0)
    shop.settle()
    for name in ("revenue", "run-rate", "top-clients", "seller-weeks"):
        assert figure(shop, name).partial == []


def test_today_beside_whole_days_is_said(shop: Watched) -> None:
    shop.settle()
    today = figure(shop, "revenue", since="2026-11-22", compare="previous").compared
    over = figure(shop, "revenue", since="2026-11-20", until="2026-11-21", compare="previous").compared
    assert today is not None and today.note == "today is not over, compared with whole days"
    assert over is not None and over.note is None
