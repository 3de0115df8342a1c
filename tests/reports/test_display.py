"""Numbers, money, days and charts as people see them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nigotis.metrics.catalogue import Unit
from nigotis.reports import charts
from nigotis.reports.cells import MetricDisplay


def display(language: Any, currency: str | None = "AZN") -> MetricDisplay:
    return MetricDisplay(language, currency, lambda kind, thing_id: "")


@pytest.mark.parametrize(
    ("language", "currency", "shown"),
    [
        ("az", "AZN", "980,75 ₼"),
        ("ru", "KZT", "980,75 ₸"),
        ("en", "GBP", "£980.75"),
        ("sw", "TZS", "TSh 980.75"),
        ("en", None, "980.75"),
    ],
)
def test_money_under_a_thousand_is_shown_to_the_smallest_coin(language: str, currency: str | None, shown: str) -> None:
    assert display(language, currency).money(Decimal("980.75")).replace("\u00a0", " ") == shown


def test_larger_money_is_shown_whole_and_grouped_as_the_country_does() -> None:
    assert display("az").money(Decimal("1280.75")) == "1\u00a0281\u00a0₼"
    assert display("en", "TZS").money(Decimal("1280")) == "TZS\u00a01,280"


@pytest.mark.parametrize(
    ("language", "shown"),
    [("az", "Dekabr 2011"), ("en", "December 2011"), ("ru", "декабрь 2011"), ("sw", "Desemba 2011")],
)
def test_a_month_stands_in_the_nominative(language: str, shown: str) -> None:
    assert display(language).month(date(2011, 12, 1)).casefold() == shown.casefold()


@pytest.mark.parametrize(
    ("language", "shown"), [("az", "bazar ertəsi"), ("en", "Monday"), ("ru", "понедельник"), ("sw", "Jumatatu")]
)
def test_weeks_begin_on_monday(language: str, shown: str) -> None:
    assert display(language).weekday(1).casefold() == shown.casefold()


def test_what_is_unknown_is_a_dash_and_who_is_unknown_is_said() -> None:
    assert display("en").cell(None, Unit.MONEY) == "–"
    assert display("en").cell(None, Unit.BRANCH) == "Without a branch"


@given(st.lists(st.floats(-1e9, 1e9, allow_nan=False).map(lambda value: round(value, 2)), min_size=1, max_size=40))
def test_a_scale_has_few_round_steps_and_holds_every_value(values: list[float]) -> None:
    steps = charts.scale(values)
    assert steps[0] <= min([*values, 0.0]) and steps[-1] >= max([*values, 0.0])
    assert 0.0 in steps and 2 <= len(steps) <= 8


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_only_nothing_has_the_colour_of_nothing(weight: int, more: int) -> None:
    number = charts.level(weight, weight + more)
    assert (number == 0) == (weight == 0)
    assert number <= charts.LEVELS
    assert charts.level(weight, weight) in (0, charts.LEVELS)


def test_a_chart_escapes_what_stands_in_it() -> None:
    drawn = charts.across("<title>", [charts.Bar("<b>", 1, '"tip"')])
    assert "<b>" not in drawn and "<title></title>" not in drawn and "&lt;title&gt;" in drawn
