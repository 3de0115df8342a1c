"""Where & when: hours of a branch, what grew, and from a town to the clients who live there."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from browser.shop import Shop

pytestmark = pytest.mark.browser
SOON = 20_000


def lives_in(page: Page, client: int, city: str) -> None:
    answer = page.request.patch(f"/api/clients/{client}", data={"city": city}, headers={"X-Nigotis": "1"})
    assert answer.ok, answer.text()


def shown_as_town(page: Page, name: str) -> None:
    """Figures hear of a client's town a moment later."""
    page.goto("/when?tab=where")
    expect(page.get_by_role("region", name="Sales by town").first).to_be_visible()
    for _ in range(20):
        if page.get_by_role("link", name=name, exact=True).count():
            return
        page.wait_for_timeout(500)
        page.reload()
        page.wait_for_load_state("networkidle")
    raise AssertionError(f"{name} is not among the towns")


def still(page: Page) -> None:
    """Charts that do not move: a mark that grows while it is pressed is not the one that was meant."""
    page.emulate_media(reduced_motion="reduce")


def test_hours_say_what_they_count_and_follow_the_branch(page: Page) -> None:
    page.goto("/when")
    expect(page.get_by_label("Period")).to_have_value("12m")
    hours = page.get_by_role("table", name="Sales").first
    expect(hours).to_contain_text("Hour →")
    expect(hours.get_by_role("rowheader")).to_have_text(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("dialog").get_by_label("Branch").click()
    page.get_by_role("option", name="Nizami").click()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"branch=\d+"))
    expect(hours).to_be_visible()
    page.get_by_role("tab", name="Growth").click()
    expect(page.get_by_role("search").get_by_text("Branch: Nizami")).to_be_visible()


def test_an_hour_names_its_clients_and_lets_them_be_kept(page: Page) -> None:
    page.goto("/when?period=all")
    grid = page.get_by_role("region", name="Weekday and hour", exact=True).first
    cell = grid.get_by_role("button").filter(has_text=re.compile(r"^[1-9]")).first
    place, sales = cell.locator("..").get_attribute("title") or "", int(cell.inner_text())
    cell.click()
    behind = page.get_by_role("dialog", name="Clients behind it")
    hour = place.split(", ")[1]
    then = behind.get_by_role("region", name=re.compile(rf"^Clients: Weekday and hour, \w+day, {hour}$"))
    expect(then.get_by_role("link")).not_to_have_count(0)
    counted = [int(text) for text in then.locator("tbody tr td:nth-child(2)").all_inner_texts()]
    assert sum(counted) == sales, "every sale of the shop has a client"
    expect(behind.get_by_role("combobox", name="Hour")).to_have_value(hour)
    then.get_by_role("button", name=re.compile("Save clients")).click()
    form = page.get_by_role("dialog", name="Save clients as a segment")
    expect(form.get_by_label("Name")).to_have_value(re.compile(f"{hour}$"))
    page.keyboard.press("Escape")  # closes the form alone
    expect(form).to_have_count(0)
    then.get_by_role("button", name=re.compile("Save clients")).click()
    form.get_by_label("Name").fill("At that hour")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_text(re.compile("saved as “At that hour”"))).to_be_visible()
    then.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(r"/clients/\d+"))
    expect(behind).to_have_count(0)


def test_a_month_names_its_clients_and_the_one_before_does_not_answer_for_it(page: Page) -> None:
    still(page)
    page.goto("/when?tab=months")
    page.wait_for_load_state("networkidle")
    months = page.get_by_role("region", name="Month by month")
    months.locator("svg path[fill]:not([fill='none'])").last.click()
    behind = page.get_by_role("dialog", name="Clients behind it")
    then = behind.get_by_role("region", name=re.compile(r"^Clients: Month by month, \w+ \d{4}$"))
    expect(then.get_by_role("link")).not_to_have_count(0)
    behind.get_by_role("combobox", name="Month").click()
    page.get_by_role("option", name=re.compile(r" \d{4}$")).first.click()  # the shop was not there yet
    expect(behind.get_by_text("No known client here")).to_be_visible()
    behind.get_by_role("button", name="Close").click()
    expect(behind).to_have_count(0)
    button = months.get_by_role("button", name="Clients behind it: Month by month")
    button.press("Enter")
    expect(behind.get_by_role("region", name="Clients: Month by month")).to_be_visible()
    page.keyboard.press("Escape")
    expect(behind).to_have_count(0)
    expect(button).to_be_focused()


def test_a_day_along_a_line_names_its_clients(page: Page) -> None:
    still(page)
    page.goto("/")
    page.wait_for_load_state("networkidle")
    days = page.get_by_role("region", name="Revenue by day")
    picture = days.get_by_role("img", name=re.compile("^Revenue by day"))
    expect(picture).to_be_visible()
    days.get_by_role("button", name="Show as table").click()
    day, net = days.get_by_role("row").nth(1).get_by_role("cell").all_inner_texts()
    box = picture.bounding_box()
    assert box
    picture.click(position={"x": 50, "y": box["height"] - 60})  # below the line: the whole height is the day's
    then = page.get_by_role("dialog", name="Clients behind it").get_by_role("region").first
    expect(then).to_have_accessible_name(f"Clients: Revenue by day, {day}")
    paid = then.locator("tbody tr td:nth-child(3)")
    expect(paid).not_to_have_count(0)
    assert sum(Decimal(text.lstrip("₼")) for text in paid.all_inner_texts()) == Decimal(net.lstrip("₼"))


