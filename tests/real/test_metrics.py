"""Metrics on public data, loaded past the reader, against published figures and counts made another way."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from make.facts import ask, engine, window
from nigotis.metrics.facts import SCHEMAS
from nigotis.metrics.scoring import SEGMENTS

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"public data files are not at {DATA}"),
]

ONLINE_RETAIL = """
    insert into sale_lines select
        row_number() over (), dense_rank() over (order by "InvoiceNo"), "InvoiceNo" like 'C%', "InvoiceDate",
        "InvoiceDate", "InvoiceDate"::date, "CustomerID", dense_rank() over (order by "StockCode"), null, null, 'file',
        "Quantity", "Quantity" * "UnitPrice"::decimal(18, 6), 0, null, "StockCode" not in ('POST', 'D', 'M', 'DOT')
    from '{file}'
"""
CDNOW = """
    insert into sale_lines
    with raw as (
        select row_number() over () as n, string_split_regex(trim(line), '\\s+') as parts
        from read_csv('{file}', columns = {{'line': 'varchar'}}, delim = '\\0', header = false, skip = 1)
    ), typed as (select *, strptime(parts[2], '%Y%m%d') as sold from raw)
    select n, n, false, sold, sold, sold::date, parts[1]::bigint, 1, null, null, 'import', parts[3]::decimal(18, 6),
           parts[4]::decimal(18, 6), 0, null, true from typed
"""


def loaded(query: str, file: str) -> Any:
    connection = engine({name: schema.empty_table() for name, schema in SCHEMAS.items()})
    connection.con.execute(query.format(file=DATA / file))
    return connection


@pytest.fixture(scope="module")
def online_retail() -> Any:
    return loaded(ONLINE_RETAIL, "online_retail/online_retail.parquet")


@pytest.fixture(scope="module")
def cdnow() -> Any:
    return loaded(CDNOW, "cdnow/CDNOW_master.txt.gz")


RETAIL = window("2010-12-01", "2011-12-09")
CD = window("1997-01-01", "1998-06-30")


def test_online_retail_totals_are_the_published_ones(online_retail: Any) -> None:
    (totals,) = ask(online_retail, "totals", RETAIL)
    assert totals["net"] == Decimal("9747747.934")
    assert totals["lines"] == 541_909
    assert totals["sales"] + totals["return_documents"] == 25_900
    assert (totals["clients"], totals["lines_without_client"], totals["products"]) == (4_372, 135_080, 4_070)
    assert totals["gross"] - totals["returns"] == totals["net"]


def test_online_retail_scores_every_client_with_a_sale_by_the_rule(online_retail: Any) -> None:
    clients = ask(online_retail, "rfm", RETAIL)
    buyers = online_retail.con.sql(
        "select client_id, count(distinct sale_id), (date '2011-12-09' - max(day)) from sale_lines"
        " where not is_return and client_id is not null group by 1 order by 1"
    ).fetchall()
    assert [(row["client_id"], row["frequency"], row["recency_in_days"]) for row in clients] == buyers
    assert len(clients) == 4_339  # 33 of the 4,372 have cancellations only
    order = sorted(row["monetary"] for row in clients)
    for row in clients[:: len(clients) // 50]:
        worse = sum(value < row["monetary"] for value in order)
        assert row["m"] == 1 + 5 * worse // len(clients)


def test_online_retail_segments_hold_every_client_once(online_retail: Any) -> None:
    rows = ask(online_retail, "rfm_segments", RETAIL)
    assert [row["segment"] for row in rows] == list(SEGMENTS)
    assert sum(row["clients"] for row in rows) == 4_339
    assert sum(row["monetary"] for row in rows) == sum(row["monetary"] for row in ask(online_retail, "rfm", RETAIL))
    assert max(rows, key=lambda row: row["monetary"])["segment"] == "champions"


def test_online_retail_abc_follows_a_few_products(online_retail: Any) -> None:
    classes = ask(online_retail, "abc_classes", RETAIL)
    goods = online_retail.con.sql("select count(distinct product_id) from sale_lines where is_product").fetchall()[0][0]
    assert sum(row["products"] for row in classes) == goods
    assert classes[0]["product_share"] < 0.25
    assert classes[0]["share"] == pytest.approx(0.80, abs=0.001)


def test_filters_on_real_clients_add_up(online_retail: Any) -> None:
    by_segment = [ask(online_retail, "revenue", RETAIL.narrow(segment=name))[0] for name in SEGMENTS]
    (known,) = online_retail.con.sql("select sum(amount) from sale_lines where client_id is not null").fetchall()
    (returns_only,) = online_retail.con.sql(
        "select sum(amount) from sale_lines where client_id not in"
        " (select client_id from sale_lines where not is_return and client_id is not null)"
    ).fetchall()
    assert sum(row["net"] for row in by_segment) == known[0] - returns_only[0]


def test_cdnow_totals_and_one_time_buyers_are_the_published_ones(cdnow: Any) -> None:
    (totals,) = ask(cdnow, "totals", CD)
    assert (totals["sales"], totals["clients"], totals["units"]) == (69_659, 23_570, 167_881)
    assert totals["net"] == Decimal("2500315.63")
    cohorts = ask(cdnow, "cohorts", CD)
    # everyone's first purchase falls into the first quarter: it is one cohort, followed for 18 months
    assert {row["first_month"].isoformat() for row in cohorts} == {"1997-01-01", "1997-02-01", "1997-03-01"}
    assert sum(row["clients"] for row in cohorts if row["month"] == row["first_month"]) == 23_570


def test_cdnow_inactive_clients_are_those_without_a_purchase_in_the_last_days(cdnow: Any) -> None:
    for row in ask(cdnow, "inactive_clients", CD):
        active = cdnow.con.sql(
            f"select count(distinct client_id) from sale_lines where day >= date '1998-06-30' - {row['days']}"
        ).fetchall()[0][0]
        assert row["clients"] == 23_570 - active
