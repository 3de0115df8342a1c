"""Public data analysed from the files as published must show the published figures, and equal counts made by hand."""

from __future__ import annotations

import csv
import html
import json
import sqlite3
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from nigotis.metrics.scoring import SEGMENTS
from nigotis.reports.analyze import analyze

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"public data files are not at {DATA}"),
]
RETAIL = DATA / "online_retail" / "online_retail.parquet"


@pytest.fixture(scope="module")
def retail(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    """The analysis of online_retail and the folder it was written into."""
    out = tmp_path_factory.mktemp("retail")
    return analyze(RETAIL, out, currency="GBP"), out


@pytest.fixture(scope="module")
def raw() -> pd.DataFrame:
    """online_retail counted past the product: one row a line, the amount in thousandths as whole numbers."""
    frame = pd.read_parquet(RETAIL)
    frame["milli"] = (frame["Quantity"] * (frame["UnitPrice"] * 1000).round()).astype("int64")
    frame["back"] = frame["InvoiceNo"].astype(str).str.startswith("C")
    frame["day"] = frame["InvoiceDate"].dt.normalize()
    return frame


def milli(money: str) -> int:
    return int(Decimal(money) * 1000)


def test_online_retail_has_its_published_totals(retail: tuple[dict[str, Any], Path]) -> None:
    found, _ = retail
    source, totals = found["source"], found["totals"]
    assert (source["rows_read"], source["rows_accepted"], source["rows_rejected"]) == (541_909, 541_909, 0)
    assert (found["currency"], found["as_of"]) == ("GBP", "2011-12-09")
    assert found["period"] == {"since": "2010-12-01", "until": "2011-12-09"}
    assert totals["lines"] == 541_909
    assert totals["sales"] + totals["return_documents"] == 25_900
    assert (totals["clients"], totals["products"], totals["lines_without_client"]) == (4_372, 4_070, 135_080)
    assert totals["net"] == "9747747.934"
    assert Decimal(totals["gross"]) - Decimal(totals["returns"]) == Decimal(totals["net"])
    assert any("9288" in said for said in source["assumptions"])


def test_its_segments_are_those_counted_by_hand(retail: tuple[dict[str, Any], Path], raw: pd.DataFrame) -> None:
    known = raw[raw["CustomerID"].notna()]
    sold = known[~known["back"]]
    clients = pd.DataFrame(
        {
            "r": -(raw["day"].max() - sold.groupby("CustomerID")["day"].max()).dt.days,
            "f": sold.groupby("CustomerID")["InvoiceNo"].nunique(),
        }
    )
    scores = {name: 1 + (5 * (clients[name].rank(method="min") - 1)).astype(int) // len(clients) for name in "rf"}
    cells = scores["r"].astype(str) + scores["f"].astype(str)
    by_hand = {name: int(cells.isin(four).sum()) for name, four in SEGMENTS.items()}
    assert retail[0]["rfm"]["segments"] == by_hand
    assert sum(by_hand.values()) == len(clients)


def test_its_months_hours_and_best_are_those_counted_by_hand(
    retail: tuple[dict[str, Any], Path], raw: pd.DataFrame
) -> None:
    found = retail[0]
    monthly = raw.groupby(raw["InvoiceDate"].dt.strftime("%Y-%m"))["milli"].sum().to_dict()
    assert {row["month"]: milli(row["net"]) for row in found["months"]} == monthly
    began = raw[~raw["back"]].groupby("InvoiceNo")["InvoiceDate"].min()
    hours = began.groupby([began.dt.day_of_week + 1, began.dt.hour]).size()
    shown = {(row["weekday"], row["hour"]): row["sales"] for row in found["weekday_hour"] if row["sales"]}
    assert shown == hours.to_dict()
    best = raw.groupby("CustomerID")["milli"].sum().sort_values(ascending=False).head(20)
    assert [milli(row["net"]) for row in found["top_clients"]] == best.to_list()


def test_postage_and_charges_are_in_totals_and_not_among_products(retail: tuple[dict[str, Any], Path]) -> None:
    found = retail[0]
    assert sum(found["abc"].values()) < found["totals"]["products"]
    assert not {"POST", "DOT", "M", "AMAZONFEE", "BANK CHARGES"} & {row["product"] for row in found["top_products"]}


def test_all_documents_are_there_and_tell_one_story(retail: tuple[dict[str, Any], Path]) -> None:
    found, out = retail
    assert json.loads((out / "summary.json").read_text("utf-8")) == found
    with (out / "clients.csv").open(encoding="utf-8-sig") as file:
        clients = list(csv.DictReader(file))
    assert len(clients) == found["totals"]["clients"]
    scored = [client for client in clients if client["segment"]]
    assert len(scored) == sum(found["rfm"]["segments"].values())
    with (out / "segments.csv").open(encoding="utf-8-sig") as file:
        segments = {row["segment"]: int(row["clients"]) for row in csv.DictReader(file)}
    assert segments == found["rfm"]["segments"]
    best = sqlite3.connect(":memory:")
    for _ in range(2):  # running it twice leaves the same rows
        best.executescript((out / "high-value.sql").read_text("utf-8"))
    rows = best.execute("select client, net from high_value_clients order by net desc").fetchall()
    assert len(rows) == sum(client["m"] == "5" for client in clients)
    assert rows[0][0] == found["top_clients"][0]["client"]


def test_every_buyer_is_predicted_with_an_interval_and_a_window_or_none(retail: tuple[dict[str, Any], Path]) -> None:
    with (retail[1] / "clients.csv").open(encoding="utf-8-sig") as file:
        clients = list(csv.DictReader(file))
    buyers = [client for client in clients if client["segment"]]
    assert all(0 <= float(client["p_no_order_90d"]) <= 1 for client in buyers)
    assert all(float(c["clv_365_low"]) <= float(c["clv_365_high"]) for c in buyers if float(c["spend"]) > 0)
    assert all(bool(client["next_order_from"]) == bool(client["next_order_to"]) for client in clients)
    assert all(client["next_order_from"] <= client["next_order_to"] for client in clients)
    assert 0 < sum(client["next_order_from"] == "" for client in buyers) < len(buyers)  # it cannot tell of everybody
    assert all((client["next_order_from"] == "") == (client["due"] == "cannot_tell") for client in buyers)
    offered = [client["next_products"].split("; ") for client in buyers if client["next_products"]]
    assert {len(products) for products in offered} == {5}
    assert len(offered) > 0.99 * len(buyers)  # a few bought nothing but postage and other charges
    assert not any("POST" in client["next_products"].split("; ") for client in clients)  # postage is no product
    never = [client for client in clients if not client["segment"]]
    assert never and {client["p_no_order_90d"] for client in never} == {""}


def test_the_receipts_stand_in_a_file_and_in_the_report(retail: tuple[dict[str, Any], Path]) -> None:
    receipts = json.loads((retail[1] / "backtest.json").read_text("utf-8"))
    assert (receipts["as_of"], receipts["horizon_in_days"]) == ("2011-12-09", 90)
    assert [said["about"] for said in receipts["said"]] == ["churn", "next_order", "orders", "value", "offers"]
    offers = receipts["offers"]
    assert offers["cases"] > 1000 and offers["hits"] > offers["naive_hits"] and offers["beats_naive"]
    report = (retail[1] / "report.html").read_text("utf-8")
    assert 'id="outlook"' in report
    assert all(html.escape(said["sentence"]) in report for said in receipts["said"])


def test_as_of_a_day_is_the_same_as_a_file_that_ends_with_it(tmp_path: Path) -> None:
    table = pq.read_table(RETAIL)
    day = date(2011, 6, 30)
    ended = table.filter(pc.less(table["InvoiceDate"], pc.cast("2011-07-01", table["InvoiceDate"].type)))
    pq.write_table(ended, tmp_path / "ended.parquet")
    one = analyze(RETAIL, tmp_path / "one", as_of=day)
    other = analyze(tmp_path / "ended.parquet", tmp_path / "other", as_of=day)
    assert one["totals"]["lines"] == ended.num_rows
    assert one.pop("source")["rows_read"] > other.pop("source")["rows_read"]
    assert one == other
    for name in ("clients.csv", "segments.csv", "backtest.json", "high-value.sql"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


def test_cdnow_has_one_sale_a_row_and_no_products(tmp_path: Path) -> None:
    found = analyze(DATA / "cdnow" / "CDNOW_master.txt.gz", tmp_path)
    totals = found["totals"]
    assert (totals["sales"], totals["clients"], totals["net"], totals["units"]) == (
        69_659,
        23_570,
        "2500315.63",
        167_881,
    )
    assert (found["abc"], found["top_products"]) == ({"A": None, "B": None, "C": None}, [])
    assert sum(found["rfm"]["segments"].values()) == 23_570
    assert found["weekday_hour"] == []


def test_complete_journey_has_branches(tmp_path: Path) -> None:
    found = analyze(DATA / "complete_journey" / "transactions.parquet", tmp_path)
    totals = found["totals"]
    assert (totals["lines"], totals["clients"], totals["sales"]) == (1_469_307, 2_469, 155_848)
    assert (totals["net"], totals["products"]) == ("4596039.58", 68_509)
    assert 'id="branches"' in (tmp_path / "report.html").read_text("utf-8")


def test_superstore_has_its_published_totals(tmp_path: Path) -> None:
    found = analyze(DATA / "superstore" / "orders.csv.gz", tmp_path)
    totals = found["totals"]
    assert (totals["lines"], totals["sales"], totals["clients"], totals["units"]) == (9_994, 5_009, 793, 37_873)
    assert round(Decimal(totals["net"]), 2) == Decimal("2297200.86")
    assert found["period"] == {"since": "2011-01-04", "until": "2014-12-31"}


def test_coffee_shop_tells_what_it_can_without_clients(tmp_path: Path) -> None:
    found = analyze(DATA / "coffee_shop" / "coffee_shop_sales.csv.gz", tmp_path)
    totals = found["totals"]
    assert (totals["lines"], totals["products"], totals["net"]) == (149_116, 80, "698812.33")
    assert (totals["clients"], totals["lines_without_client"]) == (0, 149_116)
    assert set(found["rfm"]["segments"].values()) == {None}
    assert set(found["inactive"].values()) == {None}
    assert found["top_clients"] == []
    assert any("names no clients" in said for said in found["source"]["assumptions"])
    report = (tmp_path / "report.html").read_text("utf-8")
    assert all(branch in report for branch in ("Hell&#39;s Kitchen", "Astoria", "Lower Manhattan"))


def test_bread_basket_tells_what_it_can_without_prices(tmp_path: Path) -> None:
    found = analyze(DATA / "bread_basket" / "BreadBasket_DMS.csv", tmp_path)
    totals = found["totals"]
    assert (totals["lines"], totals["sales"], totals["products"]) == (21_293, 9_531, 95)
    assert (totals["gross"], totals["returns"], totals["net"]) == (None, None, None)
    assert found["top_products"][0] == {"product": "Coffee", "net": None, "units": 5_471}
    assert any("no prices" in said for said in found["source"]["assumptions"])


def test_northwind_exported_to_a_file_has_its_published_totals(tmp_path: Path) -> None:
    connection = sqlite3.connect(DATA / "northwind" / "northwind.sqlite")
    query = """
        select o.OrderID, o.OrderDate, o.CustomerID, c.CompanyName as Customer, d.ProductID, p.ProductName as Product,
               e.FirstName || ' ' || e.LastName as Salesperson, d.UnitPrice, d.Quantity, d.Discount
        from Orders o join "Order Details" d using (OrderID) join Products p using (ProductID)
        join Customers c using (CustomerID) join Employees e using (EmployeeID)
    """
    cursor = connection.execute(query)
    with (tmp_path / "northwind.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([column[0] for column in cursor.description])
        writer.writerows(cursor)
    found = analyze(tmp_path / "northwind.csv", tmp_path / "out")
    totals = found["totals"]
    assert (totals["lines"], totals["sales"], totals["products"]) == (2_155, 830, 77)
    assert round(Decimal(totals["net"]), 2) == Decimal("1265793.04")


def test_olist_is_joined_from_its_files(tmp_path: Path) -> None:
    names = ("orders_sample", "order_items_sample", "customers_sample", "products_full")
    found = analyze([DATA / "olist" / f"olist_{name}.csv.gz" for name in names], tmp_path, currency="BRL")
    totals = found["totals"]
    assert (totals["lines"], totals["lines_without_client"], totals["net"]) == (26_109, 0, "3135351.2")
    assert (totals["sales"], totals["clients"]) == (22_760, 22_581)  # orders that have items, and their persons
    assert found["currency"] == "BRL"
