"""The tail: one loop that takes up changes of all merchants, in commit order, into the mirror's files."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from threading import Event

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nigotis.kernel.context import House
from nigotis.mirror import changes
from nigotis.mirror.build import Builder
from nigotis.mirror.changes import START, Change
from nigotis.mirror.feed import Feed
from nigotis.mirror.folding import Folding
from nigotis.mirror.manifest import NAME, Manifest, folder_of, load, put
from nigotis.mirror.segments import sweep
from nigotis.mirror.writer import Writer

PAUSE_IN_SECONDS = 0.2
REST_IN_SECONDS = 5.0
HOUSEKEEPING_IN_SECONDS = 1.0
MOST_CHANGES = 20_000
STATUS = "tail.json"
_log = logging.getLogger(__name__)


class Tail:
    """Keeps the mirror of a house up to date. Several may run; the one that holds the writer's right works.

    `merchants(session)` names all merchants, in a housekeeping transaction. What one pass does is idempotent: whatever
    moment the process dies at, the manifest is the old one or the new one, and changes are removed only after it.
    """

    def __init__(self, house: House, feeds: Sequence[Feed], merchants: Callable[[Session], Iterable[int]]) -> None:
        self._house, self._merchants = house, merchants
        self._builder = Builder(house, feeds)
        self._folding = Folding(house.data, self._builder)
        self._writer = Writer(house.database, house.data)
        self._origin = ""
        self._after = START
        self._resting: dict[int, float] = {}
        self._next_housekeeping = 0.0

    def run(self, stop: Event) -> None:
        """Work until `stop` is set."""
        while not stop.is_set():
            try:
                busy = self.step() >= MOST_CHANGES
            except Exception:  # the lock or the server was lost, most likely; a loop that ends would do so in silence
                _log.exception("the mirror could not go on; trying again")
                self.close()
                stop.wait(REST_IN_SECONDS)
                continue
            if not busy:
                stop.wait(PAUSE_IN_SECONDS)
        self.close()

    def step(self) -> int:
        """One pass; how many changes it took up. Nothing happens while another process holds the right."""
        if not self._origin and not self._take_over():
            return 0
        if time.monotonic() >= self._next_housekeeping:
            self._keep_house()
        taken = self._take()
        for merchant_id, batch in groupby(sorted(taken, key=attrgetter("merchant_id")), key=attrgetter("merchant_id")):
            self._safely(self._take_up, merchant_id, list(batch))
        if taken:
            self._after = taken[-1].at
        self._folding.adopt()
        return len(taken)

    def close(self) -> None:
        """Give the right to write back."""
        self._folding.wait()
        self._writer.release()
        self._origin = ""

    def _take_over(self) -> bool:
        if not self._writer.acquire():
            return False
        with self._writer.session() as session:
            foreign = changes.forget_foreign(session)
            origin, next_xid = changes.origin(session), changes.next_xid(session)
            merchants = list(self._merchants(session))
        if foreign:
            _log.warning("removed %d changes of another server's history", foreign)
        self._origin, self._after, self._resting = origin, START, {}
        for merchant_id in merchants:
            folder = folder_of(self._house.data, merchant_id)
            manifest = load(folder)
            if manifest is not None and self._builder.is_sound(manifest, merchant_id, origin, next_xid):
                sweep(folder, manifest)
            else:
                self._safely(self._rebuild, merchant_id)
        return True

    def _keep_house(self) -> None:
        """Build what has no manifest, let merchants that failed try again, and tell how far behind we are."""
        self._next_housekeeping = time.monotonic() + HOUSEKEEPING_IN_SECONDS
        with self._writer.session() as session:
            merchants = list(self._merchants(session))
            now = session.scalars(select(func.now())).one()
            behind = changes.behind(session)
        for merchant_id in (m for m, until in list(self._resting.items()) if until <= time.monotonic()):
            del self._resting[merchant_id]
            self._after = START
        for merchant_id in merchants:
            is_built = (folder_of(self._house.data, merchant_id) / NAME).exists()
            if not is_built and merchant_id not in self._resting:
                self._safely(self._rebuild, merchant_id)
        self._tell(now, behind)

    def _tell(self, now: datetime, behind: dict[int, datetime]) -> None:
        status = {"at": now.isoformat(), "behind": {str(id_): since.isoformat() for id_, since in behind.items()}}
        path = self._house.data / "mirror" / STATUS
        path.parent.mkdir(parents=True, exist_ok=True)
        put(path, json.dumps(status).encode(), durably=False)

    def _take(self) -> list[Change]:
        with self._writer.session() as session:
            return changes.take(session, self._after, most=MOST_CHANGES, leaving=list(self._resting))

    def _take_up(self, merchant_id: int, batch: list[Change]) -> None:
        manifest = load(folder_of(self._house.data, merchant_id))
        if manifest is None:
            manifest = self._rebuild(merchant_id)
        new = [change for change in batch if change.at > manifest.watermark]
        if new:
            manifest = self._builder.extend(merchant_id, manifest, new)
            self._folding.consider(merchant_id, manifest)
        with self._writer.session() as session:
            changes.forget(session, merchant_id, batch[-1].at)

    def _rebuild(self, merchant_id: int) -> Manifest:
        with self._writer.session() as session:
            watermark = changes.settled(session)
        return self._builder.rebuild(merchant_id, self._origin, watermark)

    def _safely(self, work: Callable[..., object], merchant_id: int, *rest: object) -> None:
        """One merchant's trouble must not hold up the others: it rests, and its changes wait."""
        try:
            work(merchant_id, *rest)
        except Exception:
            _log.exception("the mirror of merchant %d could not go on", merchant_id)
            self._resting[merchant_id] = time.monotonic() + REST_IN_SECONDS
