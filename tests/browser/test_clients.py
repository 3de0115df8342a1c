"""The card of a client: everything that is known of her, written as such things are written here."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from browser.conftest import sign_in
from browser.shop import open_kiosk

pytestmark = pytest.mark.browser
OWN = {
    "Credit limit": ("number", "1500000", "1,500,000"),
    "Contract until": ("date", "2027-03-08", "8 Mar 2027"),
    "Sells cold drinks": ("yes_no", True, "Yes"),
}


def test_the_card_says_the_branch_and_what_own_fields_hold(context: BrowserContext, address: str) -> None:
    kiosk = open_kiosk(address, "Depot")
    with httpx.Client(base_url=f"{address}/api", headers={"X-Nigotis": "1"}, cookies=dict([kiosk.cookie])) as api:
        branch = api.post("/branches", json={"name": "Arusha"}).raise_for_status().json()["id"]
        custom = {}
        for label, (kind, value, _) in OWN.items():
            made = api.post("/custom-fields", json={"about": "clients", "label": label, "kind": kind})
            custom[made.raise_for_status().json()["key"]] = value
        asha = api.post("/clients", json={"name": "Asha", "branch_id": branch, "custom": custom})
        client = asha.raise_for_status().json()["id"]
    sign_in(context, kiosk)
    page = context.new_page()
    page.goto(f"/clients/{client}")
    profile = page.get_by_role("region", name="Profile")
    for name, said in {"Branch": "Arusha", **{label: said for label, (_, _, said) in OWN.items()}}.items():
        expect(profile.get_by_text(name, exact=True).locator("xpath=following-sibling::dd")).to_have_text(said)


def test_a_client_removed_on_the_card_comes_back_by_undo(page: Page) -> None:
    made = page.request.post("/api/clients", headers={"X-Nigotis": "1"}, data={"name": "Tural Quliyev"})
    page.goto(f"/clients/{made.json()['id']}")
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page).to_have_url(re.compile("/clients$"))
    expect(page.get_by_text("Tural Quliyev was removed", exact=False)).to_be_visible()
    expect(page.get_by_role("link", name="Tural Quliyev")).to_have_count(0)
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_role("link", name="Tural Quliyev")).to_be_visible()
