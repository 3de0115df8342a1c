"""Engagement and loyalty of a client, 0 to 100, by formulas short enough to be shown beside the figure.

Engagement = 40 × how fresh the last contact is (1 today, 0 after 90 days)
           + 40 × days with a contact in the last 90 days ÷ 6, at most 1
           + 20 if the client wrote in the last 90 days.
Loyalty    = 30 × payments ÷ 10, at most 1
           + 40 × months with a payment among the last 6 ÷ 6
           + 20 × days from the first payment to the last ÷ 180, at most 1
           + 10 if there was no complaint in the last 90 days (and a payment at all).

In a file that tells of no payment, days on which the client wrote stand for payments.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

WITHIN = 90
_BUSY_DAYS, _MANY_PAYMENTS, _MONTHS, _LONG = 6, 10, 6, 180


def engagement(as_of: date, contacts: Collection[date], wrote: Collection[date]) -> int:
    """`contacts` are the days of messages and payments, `wrote` those the client wrote on; days after `as_of` are
    left out."""
    contacts = [day for day in contacts if day <= as_of]
    if not contacts:
        return 0
    since = as_of - timedelta(days=WITHIN)
    fresh = max(0.0, 1 - (as_of - max(contacts)).days / WITHIN)
    busy = min(1.0, sum(day > since for day in contacts) / _BUSY_DAYS)
    return round(40 * fresh + 40 * busy + 20 * any(since < day <= as_of for day in wrote))


def loyalty(as_of: date, payments: int, paid: Collection[date], complained: Collection[date]) -> int:
    """`paid` are the days of payments, `complained` those of complaints; days after `as_of` are left out."""
    paid = [day for day in paid if day <= as_of]
    if not payments or not paid:
        return 0
    now = as_of.year * 12 + as_of.month
    months = {day.year * 12 + day.month for day in paid}
    recent = sum(now - month < _MONTHS for month in months)
    long = min(1.0, (max(paid) - min(paid)).days / _LONG)
    calm = not any(as_of - timedelta(days=WITHIN) < day <= as_of for day in complained)
    return round(30 * min(1.0, payments / _MANY_PAYMENTS) + 40 * recent / _MONTHS + 20 * long + 10 * calm)
