"""On a year of grocery purchases: how much of the next basket is named, beside the plain personal list."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from nigotis.forecasting.history import number
from nigotis.predictions.next_products import Baskets, Range, alike, next_products, own
from nigotis.predictions.proving import proven

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"public data files are not at {DATA}"),
]
SHOWN = 10


@pytest.fixture(scope="module")
def journey() -> dict[str, Any]:
    """complete_journey as arrays: client, product, day and basket of each line."""
    names = ["household_id", "product_id", "transaction_timestamp", "basket_id"]
    table = pq.read_table(DATA / "complete_journey" / "transactions.parquet", columns=names)
    days = table["transaction_timestamp"].to_numpy().astype("datetime64[D]").astype(np.int64)
    ids = {name: table[name].to_numpy().astype(np.int64) for name in ("household_id", "product_id", "basket_id")}
    return {"client": ids["household_id"], "product": ids["product_id"], "basket": ids["basket_id"], "day": days}


def next_baskets(journey: dict[str, Any], cut: int) -> dict[int, set[int]]:
    """What each client put into the first basket after `cut`."""
    later = np.flatnonzero(journey["day"] > cut)
    later = later[np.lexsort((journey["basket"][later], journey["day"][later], journey["client"][later]))]
    found: dict[int, tuple[int, set[int]]] = {}
    for client, basket, product in zip(
        *(journey[n][later].tolist() for n in ("client", "basket", "product")), strict=True
    ):
        first, products = found.setdefault(client, (basket, set()))
        if first == basket:
            products.add(product)
    return {client: products for client, (_, products) in found.items()}


def next_days(journey: dict[str, Any], cut: int) -> dict[int, tuple[int, set[int]]]:
    """The first day of buying of each client after `cut`, and what was bought on it."""
    later = np.flatnonzero(journey["day"] > cut)
    later = later[np.argsort(journey["day"][later], kind="stable")]
    found: dict[int, tuple[int, set[int]]] = {}
    for client, day, product in zip(*(journey[n][later].tolist() for n in ("client", "day", "product")), strict=True):
        first, products = found.setdefault(client, (day, set()))
        if first == day:
            products.add(product)
    return found


def recall(offered: dict[int, list[int]], bought: dict[int, set[int]]) -> float:
    """Mean share of the next basket among the ten offered, of clients who had bought before."""
    return float(
        np.mean(
            [len(bought[client] & set(offered[client])) / len(bought[client]) for client in bought.keys() & offered]
        )
    )


def known(journey: dict[str, Any], cut: int) -> Baskets:
    before = journey["day"] <= cut
    rows = np.unique(np.column_stack([journey[name][before] for name in ("client", "product", "day")]), axis=0)
    return Baskets(rows[:, 0], rows[:, 1], rows[:, 2])


def plain(baskets: Baskets) -> dict[int, list[int]]:
    """The rule to beat: own most bought products, the latest first among equals, filled up with the shop's."""
    pairs, place, counts = np.unique(
        np.column_stack([baskets.client, baskets.product]), axis=0, return_inverse=True, return_counts=True
    )
    last = np.zeros(len(pairs), np.int64)
    np.maximum.at(last, place.ravel(), baskets.day)
    order = np.lexsort((pairs[:, 1], -last, -counts, pairs[:, 0]))
    product, clients = np.unique(pairs[:, 1], return_counts=True)
    popular = product[np.lexsort((product, -clients))][:200].tolist()
    found: dict[int, list[int]] = {}
    for client, product_id in pairs[order].tolist():
        found.setdefault(client, []).append(product_id)
    return {client: [*own, *(p for p in popular if p not in set(own))][:SHOWN] for client, own in found.items()}


@pytest.mark.parametrize(
    ("day", "expected", "expected_plain"),
    [(date(2017, 7, 1), 0.1534, 0.1506), (date(2017, 10, 1), 0.1665, 0.1598), (date(2017, 12, 1), 0.1671, 0.1594)],
)
def test_fading_counts_name_more_of_the_next_basket_than_plain_ones(
    journey: dict[str, Any], day: date, expected: float, expected_plain: float
) -> None:
    cut = number(day)
    baskets, bought = known(journey, cut), next_baskets(journey, cut)
    nothing = Range(np.unique(baskets.product), *(np.full(len(np.unique(baskets.product)), v) for v in (-1, np.nan)))  # type: ignore[arg-type]
    offered = next_products(own(baskets, cut), alike(baskets, nothing), SHOWN)
    found, found_plain = recall(offered, bought), recall(plain(baskets), bought)
    assert found == pytest.approx(expected, abs=0.0005)
    assert found_plain == pytest.approx(expected_plain, abs=0.0005)
    assert found > 1.015 * found_plain


def test_the_receipt_says_how_many_next_baskets_held_an_offer(journey: dict[str, Any]) -> None:
    everything = known(journey, number(date(2017, 12, 31)))
    every = np.unique(everything.product)
    nothing = Range(every, *(np.full(len(every), v) for v in (-1, np.nan)))  # type: ignore[arg-type]
    origins = ("2017-10-01", "2017-07-01")
    receipt = proven(everything, nothing, origins, 90)
    cases = hits = naive = 0
    for origin in origins:
        cut = number(date.fromisoformat(origin))
        before = known(journey, cut)
        together = alike(before, nothing)
        offers, popular = next_products(own(before, cut), together, 5), set(together.popular[:5].tolist())
        came = {c: basket for c, (day, basket) in next_days(journey, cut).items() if c in offers and day <= cut + 90}
        cases += len(came)
        hits += sum(not basket.isdisjoint(offers[c]) for c, basket in came.items())
        naive += sum(not basket.isdisjoint(popular) for basket in came.values())
    assert (receipt.cases, receipt.hits, receipt.naive_hits) == (cases, hits, naive)
    assert receipt.beats_naive
