"""Whether there is a season: of the business, of its branches, products and clients; and what its shape is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from nigotis.metrics.catalogue import Unit, metric
from nigotis.metrics.monthly import (
    YEAR,
    Series,
    by_month,
    by_month_of_hours,
    days_by_weekday,
    last_whole_month_end,
    month_number,
    month_of,
    series_of,
    whole_months,
)
from nigotis.metrics.ranks import false_discovery, kruskal_wallis
from nigotis.metrics.stl import stl, strengths
from nigotis.metrics.window import Window

FEWEST_MONTHS = 24
"""Two cycles: one year cannot tell a season from a single good month."""
FEWEST_MONTHS_BOUGHT = 12
"""Months with a purchase below which a client's calendar is left alone."""
SURE = 0.05
CLEAR = 0.5
NOISE_SERIES = 1000
LOOKED_BACK = 12
"""Months of which the weekdays are judged: habits of three years ago say little."""

Verdict = dict[str, Any]
Floats = NDArray[np.float64]

SHAPE: dict[str, Any] = {
    "state": Unit.CODE,
    "months": Unit.COUNT,
    "trend_strength": Unit.NUMBER,
    "season_strength": Unit.NUMBER,
    "kruskal_wallis": Unit.NUMBER,
    "p_value": Unit.NUMBER,
    "chance": Unit.SHARE,
    "peak_month": Unit.CALENDAR_MONTH,
    "peak_lift": Unit.SHARE,
    "low_month": Unit.CALENDAR_MONTH,
    "low_lift": Unit.SHARE,
    "next_peak": Unit.MONTH,
    "peak_weekday": Unit.WEEKDAY,
    "weekday_lift": Unit.SHARE,
}


def _of_business(rows: pa.Table, w: Window) -> pa.Table:
    return _table(_judged(series_of(rows, None, w.until), w.until) or [_verdict(None, 0)], None)


def _of_branches(rows: pa.Table, w: Window) -> pa.Table:
    return _table(_judged(series_of(rows, "branch_id", w.until), w.until), "branch_id")


def _of_products(rows: pa.Table, w: Window) -> pa.Table:
    return _table(_judged(series_of(rows, "product_id", w.until), w.until), "product_id")


def _of_clients(rows: pa.Table, w: Window) -> pa.Table:
    judged = _judged(series_of(rows, "client_id", w.until), w.until)
    return _table([verdict for verdict in judged if verdict["state"] != "even"], "client_id")


@metric(then=_of_business, **SHAPE)
def seasonality(w: Window) -> ir.Table:
    """Whether sales have a season: how strong trend and season are, the best and weakest month, the best weekday.

    Net revenue of whole months from the first sale on, taken apart by STL with a season that stays the same (Cleveland
    et al. 1990). Strengths: 1 - Var(remainder) / Var(remainder + component), Hyndman and Athanasopoulos. The p-value
    is that of Kruskal and Wallis on calendar months after taking the trend out; chance is how easily noise alone would
    look so seasonal, by that test or by the strength of the season in noise of equal length, which also sees a single
    great month. There is a season when chance is below 5 % and the strength 0.5 or more; two years are the least to
    tell. Lift: above or below the mean month. The best weekday, by sales a day in the last 12 whole months, stands
    only where weekdays differ by the test of Kruskal and Wallis.
    """
    return by_month_of_hours(w)


@metric("branch_id", then=_of_branches, branch_id=Unit.BRANCH, **SHAPE)
def branch_seasonality(w: Window) -> ir.Table:
    """Which branches have a season, how strong it is, and when it peaks; the strongest first.

    As `seasonality`, for each branch. Where many are judged at once, chance is held against the false discovery rate
    (Benjamini and Hochberg), so that of those called seasonal at most about one in twenty is not.
    """
    months = by_month_of_hours(w, "branch_id")
    return months.filter(months.branch_id.notnull())


@metric("product_id", then=_of_products, product_id=Unit.PRODUCT, **SHAPE)
def product_seasonality(w: Window) -> ir.Table:
    """Which products have a season, how strong it is, and when it peaks; the strongest first.

    As `branch_seasonality`, for each product.
    """
    lines = whole_months(w).history
    return by_month(lines.filter(lines.product_id.notnull()), "product_id")


