from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from nigotis.kernel import embedded, safety
from nigotis.kernel.db import Database
from nigotis.kernel.problems import Unavailable


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    running = embedded.start(tmp_path_factory.mktemp("unsafe") / "postgres")
    yield running.url
    running.stop()


def refused(url: str) -> str:
    database = Database(url)
    try:
        with pytest.raises(Unavailable) as problem:
            safety.refuse_unsafe(database)
    finally:
        database.close()
    return str(problem.value)


@pytest.mark.parametrize(("setting", "value"), [("fsync", "off"), ("full_page_writes", "off")])
def test_a_server_that_may_lose_sales_is_refused_by_the_name_of_the_setting(
    own_server: str, setting: str, value: str
) -> None:
    with psycopg.connect(own_server, autocommit=True) as connection:
        connection.execute(f"alter system set {setting} = {value}")
        connection.execute("select pg_reload_conf()")
        connection.execute("select pg_sleep(0.3)")
    try:
        assert f"{setting} is {value}" in refused(own_server)
    finally:
        with psycopg.connect(own_server, autocommit=True) as connection:
            connection.execute(f"alter system reset {setting}")
            connection.execute("select pg_reload_conf()")


def test_acknowledging_before_the_disk_has_it_is_refused(own_server: str) -> None:
    with psycopg.connect(own_server, autocommit=True) as connection:
        connection.execute("alter database nigotis set synchronous_commit = off")
    try:
        assert "synchronous_commit is off" in refused(own_server)
    finally:
        with psycopg.connect(own_server, autocommit=True) as connection:
            connection.execute("alter database nigotis reset synchronous_commit")


def test_retrying_a_failed_fsync_is_refused(own_server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safety, "SAFE", {**safety.SAFE, "data_sync_retry": "on"})
    assert "data_sync_retry is off" in refused(own_server)


def test_an_old_server_is_refused(own_server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safety, "OLDEST", 99)
    assert "needs 99" in refused(own_server)


def test_the_embedded_server_is_safe(own_server: str) -> None:
    database = Database(own_server)
    safety.refuse_unsafe(database)
    database.close()
