"""When people buy: months, years, weekdays, hours, and where this month is heading."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from nigotis.metrics import measures
from nigotis.metrics.catalogue import BUYERS, Unit, metric
from nigotis.metrics.window import Window

WORKING_WEEKS = 8
"""How far back the weekdays on which a shop trades are looked up."""


@metric("weekday", "hour", behind=BUYERS, weekday=Unit.WEEKDAY, hour=Unit.HOUR, sales=Unit.COUNT, net=Unit.MONEY)
def weekday_hour(w: Window) -> ir.Table:
    """When people buy: sales and net revenue by day of the week and hour, on the branch's own clock.

    Hours without anything are left out.
    """
    hours = w.hours
    cells = hours.group_by("hour", weekday=measures.weekday(hours.day))
    return cells.agg(**measures.summed(hours, "sales", "net")).order_by("weekday", "hour")


@metric(
    "month",
    behind=BUYERS,
    month=Unit.MONTH,
    sales=Unit.COUNT,
    net=Unit.MONEY,
    net_month_before=Unit.MONEY,
    change_on_month=Unit.SHARE,
    net_year_before=Unit.MONEY,
    change_on_year=Unit.SHARE,
)
def months(w: Window) -> ir.Table:
    """Sales and net revenue month by month, with the month before and the same month a year before beside them.

    A month that the period holds only in part is compared with the same days of the month and of the year before.
    """
    now = _monthly(w, w, 0)
    rows = _spine(w).left_join(now, "position").drop("position_right")
    for name, months_back in (("net_month_before", 1), ("net_year_before", 12)):
        earlier = _monthly(w.months_earlier(months_back), w, months_back)
        rows = rows.left_join(earlier.select("position", **{name: earlier.net}), "position").drop("position_right")
    net = rows.net.fill_null(0).cast(measures.SUM)
    return rows.mutate(
        sales=rows.sales.fill_null(0),
        net=net,
        change_on_month=measures.change(net, rows.net_month_before),
        change_on_year=measures.change(net, rows.net_year_before),
    ).order_by("month")


@metric(
    month=Unit.MONTH,
    net=Unit.MONEY,
    working_days_elapsed=Unit.DAYS,
    working_days=Unit.DAYS,
    run_rate=Unit.MONEY,
    net_last_month=Unit.MONEY,
    change=Unit.SHARE,
)
def run_rate(w: Window) -> ir.Table:
    """Where this month is heading: net revenue so far, carried on over the working days that remain, and last month.

    Working days are the weekdays on which the shop has traded at least once in the last 8 weeks; the last day of the
    period counts as elapsed. Run rate = net so far x working days of the month / working days elapsed.
    """
    month = w.over(w.until.replace(day=1), w.until)
    before = month.previous_month
    hours = w.over(before.since, w.until).hours
    sums = hours.agg(
        net=measures.gives(hours.net, where=hours.day >= month.since),
        net_last_month=measures.gives(hours.net, where=hours.day < month.since),
    )
    both = sums.cross_join(working_days(w))
    projected = measures.per(both.net * both.working_days, both.working_days_elapsed)
    return both.mutate(
        month=ibis.literal(month.since), run_rate=projected, change=measures.change(projected, both.net_last_month)
    )


@metric(
    "first_month",
    "month",
    first_month=Unit.MONTH,
    month=Unit.MONTH,
    clients=Unit.COUNT,
    net=Unit.MONEY,
)
def cohorts(w: Window) -> ir.Table:
    """Clients grouped by the month of their first purchase: how many bought in each later month, and for how much.

    The groups are those whose first purchase falls into a month of the period. Returns before it are left out.
    """
    monthly = w.client_months
    firsts = monthly.group_by("client_id").agg(first_on=monthly.first_on.min())
    starts = firsts.select("client_id", first_month=firsts.first_on.truncate("M").cast("date"))
    placed = monthly.inner_join(starts.filter(starts.first_month >= w.since.replace(day=1)), "client_id")
    young = placed.filter(placed.month >= placed.first_month)
    cells = young.group_by("first_month", "month")
    return cells.agg(clients=measures.how_many(young, young.sales > 0), net=measures.gives(young.net)).order_by(
        "first_month", "month"
    )


def _position(day: ir.Value, w: Window) -> ir.Value:
    """Months from the first month of the window: a whole number joins alike on every engine."""
    return day.year().cast("int64") * 12 + day.month().cast("int64") - (w.since.year * 12 + w.since.month)


def _spine(w: Window) -> ir.Table:
    count = (w.until.year - w.since.year) * 12 + w.until.month - w.since.month + 1
    numbers = ibis.range(count).cast("array<int64>").unnest().name("position").as_table()
    first = ibis.literal(w.since.replace(day=1))
    return numbers.mutate(month=(first + numbers.position.as_interval("M")).cast("date"))


def _monthly(earlier: Window, w: Window, shift: int) -> ir.Table:
    """Sums of an earlier window, each month at the position of the month in `w` it is compared with."""
    hours = earlier.hours
    return hours.group_by(position=_position(hours.day, w) + shift).agg(**measures.summed(hours, "net", "sales"))


def working_days(w: Window) -> ir.Table:
    """One row: working days of the month in which the window ends, and how many of them are over."""
    shop = w.dropping("seller", "product", "client", "category", "source", "segment")
    traded = shop.over(w.until - timedelta(days=7 * WORKING_WEEKS - 1), w.until).hours
    weekdays = traded.filter(traded["sales"] > 0).select(weekday=measures.weekday(traded.day)).distinct()
    last = w.until.replace(day=monthrange(w.until.year, w.until.month)[1])
    return weekdays.agg(
        working_days=_days_of(weekdays.weekday, w.until.replace(day=1), last),
        working_days_elapsed=_days_of(weekdays.weekday, w.until.replace(day=1), w.until),
    )


def _days_of(weekday: ir.Value, since: date, until: date) -> ir.Value:
    """How many days of since..until fall on the weekdays given, one per row."""
    days = [(since + timedelta(days=n)).isoweekday() for n in range((until - since).days + 1)]
    counts = [(number, days.count(number)) for number in range(1, 8)]
    return weekday.cases(*counts, else_=0).sum().fill_null(0).cast("int64")
