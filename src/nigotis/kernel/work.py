"""The running side of jobs: what a job's function is given, and how its row follows what happens to it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event as Signal
from typing import Any

from pydantic import BaseModel
from sqlalchemy import update
from sqlalchemy.orm import Session

from nigotis.kernel.context import HOUSE, Actor, Caller, Context, House, Merchant
from nigotis.kernel.door import enter
from nigotis.kernel.jobs import KINDS, JobRow, State
from nigotis.kernel.problems import NotFound, Problem

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 3  # a job that took its worker down three times is not tried again
LOOKS_EVERY_IN_SECONDS = 0.2


@dataclass(frozen=True)
class Register:
    """Port: how the kernel, which knows no rooms, finds the business that a job or an announcement belongs to."""

    find: Callable[[Session, int], Merchant | None]


class Cancelled(Exception):
    """Somebody asked the job to stop."""


class Stopping(Exception):
    """This process is leaving; the job goes back into the queue."""


@dataclass
class Work:
    """One run of one job."""

    house: House
    caller: Caller
    job_id: int
    stopping: Signal
    _looked_at: float = field(default=0.0, init=False)
    _said: str | None = field(default=None, init=False)

    @contextmanager
    def context(self) -> Iterator[Context]:
        """A transaction of the merchant, in the name of who asked for the job."""
        with enter(self.house, self.caller) as ctx:
            yield ctx

    def progress(self, share: float, key: str | None = None, **values: Any) -> None:
        """Tell how far it is (0..1) and, by text key, what is being done. Cheap to call often; checks for a stop too.

        Raises what `check_cancelled` raises.
        """
        if not self._is_due() and key == self._said:
            return
        self._said = key
        told = {name: value if isinstance(value, int | float | str) else str(value) for name, value in values.items()}
        self._write(progress=min(max(share, 0.0), 1.0), message=key, message_values=told)
        self._look()

    def check_cancelled(self) -> None:
        """Raise Cancelled when somebody asked to stop, and Stopping when this process is leaving."""
        if self._is_due():
            self._look()

    def _is_due(self) -> bool:
        return time.monotonic() - self._looked_at > LOOKS_EVERY_IN_SECONDS

    def _look(self) -> None:
        self._looked_at = time.monotonic()
        if self.stopping.is_set():
            raise Stopping
        with self.context() as ctx:
            if ctx.get(JobRow, self.job_id).is_cancel_asked:
                raise Cancelled

    def _write(self, **values: Any) -> None:
        with self.context() as ctx:
            mine = (JobRow.merchant_id == ctx.merchant_id) & (JobRow.id == self.job_id)
            ctx.db.execute(update(JobRow).where(mine).values(**values))


def house_caller(house: House, merchant_id: int) -> Caller:
    """Nigotis itself, at work for a merchant. Raises NotFound for a merchant that is gone."""
    with house.database.tenant(merchant_id) as session:
        merchant = house.ports.get(Register).find(session, merchant_id)
    if merchant is None:
        raise NotFound("kernel.not_found")
    return Caller(merchant, HOUSE, "worker", merchant.language)


def run_job(house: House, merchant_id: int, job_id: int, stopping: Signal) -> None:
    """Run a job to its end and write down how it ended. Raises Stopping to have it put back."""
    caller = house_caller(house, merchant_id)
    row = _begin(house, caller, job_id)
    if row is None:
        return
    work = Work(house, _asker(caller, row), job_id, stopping)
    kind = KINDS.get(row.name)
    if kind is None:
        _finish(work, "failed", message="kernel.job_unknown", message_values={"name": row.name})
    else:
        _run(work, kind.function, kind.ask.model_validate(row.ask))


def _begin(house: House, caller: Caller, job_id: int) -> JobRow | None:
    """The row, now running; None when there is nothing left to do."""
    with enter(house, caller) as ctx:
        row = ctx.db.scalar(ctx.mine(JobRow).where(JobRow.id == job_id).with_for_update())
        if row is None or row.state in {"done", "failed", "cancelled"}:
            return None
        row.attempts += 1
        row.started_at = row.started_at or ctx.now
        row.state = "running"
        if row.is_cancel_asked:
            row.state, row.finished_at = "cancelled", ctx.now
        elif row.attempts > MOST_ATTEMPTS:
            row.state, row.finished_at, row.message, row.message_values = "failed", ctx.now, "kernel.job_gave_up", {}
        return row if row.state == "running" else None


def _run(work: Work, function: Callable[[Work, Any], dict[str, Any] | None], ask: BaseModel) -> None:
    try:
        result = function(work, ask)
    except Cancelled:
        _finish(work, "cancelled", message=None)
    except Stopping:
        work._write(state="waiting", attempts=JobRow.attempts - 1, progress=0.0)
        raise
    except Problem as problem:
        _finish(work, "failed", message=problem.key, message_values={k: str(v) for k, v in problem.values.items()})
    except Exception:
        log.exception("job %s of merchant %s broke", work.job_id, work.caller.merchant.id)
        _finish(work, "failed", message="kernel.job_broke")
    else:
        _finish(work, "done", message=None, progress=1.0, result=result)


def _finish(work: Work, state: State, **values: Any) -> None:
    work._write(state=state, finished_at=work.house.clock(), **values)


def _asker(caller: Caller, row: JobRow) -> Caller:
    """Who asked, with the grants of that moment."""
    kept = row.asker
    actor = Actor(
        kept["kind"], kept["id"], kept["name"], kept["role"], frozenset(kept["grants"]), branch_id=kept["branch_id"]
    )
    return Caller(caller.merchant, actor, "worker", kept["language"])
