"""Backups: one file with everything, as of one moment, and a restore that proves itself.

The file is a tar of `manifest.json` (what was counted), `database.dump` (pg_dump's custom format) and `uploads/`.
Rows and sums are counted in the very snapshot that is dumped; a restore counts again and must find the same. The
mirror is left out: it is made again from the database.

Source: PostgreSQL manual, "pg_dump" (--snapshot, --enable-row-security) and "Snapshot Synchronization Functions".
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from pydantic import BaseModel, ValidationError
from sqlalchemy import Connection, text

from nigotis import __version__
from nigotis.kernel.db import Database, libpq_url
from nigotis.kernel.embedded import BINARIES, CARRIED
from nigotis.kernel.problems import Conflict, Invalid, Unavailable
from nigotis.kernel.tenancy import KEEPER_ROLE, create_roles

MANIFEST, DUMP, UPLOADS = "manifest.json", "database.dump", "uploads"
NOT_ON_OLD_SERVERS = b"SET transaction_timeout"  # pg_dump 18 writes it, servers before 17 do not know it
_KEEPING = text("set local nigotis.keeping = 'on'")
_TABLES = text("select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1")
_MAY_KEEP = text(
    "select rolsuper or rolbypassrls or exists (select from pg_roles k where k.rolname = :keeper"
    " and pg_has_role(current_user, k.oid, 'usage')) from pg_roles where rolname = current_user"
)
_LOST = text(
    "update job set state = 'failed', message = 'kernel.job_lost', message_values = '{}'"
    " where state in ('waiting', 'running')"
)


class Tally(BaseModel):
    """What a table held: its rows, and the sum of each column of decimals (as text; null without rows)."""

    rows: int
    sums: dict[str, str | None]


class Manifest(BaseModel):
    """What a backup says of itself."""

    nigotis: str
    postgres: int
    tables: dict[str, Tally]


def back_up(database: Database, data: Path, file: Path) -> dict[str, int]:
    """Write a backup of one moment to `file`, which is there completely or not at all; rows by table.

    Raises Unavailable when the server is newer than our pg_dump, or the role may not see all rows.
    """
    with _folder_beside(file) as folder, database.engine.connect() as connection:
        connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            major = _server_version(connection)
            snapshot = connection.scalar(text("select pg_export_snapshot()"))
            manifest = Manifest(nigotis=__version__, postgres=major, tables=_count(connection))
            _dump(database, str(snapshot), folder / DUMP)
        _pack(folder, manifest, data / UPLOADS, file)
    return {name: tally.rows for name, tally in manifest.tables.items()}


def restore(database: Database, data: Path, file: Path) -> None:
    """Fill an empty database from `file` and prove that nothing is missing.

    The mirror is removed, to be made again; jobs that waited are marked as lost, for nobody expects them any more.
    Raises Conflict for a database that is not empty, Invalid for a file that is no backup, Unavailable when what came
    back is not what the backup says.
    """
    with _folder_beside(file) as folder:
        manifest = _unpack(file, folder)
        with database.engine.begin() as connection:
            if connection.scalars(_TABLES).first() is not None:
                raise Conflict("kernel.restore_not_empty")
            for statement in create_roles():
                connection.execute(text(statement))
        _load(database, folder / DUMP)
        faults = differences(database, manifest)
        if faults:
            raise Unavailable("kernel.restore_differs", tables=", ".join(faults))
        if (folder / UPLOADS).exists():
            shutil.copytree(folder / UPLOADS, data / UPLOADS, dirs_exist_ok=True)
    with database.engine.begin() as connection:
        connection.execute(_KEEPING)
        connection.execute(_LOST)
    shutil.rmtree(data / "mirror", ignore_errors=True)


def manifest_of(file: Path) -> Manifest:
    """What a backup says of itself. Raises Invalid for a file that is no backup."""
    try:
        with tarfile.open(file) as tar:
            return Manifest.model_validate_json(_member(tar, MANIFEST))
    except (tarfile.TarError, KeyError, ValidationError, OSError) as error:
        raise Invalid("kernel.not_a_backup", file=file.name) from error


def differences(database: Database, manifest: Manifest) -> list[str]:
    """Tables whose rows or sums are not what the manifest says."""
    with database.engine.begin() as connection:
        found = _count(connection)
    names = sorted(manifest.tables.keys() | found.keys())
    return [name for name in names if manifest.tables.get(name) != found.get(name)]


def _server_version(connection: Connection) -> int:
    major = int(connection.scalar(text("show server_version_num")) or 0) // 10000
    if major > CARRIED:
        raise Unavailable("kernel.backup_of_newer_server", found=major, carried=CARRIED)
    if not connection.scalar(_MAY_KEEP, {"keeper": KEEPER_ROLE}):
        raise Unavailable("kernel.backup_needs_keeper", role=KEEPER_ROLE)
    return major


def _count(connection: Connection) -> dict[str, Tally]:
    """Rows and sums of all tables but the queue's own, which a backup leaves empty."""
    connection.execute(_KEEPING)
    names = [name for name in connection.scalars(_TABLES) if not name.startswith("procrastinate_")]
    return {name: _tally(connection, name) for name in names}


