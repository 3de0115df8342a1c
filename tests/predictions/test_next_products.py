"""What to offer next, counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from nigotis.predictions import next_products as offering
from nigotis.predictions.next_products import Alike, Baskets, Range, alike, next_products, own, step_up

TEA, CAKE, SOAP, GOLD_TEA, JAM = 1, 2, 3, 4, 5
TODAY = 1_000
Bought = list[tuple[int, int, int]]


def baskets(bought: Bought) -> Baskets:
    """(client, product, day) each."""
    table = np.array(bought, np.int64).reshape(-1, 3)
    return Baskets(table[:, 0], table[:, 1], table[:, 2])


def together(bought: Bought) -> Alike:
    return alike(baskets(bought), Range(np.arange(1, 6), np.array([0, 1, 2, 0, 1]), np.array([3.0, 2, 1, 5, np.nan])))


def of_one(bought: Bought, count: int = 10) -> list[int]:
    return next_products(own(baskets(bought), TODAY), together(bought), count)[1]


def test_own_products_come_first_the_most_bought_before_the_others() -> None:
    bought = [(1, TEA, 995), (1, TEA, 990), (1, CAKE, 995), (2, SOAP, 999), (3, SOAP, 999)]
    assert of_one(bought, 2) == [TEA, CAKE]


def test_what_was_bought_lately_counts_more_than_what_was_bought_long_ago() -> None:
    three_half_lives_ago = TODAY - 270
    bought = [(1, CAKE, three_half_lives_ago + day) for day in range(3)] + [(1, TEA, 999)]
    assert of_one(bought, 2) == [TEA, CAKE]
    assert of_one([(1, CAKE, 990 + day) for day in range(3)] + [(1, TEA, 999)], 2) == [CAKE, TEA]


def test_few_own_products_are_filled_with_what_goes_with_them_and_then_with_what_all_buy() -> None:
    lovers = [(client, product, 999) for client in range(10, 16) for product in (TEA, JAM)]
    crowd = [(client, SOAP, 999) for client in range(20, 26)]
    assert of_one([(1, TEA, 999), *lovers, *crowd]) == [TEA, JAM, SOAP]
    assert of_one([(1, SOAP, 999), *lovers, *crowd])[0] == SOAP


def test_two_clients_who_bought_both_do_not_make_products_alike() -> None:
    bought = [(client, product, 999) for client in (1, 2) for product in (TEA, CAKE)] + [(3, TEA, 999), (4, CAKE, 999)]
    assert together(bought).of(TEA) == []
    assert [other for other, _ in together([*bought, (3, CAKE, 999)]).of(TEA)] == [CAKE]


def test_a_step_up_is_dearer_of_the_same_category_and_bought_by_the_same_clients() -> None:
    bought = [(client, product, 999) for client in range(10, 14) for product in (TEA, GOLD_TEA, CAKE)]
    found = together([*bought, (1, TEA, 999)])
    assert step_up(np.array([TEA]), found) == (TEA, GOLD_TEA)
    assert step_up(np.array([TEA, GOLD_TEA]), found) is None  # knows it already
    assert step_up(np.array([CAKE]), found) is None  # nothing dearer of its category with a known price


def test_products_bought_by_lot_say_nothing_of_each_other_however_few_of_the_clients_are_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dice, clients = np.random.default_rng(2), 8_000
    bought = [
        (int(client), product, 900 + int(client) % 100)
        for product, share in ((TEA, 1.0), (CAKE, 0.4), (SOAP, 0.3), (JAM, 0.2))
        for client in np.flatnonzero(dice.random(clients) < share)
    ]
    for most in (clients, clients // 4):
        monkeypatch.setattr(offering, "MOST_CLIENTS", most)
        assert [abs(weight) < 0.06 for _, weight in together(bought).of(JAM)] == [True] * 3


def test_nobody_has_bought_anything() -> None:
    found = together([])
    assert next_products(own(baskets([]), TODAY), found) == {}
    assert (found.of(TEA), len(found.popular)) == ([], 0)


def test_the_order_of_the_rows_changes_nothing() -> None:
    dice = np.random.default_rng(3)
    bought = [tuple(map(int, row)) for row in np.column_stack([dice.integers(1, 30, 400), dice.integers(1, 6, 400),
                                                             dice.integers(900, 1000, 400)])]  # fmt: skip
    bought = sorted(set(bought))
    first = next_products(own(baskets(bought), TODAY), together(bought))
    dice.shuffle(bought)
    assert next_products(own(baskets(bought), TODAY), together(bought)) == first


@pytest.mark.parametrize("count", [1, 3])
def test_no_more_than_asked_for(count: int) -> None:
    bought = [(1, product, 999) for product in range(1, 6)]
    assert len(of_one(bought, count)) == count