def test_a_forecast_can_be_read_as_a_table(page: Page) -> None:
    page.goto("/when?tab=months")
    months = page.get_by_role("region", name="Month by month")
    expect(months.get_by_role("img", name=re.compile(r"Month by month\. Bars, 12 rows.*Dashed: up to"))).to_be_visible()
    months.get_by_role("button", name="Show as table").press("Enter")
    table = months.get_by_role("table")
    expect(table.get_by_role("columnheader", name="Net revenue")).to_be_visible()
    expect(table.get_by_role("row").nth(1)).to_contain_text("₼")
    expect(table.get_by_role("row").last).to_contain_text("(up to ")


def test_growth_turns_round_and_leads_to_the_client(page: Page) -> None:
    page.goto("/when?tab=growth&period=7d")
    grown = page.get_by_role("region", name="Growth by client")
    expect(grown.get_by_role("link").first).to_be_visible()
    with page.expect_response(re.compile(r"/analytics/client-growth\?.*order=fallen")):
        page.get_by_text("Fell most").click()
    client = grown.get_by_role("link").first
    name = client.inner_text()
    client.click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def test_whoever_bought_at_a_branch_becomes_a_segment(page: Page) -> None:
    page.goto("/when?tab=growth")
    page.get_by_role("region", name="Growth by branch").first.get_by_role("link", name="Nizami").click()
    expect(page.get_by_label("The rule as text")).to_have_value(re.compile(r"^all\(bought_in_branch = \d+\)$"))
    expect(page.get_by_role("region", name="The rule in words")).to_contain_text("Nizami")


def test_the_clients_of_a_figure_are_kept_as_a_segment(page: Page) -> None:
    page.goto("/when?tab=growth&period=7d")
    region = page.get_by_role("region", name="Growth by client")
    first = region.get_by_role("link").first.inner_text()
    products = page.get_by_role("region", name="Growth by product")
    expect(products.get_by_role("table")).to_be_visible()
    expect(products.get_by_role("button", name=re.compile("Save clients"))).to_have_count(0)
    region.get_by_role("button", name=re.compile("Save clients")).click()
    form = page.get_by_role("dialog")
    form.get_by_label("Name").fill("All who bought")  # without a number it is everybody
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_text(re.compile(r"[2-9] clients saved as “All who bought”"))).to_be_visible()
    region.get_by_role("button", name=re.compile("Save clients")).click()
    form.get_by_label("Name").fill("To thank")
    form.get_by_label("How many, from the top").fill("1")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_text("1 client saved as “To thank”")).to_be_visible()
    page.goto("/segments?tab=saved")
    page.get_by_role("link", name="To thank").click()
    for _ in range(20):  # figures hear of a tag a moment later
        if page.get_by_role("link", name=first, exact=True).count():
            return
        page.wait_for_timeout(500)
        page.reload()
        page.wait_for_load_state("networkidle")
    raise AssertionError(f"{first} is not in the segment")


def test_those_who_first_bought_in_a_month_become_a_segment(page: Page) -> None:
    page.goto("/when?tab=again")
    cohorts = page.get_by_role("region", name="Do they come again").first
    month = cohorts.get_by_role("link").first
    expect(month).to_be_visible()
    month.click()
    rule = page.get_by_label("The rule as text")
    expect(rule).to_have_value(re.compile(r"^all\(first_sale_on between \d{4}-\d\d-01 and \d{4}-\d\d-(28|29|30|31)\)$"))
    words = page.get_by_role("region", name="The rule in words")
    expect(words).to_contain_text("first purchase")
    page.go_back()
    page.get_by_role("combobox", name="Branch of the first purchase").click()
    page.get_by_role("option", name="Nizami").click()
    expect(cohorts.get_by_role("table")).to_be_visible()
    expect(cohorts.get_by_role("link")).to_have_count(0)


def test_from_a_town_to_its_clients_and_a_spelling_is_taught_once(page: Page, shop: Shop) -> None:
    lives_in(page, shop.clients["Aysel Əliyeva"], "Baki")
    lives_in(page, shop.clients["Murad Həsənov"], "Yeni massiv")
    shown_as_town(page, "Baku")
    unclear = page.get_by_role("region", name="Towns that are not clear").first
    row = unclear.get_by_role("row", name=re.compile("Yeni massiv", re.IGNORECASE))
    row.get_by_role("combobox").fill("Ganja")
    page.get_by_role("option", name=re.compile("^Ganja")).first.click()
    row.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved")).to_be_visible()
    shown_as_town(page, "Ganja")
    page.get_by_role("link", name="Ganja", exact=True).click()
    expect(page).to_have_url(re.compile(r"/clients\?.*town=\d+"))
    expect(page.get_by_role("link", name="Murad Həsənov")).to_be_visible()
    expect(page.get_by_role("link", name="Aysel Əliyeva")).to_have_count(0)
    page.get_by_role("button", name="Remove: Town: Ganja").click()
    expect(page.get_by_role("link", name="Aysel Əliyeva")).to_be_visible()