@metric("client_id", then=_of_clients, client_id=Unit.CLIENT, **SHAPE)
def client_seasonality(w: Window) -> ir.Table:
    """Which regular clients buy by the season, and when they buy most; the strongest first.

    As `branch_seasonality`, for each client who has bought in at least 12 months; those without a clear season are
    left out.
    """
    known = whole_months(w).document_history.filter(lambda t: t.client_id.notnull())
    sold = known.filter(~known.is_return)
    months = sold.select("client_id", month=sold.day.truncate("M").cast("date")).distinct()
    bought = months.group_by("client_id").agg(bought=months.count())
    regular = bought.filter(bought.bought >= FEWEST_MONTHS_BOUGHT).select("client_id")
    return by_month(known.semi_join(regular, "client_id"), "client_id")


def _month_profile(rows: pa.Table, w: Window) -> pa.Table:
    found = series_of(rows, None, w.until)
    if not found or len(found[0].net) < FEWEST_MONTHS:
        return _profile("calendar_month", list(range(1, YEAR + 1)), [None] * YEAR, is_sure=False)
    (series,) = found
    season = stl(series.net[None], YEAR).season[0]
    mean = series.net.mean()
    months = sorted(zip(series.calendar_months[:YEAR].tolist(), season[:YEAR].tolist(), strict=True))
    index = [1 + s / mean if mean > 0 else None for _, s in months]
    is_sure = _judged(found, w.until)[0]["state"] == "seasonal"
    return _profile("calendar_month", [month + 1 for month, _ in months], index, is_sure)


def _weekday_profile(rows: pa.Table, w: Window) -> pa.Table:
    found = series_of(rows, None, w.until)
    rates = _weekday_rates(found[0]) if found else None
    mean = rates.mean() if rates is not None else 0
    if rates is None or mean <= 0:
        return _profile("weekday", [], [], is_sure=False)
    is_sure = _judged(found, w.until)[0]["peak_weekday"] is not None
    return _profile("weekday", list(range(1, 8)), (rates.mean(axis=0) / mean).tolist(), is_sure)


@metric("calendar_month", then=_month_profile, calendar_month=Unit.CALENDAR_MONTH, index=Unit.NUMBER, level=Unit.CODE)
def month_profile(w: Window) -> ir.Table:
    """How much each month of the year brings, beside a usual month (1.00), with growth taken out.

    The season of STL over whole months from the first sale on; peak: 1.10 and more, low: 0.90 and less, and neither
    where `seasonality` finds no season. Without figures where there are less than two years.
    """
    return by_month_of_hours(w)


@metric("weekday", then=_weekday_profile, weekday=Unit.WEEKDAY, index=Unit.NUMBER, level=Unit.CODE)
def weekday_profile(w: Window) -> ir.Table:
    """How much each day of the week brings, beside a usual day (1.00), in the last 12 whole months.

    Net revenue per such day, holidays and closed days included; peak: 1.10 and more, low: 0.90 and less, and neither
    where weekdays do not differ by the test of `seasonality`.
    """
    return by_month_of_hours(w)


def _judged(found: list[Series], until: date) -> list[Verdict]:
    """A verdict of each series: those of equal length are taken apart together."""
    verdicts = [_verdict(series.subject, len(series.net)) for series in found]
    by_length: dict[int, list[int]] = defaultdict(list)
    for number, series in enumerate(found):
        by_length[len(series.net)].append(number)
    for length, numbers in by_length.items():
        if length >= FEWEST_MONTHS:
            _measure([found[n] for n in numbers], [verdicts[n] for n in numbers])
    told = [verdict for verdict in verdicts if verdict["chance"] is not None]
    for verdict, chance in zip(told, false_discovery(np.array([v["chance"] for v in told])), strict=True):
        _conclude(verdict, float(chance), until)
    _weekdays(found, verdicts)
    return sorted(verdicts, key=lambda v: (v["state"] != "seasonal", -(v["season_strength"] or 0), v["subject"] or 0))


def _verdict(subject: Any, months: int) -> Verdict:
    return dict.fromkeys(SHAPE) | {"subject": subject, "state": "cannot_tell", "months": months}


