"""Public pipelines imported into the database show their published figures, and those computed from the files here."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest

from make.facts import engine
from make.readings import loaded, rows_of
from make.shop import make_shop
from nigotis.deals import operations
from nigotis.deals.types import FindDeals
from nigotis.feeds import FEEDS
from nigotis.imports import operations as imports
from nigotis.imports.loading.undo import undo
from nigotis.imports.types import ImportFile, PreviewFile, WhichJob
from nigotis.kernel.context import Caller, House
from nigotis.kernel.door import enter
from nigotis.kernel.files import keep_upload
from nigotis.kernel.queue import run_waiting_jobs
from nigotis.metrics.catalogue import find
from nigotis.metrics.run import run
from nigotis.metrics.window import Window
from nigotis.mirror.extract import extract

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the folder of public data is not beside the checkout"),
]
ALWAYS = Window(date(2016, 1, 1), date(2026, 11, 22))


def table(name: str) -> list[dict[str, str]]:
    path = DATA / name
    data = path.read_bytes()
    text = gzip.decompress(data) if path.suffix == ".gz" else data
    return list(csv.DictReader(text.decode().splitlines()))


def figures(house: House, shop: Caller) -> Any:
    """An engine with this merchant's facts, straight from the feeds."""
    tables = {}
    with house.database.tenant(shop.merchant.id) as session:
        for feed in FEEDS:
            pieces = list(extract(session, feed, shop.merchant.id, None))
            tables[feed.entity] = pa.concat_tables(pieces) if pieces else feed.schema.empty_table()
    return engine(tables)


def ask(connection: ibis.BaseBackend, name: str, w: Window = ALWAYS, **params: Any) -> list[dict[str, Any]]:
    return run(find(name), w, connection, **params).rows.to_pylist()


def imported(house: House, shop: Caller, path: Path) -> dict[str, Any]:
    """What a file brought that was handed in and understood as anybody's is, by itself."""
    upload_id = keep_upload(house, shop.merchant.id, path.name, io.BytesIO(path.read_bytes()))
    kind = imports.preview.serve(house, shop, PreviewFile(upload_id=upload_id)).kind
    job = imports.start.serve(house, shop, ImportFile(upload_id=upload_id, kind=kind))
    run_waiting_jobs(house)
    done = imports.job.serve(house, shop, WhichJob(job_id=job.id))
    assert done.result is not None, done.message
    return done.result


@pytest.fixture(scope="module")
def crm(house: House) -> Caller:
    shop = make_shop(house, country="US", currency="USD", zone="America/New_York")
    folder = DATA / "crm_pipeline"
    loaded(house, shop, folder / "products.csv", "products")
    assert loaded(house, shop, folder / "sales_teams.csv").sellers_added == 35 + 6
    found = loaded(house, shop, folder / "sales_pipeline.csv")
    assert (found.deals_added, found.sellers_added, found.products_added, found.clients_added) == (8_800, 0, 0, 85)
    return shop


def test_the_crm_pipeline_shows_its_published_figures(house: House, crm: Caller) -> None:
    connection = figures(house, crm)
    [row] = ask(connection, "win_rate")
    assert (row["won"], row["lost"], row["won_value"]) == (4_238, 2_473, 10_005_534)
    [counts] = rows_of(
        house, crm, "select count(*) as deals, count(*) filter (where client_id is null) as nobodys from deal"
    )
    assert counts == {"deals": 8_800, "nobodys": 1_425}
    sellers = rows_of(
        house,
        crm,
        "select count(*) as n, count(d.seller_id) as with_deals from member m left join"
        " (select distinct seller_id from deal) d on d.seller_id = m.id where role = 'seller'",
    )
    assert sellers == [{"n": 35, "with_deals": 30}]
    assert {
        row["stage"]: row["n"]
        for row in rows_of(house, crm, "select stage, count(*) as n from deal where status = 'open' group by stage")
    } == {"contacted": 1_589, "lead": 500}


def test_gtxpro_is_gtx_pro(house: House, crm: Caller) -> None:
    found = rows_of(
        house, crm, "select p.name, count(*) as n from deal_product d join product p on p.id = d.product_id group by 1"
    )
    expected = Counter(row["product"] for row in table("crm_pipeline/sales_pipeline.csv"))
    expected["GTX Pro"] = expected.pop("GTXPro")
    assert {row["name"]: row["n"] for row in found} == expected and expected["GTX Pro"] == 1_480


