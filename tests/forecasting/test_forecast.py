"""Forecasts and receipts as a whole: no look ahead, naive rules shown where they win, codes that mean what they say."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from make.histories import by_hand, simulated
from nigotis.forecasting import boosting, choosing, churn, dropout, logistic, rhythm, rules, scores, spend, value
from nigotis.forecasting.backtest import Trial, backtest
from nigotis.forecasting.churn import learn
from nigotis.forecasting.dropout import MBG, Dropout
from nigotis.forecasting.due import Due, Untold, expected
from nigotis.forecasting.features import features
from nigotis.forecasting.forecast import predict
from nigotis.forecasting.history import EPOCH, Summary, number, repeat_spend, summary
from nigotis.forecasting.losing import LOST, is_lost
from nigotis.forecasting.reasons import Reason, reasons
from nigotis.forecasting.receipts import AmountReceipt, ChurnReceipt, NextOrderReceipt, Receipts
from nigotis.predictions.reckoning import VALUES

TODAY = date(2025, 6, 30)
CUT = number(TODAY)
WORLD = simulated(900, seed=8, r=1.2, alpha=4.0, join_days=540)
RECEIPTS = backtest(WORLD, TODAY)


def test_nothing_after_the_day_is_looked_at() -> None:
    whole, cut = predict(WORLD, TODAY), predict(WORLD.until(CUT), TODAY)
    for name, column in whole.columns().items():
        assert np.array_equal(column, cut.columns()[name], equal_nan=column.dtype.kind in "fM"), name
    assert backtest(WORLD.until(CUT), TODAY) == RECEIPTS


def test_what_is_said_on_an_earlier_day_does_not_know_what_came() -> None:
    origin = CUT - 90
    trial, blind = (Trial.on(h, origin, 90) for h in (WORLD.until(CUT), WORLD.until(origin)))
    for said in ("p_no_order", "naive_p", "orders", "silent"):
        assert np.array_equal(getattr(trial, said), getattr(blind, said)), said
    assert trial.came.sum() > 0 == blind.came.sum()


def test_a_receipt_is_json_and_counts_what_really_happened() -> None:
    receipt = RECEIPTS.churn
    assert json.loads(json.dumps(RECEIPTS.plain()))["churn"]["clients"] == receipt.clients
    assert sum(step.clients for step in receipt.bins) == receipt.clients
    origins = [number(date.fromisoformat(day)) for day in receipt.origins]
    assert origins[0] == CUT - 90
    assert receipt.clients == sum(len(WORLD.until(day)) for day in origins)
    assert RECEIPTS.orders.actual == sum(
        WORLD.orders_within(day, day + 90)[WORLD.find(WORLD.until(day).client_id)].sum() for day in origins
    )
    assert 0 < receipt.stayed_away <= receipt.called_lost
    assert receipt.stayed_away / receipt.called_lost > 0.85


def test_predictions_of_a_world_that_follows_the_models_beat_the_naive_rules() -> None:
    assert RECEIPTS.churn.beats_naive and RECEIPTS.orders.beats_naive and RECEIPTS.value.beats_naive
    assert abs(RECEIPTS.orders.sum_error or 1) < 0.1
    assert (RECEIPTS.churn.ece or 1) < 0.08  # noise of four origins of a few hundred included


def test_what_does_not_beat_the_naive_rule_is_replaced_by_it_and_said_so() -> None:
    origins = ("2025-04-01",)
    amounts = AmountReceipt(origins)
    lost = Receipts(TODAY.isoformat(), 90, ChurnReceipt(origins), NextOrderReceipt(origins), amounts, amounts)
    naive = predict(WORLD, TODAY, 90, lost)
    known = WORLD.until(CUT)
    assert {naive.orders_by, naive.churn_by, naive.next_order_by, naive.value_by} == {"naive"}
    assert np.array_equal(naive.orders_expected, rules.same_rate(known, CUT, 90))
    assert np.array_equal(naive.clv, rules.same_spend(known, CUT, 90))
    assert len(np.unique(naive.p_no_order)) == 2
    assert naive.p_no_order[naive.days_silent > 90].min() > naive.p_no_order[naive.days_silent <= 90].max()
    ours = predict(WORLD, TODAY, 90, RECEIPTS)
    assert ours.orders_by == ours.churn_by == "model"
    for shown in (ours, naive):
        assert (shown.clv_low <= shown.clv).all() and (shown.clv <= shown.clv_high).all()
        assert (shown.clv_365_low <= shown.clv_365).all() and (shown.clv_365 <= shown.clv_365_high).all()


def test_without_a_single_amount_nothing_is_claimed_about_money() -> None:
    unpriced = replace(WORLD, spend=np.zeros_like(WORLD.spend))
    receipts = backtest(unpriced, TODAY)
    assert receipts.value == AmountReceipt() != RECEIPTS.value
    assert receipts.orders.beats_naive and receipts.orders.actual == RECEIPTS.orders.actual
    assert receipts.orders.predicted == pytest.approx(RECEIPTS.orders.predicted, rel=0.01)


def test_a_year_may_bring_at_least_what_the_horizon_within_it_may() -> None:
    forecast = predict(WORLD, TODAY, 90, RECEIPTS)
    assert (forecast.clv_low <= forecast.clv_365_low).all()
    assert np.mean(forecast.clv_high <= forecast.clv_365_high) > 0.99
    assert (forecast.clv_high < forecast.clv_365_high).mean() > 0.5
    same = predict(WORLD, TODAY, 365)
    assert np.array_equal(same.clv_low, same.clv_365_low) and np.array_equal(same.clv_high, same.clv_365_high)


def test_a_prediction_that_could_not_be_tried_yet_is_the_models() -> None:
    young = WORLD.until(int(WORLD.day.min()) + 40)
    forecast = predict(young, date.fromordinal(EPOCH.toordinal() + int(WORLD.day.min()) + 40))
    assert {forecast.orders_by, forecast.churn_by, forecast.next_order_by, forecast.value_by} == {"model"}
    assert ((forecast.p_no_order > 0) & (forecast.p_no_order < 1)).all()


@pytest.mark.parametrize("clients", [0, 1, 2, 5, 40])
def test_a_shop_of_any_size_gets_a_forecast(clients: int) -> None:
    shop = simulated(clients, seed=4) if clients else WORLD.until(0)
    forecast = predict(shop, TODAY)
    assert len(forecast.client_id) == len(shop.until(CUT))
    for name in ("orders_expected", "p_no_order", "p_alive", *VALUES):
        assert np.isfinite(forecast.columns()[name]).all(), name
    assert json.dumps(backtest(shop, TODAY).plain())


def test_money_that_was_all_given_back_is_no_trouble() -> None:
    forecast = predict(by_hand({1: [("2025-01-01", 0.0), ("2025-02-01", -5.0)], 2: [("2025-03-01", 0.0)]}), TODAY)
    assert np.allclose(forecast.clv_365, 0, atol=1e-6)


def test_who_gave_back_more_than_she_bought_is_worth_nothing_and_takes_nothing_from_the_others() -> None:
    orders = {client: [("2025-01-01", 10.0), (f"2025-03-{client:02}", 12.0)] for client in range(1, 6)}
    h = by_hand({**orders, 9: [("2025-01-01", 100.0), ("2025-02-01", -500.0)]})
    tried = AmountReceipt(("2025-04-01",))
    for shown in (tried, replace(tried, beats_naive=True)):
        found = predict(h, TODAY, 90, Receipts(TODAY.isoformat(), 90, orders=shown, value=shown))
        assert found.historic_value[-1] == -400
        for name in ("clv", "clv_low", "clv_365", "clv_365_low"):
            assert (found.columns()[name] >= 0).all(), name
        assert (found.clv_365[:-1] > 0).all()


@pytest.mark.parametrize("clients", [900, 60])
def test_fewer_orders_than_the_chance_of_one_are_not_expected(clients: int) -> None:
    h = WORLD if clients == 900 else simulated(clients, seed=1, k=6, r=2.0, alpha=0.7, a=0.3, b=6.0)
    found = predict(h, TODAY, 90, Receipts(TODAY.isoformat(), 90))
    assert learn(h.until(CUT), CUT, 90).is_learnt == (clients == 900)
    assert (found.orders_expected >= 1 - found.p_no_order - 1e-12).all()
    assert (found.clv <= found.clv_365).all()
    alone = choosing.choose(h.until(CUT), CUT, 90).orders(summary(h.until(CUT), CUT), 90)
    assert (alone < 1 - found.p_no_order - 0.01).any(), "counts alone would contradict it"


def test_in_a_small_shop_of_regular_clients_who_is_missing_is_told_sooner_than_by_chance_alone() -> None:
    ours, plain = [], []
    for seed in range(6):
        h = simulated(60, seed=seed, k=6, r=2.0, alpha=0.7, a=0.3, b=6.0)
        known = h.until(CUT)
        away = churn.stayed_away(h, known, CUT, 90)
        ours.append(scores.brier(learn(known, CUT, 90).p_no_order(known, CUT), away))
        plain.append(
            scores.brier(dropout.fit(summary(known, CUT), MBG, dropout.PRIOR).p_no_order(summary(known, CUT), 90), away)
        )
    assert np.mean(ours) < 0.9 * np.mean(plain)


def test_another_horizon_is_another_probability() -> None:
    short, long = (predict(WORLD, TODAY, days).p_no_order for days in (30, 180))
    assert short.mean() > long.mean() + 0.05


def test_one_order_is_more_likely_lost_the_longer_it_is_ago() -> None:
    p = predict(WORLD, TODAY, 90, RECEIPTS)
    once = p.orders == 1
    assert p.p_no_order[once & (p.days_silent > 180)].mean() > p.p_no_order[once & (p.days_silent < 30)].mean() + 0.2


def test_nothing_is_learnt_before_a_label_is_complete() -> None:
    first = int(WORLD.day.min())
    assert learn(WORLD.until(CUT), CUT, 90).is_learnt
    assert not learn(WORLD.until(first + 148), first + 148, 90).is_learnt  # 59 days before the newest label began


def test_the_logistic_regression_finds_the_weights_it_was_drawn_from() -> None:
    dice = np.random.default_rng(1)
    X = dice.normal(size=(20_000, 2)) * [1.0, 5.0] + [0.0, 3.0]
    y = dice.random(20_000) < 1 / (1 + np.exp(-(0.5 + X[:, 0] - 0.2 * X[:, 1])))
    found = logistic.fit(X, y)
    weights = found.weights[1:] / found.scale
    assert np.allclose(weights, [1.0, -0.2], atol=0.06)
    assert np.isclose(found.predict(X).mean(), y.mean(), atol=1e-6)


def test_boosted_trees_find_what_no_line_can() -> None:
    dice = np.random.default_rng(1)
    X = dice.random((6_000, 3))
    y = dice.random(6_000) < np.where((X[:, 0] > 0.5) ^ (X[:, 1] > 0.5), 0.9, 0.1)
    line, trees = logistic.fit(X, y).predict(X), boosting.fit(X, y).predict(X)
    assert (scores.auc(line, y) or 0) < 0.6 < 0.85 < (scores.auc(trees, y) or 0)
    assert scores.ece(trees, y) < 0.03


def test_trees_leave_constant_features_alone() -> None:
    X = np.column_stack([np.ones(400), np.arange(400) % 2])
    trees = boosting.fit(X, np.arange(400) % 2 == 1)
    p = trees.predict(X)
    assert p[1] > 0.9 and p[0] < 0.1
    assert all((tree.feature[tree.limit < boosting.BINS] == 1).all() for tree in trees.trees)


def test_scores_are_those_of_a_hand() -> None:
    p, y = np.array([0.1, 0.4, 0.4, 0.8]), np.array([False, True, False, True])
    assert scores.auc(p, y) == (1 + 1 + 0.5 + 1) / 4
    assert scores.brier(p, y) == pytest.approx((0.01 + 0.36 + 0.16 + 0.04) / 4)
    assert scores.ece(p, y) == pytest.approx((0.1 + 0.2 + 0.2) / 4)
    assert scores.auc(p, np.ones(4, dtype=bool)) is None


def test_neighbours_of_the_curve_are_joined_until_their_share_says_something() -> None:
    said = {0.05: (40, 2), 0.15: (3, 3), 0.35: (20, 5), 0.45: (2, 2), 0.75: (30, 20), 0.95: (24, 24)}
    p = np.repeat([*said], [clients for clients, _ in said.values()])
    y = np.concatenate([np.arange(clients) < away for clients, away in said.values()])
    shuffled = np.random.default_rng(2).permutation(len(p))
    assert [
        (round(one.predicted, 9), one.actual, one.clients) for one in scores.calibration(p[shuffled], y[shuffled])
    ] == [
        (0.05, 2 / 40, 40),
        (round((3 * 0.15 + 20 * 0.35 + 2 * 0.45) / 25, 9), 10 / 25, 25),
        (round((30 * 0.75 + 24 * 0.95) / 54, 9), 44 / 54, 54),
    ]
    assert scores.ece(p, y) == pytest.approx(  # bin by bin as they were, joined or not
        (40 * 0 + 3 * 0.85 + 20 * 0.1 + 2 * 0.55 + 30 * (0.75 - 20 / 30) + 24 * 0.05) / 119
    )


def test_a_curve_of_few_is_one_point_and_of_nobody_none() -> None:
    p, y = np.array([0.1, 0.4, 1.0]), np.array([False, True, True])
    assert [(one.predicted, one.clients) for one in scores.calibration(p, y)] == [(pytest.approx(0.5), 3)]
    assert scores.calibration(p[:0], y[:0]) == ()


def test_the_interval_of_a_simulated_world_holds_80_percent() -> None:
    h = simulated(4_000, seed=6, r=1.5, alpha=2.0, a=0.6, b=4.0)
    known = h.until(CUT)
    s, mean = summary(known, CUT), repeat_spend(known)
    counts = Dropout(MBG, 1.5, 2.0, 0.6, 4.0)
    for days, found in value.intervals(counts, spend.Spend(6.0, 4.0, 15.0), s, mean, [90, 150]).items():
        spent = h.spent_within(CUT, CUT + days)[h.find(known.client_id)]
        held = (found.low <= spent) & (spent <= found.high)
        assert abs(held.mean() - found.claimed.mean()) < 0.02
        some_come, nearly_all_come = (counts.p_no_order(s, days) < limit for limit in (0.5, 0.1))
        for group in (some_come, nearly_all_come):
            assert group.sum() > 200
            assert 0.75 <= held[group].mean() <= 0.85
        assert (found.low[nearly_all_come] > 0).mean() > 0.8


def _regulars(
    clients: int, gap: int, until: str = "2025-06-30", give_or_take: int = 1
) -> dict[int, list[tuple[str, float]]]:
    """Clients who come every `gap` days, give or take some, the last time some days before `until`."""
    dice = np.random.default_rng(7)
    last = number(date.fromisoformat(until))
    found = {}
    for client in range(clients):
        days = last - client % gap - np.cumsum([0, *dice.integers(gap - give_or_take, gap + give_or_take + 1, 20)])
        found[client] = [(str(np.datetime64(int(day), "D")), 10.0) for day in days]
    return found


def test_due_says_where_the_next_order_of_a_regular_stands() -> None:
    weekly = _regulars(80, 14)
    weekly[100] = _regulars(1, 14, "2025-05-20")[0]
    h = by_hand(weekly)
    nobody = np.zeros(len(h), dtype=bool)
    found = expected(h, CUT, rhythm.calibrate(h), nobody)
    silent = rules.days_silent(h, CUT)
    assert found.due[h.find(np.array([100]))[0]] == Due.OVERDUE
    assert set(found.due[silent <= 3]) == {Due.LATER}
    assert set(found.due[silent == 8]) == {Due.DUE_THIS_WEEK}
    assert set(found.due[silent == 13]) == {Due.DUE_NOW}
    told = found.due != Due.CANNOT_TELL
    ahead = told & (found.due != Due.OVERDUE)
    assert (found.since[ahead] > np.datetime64(TODAY)).all()
    assert (found.until[told] >= found.since[told]).all()
    lost = expected(h, CUT, rhythm.calibrate(h), ~nobody)
    assert set(lost.due) == {Due.CANNOT_TELL}
    assert np.isnat(lost.since).all()
    assert set(lost.untold) == {Untold.LOST}
    assert set(found.untold[told]) == {""}


def test_a_window_ahead_counts_the_silence_so_far() -> None:
    h = by_hand(_regulars(120, 40, give_or_take=9))
    learnt = rhythm.calibrate(h)
    assert learnt is not None
    found = expected(h, CUT, learnt, np.zeros(len(h), dtype=bool))
    silent = rules.days_silent(h, CUT).astype(float)
    ahead = (found.due == Due.DUE_NOW) & (silent > 32)
    assert ahead.sum() > 5
    given, opened = (learnt.window(learnt.expect(h), days)[1] for days in (silent, 0.0 * silent + 32))
    until = (found.until - h.last.astype("datetime64[D]")).astype(float)
    assert np.array_equal(until[ahead], given[ahead])
    assert (until[ahead] > opened[ahead]).any()


def test_who_is_due_is_due_within_the_window_that_is_named() -> None:
    mixed = {}
    for kind, gap in enumerate((7, 14, 30, 60)):
        for client, days in _regulars(40, gap, give_or_take=gap // 3).items():
            mixed[kind * 40 + client] = days
    h = by_hand(mixed)
    seen = set()
    for day in range(CUT - 30, CUT + 1):
        known = h.until(day)
        found = expected(known, day, rhythm.calibrate(known), np.zeros(len(known), dtype=bool))
        opens = (found.since - np.datetime64(day, "D")).astype(float)
        days = {code: opens[found.due == code] for code in (Due.DUE_NOW, Due.DUE_THIS_WEEK, Due.LATER)}
        assert (days[Due.DUE_NOW] == 1).all()
        assert ((days[Due.DUE_THIS_WEEK] > 1) & (days[Due.DUE_THIS_WEEK] <= 7)).all()
        assert (days[Due.LATER] > 7).all()
        seen |= {code for code, some in days.items() if len(some)}
    assert len(seen) == 3


def test_a_window_stays_open_once_it_is_and_ends_later_with_every_day_of_silence() -> None:
    h = by_hand(_regulars(120, 60, give_or_take=20))
    learnt = rhythm.calibrate(h)
    assert learnt is not None
    found = learnt.expect(h)
    first, last = zip(*(learnt.window(found, np.full(len(h), float(days))) for days in range(90)), strict=True)
    days = np.arange(90)[:, None]
    assert np.array_equal(np.array(first), np.maximum(first[0], days + 1))
    is_open = days[1:] > first[0]
    assert (np.diff(np.array(last), axis=0)[is_open] >= 0).all()
    assert (last[89] > last[0]).all()


def test_a_window_wider_than_the_own_gap_is_not_told() -> None:
    found = predict(WORLD, TODAY, 90, RECEIPTS)
    told = found.due != Due.CANNOT_TELL
    width = (found.next_order_to - found.next_order_from)[told].astype(int)
    assert (width <= found.usual_gap_in_days[told]).all()
    assert np.isnat(found.next_order_from[~told]).all()
    is_new = found.orders <= rhythm.FEWEST_GAPS
    assert (found.due[is_new] == Due.CANNOT_TELL).all()
    assert set(found.untold[is_new]) == {Untold.FEW_ORDERS}
    assert set(found.untold[~is_new & ~told]) == {Untold.LOST, Untold.IRREGULAR}
    assert set(found.untold[told]) == {""}


@pytest.mark.parametrize(("gap", "horizon"), [(28, 14), (60, 14), (60, 30), (120, 90)])
def test_who_comes_as_ever_is_not_lost_however_short_the_horizon(gap: int, horizon: int) -> None:
    found = predict(by_hand(_regulars(300, gap, give_or_take=gap // 20)), TODAY, horizon)
    assert (found.p_no_order >= LOST).sum() > 50  # of them nothing is expected within the horizon
    assert set(found.untold) == {""}


def test_of_who_has_hardly_a_pause_of_her_own_those_of_all_tell_when_she_is_lost() -> None:
    shop = _regulars(40, 20)
    for client, days in {
        100: ["2025-06-25"],  # once, a few days ago
        101: ["2025-05-01"],
        102: ["2024-10-01", "2025-01-01"],
        103: ["2024-12-01", "2025-05-01"],  # stayed away for longer before
    }.items():
        shop[client] = [(day, 9.0) for day in days]
    h = by_hand(shop)
    assert h.client_id[is_lost(h, CUT, np.full(len(h), LOST))].tolist() == [101, 102]
    assert not is_lost(h, CUT, np.full(len(h), LOST - 0.01)).any()
    once = by_hand({1: [("2025-01-01", 9.0)]})
    assert not is_lost(once, CUT, np.ones(1)).any()


def test_windows_of_a_simulated_world_hold_80_percent() -> None:
    h = simulated(1_200, seed=2, r=2.0, alpha=8.0, a=0.3, b=6.0)
    assert 0.77 <= (backtest(h, date(2025, 12, 30)).next_order.coverage or 0) <= 0.83


def test_silence_so_far_moves_the_window_and_it_still_holds_80_percent() -> None:
    h = simulated(2_500, seed=3, r=2.0, alpha=8.0, a=0.01, b=50.0)
    known = h.until(CUT)
    at = h.find(known.client_id)
    learnt = rhythm.calibrate(known)
    assert learnt is not None
    comes_again = (known.orders > rhythm.FEWEST_GAPS) & (h.orders[at] > known.orders)
    came = h.day[np.minimum(h.start[at] + known.orders, len(h.day) - 1)] - known.last
    silent = rules.days_silent(known, CUT).astype(float)
    found = learnt.expect(known)
    low, high = learnt.window(found, silent)
    assert (low[comes_again] > silent[comes_again]).all()
    held = ((low <= came) & (came <= high))[comes_again]
    assert 0.75 <= held.mean() <= 0.85
    blind = learnt.window(found, 0 * silent)
    assert ((blind[0] <= came) & (came <= blind[1]))[comes_again].mean() < held.mean()


def test_reasons_are_what_stands_out() -> None:
    def days(*ago: int) -> list[tuple[str, float]]:
        return [(str(np.datetime64(CUT - each, "D")), 1.0) for each in ago]

    h = by_hand(
        {
            1: days(400),
            2: days(100, 107, 114, 121, 128, 135),
            3: days(5, 100, 110, 120, 135, 140),
            4: days(300, 500),
            5: days(5, 35, 65),
            6: days(40, 50),
            7: days(1, 640),
        }
    )
    p = np.array([0.9, 0.9, 0.3, 0.9, 0.2, 0.2, 0.9])
    wanted = [
        Reason.ONE_ORDER, Reason.RHYTHM_BROKEN, Reason.SLOWING, Reason.LONG_SILENT, Reason.IN_RHYTHM, Reason.RECENT,
        Reason.IN_RHYTHM,
    ]  # fmt: skip
    assert reasons(h, CUT, 90, p).tolist() == wanted


def test_naive_shares_are_counted_from_what_happened() -> None:
    known = WORLD.until(CUT)
    snapshots = [WORLD.until(CUT - 90 - 30 * i) for i in range(6)]
    away, silent = [], []
    for i, before in enumerate(snapshots):
        away.append(churn.stayed_away(known, before, CUT - 90 - 30 * i, 90))
        silent.append(rules.inactive(before, CUT - 90 - 30 * i, 90))
    shares = [np.concatenate(away)[np.concatenate(silent) == kind].mean() for kind in (False, True)]
    assert churn.learn(known, CUT, 90).stays_away == pytest.approx(shares, abs=0.005)


def test_the_trees_weigh_as_much_as_they_deserve_on_clients_they_have_not_seen() -> None:
    dice = np.random.default_rng(1)
    truth = dice.random(5_000)
    away = dice.random(5_000) < truth
    noise = dice.random(5_000)
    assert churn._weight(truth, noise, away) < 0.05
    assert churn._weight(noise, truth, away) > 0.95
    assert churn._weight(truth[:10], noise[:10], away[:10]) == 0.5


def test_clients_of_whom_the_same_is_known_have_the_same_interval_whatever_their_order() -> None:
    counts, money = Dropout(MBG, 0.6, 8.0, 0.9, 2.0), spend.Spend(6.0, 4.0, 15.0)
    x, t, T = np.array([0, 3, 0, 3, 0, 3]), np.array([0, 90, 0, 90, 0, 80]), np.array([200, 300, 200, 300, 150, 300])
    mean = np.array([np.nan, 12.0, np.nan, 12.0, np.nan, 12.0])
    found = value.intervals(counts, money, Summary(x, t, T), mean, [365])[365]
    for name in ("low", "high", "claimed"):
        values = getattr(found, name)
        assert values[0] == values[2] and values[1] == values[3]
        turned = value.intervals(counts, money, Summary(x[::-1], t[::-1], T[::-1]), mean[::-1], [365])[365]
        assert np.array_equal(getattr(turned, name)[::-1], values)
    assert len({found.high[0], found.high[1], found.high[4], found.high[5]}) == 4


def test_of_many_rows_only_those_drawn_by_lot_are_learnt_from(monkeypatch: pytest.MonkeyPatch) -> None:
    h = simulated(900, seed=5)
    asked = []
    monkeypatch.setattr(churn, "features", lambda known, *rest: asked.append(len(known)) or features(known, *rest))
    every = learn(h, number(date(2025, 12, 30)), 90)
    whole = sum(asked)
    monkeypatch.setattr(churn, "MOST_LINED", whole // 3)
    monkeypatch.setattr(churn, "MOST_BOOSTED", whole // 6)
    asked.clear()
    some = learn(h, number(date(2025, 12, 30)), 90)
    assert some.is_learnt and 0.2 * whole < sum(asked) < 0.45 * whole
    known = h.until(number(date(2025, 12, 30)))
    apart = some.p_no_order(known, number(date(2025, 12, 30))) - every.p_no_order(known, number(date(2025, 12, 30)))
    assert 0 < np.abs(apart).mean() < 0.05


def test_what_a_child_is_not_counted_for_is_what_its_sibling_leaves() -> None:
    dice = np.random.default_rng(3)
    bins, node = dice.integers(0, boosting.BINS, (5, 900)), dice.integers(0, 8, 900)
    node[node == 5] = 4  # one child is empty
    gradient, hessian = dice.normal(size=900), dice.random(900)
    parents = boosting._sums(bins, node >> 1, 4, gradient, hessian)
    found = boosting._of_children(parents, bins, node, gradient, hessian)
    counted = boosting._sums(bins, node, 8, gradient, hessian)
    assert np.allclose(found, counted, atol=1e-12)
    assert np.array_equal(found[2], counted[2])
