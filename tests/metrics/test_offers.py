"""What to offer within what is bought already."""

from __future__ import annotations

from decimal import Decimal

from make.facts import Facts, window

PERIOD = ("2026-05-01", "2026-05-31")


def shop() -> Facts:
    """Tea in four prices, bread in one; client 1 buys tea and bread, 2 tea only."""
    facts = Facts()
    for product, price in ((1, 2), (2, 4), (3, 4), (4, 9)):
        facts.product(product, category="tea", price=Decimal(price))
    facts.product(5, category="bread", price=Decimal(1))
    facts.product(6, category="tea", price=Decimal(99), is_active=False)
    facts.product(7, category="coffee", price=Decimal(7))
    for client, product in ((1, 1), (1, 5), (2, 4), (2, 1)):
        facts.sale(client, "2026-05-03", product_id=product)
    facts.back(2, "2026-05-04", product_id=7)
    return facts


def test_the_dearest_third_of_what_they_buy_comes_first() -> None:
    assert shop().ask("price_offers", *PERIOD) == [
        {"product_id": 4, "category": "tea", "price": Decimal(9), "clients": 1, "category_clients": 2}
    ]


def test_the_cheapest_third_is_for_those_who_spend_little() -> None:
    found = shop().ask("price_offers", *PERIOD, level="affordable")
    shown = [(row["product_id"], row["clients"], row["category_clients"]) for row in found]
    assert shown == [(1, 2, 2), (2, 0, 2), (3, 0, 2), (5, 1, 1)]


def test_who_is_in_view_by_one_product_may_have_bought_another() -> None:
    facts = shop()
    bought_the_cheapest = window(*PERIOD).narrow(product=1)
    assert [(row["product_id"], row["clients"]) for row in facts.ask("price_offers", bought_the_cheapest)] == [(4, 1)]


def test_what_the_group_does_not_buy_is_not_offered() -> None:
    facts = shop()
    assert facts.ask("price_offers", "2026-06-01", "2026-06-30") == []
