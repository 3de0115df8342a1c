"""A part of an answer is that part of the whole answer, and the whole is counted."""

from __future__ import annotations

from typing import Any

import pytest

from make.facts import Facts, engine, random_facts, window
from nigotis.kernel.problems import Invalid
from nigotis.metrics.catalogue import Metric, find, metrics
from nigotis.metrics.cutting import Cut
from nigotis.metrics.run import run

WINDOWS = [window("2025-04-01", "2026-09-30"), window("2026-03-03", "2026-10-12").narrow(branch=[1, 2])]


@pytest.fixture(scope="module")
def facts() -> Any:
    return engine(random_facts(5).tables())


@pytest.mark.parametrize("metric", metrics().values(), ids=metrics().keys())
def test_the_first_rows_are_those_of_the_whole_answer(metric: Metric, facts: Any) -> None:
    for w in WINDOWS:
        whole, part = run(metric, w, facts), run(metric, w, facts, Cut(rows=3))
        assert part.rows.to_pylist() == whole.rows.slice(0, 3).to_pylist()
        assert part.count == whole.count == whole.rows.num_rows


@pytest.mark.parametrize("metric", metrics().values(), ids=metrics().keys())
def test_chosen_columns_are_those_of_the_whole_answer(metric: Metric, facts: Any) -> None:
    last = metric.columns[-1].name
    names = [name for name in metric.schema.names if name in {*metric.grain, last}]
    whole = run(metric, WINDOWS[0], facts).rows
    part = run(metric, WINDOWS[0], facts, Cut((last,), rows=4))
    assert [column.name for column in part.columns] == names
    assert part.rows.to_pylist() == whole.slice(0, 4).select(names).to_pylist()


def test_nothing_is_counted_as_nothing() -> None:
    nobody = run(find("rfm"), WINDOWS[0], engine(Facts().tables()), Cut(rows=3))
    assert (nobody.count, nobody.rows.num_rows) == (0, 0)


def test_a_column_that_does_not_exist_is_refused(facts: Any) -> None:
    with pytest.raises(Invalid) as refused:
        run(find("rfm"), WINDOWS[0], facts, Cut(("luck",)))
    assert refused.value.key == "metrics.unknown_column"
