"""Many documents, clients and products at once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from make.clients import a_client
from make.merchants import owner_of
from make.products import a_product
from nigotis.clients import bulk as client_bulk
from nigotis.clients import operations as clients
from nigotis.clients.types import FindClients, WhichClient
from nigotis.kernel.context import Caller, House
from nigotis.kernel.door import enter
from nigotis.metrics.facts import MONEY
from nigotis.products import bulk as product_bulk
from nigotis.products import operations as products
from nigotis.products.types import WhichProduct
from nigotis.sales import operations
from nigotis.sales.bulk import copy_sales
from nigotis.sales.types import FindSales, Sale, WhichSale

SOLD_AT = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
LOCAL_AT = datetime(2026, 11, 21, 1, 30)


@pytest.fixture
def owner(house: House) -> Caller:
    return owner_of(house)


def sales_table(number: int, **columns: Any) -> pa.Table:
    times = {
        "sold_at": pa.array([SOLD_AT] * number, pa.timestamp("us", "UTC")),
        "local_at": pa.array([LOCAL_AT] * number, pa.timestamp("us")),
    }
    return pa.table(times | columns)


def lines_table(rows: list[tuple[int, str, str]], **columns: Any) -> pa.Table:
    sale, quantity, amount = zip(*rows, strict=True)
    figures = {
        "quantity": pa.array([Decimal(q) for q in quantity], MONEY),
        "amount": pa.array([Decimal(a) for a in amount], MONEY),
    }
    return pa.table({"sale": pa.array(sale, pa.int64())} | figures | columns)


def read(house: House, owner: Caller, sale_id: int) -> Sale:
    return operations.read.serve(house, owner, WhichSale(sale_id=sale_id))


def total(house: House, owner: Caller) -> int | None:
    return operations.search.serve(house, owner, FindSales()).total


def test_documents_arrive_whole_in_their_order_and_with_their_links(house: House, owner: Caller) -> None:
    client, tea = a_client(house, owner), a_product(house, owner, name="Tea", stock="5")
    sales = sales_table(
        3,
        kind=["sale", "return", "sale"],
        document=["A", None, 'say "=1"\n,ə'],
        original=pa.array([None, 0, None], pa.int64()),
        client_id=pa.array([client.id, client.id, None], pa.int64()),
        reason=[None, "torn", ""],
    )
    lines = lines_table(
        [(2, "1", "0.000001"), (0, "2", "10"), (1, "-1", "-5"), (0, "1", "2.5")],
        product_id=pa.array([None, tea.id, tea.id, None], pa.int64()),
        name=["Rest", None, None, "Bag"],
    )
    tenders = pa.table({"sale": [0], "kind": ["card"], "amount": pa.array([Decimal("12.5")], MONEY)})
    with enter(house, owner) as ctx:
        ids = copy_sales(ctx, sales, lines, tenders, import_id=1)
    first, back, third = (read(house, owner, sale_id) for sale_id in ids)
    assert [row.name for row in first.lines] == ["Tea", "Bag"]
    assert (first.total, first.document, first.source, first.currency) == (Decimal("12.5"), "A", "import", "AZN")
    assert (first.sold_at, first.local_at, first.day) == (SOLD_AT, LOCAL_AT, date(2026, 11, 21))
    assert (first.client_name, [tender.amount for tender in first.tenders]) == (client.name, [Decimal("12.5")])
    assert (back.kind, back.original_sale_id, back.total, back.reason) == ("return", first.id, -5, "torn")
    assert (third.document, third.reason, third.client_id, third.total) == (
        'say "=1"\n,ə',
        "",
        None,
        Decimal("0.000001"),
    )
    assert products.read.serve(house, owner, WhichProduct(product_id=tea.id)).stock == 5


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.decimals("-9", "9", places=6), st.decimals("-999999", "999999", places=6)),
        min_size=1,
        max_size=60,
    )
)
def test_the_total_of_each_document_is_the_sum_of_its_lines(house: House, rows: list[Any]) -> None:
    owner = owner_of(house)
    with enter(house, owner) as ctx:
        ids = copy_sales(ctx, sales_table(10), lines_table([(n, str(q), str(a)) for n, q, a in rows]), import_id=1)
    assert ids == sorted(ids)
    for number, sale_id in enumerate(ids):
        amounts = [amount for n, _, amount in rows if n == number]
        sale = read(house, owner, sale_id)
        assert [row.amount for row in sale.lines] == amounts
        assert sale.total == sum(amounts)


def test_ids_of_another_business_stop_the_whole_load(house: House, owner: Caller) -> None:
    foreign = a_client(house, owner_of(house))
    sales = sales_table(2, client_id=pa.array([None, foreign.id], pa.int64()))
    with pytest.raises(IntegrityError), enter(house, owner) as ctx:
        copy_sales(ctx, sales, lines_table([(0, "1", "1"), (1, "1", "1")]), import_id=1)
    assert total(house, owner) == 0


def test_clients_arrive_searchable(house: House, owner: Caller) -> None:
    data = pa.table(
        {
            "name": ["Əli", "Vəli"],
            "phone": ["+994501234567", None],
            "birthday": pa.array([None, date(1990, 1, 1)], pa.date32()),
            "tags": ['["vip"]', None],
            "status": [None, "waiting"],
        }
    )
    with enter(house, owner) as ctx:
        ids = client_bulk.copy_clients(ctx, data, import_id=7)
        assert client_bulk.known_clients(ctx, "phone", ["+994501234567", "+1"]) == {"+994501234567": ids[0]}
        assert client_bulk.copy_clients(ctx, data.select(["name"]).slice(1), import_id=8) != ids[1:]
    first, second = (clients.read.serve(house, owner, WhichClient(client_id=client_id)) for client_id in ids)
    assert (first.name, first.tags, first.status, first.source) == ("Əli", ["vip"], "active", "import")
    assert (second.birthday, second.status, second.phone) == (date(1990, 1, 1), "waiting", None)
    assert {consent.state for consent in first.consents.values()} == {"unknown"}
    page = clients.search.serve(house, owner, FindClients(q="ali"))
    assert first.id in [client.id for client in page.items]


def test_products_arrive_with_their_categories(house: House, owner: Caller) -> None:
    data = pa.table(
        {
            "name": ["Tea", "Postage", "Coffee"],
            "sku": ["T", None, "C"],
            "category": ["Drinks", None, "Drinks"],
            "price": pa.array([Decimal("2.5"), None, Decimal(3)], MONEY),
            "is_product": [True, False, None],
        }
    )
    with enter(house, owner) as ctx:
        ids = product_bulk.copy_products(ctx, data, import_id=7)
        assert product_bulk.known_skus(ctx, ["T", "X"]) == {"T": ids[0]}
    tea, postage, coffee = (products.read.serve(house, owner, WhichProduct(product_id=each)) for each in ids)
    assert (tea.name, tea.price, tea.category_id) == ("Tea", Decimal("2.5"), coffee.category_id)
    assert (postage.is_product, postage.category_id, coffee.is_product) == (False, None, True)
