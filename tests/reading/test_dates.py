"""Dates and times as people write them, in every language of the product."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nigotis.kernel.text import fold
from nigotis.reading import dates
from nigotis.reading.dates import column_order, read_moment, read_time

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-03-05", "2024-03-05"),
        ("2024/3/5", "2024-03-05"),
        ("20240305", "2024-03-05"),
        ("45356", "2024-03-05"),
        ("5 mart 2024", "2024-03-05"),
        ("5 Mart 2024-cü il", "2024-03-05"),
        ("March 5, 2024", "2024-03-05"),
        ("5th of March 2024", "2024-03-05"),
        ("05-Mar-24", "2024-03-05"),
        ("5 марта 2024 г.", "2024-03-05"),
        ("5 Machi 2024", "2024-03-05"),
        ("5 iyun 1999", "1999-06-05"),
        ("5 İYUL 1999", "1999-07-05"),
        ("5 Desemba 85", "1985-12-05"),
        ("13.04.05", "2005-04-13"),
        ("25/12/30", "1930-12-25"),
        ("05.03.2024.", "2024-03-05"),
    ],
)
def test_a_clear_date_is_read_whatever_its_spelling(text: str, day: str) -> None:
    moment = read_moment(text, TODAY)
    assert moment is not None
    assert moment.day(None) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    "text", ["31.02.2024", "1990", "soon", "12/2024", "2024-13-01", "99999", "5 foo 2024", "30 fevral 2024", ""]
)
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert read_moment(text, TODAY) is None


def test_day_and_month_are_left_open_until_the_column_decides() -> None:
    open_cell, proof = read_moment("03/04/2024", TODAY), read_moment("25/04/2024", TODAY)
    assert open_cell is not None
    assert proof is not None
    assert not open_cell.is_clear
    assert column_order([open_cell]).is_open
    assert column_order([open_cell, proof]).order == "dmy"
    assert column_order([open_cell], "mdy").order == "mdy"


def test_two_digit_years_between_hyphens_may_begin_with_the_year() -> None:
    moment = read_moment("13-04-05", TODAY)
    assert moment is not None
    assert column_order([moment]).is_open


def test_no_two_months_share_a_word() -> None:
    words = [fold(word) for months in dates._MONTH_WORDS for word in set(months.split())]
    by_month = [{fold(word) for word in months.split()} for months in dates._MONTH_WORDS]
    assert len(words) >= 12
    assert sum(len(month) for month in by_month) == len(set().union(*by_month))


@pytest.mark.parametrize(
    ("text", "time", "offset"),
    [
        ("14:30", dt.time(14, 30), None),
        ("9.05", dt.time(9, 5), None),
        ("3:05 PM", dt.time(15, 5), None),
        ("12:00 a.m.", dt.time(0, 0), None),
        ("14:30:05.25Z", dt.time(14, 30, 5, 250_000), 0),
        ("14:30+05:30", dt.time(14, 30), 330),
    ],
)
def test_times_are_read_with_their_zone(text: str, time: dt.time, offset: int | None) -> None:
    assert read_time(text) == (time, offset)


@given(
    st.dates(dt.date(1927, 5, 18), dt.date(2026, 11, 22)),
    st.sampled_from(["%d.%m.%Y", "%Y-%m-%d", "%Y%m%d", "%d %b %Y", "%B %d, %Y"]),
)
def test_what_a_program_writes_reads_back(day: dt.date, style: str) -> None:
    moment = read_moment(day.strftime(style), TODAY)
    assert moment is not None
    assert moment.day("dmy") == day


@given(st.text(max_size=25))
def test_any_text_is_a_date_or_nothing(text: str) -> None:
    moment = read_moment(text, TODAY)
    assert moment is None or moment.only is not None or moment.days
