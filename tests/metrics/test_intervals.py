"""Intervals and cautious rates against published figures."""

from __future__ import annotations

import pytest
from statsmodels.stats.proportion import proportion_confint

from nigotis.metrics.intervals import ranks, shrunk, wilson


@pytest.mark.parametrize(("part", "whole"), [(0, 5), (5, 5), (31, 52), (20, 52), (1, 1), (4238, 6711)])
def test_the_interval_is_wilsons(part: int, whole: int) -> None:
    assert wilson(part, whole) == pytest.approx(proportion_confint(part, whole, method="wilson"), abs=1e-12)


def test_nothing_has_no_interval() -> None:
    assert wilson(0, 0) == (None, None)


def test_rates_that_differ_no_more_than_chance_are_drawn_to_the_common_one() -> None:
    assert shrunk([5, 6, 4], [10, 10, 10]) == pytest.approx([0.5] * 3)
    assert shrunk([0], [0]) == [None]
    assert shrunk([3], [4]) == [0.75]


def test_the_fewer_the_cases_the_further_a_rate_is_drawn() -> None:
    large, small, other = shrunk([90, 9, 10], [100, 10, 100])
    assert large is not None and small is not None and other is not None
    assert 0.9 > large > small > 109 / 210 > other > 0.1


def test_nobody_is_ranked_under_ten_cases() -> None:
    assert ranks([0.5, 0.9, 0.5, None], [10, 9, 20, 30]) == [1, None, 1, None]
    assert ranks([0.5, 0.9], [10, 10], low_first=True) == [1, 2]
