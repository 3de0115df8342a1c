"""Predictions: made anew by hand, listed, kept as a segment, taken along, and how sure they are."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from browser.conftest import PHONE, sign_in
from browser.shop import Shop

pytestmark = pytest.mark.browser
PATIENCE = 60_000


@pytest.fixture
def predicted(page: Page) -> Page:
    """The page of predictions, made anew by hand."""
    page.goto("/predictions")
    page.get_by_role("button", name="Predict again").click()
    expect(page.get_by_text("Predictions are new")).to_be_visible(timeout=PATIENCE)
    return page


def names_in(list_of_clients: Locator) -> set[str]:
    """Whom a list names; the links to their telephones begin with a plus."""
    links = list_of_clients.get_by_role("table").get_by_role("link")
    expect(links.first).to_be_visible()
    return {text for text in links.all_inner_texts() if not text.startswith("+")}


def test_a_list_is_opened_kept_as_a_segment_and_taken_along(predicted: Page) -> None:
    page = predicted
    page.get_by_role("tab", name="Lifetime value").click()
    page.get_by_label("Which list").get_by_text("Everyone").click()
    people = page.get_by_role("region", name="Everyone, by value").first
    expect(people.get_by_role("row")).to_have_count(7)  # six clients and the headings
    expect(people.get_by_role("row").nth(1)).to_contain_text(re.compile(r"₼[\d.,]+ – ₼[\d.,]+"))
    with page.expect_download() as download:
        people.get_by_role("link", name="Export").click()
    assert download.value.path().read_bytes().startswith(b"PK"), "a workbook"
    page.get_by_role("tab", name="Due to reorder").click()
    page.get_by_label("Which list").get_by_text("Cannot tell").click()
    unsure = page.get_by_role("region", name="Cannot tell").first
    there = names_in(unsure)
    unsure.get_by_role("button", name="Save as a segment").click()
    form = page.get_by_role("dialog")
    form.get_by_label("Name").fill("No rhythm")
    form.get_by_role("button", name="Save").click()
    expect(form).to_be_hidden()
    page.goto("/segments?tab=saved")
    page.get_by_role("link", name="No rhythm").click()
    assert there == names_in(page.get_by_role("region", name="Clients behind the choice"))


def test_it_opens_at_the_first_list_that_holds_somebody_and_says_why_no_day_is_named(predicted: Page) -> None:
    page = predicted
    page.goto("/predictions")
    expect(page.get_by_role("region", name="Cannot tell").first.get_by_role("row")).to_have_count(7)
    why = page.get_by_role("alert").filter(has_text="Why no day is named")
    expect(why).to_contain_text("too few clients do")
    why.get_by_role("button", name=re.compile("Most valuable")).click()
    expect(page.get_by_role("tab", name="Lifetime value")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("region", name="Most valuable").first).to_be_visible()


def test_beside_each_prediction_stands_how_such_have_done(predicted: Page) -> None:
    page = predicted
    receipt = page.get_by_text("Cannot tell yet how sure this is")
    for tab in ("Due to reorder", "Might leave", "Lifetime value"):
        page.get_by_role("tab", name=tab).click()
        expect(receipt).to_have_count(1)
    receipt.get_by_role("link", name="How sure are we").click()
    expect(page.get_by_role("tab", name="How sure are we")).to_have_attribute("aria-selected", "true")


def test_somebody_in_a_list_leads_to_her_card_with_what_to_expect(predicted: Page) -> None:
    page = predicted
    page.get_by_role("tab", name="Lifetime value").click()
    page.get_by_role("link", name="Aysel Əliyeva").click()
    expect(page.get_by_role("heading", name="Aysel Əliyeva", level=1)).to_be_visible()
    expected = page.get_by_role("region", name="What to expect")
    expect(expected.get_by_text("Cannot tell yet how sure this is")).to_have_count(4)
    for value in ("May bring in 90 days", "May bring in a year"):
        expect(expected).to_contain_text(re.compile(value + r"\s*₼[\d.,]+\s*₼[\d.,]+ – ₼[\d.,]+"))


def test_limits_out_of_range_are_refused_in_words(page: Page) -> None:
    page.goto("/predictions?tab=sure")
    days = page.get_by_label(re.compile("Inactive after days"))
    days.fill("3")
    page.get_by_role("region", name="Settings").get_by_role("button", name="Save").click()
    expect(days).to_have_attribute("aria-invalid", "true")


def test_on_a_phone_a_reason_stands_below_its_client(context: BrowserContext, predicted: Page, shop: Shop) -> None:
    sign_in(context, shop)
    page = context.new_page()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto("/predictions?list=cannot_tell")
    row = page.get_by_role("region", name="Cannot tell").first.get_by_role("row").nth(1)
    name, told = row.get_by_role("link").first.bounding_box(), row.get_by_role("cell").nth(1).bounding_box()
    assert name and told
    assert told["y"] >= name["y"] + name["height"]
    assert told["width"] > 250


def test_the_days_ahead_have_no_period_to_choose(page: Page) -> None:
    page.goto("/predictions")
    bar = page.get_by_role("search", name="Filters of the page")
    expect(bar.get_by_role("button", name="Filters")).to_be_visible()
    expect(bar.get_by_label("Period")).to_have_count(0)
