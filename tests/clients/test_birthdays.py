"""Birthdays that come: across the new year, and on days that not every year has."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from make.clients import a_client
from make.clock import Clock
from make.merchants import owner_of
from nigotis.clients import operations
from nigotis.clients.birthdays import coming_days, next_birthday
from nigotis.clients.types import FindBirthdays
from nigotis.kernel.context import House

DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@given(DAYS, DAYS, st.integers(0, 366))
@example(date(1996, 2, 29), date(2027, 2, 20), 8)
@example(date(1996, 2, 29), date(2027, 2, 20), 7)
@example(date(1996, 2, 29), date(2028, 2, 28), 0)
def test_a_window_holds_exactly_those_whose_next_birthday_is_in_it(born: date, today: date, within: int) -> None:
    is_in = born.month * 100 + born.day in coming_days(today, within)
    assert is_in == (next_birthday(born, today) <= today + timedelta(days=within))


@pytest.mark.parametrize(
    ("today", "day"), [("2027-02-20", "2027-02-28"), ("2028-02-20", "2028-02-29"), ("2027-03-01", "2028-02-29")]
)
def test_who_was_born_on_a_leap_day_celebrates_every_year(today: str, day: str) -> None:
    assert next_birthday(date(1996, 2, 29), date.fromisoformat(today)) == date.fromisoformat(day)


def test_the_next_birthday_comes_first_and_the_new_year_is_no_border(house: House, clock: Clock) -> None:
    clock.now = clock.now.replace(month=12, day=20)
    owner = owner_of(house)
    for name, born in (
        ("January", "1990-01-05"),
        ("Today", "1980-12-20"),
        ("Past", "1990-12-19"),
        ("Far", "1990-02-01"),
    ):
        a_client(house, owner, name=name, birthday=born)
    a_client(house, owner, name="Unknown")
    page = operations.birthdays.serve(house, owner, FindBirthdays(within=30, limit=1))
    rest = operations.birthdays.serve(house, owner, FindBirthdays(within=30, after=page.next))
    coming = [(row.client.name, row.on, row.turns) for row in [*page.items, *rest.items]]
    assert coming == [("Today", date(2026, 12, 20), 46), ("January", date(2027, 1, 5), 37)]
