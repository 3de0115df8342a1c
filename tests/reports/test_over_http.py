"""Figures, segments and cards as a browser asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from make.merchants import open_shop
from make.reports import Watched, watched
from make.web import Browser, browser_of
from nigotis.kernel.context import House


@pytest.fixture
def world(house: House) -> Iterator[tuple[Watched, Browser]]:
    """A business, and its owner at a browser."""
    entry = open_shop(house)
    with watched(house, owner=entry.caller) as shop, browser_of(house, entry) as browser:
        yield shop, browser


def columns(answer: dict[str, Any]) -> list[str]:
    return [column["name"] for column in answer["columns"]]


def test_a_figure_answers_as_the_web_expects_it(world: tuple[Watched, Browser]) -> None:
    shop, browser = world
    client = shop.client(name="Aygün")
    shop.sale(client, 1, "12.5")
    shop.settle()
    answer = browser.get("/analytics/top-clients", since="2026-11-01", until="2026-11-22", limit=5)
    assert (answer["name"], answer["grain"], answer["count"], answer["currency"]) == (
        "top-clients", ["client_id"], 1, "AZN",
    )  # fmt: skip
    row = dict(zip(columns(answer), answer["rows"][0], strict=True))
    assert (row["client_id"], row["net"], row["share"], row["last_sale_on"]) == (client, "12.5", 1.0, "2026-11-21")
    assert answer["labels"] == {"client": {str(client): "Aygün"}}
    assert (answer["since"], answer["until"]) == ("2026-11-01", "2026-11-22")
    assert answer["definition"] and answer["as_of"]


def test_filters_and_parameters_stand_in_the_address(world: tuple[Watched, Browser]) -> None:
    shop, browser = world
    first, second = shop.client(), shop.client()
    shop.sale(first, 1)
    shop.sale(second, 2)
    shop.settle()
    assert browser.get("/analytics/revenue", client=str(first))["rows"][0][3] == 1
    assert browser.get("/analytics/revenue", client=f"{first},{second}")["rows"][0][3] == 2
    assert browser.get("/analytics/rfm", segment="champions")["count"] == 0
    assert browser.get("/analytics/inactive-clients", days="1,2")["count"] == 2


@pytest.mark.parametrize("query", ["days=soon", "unheard=1", "branch=x", "since=yesterday"])
def test_what_makes_no_sense_is_refused_field_by_field(world: tuple[Watched, Browser], query: str) -> None:
    answer = world[1].client.get(f"/api/analytics/inactive-client-list?{query}")
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"]["fields"][0]["field"].startswith(query.partition("=")[0])


def test_clients_of_a_figure_become_a_segment_as_they_are_now(world: tuple[Watched, Browser]) -> None:
    """Who bought less than before is nothing a rule can ask, so the list is kept by a tag."""
    shop, browser = world
    less, more, gone = (shop.client(name=name) for name in ("Less", "More", "Gone"))
    for client, before, now in ((less, "50", "10"), (more, "10", "50"), (gone, "30", None)):
        shop.sale(client, 40, before)
        if now:
            shop.sale(client, 1, now)
    shop.settle()
    asked = {"since": "2026-10-24", "until": "2026-11-22", "order": "fallen"}
    kept = browser.post("/analytics/client-growth/segment", title="Buy less", asked=asked, only="declining")
    assert (kept["name"], kept["clients"]) == ("Buy less", 1)
    shop.settle()
    page = browser.get(f"/segments/{kept['segment']}/clients")
    assert [member["name"] for member in page["items"]] == ["Less"]
    first = browser.post("/analytics/client-growth/segment", title="First two", asked=asked, limit=2)
    shop.settle()
    page = browser.get(f"/segments/{first['segment']}/clients")
    assert {member["name"] for member in page["items"]} == {"Less", "Gone"}
    assert browser.get(f"/clients/{less}")["tags"] == ["Buy less", "First two"]


def test_a_figure_leads_to_the_clients_behind_each_of_its_rows(world: tuple[Watched, Browser]) -> None:
    shop, browser = world
    for number in range(2):
        shop.sale(shop.client(name=f"Client {number}"), number + 1)
    shop.settle()
    asked = {"since": "2026-11-01", "until": "2026-11-22"}
    figure = browser.get("/analytics/weekday-hour", **asked)
    behind = figure["clients"]
    assert behind == {
        "name": "buyers",
        "params": {},
        "by": {"weekday": "weekday", "hour": "hour"},
        "choices": {},
        "of": {},
    }
    for row in figure["rows"]:
        cell = dict(zip(columns(figure), row, strict=True))
        chosen = {taker: str(cell[column]) for column, taker in behind["by"].items()}
        there = browser.get(f"/analytics/{behind['name']}", **asked, **chosen)
        assert there["count"] == cell["sales"] == 1 and there["clients"] is None


def test_who_may_not_hold_so_long_a_list_is_told_how_to_shorten_it(
    world: tuple[Watched, Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, browser = world
    for days in (1, 2):
        shop.sale(shop.client(), days)
    shop.settle()
    monkeypatch.setattr("nigotis.segments.operations.MOST_KEPT", 1)
    refused = browser.client.post("/api/analytics/buyers/segment", json={"title": "All"})
    assert (refused.status_code, refused.json()["error"]["key"]) == (400, "segments.too_many_to_keep")
    assert browser.post("/analytics/buyers/segment", title="First", limit=1)["clients"] == 1


@pytest.fixture
def regulars(world: tuple[Watched, Browser]) -> tuple[int, int, str]:
    """A client who was kept in a list of regulars, one who was not, and the list."""
    shop, browser = world
    first, second = (shop.client(name=name, tags=["vip"]) for name in ("First", "Second"))
    shop.sale(first, 1, "50")
    shop.sale(second, 1, "10")
    shop.settle()
    kept = browser.post("/analytics/top-clients/segment", title="Regulars", limit=1)
    assert tags(browser, first, second) == [["vip", "Regulars"], ["vip"]]
    return first, second, kept["segment"]


def tags(browser: Browser, *clients: int) -> list[list[str]]:
    return [browser.get(f"/clients/{client}")["tags"] for client in clients]


def test_a_list_that_is_removed_takes_its_tag_along_and_brings_it_back(
    world: tuple[Watched, Browser], regulars: tuple[int, int, str]
) -> None:
    _, browser = world
    first, second, segment = regulars
    assert [s["tag"] for s in browser.get("/segments") if s["kind"] == "saved"] == ["Regulars"]
    for _ in range(2):
        browser.delete(f"/segments/{segment}")
        assert tags(browser, first, second) == [["vip"], ["vip"]]
    for _ in range(2):
        browser.post(f"/segments/{segment}/restore")
        assert tags(browser, first, second) == [["vip", "Regulars"], ["vip"]]


def test_a_tag_stays_where_another_segment_asks_for_it_unless_it_shall_go(
    world: tuple[Watched, Browser], regulars: tuple[int, int, str]
) -> None:
    _, browser = world
    first, _, segment = regulars
    other = browser.post("/segments", name="Best of them", text='tags in ("Regulars") and monetary > 20')
    listed = {s["id"]: s for s in browser.get("/segments")}
    assert (listed[segment]["tag_asked_by"], listed[other["id"]]["tag"]) == (["Best of them"], None)
    browser.delete(f"/segments/{segment}")
    assert tags(browser, first) == [["vip", "Regulars"]]
    browser.delete(f"/segments/{segment}", untag=True)
    assert tags(browser, first) == [["vip"]]


def test_a_tag_stays_when_it_is_asked_to(world: tuple[Watched, Browser], regulars: tuple[int, int, str]) -> None:
    _, browser = world
    browser.delete(f"/segments/{regulars[2]}", untag=False)
    assert tags(browser, regulars[0]) == [["vip", "Regulars"]]


def test_a_removed_client_does_not_come_back_with_the_tag_of_a_list_that_is_gone(
    world: tuple[Watched, Browser], regulars: tuple[int, int, str]
) -> None:
    _, browser = world
    first, _, segment = regulars
    browser.delete(f"/clients/{first}")
    browser.delete(f"/segments/{segment}")
    browser.post(f"/clients/{first}/restore")
    assert tags(browser, first) == [["vip"]]
    browser.post(f"/segments/{segment}/restore")
    assert tags(browser, first) == [["vip", "Regulars"]]


def test_a_removed_list_is_not_put_back_into_another_that_took_its_tag(
    world: tuple[Watched, Browser], regulars: tuple[int, int, str]
) -> None:
    shop, browser = world
    first, second, segment = regulars
    browser.patch(f"/segments/{segment}", name="The best ones")
    browser.delete(f"/segments/{segment}")
    shop.sale(second, 0, "90")
    shop.settle()
    new = browser.post("/analytics/top-clients/segment", title="Regulars", limit=1)
    browser.delete(f"/segments/{segment}", untag=True)  # once more takes nothing from the new list
    refused = browser.client.post(f"/api/segments/{segment}/restore")
    assert (refused.status_code, refused.json()["error"]["key"]) == (409, "segments.tag_given_anew")
    assert [s["name"] for s in browser.get("/segments") if s["kind"] == "saved"] == ["Regulars"]
    assert tags(browser, first, second) == [["vip"], ["vip", "Regulars"]]
    browser.delete(f"/segments/{new['segment']}")
    browser.post(f"/segments/{segment}/restore")
    assert tags(browser, first, second) == [["vip", "Regulars"], ["vip"]]


@pytest.mark.parametrize(
    ("figure", "ask", "status", "key"),
    [
        ("revenue", {}, 400, "reports.no_clients_in_figure"),
        ("top-clients", {"asked": {"unheard": "1"}}, 400, "kernel.invalid"),
        ("top-clients", {"asked": {"branch": "x"}}, 400, "kernel.invalid"),
        ("top-clients", {"asked": {"days": "5"}}, 400, "kernel.invalid"),
        ("top-clients", {"title": "Regulars"}, 409, "segments.tag_taken"),
    ],
)
def test_clients_are_not_kept_where_that_makes_no_sense(
    world: tuple[Watched, Browser], figure: str, ask: dict[str, Any], status: int, key: str
) -> None:
    shop, browser = world
    shop.sale(shop.client(tags=["Regulars"]), 1)
    shop.settle()
    answer = browser.client.post(f"/api/analytics/{figure}/segment", json={"title": "List"} | ask)
    assert (answer.status_code, answer.json()["error"]["key"]) == (status, key), answer.text


def test_a_definition_is_said_in_the_readers_language(world: tuple[Watched, Browser]) -> None:
    answer = world[1].client.get("/api/analytics", headers={"accept-language": "ru"})
    assert next(about for about in answer.json() if about["name"] == "rfm-segments")["title"] == "Сегменты RFM"


def test_the_cells_chosen_on_the_map_lead_to_their_clients_and_to_a_file(world: tuple[Watched, Browser]) -> None:
    shop, browser = world
    client = shop.client(name="Aygün")
    shop.sale(client, 1)
    shop.settle()
    page = browser.get("/segments/cells/clients", cells="11,55", since="2026-11-01", until="2026-11-22")
    assert [member["name"] for member in page["items"]] == ["Aygün"]
    file = browser.client.get("/api/segments/cells/clients/export?cells=11&format=csv")
    assert "Aygün" in file.content.decode("utf-8-sig")
    saved = browser.post("/segments", name="Lonely", cells=[[1, 1]])
    assert (saved["kind"], saved["clients"]) == ("saved", 1)
    assert browser.get(f"/segments/{saved['id']}/clients")["total"] == 1
    browser.delete(f"/segments/{saved['id']}")
    assert "saved" not in [segment["kind"] for segment in browser.get("/segments")]


def test_limits_of_ones_own_come_and_go_as_json(world: tuple[Watched, Browser]) -> None:
    _, browser = world
    limits = {"recency_in_days": [7, 30, 60, 90], "frequency": [9, 5, 3, 2], "monetary": ["9", "5.5", "3", "2"]}
    assert browser.patch("/segments/definition", cutoffs=limits)["cutoffs"] == limits
    assert browser.get("/segments/definition")["method"] == "cutoffs"
    assert browser.patch("/segments/definition", cutoffs=None)["cutoffs"] is None


def test_card_counters_and_home_answer(world: tuple[Watched, Browser]) -> None:
    shop, browser = world
    client = shop.client()
    shop.sale(client, 0, "3.50")
    shop.settle()
    card = browser.get(f"/clients/{client}/card")
    assert (card["figures"]["monetary"], card["recent_sales"][0]["total"]) == ("3.5", "3.5")
    assert browser.get("/clients/counters")["ordered_today"] == 1
    assert browser.get("/home")["today"]["net"] == "3.5"
