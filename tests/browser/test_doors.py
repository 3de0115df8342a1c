"""In front of the sign-in, and through it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from browser.shop import PASSWORD, Shop

pytestmark = pytest.mark.browser


def test_a_business_is_opened_in_one_form_and_its_owner_is_inside(stranger: Page) -> None:
    stranger.goto("/sign-up")
    stranger.get_by_label("Business name").fill("Corner Bakery")
    stranger.get_by_label("Your name").fill("Rəna")
    stranger.get_by_label("E-mail").fill("rena@example.com")
    stranger.get_by_role("textbox", name="Password").fill(PASSWORD)
    stranger.get_by_role("button", name="Create my business").click()

    expect(stranger.get_by_role("heading", name="Home", level=1)).to_be_visible()
    expect(stranger.get_by_role("navigation").get_by_text("Corner Bakery")).to_be_visible()


def test_a_refused_sign_up_says_so_beside_the_field(stranger: Page) -> None:
    stranger.goto("/sign-up")
    stranger.get_by_label("Business name").fill("Corner Bakery")
    stranger.get_by_label("Your name").fill("Rəna")
    stranger.get_by_label("E-mail").fill("rena2@example.com")
    stranger.get_by_role("textbox", name="Password").fill("short")
    stranger.get_by_role("button", name="Create my business").click()
    expect(stranger.get_by_role("textbox", name="Password")).to_have_attribute("aria-invalid", "true")


def test_signing_in_leads_to_the_page_that_was_asked_for(stranger: Page, shop: Shop) -> None:
    stranger.goto("/clients?q=Aysel")
    expect(stranger.get_by_role("heading", name="Sign in")).to_be_visible()
    stranger.get_by_label("E-mail").fill(shop.email)
    stranger.get_by_role("textbox", name="Password").fill(PASSWORD)
    stranger.get_by_role("button", name="Sign in").click()

    expect(stranger.get_by_role("heading", name="Clients", level=1)).to_be_visible()
    expect(stranger).to_have_url(re.compile(r"/clients\?q=Aysel"))


def test_the_door_speaks_the_language_that_is_chosen(stranger: Page) -> None:
    stranger.goto("/sign-in")
    for code, words in {"az": "Daxil ol", "ru": "Войти", "sw": "Ingia", "en": "Sign in"}.items():
        stranger.get_by_role("combobox").select_option(code)
        expect(stranger.get_by_role("heading", name=words)).to_be_visible()
        expect(stranger.locator("html")).to_have_attribute("lang", code)
