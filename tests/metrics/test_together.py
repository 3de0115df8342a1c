"""Products bought together: pairs, rules, bundles and where they differ, by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from make.facts import Facts, window
from nigotis.kernel.problems import Invalid
from nigotis.metrics import rules

MARCH = window("2026-03-01", "2026-03-31")
TEA, BREAD, JAM, SALT = 1, 2, 3, 4


def shop(*baskets: tuple[int, ...], **more: Any) -> Facts:
    """A sale a basket, a client each."""
    facts = Facts()
    for number, basket in enumerate(baskets, start=1):
        for product in basket:
            facts.sale(number, "2026-03-05", product_id=product, sale_id=number, **more)
    return facts


BREAKFAST = shop(*[(TEA, BREAD)] * 6, *[(TEA,)] * 2, *[(BREAD, JAM)] * 6, *[(SALT,)] * 6)


def test_a_pair_tells_how_many_who_bought_one_bought_the_other() -> None:
    assert BREAKFAST.ask("product_affinity", MARCH) == [
        {
            "product_id": JAM,
            "with_product_id": BREAD,
            "count": 6,
            "support": 0.3,
            "confidence": 1.0,
            "confidence_back": 0.5,
            "lift": 20 / 12,
            "leverage": 0.12,
            "product_count": 6,
            "with_product_count": 12,
        },
        {
            "product_id": TEA,
            "with_product_id": BREAD,
            "count": 6,
            "support": 0.3,
            "confidence": 0.75,
            "confidence_back": 0.5,
            "lift": 1.25,
            "leverage": 0.06,
            "product_count": 8,
            "with_product_count": 12,
        },
    ]


def pairs(facts: Facts, **params: Any) -> list[tuple[int, int, int]]:
    rows = facts.ask("product_affinity", params.pop("w", MARCH), **params)
    return [(row["product_id"], row["with_product_id"], row["count"]) for row in rows]


def test_a_product_asked_for_stands_first_and_its_sales_are_whole() -> None:
    assert pairs(BREAKFAST, w=MARCH.narrow(product=BREAD)) == [(BREAD, JAM, 6), (BREAD, TEA, 6)]
    assert pairs(BREAKFAST, w=MARCH.narrow(product=TEA)) == [(TEA, BREAD, 6)]
    assert pairs(BREAKFAST, w=MARCH.narrow(product=SALT)) == []


def test_a_category_asked_for_means_its_products() -> None:
    facts = shop(*[(TEA, BREAD)] * 6, *[(BREAD, JAM)] * 6)
    facts.product(JAM, category="sweet")
    assert pairs(facts, w=MARCH.narrow(category="sweet")) == [(JAM, BREAD, 6)]


def test_of_a_product_asked_for_even_what_is_rare_among_all_sales_is_told() -> None:
    facts = shop(*[(TEA, BREAD)] * 5, *[(JAM, SALT)] * 6, *[(SALT,)] * 5_500)
    assert pairs(facts) == [(JAM, SALT, 6)]  # one in a thousand of 5,511 sales is 6
    assert pairs(facts, w=MARCH.narrow(product=TEA)) == [(TEA, BREAD, 5)]
    assert pairs(facts, support="0.0009") == [(TEA, BREAD, 5), (JAM, SALT, 6)]


def test_fewer_than_five_sales_are_an_accident_unless_asked_for() -> None:
    facts = shop(*[(TEA, BREAD)] * 4, (SALT,))
    assert pairs(facts) == []
    assert pairs(facts, support="0.8") == [(TEA, BREAD, 4)]
    assert pairs(facts, support="0.800001") == []


def test_lines_returns_and_postage_do_not_make_a_pair() -> None:
    facts = shop(*[(TEA, TEA, BREAD)] * 5)
    for number in range(1, 6):
        facts.sale(number, "2026-03-05", product_id=JAM, sale_id=number, is_product=False)
        facts.back(number, "2026-03-06", product_id=TEA, sale_id=100 + number)
        facts.back(number, "2026-03-06", product_id=SALT, sale_id=100 + number)
    assert facts.ask("product_affinity", MARCH)[0] | {} == {
        "product_id": TEA,
        "with_product_id": BREAD,
        "count": 5,
        "support": 1.0,
        "confidence": 1.0,
        "confidence_back": 1.0,
        "lift": 1.0,
        "leverage": 0.0,
        "product_count": 5,
        "with_product_count": 5,
    }
    assert len(pairs(facts)) == 1


def test_by_client_counts_what_one_client_bought_over_the_period() -> None:
    facts = Facts()
    for client in (1, 2, 3, 4, 5, None):
        facts.sale(client, "2026-03-01", product_id=TEA)
        facts.sale(client, "2026-03-20", product_id=BREAD)
    assert pairs(facts) == []
    assert pairs(facts, within="client") == [(TEA, BREAD, 5)]


GREEN, BLACK, DEAR, CAKE = 11, 12, 13, 14


def tastes() -> Facts:
    """Twelve clients drink tea of three prices; six of them eat cake."""
    facts = Facts()
    for product, category, price in ((GREEN, "tea", 4), (BLACK, "tea", 4), (DEAR, "tea", 6), (CAKE, "cake", 5)):
        facts.product(product, category=category, price=Decimal(price))
    for client in range(12):
        facts.sale(client, "2026-03-01", product_id=GREEN)
        facts.sale(client, "2026-03-09", product_id=BLACK if client < 9 else DEAR)
        if client < 6:
            facts.sale(client, "2026-03-20", product_id=DEAR)
            facts.sale(client, "2026-03-21", product_id=CAKE)
    return facts


def test_similar_products_are_those_of_the_same_clients_and_tell_how_they_fit() -> None:
    found = tastes().ask("similar_products", MARCH.narrow(product=GREEN))
    assert [(row["with_product_id"], row["kind"], row["price_change"], row["clients"]) for row in found] == [
        (BLACK, "same_kind", 0.0, 9),
        (DEAR, "step_up", 0.5, 9),
        (CAKE, "goes_along", 0.25, 6),
    ]
    assert [round(row["similarity"], 6) for row in found] == [0.866025, 0.866025, 0.707107]
    assert (found[2]["product_clients"], found[2]["with_product_clients"]) == (12, 6)


def test_what_is_dearer_is_no_step_down_and_what_is_not_sold_any_more_is_not_suggested() -> None:
    facts = tastes()
    back = facts.ask("similar_products", MARCH.narrow(product=DEAR))
    assert {row["with_product_id"]: row["kind"] for row in back} == {
        GREEN: "same_kind",
        BLACK: "same_kind",
        CAKE: "goes_along",
    }
    facts.rows["products"][1]["is_active"] = False
    assert BLACK not in {row["with_product_id"] for row in facts.ask("similar_products", MARCH)}
    assert {row["product_id"] for row in facts.ask("similar_products", MARCH)} == {GREEN, BLACK, DEAR, CAKE}


def test_products_without_price_or_category_go_along() -> None:
    facts = Facts()
    facts.product(TEA, category=None, price=None)
    facts.product(BREAD, category=None, price=Decimal(3))
    for client in range(5):
        for product in (TEA, BREAD):
            facts.sale(client, "2026-03-05", product_id=product)
    found = facts.ask("similar_products", MARCH)
    assert [(row["product_id"], row["kind"], row["price_change"], row["similarity"]) for row in found] == [
        (TEA, "goes_along", None, 1.0),
        (BREAD, "goes_along", None, 1.0),
    ]
    assert Facts().ask("similar_products", MARCH) == []


def test_a_season_takes_its_months_of_every_year() -> None:
    facts = Facts()
    for number, day in enumerate(["2025-12-31", "2026-01-01", "2026-02-28", "2026-02-01", "2025-01-05", "2026-03-01"]):
        for product in (TEA, BREAD):
            facts.sale(1, day, product_id=product, sale_id=number)
    two_years = window("2025-01-01", "2026-12-31")
    assert pairs(facts, w=two_years, season="dec_feb") == [(TEA, BREAD, 5)]
    assert pairs(facts, w=two_years, season="mar_may") == []


RICH = shop(*[(TEA, BREAD, JAM)] * 8, *[(TEA, BREAD)] * 2, *[(JAM,)] * 5, *[(TEA,)] * 5)


def ruled(facts: Facts, **params: Any) -> list[tuple[list[int], int, int, float]]:
    rows = facts.ask("product_rules", params.pop("w", MARCH), **params)
    return [(row["antecedent"], row["consequent"], row["count"], row["confidence"]) for row in rows]


def test_rules_name_what_is_held_and_what_comes_with_it() -> None:
    found = ruled(RICH, confidence="0.8", by="confidence", needless=True)
    assert found == [
        ([BREAD], TEA, 10, 1.0),
        ([TEA, JAM], BREAD, 8, 1.0),
        ([BREAD, JAM], TEA, 8, 1.0),
        ([BREAD], JAM, 8, 0.8),
        ([TEA, BREAD], JAM, 8, 0.8),
    ]


def test_a_longer_rule_no_surer_than_a_shorter_one_is_needless() -> None:
    found = ruled(RICH, confidence="0.8", by="confidence")
    assert [(first, last) for first, last, _, _ in found] == [([BREAD], TEA), ([TEA, JAM], BREAD), ([BREAD], JAM)]


def test_rules_may_be_short_few_and_of_one_product() -> None:
    assert {len(first) for first, *_ in ruled(RICH, length=2)} == {1}
    assert len(ruled(RICH, limit=2)) == 2
    chosen = ruled(RICH, w=MARCH.narrow(product=JAM), confidence="0.8", by="confidence")
    assert [(first, last) for first, last, _, _ in chosen] == [([TEA, JAM], BREAD), ([BREAD], JAM)]


def test_a_support_too_low_is_refused_and_one_left_open_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = shop(*[tuple(range(1, 9))] * 6, *[(TEA, BREAD)] * 10_000)
    monkeypatch.setattr(rules, "MOST_SETS", 100)
    monkeypatch.setattr(rules, "EASY_SETS", 100)
    with pytest.raises(Invalid, match="too low"):
        ruled(facts, support="0.0005")
    assert ruled(facts) == [([TEA], BREAD, 10_006, 1.0), ([BREAD], TEA, 10_006, 1.0)]


def test_a_bundle_tells_what_it_earns_and_from_what_share_it_pays() -> None:
    facts = shop(*[(TEA, BREAD)] * 20, *[(TEA,)] * 5, *[(BREAD,)] * 10, *[(SALT,)] * 65, cost=4)
    assert facts.ask("bundle_suggestions", MARCH) == [
        {
            "products": [TEA, BREAD],
            "count": 20,
            "lift": pytest.approx(0.2 / 0.075),
            "leverage": pytest.approx(0.125),
            "lacking_one": 15,
            "price": 18,  # 10 each, 10 % less
            "cost": 8,
            "margin": 10,
            "margin_share": pytest.approx(10 / 18),
            # 20 buyers are given 2 each; each of the 15 who takes the other product too brings 6 less the 2
            "break_even": pytest.approx(40 / 60),
        }
    ]


def test_a_discount_that_not_even_all_of_them_could_make_good_pays_from_no_share() -> None:
    facts = shop(*[(TEA, BREAD)] * 20, *[(TEA,)] * 5, *[(BREAD,)] * 10, *[(SALT,)] * 65, cost=4)
    [row] = facts.ask("bundle_suggestions", MARCH, discount="0.2")
    assert (row["margin"], row["break_even"]) == (8, None)  # 80 are given away, all 15 bring in 2 each


def test_prices_and_costs_are_those_of_one_unit() -> None:
    facts = Facts()
    for number in range(5):
        facts.sale(1, "2026-03-05", 30, product_id=TEA, quantity=3, cost=15, sale_id=number)
        facts.sale(1, "2026-03-05", 7, product_id=BREAD, quantity="0.5", cost=3, sale_id=number)
    for number in range(25):
        facts.sale(1, "2026-03-05", 5, product_id=SALT, cost=1, sale_id=100 + number)
    [row] = facts.ask("bundle_suggestions", MARCH, discount="0")
    assert (row["price"], row["cost"], row["margin"]) == (24, 11, 13)
    assert row["break_even"] is None  # nobody lacks one, and nothing is given away


def test_the_catalogue_tells_a_cost_the_sales_do_not_and_else_it_is_unknown() -> None:
    facts = shop(*[(TEA, BREAD)] * 6, *[(JAM, SALT)] * 5, *[(9,)] * 30)
    facts.product(TEA, cost=Decimal(1))
    facts.product(BREAD, cost=Decimal("2.5"))
    facts.product(JAM, cost=Decimal(3))
    rows = facts.ask("bundle_suggestions", MARCH)
    assert [(row["products"], row["price"], row["cost"], row["margin"]) for row in rows] == [
        ([TEA, BREAD], 18, Decimal("3.5"), Decimal("14.5")),
        ([JAM, SALT], 18, None, None),
    ]


def test_what_earns_nothing_and_what_chance_makes_is_no_bundle() -> None:
    at_a_loss = shop(*[(TEA, BREAD)] * 8, *[(SALT,)] * 40, cost=9)
    assert at_a_loss.ask("bundle_suggestions", MARCH) == []
    always = shop(*[(TEA, BREAD)] * 6, cost=1)
    assert always.ask("bundle_suggestions", MARCH) == []
    # 10 where chance makes 6: less than three standard errors (7.3) more
    hardly = [(TEA, BREAD)] * 10 + [(TEA,)] * 10 + [(BREAD,)] * 20 + [(SALT,)] * 60  # type: ignore[list-item]
    assert shop(*hardly, cost=1).ask("bundle_suggestions", MARCH) == []


def branches() -> Facts:
    """In branch 1 tea goes with bread, in branch 2 never, though both sell as much of each."""
    facts = Facts()
    for branch in (1, 2):
        baskets = [(TEA, BREAD), (SALT,)] if branch == 1 else [(TEA, SALT), (BREAD,)]
        for number in range(200):
            for product in baskets[number % 2]:
                number_of_sale = branch * 1000 + number
                facts.sale(number, "2026-03-05", product_id=product, sale_id=number_of_sale, branch_id=branch)
    for number in range(5):
        for product in (TEA, BREAD):
            facts.sale(1, "2026-03-05", product_id=product, sale_id=5000 + number, branch_id=2)
    return facts


def test_a_pair_that_one_branch_sells_together_more_is_named() -> None:
    rows = branches().ask("affinity_by_branch", MARCH)
    found = {(row["branch_id"], row["product_id"], row["with_product_id"]): row for row in rows}
    assert found[1, TEA, BREAD] == {
        "branch_id": 1,
        "product_id": TEA,
        "with_product_id": BREAD,
        "compared": "more_here",
        "count": 100,
        "lift": 2.0,
        "count_elsewhere": 5,
        "lift_elsewhere": pytest.approx(5 * 205 / 105**2),
    }
    assert found[2, TEA, BREAD]["compared"] == "less_here"
    assert found[2, TEA, SALT]["compared"] == "more_here"
    only_salt = branches().ask("affinity_by_branch", MARCH.narrow(product=SALT))
    assert [(row["branch_id"], row["with_product_id"]) for row in only_salt] == [(2, SALT)]


def test_a_pair_alike_everywhere_is_called_alike_and_one_sold_nowhere_else_is_left_out() -> None:
    facts = Facts()
    for number in range(40):
        for product in (TEA, BREAD) if number % 4 < 2 else (SALT, JAM) if number % 2 else (SALT,):
            facts.sale(1, "2026-03-05", product_id=product, sale_id=number, branch_id=1 + number % 2)
    rows = facts.ask("affinity_by_branch", MARCH)
    assert [(row["branch_id"], row["with_product_id"], row["compared"]) for row in rows] == [
        (1, BREAD, "alike"),
        (2, BREAD, "alike"),
    ]


def test_a_difference_that_chance_may_have_made_is_not_said() -> None:
    facts = Facts()
    for branch, together in ((1, 30), (2, 24)):
        for number in range(100):
            bread = number < together or 50 <= number < 100 - together
            for product in [TEA] * (number < 50) + [BREAD] * bread + [SALT] * (number >= 50 and not bread):
                sale = branch * 1000 + number
                facts.sale(1, "2026-03-05", product_id=product, sale_id=sale, branch_id=branch)
    rows = facts.ask("affinity_by_branch", MARCH)
    assert [(row["branch_id"], row["count"], row["compared"]) for row in rows] == [(1, 30, "alike"), (2, 24, "alike")]


def test_parts_of_the_year_and_segments_are_compared_alike() -> None:
    facts = Facts()
    for number in range(60):
        day = "2026-07-05" if number % 2 else "2026-01-05"
        for product in (TEA, BREAD) if number % 2 == 0 or number % 4 == 1 else (JAM,):
            facts.sale(number % 6, day, product_id=product, sale_id=number)
    year = window("2026-01-01", "2026-12-31")
    assert {row["season"] for row in facts.ask("affinity_by_season", year)} == {"dec_feb", "jun_aug"}
    rows = facts.ask("affinity_by_segment", year)
    assert rows
    assert {row["segment"] for row in rows} <= {row["segment"] for row in facts.ask("rfm", year)}


def test_whom_to_offer_the_other_product() -> None:
    facts = Facts()
    for number in range(3):
        facts.sale(1, f"2026-03-0{number + 1}", product_id=TEA, quantity=2)
    for _ in range(2):
        facts.sale(2, "2026-03-05", product_id=TEA, sale_id=900)  # two lines of one sale
    facts.sale(3, "2026-03-05", product_id=TEA)
    facts.sale(3, "2025-01-05", product_id=BREAD, branch_id=9)  # once, long ago and elsewhere
    facts.sale(4, "2026-03-05", product_id=TEA)
    facts.back(4, "2026-03-06", product_id=BREAD)  # a return alone is no purchase
    facts.sale(5, "2026-02-05", product_id=TEA)  # not in the period
    facts.sale(None, "2026-03-05", product_id=TEA)
    facts.back(6, "2026-03-05", product_id=TEA)
    tea = MARCH.narrow(product=TEA, branch=1)
    rows = facts.ask("buyers_without", tea, without=BREAD)
    assert [(row["client_id"], row["sales"], row["units"], row["net"]) for row in rows] == [
        (1, 3, 6, 30),
        (2, 1, 2, 20),
        (4, 1, 1, 10),
    ]
    assert rows[0]["last_sale_on"].isoformat() == "2026-03-03"
    assert [row["client_id"] for row in facts.ask("buyers_without", tea)] == [1, 2, 3, 4]


def test_a_list_of_whom_to_offer_holds_everybody() -> None:
    facts = Facts()
    for client in range(1, 151):
        facts.sale(client, "2026-03-05", product_id=TEA)
    assert len(facts.ask("buyers_without", MARCH.narrow(product=TEA), without=BREAD)) == 150
