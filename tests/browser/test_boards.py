"""Dashboards: a ready one is copied and changed by mouse, keyboard and phone; and it hangs on a wall."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from browser.conftest import PHONE, sign_in
from browser.shop import Shop
from browser.test_everyone import COLOURS, RULES, barriers

pytestmark = pytest.mark.browser
KEPT = "Everything is saved"
APP = {"X-Nigotis": "1"}


@pytest.fixture
def desk(context: BrowserContext, shop: Shop) -> Iterator[Page]:
    """A page of the owner on which refusals and a lost network are part of the story."""
    sign_in(context, shop)
    page = context.new_page()
    page.emulate_media(reduced_motion="reduce")
    yield page
    page.close()


def own_board(page: Page, ready: str = "team") -> str:
    """A copy of a ready board, opened to be changed; its address."""
    page.goto(f"/boards/{ready}")
    page.get_by_role("button", name="Copy and change").click()
    expect(page.get_by_label("Name of the dashboard")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/boards/\d+"))
    return page.url.split("?")[0]


def handle(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=re.compile(f"^Move: {re.escape(name)}"))


def place(found: Locator) -> tuple[float, float, float, float]:
    """Left, top, width, height of the card around a handle."""
    card = found.locator("xpath=ancestor::*[contains(@class,'react-grid-item')]")
    box = card.bounding_box()
    assert box
    return box["x"], box["y"], box["width"], box["height"]


def test_the_list_shows_the_ready_boards_and_opens_one(page: Page) -> None:
    page.goto("/boards")
    page.get_by_role("link", name=re.compile(r"^Clients \d+ cards")).click()
    expect(page.get_by_role("heading", name="Clients", level=1)).to_be_visible()
    expect(page.get_by_role("region", name="New clients")).to_contain_text(re.compile(r"\d"))
    scatter = page.get_by_role("region", name="Clients by last purchase and spend")
    expect(scatter.get_by_role("img", name=re.compile("Points"))).to_be_visible()


def test_the_filter_bar_of_a_board_reaches_every_card_but_those_with_their_own(page: Page) -> None:
    page.goto("/boards/owner")
    expect(page.get_by_role("region", name="Month by month")).to_contain_text("Last 12 months")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/api/analytics/" in request.url else None)
    page.get_by_label("Period").select_option("7d")
    page.wait_for_load_state("networkidle")
    told = {re.sub(r".*/analytics/([^?]+).*", r"\1", url) for url in asked}
    assert "revenue" in told
    assert "months" not in told


def test_a_figure_is_picked_by_its_meaning_looked_at_and_put_on_a_board(page: Page) -> None:
    page.goto("/boards")
    page.get_by_role("button", name="New dashboard").click()
    page.get_by_label("Name of the dashboard").fill("Monday")
    page.get_by_role("button", name="Add a figure").click()
    picker = page.get_by_role("dialog")
    picker.get_by_label("Search the figures").fill("ten segments")
    picker.get_by_role("button", name="RFM segments").click()
    form = page.get_by_role("dialog")
    form.get_by_label("Drawn as").select_option("Ring")
    expect(form.get_by_role("img", name=re.compile("RFM segments. Ring"))).to_be_visible()
    form.get_by_label("Title").fill("Who they are")
    form.get_by_role("button", name="Put it on the board").click()
    page.get_by_role("button", name="Add a note").click()
    form.get_by_label("Text").fill("Look at the champions first.")
    form.get_by_role("button", name="Put it on the board").click()
    expect(page.get_by_role("status")).to_have_text(KEPT)
    page.get_by_role("button", name="Done").click()

    expect(page.get_by_role("heading", name="Monday", level=1)).to_be_visible()
    expect(page.get_by_role("region", name="Who they are")).to_be_visible()
    expect(page.get_by_text("Look at the champions first.")).to_be_visible()


def test_a_card_is_dragged_and_pulled_larger_and_undo_takes_it_back(desk: Page) -> None:
    own_board(desk, "owner")
    net = handle(desk, "Net revenue")
    left, top, width, _ = place(net)
    net.drag_to(handle(desk, "Average check"))
    assert place(net)[0] > left
    desk.get_by_role("button", name="Undo").click()
    desk.wait_for_timeout(300)
    assert place(net)[:2] == (left, top)

    corner = desk.locator(".react-grid-item").first.locator(".react-resizable-handle")
    corner.hover()
    desk.mouse.down()
    desk.mouse.move(left + width * 1.5, top + 300, steps=5)
    desk.mouse.up()
    desk.wait_for_timeout(300)
    assert place(net)[2] > width


def test_the_keyboard_moves_and_sizes_a_card_stays_on_it_and_says_where_it_is(desk: Page) -> None:
    address = own_board(desk)
    net = handle(desk, "Net revenue")
    left, _, width, height = place(net)
    net.focus()
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Shift+ArrowDown")
    desk.keyboard.press("Shift+ArrowLeft")
    expect(net).to_be_focused()
    desk.wait_for_timeout(300)
    now = place(net)
    assert now[0] > left
    assert now[2] < width
    assert now[3] > height
    expect(desk.get_by_text("Column 2, row 1, 2 wide, 7 high")).to_be_attached()
    expect(desk.get_by_role("status")).to_have_text(KEPT)

    desk.goto(f"{address}?edit=1")
    expect(net).to_be_visible()
    desk.wait_for_timeout(300)
    assert place(net)[2:] == now[2:], "what was kept is what was seen"


def test_the_menu_moves_a_card_without_dragging(desk: Page) -> None:
    own_board(desk)
    net = handle(desk, "Net revenue")
    left = place(net)[0]
    desk.get_by_role("button", name="More for Net revenue").click()
    desk.get_by_role("menuitem", name="Move right").click()
    desk.wait_for_timeout(300)
    assert place(net)[0] > left


def test_on_a_phone_cards_change_places_by_buttons(context: BrowserContext, desk: Page) -> None:
    address = own_board(desk, "owner")
    desk.set_viewport_size(PHONE)  # type: ignore[arg-type]
    desk.get_by_role("button", name="Move down: Net revenue").click()
    expect(desk.get_by_role("status")).to_have_text(KEPT)
    desk.goto(address)
    desk.wait_for_load_state("networkidle")
    sales, net = (desk.get_by_role("region", name=name, exact=True).bounding_box() for name in ("Sales", "Net revenue"))
    assert sales
    assert net
    assert sales["y"] < net["y"]
    assert desk.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_who_changes_a_board_that_another_changed_meanwhile_may_keep_both(desk: Page, context: BrowserContext) -> None:
    address = own_board(desk)
    board = address.rpartition("/")[2]
    theirs = context.request.patch(f"/api/boards/{board}", data={"version": 1, "title": "Theirs"}, headers=APP)
    assert theirs.ok
    desk.get_by_label("Name of the dashboard").fill("Mine")
    conflict = desk.get_by_role("dialog", name="Changed by somebody else")
    expect(conflict).to_contain_text("“Theirs”")
    conflict.get_by_role("button", name="Keep mine as a copy").click()
    expect(desk.get_by_role("heading", name="Mine (mine)", level=1)).to_be_visible()
    desk.goto(address)
    expect(desk.get_by_role("heading", name="Theirs", level=1)).to_be_visible()


def test_who_changes_a_board_that_another_removed_meanwhile_keeps_the_work(desk: Page, context: BrowserContext) -> None:
    address = own_board(desk)
    theirs = context.request.delete(f"/api/boards/{address.rpartition('/')[2]}", headers=APP)
    assert theirs.ok
    desk.get_by_label("Name of the dashboard").fill("An hour of work")
    removed = desk.get_by_role("dialog", name="Removed by somebody else")
    expect(removed).to_contain_text("“Team (copy)” was removed meanwhile")
    expect(removed.get_by_role("button", name="Leave it removed")).to_be_visible()
    removed.get_by_role("button", name="Keep mine as a copy").click()
    expect(desk.get_by_role("heading", name="An hour of work", level=1)).to_be_visible()
    assert desk.url.split("?")[0] != address
    expect(desk.get_by_role("region", name="Net revenue", exact=True)).to_contain_text(re.compile(r"₼\d"))


def test_a_card_that_lost_its_segment_is_mended_and_till_then_keeps_no_other_from_moving(
    desk: Page, context: BrowserContext
) -> None:
    rule = {"name": "Soon gone", "text": "frequency >= 2"}
    segment = context.request.post("/api/segments", data=rule, headers=APP).json()["id"]
    revenue = {"figure": "revenue", "visual": "kpi", "columns": ["net"], "w": 3, "h": 4}
    lost = revenue | {"id": "lost", "title": "Lost", "filters": {"segment": [f"saved-{segment}"]}}
    cards = [lost, revenue | {"id": "net", "x": 6}]
    board = context.request.post("/api/boards", data={"title": "Two", "cards": cards}, headers=APP).json()["id"]
    assert context.request.delete(f"/api/segments/{segment}", headers=APP).ok

    desk.goto(f"/boards/{board}?edit=1")
    gone = desk.get_by_text("The segment this card is narrowed to is not there any more.")
    expect(gone).to_be_visible()
    with desk.expect_response(lambda answer: answer.request.method == "PATCH") as kept:
        handle(desk, "Net revenue").press("ArrowRight")
    assert kept.value.ok
    expect(desk.get_by_role("status")).to_have_text(KEPT)

    desk.get_by_role("button", name="Edit Lost").click()
    form = desk.get_by_role("dialog")
    form.get_by_label("Period").select_option("Last 7 days")
    form.get_by_role("button", name="Put it on the board").click()
    expect(desk.get_by_role("alert").filter(has_text="Card “Lost”: The segment this card is narrowed")).to_be_visible()
    desk.get_by_role("button", name="Edit Lost").click()
    form.get_by_label("Segment").last.press("Backspace")
    form.get_by_role("button", name="Put it on the board").click()
    expect(desk.get_by_role("status")).to_have_text(KEPT)
    expect(gone).to_have_count(0)
    expect(desk.get_by_role("alert")).to_have_count(0)


def test_the_days_of_a_card_cannot_run_backwards(desk: Page) -> None:
    own_board(desk)
    desk.get_by_role("button", name="Edit Net revenue").click()
    form = desk.get_by_role("dialog")
    form.get_by_label("Period").select_option("custom")
    since, until = form.locator("[type=date]").all()
    since.fill("2026-05-01")
    until.fill("2026-01-01")
    form.get_by_role("button", name="Put it on the board").click()
    expect(form).to_be_visible()
    until.fill("2026-05-31")
    form.get_by_role("button", name="Put it on the board").click()
    expect(form).to_have_count(0)
    expect(desk.get_by_role("status")).to_have_text(KEPT)


def test_what_could_not_be_kept_is_kept_when_the_network_is_back(desk: Page, context: BrowserContext) -> None:
    own_board(desk)
    context.set_offline(True)
    desk.get_by_label("Name of the dashboard").fill("Written in a tunnel")
    expect(desk.get_by_role("button", name="Not saved. Try again")).to_be_visible()
    context.set_offline(False)
    expect(desk.get_by_role("status")).to_have_text(KEPT)


def test_whoever_leaves_at_once_takes_the_last_change_along(desk: Page) -> None:
    address = own_board(desk)
    desk.get_by_label("Name of the dashboard").fill("Left in a hurry")
    desk.get_by_role("link", name="Home", exact=True).click()
    expect(desk.get_by_role("heading", name="Home", level=1)).to_be_visible()
    desk.goto(address)
    expect(desk.get_by_role("heading", name="Left in a hurry", level=1)).to_be_visible()


def test_whoever_leaves_is_asked_where_the_last_change_cannot_be_kept(desk: Page, context: BrowserContext) -> None:
    own_board(desk)
    desk.get_by_role("link", name="Home", exact=True).hover()  # its page is there before the network goes
    context.set_offline(True)
    desk.get_by_label("Name of the dashboard").fill("Not to be lost")
    desk.get_by_role("link", name="Home", exact=True).click()
    asked = desk.get_by_role("dialog", name="Not saved yet")
    asked.get_by_role("button", name="Stay").click()
    expect(desk.get_by_label("Name of the dashboard")).to_have_value("Not to be lost")
    desk.go_back()
    asked.get_by_role("button", name="Leave without it").click()
    expect(desk.get_by_label("Name of the dashboard")).to_have_count(0)


def test_a_chart_that_could_not_be_fetched_comes_with_the_network(desk: Page, context: BrowserContext) -> None:
    def lose_network(route: Route) -> None:
        context.set_offline(True)
        route.abort("internetdisconnected")

    desk.route(re.compile(r"/assets/SeriesPlot.*\.js"), lose_network, times=1)
    with desk.expect_event("requestfailed", lambda request: "SeriesPlot" in request.url):
        desk.goto("/boards/sales")
    expect(desk.get_by_role("heading", name="Sales", level=1)).to_be_visible()
    card, chart = (desk.get_by_role(role, name=re.compile("^Revenue by day")) for role in ("region", "img"))
    expect(card).to_contain_text("As of")
    expect(chart).to_have_count(0)
    context.set_offline(False)
    expect(chart).to_be_visible()


def test_a_chart_lost_on_a_poor_line_is_asked_for_again(desk: Page) -> None:
    desk.route(re.compile(r"/assets/SeriesPlot.*\.js"), lambda route: route.abort(), times=2)
    desk.goto("/boards/sales")
    expect(desk.get_by_role("img", name=re.compile("^Revenue by day"))).to_be_visible()


def test_a_chart_that_does_not_come_leaves_the_board_standing_and_offers_to_begin_again(desk: Page) -> None:
    never = re.compile(r"/assets/SeriesPlot.*\.js")
    desk.route(never, lambda route: route.abort())
    desk.goto("/boards/sales")
    broken = desk.get_by_role("alert").first
    expect(broken).to_contain_text("Something went wrong here")
    expect(desk.get_by_role("heading", name="Sales", level=1)).to_be_visible()
    expect(desk.get_by_role("region", name="Shares of branches")).to_contain_text(re.compile(r"₼\d"))
    desk.unroute(never)
    broken.get_by_role("button", name="Try again").click()
    expect(desk.get_by_role("img", name=re.compile("^Revenue by day"))).to_be_visible()
    expect(desk.get_by_role("alert")).to_have_count(0)


def test_a_page_that_does_not_come_comes_when_it_is_asked_for_again(desk: Page) -> None:
    never = re.compile(r"/assets/Boards-.*\.js")
    desk.goto("/sales")
    desk.route(never, lambda route: route.abort())
    desk.get_by_role("link", name="Dashboards").click()
    expect(desk.get_by_role("alert")).to_contain_text("Something went wrong here")
    desk.unroute(never)
    desk.get_by_role("button", name="Try again").click()
    expect(desk.get_by_role("heading", name="Dashboards", level=1)).to_be_visible()


def test_a_removed_board_comes_back(desk: Page) -> None:
    address = own_board(desk)
    desk.get_by_label("Name of the dashboard").fill("Gone for a moment")
    desk.get_by_role("button", name="Done").click()
    desk.get_by_role("button", name="More for Gone for a moment").click()
    desk.get_by_role("menuitem", name="Remove").click()
    with desk.expect_response(re.compile("/restore$")):
        desk.get_by_role("button", name="Undo").click()
    desk.goto(address)
    expect(desk.get_by_role("heading", name="Gone for a moment", level=1)).to_be_visible()


def test_a_card_whose_figure_is_gone_says_so_between_the_others(desk: Page) -> None:
    address = own_board(desk)
    gone = {"figure": "retired", "problem": "There is no figure called “retired”."}

    def answer(route: object) -> None:
        response = route.fetch()  # type: ignore[attr-defined]
        board = response.json()
        board["cards"][1] |= gone
        route.fulfill(response=response, json=board)  # type: ignore[attr-defined]

    desk.route(re.compile(r"/api/boards/\d+$"), answer)
    desk.goto(address)
    expect(desk.get_by_text("There is no figure called “retired”.")).to_be_visible()
    expect(desk.get_by_role("region", name="Net revenue", exact=True)).to_contain_text(re.compile(r"₼\d"))


def test_changing_a_board_keeps_nobody_out(desk: Page, axe: str) -> None:
    own_board(desk, "clients")
    desk.wait_for_load_state("networkidle")
    expect(desk.locator("[aria-busy=true]")).to_have_count(0)
    found = barriers(desk, axe, RULES)
    desk.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += barriers(desk, axe, COLOURS)
    desk.get_by_role("button", name="Add a figure").click()
    desk.get_by_role("dialog").get_by_role("button", name="Revenue", exact=False).first.click()
    expect(desk.get_by_label("Drawn as")).to_be_visible()
    found += barriers(desk, axe, RULES)
    assert not found, found


def test_any_figure_is_taken_along_as_a_picture(page: Page) -> None:
    page.goto("/boards/owner")
    card = page.get_by_role("region", name="Revenue by day")
    expect(card.locator("svg path").first).to_be_visible()
    card.get_by_role("button", name="Export: Revenue by day").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Picture").click()
    assert download.value.suggested_filename == "revenue-by-day.png"
    picture = download.value.path().read_bytes()
    assert picture.startswith(b"\x89PNG")
    width, height = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    box = card.bounding_box()
    assert box
    assert (width, height) == (pytest.approx(2 * box["width"], abs=2), pytest.approx(2 * box["height"], abs=60))


def test_on_a_wall_nothing_can_be_pressed_until_somebody_comes(page: Page) -> None:
    page.goto("/present?boards=owner")
    expect(page.get_by_role("heading", name="The business at a glance", level=1)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    expect(page.get_by_text(re.compile("As of")).first).to_be_visible()
    controls = page.get_by_role("toolbar", name="Controls")
    expect(controls).to_have_css("opacity", "0")
    assert page.locator("[data-hand]:visible").count() == 0
    page.mouse.move(300, 300)
    expect(controls).to_have_css("opacity", "1")
    page.get_by_role("button", name="Leave", exact=True).click()
    expect(page.get_by_role("button", name="Copy and change")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "light")


def test_a_wall_turns_from_screen_to_screen_and_asks_anew(desk: Page) -> None:
    desk.clock.install()
    desk.goto("/present?boards=team,sales&pace=15")
    heading = desk.get_by_role("heading", level=1)
    expect(heading).to_have_text("Team")
    expect(desk.get_by_role("region", name="Net revenue", exact=True)).to_be_visible()
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url) if "/analytics/" in request.url else None)
    titles = set()
    for _ in range(8):
        desk.clock.run_for(15_000)
        titles.add(heading.inner_text())
    assert titles == {"Team", "Sales"}
    assert sum("/analytics/revenue?" in url for url in asked) >= 1, "within two minutes it asked anew"


def test_a_wall_outlives_a_lost_network(desk: Page, context: BrowserContext) -> None:
    desk.goto("/present?boards=team")
    card = desk.get_by_role("region", name="Net revenue", exact=True)
    expect(card).to_contain_text(re.compile(r"₼\d"))
    desk.wait_for_load_state("networkidle")
    context.set_offline(True)
    expect(desk.get_by_role("status")).to_have_text("No connection: the last known figures")
    expect(card).to_contain_text(re.compile(r"₼\d"))
    with desk.expect_request(re.compile("/api/analytics/revenue")):
        context.set_offline(False)
    expect(desk.get_by_role("status")).to_have_text(re.compile(r"\d\d:\d\d"))


def test_a_board_on_a_wall_is_large_on_a_large_screen(desk: Page) -> None:
    desk.set_viewport_size({"width": 1920, "height": 1080})
    desk.goto("/present?boards=owner")
    number = desk.get_by_role("region", name="Net revenue", exact=True).get_by_text(re.compile(r"^₼\d"))
    expect(number).to_be_visible()
    box = number.bounding_box()
    assert box
    assert box["height"] > 50
    assert desk.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0


def test_no_card_on_a_wall_is_tall_and_empty(desk: Page) -> None:
    desk.set_viewport_size({"width": 1920, "height": 1080})
    desk.goto("/present?boards=clients")
    number = desk.get_by_role("region", name="Active clients", exact=True)
    expect(number).to_be_visible()
    expect(desk.get_by_role("region", name="RFM segments", exact=True)).to_be_visible()
    box = number.bounding_box()
    assert box
    assert box["height"] < 1080 / 2
    assert desk.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0


def test_a_wall_is_dark_also_where_the_app_is_dark(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto("/present?boards=owner")
    expect(page.get_by_role("region", name="Net revenue", exact=True)).to_contain_text(re.compile(r"₼\d"))
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
