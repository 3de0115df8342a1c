"""Public data read from the files as published must show the published figures."""

from __future__ import annotations

import csv
import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pytest

from nigotis.reading.facts import Facts, facts_of
from nigotis.reading.read import read
from nigotis.reading.types import Reading

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the folder of public data is not beside the checkout"),
]


def facts(*names: str, **options: Any) -> tuple[Reading, Facts]:
    reading = read([DATA / name for name in names], **options)
    assert reading.verdict == "ok", [note.say("en") for note in reading.questions]
    return reading, facts_of(reading)


def net(found: Facts) -> Decimal:
    return pc.sum(found.sale_lines["amount"]).as_py()


def sales(found: Facts) -> int:
    return pc.count_distinct(found.sale_lines["sale_id"]).as_py()


def test_online_retail_shows_its_published_figures() -> None:
    reading, found = facts("online_retail/online_retail.parquet")
    lines = found.sale_lines
    assert reading.rows_read == lines.num_rows == 541_909
    assert sales(found) == 25_900
    assert pc.sum(lines["is_return"]).as_py() == 9_288
    assert lines["client_id"].null_count == 135_080
    assert (found.clients.num_rows, found.products.num_rows) == (4_372, 4_070)
    assert net(found) == Decimal("9747747.934")


def test_postage_bank_charges_and_bad_debt_are_no_products_of_online_retail() -> None:
    _, found = facts("online_retail/online_retail.parquet")
    label = found.labels["product"]
    codes = dict(zip(label["id"].to_pylist(), label["code"].to_pylist(), strict=True))
    table = found.products
    others = {
        codes[i]
        for i, is_product in zip(table["product_id"].to_pylist(), table["is_product"].to_pylist(), strict=True)
        if not is_product
    }
    assert {"POST", "DOT", "BANK CHARGES", "AMAZONFEE", "B", "CRUK", "C2", "D", "M", "S", "gift_0001_20"} <= others
    assert not {"85123A", "22423", "47566"} & others
    assert len(others) < 30


def test_cdnow_has_a_sale_per_row() -> None:
    _, found = facts("cdnow/CDNOW_master.txt.gz")
    assert (sales(found), found.clients.num_rows, net(found)) == (69_659, 23_570, Decimal("2500315.63"))
    assert pc.sum(found.sale_lines["quantity"]).as_py() == 167_881


def test_the_cdnow_sample_is_read_without_a_header() -> None:
    reading, found = facts("cdnow/CDNOW_sample.txt")
    assert (sales(found), found.clients.num_rows) == (6_919, 2_357)
    assert any(note.key == "reading.assumed_no_header" for note in reading.assumptions)


def test_complete_journey_has_its_branches() -> None:
    _, found = facts("complete_journey/transactions.parquet")
    assert found.sale_lines.num_rows == 1_469_307
    assert (found.clients.num_rows, sales(found), net(found)) == (2_469, 155_848, Decimal("4596039.58"))
    assert (found.labels["branch"].num_rows, found.products.num_rows) == (457, 68_509)


def test_superstore_discounts_are_shares_and_its_profit_gives_the_cost() -> None:
    _, found = facts("superstore/orders.csv.gz")
    assert (found.sale_lines.num_rows, sales(found), found.clients.num_rows) == (9_994, 5_009, 793)
    assert round(net(found), 2) == Decimal("2297200.86")
    assert round(net(found) - pc.sum(found.sale_lines["cost"]).as_py(), 2) == Decimal("286397.02")


def test_coffee_shop_has_three_branches_and_says_that_it_has_no_clients() -> None:
    reading, found = facts("coffee_shop/coffee_shop_sales.csv.gz")
    assert (found.sale_lines.num_rows, net(found), found.products.num_rows) == (149_116, Decimal("698812.33"), 80)
    assert set(found.labels["branch"]["name"].to_pylist()) == {"Hell's Kitchen", "Astoria", "Lower Manhattan"}
    assert any(note.key == "reading.assumed_no_clients" for note in reading.assumptions)
    assert reading.columns["sold_at"] == "transaction_date + transaction_time"


def test_bread_basket_gives_what_it_can_without_prices() -> None:
    reading, found = facts("bread_basket/BreadBasket_DMS.csv")
    assert (found.sale_lines.num_rows, sales(found), found.products.num_rows) == (21_293, 9_531, 95)
    assert any(note.key == "reading.assumed_no_amount" for note in reading.assumptions)


def test_northwind_net_sales_take_the_discount_off(tmp_path: Path) -> None:
    path = tmp_path / "northwind.csv"
    export_northwind(path)
    reading = read(path)
    found = facts_of(reading)
    assert (found.sale_lines.num_rows, sales(found), found.products.num_rows) == (2_155, 830, 77)
    assert round(net(found), 2) == Decimal("1265793.04")
    assert found.labels["seller"].num_rows == 9


def export_northwind(path: Path) -> None:
    with sqlite3.connect(DATA / "northwind" / "northwind.sqlite") as db:
        cursor = db.execute(
            "select o.OrderID, o.OrderDate, o.CustomerID, o.EmployeeID, p.ProductName, d.UnitPrice, d.Quantity,"
            " d.Discount"
            ' from "Order Details" d join Orders o using (OrderID) join Products p using (ProductID)'
        )
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([column[0] for column in cursor.description])
            writer.writerows(cursor)


def test_the_files_of_olist_are_joined_by_the_columns_they_share() -> None:
    reading, found = facts("olist")
    assert found.sale_lines.num_rows == 26_109
    assert reading.columns["client"] == "customer_unique_id"
    assert reading.columns["document"] == "order_id"
    with_items = {"reading.assumed_joined", "reading.assumed_left_out"} <= {note.key for note in reading.assumptions}
    assert with_items
    assert found.sale_lines["client_id"].null_count == 0


def test_receipts_joined_to_their_lines_count_each_total_once() -> None:
    names = ("transaction_lines.csv.gz", "transactions.csv", "products.csv.gz")
    _, found = facts(*(f"x5_retailhero_sample/{name}" for name in names))
    assert (found.sale_lines.num_rows, sales(found), net(found)) == (10_862, 1_760, Decimal("840956.73"))


def test_invoices_dated_month_first_are_recognised_by_their_days() -> None:
    reading, found = facts("accounts_receivable/WA_Fn-UseC_-Accounts-Receivable.csv")
    assert (sales(found), found.clients.num_rows, net(found)) == (2_466, 100, Decimal("147703.18"))
    assert any(note.key == "reading.assumed_mdy" for note in reading.assumptions)
