"""Public data imported into the database must show the published figures, once however often it is imported."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from make.readings import loaded, rows_of
from make.shop import make_shop
from nigotis.imports.loading.undo import undo
from nigotis.kernel.context import Caller, House
from nigotis.kernel.door import enter

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the folder of public data is not beside the checkout"),
]
FIGURES = """
select count(*) as lines, count(*) filter (where s.kind = 'return') as return_lines,
    count(distinct s.id) as documents, count(distinct s.client_id) as clients,
    count(*) filter (where s.client_id is null) as lines_without_client, sum(l.amount) as net,
    sum(l.amount) filter (where not l.is_product) is not null as has_non_products
from sale_line l join sale s on s.merchant_id = l.merchant_id and s.id = l.sale_id
"""


def figures(house: House, shop: Caller) -> dict[str, Any]:
    [found] = rows_of(house, shop, FIGURES)
    return found


def test_online_retail_in_the_database_shows_its_published_figures(house: House) -> None:
    shop = make_shop(house, country="GB", currency="GBP", zone="Europe/London")
    file = DATA / "online_retail" / "online_retail.parquet"
    first = loaded(house, shop, file)
    assert figures(house, shop) == {
        "lines": 541_909,
        "return_lines": 9_288,
        "documents": 25_900,
        "clients": 4_372,
        "lines_without_client": 135_080,
        "net": Decimal("9747747.934"),
        "has_non_products": True,
    }
    assert (first.clients_added, first.products_added) == (4_372, 4_070)
    [totals] = rows_of(house, shop, "select sum(total) as net from sale")
    assert totals["net"] == Decimal("9747747.934")
    again = loaded(house, shop, file)
    assert again.documents_there == 25_900
    assert {name for name, count in again.model_dump().items() if count} == {"documents_there", "import_id"}
    with enter(house, shop) as ctx:
        taken = undo(ctx, first.import_id)
    assert {name: each.kept for name, each in taken.items()} == {"sale": 0, "client": 0, "product": 0}
    for table in ("sale", "sale_line", "client", "product"):
        assert rows_of(house, shop, f"select count(*) as n from {table}") == [{"n": 0}]


def test_cdnow_in_the_database_shows_its_published_figures(house: House) -> None:
    shop = make_shop(house, country="US", currency="USD", zone="America/New_York")
    found = loaded(house, shop, DATA / "cdnow" / "CDNOW_master.txt.gz")
    kept = figures(house, shop)
    assert (kept["documents"], kept["clients"], kept["net"]) == (69_659, 23_570, Decimal("2500315.63"))
    assert found.clients_added == 23_570
    again = loaded(house, shop, DATA / "cdnow" / "CDNOW_master.txt.gz")
    assert (again.sales_added, again.clients_added, again.documents_there) == (0, 0, 69_659)
