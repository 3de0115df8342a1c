"""The receipt of offers: what would have been offered, and what went into the next basket."""

from __future__ import annotations

import numpy as np

from nigotis.forecasting.receipts import OfferReceipt
from nigotis.predictions.next_products import Baskets, Range, alike, next_products, offered, own
from nigotis.predictions.proving import proven

DAY = 20_000
ORIGINS = ("2024-12-31", "2024-10-02")
"""Days 20,088 and 19,998."""

Rows = list[tuple[int, int, int]]


def baskets(rows: Rows) -> Baskets:
    return Baskets(*np.array(rows, np.int64).reshape(-1, 3).T)


def products(rows: Rows) -> Range:
    ids = np.unique([product for _, product, _ in rows])
    return Range(ids, np.full(len(ids), -1), np.full(len(ids), np.nan))


def receipt(rows: Rows, horizon: int = 90) -> OfferReceipt:
    return proven(baskets(rows), products(rows), ORIGINS[:1], horizon)


def loyal(clients: int) -> Rows:
    """Each buys a product of her own six times before the origin and once after; all bought 1 to 5 once."""
    own_one = [(c, 100 + c, DAY + 10 * n) for c in range(clients) for n in range(6)]
    later = [(c, 100 + c, DAY + 95) for c in range(clients)]
    return [*own_one, *((c, p, DAY - 300) for c in range(clients) for p in range(1, 6)), *later]


def test_own_products_are_found_in_the_next_basket_and_the_popular_ones_are_not() -> None:
    found = receipt(loyal(40))
    assert found == OfferReceipt(ORIGINS[:1], 40, 5, 40, 0, beats_naive=True)


def test_only_the_first_basket_after_the_day_counts_and_only_within_the_horizon() -> None:
    rows = [*loyal(40), (0, 999, DAY + 90), (1, 1, DAY + 90), (2, 1, DAY + 94), (2, 998, DAY + 94)]
    found = receipt(rows)
    assert (found.cases, found.hits, found.naive_hits) == (40, 39, 2), "0 came for something else first"
    assert receipt(rows, horizon=5).cases == 2, "the others came later"


def test_who_was_not_known_before_is_no_case() -> None:
    assert receipt([*loyal(40), *((c, 7, DAY + 95) for c in range(50, 90))]).cases == 40


def test_what_is_offered_hangs_on_nothing_later() -> None:
    rows = loyal(40)
    other = [(c, p + (day > DAY + 88), day) for c, p, day in rows]
    assert receipt(other).hits == 0 and receipt(rows).hits == 40
    assert receipt([*rows, *((c, 1, DAY + 96 + n) for c in range(40) for n in range(50))]) == receipt(rows)


def test_of_a_few_baskets_nothing_is_said() -> None:
    assert receipt(loyal(20)) == OfferReceipt(cases=20)


def test_days_are_added_up_and_those_without_a_case_are_not_named() -> None:
    rows = loyal(40)
    both = proven(baskets(rows), products(rows), ORIGINS, 90)
    assert both.origins == ORIGINS and both.cases == 80, "on the day before, the clients came again ten days later"
    early = proven(baskets(rows), products(rows), (ORIGINS[0], "2020-01-01"), 90)
    assert early == receipt(rows)


def test_where_the_simple_rule_names_as_much_it_is_shown() -> None:
    rows = [(c, p, DAY + 10 * n) for c in range(40) for n in range(10) for p in range(1, 6)]
    found = receipt(rows)
    assert found.hits == found.naive_hits == 40 and not found.beats_naive
    lately = baskets([*rows, (0, 77, DAY + 88)])
    mine, together = own(lately, DAY + 100), alike(lately, products([*rows, (0, 77, 0)]))
    assert next_products(mine, together, 5)[0][0] == 1 and 77 in next_products(mine, together, 6)[0]
    assert offered(mine, together, found) == {client: [1, 2, 3, 4, 5] for client in range(40)}
    assert offered(mine, together, OfferReceipt()) == next_products(mine, together, 5), "untried: our own rule"
