"""On a poor line: what does not come says so and is asked for again, what comes late answers what it was asked."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from browser.conftest import sign_in
from browser.shop import Shop

pytestmark = pytest.mark.browser
TRIED_IN_MS = 20_000
"""Silence is asked again twice, each time after a longer pause."""


@pytest.fixture
def poor(context: BrowserContext, shop: Shop) -> Page:
    """A page of the owner's on which answers may fail to come."""
    sign_in(context, shop)
    return context.new_page()


@pytest.mark.parametrize(
    ("path", "lost", "region"),
    [
        ("/when?tab=where", r"/analytics/sales-by-city\?(?!.*columns)", "Map"),
        ("/predictions?tab=sure", "/predictions/settings", "Settings"),
    ],
)
def test_a_part_that_does_not_come_says_so_and_is_asked_for_again(
    poor: Page, path: str, lost: str, region: str
) -> None:
    poor.route(re.compile(lost), lambda route: route.abort())
    poor.goto(path)
    part = poor.get_by_role("region", name=region, exact=True).first
    expect(part.get_by_role("alert")).to_be_visible(timeout=TRIED_IN_MS)
    poor.unroute_all()
    part.get_by_role("button", name="Try again").click()
    expect(part.get_by_role("alert")).to_have_count(0)
    expect(part.locator(".mantine-Skeleton-root")).to_have_count(0)


def test_messages_that_do_not_come_are_not_taken_for_none(poor: Page, shop: Shop) -> None:
    poor.route(re.compile(r"/clients/\d+/messages"), lambda route: route.abort())
    poor.goto(f"/clients/{shop.clients['Oleg Smirnov']}")
    expect(poor.get_by_role("alert")).to_have_count(1, timeout=TRIED_IN_MS)
    poor.unroute_all()
    poor.get_by_role("button", name="Try again").click()
    expect(poor.get_by_role("alert")).to_have_count(0)


def test_the_season_in_words_is_asked_for_again(poor: Page) -> None:
    poor.route(re.compile(r"/analytics/seasonality\?(?!.*columns)"), lambda route: route.abort())
    poor.goto("/when?tab=seasons")
    words = poor.get_by_role("tabpanel").get_by_role("alert").first
    expect(words).to_be_visible(timeout=TRIED_IN_MS)
    poor.unroute_all()
    words.get_by_role("button", name="Try again").click()
    expect(poor.get_by_text(re.compile("season", re.IGNORECASE)).first).to_be_visible()
    expect(poor.get_by_role("alert")).to_have_count(0)


def test_a_rule_that_is_being_written_outlives_a_lost_line(poor: Page) -> None:
    poor.clock.install()
    poor.goto("/segments/new")
    poor.get_by_label("Name").fill("Long thought over")
    poor.get_by_text("Write", exact=True).click()
    poor.get_by_role("combobox", name="The rule as text").fill("all(frequency > 1)")
    expect(poor.get_by_text(re.compile("clients?$")).first).to_be_visible()
    tries: list[Route] = []

    def lose(route: Route) -> None:
        tries.append(route)
        route.abort()

    poor.route("**/api/segments/fields", lose)
    poor.clock.fast_forward(70_000)
    poor.evaluate("window.dispatchEvent(new Event('visibilitychange'))")
    for _ in range(20):
        poor.clock.fast_forward(5_000)
        poor.wait_for_timeout(100)
    assert tries
    expect(poor.get_by_label("Name")).to_have_value("Long thought over")
    expect(poor.get_by_role("combobox", name="The rule as text")).to_have_value("all(frequency > 1)")


def test_what_a_rule_names_is_asked_for_again(poor: Page) -> None:
    poor.goto("/segments/new?rule=all(frequency > 1)")
    poor.route("**/api/segments/preview", lambda route: route.abort())
    poor.get_by_role("combobox", name="The rule as text").fill("all(frequency > 2)")
    again = poor.get_by_role("alert").get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    poor.unroute_all()
    again.click()
    expect(poor.get_by_role("alert")).to_have_count(0)


def test_the_list_of_a_day_is_not_taken_for_that_of_another(poor: Page) -> None:
    today, before = date.today(), date.today() - timedelta(days=400)
    poor.goto(f"/segments/hibernating?tab=day&day={today - timedelta(days=1)}")
    keep = poor.get_by_role("button", name="Save clients as a segment")
    expect(keep).to_be_visible()
    held = _held(poor, re.compile(r"/on-day\?"))
    poor.locator("main input[type=date]").fill(before.isoformat())
    outdated = poor.locator("[aria-busy=true]", has_text="client")
    expect(outdated).to_have_attribute("inert", "")
    held[0].continue_()
    poor.unroute_all()
    expect(outdated).to_have_count(0)
    expect(poor.get_by_text("0 clients")).to_be_visible()
    expect(poor.get_by_text("Nobody here")).to_be_visible()


def test_days_that_are_on_their_way_are_not_told_to_be_none(poor: Page) -> None:
    held = _held(poor, re.compile("/api/segments/snapshots$"))
    poor.goto("/segments?tab=moves")
    expect(poor.get_by_role("region", name="Who moved where").get_by_role("table").first).to_be_visible()
    expect(poor.get_by_text("No day is kept yet")).to_have_count(0)
    expect(poor.get_by_role("region", name="Kept days")).to_have_count(0)
    held[0].continue_()
    poor.unroute_all()
    expect(poor.get_by_role("region", name="Kept days").first).to_be_visible()


def _held(page: Page, asked: re.Pattern[str]) -> list[Route]:
    """What the page asks for from now on, on its way until it is let through."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(asked, hold)
    return held
