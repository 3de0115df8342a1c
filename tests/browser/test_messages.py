"""Messages of a business phone: brought in as a file, looked through, taught, and found at the client."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from browser.conftest import sign_in
from browser.shop import Shop, open_kiosk

pytestmark = pytest.mark.browser
PATIENCE = 60_000
EXPORT = """sender,date,body
MPESA,2026-03-01 10:00:00,"AAB1CC2DD3 Confirmed. You have received Tsh150,000.00 from ASHA JUMA (255754123456) on 1/3/26. New M-Pesa balance is Tsh777,123.00."
MPESA,2026-03-02 10:00:00,"AAB1CC2DD5 Confirmed. You have received Tsh3,000.00 from BARAKA LEMA (255754999111) on 2/3/26. New M-Pesa balance is Tsh780,123.00."
0754123456,2026-03-04 08:00:00,"Mmechelewa sana, huduma mbaya. Nipo Sinza"
SOKOPAY,2026-03-05 11:00:00,"Payment accepted. TZS 9,000 from MTU MOJA 0754777888 ref KK10199. Balance is TZS 10,000"
SOKOPAY,2026-03-05 12:00:00,"Payment accepted. TZS 4,500 from MTU PILI 0754999111 ref KK20299. Balance is TZS 14,500"
"""  # noqa: E501  (a message stands on one line, as it came)


@pytest.fixture(scope="module")
def kiosk(address: str) -> Shop:
    """A shop in Dar es Salaam that has nothing but its phone yet."""
    return open_kiosk(address)


@pytest.fixture
def counter(context: BrowserContext, kiosk: Shop) -> Page:
    """A page of the kiosk's owner."""
    sign_in(context, kiosk)
    return context.new_page()


def test_before_the_first_message_the_page_says_how_to_begin(counter: Page) -> None:
    counter.goto("/messages")
    expect(counter.get_by_text("No messages yet")).to_be_visible()
    counter.get_by_role("link", name="Bring in a file").click()
    expect(counter).to_have_url(re.compile("/imports/new"))
    expect(counter.get_by_role("radio", name="Messages")).to_be_checked()


def test_a_file_of_messages_becomes_payers_who_can_be_opened_and_tagged(counter: Page, tmp_path: Path) -> None:
    file = tmp_path / "phone.csv"
    file.write_text(EXPORT, "utf-8")
    counter.goto("/imports/new")
    counter.get_by_text("Messages", exact=True).last.click()
    counter.locator("input[type=file]").set_input_files(file)
    expect(counter.get_by_text(re.compile("2 payments"))).to_be_visible()
    counter.get_by_role("button", name="Import", exact=True).click()
    counter.get_by_role("link", name="See the messages").click(timeout=PATIENCE)
    expect(counter.get_by_role("region", name="High value", exact=True)).to_contain_text("TZS 150,000")
    counter.get_by_role("region", name="High value", exact=True).get_by_role("link", name="Open").click()
    expect(counter.get_by_role("row")).to_have_count(2)
    counter.get_by_role("link", name="ASHA JUMA").click()
    history = counter.get_by_role("region", name="Messages").first
    expect(history).to_contain_text("TZS 150,000")
    expect(history).to_contain_text("huduma mbaya")
    counter.goto("/messages")
    complaints = counter.get_by_role("region", name="Complaints", exact=True)
    complaints.get_by_role("button", name="Tag them").click()
    form = counter.get_by_role("dialog")
    form.get_by_label("Tag").fill("call back")
    form.get_by_role("button", name="Save").click()
    expect(counter.get_by_text("1 client carries the tag")).to_be_visible()


def test_a_layout_nobody_knew_is_taught_by_marking_it(counter: Page) -> None:
    counter.goto("/messages?tab=teach")
    counter.get_by_role("region", name="SOKOPAY").get_by_role("button", name="Teach").click()
    form = counter.get_by_role("dialog")
    sample = form.get_by_label("Message", exact=True)
    for part, button in (("TZS 9,000", "amount"), ("MTU MOJA 0754777888", "other side"), ("KK10199", "number")):
        at = sample.input_value().index(part)
        sample.evaluate("(box, at) => { box.focus(); box.setSelectionRange(at, at) }", at)
        for _ in part:
            counter.keyboard.press("Shift+ArrowRight")
        form.get_by_role("button", name=re.compile(button)).click()
    form.get_by_role("button", name="Save").click()
    expect(counter.get_by_text("2 messages are understood now")).to_be_visible()
    expect(counter.get_by_text("Every message about money is understood")).to_be_visible()
    counter.get_by_role("tab", name="Who paid or wrote").click()
    expect(counter.get_by_role("row", name=re.compile("BARAKA LEMA"))).to_contain_text("TZS 7,500")
    counter.get_by_role("tab", name="To be taught").click()
    counter.get_by_role("region", name="Layouts you taught").first.get_by_role("button", name="Remove").click()
    counter.get_by_role("button", name="Undo").click()
    expect(counter.get_by_role("region", name="Layouts you taught").first).to_contain_text("SOKOPAY")
