"""Where everyone stood at the end of days, remembered between the requests that read one merchant's mirror.

What is remembered is what metrics mark as `rollups.memorable`: it follows from all sales up to a day, standings of
products among it. So every change of sales is numbered, with the first day that it changed anything of, in the very
transaction that makes it; and what was found in one transaction holds in every other whose last change that reaches
back to the day is the same. A sale of today leaves alone what is known of yesterday.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from functools import cached_property
from threading import Lock, RLock
from typing import Any

import pyarrow as pa

from nigotis.metrics.kept import DOCUMENTS, from_kept
from nigotis.metrics.run import Stood

FOLLOWED = str(from_kept(DOCUMENTS).get_name())
"""The table whose changes count."""
CHANGES = "changes_of_sales"


class SharedStandings:
    """The memory of one merchant's engine, for many threads: at most about `most` bytes, the longest unused go."""

    def __init__(self, root: Any, most: int) -> None:
        root.execute(f"create table {CHANGES} (since date, number bigint)")
        self._lock, self._most = RLock(), most
        self._held: OrderedDict[tuple[int, Stood], _Once] = OrderedDict()

    def note(self, cursor: Any, since: date) -> None:
        """Say, in the cursor's transaction, that sales of `since` or later are not what they were."""
        known = cursor.execute(f"from {CHANGES}").fetchall()
        number = 1 + max((number for _, number in known), default=0)
        # Earlier ones that reach no further back are never the last again
        steps = [(earlier, was) for earlier, was in known if earlier < since] + [(since, number)]
        rows = ", ".join(f"(date '{day}', {n}::bigint)" for day, n in steps)
        cursor.execute(f"create or replace table {CHANGES} as from (values {rows}) as steps (since, number)")

    def seen_by(self, cursor: Any) -> SeenStandings:
        """The memory as the cursor's transaction may see it."""
        return SeenStandings(self, cursor)

    def find(self, number: int, stood: Stood, con: Any) -> pa.Table:
        """Where everyone stood, known since a change; the first who wants it asks, while others wait for it."""
        with self._lock:
            once = self._held.setdefault((number, stood), _Once())
            self._held.move_to_end((number, stood))
        found = once.asked(stood, con)
        with self._lock:
            while self.size > self._most:
                self._held.popitem(last=False)
        return found

    @property
    def size(self) -> int:
        """Bytes in memory."""
        with self._lock:
            return sum(once.size for once in self._held.values())


class SeenStandings:
    """What one transaction sees of a merchant's memory (`metrics.run.Standings`)."""

    def __init__(self, shared: SharedStandings, cursor: Any) -> None:
        self._shared, self._cursor = shared, cursor

    def find(self, stood: Stood, con: Any) -> pa.Table:
        """Where everyone stood; asked of the connection if nobody has since sales up to the day changed."""
        number = max((number for since, number in self._changes if since <= stood.day), default=0)
        return self._shared.find(number, stood, con)

    @cached_property
    def _changes(self) -> list[tuple[date, int]]:
        changes: list[tuple[date, int]] = self._cursor.execute(f"from {CHANGES}").fetchall()
        return changes


class _Once:
    """An answer that is asked for once, by whichever thread comes first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._table: pa.Table | None = None

    def asked(self, stood: Stood, con: Any) -> pa.Table:
        with self._lock:
            if self._table is None:
                self._table = stood.asked(con)
            return self._table

    @property
    def size(self) -> int:
        return self._table.nbytes if self._table is not None else 0
