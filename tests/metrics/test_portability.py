"""One expression, equal answers on every engine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.operations as ops
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from make.facts import engine, random_facts, window
from nigotis.metrics.affinity import affinity_by_definition, product_affinity
from nigotis.metrics.catalogue import Metric, find, metrics
from nigotis.metrics.run import fetch, run
from nigotis.metrics.window import FEW

TYPES = {
    pa.int64(): "bigint",
    pa.float64(): "double precision",
    pa.bool_(): "boolean",
    pa.timestamp("us"): "timestamp",
    pa.date32(): "date",
    pa.string(): "text",
    pa.decimal128(18, 6): "numeric(18, 6)",
}
WINDOWS = [
    window("2025-04-01", "2026-09-30"),
    window("2025-04-01", "2026-09-30").narrow(client=range(1, 2 * FEW, 2)),
    window("2026-03-03", "2026-10-12").narrow(segment=["loyal", "54", "hibernating"], category="tea", branch=[1, 2]),
]
FACTS = random_facts(1).tables()
WHOLE = [metric for metric in metrics().values() if not metric.grain]


@pytest.fixture(scope="module")
def postgres(server: str) -> Iterator[Any]:
    with psycopg.connect(server.format("postgres"), autocommit=True) as admin:
        admin.execute("drop database if exists portable_metrics")
        admin.execute("create database portable_metrics")
    with psycopg.connect(server.format("portable_metrics"), autocommit=True) as connection:
        for name, table in FACTS.items():
            _load(connection, name, table)
        yield ibis.postgres.from_connection(connection)


@pytest.fixture(scope="module")
def duck() -> Any:
    return engine(FACTS)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("metric", metrics().values(), ids=metrics().keys())
def test_postgresql_and_duckdb_give_the_same_rows(metric: Metric, postgres: Any, duck: Any) -> None:
    for w in WINDOWS:
        assert run(metric, w, postgres).rows.to_pylist() == run(metric, w, duck).rows.to_pylist()


@pytest.fixture(scope="module")
def cluster(sail: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("facts")
    session = SparkSession.builder.remote(sail).create()
    session.conf.set("spark.sql.session.timeZone", "UTC")
    for name, table in FACTS.items():
        pq.write_table(table, folder / f"{name}.parquet", store_decimal_as_integer=True)  # as the mirror writes them
        session.read.parquet(str(folder / f"{name}.parquet")).createOrReplaceTempView(name)
    yield ibis.pyspark.connect(session)
    session.stop()


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore:.*Pandas4Warning")
@pytest.mark.parametrize("metric", metrics().values(), ids=metrics().keys())
def test_sail_and_duckdb_give_the_same_rows(
    metric: Metric, cluster: Any, duck: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows are made of lists as Spark allows it: Spark takes `explode` as a column by itself only; Sail, which stands
    for it here, is not so strict, so what it is asked is read too."""
    asked: list[str] = []
    write = cluster.compile
    monkeypatch.setattr(cluster, "compile", lambda *given, **how: asked.append(write(*given, **how)) or asked[-1])
    for w in WINDOWS:
        assert _rounded(run(metric, w, cluster).rows) == _rounded(run(metric, w, duck).rows)
    assert len(asked) == len(WINDOWS)
    assert not any("(EXPLODE(" in sql for sql in asked)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore:.*Pandas4Warning")
@pytest.mark.parametrize("metric", WHOLE, ids=[metric.name for metric in WHOLE])
def test_of_nobody_every_engine_counts_none(metric: Metric, cluster: Any, postgres: Any, duck: Any) -> None:
    nobody = window("2025-04-01", "2026-09-30").narrow(client=1_000_000)
    found = [run(metric, nobody, engine).rows.to_pylist() for engine in (duck, postgres, cluster)]
    assert found == [found[0]] * 3


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore:.*Pandas4Warning")
@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("buyers", {"weekday": 1, "hour": 10}),
        ("buyers", {"together": (1, 2)}),
        ("buyers", {"season": "mar_may", "calendar_month": 4, "from_start": True}),
        ("buyers", {"together": (1, 2), "within": "client", "month": date(2026, 3, 1)}),
        ("buyers", {"stands_in": "loyal", "region": "AZ.09"}),
        ("buyers", {"kind": "returning"}),
        ("sold_to", {"of": "deals"}),
        ("sold_to", {"measure": "sales_count"}),
        ("sold_to", {"of": "deals", "week": date(2026, 3, 2), "lag_weeks": 1}),
        ("churn_risk_list", {"risk": "likely_stays"}),
        ("deal_clients", {"open_at_start": True}),
        ("cohort_clients", {"months": 48, "first_branch": 1, "months_later": 1}),
        ("funnel_clients", {"stage": "contacted"}),
        ("deal_clients", {"outcome": "won"}),
    ],
)
def test_the_clients_behind_a_figure_are_the_same_on_every_engine(
    name: str, asked: dict[str, Any], cluster: Any, postgres: Any, duck: Any
) -> None:
    found = [run(find(name), WINDOWS[0], engine, **asked).rows.to_pylist() for engine in (duck, postgres, cluster)]
    assert found[0] and found == [found[0]] * 3


def _rounded(rows: pa.Table) -> list[dict[str, Any]]:
    """Exact values as they are, floats to nine significant digits: engines add them in different orders."""
    return [
        {name: float(f"{value:.9g}") if isinstance(value, float) else value for name, value in row.items()}
        for row in rows.to_pylist()
    ]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    "asked", [{}, {"within": "client"}, {"support": Decimal("0.02")}, {"season": "mar_may"}], ids=str
)
def test_pairs_counted_by_the_kernel_are_those_of_the_definition(
    asked: dict[str, Any], postgres: Any, duck: Any
) -> None:
    for w in [*WINDOWS, WINDOWS[0].narrow(product=[1, 2]), WINDOWS[0].narrow(category="tea")]:
        definition = affinity_by_definition(w, **asked).order_by("product_id", "with_product_id")
        counted = run(product_affinity, w, duck, limit=1000, **asked).rows
        counted = counted.sort_by([("product_id", "ascending"), ("with_product_id", "ascending")])
        assert counted.to_pylist() == fetch(definition, duck).to_pylist()
        assert counted.to_pylist() == fetch(definition, postgres).to_pylist()


def _load(connection: psycopg.Connection[Any], name: str, table: pa.Table) -> None:
    columns = ", ".join(f"{field.name} {TYPES[field.type]}" for field in table.schema)
    connection.execute(f"create table {name} ({columns})")  # type: ignore[arg-type]
    with connection.cursor() as cursor, cursor.copy(f"copy {name} from stdin") as copy:  # type: ignore[arg-type]
        for row in table.to_pylist():
            copy.write_row(list(row.values()))


@pytest.mark.parametrize("metric", metrics().values(), ids=metrics().keys())
def test_places_in_lists_are_numbered_as_spark_numbers_them(metric: Metric) -> None:
    """In 32 bits; Sail takes 64 too."""
    for node in metric.expression(WINDOWS[0]).op().find(ops.ArrayIndex):
        assert node.index.dtype.is_int32(), node.index.dtype