def _tally(connection: Connection, table: str) -> Tally:
    columns = connection.scalars(
        text(
            "select column_name from information_schema.columns where table_schema = 'public'"
            " and table_name = :name and data_type = 'numeric' order by 1"
        ),
        {"name": table},
    ).all()
    sums = [sql.SQL("sum({})::text").format(sql.Identifier(column)) for column in columns]
    parts = sql.SQL(", ").join([sql.SQL("count(*)"), *sums])
    query = sql.SQL("select {} from {}").format(parts, sql.Identifier(table))
    row = connection.exec_driver_sql(query.as_string()).one()
    return Tally(rows=row[0], sums=dict(zip(columns, row[1:], strict=True)))


def _dump(database: Database, snapshot: str, to: Path) -> None:
    options = ["--format=custom", "--no-owner", "--enable-row-security", f"--snapshot={snapshot}"]
    _run("pg_dump", database, [*options, "--exclude-table-data=procrastinate_*", f"--file={to}"])


def _load(database: Database, dump: Path) -> None:
    """As one transaction of SQL, so that it is all there or nothing is, on every supported version."""
    script = dump.with_suffix(".sql")
    _run("pg_restore", None, ["--no-owner", f"--file={script}", str(dump)])
    clean = dump.with_suffix(".clean.sql")
    with script.open("rb") as source, clean.open("wb") as target:
        for line in source:
            target.write(b"\n" if line.startswith(NOT_ON_OLD_SERVERS) else line)
            if line.startswith(b"COPY "):
                break
        shutil.copyfileobj(source, target)
    script.unlink()
    quiet = ["--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    _run("psql", database, [*quiet, "--output=/dev/null", f"--file={clean}"])
    with database.engine.begin() as connection:
        connection.execute(text("analyze"))


def _run(command: str, database: Database | None, options: list[str]) -> None:
    """A tool of the server, with the password in its environment and not in everybody's list of processes."""
    environment = {**os.environ, "PGOPTIONS": "-c nigotis.keeping=on"}
    if database is not None:
        parts = conninfo_to_dict(libpq_url(database.url))
        environment["PGPASSWORD"] = str(parts.pop("password", None) or "")
        options = [f"--dbname={make_conninfo('', **parts)}", *options]
    done = subprocess.run(
        [str(BINARIES / command), *options], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Unavailable("kernel.backup_tool_failed", tool=command, says=done.stderr.strip()[-500:])


def _pack(folder: Path, manifest: Manifest, uploads: Path, file: Path) -> None:
    unfinished = folder / "backup.tar"
    with tarfile.open(unfinished, "w") as tar:
        content = manifest.model_dump_json(indent=2).encode()
        head = tarfile.TarInfo(MANIFEST)
        head.size = len(content)
        tar.addfile(head, io.BytesIO(content))
        tar.add(folder / DUMP, DUMP)
        if uploads.exists():
            tar.add(uploads, UPLOADS)
    with unfinished.open("rb") as written:
        os.fsync(written.fileno())
    unfinished.replace(file)


def _unpack(file: Path, folder: Path) -> Manifest:
    manifest = manifest_of(file)
    with tarfile.open(file) as tar:
        tar.extractall(folder, filter="data")
    return manifest


def _member(tar: tarfile.TarFile, name: str) -> bytes:
    found = tar.extractfile(name)
    return found.read() if found else b""


@contextmanager
def _folder_beside(file: Path) -> Iterator[Path]:
    """A private folder on the file's own disk, so that the last step is a rename."""
    with tempfile.TemporaryDirectory(dir=file.absolute().parent, prefix=".nigotis-backup-") as folder:
        yield Path(folder)