def test_agents_and_managers_of_the_crm_pipeline(house: House, crm: Caller) -> None:
    connection = figures(house, crm)
    names = {row["id"]: row["name"] for row in rows_of(house, crm, "select id, name from member")}
    rows = {names[row["seller_id"]]: row for row in ask(connection, "seller_win_rate")}
    file = [row for row in table("crm_pipeline/sales_pipeline.csv") if row["deal_stage"] in ("Won", "Lost")]
    won = Counter(row["sales_agent"] for row in file if row["deal_stage"] == "Won")
    closed = Counter(row["sales_agent"] for row in file)
    assert {name: (row["won"], row["won"] + row["lost"]) for name, row in rows.items()} == {
        name: (won[name], closed[name]) for name in closed
    }
    value: Counter[str] = Counter()
    offices = {row["sales_agent"]: row["regional_office"] for row in table("crm_pipeline/sales_teams.csv")}
    for row in file:
        value[offices[row["sales_agent"]]] += int(row["close_value"])
    teams: Counter[str] = Counter()
    for row in ask(connection, "team_results"):
        teams[row["office"]] += int(row["won_value"])
    assert {name: total for name, total in teams.items() if name} == value
    days = sorted(
        (date.fromisoformat(row["close_date"]) - date.fromisoformat(row["engage_date"])).days
        for row in file
        if row["deal_stage"] == "Won"
    )
    [cycle] = ask(connection, "deal_cycle")
    middle = (days[len(days) // 2 - 1] + days[len(days) // 2]) / 2
    assert (cycle["deals"], cycle["median_days"]) == (len(days), middle)


def test_the_same_pipeline_again_changes_nothing_and_can_be_taken_back(house: House) -> None:
    shop = make_shop(house, country="US", currency="USD", zone="America/New_York")
    file = DATA / "crm_pipeline" / "sales_pipeline.csv"
    first = loaded(house, shop, file)
    assert (first.deals_added, first.sellers_added, first.products_added, first.clients_added) == (8_800, 30, 7, 85)
    steps = rows_of(house, shop, "select count(*) as n from deal_event")
    again = loaded(house, shop, file)
    assert {n: count for n, count in again.model_dump().items() if count and n != "import_id"} == {
        "deals_unchanged": 8_800
    }
    assert rows_of(house, shop, "select count(*) as n from deal_event") == steps
    with enter(house, shop) as ctx:
        taken = undo(ctx, first.import_id)
    assert {name: each.kept for name, each in taken.items()} == {"deal": 0, "member": 0, "client": 0, "product": 0}
    for name in ("deal", "deal_event", "deal_product", "client"):
        assert rows_of(house, shop, f"select count(*) as n from {name}") == [{"n": 0}]


def test_the_funnel_of_olist_by_origin_and_by_seller(house: House) -> None:
    shop = make_shop(house, country="BR", currency="BRL", zone="America/Sao_Paulo")
    names = ("olist_marketing_qualified_leads.csv.gz", "olist_closed_deals.csv")
    leads_added, deals_won = (imported(house, shop, DATA / "olist" / name) for name in names)
    assert (leads_added["deals_added"], deals_won["deals_added"], deals_won["deals_updated"]) == (8_000, 0, 842)
    connection = figures(house, shop)
    [row] = ask(connection, "win_rate")
    assert (row["won"], row["lost"]) == (842, 0)
    assert operations.search.serve(house, shop, FindDeals(status="won")).total == 842
    leads = {row["mql_id"]: row["origin"] or "import" for row in table(f"olist/{names[0]}")}
    deals = {row["mql_id"]: row["sr_id"] for row in table(f"olist/{names[1]}")}
    everybody, won = Counter(leads.values()), Counter(leads[mql] for mql in deals)
    by_origin = {row["source"]: row for row in ask(connection, "source_conversion")}
    assert (by_origin["organic_search"]["deals"], by_origin["organic_search"]["won"]) == (2_296, 271)
    assert {name: (row["deals"], row["won"]) for name, row in by_origin.items()} == {
        name: (count, won[name]) for name, count in everybody.items()
    }
    people = {row["id"]: row["name"] for row in rows_of(house, shop, "select id, name from member")}
    people[None] = None
    by_seller = {people[row["seller_id"]]: (row["deals"], row["won"]) for row in ask(connection, "seller_conversion")}
    assert by_seller == {name: (n, n) for name, n in Counter(deals.values()).items()} | {None: (8_000 - 842, 0)}
    best = max(row["rate"] for row in by_origin.values() if row["deals"] >= 10)
    assert [row["rate"] for row in by_origin.values() if row["rank"] == 1] == [pytest.approx(best)]
    assert Decimal(0) == row["won_value"], "the file has no amounts"
