"""The catalogue: adding, changing, finding, stock."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import ValidationError

from make.merchants import owner_of
from make.products import a_product
from nigotis.kernel.context import Caller, House
from nigotis.kernel.problems import Conflict, Invalid, NotFound
from nigotis.merchants import operations as merchants
from nigotis.merchants.types import AddCustomField, EditCustomField
from nigotis.products import operations
from nigotis.products.types import (
    AddCategory,
    AddProduct,
    AdjustStock,
    EditCategory,
    EditProduct,
    FindProducts,
    ListCategories,
    WhichProduct,
)


@pytest.fixture(scope="module")
def owner(house: House) -> Caller:
    return owner_of(house)


def found(house: House, owner: Caller, **filters: object) -> list[str]:
    page = operations.search.serve(house, owner, FindProducts.model_validate(filters))
    return [product.name for product in page.items]


def test_a_product_keeps_its_exact_price_and_says_it_as_a_plain_decimal(house: House, owner: Caller) -> None:
    product = a_product(house, owner, price="12.50", cost="0.000001", stock="3")
    assert product.price == Decimal("12.5")
    assert product.model_dump(mode="json")["price"] == "12.5"
    assert operations.read.serve(house, owner, WhichProduct(product_id=product.id)).cost == Decimal("0.000001")


@pytest.mark.parametrize("price", [12.5, True, "12,5", "1e3", "NaN", "-1", "1_000", " 1", "1234567890123", "0.0000001"])
def test_a_price_that_is_not_an_exact_decimal_is_refused(price: object) -> None:
    with pytest.raises(ValidationError):
        AddProduct.model_validate({"name": "Tea", "price": price})


@pytest.mark.parametrize("bad", ["Te\x00a", "Te\ud800a", "   "])
def test_a_name_that_cannot_be_kept_is_refused(bad: str) -> None:
    with pytest.raises(ValidationError):
        AddProduct.model_validate({"name": bad})


def test_an_edit_changes_what_is_given_and_null_clears(house: House, owner: Caller) -> None:
    product = a_product(house, owner, sku="E-1", unit="kg", price="3")
    ask = EditProduct.model_validate({"product_id": product.id, "unit": None, "price": "4"})
    edited = operations.edit.serve(house, owner, ask)
    assert (edited.name, edited.sku, edited.unit, edited.price) == (product.name, "E-1", None, Decimal(4))


def test_a_name_cannot_be_cleared(house: House, owner: Caller) -> None:
    product = a_product(house, owner)
    with pytest.raises(Invalid) as refusal:
        operations.edit.serve(house, owner, EditProduct.model_validate({"product_id": product.id, "name": None}))
    assert refusal.value.field == "name"


def test_an_article_number_belongs_to_one_product_until_that_one_is_removed(house: House, owner: Caller) -> None:
    first = a_product(house, owner, sku="ONE")
    with pytest.raises(Conflict) as refusal:
        a_product(house, owner, sku="ONE")
    assert refusal.value.field == "sku"
    operations.remove.serve(house, owner, WhichProduct(product_id=first.id))
    a_product(house, owner, sku="ONE")
    with pytest.raises(Conflict):
        operations.restore.serve(house, owner, WhichProduct(product_id=first.id))


def test_the_same_article_number_may_stand_in_another_business(house: House, owner: Caller) -> None:
    a_product(house, owner, sku="SHARED")
    assert a_product(house, owner_of(house), sku="SHARED").sku == "SHARED"


def test_a_removed_product_is_gone_and_can_be_put_back(house: House, owner: Caller) -> None:
    product = a_product(house, owner, name="Vanishing tea")
    which = WhichProduct(product_id=product.id)
    operations.remove.serve(house, owner, which)
    assert found(house, owner, q="vanishing") == []
    with pytest.raises(NotFound):
        operations.read.serve(house, owner, which)
    operations.restore.serve(house, owner, which)
    assert found(house, owner, q="vanishing") == ["Vanishing tea"]


def test_a_product_of_another_business_is_as_unknown_as_one_that_never_was(house: House, owner: Caller) -> None:
    foreign = a_product(house, owner_of(house))
    answers = []
    for product_id in (foreign.id, 10**15):
        with pytest.raises(NotFound) as refusal:
            operations.read.serve(house, owner, WhichProduct(product_id=product_id))
        answers.append((refusal.value.key, refusal.value.values))
    assert answers[0] == answers[1]


def test_a_category_of_another_business_is_refused(house: House, owner: Caller) -> None:
    foreign = operations.add_category.serve(house, owner_of(house), AddCategory(name="Theirs"))
    with pytest.raises(NotFound):
        a_product(house, owner, category_id=foreign.id)


@pytest.mark.parametrize("typed", ["чай", "yasil cay", "ЯШЫЛ", "Yaşıl çay", "cay yas", "GT-0", "4760001112223"])
def test_a_product_is_found_across_scripts_by_words_number_and_barcode(house: House, typed: str) -> None:
    owner = owner_of(house)
    a_product(house, owner, name="Yaşıl çay 100 q", sku="GT-01", barcode="4760001112223")
    a_product(house, owner, name="Qəhvə")
    assert found(house, owner, q=typed) == ["Yaşıl çay 100 q"]


@pytest.mark.parametrize("typed", ["%", "_", "\\", "'; drop table product", "ay"])
def test_signs_that_mean_something_to_a_database_find_nothing(house: House, typed: str) -> None:
    owner = owner_of(house)
    a_product(house, owner, name="Yaşıl çay", sku="GT")
    assert found(house, owner, q=typed) == []


def test_pages_show_each_product_once(house: House) -> None:
    owner = owner_of(house)
    names = [a_product(house, owner, name=f"Same {number % 3}").id for number in range(7)]
    seen, after = [], None
    while True:
        page = operations.search.serve(house, owner, FindProducts(limit=2, after=after))
        assert page.total == (7 if after is None else None)
        seen += [product.id for product in page.items]
        after = page.next
        if after is None:
            break
    assert sorted(seen) == sorted(names)


def test_filters_narrow(house: House) -> None:
    owner = owner_of(house)
    teas = operations.add_category.serve(house, owner, AddCategory(name="Teas"))
    a_product(house, owner, name="Tea", category_id=teas.id)
    a_product(house, owner, name="Postage", is_product=False)
    assert found(house, owner, category=teas.id) == ["Tea"]
    assert found(house, owner, is_product=False) == ["Postage"]


def test_a_category_name_stands_once(house: House, owner: Caller) -> None:
    operations.add_category.serve(house, owner, AddCategory(name="Once"))
    other = operations.add_category.serve(house, owner, AddCategory(name="Other"))
    with pytest.raises(Conflict):
        operations.add_category.serve(house, owner, AddCategory(name="Once"))
    with pytest.raises(Conflict):
        operations.edit_category.serve(house, owner, EditCategory(category_id=other.id, name="Once"))
    assert {row.name for row in operations.categories.serve(house, owner, ListCategories())} >= {"Once", "Other"}


def test_stock_is_counted_or_changed_or_not_tracked(house: House, owner: Caller) -> None:
    product_id = a_product(house, owner).id

    def stock(**said: object) -> Decimal | None:
        ask = AdjustStock.model_validate({"product_id": product_id} | said)
        return operations.adjust_stock.serve(house, owner, ask).stock

    assert stock(counted="12") == 12
    assert stock(change="-2.5") == Decimal("9.5")
    assert stock(track=False) is None
    for unclear in ({}, {"counted": "1", "change": "1"}, {"counted": "1", "track": False}):
        with pytest.raises(Invalid):
            stock(**unclear)
    stock(counted="999999999999")
    with pytest.raises(Invalid):
        stock(change="1")


def test_own_fields_are_checked_kept_and_cleared_one_by_one(house: House) -> None:
    owner = owner_of(house)
    for label in ("Origin", "Roast"):
        merchants.add_custom_field.serve(house, owner, AddCustomField(about="products", label=label, kind="text"))
    product = a_product(house, owner, custom={"origin": "Lankaran", "roast": "dark"})
    ask = EditProduct(product_id=product.id, custom={"roast": None})
    assert operations.edit.serve(house, owner, ask).custom == {"origin": "Lankaran"}
    with pytest.raises(Invalid):
        a_product(house, owner, custom={"colour": "green"})


def test_a_field_out_of_use_keeps_no_product_from_being_changed(house: House) -> None:
    owner = owner_of(house)
    ask = AddCustomField(about="products", label="Origin", kind="text")
    field = merchants.add_custom_field.serve(house, owner, ask).id
    product = a_product(house, owner, custom={"origin": "Lankaran"})
    merchants.edit_custom_field.serve(house, owner, EditCustomField(field_id=field, is_active=False))
    changed = EditProduct(product_id=product.id, name="Other", custom=product.custom)
    assert operations.edit.serve(house, owner, changed).custom == {"origin": "Lankaran"}
    with pytest.raises(Invalid):
        operations.edit.serve(house, owner, EditProduct(product_id=product.id, custom={"origin": "Astara"}))
