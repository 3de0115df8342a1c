"""A real PostgreSQL for every test process, and a fresh database for every test file."""

from __future__ import annotations

import gc
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from make.clock import Clock
from nigotis.app import fill_ports
from nigotis.kernel import embedded
from nigotis.kernel.context import House
from nigotis.kernel.db import Database
from nigotis.migrations.run import migrate

NO_SKIPS = bool(os.environ.get("NIGOTIS_NO_SKIPS"))


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Address pattern of a server; `{}` stands for the database. `NIGOTIS_TEST_DATABASE_URL` uses one that runs."""
    given = os.environ.get("NIGOTIS_TEST_DATABASE_URL")
    if given:
        yield re.sub(r"(://[^/]*/)[^?]*", r"\1{}", given)
        return
    folder = Path(tempfile.mkdtemp(prefix="nigotis-"))  # not pytest's own: it clears those of runs side by side
    running = embedded.start(folder / "postgres")
    yield running.url.replace("/nigotis?", "/{}?")
    running.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def template(server: str) -> Iterator[str]:
    """Name of a migrated, empty database that others are copied from."""
    name = f"nigotis_template_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    _admin(server, f"drop database if exists {name}", f"create database {name}")
    database = Database(server.format(name))
    migrate(database)
    database.close()
    yield name
    _admin(server, f"drop database {name} with (force)")


@pytest.fixture(scope="module")
def database(server: str, template: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A fresh database of this test file."""
    name = f"{template}_{re.sub(r'[^a-z0-9]+', '_', request.path.stem.lower())}"[:63]
    _admin(server, f"drop database if exists {name} with (force)", f"create database {name} template {template}")
    database = Database(server.format(name), pool_size=20)
    yield database
    database.close()
    _admin(server, f"drop database {name} with (force)")


@pytest.fixture(scope="module")
def house(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house on the file's database, with a clock that stands still until a test moves it."""
    house = House(database, tmp_path_factory.mktemp("data"), clock=Clock())
    with fill_ports(house):
        yield house


@pytest.fixture
def clock(house: House) -> Iterator[Clock]:
    """The house's clock; set back after the test."""
    assert isinstance(house.clock, Clock)
    before = house.clock.now
    yield house.clock
    house.clock.now = before


@pytest.fixture(scope="session")
def sail() -> Iterator[str]:
    """Address of Sail, an engine outside of the process that speaks the protocol of Spark."""
    from pysail.spark import SparkConnectServer

    # PySpark takes a main module without a file, as workers of pytest-xdist have it, for a run of its own doctests
    vars(sys.modules["__main__"]).setdefault("__file__", __file__)
    running = SparkConnectServer()
    running.start(background=True)
    yield "sc://{}:{}".format(*running.listening_address)
    running.stop()


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end, so the collector of garbage need not walk it over and over."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Any:
    """Where skips are refused, a skipped test has failed."""
    report = yield
    if NO_SKIPS and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"skipped, and skips are refused here: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Any:
    """The same for a file that skips itself."""
    report = yield
    if NO_SKIPS and report.skipped:
        report.outcome, report.longrepr = "failed", f"skipped, and skips are refused here: {report.longrepr}"
    return report


def _admin(server: str, *statements: str) -> None:
    with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)
