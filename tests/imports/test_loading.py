"""A file of sales into the database: what is new, what was there, and the way back."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from make.clock import Clock
from make.readings import loaded, rows_of, written
from make.sales import a_return
from make.shop import make_shop
from nigotis.clients.operations import add, edit, merge
from nigotis.clients.types import AddClient, EditClient, MergeClients
from nigotis.imports.loading.undo import undo
from nigotis.kernel.context import Caller, House
from nigotis.kernel.door import enter
from nigotis.kernel.problems import Conflict, Invalid
from nigotis.sales import operations
from nigotis.sales.types import WhichSale

HEADER = "receipt,date,time,client id,client name,phone,product code,product,quantity,price,branch,seller,payment"
MORNING = "R1,2026-03-02,08:15,17,Leyla Əliyeva,+994501234567,ES,Espresso,2,3.50,Nizami,Anar,card"
ALSO = "R1,2026-03-02,08:15,17,Leyla Əliyeva,+994501234567,CR,Croissant,1,2.20,Nizami,Anar,card"
EVENING = "R2,2026-03-02,19:40,,,,ES,Espresso,1,3.50,Sahil,Nigar,nağd"
BACK = "R3,2026-03-03,09:00,17,Leyla Əliyeva,+994501234567,CR,Croissant,-1,2.20,Nizami,Anar,card"


@pytest.fixture
def shop(house: House) -> Caller:
    return make_shop(house)


@pytest.fixture
def day(tmp_path: Path) -> Path:
    return written(tmp_path, "day.csv", HEADER, MORNING, ALSO, EVENING, BACK)


def counts(house: House, shop: Caller) -> dict[str, int]:
    tables = ("sale", "sale_line", "tender", "client", "product", "member")
    return {name: rows_of(house, shop, f"select count(*) as n from {name}")[0]["n"] for name in tables}


def test_documents_lines_and_payments_are_written_as_the_file_has_them(house: House, shop: Caller, day: Path) -> None:
    found = loaded(house, shop, day)
    assert (found.sales_added, found.returns_added, found.lines_added) == (2, 1, 4)
    sales = rows_of(house, shop, "select kind, document, total, source, import_id from sale order by document")
    assert [(s["kind"], s["document"], s["total"]) for s in sales] == [
        ("sale", "R1", Decimal("9.2")),
        ("sale", "R2", Decimal("3.5")),
        ("return", "R3", Decimal("-2.2")),
    ]
    assert {s["source"] for s in sales} == {"import"} and {s["import_id"] for s in sales} == {found.import_id}
    tenders = rows_of(
        house, shop, "select t.kind, t.amount from tender t join sale s on s.id = t.sale_id order by document"
    )
    assert [(t["kind"], t["amount"]) for t in tenders] == [
        ("card", Decimal("9.2")),
        ("cash", Decimal("3.5")),
        ("card", Decimal("-2.2")),
    ]


def test_people_goods_branches_and_sellers_of_the_file_are_entered_once(house: House, shop: Caller, day: Path) -> None:
    found = loaded(house, shop, day)
    assert (found.clients_added, found.products_added, found.branches_added, found.sellers_added) == (1, 2, 2, 2)
    [client] = rows_of(house, shop, "select name, phone, external_id, source from client")
    assert client == {"name": "Leyla Əliyeva", "phone": "+994501234567", "external_id": "17", "source": "import"}
    products = rows_of(house, shop, "select sku, name, price from product order by sku")
    assert [(p["sku"], p["name"], p["price"]) for p in products] == [
        ("CR", "Croissant", Decimal("2.2")),
        ("ES", "Espresso", Decimal("3.5")),
    ]
    members = rows_of(house, shop, "select name, role, person_id from member order by name")
    assert members == [
        {"name": "Anar", "role": "seller", "person_id": None},
        {"name": "Nigar", "role": "seller", "person_id": None},
    ]


def test_the_wall_clock_of_the_file_is_that_of_the_branch(house: House, tmp_path: Path) -> None:
    shop = make_shop(house, zone="Europe/Berlin")
    file = written(tmp_path, "a.csv", "receipt,date,amount", "1,2026-10-25 02:30,5.00", "2,2026-03-29 02:30,5.00")
    loaded(house, shop, file)
    sales = rows_of(house, shop, "select sold_at, local_at, day from sale order by document")
    # 02:30 happens twice in October, and not at all in March.
    assert [sale["sold_at"].astimezone(UTC) for sale in sales] == [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    ]
    assert [sale["local_at"].hour for sale in sales] == [2, 2]


def test_a_written_offset_is_an_instant_and_is_kept_on_the_shops_clock(
    house: House, shop: Caller, tmp_path: Path
) -> None:
    file = written(tmp_path, "a.csv", "receipt,date,amount", "1,2026-05-01T21:30:00+00:00,5.00")
    loaded(house, shop, file)
    [sale] = rows_of(house, shop, "select sold_at, local_at from sale")
    assert sale["sold_at"].astimezone(UTC) == datetime(2026, 5, 1, 21, 30, tzinfo=UTC)
    assert sale["local_at"] == datetime(2026, 5, 2, 1, 30)


def test_the_same_file_again_changes_nothing(house: House, shop: Caller, day: Path) -> None:
    first = loaded(house, shop, day, fingerprint="same")
    before = counts(house, shop)
    again = loaded(house, shop, day, fingerprint="same")
    assert again.is_repeated and again.import_id == first.import_id
    otherwise = loaded(house, shop, day)
    assert otherwise.documents_there == 3 and otherwise.sales_added == otherwise.clients_added == 0
    assert counts(house, shop) == before


def test_of_overlapping_files_only_the_new_documents_are_taken(house: House, shop: Caller, tmp_path: Path) -> None:
    loaded(house, shop, written(tmp_path, "a.csv", HEADER, MORNING, ALSO, EVENING))
    found = loaded(house, shop, written(tmp_path, "b.csv", HEADER, EVENING, BACK))
    assert (found.documents_there, found.sales_added, found.returns_added) == (1, 0, 1)


def test_a_document_that_says_something_else_is_listed_and_left(house: House, shop: Caller, tmp_path: Path) -> None:
    loaded(house, shop, written(tmp_path, "a.csv", HEADER, EVENING))
    found = loaded(house, shop, written(tmp_path, "b.csv", HEADER, EVENING.replace("3.50", "4.00"), BACK))
    assert (found.documents_there, found.documents_differing, found.rows_rejected) == (1, 1, 1)
    [entry] = rows_of(house, shop, "select row_number, key, key_values, cells from import_rejected")
    assert (entry["row_number"], entry["key"], entry["cells"][0]) == (2, "imports.document_differs", "R2")
    assert entry["key_values"] == {"value": "R2"}


def test_equal_rows_without_a_number_are_counted_not_merged(house: House, shop: Caller, tmp_path: Path) -> None:
    header, coffee, tea = "date,product,amount", "2026-03-02 08:15,Coffee,3.00", "2026-03-02 08:15,Tea,3.00"
    assert loaded(house, shop, written(tmp_path, "a.csv", header, coffee, coffee, tea)).sales_added == 3
    found = loaded(house, shop, written(tmp_path, "b.csv", header, coffee, coffee, coffee, tea))
    assert (found.sales_added, found.documents_there) == (1, 3)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_split_of_a_file_brings_the_same_as_the_whole(
    house: House, tmp_path_factory: pytest.TempPathFactory, data: Any
) -> None:
    folder, shop = tmp_path_factory.mktemp("split"), make_shop(house)
    minutes = data.draw(st.lists(st.integers(0, 5), min_size=2, max_size=12))
    rows = [f"{n},2026-03-02 08:1{minute},C{minute},{minute + 1}.25" for n, minute in enumerate(minutes)]
    first, second = sorted(data.draw(st.tuples(st.integers(0, len(rows)), st.integers(0, len(rows)))))
    for name, part in (("a", rows[:second]), ("b", rows[first:])):
        if part:
            loaded(house, shop, written(folder, f"{name}.csv", "receipt,date,client id,amount", *part))
    [total] = rows_of(house, shop, "select count(*) as n, sum(total) as net from sale")
    taken = rows if first <= second else []
    assert (total["n"], total["net"]) == (len(taken), sum(Decimal(row.split(",")[-1]) for row in taken))


def test_a_known_client_is_found_by_number_phone_and_name(house: House, shop: Caller, tmp_path: Path) -> None:
    with enter(house, shop) as ctx:
        leyla = add(ctx, AddClient(name="Leyla", phone="+994501234567", source="till")).id
        murad = add(ctx, AddClient(name="Murad")).id
    file = written(
        tmp_path,
        "a.csv",
        "receipt,date,client name,phone,amount",
        "1,2026-03-02,L. Əliyeva,050 123 45 67,5.00",
        "2,2026-03-02,Murad,,6.00",
    )
    found = loaded(house, shop, file)
    assert found.clients_added == 0
    sales = rows_of(house, shop, "select client_id from sale order by document")
    assert [sale["client_id"] for sale in sales] == [leyla, murad]


def test_sales_of_a_merged_client_go_to_the_survivor(house: House, shop: Caller, tmp_path: Path) -> None:
    with enter(house, shop) as ctx:
        survivor = add(ctx, AddClient(name="Leyla", external_id="1")).id
        merged = add(ctx, AddClient(name="Leila", external_id="2")).id
        merge(ctx, MergeClients(client_id=survivor, other_id=merged))
    loaded(house, shop, written(tmp_path, "a.csv", "receipt,date,client id,amount", "1,2026-03-02,2,5.00"))
    [sale] = rows_of(house, shop, "select client_id from sale")
    assert sale["client_id"] == survivor


def test_two_numbers_with_one_phone_are_two_clients(house: House, shop: Caller, tmp_path: Path) -> None:
    header = "receipt,date,client id,phone,amount"
    rows = ["1,2026-03-02,17,+994501234567,5.00", "2,2026-03-02,18,+994501234567,6.00"]
    found = loaded(house, shop, written(tmp_path, "a.csv", header, *rows))
    assert found.clients_added == 2 and found.rows_rejected == 0
    clients = rows_of(house, shop, "select external_id, phone from client order by external_id")
    assert [client["phone"] for client in clients] == ["+994501234567", None]
    [entry] = rows_of(house, shop, "select row_number, key from import_rejected")
    assert entry == {"row_number": 3, "key": "imports.phone_of_another"}


def test_amounts_in_another_currency_are_refused(house: House, shop: Caller, tmp_path: Path) -> None:
    file = written(tmp_path, "a.csv", "receipt,date,amount,currency", "1,2026-03-02,5.00,USD")
    with pytest.raises(Invalid, match="USD"):
        loaded(house, shop, file)
    assert rows_of(house, shop, "select 1 from import_run") == []


def test_sales_of_days_to_come_are_left_out(house: House, shop: Caller, tmp_path: Path) -> None:
    file = written(tmp_path, "a.csv", "receipt,date,amount", "1,2026-11-21,5.00", "2,2026-12-24,5.00")
    found = loaded(house, shop, file)
    assert (found.sales_added, found.rows_rejected) == (1, 1)


def test_one_file_loaded_twice_at_once_is_loaded_once(house: House, shop: Caller, day: Path) -> None:
    found: list[Any] = []
    threads = [
        threading.Thread(target=lambda: found.append(loaded(house, shop, day, fingerprint="same"))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(summary.is_repeated for summary in found) == [False, True, True, True]
    assert counts(house, shop)["sale"] == 3


def test_a_stop_in_the_middle_leaves_nothing(house: House, shop: Caller, day: Path) -> None:
    def stop(share: float, key: str | None = None, **values: Any) -> None:
        if key == "imports.writing_sales":
            raise KeyboardInterrupt

    before = counts(house, shop)
    with pytest.raises(KeyboardInterrupt):
        loaded(house, shop, day, progress=stop)
    assert counts(house, shop) == before and rows_of(house, shop, "select 1 from import_run") == []


def test_undo_leaves_what_was_before(house: House, shop: Caller, day: Path) -> None:
    before = counts(house, shop)
    found = loaded(house, shop, day, fingerprint="same")
    with enter(house, shop) as ctx:
        taken = undo(ctx, found.import_id)
    assert {name: each.kept for name, each in taken.items() if each.kept} == {}
    assert counts(house, shop) == before
    assert [branch["name"] for branch in rows_of(house, shop, "select name from branch")] == [shop.merchant.name]
    again = loaded(house, shop, day, fingerprint="same")
    assert not again.is_repeated and again.sales_added == 2


def test_an_import_is_undone_once(house: House, shop: Caller, day: Path) -> None:
    found = loaded(house, shop, day)
    with enter(house, shop) as ctx:
        undo(ctx, found.import_id)
    with enter(house, shop) as ctx, pytest.raises(Conflict):
        undo(ctx, found.import_id)


def test_undo_keeps_a_client_who_bought_since_or_was_edited(
    house: House, shop: Caller, tmp_path: Path, clock: Clock
) -> None:
    header = "receipt,date,client id,amount"
    first = loaded(house, shop, written(tmp_path, "a.csv", header, *(f"{n},2026-03-02,{n},5.00" for n in (1, 2, 3))))
    loaded(house, shop, written(tmp_path, "b.csv", header, "9,2026-03-03,1,5.00"))
    clock.forward(hours=1)
    [edited] = rows_of(house, shop, "select id from client where external_id = '2'")
    with enter(house, shop) as ctx:
        edit(ctx, EditClient(client_id=edited["id"], note="A regular"))
        taken = undo(ctx, first.import_id)
    assert (taken["client"].removed, taken["client"].kept, taken["sale"].removed) == (1, 2, 3)
    clients = rows_of(house, shop, "select external_id from client order by external_id")
    assert [client["external_id"] for client in clients] == ["1", "2"]
    [sale] = rows_of(house, shop, "select document from sale")
    assert sale["document"] == "9"


def test_undo_keeps_a_sale_of_which_something_was_returned_since(house: House, shop: Caller, day: Path) -> None:
    found = loaded(house, shop, day)
    [sold] = rows_of(house, shop, "select id from sale where document = 'R2'")
    back = a_return(house, shop, operations.read.serve(house, shop, WhichSale(sale_id=sold["id"])))
    with enter(house, shop) as ctx:
        taken = undo(ctx, found.import_id)
    assert (taken["sale"].removed, taken["sale"].kept) == (2, 1)
    assert rows_of(house, shop, "select id, original_sale_id as of from sale order by id") == [
        {"id": sold["id"], "of": None},
        {"id": back.id, "of": sold["id"]},
    ]


def test_undo_keeps_a_category_that_another_import_uses(house: House, shop: Caller, tmp_path: Path) -> None:
    first = loaded(
        house, shop, written(tmp_path, "a.csv", "code,product,category,price", "T,Tea,Drinks,2.5"), "products"
    )
    loaded(house, shop, written(tmp_path, "b.csv", "code,product,category,price", "C,Coffee,Drinks,3"), "products")
    with enter(house, shop) as ctx:
        taken = undo(ctx, first.import_id)
    assert (taken["product"].removed, taken["category"].kept) == (1, 1)
    query = "select p.name, c.name as category from product p join category c on c.id = p.category_id"
    assert rows_of(house, shop, query) == [{"name": "Coffee", "category": "Drinks"}]


def test_another_merchant_cannot_undo_it(house: House, shop: Caller, day: Path) -> None:
    found = loaded(house, shop, day)
    with enter(house, make_shop(house, "Kahawa")) as ctx, pytest.raises(Exception, match="no such thing"):
        undo(ctx, found.import_id)
    assert counts(house, shop)["sale"] == 3


def test_every_table_with_an_import_is_empty_of_it_after_undo(house: House, shop: Caller, day: Path) -> None:
    found = loaded(house, shop, day)
    with enter(house, shop) as ctx:
        undo(ctx, found.import_id)
    with house.database.owner() as session:
        session.execute(text("set local row_security = off"))
        tables = session.scalars(
            text("select table_name from information_schema.columns where column_name = 'import_id'")
        ).all()
        left = {
            table: session.scalar(text(f"select count(*) from {table} where import_id = :id"), {"id": found.import_id})
            for table in tables
        }
    assert len(left) >= 6 and set(left.values()) == {0}


def test_receipts_numbered_anew_each_day_are_as_many_sales_and_come_once(
    house: House, shop: Caller, tmp_path: Path
) -> None:
    days = [f"{n},2026-03-0{day},1{n}:00,,,,ES,Espresso,{n},3.50,Nizami,Anar,card" for day in (2, 3) for n in (1, 2)]
    first = loaded(house, shop, written(tmp_path, "tills.csv", HEADER, *days))
    sales = rows_of(house, shop, "select document, total from sale order by sold_at")
    assert [(sale["document"], sale["total"]) for sale in sales] == [
        ("1 2026-03-02 Nizami", Decimal("3.5")),
        ("2 2026-03-02 Nizami", Decimal("7")),
        ("1 2026-03-03 Nizami", Decimal("3.5")),
        ("2 2026-03-03 Nizami", Decimal("7")),
    ]
    more = [f"{n},2026-03-04,1{n}:00,,,,ES,Espresso,{n},3.50,Nizami,Anar,card" for n in (1, 2)]
    again = loaded(house, shop, written(tmp_path, "longer.csv", HEADER, *days, *more))
    assert (first.sales_added, again.sales_added, again.documents_there, again.documents_differing) == (4, 2, 4, 0)


@pytest.mark.parametrize("first", ["two days", "one day"])
def test_a_day_of_daily_numbers_comes_once_alone_and_within_a_longer_file(
    house: House, shop: Caller, tmp_path: Path, first: str
) -> None:
    days = [f"{n},2026-03-0{day},1{n}:00,,,,ES,Espresso,{n},3.50,Nizami,Anar,card" for day in (2, 3) for n in (1, 2)]
    files = {
        "two days": written(tmp_path, "long.csv", HEADER, *days),
        "one day": written(tmp_path, "short.csv", HEADER, *days[2:]),
    }
    for path in (files.pop(first), *files.values()):
        found = loaded(house, shop, path)
    assert (found.documents_there, found.documents_differing) == (2, 0)
    assert rows_of(house, shop, "select count(*) as n, sum(total) as net from sale") == [{"n": 4, "net": Decimal(21)}]
