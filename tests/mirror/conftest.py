"""A small shop of the mirror's own: three tables, their feeds, and a tail that is stepped by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from make.mirror import FEEDS, MERCHANTS, TABLES, Shop
from nigotis.kernel.context import House
from nigotis.kernel.db import Database
from nigotis.mirror.cache import Mirror
from nigotis.mirror.capture import triggers
from nigotis.mirror.tail import Tail


@pytest.fixture(scope="module", autouse=True)
def tables(database: Database) -> None:
    """The shop's tables, fenced and watched."""
    with database.engine.begin() as connection:
        for statement in [*TABLES, *(line for feed in FEEDS for line in triggers(feed))]:
            connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An empty folder for one test's mirror."""
    return tmp_path


@pytest.fixture
def here(database: Database, data: Path) -> Iterator[House]:
    """A house with that folder; the shop is emptied after the test."""
    yield House(database, data)
    with database.engine.begin() as connection:
        connection.exec_driver_sql(
            "truncate till_sale, till_line, till_client, till_product, till_branch, till_run, till_forecast, change"
        )


@pytest.fixture
def shop(here: House) -> Shop:
    """The first merchant's tables."""
    return Shop(here.database, MERCHANTS[0])


@pytest.fixture
def tail(here: House) -> Iterator[Tail]:
    """A tail; `step()` moves it."""
    tail = Tail(here, FEEDS, lambda session: MERCHANTS)
    yield tail
    tail.close()


@pytest.fixture
def mirror(data: Path) -> Iterator[Mirror]:
    """A reader of the same folder."""
    mirror = Mirror(data)
    yield mirror
    mirror.close()
