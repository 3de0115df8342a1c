"""Delivers announcements from the outbox to those who react: at least once, each reaction in its own transaction.

A batch is leased and the lease committed before anything is delivered, so no transaction stays open over foreign code
(an open one would hold the mirror back), and a dispatcher that dies leaves rows that come due again by themselves. An
announcement whose reaction fails waits longer each time and never holds up another one.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from threading import Event as Signal
from threading import Thread
from typing import Any

from sqlalchemy import delete, or_, select, update

from nigotis.kernel.context import Context, House
from nigotis.kernel.door import enter
from nigotis.kernel.outbox import Event, OutboxRow
from nigotis.kernel.work import house_caller

log = logging.getLogger(__name__)

Reactions = Mapping[type[Event], Sequence[Callable[[Context, Any], None]]]

BATCH = 50
LEASE = timedelta(seconds=60)
POLLS_EVERY_IN_SECONDS = 0.2
LONGEST_WAIT = timedelta(hours=1)


class Dispatcher:
    """Delivers until stopped; several processes may each run one."""

    def __init__(self, house: House, reactions: Reactions) -> None:
        self._house = house
        self._reactions = reactions
        self._stopping = Signal()
        self._thread = Thread(target=self._run, name="outbox", daemon=True)

    def start(self) -> None:
        """Begin in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the announcement at hand and end; what was leased comes due again."""
        self._stopping.set()
        self._thread.join(15)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                busy = deliver(self._house, self._reactions, self._stopping) == BATCH
            except Exception:
                log.exception("announcements could not be delivered; trying again")
                busy = False
            if not busy:
                self._stopping.wait(POLLS_EVERY_IN_SECONDS)


def deliver(house: House, reactions: Reactions, stopping: Signal | None = None) -> int:
    """Deliver what is due now, at most one batch; how many announcements were taken up."""
    leased = time.monotonic()
    rows = _lease(house)
    for row in rows:
        too_late = time.monotonic() - leased > LEASE.total_seconds() / 2
        if too_late or (stopping is not None and stopping.is_set()):
            break
        _deliver_one(house, reactions, row)
    return len(rows)


def deliver_all(house: House, reactions: Reactions) -> None:
    """Deliver until nothing is due: for tests and for the command line."""
    while deliver(house, reactions):
        pass


def _lease(house: House) -> list[OutboxRow]:
    now = house.clock()
    with house.database.system() as session:
        due = or_(OutboxRow.next_attempt_at.is_(None), OutboxRow.next_attempt_at <= now)
        query = select(OutboxRow).where(due).order_by(OutboxRow.id).limit(BATCH).with_for_update(skip_locked=True)
        rows = list(session.scalars(query))
        for row in rows:
            row.next_attempt_at = now + LEASE
        return rows


def _deliver_one(house: House, reactions: Reactions, row: OutboxRow) -> None:
    try:
        _react(house, reactions, row)
    except Exception as error:
        log.exception("a reaction to %s (%s) failed", row.kind, row.id)
        _postpone(house, row, error)
    else:
        with house.database.system() as session:
            session.execute(delete(OutboxRow).where(OutboxRow.id == row.id))


def _react(house: House, reactions: Reactions, row: OutboxRow) -> None:
    kind = Event.kinds[row.kind]
    functions = reactions.get(kind, ())
    if not functions:
        return
    event, caller = kind.model_validate(row.payload), house_caller(house, row.merchant_id)
    for function in functions:
        with enter(house, caller) as ctx:
            function(ctx, event)


def _postpone(house: House, row: OutboxRow, error: Exception) -> None:
    again: datetime = house.clock() + min(timedelta(seconds=2) * 2 ** min(row.attempts, 20), LONGEST_WAIT)
    values = {"attempts": row.attempts + 1, "last_error": repr(error)[:1000], "next_attempt_at": again}
    with house.database.system() as session:
        session.execute(update(OutboxRow).where(OutboxRow.id == row.id).values(**values))
