"""Who sells: who is at work, how evenly, and what activity and sales have to do with one another."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import atanh, sqrt, tanh
from typing import Annotated, Any, Literal

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from pydantic import Field

from nigotis.metrics import measures
from nigotis.metrics.catalogue import SUM_TYPE, Behind, Unit, metric
from nigotis.metrics.credit import credited
from nigotis.metrics.intervals import Z95, ranks, rate, wilson
from nigotis.metrics.pipeline import amount, rows, together
from nigotis.metrics.weekly import Counting, Floats, SellerWeeks, by_day, done, employed, sold_by, weeks_of
from nigotis.metrics.window import Window

LEAST_WEEKS = 8
LEAST_PAIRS = 10
_CENT = Decimal("0.01")
Measure = Annotated[
    Literal["sales_amount", "sales_count", "deals_amount", "deals_count"] | None,
    Field(description="What a target of this measure counts, in the month in which the period ends."),
]
Week = Annotated[date | None, Field(description="Only in the week that begins on this day, or `lag_weeks` after it.")]
LagWeeks = Annotated[int, Field(ge=0, le=26, description="How many weeks after the activity the sales are looked at.")]


def _sellers_with_a_sale(w: Window) -> ir.Table:
    made, parts = sold_by(w), credited(w)
    sold, won = made.filter(made["sales"] > 0), parts.filter(parts.kind == "won")
    return ibis.union(sold.select("seller_id"), won.select("seller_id"), distinct=True)


def _active(found: pa.Table, w: Window) -> pa.Table:
    counts = {row["tag"]: row["number"] for row in found.to_pylist()}
    team, sold, active = (counts.get(tag) or 0 for tag in ("employed", "sold", "active"))
    values: dict[str, Any] = {"week": w.until - timedelta(days=w.until.weekday()), "sellers": team}
    for name, part in (("sale", sold), ("activity", active)):
        low, high = wilson(part, team)
        values |= {f"with_{name}": part, f"{name}_share": rate(part, team)}
        values |= {f"{name}_low": low, f"{name}_high": high}
    return pa.table({name: pa.array([value], _ACTIVE.field(name).type) for name, value in values.items()})


_ACTIVE = pa.schema(
    [("week", pa.date32()), *((name, pa.int64()) for name in ("sellers", "with_sale", "with_activity"))]
    + [(f"{name}_{end}", pa.float64()) for name in ("sale", "activity") for end in ("share", "low", "high")]
)


@metric(
    behind=Behind("sold_to"),
    then=_active,
    week=Unit.DATE,
    sellers=Unit.COUNT,
    with_sale=Unit.COUNT,
    sale_share=Unit.SHARE,
    sale_low=Unit.SHARE,
    sale_high=Unit.SHARE,
    with_activity=Unit.COUNT,
    activity_share=Unit.SHARE,
    activity_low=Unit.SHARE,
    activity_high=Unit.SHARE,
)
def active_sellers(w: Window) -> ir.Table:
    """Of the sellers in the team this week, how many have a sale, and how many an activity.

    The week, from Monday, in which the period ends. A sale is a recorded sale or a won deal, also a shared one, of
    whoever won it. Sellers are those in the team on some day of the week; who left or joined in it counts. Of a branch
    they are the people who work there, wherever they sold. With 95 % Wilson intervals.
    """
    week = w.over(w.until - timedelta(days=w.until.weekday()), w.until)
    team = employed(week, week.since, week.until)
    sold = team.semi_join(_sellers_with_a_sale(week), "seller_id")
    active = team.semi_join(done(week), "seller_id")
    named = (("employed", team), ("sold", sold), ("active", active))
    return together(*(rows(table.agg(people=table.count()), tag, number="people") for tag, table in named))


@metric(
    "seller_id",
    behind=Behind("sold_to"),
    seller_id=Unit.SELLER,
    sales=Unit.COUNT,
    net=Unit.MONEY,
    won=Unit.COUNT,
    activities=Unit.COUNT,
    last_sold_on=Unit.DATE,
    last_activity_on=Unit.DATE,
)
def seller_activity(w: Window) -> ir.Table:
    """What each seller in the team sold, won and did in the period, who did nothing last.

    Won deals are the owner's at that time. The last sale and activity may lie before the period. Of a branch these are
    the people who work there, with what they sold anywhere.
    """
    team = employed(w, w.since, w.until).select("seller_id")
    made, active, parts = sold_by(w), done(w), credited(w)
    history = sold_by(w.so_far)
    won = parts.filter(parts.kind == "won", parts.is_owner)
    before = w.over(min(w.since, w.until - timedelta(days=3650)), w.until)
    parts = (
        made.group_by("seller_id").agg(**measures.summed(made, "sales", "net")),
        won.group_by("seller_id").agg(won=won.count()),
        active.group_by("seller_id").agg(activities=active.count()),
        history.group_by("seller_id").agg(last_sold_on=history.day.max(where=history["sales"] > 0)),
        (ever := done(before)).group_by("seller_id").agg(last_activity_on=ever.done_on.max()),
    )
    found = team
    for part in parts:
        found = found.left_join(part, "seller_id").drop("seller_id_right")
    filled = found.mutate(
        sales=found.sales.fill_null(0),
        won=found.won.fill_null(0),
        activities=found.activities.fill_null(0),
        net=found.net.fill_null(0).cast(measures.SUM),
    )
    return filled.order_by(filled.net.desc(), filled.won.desc(), filled.activities.desc(), "seller_id")


def _in_week(events: ir.Table, week: date | None, later: int) -> ir.Table:
    if week is None:
        return events
    begins = week + timedelta(weeks=later)
    return events.filter(events.day.between(begins, begins + timedelta(days=6)))


@metric("client_id", client_id=Unit.CLIENT, times=Unit.COUNT, net=Unit.MONEY, last_one_on=Unit.DATE)
def sold_to(
    w: Window, *, of: Counting = "sales", measure: Measure = None, week: Week = None, lag_weeks: LagWeeks = 0
) -> ir.Table:
    """The clients to whom sellers sold in the period: by recorded sales, or by won deals.

    Only what somebody sold: sales net of returns, won deals net of what was given back. A deal is whose it was when it
    was won; of a shared one, the part of the chosen sellers. Of a branch these are the people who work there, wherever
    they sold. With a measure, what a target of it counts: in the month in which the period ends, deals by number for
    their owner alone. Who brought most comes first.
    """
    w = w.over(w.until.replace(day=1), w.until) if measure else w
    if (measure or of).startswith("sales"):
        made = w.of_sellers(_in_week(w.dropping("branch").documents, week, lag_weeks))
        clients = measures.client_totals_of(made.filter(made.seller_id.notnull()))
        clients = clients.rename(times="sales", last_one_on="last_on")
    else:
        clients = _deals_with(_in_week(credited(w), week, lag_weeks), whole=measure == "deals_count")
    bought = clients.filter(clients.times > 0).select("client_id", "times", "net", "last_one_on")
    return bought.order_by(bought.net.desc(nulls_first=False), "client_id")


def _deals_with(parts: ir.Table, *, whole: bool) -> ir.Table:
    """Won deals of each client and what they brought; with `whole`, those of their owner alone."""
    money = parts.filter(parts.client_id.notnull(), parts.seller_id.notnull(), parts.kind != "lost")
    money = money.filter(money.is_owner) if whole else money
    is_won = money.kind == "won"
    return money.group_by("client_id").agg(
        times=money.deal_id.nunique(where=is_won), net=amount(money.amount), last_one_on=money.day.max(where=is_won)
    )


def _even(seller: SellerWeeks) -> dict[str, Any]:
    count, mean = len(seller.weeks), float(seller.sold.mean()) if len(seller.weeks) else 0.0
    values: dict[str, Any] = {"seller_id": seller.seller_id, "weeks": count, "mean_per_week": _money(mean)}
    values["daily_deviation"] = _money(float(seller.daily.std(ddof=1))) if count else None
    if count < LEAST_WEEKS or mean <= 0:
        return values | {"variation": None, "variation_without_trend": None}
    line = np.polynomial.Polynomial.fit(np.arange(count), seller.sold, 1)
    rest = seller.sold - line(np.arange(count))
    without = sqrt(float((rest**2).sum()) / (count - 2)) / mean
    return values | {"variation": float(seller.sold.std(ddof=1)) / mean, "variation_without_trend": without}


def _money(value: float) -> Decimal:
    return Decimal(repr(value)).quantize(_CENT, ROUND_HALF_UP)


_EVEN = pa.schema(
    [
        ("seller_id", pa.int64()),
        ("weeks", pa.int64()),
        ("mean_per_week", SUM_TYPE),
        ("variation", pa.float64()),
        ("variation_without_trend", pa.float64()),
        ("daily_deviation", SUM_TYPE),
        ("rank", pa.int64()),
    ]
)


def _consistency(found: pa.Table, w: Window, *, of: str) -> pa.Table:
    out = [_even(seller) for seller in weeks_of(found, w)]
    places = ranks([row["variation"] for row in out], [row["weeks"] for row in out], low_first=True)
    told = [row | {"rank": at} for row, at in zip(out, places, strict=True) if w.shows_seller(row["seller_id"])]
    told.sort(key=lambda row: (row["variation"] is None, row["variation"], row["seller_id"]))
    return pa.Table.from_pylist(told, _EVEN)


@metric(
    "seller_id",
    behind=Behind("sold_to"),
    then=_consistency,
    seller_id=Unit.SELLER,
    weeks=Unit.COUNT,
    mean_per_week=Unit.MONEY,
    variation=Unit.NUMBER,
    variation_without_trend=Unit.NUMBER,
    daily_deviation=Unit.MONEY,
    rank=Unit.COUNT,
)
def seller_consistency(w: Window, *, of: Counting = "sales") -> ir.Table:
    """How evenly each seller sells: by how much the weeks differ, relative to that seller's average week.

    Coefficient of variation (sample standard deviation / mean) of net sales over whole weeks, Monday to Sunday, in the
    team; weeks without sales count as zero. Null under 8 weeks; a second figure has a straight trend taken out, so
    that growing is not taken for unevenness. Beside it the raw standard deviation of single days, which mostly tells
    how much somebody sells. Ranked from ten weeks on, the most even first; a filter on sellers chooses whom to show.
    Of a branch these are the people who work there, with what they sold anywhere.
    """
    return by_day(w.dropping("seller"), of)


def _pairs(found: pa.Table, w: Window, lag: int) -> list[tuple[Floats, Floats]]:
    """Of each seller with at least three pairs: activities of a week and sales `lag` weeks later, less own means."""
    pairs = []
    for seller in weeks_of(found, w):
        acts, sold = seller.activities[: len(seller.weeks) - lag], seller.sold[lag:]
        if len(acts) >= 3:
            pairs.append((acts - acts.mean(), sold - sold.mean()))
    return pairs


def _together(found: pa.Table, w: Window, *, lag_weeks: int, of: str) -> pa.Table:
    pairs = _pairs(found, w, lag_weeks)
    count = sum(len(acts) for acts, _ in pairs)
    free = count - len(pairs) + 1  # each seller's own mean is spent
    values: dict[str, Any] = {"sellers": len(pairs), "weeks": count, "lag_weeks": lag_weeks}
    values |= dict.fromkeys(("correlation", "correlation_low", "correlation_high"))
    if free >= LEAST_PAIRS:
        acts, sold = (np.round(np.concatenate(side), 9) for side in zip(*pairs, strict=True))
        if np.ptp(acts) > 0 and np.ptp(sold) > 0:
            from scipy.stats import spearmanr  # loads for a third of a second, which not every start should wait for

            r = float(spearmanr(acts, sold).statistic)
            error = Z95 * sqrt((1 + r * r / 2) / (free - 3))
            middle = atanh(max(-0.999999, min(0.999999, r)))
            values |= {
                "correlation": r,
                "correlation_low": tanh(middle - error),
                "correlation_high": tanh(middle + error),
            }
    kinds = {name: pa.float64() if "correlation" in name else pa.int64() for name in values}
    return pa.table({name: pa.array([value], kinds[name]) for name, value in values.items()})


@metric(
    behind=Behind("sold_to"),
    then=_together,
    sellers=Unit.COUNT,
    weeks=Unit.COUNT,
    lag_weeks=Unit.DAYS,
    correlation=Unit.NUMBER,
    correlation_low=Unit.NUMBER,
    correlation_high=Unit.NUMBER,
)
def activity_outcome(w: Window, *, lag_weeks: LagWeeks = 1, of: Counting = "sales") -> ir.Table:
    """Whether weeks in which a seller did more than usual are followed by weeks in which that seller sold more.

    Spearman's rank correlation over the weeks of all sellers, activities of a week against sales `lag_weeks` later.
    Each seller's own averages are taken off first, so that busy sellers are not compared with idle ones. 95 % interval
    by Fisher's z with Bonett and Wright's variance (2000), the sellers' means counted off; null under ten weeks to
    spare. It tells what goes together, not which leads to which: more calls also go to deals that are alive.
    """
    return by_day(w, of)


def _points(found: pa.Table, w: Window, *, lag_weeks: int, of: str) -> pa.Table:
    out = [
        {"seller_id": seller.seller_id, "week": week, "activities": int(acts), "net": _money(float(sold))}
        for seller in weeks_of(found, w)
        for week, acts, sold in zip(seller.weeks, seller.activities, seller.sold[lag_weeks:], strict=False)
    ]
    kinds = [("seller_id", pa.int64()), ("week", pa.date32()), ("activities", pa.int64()), ("net", SUM_TYPE)]
    return pa.Table.from_pylist(out, pa.schema(kinds))


@metric(
    "seller_id",
    "week",
    behind=Behind("sold_to"),
    then=_points,
    seller_id=Unit.SELLER,
    week=Unit.DATE,
    activities=Unit.COUNT,
    net=Unit.MONEY,
)
def seller_weeks(w: Window, *, lag_weeks: LagWeeks = 0, of: Counting = "sales") -> ir.Table:
    """What each seller did in each whole week, beside what that seller sold in it or some weeks later."""
    return by_day(w, of)
