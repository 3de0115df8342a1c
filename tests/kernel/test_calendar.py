from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nigotis.kernel import calendar
from nigotis.kernel.calendar import (
    Period,
    Preset,
    day_bounds,
    instant,
    last_days,
    local_day,
    local_time,
    month_of,
    period_bounds,
    preset,
    quarter_of,
    week_of,
    year_of,
    zone,
)
from nigotis.kernel.problems import Invalid

HOUR = timedelta(hours=1)
ZONES = [
    "Africa/Cairo",
    "Africa/Dar_es_Salaam",
    "America/St_Johns",
    "Asia/Almaty",
    "Asia/Baku",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Europe/London",
    "Pacific/Apia",
    "Pacific/Chatham",
    "UTC",
]
zones = st.sampled_from(ZONES).map(zone)
days = st.dates(date(2005, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("name", "day", "hours"),
    [
        ("Asia/Baku", date(2026, 3, 29), 24),
        ("Europe/London", date(2026, 3, 29), 23),
        ("Europe/London", date(2026, 10, 25), 25),
        ("Asia/Almaty", date(2024, 2, 29), 25),
        ("Africa/Cairo", date(2026, 4, 24), 23),
        ("Asia/Beirut", date(2026, 3, 29), 23),
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
        ("Pacific/Apia", date(2011, 12, 30), 0),
        ("Pacific/Apia", date(2011, 12, 31), 24),
    ],
)
def test_a_local_day_lasts_as_long_as_its_clock_says(name: str, day: date, hours: float) -> None:
    begin, end = day_bounds(day, zone(name))
    assert end - begin == HOUR * hours


def test_in_cairo_the_spring_day_begins_at_one() -> None:
    begin, _ = day_bounds(date(2026, 4, 24), zone("Africa/Cairo"))
    assert begin == datetime(2026, 4, 23, 22, tzinfo=UTC)
    assert local_time(begin, zone("Africa/Cairo")) == datetime(2026, 4, 24, 1)


def test_a_time_that_comes_twice_is_the_first_of_the_two() -> None:
    assert instant(datetime(2026, 10, 25, 1, 30), zone("Europe/London")) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_skipped_time_is_the_moment_of_the_change() -> None:
    assert instant(datetime(2026, 3, 29, 1, 30), zone("Europe/London")) == datetime(2026, 3, 29, 1, tzinfo=UTC)


@given(tz=zones, at=st.datetimes(datetime(2005, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC)))
def test_every_instant_lies_within_its_own_local_day(tz: zoneinfo.ZoneInfo, at: datetime) -> None:
    begin, end = day_bounds(local_day(at, tz), tz)
    assert begin <= at < end


@given(tz=zones, day=days)
def test_days_follow_one_another_without_gap_or_overlap(tz: zoneinfo.ZoneInfo, day: date) -> None:
    begin, end = day_bounds(day, tz)
    assert begin <= end == day_bounds(day + timedelta(days=1), tz)[0]
    if begin < end:
        assert local_day(begin, tz) == day
        assert local_day(begin - timedelta(microseconds=1), tz) < day


@given(tz=zones, day=days)
def test_the_days_of_a_month_and_the_months_of_a_year_add_up(tz: zoneinfo.ZoneInfo, day: date) -> None:
    def lasts(period: Period) -> timedelta:
        begin, end = period_bounds(period, tz)
        return end - begin

    month, year = month_of(day), year_of(day)
    assert sum((lasts(Period(one, one)) for one in month), timedelta()) == lasts(month)
    months = [month_of(date(day.year, number, 15)) for number in range(1, 13)]
    assert sum(map(lasts, months), timedelta()) == lasts(year)
    assert sum(map(len, months)) == len(year) in {365, 366}
    assert sum(map(lasts, {quarter_of(one.since): quarter_of(one.since) for one in months}), timedelta()) == lasts(year)


@given(day=days)
def test_weeks_begin_on_monday(day: date) -> None:
    week = week_of(day)
    assert week.since.isoweekday() == 1 and len(week) == 7 and day in list(week)


def test_presets_are_what_a_merchant_means_by_them() -> None:
    today = date(2026, 11, 22)
    expected = {
        "today": (date(2026, 11, 22), date(2026, 11, 22)),
        "yesterday": (date(2026, 11, 21), date(2026, 11, 21)),
        "this_week": (date(2026, 11, 16), today),
        "last_week": (date(2026, 11, 9), date(2026, 11, 15)),
        "this_month": (date(2026, 11, 1), today),
        "last_month": (date(2026, 10, 1), date(2026, 10, 31)),
        "this_quarter": (date(2026, 10, 1), today),
        "last_quarter": (date(2026, 7, 1), date(2026, 9, 30)),
        "this_year": (date(2026, 1, 1), today),
        "last_year": (date(2025, 1, 1), date(2025, 12, 31)),
        "last_7_days": (date(2026, 11, 16), today),
        "last_30_days": (date(2026, 10, 24), today),
        "last_90_days": (date(2026, 8, 25), today),
        "last_365_days": (date(2025, 11, 23), today),
    }
    assert {name: (preset(name, today).since, preset(name, today).until) for name in get_args(Preset)} == expected


@given(day=days, count=st.integers(1, 1000))
def test_the_last_n_days_are_n_days(day: date, count: int) -> None:
    assert len(last_days(count, day)) == count


def test_an_unknown_zone_is_refused() -> None:
    for name in ("Asia/Bakuu", "", "../etc/passwd", "/etc/localtime"):
        with pytest.raises(Invalid):
            zone(name)


def test_zone_rules_come_from_the_wheel_and_not_from_the_host() -> None:
    assert calendar.zoneinfo.TZPATH == ()
