"""SQL that is written once for all days says the same as SQL written for its own."""

from __future__ import annotations

import ibis
import pytest

from make.facts import window
from nigotis.metrics.catalogue import Metric, metrics
from nigotis.metrics.sql import statement

WINDOWS = [
    window("2026-03-01", "2026-03-31"),
    window("2024-02-11", "2024-05-09").narrow(branch=[1, 2], segment="champions"),
    window("2025-12-31", "2025-12-31"),
    window("2025-12-01", "2025-12-30"),
]


@pytest.mark.parametrize("metric", metrics().values(), ids=metrics().keys())
def test_the_days_of_a_question_are_put_in_their_places(metric: Metric) -> None:
    for w in WINDOWS:
        expression = metric.expression(w)
        assert _tokens(statement(expression)) == _tokens(str(ibis.to_sql(expression, dialect="duckdb")))


def _tokens(sql: str) -> str:
    """Without line breaks, which depend on how long a day is written."""
    return "".join(sql.split())
