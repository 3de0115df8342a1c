"""Histories: order days cut at any day, without a look ahead."""

from __future__ import annotations

import random
from datetime import date

import numpy as np
import pyarrow as pa

from make.histories import by_hand, simulated
from nigotis.forecasting import rules
from nigotis.forecasting.history import histories, number, repeat_spend, summary

TWO = by_hand(
    {
        7: [("2026-01-01", 10), ("2026-01-15", 20), ("2026-01-15", 5), ("2026-02-05", 45)],
        9: [("2026-02-01", 100)],
    }
)


def test_rows_of_one_day_are_one_order() -> None:
    assert TWO.client_id.tolist() == [7, 9]
    assert TWO.orders.tolist() == [3, 1]
    assert TWO.spend.tolist() == [10, 25, 45, 100]
    assert TWO.gaps.tolist() == [0, 14, 21, 0]


def test_the_order_of_rows_does_not_matter() -> None:
    rows = [(dice % 5, date(2026, 1, 1 + dice % 28), 0.1 * dice) for dice in range(200)]
    tables = []
    for _ in range(2):
        random.Random(3).shuffle(rows)
        columns = zip(("client_id", "day", "spend"), zip(*rows, strict=True), strict=True)
        tables.append(histories(pa.table(dict(columns))))
    assert all(np.array_equal(a, b) for a, b in zip(vars(tables[0]).values(), vars(tables[1]).values(), strict=False))


def test_a_cut_knows_nothing_later() -> None:
    known = TWO.until(number(date(2026, 1, 31)))
    assert (known.client_id.tolist(), known.orders.tolist(), known.spent.tolist()) == ([7], [2], [35])
    after = number(date(2026, 1, 31))
    assert TWO.orders_within(after, after + 5).tolist() == [1, 1]
    assert TWO.spent_within(after, after + 1).tolist() == [0, 100]


def test_x_t_and_age_are_counted_from_the_first_order() -> None:
    found = summary(TWO, number(date(2026, 2, 10)))
    assert (found.x.tolist(), found.t.tolist(), found.T.tolist()) == ([2, 0], [35, 0], [40, 9])
    assert np.isclose(found.log_gaps, np.log(2) + np.log(3))


def test_spend_is_the_mean_over_repeat_orders() -> None:
    assert np.array_equal(repeat_spend(TWO), [35, np.nan], equal_nan=True)


def test_no_clients_at_all_are_no_error() -> None:
    nobody = TWO.until(0)
    assert (len(nobody), nobody.spent.tolist(), len(summary(nobody, 0))) == (0, [], 0)


def test_quantiles_of_own_gaps_are_those_of_numpy() -> None:
    h = simulated(200)
    ours = rules.gap_quantile(h, 0.9)
    for i in np.flatnonzero(h.orders > 1):
        own = np.diff(h.day[h.start[i] : h.start[i + 1]])
        assert np.isclose(ours[i], np.quantile(own, 0.9))
    assert np.isnan(ours[h.orders == 1]).all()


def test_who_used_to_buy_weekly_and_is_silent_for_three_weeks_is_late() -> None:
    weekly = [(f"2026-01-{day:02}", 1.0) for day in (1, 8, 15, 22, 29)]
    h = by_hand({1: weekly, 2: weekly[:4]})
    silent = number(date(2026, 2, 19))
    assert rules.late(h, silent).tolist() == [True, False]  # the second has too few gaps for a rhythm
    assert rules.late(h, number(date(2026, 2, 5))).tolist() == [False, False]
    assert rules.inactive(h, silent, 21).tolist() == [False, True]
