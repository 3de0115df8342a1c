"""Client and product files into the database."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from make.clock import Clock
from make.readings import loaded, rows_of, written
from make.shop import make_shop
from nigotis.clients.operations import add, edit, search
from nigotis.clients.types import AddClient, EditClient, FindClients
from nigotis.imports.loading.undo import undo
from nigotis.kernel.context import Caller, House
from nigotis.kernel.door import enter
from nigotis.merchants.operations import add_custom_field
from nigotis.merchants.types import AddCustomField
from nigotis.products import operations as products
from nigotis.products.types import AddProduct

HEADER = "client id,name,phone,email,birthday,gender,tags,note,Shoe size"
LEYLA = "17,Leyla Əliyeva,+994501234567,Leyla@Example.com,1990-05-02,F,vip;regular,Likes tea,38"
MURAD = "18,Murad Quliyev,+994551234567,,1985-12-31,M,,,"
GOODS = "code,product,category,price,cost,stock"


@pytest.fixture
def shop(house: House) -> Caller:
    return make_shop(house)


def client(house: House, shop: Caller, external_id: str) -> dict[str, object]:
    [found] = rows_of(house, shop, f"select * from client where external_id = '{external_id}'")
    return found


def test_new_clients_are_entered_with_all_the_file_says(house: House, shop: Caller, tmp_path: Path) -> None:
    found = loaded(house, shop, written(tmp_path, "a.csv", HEADER, LEYLA, MURAD), "clients")
    assert (found.clients_added, found.clients_updated, found.clients_unchanged) == (2, 0, 0)
    leyla = client(house, shop, "17")
    assert (leyla["name"], leyla["phone"], leyla["email"]) == ("Leyla Əliyeva", "+994501234567", "leyla@example.com")
    assert (str(leyla["birthday"]), leyla["gender"], leyla["tags"]) == ("1990-05-02", "F", ["vip", "regular"])
    assert leyla["custom"] == {"shoe_size": "38"} and leyla["note"] == "Likes tea"


def test_a_known_client_learns_what_is_new_and_loses_nothing(house: House, shop: Caller, tmp_path: Path) -> None:
    with enter(house, shop) as ctx:
        field = add_custom_field(ctx, AddCustomField(about="clients", label="Pet", kind="text"))
        known = AddClient(
            name="Leyla", phone="+994501234567", note="Old friend", custom={field.key: "cat"}, tags=["old"]
        )
        client_id = add(ctx, known).id
    row = "17,Leyla Əliyeva,050 123 45 67,,1990-05-02,,vip,,38"
    found = loaded(house, shop, written(tmp_path, "a.csv", HEADER, row), "clients")
    assert (found.clients_added, found.clients_updated) == (0, 1)
    leyla = client(house, shop, "17")
    assert leyla["id"] == client_id and leyla["name"] == "Leyla Əliyeva" and leyla["note"] == "Old friend"
    assert leyla["custom"] == {"pet": "cat", "shoe_size": "38"} and leyla["tags"] == ["old", "vip"]
    with enter(house, shop) as ctx:
        assert [found.id for found in search(ctx, FindClients(q="Алиева")).items] == [client_id]


def test_the_same_clients_again_are_unchanged(house: House, shop: Caller, tmp_path: Path) -> None:
    file = written(tmp_path, "a.csv", HEADER, LEYLA, MURAD)
    loaded(house, shop, file, "clients")
    before = rows_of(house, shop, "select * from client order by id")
    found = loaded(house, shop, file, "clients")
    assert (found.clients_added, found.clients_updated, found.clients_unchanged) == (0, 0, 2)
    assert rows_of(house, shop, "select * from client order by id") == before


def test_consent_is_never_touched(house: House, shop: Caller, tmp_path: Path) -> None:
    with enter(house, shop) as ctx:
        add(ctx, AddClient(name="Leyla", phone="+994501234567", consents={"sms": "refused"}))
    before = rows_of(house, shop, "select * from consent")
    file = written(tmp_path, "a.csv", "name,phone,sms consent", "Leyla Ə.,+994501234567,yes")
    assert loaded(house, shop, file, "clients").clients_updated == 1
    assert rows_of(house, shop, "select * from consent") == before and len(before) == 1


def test_a_phone_of_somebody_else_is_listed_and_not_taken(house: House, shop: Caller, tmp_path: Path) -> None:
    with enter(house, shop) as ctx:
        add(ctx, AddClient(name="Nigar", phone="+994501234567", external_id="99"))
    found = loaded(house, shop, written(tmp_path, "a.csv", HEADER, LEYLA), "clients")
    assert found.clients_added == 1 and client(house, shop, "17")["phone"] is None
    [entry] = rows_of(house, shop, "select field, key from import_rejected")
    assert entry == {"field": "phone", "key": "imports.phone_of_another"}


def test_undo_gives_a_changed_client_back_what_was(house: House, shop: Caller, tmp_path: Path) -> None:
    with enter(house, shop) as ctx:
        add(ctx, AddClient(name="Leyla", phone="+994501234567", note="Old friend"))
    before = rows_of(house, shop, "select * from client")
    found = loaded(house, shop, written(tmp_path, "a.csv", HEADER, LEYLA, MURAD), "clients")
    with enter(house, shop) as ctx:
        taken = undo(ctx, found.import_id)
    assert rows_of(house, shop, "select * from client") == before
    assert taken["clients_changed"].kept == 0 and taken["client"].removed == 1


def test_undo_leaves_what_was_edited_since(house: House, shop: Caller, tmp_path: Path, clock: Clock) -> None:
    with enter(house, shop) as ctx:
        client_id = add(ctx, AddClient(name="Leyla", phone="+994501234567")).id
    found = loaded(house, shop, written(tmp_path, "a.csv", HEADER, LEYLA), "clients")
    clock.forward(hours=1)
    with enter(house, shop) as ctx:
        edit(ctx, EditClient(client_id=client_id, note="Likes coffee now"))
        taken = undo(ctx, found.import_id)
    [leyla] = rows_of(house, shop, "select name, note, birthday from client")
    assert leyla == {"name": "Leyla", "note": "Likes coffee now", "birthday": None}
    assert taken["clients_changed"].kept == 1


def test_a_number_that_stood_in_for_a_name_makes_room_for_it(house: House, shop: Caller, tmp_path: Path) -> None:
    loaded(house, shop, written(tmp_path, "a.csv", "receipt,date,client id,amount", "1,2026-03-02,17,5.00"))
    assert client(house, shop, "17")["name"] == "17"
    header = "receipt,date,client id,client name,amount"
    found = loaded(house, shop, written(tmp_path, "b.csv", header, "2,2026-03-03,17,Leyla,5.00"))
    assert client(house, shop, "17")["name"] == "Leyla" and found.clients_updated == 1


def test_products_are_entered_with_price_cost_and_stock(house: House, shop: Caller, tmp_path: Path) -> None:
    file = written(tmp_path, "a.csv", GOODS, "ES,Espresso,Coffee,3.50,1.10,120", "CR,Croissant,Bakery,2.20,0.90,")
    found = loaded(house, shop, file, "products")
    assert found.products_added == 2
    query = "select p.*, c.name as category from product p join category c on c.id = p.category_id order by p.sku desc"
    espresso, croissant = rows_of(house, shop, query)
    assert (espresso["price"], espresso["cost"], espresso["stock"]) == (Decimal("3.5"), Decimal("1.1"), Decimal(120))
    assert croissant["stock"] is None and croissant["category"] == "Bakery"


def test_a_known_product_takes_the_new_price_and_undo_gives_the_old(house: House, shop: Caller, tmp_path: Path) -> None:
    with enter(house, shop) as ctx:
        products.add(ctx, AddProduct(name="Espresso", sku="ES", price=Decimal("3.00")))
    before = rows_of(house, shop, "select * from product")
    file = written(tmp_path, "a.csv", GOODS, "ES,Espresso,Coffee,3.50,1.10,120")
    found = loaded(house, shop, file, "products")
    assert (found.products_added, found.products_updated) == (0, 1)
    assert rows_of(house, shop, "select price from product") == [{"price": Decimal("3.5")}]
    again = loaded(house, shop, file, "products")
    assert (again.products_updated, again.products_unchanged) == (0, 1)
    with enter(house, shop) as ctx:
        undo(ctx, found.import_id)
    assert rows_of(house, shop, "select * from product") == before
    assert rows_of(house, shop, "select 1 from category") == []


def test_a_product_sold_by_name_takes_its_code_from_the_catalogue(house: House, shop: Caller, tmp_path: Path) -> None:
    loaded(house, shop, written(tmp_path, "a.csv", "receipt,date,product,amount", "1,2026-03-02,Espresso,3.50"))
    found = loaded(house, shop, written(tmp_path, "b.csv", GOODS, "ES,Espresso,Coffee,3.50,1.10,120"), "products")
    assert (found.products_added, found.products_updated) == (0, 1)
    assert rows_of(house, shop, "select sku, name from product") == [{"sku": "ES", "name": "Espresso"}]


def test_names_that_hold_sql_and_json_signs_come_through(house: House, shop: Caller, tmp_path: Path) -> None:
    odd = """O'Neil :name %s {x} \\ "q" """.strip()
    cell = '"' + odd.replace('"', '""') + '"'
    loaded(house, shop, written(tmp_path, "a.csv", "client id,name,Own :field", f"17,{cell},{cell}"), "clients")
    found = client(house, shop, "17")
    assert found["name"] == odd and list(found["custom"].values()) == [odd]  # type: ignore[union-attr]
    with house.database.tenant(shop.merchant.id) as session:
        assert session.scalar(text("select count(*) from client")) == 1
