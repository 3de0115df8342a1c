"""Files of deals, activities and sellers into the database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from make.clock import Clock
from make.readings import loaded, rows_of, written
from make.sales import a_sale, line
from make.shop import make_shop
from nigotis.clients.operations import add
from nigotis.clients.types import AddClient
from nigotis.deals import operations
from nigotis.deals.types import EditDeal, LinkSale, LoseDeal, MoveDeal, RefundDeal, ReopenDeal, WinDeal
from nigotis.imports.loading.undo import undo
from nigotis.kernel.context import Caller, House
from nigotis.kernel.door import enter
from nigotis.products import operations as products
from nigotis.products.types import AddProduct
from nigotis.staff.operations import add_seller, remove_member
from nigotis.staff.types import AddSeller, RemoveMember

HEADER = "deal id,deal name,company,owner,product,deal stage,created,close date,amount,loss reason,lead source"
OPEN = "D1,Coffee machine,Cafe Baku,Aysel,GTXPro,Proposal,2026-03-01,,900,,Fair"
WON = "D2,Cups,Cafe Gəncə,Murad,Cups,Closed Won,2026-03-02,2026-04-02,120,,Web"
LOST = "D3,Tea,Cafe Baku,Aysel,Tea,Lost,2026-03-03,2026-03-20,50,Price,Web"


@pytest.fixture
def shop(house: House) -> Caller:
    return make_shop(house)


def deals(house: House, shop: Caller) -> dict[str, dict[str, Any]]:
    return {row["external_id"]: row for row in rows_of(house, shop, "select * from deal order by id")}


def steps(house: House, shop: Caller, number: str) -> list[tuple[str, str, date]]:
    rows = rows_of(
        house,
        shop,
        "select e.kind, e.stage, e.day from deal_event e join deal d on d.id = e.deal_id"
        f" where d.external_id = '{number}' order by e.at, e.id",
    )
    return [(row["kind"], row["stage"], row["day"]) for row in rows]


def test_deals_are_entered_with_the_steps_their_dates_tell_of(house: House, shop: Caller, tmp_path: Path) -> None:
    with enter(house, shop) as ctx:
        known = add(ctx, AddClient(name="Cafe Baku", phone="+994501234567")).id
        seller = add_seller(ctx, AddSeller(name="AYSEL")).id
        machine = products.add(ctx, AddProduct(name="GTX Pro")).id
    found = loaded(house, shop, written(tmp_path, "a.csv", HEADER, OPEN, WON, LOST))
    assert (found.deals_added, found.clients_added, found.sellers_added, found.products_added) == (3, 1, 1, 2)
    made = deals(house, shop)
    assert (made["D1"]["client_id"], made["D1"]["seller_id"], made["D1"]["source"]) == (known, seller, "Fair")
    assert rows_of(house, shop, "select * from deal_product order by id")[0]["product_id"] == machine
    assert steps(house, shop, "D1") == [
        ("entered", "lead", date(2026, 3, 1)),
        ("moved", "proposal", date(2026, 3, 1)),
    ]
    assert steps(house, shop, "D2")[-1] == ("won", "lead", date(2026, 4, 2))
    assert (made["D2"]["status"], made["D2"]["value"], made["D3"]["lost_reason"]) == ("won", 120, "Price")


def test_a_later_export_moves_known_deals_and_taking_it_back_moves_them_back(
    house: House, shop: Caller, tmp_path: Path, clock: Clock
) -> None:
    loaded(house, shop, written(tmp_path, "a.csv", HEADER, OPEN, WON, LOST))
    before, path = deals(house, shop), steps(house, shop, "D1")
    clock.forward(days=1)
    won = "D1,Coffee machine,Cafe Baku,Aysel,GTXPro,Won,2026-03-01,2026-05-05,950,,Fair"
    found = loaded(house, shop, written(tmp_path, "b.csv", HEADER, won, WON, LOST))
    assert (found.deals_added, found.deals_updated, found.deals_unchanged) == (0, 1, 2)
    assert steps(house, shop, "D1") == [*path, ("won", "proposal", date(2026, 5, 5))]
    after = deals(house, shop)["D1"]
    assert (after["status"], after["value"], after["closed_on"]) == ("won", 950, date(2026, 5, 5))
    with enter(house, shop) as ctx:
        undo(ctx, found.import_id)
    assert deals(house, shop) == before and steps(house, shop, "D1") == path


def test_a_later_file_leaves_alone_what_it_does_not_speak_of(
    house: House, shop: Caller, tmp_path: Path, clock: Clock
) -> None:
    header = "lead id,company,seller,created,value"
    rows = ["L1,Acme,Aysel,2026-11-02,100", "L2,Beta,Aysel,2026-11-03,200", "L3,Gamma,Aysel,2026-11-04,300"]
    loaded(house, shop, written(tmp_path, "a.csv", header, *rows), "deals")
    ids = {number: row["id"] for number, row in deals(house, shop).items()}
    clock.forward(hours=1)
    with enter(house, shop) as ctx:
        operations.win(ctx, WinDeal(deal_id=ids["L1"], value=Decimal(90)))
        operations.move(ctx, MoveDeal(deal_id=ids["L2"], stage="proposal"))
        operations.edit(ctx, EditDeal(deal_id=ids["L2"], source="fair"))
    before = deals(house, shop)
    clock.forward(hours=1)
    later = written(tmp_path, "b.csv", header, *rows[:2], "L3,Gamma,Aysel,2026-11-04,350", "L4,Delta,,2026-11-05,1")
    found = loaded(house, shop, later, "deals")
    assert (found.deals_added, found.deals_updated, found.deals_unchanged) == (1, 1, 2)
    after = deals(house, shop)
    assert {n: after[n] for n in ("L1", "L2")} == {n: before[n] for n in ("L1", "L2")}
    assert (after["L3"]["value"], after["L3"]["stage"], after["L4"]["source"]) == (350, "lead", "import")


def test_what_a_later_file_tells_comes_after_what_was_done_by_hand_that_day(
    house: House, shop: Caller, tmp_path: Path, clock: Clock
) -> None:
    header = "deal id,company,status,deal stage,created,close date,value"
    loaded(house, shop, written(tmp_path, "a.csv", header, "D1,Acme,,,2026-11-02,,100", "D2,Beta,,,2026-11-02,,200"))
    ids = {number: row["id"] for number, row in deals(house, shop).items()}
    clock.forward(hours=1)
    with enter(house, shop) as ctx:
        operations.move(ctx, MoveDeal(deal_id=ids["D1"], stage="proposal"))
        operations.win(ctx, WinDeal(deal_id=ids["D2"]))
        operations.refund(ctx, RefundDeal(deal_id=ids["D2"], amount=Decimal(40)))
    later = "D1,Acme,Won,,2026-11-02,2026-11-20,", "D2,Beta,Open,,2026-11-02,,200"
    loaded(house, shop, written(tmp_path, "b.csv", header, *later))
    today = clock.now.date()
    assert steps(house, shop, "D1")[1:] == [("moved", "proposal", today), ("won", "proposal", today)]
    assert [kind for kind, _, _ in steps(house, shop, "D2")] == ["entered", "won", "refunded", "reopened"]
    made = deals(house, shop)
    assert (made["D1"]["closed_on"], made["D2"]["status"], made["D2"]["refunded"]) == (today, "open", 0)
    amounts = rows_of(house, shop, "select amount from deal_event where kind = 'won' order by id")
    assert [row["amount"] for row in amounts] == [200, 100]
    again = loaded(house, shop, written(tmp_path, "c.csv", header, *later, ""))
    assert again.deals_unchanged == 2


def test_a_won_deal_that_a_later_file_corrects_is_closed_anew(
    house: House, shop: Caller, tmp_path: Path, clock: Clock
) -> None:
    rows = [WON, WON.replace("D2", "D9")]
    loaded(house, shop, written(tmp_path, "a.csv", HEADER, *rows))
    with enter(house, shop) as ctx:
        operations.refund(ctx, RefundDeal(deal_id=deals(house, shop)["D9"]["id"], amount=Decimal(40)))
    clock.forward(days=1)
    found = loaded(house, shop, written(tmp_path, "b.csv", HEADER, *(row.replace(",120,", ",150,") for row in rows)))
    assert (found.deals_updated, found.deals_unchanged) == (1, 1)
    assert [kind for kind, _, _ in steps(house, shop, "D2")] == ["entered", "won", "reopened", "won"]
    day, made = date(2026, 4, 2), deals(house, shop)
    assert (made["D2"]["value"], made["D2"]["closed_on"], made["D9"]["value"]) == (150, day, 120)
    (listed,) = rows_of(house, shop, "select row_number, field, key from import_rejected")
    assert listed == {"row_number": 3, "field": "value", "key": "deals.won_value_stays"}
    sold = rows_of(house, shop, "select day, amount from deal_event where kind = 'won' order by id desc limit 1")
    assert sold == [{"day": day, "amount": 150}]


def test_a_deal_won_by_a_file_is_won_by_all_who_share_it(house: House, shop: Caller, tmp_path: Path) -> None:
    loaded(house, shop, written(tmp_path, "a.csv", HEADER, OPEN))
    with enter(house, shop) as ctx:
        partner = add_seller(ctx, AddSeller(name="Murad")).id
        ask = EditDeal(deal_id=deals(house, shop)["D1"]["id"], partner_id=partner, partner_percent=40)
        operations.edit(ctx, ask)
    won = OPEN.replace("Proposal,2026-03-01,", "Won,2026-03-01,2026-05-05")
    loaded(house, shop, written(tmp_path, "b.csv", HEADER, won))
    told = rows_of(house, shop, "select seller_id, partner_id, partner_percent from deal_event where kind = 'won'")
    assert told == [{"seller_id": deals(house, shop)["D1"]["seller_id"], "partner_id": partner, "partner_percent": 40}]


def test_taking_a_file_back_leaves_deals_that_went_on_since_with_all_their_steps(
    house: House, shop: Caller, tmp_path: Path, clock: Clock
) -> None:
    numbers = ("L1", "L2", "L3", "L4")
    header = "deal id,company,created,value,status,close date"
    loaded(house, shop, written(tmp_path, "a.csv", header, *(f"{n},Acme,2026-11-02,100,Open," for n in numbers)))
    clock.forward(hours=1)
    won = [f"{n},Acme,2026-11-02,100,Won,2026-11-20" for n in numbers]
    found = loaded(house, shop, written(tmp_path, "b.csv", header, *won))
    clock.forward(hours=1)
    ids = {number: row["id"] for number, row in deals(house, shop).items()}
    with enter(house, shop) as ctx:
        operations.refund(ctx, RefundDeal(deal_id=ids["L1"], amount=Decimal(40)))
        operations.reopen(ctx, ReopenDeal(deal_id=ids["L2"]))
        operations.lose(ctx, LoseDeal(deal_id=ids["L2"]))
    sale = a_sale(house, shop, line(unit_price="100"))
    with enter(house, shop) as ctx:
        operations.link(ctx, LinkSale(deal_id=ids["L3"], sale_id=sale.id))
    before, paths = deals(house, shop), {number: steps(house, shop, number) for number in numbers}
    with enter(house, shop) as ctx:
        assert undo(ctx, found.import_id)["deals_changed"].kept == 3
    after = deals(house, shop)
    assert {n: after[n] for n in numbers[:3]} == {n: before[n] for n in numbers[:3]}
    assert {n: steps(house, shop, n) for n in numbers[:3]} == {n: paths[n] for n in numbers[:3]}
    assert after["L4"]["status"] == "open" and steps(house, shop, "L4") == paths["L4"][:1]


def test_of_two_rows_with_one_number_the_later_is_taken_and_the_other_listed(
    house: House, shop: Caller, tmp_path: Path
) -> None:
    rows = [OPEN, OPEN.replace("Cafe Baku", "Zed").replace("900", "999"), WON]
    found = loaded(house, shop, written(tmp_path, "a.csv", HEADER, *rows))
    assert (found.deals_added, found.clients_added, found.rows_rejected) == (2, 2, 1)
    assert deals(house, shop)["D1"]["value"] == 999
    (listed,) = rows_of(house, shop, "select * from import_rejected")
    assert (listed["row_number"], listed["key"], listed["key_values"]) == (
        2,
        "imports.number_again",
        {"value": "D1", "other": "3"},
    )
    twice = ("A1,call,Cafe Baku,2026-03-05", "A1,visit,Cafe Baku,2026-03-06")
    calls = loaded(house, shop, written(tmp_path, "b.csv", "activity id,type,company,date", *twice), "activities")
    assert (calls.activities_added, calls.rows_rejected) == (1, 1)


def test_a_seller_who_left_keeps_her_deals_when_the_file_comes_again(
    house: House, shop: Caller, tmp_path: Path
) -> None:
    loaded(house, shop, written(tmp_path, "a.csv", HEADER, WON, LOST))
    before = deals(house, shop)
    with enter(house, shop) as ctx:
        remove_member(ctx, RemoveMember(member_id=before["D3"]["seller_id"]))
    found = loaded(house, shop, written(tmp_path, "b.csv", HEADER, WON, LOST, OPEN))
    assert (found.sellers_added, found.deals_unchanged, found.deals_added) == (0, 2, 1)
    after = deals(house, shop)
    assert {number: after[number] for number in before} == before
    assert after["D1"]["seller_id"] == before["D3"]["seller_id"]
    with enter(house, shop) as ctx:
        again = add_seller(ctx, AddSeller(name="Aysel")).id
    loaded(house, shop, written(tmp_path, "c.csv", HEADER, OPEN.replace("D1", "D7")))
    assert deals(house, shop)["D7"]["seller_id"] == again


def test_the_same_rows_without_numbers_are_the_same_deals(house: House, shop: Caller, tmp_path: Path) -> None:
    header, rows = HEADER.partition(",")[2], [row.partition(",")[2] for row in (OPEN, OPEN, WON)]
    first = loaded(house, shop, written(tmp_path, "a.csv", header, *rows))
    again = loaded(house, shop, written(tmp_path, "b.csv", header, *rows))
    assert (first.deals_added, again.deals_added, again.deals_unchanged) == (3, 0, 3)


def test_a_stage_nobody_knows_joins_the_list_and_another_language_is_understood(
    house: House, shop: Caller, tmp_path: Path
) -> None:
    rows = [
        "номер сделки;клиент;этап;дата создания",
        "1;Кафе;Переговоры;01.03.2026",
        "2;Кафе;Ждём директора;02.03.2026",
    ]
    found = loaded(house, shop, written(tmp_path, "a.csv", *rows), "deals")
    assert found.deals_added == 2
    stages = {row["external_id"]: row["stage"] for row in deals(house, shop).values()}
    assert stages["1"] == "negotiation" and stages["2"] not in ("lead", "negotiation")
    assert loaded(house, shop, written(tmp_path, "b.csv", *rows), "deals").deals_unchanged == 2


def test_what_cannot_be_is_listed_row_by_row(house: House, shop: Caller, tmp_path: Path) -> None:
    ahead = "D4,Tea,Cafe Baku,Aysel,Tea,Won,2026-03-03,2027-03-20,50,,Web"
    never = "D5,Tea,Cafe Baku,Aysel,Tea,Won,2026-03-03,,50,,Web"
    found = loaded(house, shop, written(tmp_path, "a.csv", HEADER, OPEN, ahead, never), "deals")
    assert (found.deals_added, found.rows_rejected) == (1, 2)
    keys = {row["key"] for row in rows_of(house, shop, "select key from import_rejected")}
    assert keys == {"imports.deal_in_future", "reading.closed_on_no_day"}


def test_activities_come_with_their_deal_and_only_once(house: House, shop: Caller, tmp_path: Path) -> None:
    loaded(house, shop, written(tmp_path, "a.csv", HEADER, OPEN))
    header = "activity type,deal id,company,owner,due date,completed on,outcome"
    rows = [
        "Zəng,D1,,Aysel,,2026-03-05,Called back",
        "Demo,,Cafe Baku,Aysel,2026-12-05,,",
        "Call,D9,,Aysel,,2026-03-05,",
    ]
    file = written(tmp_path, "b.csv", header, *rows)
    found = loaded(house, shop, file, "activities")
    assert (found.activities_added, found.rows_rejected) == (2, 1)
    made = rows_of(house, shop, "select a.*, d.external_id as deal from activity a left join deal d on d.id = deal_id"
                   " order by a.id")  # fmt: skip
    assert [(row["kind"], row["deal"], row["done_on"]) for row in made] == [
        ("call", "D1", date(2026, 3, 5)),
        ("meeting", None, None),
    ]
    assert made[0]["client_id"] == made[1]["client_id"] is not None
    again = loaded(house, shop, file, "activities")
    assert (again.activities_added, again.activities_there) == (0, 2)


def test_an_activity_of_an_unknown_deal_stays_with_its_client_and_says_so(
    house: House, shop: Caller, tmp_path: Path
) -> None:
    file = written(tmp_path, "b.csv", "type,deal id,company,date", "Call,D9,Cafe Baku,2026-03-05")
    found = loaded(house, shop, file, "activities")
    assert (found.activities_added, found.rows_rejected) == (1, 0)
    (cell,) = rows_of(house, shop, "select field, key from import_rejected")
    assert (cell["field"], cell["key"]) == ("deal", "imports.deal_left_out")


def test_one_column_of_days_tells_by_the_status_what_is_planned_and_what_is_done(
    house: House, shop: Caller, tmp_path: Path
) -> None:
    header = "date,type,client,seller,status,due date"
    rows = [
        "2026-03-01,visit,Cafe Baku,Aysel,Completed,",
        "2026-03-02,call,Cafe Baku,Aysel,Planned,2026-03-05",
        "2026-03-03,meeting,Cafe Baku,Aysel,Запланировано,",
        "2999-01-01,call,Cafe Baku,Aysel,,",  # no calendar holds what was done then
    ]
    found = loaded(house, shop, written(tmp_path, "calendar.csv", header, *rows), "activities")
    assert (found.activities_added, found.rows_rejected) == (4, 0)
    made = rows_of(house, shop, "select due_on, done_on from activity order by id")
    assert [(row["due_on"], row["done_on"]) for row in made] == [
        (None, date(2026, 3, 1)),
        (date(2026, 3, 5), None),
        (date(2026, 3, 3), None),
        (date(2999, 1, 1), None),
    ]


def test_what_became_of_a_deal_is_understood_or_listed(house: House, shop: Caller, tmp_path: Path) -> None:
    said = {
        "won": ("Closed - Won", "Qazanılıb", "Imeshinda"),
        "lost": ("Cancelled", "Abandoned", "Dead", "No decision", "Ləğv edilib", "Отменено", "Limeghairiwa"),
        "open": ("Open", "In progress", "Negotiation", "Açıq", "В работе", "Linaendelea", "Quux", ""),
    }
    words = [(word, status) for status, found in said.items() for word in found]
    header = "deal id,client,status,created,close date"
    rows = [f"{place},Acme,{word},2026-03-01,2026-03-20" for place, (word, _) in enumerate(words)]
    found = loaded(house, shop, written(tmp_path, "a.csv", header, *rows), "deals")
    assert (found.deals_added, found.rows_rejected) == (len(words), 0)
    made = deals(house, shop)
    assert {word: made[str(place)]["status"] for place, (word, _) in enumerate(words)} == dict(words)
    (listed,) = rows_of(house, shop, "select key, key_values from import_rejected")
    assert (listed["key"], listed["key_values"]["value"]) == ("reading.no_deal_status", "Quux")


def test_what_was_cancelled_is_no_activity(house: House, shop: Caller, tmp_path: Path) -> None:
    rows = [
        "2026-03-01,visit,Cafe Baku,Cancelled",
        "2026-03-02,call,Cafe Baku,Отменено",
        "2026-03-03,call,Cafe Baku,Quux",
    ]
    found = loaded(house, shop, written(tmp_path, "a.csv", "date,type,client,status", *rows), "activities")
    assert (found.activities_added, found.rows_rejected) == (1, 2)
    keys = [row["key"] for row in rows_of(house, shop, "select key from import_rejected order by row_number")]
    assert keys == ["reading.cancelled", "reading.cancelled", "reading.no_activity_state"]


def test_the_day_of_closing_is_found_under_a_plain_heading(house: House, shop: Caller, tmp_path: Path) -> None:
    header = "Lead ID,Title,Client,Stage,Owner,Value,Created,Expected close,Closed"
    rows = ["L1,Ten,Foo,Lead,Aysel,10,2026-03-01,2026-06-01,", "L2,Two,Bar,Won,Aysel,20,2026-03-01,,2026-03-20"]
    found = loaded(house, shop, written(tmp_path, "leads.csv", header, *rows), "deals")
    assert (found.deals_added, found.rows_rejected) == (2, 0)
    assert steps(house, shop, "L2")[-1] == ("won", "lead", date(2026, 3, 20))


def test_sellers_learn_their_office_and_manager_and_it_can_be_taken_back(
    house: House, shop: Caller, tmp_path: Path
) -> None:
    with enter(house, shop) as ctx:
        known = add_seller(ctx, AddSeller(name="Aysel")).id
    rows = ["sales agent,manager,regional office,hire date", "aysel,Leyla,Baku,2025-01-05", "Murad,Leyla,Ganja,"]
    found = loaded(house, shop, written(tmp_path, "a.csv", *rows))
    assert (found.sellers_added, found.sellers_updated) == (2, 1)
    query = "select name, role, office, employed_from, manager_id is not null as is_led from member order by id"
    assert [tuple(row.values()) for row in rows_of(house, shop, query)] == [
        ("Aysel", "seller", "Baku", date(2025, 1, 5), True),
        ("Murad", "seller", "Ganja", None, True),
        ("Leyla", "manager", None, None, False),
    ]
    again = loaded(house, shop, written(tmp_path, "b.csv", *rows))
    assert (again.sellers_added, again.sellers_updated, again.sellers_unchanged) == (0, 0, 2)
    with enter(house, shop) as ctx:
        undo(ctx, found.import_id)
    assert rows_of(house, shop, "select id, office, manager_id from member") == [
        {"id": known, "office": None, "manager_id": None}
    ]
