"""Reading the mirror: per merchant an in-memory DuckDB, fed with the manifest's new segments."""

# ruff: noqa: S608  (table, column and file names come from code, never from people)

from __future__ import annotations

import json
import logging
import os
import tempfile
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Event, Lock
from typing import Any

import duckdb

from nigotis.kernel.db import Database
from nigotis.kernel.problems import Unavailable
from nigotis.metrics.facts import SCHEMAS
from nigotis.metrics.rollups import BEGINNING
from nigotis.metrics.run import DuckDB
from nigotis.mirror import keeping
from nigotis.mirror.changes import is_waiting, newest
from nigotis.mirror.manifest import NAME, Entity, Manifest, folder_of, load, stamp_of
from nigotis.mirror.segments import ENGINE, Run
from nigotis.mirror.standings import FOLLOWED, SharedStandings
from nigotis.mirror.tail import STATUS

MOST_MERCHANTS = 32
ATTEMPTS = 3
LEAST_DEAD_ROWS = 100_000
PART_OF_STANDINGS = 16  # of the budget, for one merchant
LEAST_MEMORY = 64 << 20  # an engine with less cannot work
LOOK_EVERY_SECONDS = 0.02
FOLLOW_EVERY_SECONDS = 0.2
IN_USE_FOR_SECONDS = 600.0
_log = logging.getLogger(__name__)


class Mirror:
    """The mirror as one process reads it; safe for many threads.

    It writes nothing, needs no database, and may read while the tail writes. At most `most` merchants and about
    `budget` bytes stay in memory (half of the machine's by default), the longest unused goes first; what one merchant
    needs beyond that is spilled to a temporary folder.
    """

    def __init__(self, data: Path, *, most: int = MOST_MERCHANTS, budget: int | None = None) -> None:
        self._data, self._most, self._budget = data, most, budget or _half_of_memory()
        self._lock = Lock()
        self._held: OrderedDict[int, _Held] = OrderedDict()
        self._spill = tempfile.TemporaryDirectory(prefix="nigotis-mirror-")

    @contextmanager
    def connection(self, merchant_id: int) -> Iterator[DuckDB]:
        """An engine with `sale_lines`, `clients` and `products` of one merchant, as fresh as the manifest.

        For one thread. All queries in the block see one state. Tables are empty for a merchant without facts.
        Raises Unavailable when the files cannot be read.
        """
        held = self._of(merchant_id)
        held.used_at = time.monotonic()
        self._refresh(held)
        cursor = held.root.cursor()
        try:
            cursor.begin()
            yield DuckDB(cursor, held.standings.seen_by(cursor))
        finally:
            cursor.close()

    def follow(self, stop: Event) -> None:
        """Take up what is new for merchants in use, until `stop` is set: then requests need not, or wait for less."""
        while not stop.wait(FOLLOW_EVERY_SECONDS):
            lately = time.monotonic() - IN_USE_FOR_SECONDS
            with self._lock:
                in_use = [held for held in self._held.values() if held.used_at > lately]
            for held in in_use:
                try:
                    self._refresh(held)
                except Exception:  # whoever asks next is told; a loop that ends would end for all of them
                    _log.exception("what is new in the mirror could not be taken up; trying again")

    def as_of(self, merchant_id: int) -> datetime | None:
        """Everything that was committed before this instant is in; None when no tail ever ran."""
        try:
            status = json.loads((self._data / "mirror" / STATUS).read_bytes())
        except FileNotFoundError:
            return None
        return datetime.fromisoformat(status["behind"].get(str(merchant_id), status["at"]))

    def wait_for(self, database: Database, merchant_id: int, *, timeout: float) -> bool:
        """Wait until all that is committed by now can be read here; whether it was so within `timeout` seconds."""
        deadline = time.monotonic() + timeout
        with database.system() as session:
            latest = newest(session, merchant_id)
        while True:
            with database.system() as session:
                if (
                    not is_waiting(session, merchant_id, latest)
                    and (folder_of(self._data, merchant_id) / NAME).exists()
                ):
                    return True
            if time.monotonic() > deadline:
                return False
            time.sleep(LOOK_EVERY_SECONDS)

    def close(self) -> None:
        """Give all memory back."""
        with self._lock:
            while self._held:
                self._held.popitem()[1].root.close()
        self._spill.cleanup()

    def _of(self, merchant_id: int) -> _Held:
        with self._lock:
            held = self._held.get(merchant_id)
            if held is None:
                held = self._held[merchant_id] = _Held(
                    folder_of(self._data, merchant_id), self._open(merchant_id), self._budget // PART_OF_STANDINGS
                )
            self._held.move_to_end(merchant_id)
            while len(self._held) > self._most:
                self._held.popitem(last=False)  # not closed: requests in progress still hold its connections
            return held

    def _refresh(self, held: _Held) -> None:
        if held.refresh():
            self._fit(held)

    def _fit(self, newest: _Held) -> None:
        """Let go of the longest unused until the rest fits the budget; `newest` stays."""
        with self._lock:
            while sum(held.size + held.standings.size for held in self._held.values()) > self._budget:
                oldest = next((key for key, held in self._held.items() if held is not newest), None)
                if oldest is None:
                    return
                self._held.pop(oldest).root.close()

    def _open(self, merchant_id: int) -> Any:
        spill = f"{self._spill.name}/{merchant_id}"
        root = duckdb.connect(
            ":memory:",
            config={**ENGINE, "memory_limit": f"{max(self._budget, LEAST_MEMORY)}B", "temp_directory": spill},
        )
        root.execute("set enable_progress_bar = false")  # refused as configuration
        return root


