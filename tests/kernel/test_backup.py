from __future__ import annotations

import io
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from pydantic import BaseModel
from sqlalchemy import text

from make.shop import make_shop
from nigotis.kernel.backup import Manifest, back_up, differences, manifest_of, restore
from nigotis.kernel.context import House
from nigotis.kernel.db import Database
from nigotis.kernel.door import enter
from nigotis.kernel.jobs import defer, job
from nigotis.kernel.problems import Conflict, Invalid, Unavailable
from nigotis.kernel.work import Work
from nigotis.migrations.run import faults, migrate


class Nothing(BaseModel):
    pass


@job
def sleep(work: Work, ask: Nothing) -> None:
    raise AssertionError("nobody expects this any more")


@pytest.fixture
def empty(server: str) -> Iterator[Database]:
    with _admin(server) as admin:
        admin.execute("drop database if exists restored with (force)")
        admin.execute("create database restored")
    database = Database(server.format("restored"))
    yield database
    database.close()
    with _admin(server) as admin:
        admin.execute("drop database restored with (force)")


def _admin(server: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(server.format("postgres"), autocommit=True)


@pytest.fixture
def file(house: House, tmp_path: Path) -> Path:
    make_shop(house, "Çay «50%» : Evi")
    (house.data / "uploads").mkdir(exist_ok=True)
    (house.data / "uploads" / "sales.csv").write_text("date;total\n")
    back_up(house.database, house.data, tmp_path / "copy.backup")
    return tmp_path / "copy.backup"


def names(database: Database) -> list[str]:
    with database.owner() as session:
        return list(session.scalars(text("select name from merchant order by id")))


def test_a_restored_copy_has_every_row_fence_and_file(
    house: House, file: Path, empty: Database, tmp_path: Path
) -> None:
    (tmp_path / "mirror").mkdir()
    restore(empty, tmp_path, file)
    assert names(empty) == names(house.database) != []
    assert faults(empty) == []
    assert (tmp_path / "uploads" / "sales.csv").read_text() == "date;total\n"
    assert not (tmp_path / "mirror").exists()
    with empty.tenant(999_999) as session:
        assert session.scalars(text("select name from branch")).all() == []


def test_a_backup_is_of_one_moment_while_others_write(house: House, empty: Database, tmp_path: Path) -> None:
    done = threading.Event()

    def write() -> None:
        while not done.is_set():
            make_shop(house, "Busy")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        back_up(house.database, house.data, tmp_path / "busy.backup")
    finally:
        done.set()
        writer.join()
    restore(empty, tmp_path, tmp_path / "busy.backup")
    with empty.owner() as session:
        merchants = session.execute(text("select count(*) from merchant")).scalar_one()
        branches = session.execute(text("select count(*) from branch")).scalar_one()
    assert merchants == branches > 0


def test_only_an_empty_database_is_filled(house: House, file: Path, tmp_path: Path) -> None:
    before = names(house.database)
    with pytest.raises(Conflict):
        restore(house.database, tmp_path, file)
    assert names(house.database) == before


def test_a_lost_row_and_a_changed_sum_are_named(house: House, file: Path, empty: Database, tmp_path: Path) -> None:
    restore(empty, tmp_path, file)
    manifest = manifest_of(file)
    assert differences(empty, manifest) == []
    with empty.owner() as session:
        session.execute(text("delete from branch where id = (select max(id) from branch)"))
    assert differences(empty, manifest) == ["branch"]


def test_a_restore_that_lost_something_says_so(file: Path, empty: Database, tmp_path: Path) -> None:
    manifest = manifest_of(file)
    manifest.tables["branch"].rows += 1
    forged = tmp_path / "forged.backup"
    _rewrite(file, forged, manifest)
    with pytest.raises(Unavailable, match="branch"):
        restore(empty, tmp_path, forged)


def test_what_is_no_backup_is_refused(empty: Database, tmp_path: Path) -> None:
    for content in (b"", b"date;total\n" * 100):
        (tmp_path / "sales.csv").write_bytes(content)
        with pytest.raises(Invalid):
            restore(empty, tmp_path, tmp_path / "sales.csv")


def test_jobs_that_waited_are_not_done_by_the_copy(house: House, empty: Database, tmp_path: Path) -> None:
    with enter(house, make_shop(house)) as ctx:
        waiting = defer(ctx, sleep, Nothing())
    back_up(house.database, house.data, tmp_path / "jobs.backup")
    restore(empty, tmp_path, tmp_path / "jobs.backup")
    with empty.owner() as session:
        assert (
            session.execute(text("select state from job where id = :id"), {"id": waiting.id}).scalar_one() == "failed"
        )
        assert session.execute(text("select count(*) from procrastinate_jobs")).scalar_one() == 0


def test_an_owner_who_is_no_superuser_migrates_backs_up_and_restores(server: str, tmp_path: Path) -> None:
    with _admin(server) as admin:
        for name in ("plain", "plain_again"):
            admin.execute(f"drop database if exists {name} with (force)")
        admin.execute("drop role if exists shopkeeper")
        admin.execute("create role shopkeeper login createrole")
        for name in ("plain", "plain_again"):
            admin.execute(f"create database {name} owner shopkeeper")
        admin.execute("grant nigotis_app, nigotis_system, nigotis_keeper to shopkeeper with admin option")
    plain, again = (
        Database(server.format(name).replace("postgres@", "shopkeeper@")) for name in ("plain", "plain_again")
    )
    try:
        migrate(plain)
        house = House(plain, tmp_path)
        make_shop(house)
        with plain.owner() as session:
            assert session.scalars(text("select name from branch")).all() == [], "FORCE holds for the owner"
        assert back_up(plain, tmp_path, tmp_path / "plain.backup")["branch"] == 1
        restore(again, tmp_path, tmp_path / "plain.backup")
        assert faults(again) == []
    finally:
        plain.close()
        again.close()


def _rewrite(file: Path, forged: Path, manifest: Manifest) -> None:
    with tarfile.open(file) as source, tarfile.open(forged, "w") as target:
        for member in source.getmembers():
            content = source.extractfile(member)
            if member.name == "manifest.json":
                body = manifest.model_dump_json().encode()
                member.size = len(body)
                target.addfile(member, io.BytesIO(body))
            else:
                target.addfile(member, content)
