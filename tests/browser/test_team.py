"""A deal's way over the board, by menu and by hand, and what is planned for it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from browser.shop import Shop

pytestmark = pytest.mark.browser


def added(page: Page, title: str) -> None:
    page.goto("/team")
    page.get_by_role("button", name="Add a deal").first.click()
    form = page.get_by_role("dialog")
    form.get_by_label("What is it about?").fill(title)
    form.get_by_label("Value").fill("1 250,50")
    form.get_by_role("button", name="Save").click()
    expect(form).to_be_hidden()


def test_a_deal_moves_by_its_menu_and_back_again(page: Page) -> None:
    added(page, "Coffee machine")
    lead, proposal = (page.get_by_role("region", name=name, exact=True) for name in ("Lead", "Proposal"))
    expect(lead).to_contain_text("Coffee machine")
    page.get_by_role("button", name="More for Coffee machine").click()
    page.get_by_role("menuitem", name="Proposal").click()
    expect(proposal).to_contain_text("Coffee machine")
    page.get_by_role("button", name="Undo").click()
    expect(lead).to_contain_text("Coffee machine")


def test_a_deal_is_won_by_whoever_bought_and_keeps_its_history(page: Page) -> None:
    added(page, "Ten chairs")
    page.get_by_role("link", name="Ten chairs").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ten chairs")
    page.get_by_role("button", name="Plan an activity").click()
    plan = page.get_by_role("dialog")
    plan.get_by_label("Note").fill("Bring the catalogue")
    plan.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_have_count(0)  # without a client there is a deal
    expect(page.get_by_role("region", name="Activities")).to_contain_text("Bring the catalogue")
    page.get_by_role("button", name="Won").click()
    form = page.get_by_role("dialog")
    form.get_by_label("Who bought?").click()
    page.get_by_role("option").first.click()
    form.get_by_role("button", name="Won").click()
    history = page.get_by_role("region", name="What happened")
    expect(history).to_contain_text("Won, from: Lead")
    expect(history).to_contain_text("Entered: Lead")


def test_stages_are_named_anew(page: Page) -> None:
    page.goto("/team")
    page.get_by_role("button", name="Stages").click()
    form = page.get_by_role("dialog")
    form.get_by_label("Stage 4", exact=True).fill("Contract")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_role("region", name="Contract", exact=True)).to_be_visible()


def test_a_rate_stands_beside_its_interval(page: Page) -> None:
    added(page, "A tray of cakes")
    page.get_by_role("link", name="A tray of cakes").click()
    page.get_by_role("button", name="Won").click()
    form = page.get_by_role("dialog")
    form.get_by_label("Who bought?").click()
    page.get_by_role("option").first.click()
    form.get_by_role("button", name="Won").click()
    expect(form).to_be_hidden()
    page.goto("/team?tab=deals")
    expect(page.get_by_role("region", name="Win rate").first).to_contain_text("95% interval: ", timeout=60_000)


def test_a_stage_and_a_win_name_their_clients(page: Page, shop: Shop) -> None:
    client = {"client_id": shop.clients["Oleg Smirnov"]}
    begun = {
        "title": "An oven",
        "source": "fair",
        "created_on": (date.today() - timedelta(days=45)).isoformat(),
        **client,
    }
    deal = page.request.post("/api/deals", data=begun, headers={"X-Nigotis": "1"}).json()["id"]
    won = page.request.post(f"/api/deals/{deal}/win", data=client, headers={"X-Nigotis": "1"})
    assert won.ok, won.text()
    page.goto("/team?tab=deals")
    funnel = page.get_by_role("region", name="Funnel of deals").first
    stage = funnel.get_by_role("button", name="Lead")
    for _ in range(20):  # figures hear of a deal a moment later
        if stage.count():
            break
        page.wait_for_timeout(500)
        page.reload()
        page.wait_for_load_state("networkidle")
    stage.press("Enter")
    behind = page.get_by_role("dialog", name="Clients behind it")
    reached = behind.get_by_role("region", name="Clients: Funnel of deals, Lead")
    expect(reached.get_by_role("link", name="Oleg Smirnov")).to_be_visible()
    expect(reached.get_by_role("button", name=re.compile("Save clients"))).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Clients behind it: Win rate", exact=True).click()
    behind.get_by_role("combobox", name="How the deals stand").click()
    page.get_by_role("option", name="Won").click()
    won = behind.get_by_role("region", name="Clients: Win rate, Won")
    expect(won.get_by_role("link", name="Oleg Smirnov")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("dialog").get_by_label("Source").click()
    page.get_by_role("option", name="fair").click()  # deals have sources of their own
    expect(stage).to_be_visible()
    expect(page).to_have_url(re.compile("source=fair"))


def test_todays_numbers_lead_to_their_clients(page: Page) -> None:
    page.goto("/")
    page.get_by_role("group", name="Registered").get_by_role("link").click()
    expect(page.get_by_label("The rule as text")).to_have_value("all(registered_on in last 1 days)")
    page.goto("/clients")
    page.get_by_role("group", name="Counts of clients").get_by_role("link").first.click()
    expect(page.get_by_label("The rule as text")).to_have_value("all(recency = 0)")
