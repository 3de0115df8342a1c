"""Every page for everyone: by keyboard and screen reader, in the dark, and on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from browser.conftest import PHONE, sign_in
from browser.shop import Shop

# With kept days, movements have something to show.
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("kept_days")]

PAGES = [
    "/",
    "/clients",
    "/segments",
    "/segments?tab=away",
    "/segments?tab=growth",
    "/segments?tab=moves",
    "/segments?tab=saved",
    "/segments?tab=scoring",
    "/segments/new",
    "/segments/champions",
    "/segments/inactive_90?tab=offers",
    "/segments/buys_often?tab=history",
    "/segments/champions?tab=day",
    "/products",
    "/products?tab=popularity",
    "/products?tab=together",
    "/products?tab=abc",
    "/sales",
    "/sales/new",
    "/team",
    "/team?tab=activities&state=planned",
    "/team?tab=deals",
    "/team?tab=sellers",
    "/team?tab=targets",
    "/when",
    "/when?tab=months",
    "/when?tab=seasons",
    "/when?tab=again",
    "/when?tab=growth",
    "/when?tab=where",
    "/predictions",
    "/predictions?tab=leaving",
    "/predictions?tab=value",
    "/predictions?tab=sure",
    "/messages",
    "/messages?tab=people",
    "/messages?tab=limits",
    "/boards",
    "/boards/owner",
    "/boards/clients",
    "/present?boards=owner",
    "/imports",
    "/imports/new",
    "/settings",
    "/settings/branches",
    "/settings/team",
    "/settings/roles",
    "/settings/keys",
    "/settings/fields",
    "/settings/myself",
    "/businesses/new",
    "/docs",
]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
LANDMARKS = {"runOnly": ["landmark-unique"]}
"""Who jumps from region to region hears each by a name of its own."""
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}


def settled(page: Page, path: str) -> None:
    """The page with its data, nothing still on its way."""
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def barriers(page: Page, axe: str, rules: dict[str, Any]) -> list[str]:
    """What axe-core finds, one line each."""
    page.evaluate(axe)
    found: list[dict[str, Any]] = page.evaluate("rules => axe.run(document, rules).then(r => r.violations)", rules)
    return [f"{one['id']}: {node['html'][:160]} {node['failureSummary']}" for one in found for node in one["nodes"]]


def test_no_page_keeps_anybody_out_in_the_light_or_in_the_dark(page: Page, axe: str) -> None:
    found: dict[str, list[str]] = {}
    for path in PAGES:
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        settled(page, path)
        found[path] = barriers(page, axe, RULES) + barriers(page, axe, LANDMARKS)
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
        found[path] += barriers(page, axe, COLOURS)
    assert not any(found.values()), {path: lines for path, lines in found.items() if lines}


def test_the_doors_keep_nobody_out(stranger: Page, axe: str) -> None:
    for path in ("/sign-in", "/sign-up", "/join?token=x"):
        settled(stranger, path)
        assert not barriers(stranger, axe, RULES), path


def test_a_name_without_a_space_stays_on_a_phone(page: Page, shop: Shop) -> None:
    longest = "W" * 200
    made = page.request.post("/api/clients", data={"name": longest}, headers={"X-Nigotis": "1"}).json()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    for path in (f"/clients/{made['id']}", "/clients?q=WWWW"):
        settled(page, path)
        expect(page.get_by_text(longest).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
    page.request.delete(f"/api/clients/{made['id']}", headers={"X-Nigotis": "1"})


def test_no_page_is_wider_than_a_phone_even_in_long_words(context: BrowserContext, shop: Shop) -> None:
    context.add_init_script("localStorage.setItem('nigotis.language', 'ru')")
    sign_in(context, shop)
    page = context.new_page()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    for path in [*PAGES, f"/clients/{shop.clients['Aysel Əliyeva']}"]:
        settled(page, path)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


def test_a_phone_reaches_every_place_by_its_bottom_bar(context: BrowserContext, page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    settled(page, "/")
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("dialog").get_by_role("link", name="Products").click()
    expect(page.get_by_role("heading", name="Products", level=1)).to_be_visible()


def test_the_keyboard_alone_gets_past_the_navigation(page: Page) -> None:
    settled(page, "/clients")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
