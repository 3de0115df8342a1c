"""The main paths, walked as the owner of a small shop walks them."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from browser.conftest import DESK, NOBODY, PHONE, sign_in
from browser.shop import Shop, hire, open_kiosk

pytestmark = pytest.mark.browser

SALES_FILE = "Tarix;Müştəri;Telefon;Məhsul;Say;Məbləğ\n" + "".join(
    f"{day:02}.09.2026;Qonaq {day};+9945055502{day:02};Limonad;1;{day},50\n" for day in range(13, 29)
)


def test_home_tells_the_day_and_every_number_can_be_opened(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("region", name="Today", exact=True)).to_contain_text("Yesterday")
    revenue = page.get_by_role("region", name="Net revenue")
    expect(revenue).to_contain_text(re.compile(r"₼\d"))

    revenue.get_by_role("button", name="About: Net revenue").click()
    expect(page.get_by_role("dialog")).to_contain_text("What sales brought in")


def test_under_a_chart_stands_its_table(page: Page) -> None:
    page.goto("/")
    by_day = page.get_by_role("region", name="Revenue by day").first
    expect(by_day.locator("svg path").first).to_be_visible()
    by_day.get_by_role("button", name="Show as table").click()
    expect(by_day.get_by_role("table")).to_be_visible()


def test_filters_live_in_the_address_and_go_along_to_the_next_page(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Period").select_option("7d")
    expect(page).to_have_url(re.compile("period=7d"))
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("combobox", name="Branch").click()
    page.get_by_role("option", name="Nizami").click()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Branch: Nizami")).to_be_visible()

    page.get_by_role("link", name="Where & when").click()
    expect(page).to_have_url(re.compile("/when.*branch="))
    page.get_by_role("button", name="Remove: Branch: Nizami").click()
    expect(page).not_to_have_url(re.compile("branch="))


def test_who_works_in_one_branch_is_told_which_and_offered_no_other(
    stranger: Page, context: BrowserContext, shop: Shop
) -> None:
    sign_in(context, hire(shop, "Rasim", "manager", "Sahil"))
    page = stranger
    page.goto("/when?branch=1")
    expect(page.get_by_text("Branch: Sahil")).to_be_visible()
    expect(page.get_by_role("button", name="Remove: Branch: Sahil")).to_have_count(0)
    expect(page.get_by_role("region", name="Branches in figures")).to_contain_text("Nothing to show")
    page.get_by_role("button", name="Filters").click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_label("Branch")).to_have_value("Sahil")
    expect(drawer.get_by_label("Branch")).not_to_be_editable()
    page.goto("/team?tab=targets")
    page.get_by_role("button", name="Set a target").click()
    page.get_by_role("dialog").get_by_label("Seller").click()
    expect(page.get_by_role("option")).to_have_text(["Rasim"])


def test_a_client_is_added_found_across_scripts_and_shown(page: Page) -> None:
    page.goto("/clients")
    page.get_by_role("button", name="Add a client").click()
    form = page.get_by_role("dialog")
    form.get_by_label("Name").fill("Şəhla Əsgərova")
    form.get_by_label("Phone").fill("050 555 77 01")
    form.get_by_role("button", name="Save").click()
    expect(form).to_be_hidden()

    page.get_by_role("searchbox").fill("sehla esger")
    page.get_by_role("link", name="Şəhla Əsgərova").click()
    expect(page.get_by_role("heading", name="Şəhla Əsgərova", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="+994505557701")).to_be_visible()


def test_the_card_shows_what_a_client_bought(page: Page, shop: Shop) -> None:
    page.goto(f"/clients/{shop.clients['Aysel Əliyeva']}")
    figures = page.get_by_role("region", name="In figures")
    expect(figures).to_contain_text("5 of 5")
    expect(page.get_by_role("region", name="Recent sales and returns").first.get_by_role("row")).not_to_have_count(1)


def test_what_is_not_there_is_said_so_with_a_way_on(page: Page) -> None:
    for path in ("clients/", "sales/", "deals/", "boards/", "segments/s"):
        page.goto(f"/{path}{NOBODY}")
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("no such|not found", re.IGNORECASE))
        expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    page.get_by_role("main").get_by_role("link", name="Segments").click()
    expect(page).to_have_url(re.compile("/segments$"))
    page.goto(f"/clients/{NOBODY}")
    page.get_by_role("main").get_by_role("link", name="Home").click()
    expect(page).to_have_url(re.compile(r"/$"))


def test_days_that_have_not_come_are_shown_as_today_with_which_the_figures_end(page: Page) -> None:
    page.goto("/when?period=custom&since=2020-01-01&until=2999-12-31")
    today = page.evaluate("new Date().toLocaleDateString('sv')")
    expect(page.get_by_label("To", exact=True)).to_have_value(today)
    page.get_by_label("To", exact=True).fill("2999-01-01")
    page.get_by_label("From", exact=True).focus()
    expect(page.get_by_label("To", exact=True)).to_have_value(today)


def test_a_removed_client_comes_back_by_undo(page: Page) -> None:
    page.goto("/clients?q=Samir")
    page.get_by_role("button", name="More for Samir Babayev").click()
    page.get_by_role("menuitem", name="Remove").click()
    expect(page.get_by_role("link", name="Samir Babayev")).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Samir Babayev")).to_be_visible()


def test_a_file_of_sales_is_tried_and_then_comes_in_through_the_wizard(page: Page) -> None:
    page.goto("/imports/new")
    page.get_by_label("Choose a file").set_input_files(
        {"name": "sales.csv", "mimeType": "text/csv", "buffer": SALES_FILE.encode("utf-8")}
    )
    expect(page.get_by_text("sales.csv: 16 rows read")).to_be_visible()
    expect(page.get_by_role("combobox", name="What is in the file?")).to_have_value("Sales")  # it told by itself
    expect(page.get_by_role("combobox", name="Tarix")).to_have_value("Time of sale")

    page.get_by_role("button", name="Only try").click()
    tried = page.get_by_role("region", name="What would happen")
    expect(tried.get_by_role("row", name="New sales 16")).to_be_visible(timeout=30_000)
    expect(tried).to_contain_text("nothing was kept")
    assert page.request.get("/api/imports").json()["items"] == []

    page.get_by_role("button", name="Import", exact=True).click()

    expect(page.get_by_text("Done", exact=True)).to_be_visible(timeout=30_000)
    expect(page.get_by_role("row", name=re.compile("New sales 16"))).to_be_visible()
    page.get_by_role("link", name="Imports").click()
    expect(page.get_by_role("row", name=re.compile("sales.csv"))).to_be_visible()


def test_a_file_tells_what_is_in_it_and_may_be_told_otherwise(page: Page) -> None:
    deals = (
        "Deal ID,Deal name,Company,Owner,Deal stage,Created,Closed,Amount\n"
        "D1,Mill,Cafe,Aysel,Won,2026-03-01,2026-03-20,9"
    )
    page.goto("/imports/new")
    page.get_by_label("Choose a file").set_input_files(
        {"name": "pipeline.csv", "mimeType": "text/csv", "buffer": deals.encode()}
    )
    kind = page.get_by_role("combobox", name="What is in the file?")
    expect(kind).to_have_value("Deals")
    expect(page.get_by_role("combobox", name="Closed")).to_have_value("Closed on")
    kind.click()
    page.get_by_role("option", name="Clients").click()
    expect(kind).to_have_value("Clients")
    expect(page.get_by_role("combobox", name="Closed")).not_to_have_value("Closed on")


def test_a_sale_is_recorded_and_part_of_it_comes_back(page: Page) -> None:
    page.goto("/sales/new")
    page.get_by_role("combobox", name="Add a product to the sale").fill("Cheese")
    page.get_by_role("option", name=re.compile("Cheesecake")).click()
    page.get_by_label("Quantity: Cheesecake").fill("3")
    expect(page.get_by_text("₼15.60")).to_be_visible()
    page.locator("main").get_by_role("button", name="Record a sale").click()
    expect(page.get_by_role("heading", name=re.compile("Sale of"), level=1)).to_be_visible()

    page.get_by_role("button", name="Return goods").click()
    page.get_by_label("Quantity: Cheesecake").fill("1")
    page.get_by_role("dialog").get_by_role("button", name="Return goods").click()
    expect(page.get_by_role("heading", name=re.compile("Return of"), level=1)).to_be_visible()
    expect(page.locator("main")).to_contain_text("-₼5.20")


def test_cells_of_the_map_open_the_clients_behind_them_and_become_a_segment(page: Page) -> None:
    page.goto("/segments")
    page.get_by_role("button", name=re.compile(r"^Champions\s?[1-9]")).first.click()
    behind = page.get_by_role("region", name="Clients behind the choice").first
    expect(behind.get_by_role("link", name="Aysel Əliyeva")).to_be_visible()
    with page.expect_download() as download:
        behind.get_by_role("link", name="Export").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    behind.get_by_role("link", name="Aysel Əliyeva").click()
    expect(page).to_have_url(re.compile(r"/clients/\d+"))
    page.go_back()
    expect(behind.get_by_role("link", name="Aysel Əliyeva")).to_be_visible()

    behind.get_by_role("button", name="Save as a segment").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Best guests")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    page.get_by_role("tab", name="Saved").click()
    expect(page.get_by_role("region", name="Best guests")).to_be_visible()


def test_clients_of_a_figure_become_a_list_that_is_removed_with_its_tag_and_put_back(page: Page) -> None:
    def carriers() -> int:
        return int(page.context.request.get("/api/clients?tag=Neighbours").json()["total"])

    page.goto("/")
    page.get_by_role("button", name=re.compile("^Save clients as a segment")).first.click()
    form = page.get_by_role("dialog")
    form.get_by_label("Name").fill("Neighbours")
    form.get_by_label("How many, from the top").fill("0")
    expect(form.get_by_label("How many, from the top")).not_to_have_value("0")
    form.get_by_label("How many, from the top").fill("")
    form.get_by_role("button", name="Save").click()
    expect(form).to_be_hidden()
    there = carriers()
    assert there > 0

    page.goto("/segments?tab=saved")
    page.get_by_role("region", name="Neighbours").get_by_role("button", name="Remove").click()
    asked = page.get_by_role("dialog", name="Neighbours")
    expect(asked.get_by_role("checkbox", name="Take the tag “Neighbours” off its clients too")).to_be_checked()
    asked.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("region", name="Neighbours")).to_have_count(0)
    assert carriers() == 0
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("region", name="Neighbours")).to_be_visible()
    assert carriers() == there


def test_a_rule_is_chosen_or_written_read_aloud_counted_and_kept(page: Page) -> None:
    page.goto("/segments/new")
    page.get_by_role("textbox", name="Name").fill("Regulars")
    page.get_by_role("button", name="Condition", exact=True).click()
    page.get_by_label("Time since the last purchase: Value").fill("3000")
    words = page.get_by_role("region", name="The rule in words")
    expect(words).to_contain_text("time since the last purchase is at least 3000 days")
    expect(words).to_contain_text("0 clients")

    page.get_by_text("Write", exact=True).click()
    text = page.get_by_label("The rule as text")
    expect(text).to_have_value(re.compile("recency >= 3000"))
    text.fill("frequncy >= 2")
    expect(page.get_by_text("Did you mean “frequency”?")).to_be_visible()
    text.fill("")
    text.press_sequentially("frequ")
    offers = page.get_by_role("listbox", name="What may come next")
    expect(offers.get_by_role("option").first).to_have_text(re.compile("^frequency"))
    text.press("Tab")
    text.press_sequentially("at le")
    text.press("Escape")
    expect(offers).to_have_count(0)
    text.fill("frequency ")
    offers.get_by_role("option", name="is at least").click()
    text.press_sequentially("2")
    expect(text).to_have_value("frequency >= 2")
    expect(words).to_contain_text("number of purchases is at least 2")
    page.get_by_text("Choose", exact=True).click()
    expect(page.get_by_label("Number of purchases: Value")).to_have_value("2")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", name="Regulars")).to_be_visible()
    page.get_by_role("button", name="Why? Aysel Əliyeva").click()
    expect(page.get_by_role("dialog")).to_contain_text("In the segment")
    expect(page.get_by_role("dialog")).to_contain_text("Number of purchases is at least 2")
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Over time").click()
    expect(page.get_by_text("Computed from the sales up to each day.")).to_be_visible()
    sizes = page.get_by_role("region", name="Size over time").first
    sizes.get_by_role("button", name="Show as table").press("Enter")
    expect(sizes.get_by_role("columnheader")).to_have_text(["Day", "Clients", "Joined", "Left"])
    came = page.get_by_role("region", name="Who came and went").first.get_by_role("row", name="Aysel Əliyeva")
    expect(came).to_contain_text("Number of purchases is at least 2")
    page.get_by_role("tab", name="On a day").click()
    expect(page.get_by_text("As it was kept then.")).to_be_visible()


def test_a_phone_says_by_number_which_segment_a_cell_is(page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto("/segments")
    cell = page.get_by_role("button", name=re.compile(r"^Champions\s?[1-9]")).first
    number = cell.locator("span").first
    expect(number).to_be_visible()
    expect(page.locator("li").filter(has_text="Champions")).to_have_text(f"{number.inner_text()} Champions")
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    expect(number).to_be_hidden()


def test_a_limit_of_ones_own_is_chosen_in_the_place_of_a_number(page: Page) -> None:
    page.goto("/segments/new")
    page.get_by_role("button", name="Condition", exact=True).click()
    value = page.get_by_label("Time since the last purchase: Value")
    choose = page.get_by_role("button", name="Time since the last purchase: Your own limit instead of a number")
    choose.press("Enter")
    page.get_by_role("menuitem", name="Inactive after: 90 days (your limit)").press("Enter")
    expect(value).to_have_count(0)
    words = page.get_by_role("region", name="The rule in words")
    expect(words).to_contain_text("time since the last purchase is at least 90 days (your limit)")
    page.get_by_text("Write", exact=True).click()
    expect(page.get_by_label("The rule as text")).to_have_value("all(recency >= inactive_after_in_days)")
    page.get_by_text("Choose", exact=True).click()
    page.get_by_role("button", name="A number of its own instead").click()
    value.fill("30")
    expect(words).to_contain_text("at least 30 days")
    expect(words).not_to_contain_text("your limit")


def test_moves_are_shown_without_a_kept_day_between_any_segments(page: Page) -> None:
    page.goto("/segments?tab=moves&between=new_30,buys_often,inactive_90")
    moves = page.get_by_role("region", name="Who moved where").first
    expect(moves.get_by_text("Computed from the sales up to each day.")).to_be_visible()
    expect(moves.get_by_role("table")).to_contain_text("New in 30 days")


def test_own_limits_score_the_clients_until_they_are_taken_back(page: Page) -> None:
    page.goto("/segments?tab=scoring")
    page.get_by_role("radiogroup").get_by_text("Own limits").click()
    limits = {"Came at most … days ago": "3 7 14 30", "At least … purchases": "40 20 10 5", "Spent at least": "9 8 7 6"}
    for name, four in limits.items():
        for score, limit in zip("5432", four.split(), strict=True):
            page.get_by_label(f"{name}: {score}").fill(limit)
    page.get_by_label("Spent at least: 5").fill("1")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("The limits must be in order")

    page.get_by_label("Spent at least: 5").fill("90,5")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Clients are scored by the new rule")).to_be_visible()
    assert page.request.get("/api/segments/definition").json()["cutoffs"]["monetary"][0] == "90.5"
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("The best fifth of the clients earns 5")).to_be_visible()
    assert page.request.get("/api/segments/definition").json()["method"] == "quintiles"


def test_kept_days_show_who_moved_where_and_today_can_be_kept(page: Page, kept_days: tuple[date, date]) -> None:
    since, until = (day.isoformat() for day in kept_days)
    asked = {"since": since, "until": until}
    moves = page.request.get("/api/segments/movement", params=asked).json()["moves"]
    page.goto(f"/segments?tab=moves&before={since}&after={until}")
    matrix = page.get_by_role("region", name="Who moved where").get_by_role("table")
    expect(matrix).to_be_visible()
    shown = [cell for cell in matrix.get_by_role("cell").all_inner_texts() if cell.isdigit()]
    assert sorted(map(int, shown)) == sorted(move["clients"] for move in moves)
    matrix.get_by_role("button").first.click()
    behind = page.get_by_role("dialog").first
    expect(behind.get_by_role("row").nth(1)).to_be_visible()
    behind.get_by_role("button", name="Save clients as a segment").click()
    form = page.get_by_role("dialog", name="Save clients as a segment")
    form.get_by_label("Name").fill("Moved then")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_text(re.compile("saved as “Moved then”"))).to_be_visible()
    page.keyboard.press("Escape")

    kept = page.get_by_role("region", name="Kept days").first.get_by_role("row")
    expect(kept).to_have_count(3)
    page.get_by_role("button", name="Keep today").click()
    expect(kept).to_have_count(4)


def test_products_show_what_sells_and_what_does_not(page: Page) -> None:
    page.goto("/products")
    expect(page.get_by_role("cell", name="Croissant", exact=True)).to_be_visible()
    for tab in ("Popularity", "ABC"):
        page.get_by_role("tab", name=tab).click()
        expect(page.get_by_role("table").first).to_contain_text("Coffee" if tab == "Popularity" else "A")
    page.get_by_role("tab", name="Slow movers").click()
    expect(page.locator("main section")).to_be_visible()


def test_the_settings_hold_branches_people_keys_and_own_fields(page: Page) -> None:
    page.goto("/settings/branches")
    page.get_by_role("button", name="Add a branch").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Lachin")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("cell", name="Lachin", exact=True)).to_be_visible()

    page.get_by_role("tab", name="API keys").click()
    page.get_by_role("button", name="Make a key").click()
    page.get_by_label("Which program is it for?").fill("Till software")
    page.get_by_role("combobox", name="May do").click()
    page.get_by_role("option", name="sales:write").click()
    page.get_by_label("Which program is it for?").click()
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Copy it now")).to_be_visible()

    page.get_by_role("tab", name="Own fields").click()
    page.get_by_role("button", name="Add a field").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Shoe size")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("cell", name="Shoe size", exact=True)).to_be_visible()

    page.get_by_role("tab", name="Team").click()
    page.get_by_role("button", name="Invite").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Tural")
    page.get_by_role("dialog").get_by_label("E-mail").fill("tural@example.com")
    page.get_by_role("dialog").get_by_role("button", name="Invite").click()
    expect(page.get_by_text("/join?token=")).to_be_visible()

    page.get_by_role("button", name="Add a seller").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Ramiz")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("row", name="Ramiz Seller By name only")).to_be_visible()


def test_the_business_has_a_colour_and_a_slogan(page: Page) -> None:
    page.goto("/settings")
    brand = page.get_by_role("region", name="How clients see you")
    brand.get_by_label("Colour", exact=True).fill("green")
    brand.get_by_label("Slogan").fill("Coffee as it was")
    brand.get_by_role("button", name="Save the looks").click()
    expect(brand.get_by_label("Colour", exact=True)).to_have_attribute("aria-invalid", "true")

    brand.get_by_label("Pick a colour").fill("#0a7d5b")
    brand.get_by_role("button", name="Save the looks").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.reload()
    expect(brand.get_by_label("Colour", exact=True)).to_have_value("#0a7d5b")
    expect(brand.get_by_label("Slogan")).to_have_value("Coffee as it was")


def test_the_api_page_describes_every_operation_with_a_call_to_paste(page: Page) -> None:
    page.goto("/docs")
    page.get_by_role("searchbox").fill("sales.record")
    page.get_by_text("/api/sales", exact=True).click()
    expect(page.locator("pre")).to_contain_text("curl -X POST")
    expect(page.locator("main")).to_contain_text("sales:write")


@pytest.mark.parametrize(("code", "word"), [("az", "Müştərilər"), ("ru", "Клиенты"), ("sw", "Wateja")])
def test_the_whole_screen_changes_its_language_at_once(page: Page, code: str, word: str) -> None:
    page.goto("/")
    page.get_by_role("button", name="You").click()
    page.locator(f"[role=menuitem][lang={code}]").click()
    expect(page.get_by_role("link", name=word)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", code)
    page.reload()
    expect(page.get_by_role("link", name=word)).to_be_visible()


def test_the_dark_stays_after_a_reload(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Switch to dark").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")


def test_who_long_bought_nothing_has_words_and_no_empty_chart(context: BrowserContext, address: str) -> None:
    stall = open_kiosk(address, "Stall")
    sign_in(context, stall)
    page = context.new_page()

    def made(path: str, **body: object) -> int:
        return int(page.request.post(f"/api{path}", data=body, headers={"X-Nigotis": "1"}).json()["id"])

    client = made("/clients", name="Asha", phone="+255755555099")
    line = {"product_id": made("/products", name="Bread", price="2000"), "quantity": "1"}
    made("/sales", client_id=client, lines=[line], sold_at=f"{date.today() - timedelta(days=500)}T10:00:00Z")
    history = page.get_by_role("region", name="Purchases month by month").first
    for _ in range(20):  # figures hear of a sale a moment later
        page.goto(f"/clients/{client}")
        page.wait_for_load_state("networkidle")
        if history.get_by_text("No purchases in the last 12 months").count():
            return
        page.wait_for_timeout(500)
    raise AssertionError(history.inner_text())


def test_the_api_page_speaks_the_readers_language(context: BrowserContext, shop: Shop) -> None:
    context.add_init_script("localStorage.setItem('nigotis.language', 'ru')")
    sign_in(context, shop)
    page = context.new_page()
    page.goto("/docs")
    desk = page.get_by_role("region", name="Вход и файлы")
    expect(desk.get_by_text("Впускает по эл. почте и паролю.")).to_be_visible()
    clients = page.get_by_role("region", name="Клиенты", exact=True)
    clients.get_by_text("/api/clients", exact=True).nth(1).click()
    expect(clients.get_by_role("row", name=re.compile("^phone "))).to_contain_text(re.compile("[а-я]{3}"))


def test_a_cashier_begins_where_she_may_look(context: BrowserContext, shop: Shop) -> None:
    sign_in(context, hire(shop, "Kamran", "cashier", "Nizami"))
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_role("heading", name="Clients", level=1)).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
