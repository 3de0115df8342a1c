"""The mirror read by an engine outside of the process: Sail, which speaks the protocol of Spark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ibis
import pytest

from make.mirror import MERCHANTS, Shop, settle
from nigotis.app import fill_ports
from nigotis.kernel.context import House
from nigotis.kernel.problems import Invalid, Unavailable
from nigotis.metrics.facts import SCHEMAS
from nigotis.metrics.run import fetch
from nigotis.mirror.cache import Mirror
from nigotis.mirror.cluster import Cluster
from nigotis.mirror.tail import Tail


@pytest.fixture
def cluster(here: House, sail: str) -> Iterator[Cluster]:
    cluster = Cluster(here.data, sail)
    yield cluster
    cluster.close()


def read(mirror: Mirror, merchant_id: int, entity: str) -> list[str]:
    table = ibis.table(ibis.Schema.from_pyarrow(SCHEMAS[entity]), name=entity)
    with mirror.connection(merchant_id) as backend:
        return sorted(map(repr, fetch(table, backend).to_pylist()))


def same(cluster: Cluster, mirror: Mirror, merchant_id: int) -> bool:
    return all(read(cluster, merchant_id, entity) == read(mirror, merchant_id, entity) for entity in SCHEMAS)


def test_the_cluster_reads_what_this_process_reads_through_every_change(
    tail: Tail, mirror: Mirror, cluster: Cluster, shop: Shop
) -> None:
    assert read(cluster, shop.merchant_id, "sale_lines") == []
    sales = [shop.sell("1.5", "2", client=4), shop.sell("3"), shop.sell("4.000001", back=True)]
    settle(tail)
    assert len(read(cluster, shop.merchant_id, "sale_lines")) == 4
    assert same(cluster, mirror, shop.merchant_id)
    shop.do("update till_line set amount = 9 where merchant_id = :m and sale_id = :id", id=sales[0])
    settle(tail)
    shop.do("delete from till_sale where merchant_id = :m and id = :id", id=sales[1])
    shop.sell("7")
    settle(tail)
    shop.do("update till_line set amount = 8 where merchant_id = :m and sale_id = :id", id=sales[0])
    settle(tail)
    assert same(cluster, mirror, shop.merchant_id)
    assert len(read(cluster, shop.merchant_id, "sale_lines")) == 4


def test_merchants_do_not_see_each_other_in_the_cluster(tail: Tail, cluster: Cluster, here: House, shop: Shop) -> None:
    shop.sell("1")
    Shop(here.database, MERCHANTS[1]).sell("2", "3")
    settle(tail)
    counts = [len(read(cluster, merchant, "sale_lines")) for merchant in MERCHANTS]
    assert counts == [1, 2]


def test_a_block_keeps_its_state_while_sales_come_in(tail: Tail, cluster: Cluster, shop: Shop) -> None:
    lines = ibis.table(ibis.Schema.from_pyarrow(SCHEMAS["sale_lines"]), name="sale_lines")
    shop.sell("1")
    settle(tail)
    with cluster.connection(shop.merchant_id) as backend:
        shop.sell("2")
        settle(tail)
        assert len(read(cluster, shop.merchant_id, "sale_lines")) == 2
        assert backend.to_pyarrow(lines.count()).as_py() == 1


def test_an_engine_that_is_away_is_said_so(here: House) -> None:
    with pytest.raises(Unavailable) as refused, Cluster(here.data, "sc://127.0.0.1:1").connection(1):
        pass
    assert refused.value.key == "mirror.engine_away"


@pytest.mark.parametrize(("engine", "kind"), [("duckdb", Mirror), ("sc://127.0.0.1:1", Cluster)])
def test_one_setting_chooses_the_engine(here: House, engine: str, kind: type[Any]) -> None:
    with fill_ports(here, engine):
        assert type(here.ports.get(Mirror)) is kind


def test_an_unknown_engine_is_refused(here: House) -> None:
    with pytest.raises(Invalid), fill_ports(here, "oracle"):
        pass
