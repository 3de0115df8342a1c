"""A figure beside the same one for another period."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from make.products import a_product
from make.reports import Watched
from nigotis.reports import operations as reports
from nigotis.reports.types import Compared, Figure, ReadFigure

# The clock of these tests stands at 2026-11-22; a day is so many days ago.
WEEK = {"since": "2026-11-16", "until": "2026-11-22"}


def figure(shop: Watched, name: str, **said: Any) -> Figure:
    return reports.read.serve(shop.house, shop.owner, ReadFigure.model_validate({"name": name, **said}))


def compared(shop: Watched, name: str, **said: Any) -> tuple[Figure, Compared]:
    found = figure(shop, name, **said)
    assert found.compared is not None
    return found, found.compared


def column(figure: Figure, name: str) -> int:
    return [each.name for each in figure.columns].index(name)


def test_nothing_is_compared_unless_asked(shop: Watched) -> None:
    shop.settle()
    assert figure(shop, "revenue").compared is None


def test_a_week_stands_beside_the_week_before(shop: Watched) -> None:
    shop.sale(None, 0, "30")
    shop.sale(None, 7, "20")
    shop.sale(None, 14, "99")
    shop.settle()
    found, before = compared(shop, "revenue", compare="previous", **WEEK)
    net = column(found, "net")
    assert (before.since, before.until) == (date(2026, 11, 9), date(2026, 11, 15))
    assert before.rows[0] is not None and before.rows[0][net] == "20"
    assert before.changes[0] is not None and before.changes[0][net] == 0.5


def test_a_week_stands_beside_the_same_days_a_year_ago(shop: Watched) -> None:
    shop.sale(None, 0, "30")
    shop.sale(None, 365, "40")
    shop.settle()
    found, before = compared(shop, "revenue", compare="year", **WEEK)
    net = column(found, "net")
    assert (before.since, before.until) == (date(2025, 11, 16), date(2025, 11, 22))
    assert before.changes[0] is not None and before.changes[0][net] == -0.25


def test_from_nothing_there_is_no_change_in_per_cent(shop: Watched) -> None:
    shop.sale(None, 0, "30")
    shop.settle()
    found, before = compared(shop, "revenue", compare="previous", **WEEK)
    assert before.changes[0] is not None and before.changes[0][column(found, "net")] is None


def test_a_share_changes_by_points(shop: Watched) -> None:
    old = shop.client()
    shop.sale(old, 8)
    shop.sale(old, 20)
    shop.sale(old, 1)
    shop.sale(shop.client(), 1)
    shop.settle()
    found, before = compared(shop, "client-activity", compare="previous", **WEEK)
    assert before.changes[0] is not None and before.changes[0][column(found, "returning_share")] == -0.5


def test_days_stand_beside_the_days_in_the_same_place(shop: Watched) -> None:
    shop.sale(None, 6, "5")
    shop.sale(None, 13, "4")
    shop.settle()
    found, before = compared(shop, "revenue-by-day", compare="previous", **WEEK)
    first = before.rows[0]
    assert found.rows[0][0] == "2026-11-16" and first is not None and first[:2] == ["2026-11-09", "4"]
    assert before.changes[0] == [None, 0.25, 0.0]


def test_rows_of_things_stand_beside_the_same_thing(shop: Watched) -> None:
    tea = a_product(shop.house, shop.owner, name="Tea").id
    coffee = a_product(shop.house, shop.owner, name="Coffee").id
    shop.sale(None, 1, "10", product_id=coffee)
    shop.sale(None, 1, "5", product_id=tea)
    shop.sale(None, 8, "4", product_id=tea)
    shop.settle()
    found, before = compared(shop, "product-popularity", compare="previous", by="net", limit=9, **WEEK)
    net = column(found, "net")
    then = dict(zip([row[0] for row in found.rows], before.rows, strict=True))
    assert then[coffee] is None
    assert (told := then[tea]) is not None and told[net] == "4"


def test_a_row_that_stood_further_down_before_has_its_counterpart(shop: Watched) -> None:
    tea = a_product(shop.house, shop.owner, name="Tea").id
    coffee = a_product(shop.house, shop.owner, name="Coffee").id
    shop.sale(None, 1, "10", product_id=coffee)
    shop.sale(None, 8, "4", product_id=tea)
    shop.sale(None, 8, "3", product_id=coffee)
    shop.settle()
    found, before = compared(shop, "product-popularity", compare="previous", by="net", limit=1, **WEEK)
    assert [row[0] for row in found.rows] == [coffee]
    [then] = before.rows
    assert then is not None and then[column(found, "net")] == "3"


@pytest.mark.parametrize("limit", [1, 2])
def test_only_the_rows_shown_are_compared(shop: Watched, limit: int) -> None:
    shop.settle()
    found, before = compared(shop, "revenue-by-day", compare="previous", limit=limit, **WEEK)
    assert len(found.rows) == len(before.rows) == len(before.changes) == limit
