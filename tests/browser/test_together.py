"""Bought together: what goes with a product, whom to offer it, a segment of them, and bundles."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from browser.conftest import sign_in
from browser.shop import Shop, open_bakery

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def bakery(address: str) -> Shop:
    return open_bakery(address)


@pytest.fixture
def counter(context: BrowserContext, bakery: Shop) -> Page:
    """A page of the bakery's owner."""
    sign_in(context, bakery)
    return context.new_page()


def test_from_a_product_to_a_segment_of_those_to_offer_another(counter: Page) -> None:
    counter.goto("/products?tab=together")
    counter.get_by_role("combobox", name="What goes with").fill("Bre")
    counter.get_by_role("option", name="Bread").click()
    expect(counter).to_have_url(re.compile(r"product=\d+"))
    pairs = counter.get_by_role("region", name="Goes with Bread").first
    expect(pairs.get_by_role("row", name=re.compile("Bread Butter"))).to_contain_text("50%")
    buyers = counter.get_by_role("region", name="Who buys Bread and never Butter").first
    expect(buyers.get_by_role("link")).to_have_count(2)
    assert {"Chausiku", "Daudi"} == set(buyers.get_by_role("link").all_inner_texts())
    buyers.get_by_role("button", name=re.compile("^Save clients as a segment")).click()
    form = counter.get_by_role("dialog")
    form.get_by_label("Name").fill("To be offered butter")
    form.get_by_role("button", name="Save").click()
    expect(form).to_be_hidden()
    counter.goto("/segments?tab=saved")
    counter.get_by_role("link", name="To be offered butter").click()
    members = counter.get_by_role("region", name="Clients behind the choice")
    expect(members.get_by_role("link")).to_have_count(2)
    assert {"Chausiku", "Daudi"} == set(members.get_by_role("link").all_inner_texts())


def test_a_bundle_costs_less_the_more_is_let_off(counter: Page) -> None:
    counter.goto("/products?tab=together")
    bundle = counter.get_by_role("region", name="Bundles worth offering").first.get_by_role("row").nth(1)
    expect(bundle).to_contain_text("TZS 6,300")  # 7,000 less a tenth
    counter.get_by_role("radiogroup", name="Cheaper by").get_by_text("20%").click()
    expect(bundle).to_contain_text("TZS 5,600")


def test_a_wide_table_can_be_opened_on_a_phone(counter: Page) -> None:
    counter.set_viewport_size({"width": 390, "height": 844})
    counter.goto("/products?tab=together")
    expect(counter.get_by_role("button", name="Show all columns")).to_have_count(3)
    bundles = counter.get_by_role("region", name="Bundles worth offering").first
    expect(bundles.get_by_role("columnheader", name="Times chance")).to_have_count(0)
    counter.get_by_role("button", name="Show all columns").nth(1).press("Enter")  # of the bundles
    expect(bundles.get_by_role("columnheader", name="Times chance")).to_have_count(1)
    bundles.get_by_role("button", name="Fewer columns").click()
    expect(bundles.get_by_role("columnheader", name="Times chance")).to_have_count(0)


def test_pairs_rules_and_bundles_are_looked_at_in_one_part_of_the_year(counter: Page) -> None:
    counter.goto("/products?tab=together")
    asked = []
    counter.on("request", lambda request: asked.append(request.url))
    counter.get_by_role("radiogroup", name="Parts of the year").get_by_text("Jun–Aug").click()
    counter.get_by_role("radiogroup", name="Also buy it, at least").get_by_text("80%").click()
    rules = counter.get_by_role("region", name="Rules of what goes with what").first
    expect(rules).to_have_attribute("aria-busy", "false")
    for name in ("product-affinity", "bundle-suggestions", "product-rules"):
        assert any(f"/analytics/{name}?" in url and "season=jun_aug" in url for url in asked), name
    assert any("/product-rules?" in url and "confidence=0.8" in url and "season=jun_aug" in url for url in asked)
