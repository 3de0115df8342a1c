"""Whether there is a season: of the business, of its branches, products and clients; and what its shape is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from nigotis.metrics import measures
from nigotis.metrics.catalogue import Behind, Unit, metric
from nigotis.metrics.monthly import (
    LOOKED_BACK,
    YEAR,
    Series,
    by_month,
    by_month_of_hours,
    days_by_weekday,
    last_whole_month_end,
    month_number,
    series_of,
    whole_months,
)
from nigotis.metrics.ranks import false_discovery, kruskal_wallis
from nigotis.metrics.stl import stl, strengths
from nigotis.metrics.window import Window

EVER = Behind("buyers", params={"from_start": True})
"""The clients behind all whole months there are."""
FEWEST_MONTHS = 24
"""Two cycles: one year cannot tell a season from a single good month."""
FEWEST_MONTHS_BOUGHT = 12
"""Months with a purchase below which a client's calendar is left alone."""
SURE = 0.05
CLEAR = 0.5
NOISE_SERIES = 1000

Floats = NDArray[np.float64]
Verdicts = dict[str, NDArray[Any]]
"""Columns of `SHAPE` and the subject, a place for each; numbers are float64, and NaN where nothing can be said."""

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
    found = _judged(series_of(rows, None, w.until), w.until)
    return _table(found if len(found["subject"]) else _nothing_said(np.zeros(1), np.zeros(1)), None)


def _of_branches(rows: pa.Table, w: Window) -> pa.Table:
    return _table(_judged(series_of(rows, "branch_id", w.until), w.until), "branch_id")


def _of_products(rows: pa.Table, w: Window) -> pa.Table:
    return _table(_judged(series_of(rows, "product_id", w.until), w.until), "product_id")


def _of_clients(rows: pa.Table, w: Window) -> pa.Table:
    found = _judged(series_of(rows, "client_id", w.until), w.until)
    seasonal = found["state"] == "seasonal"  # hundreds of "no" and "cannot tell" are no list to work with
    return _table({name: column[seasonal] for name, column in found.items()}, "client_id")


@metric(behind=EVER, then=_of_business, **SHAPE)
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


@metric("branch_id", behind=EVER, then=_of_branches, branch_id=Unit.BRANCH, **SHAPE)
def branch_seasonality(w: Window) -> ir.Table:
    """Which branches have a season, how strong it is, and when it peaks; the strongest first.

    As `seasonality`, for each branch. Where many are judged at once, chance is held against the false discovery rate
    (Benjamini and Hochberg), so that of those called seasonal at most about one in twenty is not.
    """
    months = by_month_of_hours(w, "branch_id")
    return months.filter(months.branch_id.notnull())


@metric("product_id", behind=EVER, then=_of_products, product_id=Unit.PRODUCT, **SHAPE)
def product_seasonality(w: Window) -> ir.Table:
    """Which products have a season, how strong it is, and when it peaks; the strongest first.

    As `branch_seasonality`, for each product.
    """
    return whole_months(w).of_each_product(_product_months)


@metric("client_id", then=_of_clients, client_id=Unit.CLIENT, **SHAPE)
def client_seasonality(w: Window) -> ir.Table:
    """Which regular clients buy by the season, and when they buy most; the strongest first.

    As `branch_seasonality`, for each client who has bought in at least 12 months; only those with a season are listed:
    those without one, and those of whom nothing can be told yet, are left out.
    """
    return whole_months(w).of_each_client(_regular_client_months)


def _product_months(whole: Window) -> ir.Table:
    lines = whole.history.filter(lambda t: t.product_id.notnull())
    months = whole.product_months.select("product_id", "month", "first_on", "net")
    return by_month(months.union(_days_of_returns(lines, "product_id")), lines, whole, "product_id")


def _regular_client_months(whole: Window) -> ir.Table:
    months = whole.client_months
    bought = months.group_by("client_id").agg(bought=measures.how_many(months, months["sales"] > 0))
    regular = bought.filter(bought.bought >= FEWEST_MONTHS_BOUGHT)
    documents = whole.document_history.filter(lambda t: t.client_id.isin(regular.client_id))
    known = months.filter(months.client_id.isin(regular.client_id)).select("client_id", "month", "first_on", "net")
    return by_month(known.union(_days_of_returns(documents, "client_id")), documents, whole, "client_id")


def _days_of_returns(documents: ir.Table, key: str) -> ir.Table:
    """Months know the first day with a sale; for `by_month` a return is something too. Their net has it already."""
    back = documents.filter(documents.is_return)
    nothing = ibis.literal(Decimal(0), measures.SUM)
    return back.select(key, month=measures.month_of(back.day), first_on="day", net=nothing)


def _month_profile(rows: pa.Table, w: Window) -> pa.Table:
    series = series_of(rows, None, w.until)
    if series.net.shape[1] < FEWEST_MONTHS:
        return _profile("calendar_month", list(range(1, YEAR + 1)), [None] * YEAR, is_sure=False)
    season = stl(series.net, YEAR).season[0]
    mean = series.net.mean()
    months = sorted(zip(series.calendar_months[:YEAR].tolist(), season[:YEAR].tolist(), strict=True))
    index = [1 + s / mean if mean > 0 else None for _, s in months]
    is_sure = _judged(series, w.until)["state"][0] == "seasonal"
    return _profile("calendar_month", [month + 1 for month, _ in months], index, is_sure)


