"""Figures from kept tables equal figures from the lines."""

from __future__ import annotations

import re
from typing import Any

import pytest

from make.facts import engine, random_facts, window
from nigotis.metrics import measures
from nigotis.metrics.catalogue import Metric, metrics
from nigotis.metrics.kept import KEPT, from_kept
from nigotis.metrics.run import ALL, _question, run
from nigotis.metrics.window import Window
from nigotis.mirror import keeping

WINDOWS = [
    window("2025-04-01", "2026-09-30"),
    window("2026-03-03", "2026-10-12").narrow(segment=["loyal", "54", "hibernating"]),
    window("2026-01-01", "2026-10-31").narrow(branch=[1, 2], seller=1),
    window("2026-02-10", "2026-10-31").narrow(product=range(9), client=range(20)),
    window("2025-01-01", "2026-06-15").narrow(category="tea", source="till"),
]


@pytest.fixture(scope="module")
def plain() -> Any:
    return engine(random_facts(3).tables())


@pytest.fixture(scope="module")
def keeps() -> Any:
    backend = engine(random_facts(3).tables())
    keeping.make(backend.con)
    return backend


@pytest.fixture(scope="module")
def views() -> Any:
    """An engine for which documents stay where they were written: a view."""
    backend = engine(random_facts(3).tables())
    keeping.make(backend.con)
    backend.con.execute("alter table documents rename to written")
    backend.con.execute("create view documents as from written")
    return backend


@pytest.mark.parametrize("metric", metrics().values(), ids=metrics().keys())
def test_a_figure_is_the_same_from_kept_tables_and_from_lines(metric: Metric, plain: Any, keeps: Any) -> None:
    for w in WINDOWS:
        assert run(metric, w, keeps).rows.to_pylist() == run(metric, w, plain).rows.to_pylist()


def test_a_kept_table_may_be_a_view(views: Any, plain: Any) -> None:
    views.con.execute("drop table sale_lines")  # so that nothing can be computed from lines
    assert run(metrics()["rfm"], WINDOWS[0], views).rows == run(metrics()["rfm"], WINDOWS[0], plain).rows


@pytest.mark.parametrize(
    ("since", "until", "stood_on"),
    [
        ("2026-03-03", "2026-03-12", ["2026-03-02", "2026-03-12"]),
        ("2026-03-01", "2026-03-31", ["2026-02-28", "2026-03-31"]),
        ("2026-02-01", "2026-03-12", ["2026-01-31", "2026-03-12"]),
    ],
)
@pytest.mark.parametrize("filters", [{}, {"branch": 1}])
def test_growth_finds_where_everyone_stood_and_asks_nothing_else(
    since: str, until: str, stood_on: list[str], filters: dict[str, Any]
) -> None:
    metric, w = metrics()["client_growth"], window(since, until).narrow(**filters)
    question = _question(metric, w, tuple(metric.parameters().model_dump().items()), ALL, is_kept=True)
    assert sorted(str(stood.day) for stood in question.stood.values()) == stood_on
    assert sorted(re.findall(r'(?:FROM|JOIN) "(\w+)"', question.sql)) == sorted(question.stood)


def test_a_connection_remembers_the_last_few_days_only() -> None:
    backend = engine(random_facts(3).tables())
    keeping.make(backend.con)
    for day in range(1, 12):
        run(metrics()["rfm"], window("2026-01-01", f"2026-09-{day:02}"), backend)
    assert [stood.day.day for stood in backend.standings] == list(range(4, 12))


def test_what_is_made_of_a_table_that_is_not_written_has_its_key() -> None:
    made = {entry.name: entry for entry in KEPT if not entry.is_written}
    in_turn = [(entry.key, made[entry.source_name].key) for entry in made.values() if entry.source_name in made]
    assert in_turn
    assert all(key == of_source for key, of_source in in_turn)


HOT = [
    "rfm",
    "rfm_segments",
    "revenue",
    "months",
    "weekday_hour",
    "cohorts",
    "cohort_retention",
    "retention_by_branch",
    "client_history",
    "seller_growth",
]


@pytest.mark.parametrize("name", HOT)
def test_hot_figures_read_no_line(name: str, keeps: Any) -> None:
    asked = from_kept(metrics()[name].expression(Window.sample()))
    tables = {table.name for table in asked.op().find(type(KEPT[0].table.op()))}
    assert "sale_lines" not in tables
    assert tables & {entry.name for entry in KEPT}


def test_lines_are_not_counted_as_sales() -> None:
    with pytest.raises(TypeError, match="sales_among"):
        measures.sales(Window.sample().lines)
