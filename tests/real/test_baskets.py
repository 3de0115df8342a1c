"""Market basket on public data: the published counts of the arules Groceries, and pairs counted another way."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from nigotis.metrics.mining.baskets import Baskets, at_least, coded
from nigotis.metrics.mining.itemsets import frequent_sets
from nigotis.metrics.mining.pairs import pair_counts
from nigotis.metrics.mining.rules import Rules, rules_of
from nigotis.reading.baskets import read_baskets
from nigotis.reports.analyze import analyze

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"public data files are not at {DATA}"),
]
FILE = DATA / "groceries" / "groceries.csv.gz"


@pytest.fixture(scope="module")
def groceries() -> list[set[str]]:
    with gzip.open(FILE, "rt", encoding="utf-8") as lines:
        return [{name.strip() for name in line.split(",")} for line in lines]


@pytest.fixture(scope="module")
def names(groceries: list[set[str]]) -> list[str]:
    return sorted(set().union(*groceries))


def baskets_of(groceries: list[set[str]], names: list[str], support: str) -> Baskets:
    place = {name: number for number, name in enumerate(names)}
    lines = [(number, place[name]) for number, basket in enumerate(groceries) for name in basket]
    basket, item = np.array(lines, np.int64).T
    return coded(basket, item, lambda whole: at_least(Decimal(support), whole))


def mined(groceries: list[set[str]], names: list[str], support: str, confidence: str) -> tuple[Baskets, list[Rules]]:
    baskets = baskets_of(groceries, names, support)
    return baskets, rules_of(frequent_sets(baskets, 10, 10**6), baskets.count, Decimal(confidence))


def test_the_shop_sells_what_was_published(groceries: list[set[str]], names: list[str]) -> None:
    baskets = baskets_of(groceries, names, "0.000001")
    assert (baskets.count, len(baskets.items), baskets.counts.sum()) == (9_835, 169, 43_367)
    assert sorted(baskets.counts.tolist(), reverse=True)[:5] == [2513, 1903, 1809, 1715, 1372]
    assert round(baskets.counts.sum() / baskets.count / 169, 8) == 0.02609146


@pytest.mark.parametrize(
    ("support", "confidence", "by_length", "most_lift"),
    [
        ("0.001", "0.5", {2: 11, 3: 1461, 4: 3211, 5: 939, 6: 46}, 18.9957),
        ("0.001", "0.8", {2: 0, 3: 29, 4: 229, 5: 140, 6: 12}, 11.2353),
        ("0.006", "0.25", {2: 150, 3: 297, 4: 16}, 3.9565),
        ("0.01", "0.5", {2: 0, 3: 15}, 3.0296),
    ],
)
def test_rules_are_as_many_as_published(
    groceries: list[set[str]],
    names: list[str],
    support: str,
    confidence: str,
    by_length: dict[int, int],
    most_lift: float,
) -> None:
    _, found = mined(groceries, names, support, confidence)
    assert {rules.antecedent.shape[1] + 1: len(rules.count) for rules in found} == by_length
    assert round(max(rules.lift.max() for rules in found if len(rules.count)), 4) == most_lift


def one_rule(
    groceries: list[set[str]], names: list[str], antecedent: set[str], consequent: str
) -> tuple[int, float, float, float]:
    baskets, found = mined(groceries, names, "0.001", "0.4")
    rules = found[len(antecedent) - 1]
    first = [{names[baskets.items[code]] for code in row} == antecedent for row in rules.antecedent]
    last = [names[baskets.items[code]] == consequent for code in rules.consequent]
    [row] = np.flatnonzero(np.array(first) & np.array(last))
    return int(rules.count[row]), rules.support[row], rules.confidence[row], rules.lift[row]


def test_the_rules_everybody_quotes(groceries: list[set[str]], names: list[str]) -> None:
    count, support, confidence, lift = one_rule(groceries, names, {"herbs"}, "root vegetables")
    assert (count, round(support, 9), confidence, round(lift, 6)) == (69, 0.007015760, 0.43125, 3.956477)
    _, _, confidence, lift = one_rule(groceries, names, {"liquor", "red/blush wine"}, "bottled beer")
    assert (round(confidence, 3), round(lift, 3)) == (0.905, 11.235)


def test_39_rules_stand_at_exactly_four_in_five(groceries: list[set[str]], names: list[str]) -> None:
    _, found = mined(groceries, names, "0.001", "0.8")
    assert sum(int((5 * rules.count == 4 * rules.antecedent_count).sum()) for rules in found) == 39


def test_pairs_are_those_counted_one_by_one(groceries: list[set[str]], names: list[str]) -> None:
    baskets = baskets_of(groceries, names, "0.001")
    by_hand = Counter(pair for basket in groceries for pair in combinations(sorted(basket), 2))
    left, right, count = (part.tolist() for part in pair_counts(baskets))
    named = [names[item] for item in baskets.items]
    found = {(named[a], named[b]): times for a, b, times in zip(left, right, count, strict=True)}
    assert found == {pair: times for pair, times in by_hand.items() if times >= 10}


@pytest.mark.parametrize(
    ("limits", "count"),
    [("0.001 0.5 6", 5_668), ("0.001 0.8 6", 410), ("0.006 0.25 6", 463), ("0.01 0.5 6", 15), ("0.001 0.5 2", 11)],
)
def test_a_bare_file_becomes_the_published_rules(tmp_path: Path, limits: str, count: int) -> None:
    support, confidence, length = limits.split()
    found = analyze(FILE, tmp_path, rules={"support": support, "confidence": confidence, "length": length})
    assert found["totals"]["sales"] == 9_835
    assert [row["product"] for row in found["top_products"]][:2] == ["whole milk", "other vegetables"]
    with (tmp_path / "rules.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == count


def test_of_all_public_files_only_the_groceries_are_a_bare_list_of_baskets() -> None:
    files = [path for path in DATA.glob("*/*") if path.suffix in (".csv", ".gz", ".tsv", ".txt", ".parquet")]
    assert {path.name for path in files if read_baskets(path) is not None} == {FILE.name}
