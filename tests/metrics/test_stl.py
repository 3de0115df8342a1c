"""Decomposition and rank tests against statsmodels and SciPy, which were written by others."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kruskal
from statsmodels.tsa.seasonal import STL

from nigotis.metrics.ranks import false_discovery, kruskal_wallis
from nigotis.metrics.stl import stl, strengths

DICE = np.random.default_rng(5)
MONTHS = np.arange(60)
WAVES = 100 + MONTHS + 20 * np.sin(2 * np.pi * MONTHS / 12) + DICE.normal(0, 3, (4, 60))


@pytest.mark.parametrize("window", [None, 13])
@pytest.mark.parametrize("robust", [False, True])
def test_the_parts_are_those_of_statsmodels(window: int | None, robust: bool) -> None:
    parts = stl(WAVES, 12, window, robust=robust)
    given = {"seasonal": 10 * 60 + 1, "seasonal_deg": 0} if window is None else {"seasonal": window, "seasonal_deg": 0}
    for row, series in enumerate(WAVES):
        peer = STL(series, period=12, robust=robust, **given).fit()
        spread = np.ptp(series)
        # statsmodels has no jumps, and does not make a periodic season exactly periodic
        assert np.abs(parts.trend[row] - peer.trend).max() < 0.02 * spread
        assert np.abs(parts.season[row] - peer.seasonal).max() < 0.02 * spread


def test_the_parts_add_up_and_a_periodic_season_is_the_same_every_year() -> None:
    parts = stl(WAVES, 12)
    np.testing.assert_allclose(parts.trend + parts.season + parts.remainder, WAVES)
    np.testing.assert_allclose(parts.season[:, :48], parts.season[:, 12:])


def test_many_series_at_once_are_each_what_they_are_alone() -> None:
    together = stl(WAVES, 12, robust=True)
    for row in range(len(WAVES)):
        alone = stl(WAVES[row : row + 1], 12, robust=True)
        np.testing.assert_allclose(together.season[row], alone.season[0], atol=1e-9)


def test_an_outlier_bends_the_robust_season_less() -> None:
    spoilt = WAVES.copy()
    spoilt[:, 30] += 30
    bent = [np.abs(stl(spoilt, 12, robust=r).season - stl(WAVES, 12, robust=r).season).max() for r in (False, True)]
    assert bent[1] < bent[0] / 3


def test_strengths_of_a_pure_line_a_pure_season_and_nothing() -> None:
    series = np.array([MONTHS * 2.0, 10 * np.sin(2 * np.pi * MONTHS / 12), np.full(60, 7.0)])
    trend, season = strengths(stl(series, 12))
    assert trend[0] > 0.998
    assert season[1] == pytest.approx(1, abs=1e-3)
    assert (trend[2], season[2]) == (0, 0)


def test_less_than_two_cycles_are_refused() -> None:
    with pytest.raises(ValueError, match="two cycles"):
        stl(np.ones((1, 23)), 12)


def test_kruskal_wallis_with_and_without_ties_is_scipys() -> None:
    groups = np.arange(36) % 12
    tied = DICE.integers(0, 5, (20, 36)).astype(float)
    for values in (tied, DICE.normal(size=(20, 36))):
        found, p = kruskal_wallis(values, groups)
        peers = [kruskal(*(row[groups == g] for g in range(12))) for row in values]
        np.testing.assert_allclose(found, [peer.statistic for peer in peers], atol=1e-10)
        np.testing.assert_allclose(p, [peer.pvalue for peer in peers], atol=1e-12)
    assert kruskal_wallis(np.ones((1, 36)), groups)[0][0] == 0


def test_false_discovery_by_hand() -> None:
    # sorted .01 .02 .03 .5, times 4/1, 4/2, 4/3, 4/4: .04 .04 .04 .5
    np.testing.assert_allclose(false_discovery(np.array([0.5, 0.01, 0.03, 0.02])), [0.5, 0.04, 0.04, 0.04])
    assert false_discovery(np.array([])).size == 0