def _measure(alike: list[Series], verdicts: list[Verdict]) -> None:
    """Strengths and test of series of one length that end in one month."""
    values = np.array([series.net for series in alike])
    parts = stl(values, YEAR)
    trend, season = strengths(parts)
    months = alike[0].calendar_months
    test, p = kruskal_wallis(np.round(values - parts.trend, 6), months)
    chance = np.minimum(1.0, 2 * np.minimum(p, _chance_of(season, values.shape[1])))
    profile = np.array([parts.season[:, months == month].mean(axis=1) for month in range(YEAR)]).T
    for n, verdict in enumerate(verdicts):
        mean = values[n].mean()
        peak, low = int(profile[n].argmax()), int(profile[n].argmin())
        verdict |= {
            "trend_strength": round(float(trend[n]), 6),
            "season_strength": round(float(season[n]), 6),
            "kruskal_wallis": round(float(test[n]), 5),
            "p_value": round(float(p[n]), 9),
            "chance": round(float(chance[n]), 9),
            "peak_month": peak + 1,
            "low_month": low + 1,
            "peak_lift": round(float(profile[n][peak] / mean), 6) if mean > 0 else None,
            "low_lift": round(float(profile[n][low] / mean), 6) if mean > 0 else None,
        }


def _chance_of(strength: Floats, months: int) -> Floats:
    """How often noise of so many months has a season of at least this strength."""
    from scipy.special import betainc

    first, second = _noise(months)
    rare: Floats = 1 - betainc(first, second, np.minimum(strength, 1.0))
    return rare


@lru_cache(maxsize=256)
def _noise(months: int) -> tuple[float, float]:
    """The beta distribution, by its mean and variance, of the strength of season found in noise."""
    dice = np.random.default_rng(months)
    found = strengths(stl(dice.standard_normal((NOISE_SERIES, months)), YEAR))[1]
    mean, spread = float(found.mean()), float(found.var())
    both = mean * (1 - mean) / spread - 1
    return mean * both, (1 - mean) * both


def _conclude(verdict: Verdict, chance: float, until: date) -> None:
    if chance < SURE and verdict["season_strength"] >= CLEAR:
        verdict["state"] = "seasonal"
        after = month_number(last_whole_month_end(until)) + 1
        verdict["next_peak"] = month_of(after + (verdict["peak_month"] - 1 - after) % YEAR)
        return
    verdict["state"] = "even"
    verdict |= dict.fromkeys(("peak_month", "peak_lift", "low_month", "low_lift"))


def _weekdays(found: list[Series], verdicts: list[Verdict]) -> None:
    """The best weekday where weekdays differ."""
    rates = {n: r for n, series in enumerate(found) if (r := _weekday_rates(series)) is not None}
    if not rates:
        return
    flat = np.array([_beside_their_mean(r).ravel() for r in rates.values()])
    _, p = kruskal_wallis(np.round(flat, 6), np.tile(np.arange(7), LOOKED_BACK))
    for (n, rate), sure in zip(rates.items(), false_discovery(p), strict=True):
        mean, means = rate.mean(), rate.mean(axis=0)
        if sure < SURE and mean > 0:
            best = int(means.argmax())
            verdicts[n] |= {"peak_weekday": best + 1, "weekday_lift": round(float(means[best] / mean - 1), 6)}


def _weekday_rates(series: Series) -> Floats | None:
    """Net revenue a day by month and weekday of the months looked back on; None where there are fewer."""
    if len(series.net) < LOOKED_BACK:
        return None
    start = series.start + len(series.net) - LOOKED_BACK
    return series.by_weekday[-LOOKED_BACK:] / days_by_weekday(start, LOOKED_BACK)


def _beside_their_mean(rates: Floats) -> Floats:
    """Each month beside its own mean, so that seasons and growth do not hide the weekdays."""
    beside: Floats = rates - rates.mean(axis=1, keepdims=True)
    return beside


def _table(verdicts: Iterable[Verdict], key: str | None) -> pa.Table:
    names = {key: "subject"} if key else {}
    columns = [*names, *SHAPE]
    types = {"next_peak": pa.date32(), "state": pa.string()}
    floats = {name for name, unit in SHAPE.items() if unit in (Unit.NUMBER, Unit.SHARE)}
    schema = pa.schema([(c, types.get(c, pa.float64() if c in floats else pa.int64())) for c in columns])
    rows = [{name: verdict[names.get(name, name)] for name in columns} for verdict in verdicts]
    return pa.Table.from_pylist(rows, schema)


def _profile(name: str, places: list[int], index: list[float | None], is_sure: bool) -> pa.Table:
    rounded = [None if value is None else round(value, 6) for value in index]
    return pa.table(
        {
            name: pa.array(places, pa.int64()),
            "index": pa.array(rounded, pa.float64()),
            "level": pa.array([_level(value) if is_sure else "usual" for value in rounded], pa.string()),
        }
    )


def _level(index: float | None) -> str:
    if index is None:
        return "usual"
    return "peak" if index >= 1.1 else "low_season" if index <= 0.9 else "usual"
