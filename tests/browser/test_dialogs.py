"""Dialogs for those who work by keyboard: one comes, Escape takes it away, and the work goes on where it was."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import PHONE

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("path", "button"),
    [
        ("/clients", "Add a client"),
        ("/", "Filters"),
        ("/", re.compile("^Save clients as a segment")),
        ("/segments/hibernating", re.compile("^Why")),
        ("/segments?tab=moves", re.compile(r"^\d+ ")),
    ],
)
def test_after_a_dialog_the_keyboard_goes_on_from_the_button_that_opened_it(
    page: Page, path: str, button: str | re.Pattern[str]
) -> None:
    page.goto(path)
    opener = page.get_by_role("button", name=button).first
    opener.press("Enter")
    dialog = page.get_by_role("dialog").first
    expect(dialog).to_be_visible()
    expect(dialog.locator(":focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()


def test_after_the_dialog_of_a_menus_choice_the_keyboard_goes_on_from_the_menu(page: Page) -> None:
    page.goto("/clients?q=Aysel")
    menu = page.get_by_role("button", name="More for Aysel Əliyeva")
    menu.press("Enter")
    page.get_by_role("menuitem", name="Edit").press("Enter")
    expect(page.get_by_role("dialog").locator(":focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(menu).to_be_focused()


def test_after_the_other_places_of_a_phone_the_keyboard_goes_on_from_their_button(page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto("/")
    more = page.get_by_role("button", name="More", exact=True)
    more.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(more).to_be_focused()


def test_escape_closes_one_dialog_after_the_other_wherever_the_focus_is(page: Page) -> None:
    page.goto("/segments")
    row = page.locator("table button[aria-haspopup=dialog]").first
    row.press("Enter")
    behind = page.get_by_role("dialog", name="Clients behind it")
    keep = behind.get_by_role("button", name=re.compile("^Save clients as a segment"))
    keep.press("Enter")
    form = page.get_by_role("dialog", name="Save clients as a segment")
    expect(form.locator(":focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(form).to_have_count(0)
    expect(keep).to_be_focused()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Escape")
    expect(behind).to_have_count(0)
    expect(row).to_be_focused()


def test_an_open_choice_hears_escape_before_its_dialog(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Filters").press("Enter")
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("combobox", name="Branch").click()
    expect(page.get_by_role("option", name="Nizami")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("option", name="Nizami")).to_be_hidden()
    expect(drawer).to_be_visible()
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