class _Held:
    """One merchant in memory, and which segments are in it."""

    def __init__(self, folder: Path, root: Any, most_of_standings: int) -> None:
        self.folder, self.root, self.size, self.used_at = folder, root, 0, 0.0
        self._lock = Lock()
        self._stamp: tuple[int, int] | None = None
        self._generation = ""
        self._steps: dict[str, int] = {}
        self._dead_rows = 0
        for name, schema in SCHEMAS.items():
            root.register("shape", schema.empty_table())
            root.execute(f"create table {name} as from shape")
            root.unregister("shape")
        keeping.make(root)
        self.standings = SharedStandings(root, most_of_standings)

    def refresh(self) -> bool:
        """Take up what the manifest names and we have not; whether there was anything. Without a manifest the last
        state known stays."""
        if stamp_of(self.folder) in (None, self._stamp):
            return False
        with self._lock:
            for attempt in range(1, ATTEMPTS + 1):
                stamp = stamp_of(self.folder)
                if stamp in (None, self._stamp):
                    return False
                try:
                    manifest = load(self.folder)
                    if manifest is not None:
                        self._apply(manifest)
                    self._stamp = stamp
                    return True
                except duckdb.IOException as error:  # a file of a manifest that has just been replaced
                    if attempt == ATTEMPTS:
                        raise Unavailable("mirror.unreadable") from error
        return False

    def _apply(self, manifest: Manifest) -> None:
        is_anew = manifest.generation != self._generation or self._dead_rows > max(LEAST_DEAD_ROWS, self._rows())
        steps = {} if is_anew else self._steps
        dead_rows = 0 if is_anew else self._dead_rows
        cursor = self.root.cursor()
        try:
            cursor.begin()
            for name, entity in manifest.entities.items():
                dead_rows += self._feed(cursor, name, entity, steps.get(name, -1))
            cursor.commit()
            self.size = int(cursor.execute("select sum(memory_usage_bytes) from duckdb_memory()").fetchone()[0])
        finally:
            cursor.close()
        self._generation, self._dead_rows = manifest.generation, dead_rows
        self._steps = {name: entity.last for name, entity in manifest.entities.items()}

    def _feed(self, cursor: Any, name: str, entity: Entity, step: int) -> int:
        """Bring one table to the entity's last step; how many rows it removed one by one."""
        new = [segment for segment in entity.segments if segment.last > step]
        if not new:
            return 0
        run = Run(self.folder, entity.key, new)
        if not new[0].is_base:
            removed = keeping.change(cursor, name, run)
            if name == FOLLOWED and (since := keeping.first_day_changed(cursor)):
                self.standings.note(cursor, since)
            return removed
        cursor.execute(f"create or replace table {name} as {run.rows}")
        keeping.make(cursor, keeping.made_of(name))
        if name == FOLLOWED:
            self.standings.note(cursor, BEGINNING)
        return 0

    def _rows(self) -> int:
        counts = " + ".join(f"(select count(*) from {name})" for name in self._steps)
        cursor = self.root.cursor()
        try:
            return int(cursor.execute(f"select {counts}").fetchone()[0])
        finally:
            cursor.close()


def _half_of_memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
