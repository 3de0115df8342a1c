"""Who may write the mirror: one process per database, and one per folder.

The advisory lock keeps a second tail away from the database's changes, on whatever machine it runs. The lock on the
file keeps one away from the folder that has lost its connection, and with it the advisory lock, but is not dead yet.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from nigotis.kernel.db import SYSTEM_ROLE, Database

_LOCK = text("select pg_try_advisory_lock(5641213)")
_ROLE = text("select set_config('role', :role, true)")


class Writer:
    """The right to write; held from `acquire` until `release` or the end of the process."""

    def __init__(self, database: Database, data: Path) -> None:
        self._database, self._data = database, data
        self._file: IO[str] | None = None
        self._connection: Connection | None = None

    def acquire(self) -> bool:
        """Whether we hold the right, now or already."""
        if self._connection is not None:
            return True
        if not self._lock_folder():
            return False
        connection = self._database.engine.connect()
        if not connection.scalar(_LOCK):
            connection.close()
            self.release()
            return False
        connection.commit()
        self._connection = connection
        return True

    def release(self) -> None:
        """Give the right back; the session ends with it, so the advisory lock cannot outlive us in the pool."""
        if self._connection is not None:
            with suppress(SQLAlchemyError):
                self._connection.invalidate()
            self._connection.close()
            self._connection = None
        if self._file is not None:
            self._file.close()
            self._file = None

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A housekeeping transaction on the connection that holds the lock: it fails once the lock is lost."""
        if self._connection is None:
            raise RuntimeError("the right to write the mirror is not held")
        with Session(self._connection) as session, session.begin():
            session.execute(_ROLE, {"role": SYSTEM_ROLE})
            yield session

    def _lock_folder(self) -> bool:
        self._data.mkdir(parents=True, exist_ok=True)
        file = (self._data / "mirror.lock").open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True
