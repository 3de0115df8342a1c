"""Models of counts and of spend: derivatives, parameters found again, probabilities that add up."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from make.histories import by_hand, simulated
from nigotis.forecasting import dropout, dropout_likelihood, pareto, spend
from nigotis.forecasting.choosing import choose, deviance, regular
from nigotis.forecasting.dropout import BG, MBG, Dropout
from nigotis.forecasting.dropout_likelihood import Counts, Kind
from nigotis.forecasting.history import DAYS_PER_WEEK, Summary, number, repeat_spend, summary
from nigotis.forecasting.pareto import Pareto
from nigotis.forecasting.spend import Spend

LAST = number(simulated(1).first[0].astype("datetime64[D]").item().replace(year=2025, month=12, day=30))
H = simulated(2_000, seed=3)
S = summary(H, LAST)
KINDS = [BG, MBG, Kind(leaves_at_once=False, k=2), Kind(k=3)]
MODELS = [*(Dropout(kind, 0.8, 6.0, 0.8, 2.5) for kind in KINDS), Pareto(0.8, 6.0, 0.7, 9.0)]


def _slopes(likelihood: Any, at: Any) -> None:
    """Gradient and Hessian are those of central differences."""
    _, gradient, hessian = likelihood(at)
    for i in range(len(at)):
        step = np.zeros(len(at))
        step[i] = 1e-5
        above, below = likelihood(at + step), likelihood(at - step)
        assert np.isclose((above[0] - below[0]) / 2e-5, gradient[i], rtol=1e-5)
        assert np.allclose((above[1] - below[1]) / 2e-5, hessian[i], rtol=1e-5, atol=1e-6 * np.abs(hessian).max())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_gradient_and_hessian_of_the_dropout_models_are_right(kind: Kind) -> None:
    counts = Counts.of(S, kind)
    _slopes(lambda at: dropout_likelihood.log_likelihood(counts, kind, at), np.array([0.6, 5.0, 0.9, 2.0]))


def test_gradient_and_hessian_of_pareto_nbd_are_right() -> None:
    few = S.of(slice(0, 300))
    _slopes(lambda at: pareto._likelihood(few, np.ones(300), at), np.array([0.6, 9.0, 0.7, 6.0]))


def test_gradient_and_hessian_of_gamma_gamma_are_right() -> None:
    mean = repeat_spend(H)
    known = mean > 0
    x, mean = S.x[known], mean[known]
    by_x = np.bincount(x).astype(np.float64)
    _slopes(lambda at: spend._likelihood(x, mean, by_x, at), np.array([5.0, 3.0, 12.0]))


@pytest.mark.parametrize("k", [1, 2, 3])
def test_the_parameters_and_the_regularity_of_a_simulated_world_are_found_again(k: int) -> None:
    h = simulated(6_000, seed=k, k=k, r=1.2, alpha=4.0 / k, a=0.7, b=3.0)
    found = regular(summary(h, LAST))
    assert found.kind.k == k
    assert np.allclose([found.r, found.alpha, found.a, found.b], [1.2, 4.0 / k, 0.7, 3.0], rtol=0.25)


def test_what_clients_of_a_simulated_world_spend_is_found_again() -> None:
    found = spend.fit(S.x, repeat_spend(H))
    assert np.allclose([found.p, found.q, found.v], [6.0, 4.0, 15.0], rtol=0.25)
    assert np.isclose(np.mean(found.expected(S.x, repeat_spend(H))), H.spend.mean(), rtol=0.05)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_forecasts_are_those_of_drawn_futures(model: Dropout | Pareto) -> None:
    some = S.of(np.flatnonzero(S.x < 12)[:60])
    near, far = model.draw(some, (40, 120), 20_000, np.random.default_rng(1))
    assert (near <= far).all()
    for days, drawn in ((40, near), (120, far)):
        spread = drawn.std(axis=1) / np.sqrt(20_000) + 1e-4
        assert (np.abs(drawn.mean(axis=1) - model.orders(some, days)) < 5 * spread).all()
        assert np.allclose((drawn == 0).mean(axis=1), model.p_no_order(some, days), atol=0.018)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_probabilities_are_probabilities_and_orders_only_grow(model: Dropout | Pareto) -> None:
    assert ((model.p_alive(S) >= 0) & (model.p_alive(S) <= 1)).all()
    shorter, longer = model.p_no_order(S, 30), model.p_no_order(S, 300)
    assert ((longer <= shorter) & (longer >= 1 - model.p_alive(S) - 1e-9) & (shorter <= 1)).all()
    assert (model.orders(S, 30) < model.orders(S, 300)).all()
    assert np.allclose(model.p_no_order(S, 1e-6), 1, atol=1e-4)


def test_one_stage_at_a_time_gives_the_closed_form() -> None:
    standing = MODELS[0].standing(S)  # type: ignore[union-attr]
    assert np.allclose(standing._step_by_step(200) * standing.p_alive, standing.orders(200), rtol=1e-9)


@pytest.mark.parametrize("kind", [BG, MBG], ids=lambda kind: kind.name)
@pytest.mark.parametrize(("r", "alpha", "is_in_tables"), [(0.8, 6.0, True), (40.0, 1e-9, False)])
def test_a_crowd_gets_what_each_of_it_would_alone(kind: Kind, r: float, alpha: float, is_in_tables: bool) -> None:
    model = Dropout(kind, r, alpha, 0.8, 2.5)
    alone, crowd = model.standing(S), model.standing(S.of(np.tile(np.arange(len(S)), 20)))
    assert (crowd._common(int(S.T.max()) + 1) in range(1, int(S.x.max()))) == is_in_tables
    orders = np.tile(alone._one_by_one(200) * alone.p_alive, 20)
    assert np.allclose(crowd.orders(200), orders, rtol=1e-11, atol=0)
    assert np.allclose(crowd.p_alive, np.tile(alone.p_alive, 20), rtol=1e-11, atol=0)


def test_newcomers_and_a_leaving_parameter_of_one_are_no_trouble() -> None:
    near, at = (Dropout(BG, 0.8, 6.0, a, 2.5).orders(S, 365) for a in (1.00001, 1.0))
    assert np.allclose(near, at, rtol=1e-4)
    assert 0 < Dropout(MBG, 0.8, 1e-3, 0.8, 2.5).orders_of_newcomer(36_500) < 1e5


def test_somebody_who_bought_once_is_alive_for_bg_nbd_and_fades_for_mbg_nbd() -> None:
    once = Summary(np.zeros(3, np.int64), np.zeros(3, np.int64), np.array([7, 70, 700]))
    assert MODELS[0].p_alive(once).tolist() == [1, 1, 1]
    fading = MODELS[1].p_alive(once)
    assert fading[0] > fading[1] > fading[2]
    silent = MODELS[0].p_no_order(once, 90)
    assert silent[0] < silent[1] < silent[2]


def test_equal_clients_in_any_order_and_unit_of_time_give_the_same_fit() -> None:
    shuffled = S.of(np.random.default_rng(2).permutation(len(S)))
    hours = Summary(S.x, S.t * 24, S.T * 24, per_week=DAYS_PER_WEEK * 24)
    one, other, third = (dropout.fit(s) for s in (S, shuffled, hours))
    assert one.peak and other.peak and third.peak
    assert np.array_equal(one.peak.parameters, other.peak.parameters)
    assert np.allclose(one.peak.parameters, third.peak.parameters, rtol=1e-9)


def test_a_thinned_start_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = dropout.fit(S)
    monkeypatch.setattr(dropout_likelihood, "THINNED", 100)
    thinned = dropout.fit(S)
    assert plain.peak and thinned.peak
    assert np.allclose(plain.peak.parameters, thinned.peak.parameters, rtol=1e-5)


@pytest.mark.parametrize("clients", [1, 2, 30])
def test_with_the_prior_any_shop_has_a_fit(clients: int) -> None:
    s = summary(simulated(clients, seed=9), LAST)
    for model in (*(dropout.fit(s, kind, dropout.PRIOR) for kind in KINDS), pareto.fit(s, pareto.PRIOR)):
        assert model.peak is not None
        assert np.isfinite(model.peak.parameters).all()
        assert (model.peak.parameters < 1e3).all()


def test_nobody_at_all_is_said_to_be_nobody() -> None:
    nothing = summary(H.until(0), 0)
    for fit in (dropout.fit, pareto.fit):
        with pytest.raises(ValueError, match="no clients"):
            fit(nothing)
    with pytest.raises(ValueError, match="too few"):
        spend.fit(np.array([0, 0]), np.array([np.nan, np.nan]))


def test_spend_of_somebody_unknown_is_that_of_all_and_of_a_regular_her_own() -> None:
    model = Spend(6.0, 4.0, 15.0)
    expected = model.expected(np.array([0, 1, 1_000]), np.array([np.nan, 50.0, 50.0]))
    assert np.isclose(expected[0], 6 * 15 / 3)
    assert expected[0] < expected[1] < 50
    assert np.isclose(expected[2], 50, rtol=0.01)
    assert np.isfinite(Spend(6.0, 0.5, 15.0).expected(np.array([0]), np.array([np.nan]))).all()


def test_the_model_that_foretold_best_is_chosen() -> None:
    regular_world = simulated(2_500, seed=4, k=3, r=1.5, alpha=1.5)
    assert choose(regular_world, LAST, 90).name.endswith("CNBD-3")
    assert choose(by_hand({1: [("2025-12-01", 5)], 2: [("2025-11-01", 5)]}), LAST, 90).name == "MBG/NBD"


def test_deviance_is_least_for_the_truth() -> None:
    came = np.random.default_rng(1).poisson(2.0, 5_000)
    assert deviance(np.full(5_000, 2.0), came) < min(deviance(np.full(5_000, m), came) for m in (1.5, 2.6))
    assert deviance(np.array([0.0, 3.0]), np.array([0, 3])) < 1e-6
