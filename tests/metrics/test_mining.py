"""Frequent sets and rules against counting every basket by hand, with ties exactly at the limits."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from queue import Empty, SimpleQueue

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nigotis.metrics.mining import pairs, recent
from nigotis.metrics.mining.baskets import Baskets, at_least, coded
from nigotis.metrics.mining.itemsets import TooManySets, frequent_sets
from nigotis.metrics.mining.pairs import pair_counts, pair_counts_with
from nigotis.metrics.mining.parts import _read, pairs_of_parts
from nigotis.metrics.mining.rules import rules_of

Basket = list[int]
Rule = tuple[tuple[int, ...], int]


def baskets_of(baskets: list[Basket], least: int = 1, order: int = 0) -> Baskets:
    """Coded, from lines in an order of their own, each line twice if `order` is odd."""
    lines = [(number, item) for number, basket in enumerate(baskets) for item in basket]
    lines = lines * (1 + order % 2)
    np.random.default_rng(order).shuffle(lines)
    basket, item = np.array(lines, np.int64).reshape(-1, 2).T
    return coded(basket, item, lambda whole: least)


def sets_by_hand(baskets: list[Basket], least: int, longest: int) -> dict[tuple[int, ...], int]:
    counts: dict[tuple[int, ...], int] = {}
    for basket in baskets:
        for length in range(1, longest + 1):
            for found in combinations(sorted(set(basket)), length):
                counts[found] = counts.get(found, 0) + 1
    return {found: count for found, count in counts.items() if count >= least}


def sets_found(baskets: Baskets, longest: int) -> dict[tuple[int, ...], int]:
    return {
        tuple(row): count
        for sets in frequent_sets(baskets, longest, 10**6)
        for row, count in zip(baskets.items[sets.items].tolist(), sets.counts.tolist(), strict=True)
    }


def rules_found(baskets: Baskets, longest: int, confidence: str) -> dict[Rule, tuple[int, int, int, bool]]:
    levels = frequent_sets(baskets, longest, 10**6)
    return {
        (tuple(baskets.items[rules.antecedent[row]].tolist()), int(baskets.items[rules.consequent[row]])): (
            int(rules.count[row]),
            int(rules.antecedent_count[row]),
            int(rules.consequent_count[row]),
            bool(rules.is_needless[row]),
        )
        for rules in rules_of(levels, baskets.count, Decimal(confidence))
        for row in range(len(rules.count))
    }


def parts(items: Iterable[int]) -> list[tuple[int, ...]]:
    several = tuple(items)
    return [part for length in range(1, len(several)) for part in combinations(several, length)]


some_baskets = st.lists(
    st.lists(st.sampled_from([3, -7, 10**15, 4, 5, 6, 12, 40]), min_size=1, max_size=7), min_size=1, max_size=30
)


@settings(deadline=None, max_examples=150)
@given(some_baskets, st.integers(1, 6), st.integers(2, 6), st.integers(0, 3))
def test_frequent_sets_are_those_counted_by_hand(baskets: list[Basket], least: int, longest: int, order: int) -> None:
    found = baskets_of(baskets, least, order)
    assert found.count == len(baskets)
    by_hand = sets_by_hand(baskets, least, longest)
    assert sets_found(found, longest) == by_hand
    left, right, count = pair_counts(found)
    pairs_found = zip(found.items[left].tolist(), found.items[right].tolist(), count.tolist(), strict=True)
    assert list(pairs_found) == sorted((*s, c) for s, c in by_hand.items() if len(s) == 2)


@settings(deadline=None, max_examples=100)
@given(some_baskets, st.integers(1, 4), st.sampled_from(["0.000001", "0.25", "0.333333", "0.5", "0.8", "1"]))
def test_rules_are_those_counted_by_hand(baskets: list[Basket], least: int, confidence: str) -> None:
    counts = sets_by_hand(baskets, least, 5)
    rules: dict[Rule, tuple[int, int, int, bool]] = {}
    for items, count in counts.items():
        for last in items if len(items) > 1 else ():
            first = tuple(item for item in items if item != last)
            if Fraction(count, counts[first]) >= Fraction(confidence):
                needless = any(
                    Fraction(counts[tuple(sorted((*part, last)))], counts[part]) >= Fraction(count, counts[first])
                    for part in parts(first)
                )
                rules[first, last] = (count, counts[first], counts[(last,)], needless)
    assert rules_found(baskets_of(baskets, least), 5, confidence) == rules


def test_a_confidence_of_exactly_four_in_five_is_kept_and_the_least_bit_more_is_not() -> None:
    baskets = baskets_of([[1, 2]] * 4 + [[1]])
    assert ((1,), 2) in rules_found(baskets, 2, "0.8")
    assert ((1,), 2) not in rules_found(baskets, 2, "0.800001")


def test_a_confidence_that_no_binary_fraction_meets_is_still_held_exactly() -> None:
    for whole in range(1, 400):
        for tenths in (1, 3, 7, 9):
            count = -(-tenths * whole // 10)
            baskets = baskets_of([[1, 2]] * count + [[1]] * (whole - count))
            kept = ((1,), 2) in rules_found(baskets, 2, f"0.{tenths}")
            assert kept, (count, whole)


def test_support_is_met_by_a_count_of_its_share_rounded_up() -> None:
    assert at_least(Decimal("0.001"), 9_835) == 10
    assert at_least(Decimal("0.001"), 10_000) == 10
    assert at_least(Decimal("0.001"), 10_001) == 11
    assert at_least(Decimal("0.07"), 100) == 7  # in binary fractions the product is more than 7
    assert at_least(Decimal("1"), 7) == 7


def test_numbers_of_a_rule_are_rounded_once() -> None:
    baskets = baskets_of([[1, 2], [1, 2], [1], [2], [3], [3], [3]])
    [rules] = rules_of(frequent_sets(baskets, 2, 100), baskets.count, Decimal("0.6"))
    assert rules.count.tolist() == [2, 2]
    assert rules.support.tolist() == [2 / 7] * 2
    assert rules.confidence.tolist() == [2 / 3] * 2
    assert rules.lift.tolist() == [14 / 9] * 2
    assert rules.leverage.tolist() == [5 / 49] * 2


def test_more_sets_than_allowed_are_refused_before_they_fill_the_memory() -> None:
    baskets = baskets_of([list(range(40))] * 3)
    with pytest.raises(TooManySets):
        frequent_sets(baskets, 6, 5_000)
    assert len(frequent_sets(baskets, 2, 820)[1].counts) == 780  # 40 items and 780 pairs


def test_no_baskets_and_nothing_frequent_give_nothing() -> None:
    nothing = np.empty(0, np.int64)
    assert frequent_sets(coded(nothing, nothing, lambda whole: 1), 6, 100) == []
    rare = baskets_of([[1, 2]], least=2)
    assert (rare.count, frequent_sets(rare, 6, 100), rules_of([], 1, Decimal(1))) == (1, [], [])


@pytest.mark.parametrize(
    "limits",
    [
        {"_SPARSE": 0.01},
        {"_TABLE": 0},
        {"_TABLE": 200, "_WIDE": 1000, "_CELLS": 90},
        {"_LINES": 7},
        {"_LINES": 5, "_TABLE": 200},
        {"_WIDE": 1000, "_CELLS": 90},
    ],
)
def test_pairs_are_the_same_whichever_way_they_are_counted(
    monkeypatch: pytest.MonkeyPatch, limits: dict[str, float]
) -> None:
    dice = np.random.default_rng(5)
    baskets = [dice.choice(30, dice.integers(1, 12), replace=False).tolist() for _ in range(200)]
    found, picked = baskets_of(baskets, 3), np.arange(30) % 7 == 2
    usual, some = ([part.tolist() for part in way] for way in (pair_counts(found), pair_counts_with(found, picked)))
    for name, value in limits.items():
        monkeypatch.setattr(pairs, name, value)
    assert [part.tolist() for part in pair_counts(found)] == usual
    assert [part.tolist() for part in pair_counts_with(found, picked)] == some


@settings(deadline=None, max_examples=60)
@given(some_baskets, st.integers(1, 4), st.sets(st.integers(0, 20)))
def test_pairs_with_a_picked_item_are_those_of_all_that_hold_one(
    baskets: list[Basket], least: int, places: set[int]
) -> None:
    found = baskets_of(baskets, least)
    picked = np.isin(np.arange(len(found.items)), list(places))
    whole = pair_counts(found)
    shown = picked[whole[0]] | picked[whole[1]]
    assert [part.tolist() for part in pair_counts_with(found, picked)] == [part[shown].tolist() for part in whole]


def test_baskets_that_hold_a_third_of_everything_do_not_fill_the_memory() -> None:
    dice, size, many = np.random.default_rng(3), 9_000, 300
    basket = np.repeat(np.arange(many), size // 3)
    item = np.concatenate([dice.choice(size, size // 3, replace=False) for _ in range(many)])
    found = coded(basket, item, lambda _: 60)
    tracemalloc.start()
    left, right, count = pair_counts(found)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    held = np.zeros((many, size), np.bool_)
    held[basket, item] = True
    assert len(count) > 0
    assert count.tolist() == (held[:, found.items[left]] & held[:, found.items[right]]).sum(axis=0).tolist()
    assert peak < 1e9  # a billion pairs, of eight bytes each


@settings(deadline=None, max_examples=60)
@given(some_baskets, st.integers(1, 4), st.integers(0, 4))
def test_pairs_of_a_lower_limit_are_those_counted_anew_of_a_higher_one(
    baskets: list[Basket], least: int, more: int
) -> None:
    low, high = baskets_of(baskets, least), baskets_of(baskets, least + more)
    kept = low.above(least + more)
    assert (kept.count, kept.least) == (high.count, high.least)
    for name in ("items", "counts", "code"):
        assert getattr(kept, name).tolist() == getattr(high, name).tolist()
    one, other = (np.unique(of.basket, return_inverse=True)[1] for of in (kept, high))
    assert one.tolist() == other.tolist()  # the numbers of baskets mean nothing but which lines are of one
    again = pairs.pairs_above(pair_counts(low), low, least + more)
    assert [part.tolist() for part in again] == [part.tolist() for part in pair_counts(high)]


@settings(deadline=None, max_examples=60)
@given(some_baskets, st.integers(1, 5), st.integers(1, 4))
def test_pairs_counted_part_by_part_are_those_of_the_whole(baskets: list[Basket], least: int, number: int) -> None:
    lines = [(place, item) for place, basket in enumerate(baskets) for item in basket + basket[:1]]

    def parts() -> list[pa.RecordBatch]:
        return [
            pa.RecordBatch.from_pydict(
                {
                    "basket": pa.array([basket for basket, _ in lines if basket % number == rest], pa.int64()),
                    "product_id": pa.array([item for basket, item in lines if basket % number == rest], pa.int64()),
                }
            )
            for rest in range(number)
        ]

    whole = baskets_of(baskets, least)
    left, right, count = pair_counts(whole)
    assert pairs_of_parts(parts, lambda _: least).to_pydict() == {
        "one": whole.items[left].tolist(),
        "other": whole.items[right].tolist(),
        "count": count.tolist(),
        "one_count": whole.counts[left].tolist(),
        "other_count": whole.counts[right].tolist(),
        "baskets": [len(baskets)] * len(count),
    }


def test_while_one_part_is_worked_on_the_next_is_read_and_no_other() -> None:
    begun: SimpleQueue[int] = SimpleQueue()

    def parts() -> Iterator[pa.RecordBatch]:
        for number in range(4):
            begun.put(number)
            yield pa.RecordBatch.from_pydict({"basket": [number], "product_id": [7]})

    read = _read(parts)
    for number, newly in enumerate(([0, 1], [2], [3], [])):
        basket, item = next(read)
        assert (basket.tolist(), item.tolist()) == ([number], [7])
        assert [begun.get(timeout=9) for _ in newly] == newly
        with pytest.raises(Empty):
            begun.get(timeout=0.02)
    assert list(read) == []


def test_a_part_that_cannot_be_read_is_no_answer() -> None:
    def parts() -> Iterator[pa.RecordBatch]:
        yield pa.RecordBatch.from_pydict({"basket": [1, 1], "product_id": [7, 8]})
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        pairs_of_parts(parts, lambda _: 1)


def test_numbers_of_baskets_may_lie_far_apart() -> None:
    basket, item = np.array([[-(2**50), 5], [2**50, 5], [2**50, 6], [7, 6], [7, 5], [7, 5]], np.int64).T
    left, right, count = pair_counts(found := coded(basket, item, lambda _: 1))
    assert (found.items[left].tolist(), found.items[right].tolist(), count.tolist()) == ([5], [6], [2])


def test_equal_baskets_are_mined_once_and_others_never_confused_with_them(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = []
    monkeypatch.setattr(recent, "_RECENT", [])
    monkeypatch.setattr(recent, "pair_counts", lambda baskets: counted.append(1) or pair_counts(baskets))
    monkeypatch.setattr(recent, "frequent_sets", lambda *asked: counted.append(2) or frequent_sets(*asked))
    some, other = [[1, 2, 3]] * 4 + [[2, 3]], [[1, 2, 3]] * 4 + [[2, 4]]
    for known in (some, other):
        for order in (0, 3):
            baskets = baskets_of(known, 2, order)
            both = recent.recent_pairs(baskets)
            for longest in (6, 2, 3):
                found = recent.recent_sets(baskets, longest, 100, both)
                afresh = frequent_sets(baskets, longest, 100)
                assert [level.items.tolist() for level in found] == [level.items.tolist() for level in afresh]
                assert [level.counts.tolist() for level in found] == [level.counts.tolist() for level in afresh]
    assert counted == [1, 2, 1, 2]


def test_what_was_too_much_once_is_refused_again_and_less_is_still_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "_RECENT", [])
    baskets = baskets_of([[1, 2, 3, 4]] * 4)
    both = recent.recent_pairs(baskets)
    for _ in range(2):
        with pytest.raises(TooManySets):
            recent.recent_sets(baskets, 4, 12, both)
    assert [len(level.counts) for level in recent.recent_sets(baskets, 2, 12, both)] == [4, 6]
    assert [len(level.counts) for level in recent.recent_sets(baskets, 4, 15, both)] == [4, 6, 4, 1]


def test_many_lines_are_not_held_on_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "_RECENT", [])
    monkeypatch.setattr(recent, "LARGEST", 3)
    baskets = baskets_of([[1, 2, 3, 4]] * 4)
    recent.recent_sets(baskets, 3, 100, recent.recent_pairs(baskets))
    assert recent._RECENT == []
