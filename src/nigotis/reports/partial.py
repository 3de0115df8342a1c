"""Which rows of an answer hold a day or a month only in part, and how that is said.

The running day is not over, nor is the month in which a period ends; drawn like whole ones, every chart would end in a
drop that never happened.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from nigotis.kernel.i18n import say, short_day
from nigotis.metrics.catalogue import Unit
from nigotis.metrics.run import Answer
from nigotis.metrics.window import is_month_end
from nigotis.reports.types import PartialRow

_PERIODS = {("day", Unit.DATE), ("month", Unit.MONTH)}
"""Columns that say of which day or month a row is. A week is always a whole one."""


def partial_rows(answer: Answer, today: date, language: str) -> list[PartialRow]:
    """The rows whose day or month is not all in, the running day at the end among them."""
    named = [column for column in answer.columns if (column.name, column.unit) in _PERIODS]
    if not named or not answer.grain or not answer.count:
        return []
    (column,) = named
    periods: list[date] = answer.rows[column.name].to_pylist()
    is_daily = column.unit is Unit.DATE
    if max(periods) != (answer.window.until if is_daily else answer.window.until.replace(day=1)):
        return []  # more follow than are shown, or it looks ahead: what is known then is whole
    words = dict((_days if is_daily else _months)(answer, today, language))
    return [PartialRow(row=row, words=words[period]) for row, period in enumerate(periods) if period in words]


def _days(answer: Answer, today: date, language: str) -> Iterator[tuple[date, str]]:
    if answer.window.until == today:
        yield today, say("reports.today_so_far", language)


def _months(answer: Answer, today: date, language: str) -> Iterator[tuple[date, str]]:
    """Months that the period cuts; only at its end where rows are groups of clients, for whom the past counts too."""
    window = answer.window
    first, last = window.since.replace(day=1), window.until.replace(day=1)
    since, until = short_day(window.since, language), short_day(window.until, language)
    is_begun = len(answer.grain) > 1 or window.since == first
    is_over = is_month_end(window.until) and window.until != today
    if not is_begun:
        yield first, say("reports.from_day", language, day=since)
    if not is_over:
        both = first == last and not is_begun
        yield last, f"{since} – {until}" if both else say("reports.up_to_day", language, day=until)
