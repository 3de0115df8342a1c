"""Trend, season and forecasts on six classic monthly series, against R's figures."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from make.facts import Facts
from nigotis.metrics import extrapolate
from nigotis.metrics.ranks import kruskal_wallis
from nigotis.metrics.stl import stl, strengths

DATA = Path(__file__).parents[3] / "shared" / "data"
SERIES = DATA / "r_series"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not SERIES.is_dir(), reason=f"public data files are not at {SERIES}"),
]

# R: stl(x, "periodic"), strengths as in fpp3 4.3; kruskal.test on the raw months. AirPassengers as logarithms.
IN_R = {
    "AirPassengers": (0.994007, 0.936752, 11.14840),
    "co2": (0.999693, 0.984105, 7.86274),
    "nottem": (0.205488, 0.943833, 217.95870),
    "USAccDeaths": (0.799074, 0.942584, 52.97326),
    "UKDriverDeaths": (0.747390, 0.781224, 79.08132),
    "ldeaths": (0.263914, 0.884674, 61.95990),
}


def series(name: str) -> np.ndarray:
    with (SERIES / f"{name}.csv").open() as file:
        return np.array([float(row["value"]) for row in csv.DictReader(file)])


@pytest.mark.parametrize("name", IN_R)
def test_strengths_are_those_of_r_to_every_printed_digit(name: str) -> None:
    values = np.log(series(name)) if name == "AirPassengers" else series(name)
    trend, season = strengths(stl(values[None], 12))
    assert (round(trend[0], 6), round(season[0], 6)) == IN_R[name][:2]
    raw, _ = kruskal_wallis(values[None], np.arange(len(values)) % 12)
    assert round(raw[0], 5) == pytest.approx(IN_R[name][2], abs=1e-5)


@pytest.mark.parametrize("name", IN_R)
def test_every_series_is_seasonal_once_its_trend_is_taken_out(name: str) -> None:
    values = series(name)
    months = np.arange(len(values)) % 12
    _, p = kruskal_wallis((values - stl(values[None], 12).trend), months)
    assert p[0] < 1e-6
    if name in ("AirPassengers", "co2"):
        assert kruskal_wallis(values[None], months)[1][0] > 0.4, "on raw months the test misses it"


@pytest.mark.parametrize(("name", "peak"), [("AirPassengers", 7), ("co2", 5)])
def test_sales_that_run_like_a_series_have_a_season_though_they_grow(name: str, peak: int) -> None:
    values = series(name)
    values = values[: len(values) // 12 * 12][-144:]
    facts = Facts()
    for at, value in enumerate(values.tolist()):
        facts.sale(1, f"{2014 + at // 12}-{at % 12 + 1:02}-10", str(value))
    [row] = facts.ask("seasonality", "2025-01-01", "2026-01-05")
    assert (row["state"], row["months"], row["peak_month"]) == ("seasonal", 143, peak)


def test_forecasts_beat_the_same_month_a_year_before_and_intervals_keep_their_promise() -> None:
    """Every month from the fifth year on (120 at most) is taken for the present once."""
    inside, better = [], []
    for name in IN_R:
        values = series(name)
        errors, naive = [], []
        for now in range(48, min(len(values) - 3, 168), 3):
            trial, _ = extrapolate.trials(values[:now])
            error = np.abs(values[now : now + 3] - extrapolate.RULES[trial.rule](values[:now], 3))
            inside += (error <= trial.half_widths).tolist()
            errors.append(error)
            naive.append(np.abs(values[now : now + 3] - extrapolate.seasonal_naive(values[:now], 3)))
        better.append(np.mean(errors) / np.mean(naive))
    assert all(ratio < 1 for ratio in better), better
    assert np.mean(better) < 0.66
    assert 0.78 < np.mean(inside) < 0.82
