from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pytest

from nigotis.demo.cafe.world import cafe
from nigotis.demo.facts import facts
from nigotis.demo.types import DemoBusiness
from nigotis.demo.wholesaler.world import wholesaler
from nigotis.demo.worlds import SEED, answers

TODAY = date(2026, 11, 22)


class Asked:
    """A demo business with its facts in DuckDB, next to what was planted in it."""

    def __init__(self, business: DemoBusiness) -> None:
        self.business = business
        self.answers = answers(business)
        self._db = duckdb.connect()
        for name, table in facts(business).items():
            self._db.register(name, table)
        self._db.execute("create view sales as select * from sale_lines where not is_return")

    def rows(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        return self._db.execute(sql, values or None).fetchall()

    def one(self, sql: str, **values: Any) -> Any:
        return self.rows(sql, **values)[0][0]

    def ids(self, sql: str, **values: Any) -> set[int]:
        return {row[0] for row in self.rows(sql, **values)}


@pytest.fixture(scope="session", params=[SEED, 1, 2])
def coffee(request: pytest.FixtureRequest) -> Asked:
    return Asked(cafe(request.param, TODAY))


@pytest.fixture(scope="session", params=[SEED, 1, 2])
def depot(request: pytest.FixtureRequest) -> Asked:
    return Asked(wholesaler(request.param, TODAY))
