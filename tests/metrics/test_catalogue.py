"""Every metric keeps the promises of the catalogue."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from pydantic import ValidationError

from make.facts import Facts, engine, random_facts, window
from nigotis.kernel.i18n import LANGUAGES, texts
from nigotis.kernel.problems import NotFound
from nigotis.metrics import words
from nigotis.metrics.catalogue import Column, Limit, Metric, Unit, arrow_type, find, metrics
from nigotis.metrics.run import run
from nigotis.metrics.scoring import SEGMENTS
from nigotis.metrics.window import Window

YEAR = window("2026-01-01", "2026-10-31")
KINDS = {Unit.MONEY: pa.types.is_decimal, Unit.QUANTITY: pa.types.is_decimal}
every_metric = pytest.mark.parametrize("metric", metrics().values(), ids=metrics().keys())


@pytest.fixture(scope="module")
def connection() -> Any:
    return engine(random_facts(7).tables())


SILENT = ("client_seasonality",)
"""Nobody in the random business buys by the season; who does is held in `test_seasonality`."""


@every_metric
def test_a_metric_says_what_it_is_in_four_languages(metric: Metric) -> None:
    assert metric.definition.endswith(".")
    for language in LANGUAGES:
        assert words.title(metric, language)
        for column in metric.columns:
            assert words.column(column.name, language)
    translated = texts()[f"metrics.{metric.name}"]
    assert set(translated) == set(LANGUAGES) - {"en"}
    for name in metric.parameters.model_fields:
        assert set(texts()[f"metrics.parameter.{name}"]) == set(LANGUAGES) - {"en"}
        assert len({words.parameter(metric, name, language) for language in LANGUAGES}) == 4


@every_metric
def test_an_answer_has_the_declared_columns_types_and_grain(metric: Metric, connection: Any) -> None:
    answer = run(metric, YEAR, connection)
    assert answer.rows.column_names == [column.name for column in metric.columns]
    for column, kind in zip(metric.columns, answer.rows.schema.types, strict=True):
        assert KINDS.get(column.unit, arrow_type(column.unit).equals)(kind), column
    keys = [tuple(str(row[name]) for name in metric.grain) for row in answer.rows.to_pylist()]
    assert bool(keys) == (metric.name not in SILENT), "the random business has something to say to every other question"
    assert len(keys) == len(set(keys))


@every_metric
def test_codes_and_segments_have_words(metric: Metric, connection: Any) -> None:
    answer = run(metric, YEAR, connection)
    for column in metric.columns:
        say = {Unit.CODE: words.code, Unit.SEGMENT: words.segment}.get(column.unit)
        for value in answer.rows[column.name].unique().to_pylist() if say else []:
            assert all(say(value, language) for language in LANGUAGES)


@every_metric
def test_a_metric_of_an_empty_business_answers_without_failing(metric: Metric) -> None:
    empty = random_facts(0, sales=0, clients=0, products=0)
    rows = run(metric, YEAR, engine(empty.tables())).rows
    if not metric.grain:
        assert rows.num_rows == 1
    for column in metric.columns:
        if column.unit is Unit.COUNT and "_from" not in column.name and "_to" not in column.name:
            assert set(rows[column.name].to_pylist()) <= {0}


def test_metrics_are_found_by_both_spellings_and_nothing_else() -> None:
    assert find("top-clients") is find("top_clients")
    with pytest.raises(NotFound):
        find("sale_lines; drop table sale_lines")


def test_parameters_are_typed_and_unknown_ones_refused(connection: Any) -> None:
    abc = find("abc")
    assert abc.parameters(a_share="0.7").model_dump() == {
        "by": "revenue",
        "a_share": Decimal("0.7"),
        "b_share": Decimal("0.15"),
    }
    for wrong in ({"a_share": "1.2"}, {"by": "weather"}, {"nonsense": 1}):
        with pytest.raises(ValidationError):
            run(abc, YEAR, connection, **wrong)


def test_sources_are_read_off_the_expression() -> None:
    assert find("revenue").sources == ("sale_lines",)
    assert find("slow_movers").sources == ("products", "sale_lines")
    assert find("clients_today").sources == ("clients", "sale_lines")


def test_an_answer_carries_what_opens_a_number(connection: Any) -> None:
    answer = run(find("inactive_client_list"), YEAR, connection, days=30)
    assert (answer.as_of, answer.params) == (YEAR.until, {"days": 30})
    assert answer.definition.startswith("The clients who bought before")


def test_the_catalogue_never_touches_a_database_library() -> None:
    folder = Path(words.__file__).parent
    for file in folder.glob("*.py"):
        text = file.read_text("utf-8")
        assert "import duckdb" not in text
        assert "sqlalchemy" not in text


def test_every_segment_has_a_name() -> None:
    assert all(words.segment(name, language) for name in SEGMENTS for language in LANGUAGES)


def test_what_no_engine_expresses_is_finished_in_python_from_the_rows_of_the_expression() -> None:
    def lines(w: Window, *, least: Limit = 1) -> ir.Table:
        """Amounts of each product."""
        return w.lines.select("product_id", "amount")

    def counted(rows: pa.Table, w: Window, *, least: int) -> pa.Table:
        found = rows.group_by("product_id").aggregate([("amount", "count")])
        return found.rename_columns({"amount_count": "lines"}).filter(pc.field("lines") >= least)

    columns = (Column("product_id", Unit.PRODUCT), Column("lines", Unit.COUNT))
    finished = Metric("lines", ("product_id",), columns, lines, counted)
    facts = Facts()
    for product in (1, 2, 2):
        facts.sale(1, "2026-03-01T10:00", "5", product_id=product)
    answer = run(finished, YEAR, engine(facts.tables()), least=2)
    assert answer.rows.to_pylist() == [{"product_id": 2, "lines": 2}]
    assert answer.rows.schema == finished.schema
    assert finished.sources == ("sale_lines",)