def _weekday_profile(rows: pa.Table, w: Window) -> pa.Table:
    series = series_of(rows, None, w.until)
    rates = _weekday_rates(series)[0] if series.net.shape[1] >= LOOKED_BACK else None
    mean = rates.mean() if rates is not None else 0
    if rates is None or mean <= 0:
        return _profile("weekday", [], [], is_sure=False)
    is_sure = np.isfinite(_judged(series, w.until)["peak_weekday"][0])
    return _profile("weekday", list(range(1, 8)), (rates.mean(axis=0) / mean).tolist(), is_sure)


@metric(
    "calendar_month",
    behind=EVER,
    then=_month_profile,
    calendar_month=Unit.CALENDAR_MONTH,
    index=Unit.NUMBER,
    level=Unit.CODE,
)
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


def _judged(series: Series, until: date) -> Verdicts:
    """A verdict of each series, the seasonal ones first: those of equal length are taken apart together."""
    said = _nothing_said(series.subjects, series.months)
    for length in np.unique(series.months[series.months >= FEWEST_MONTHS]):
        _measure(series, np.flatnonzero(series.months == length), said)
    _conclude(said, until)
    _weekdays(series, said)
    order = np.lexsort((said["subject"], -np.nan_to_num(said["season_strength"]), said["state"] != "seasonal"))
    return {name: column[order] for name, column in said.items()}


def _nothing_said(subjects: NDArray[Any], months: NDArray[Any]) -> Verdicts:
    said = {name: np.full(len(subjects), np.nan) for name in SHAPE}
    return said | {"subject": subjects, "state": np.full(len(subjects), "cannot_tell"), "months": months}


def _measure(series: Series, alike: NDArray[np.int64], said: Verdicts) -> None:
    """Strengths and test of some series of one length."""
    length = int(series.months[alike[0]])
    values, months = series.net[alike, -length:], series.calendar_months[-length:]
    parts = stl(values, YEAR)
    trend, season = strengths(parts)
    test, p = kruskal_wallis(np.round(values - parts.trend, 6), months)
    chance = np.minimum(1.0, 2 * np.minimum(p, _chance_of(season, length)))
    profile = np.array([parts.season[:, months == month].mean(axis=1) for month in range(YEAR)]).T
    near = np.round(profile, 6)  # so that of equal months the first is named, whatever their last bits are
    peak, low = near.argmax(axis=1), near.argmin(axis=1)
    place, mean = np.arange(len(alike)), values.mean(axis=1)
    measured = {
        "trend_strength": np.round(trend, 6),
        "season_strength": np.round(season, 6),
        "kruskal_wallis": np.round(test, 5),
        "p_value": np.round(p, 9),
        "chance": np.round(chance, 9),
        "peak_month": peak + 1,
        "low_month": low + 1,
        "peak_lift": np.round(_beside(profile[place, peak], mean), 6),
        "low_lift": np.round(_beside(profile[place, low], mean), 6),
    }
    for name, values in measured.items():
        said[name][alike] = values


def _beside(value: Floats, mean: Floats) -> Floats:
    """Part of a mean; NaN where there is none above zero."""
    part: Floats = value / np.where(mean > 0, mean, np.nan)
    return part


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


def _conclude(said: Verdicts, until: date) -> None:
    told = np.isfinite(said["chance"])
    sure = np.zeros(len(told), bool)
    sure[told] = false_discovery(said["chance"][told]) < SURE
    seasonal = sure & (said["season_strength"] >= CLEAR)
    said["state"][told] = np.where(seasonal[told], "seasonal", "even")
    for name in ("peak_month", "peak_lift", "low_month", "low_lift"):
        said[name][~seasonal] = np.nan
    after = month_number(last_whole_month_end(until)) + 1
    said["next_peak"] = after + (said["peak_month"] - 1 - after) % YEAR


def _weekdays(series: Series, said: Verdicts) -> None:
    """The best weekday where weekdays differ."""
    enough = np.flatnonzero(series.months >= LOOKED_BACK)
    if not len(enough):
        return
    rates = _weekday_rates(series)[enough]
    flat = _beside_their_mean(rates).reshape(len(enough), -1)
    _, p = kruskal_wallis(np.round(flat, 6), np.tile(np.arange(7), LOOKED_BACK))
    means, mean = rates.mean(axis=1), rates.reshape(len(enough), -1).mean(axis=1)
    differ = (false_discovery(p) < SURE) & (mean > 0)
    said["peak_weekday"][enough[differ]] = means[differ].argmax(axis=1) + 1
    said["weekday_lift"][enough[differ]] = np.round(means[differ].max(axis=1) / mean[differ] - 1, 6)


def _weekday_rates(series: Series) -> Floats:
    """Net revenue a day by month and weekday of the months looked back on, for each series."""
    last = series.start + series.net.shape[1]
    rates: Floats = series.by_weekday / days_by_weekday(last - LOOKED_BACK, LOOKED_BACK)
    return rates


def _beside_their_mean(rates: Floats) -> Floats:
    """Each month beside its own mean, so that seasons and growth do not hide the weekdays."""
    beside: Floats = rates - rates.mean(axis=-1, keepdims=True)
    return beside


def _table(said: Verdicts, key: str | None) -> pa.Table:
    columns = {name: _column(name, said[name]) for name in SHAPE}
    return pa.table(({key: pa.array(said["subject"])} if key else {}) | columns)


def _column(name: str, said: NDArray[Any]) -> pa.Array:
    if name == "next_peak":
        said = said.astype("datetime64[M]").astype("datetime64[D]")
    found = pa.array(said, from_pandas=True)
    return found if SHAPE[name] in (Unit.CODE, Unit.MONTH, Unit.NUMBER, Unit.SHARE) else found.cast(pa.int64())


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
