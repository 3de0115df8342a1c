"""Long work: declared as a function, put into the queue by the transaction that wants it, seen and stopped by people.

    @job
    def load(work: Work, ask: LoadFile) -> dict[str, Any] | None:
        '''...'''

    @operation("POST /imports/{id}/load", needs="imports:write", effect=Effect.WRITES)
    def start(ctx: Context, ask: LoadFile) -> Job:
        '''Load the file.'''
        return defer(ctx, load, ask)

A job runs **at least once**: a worker that dies in the middle is noticed and the job starts again from its beginning.
Whatever it does must stand being done twice.

What the house does by the clock is declared with `@scheduled("30 2 * * *")`.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, get_type_hints

from psycopg.errors import UniqueViolation
from pydantic import BaseModel, Field
from sqlalchemy import Double, Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from nigotis.kernel.context import Context, House
from nigotis.kernel.db import Base, Owned
from nigotis.kernel.i18n import say

if TYPE_CHECKING:
    from nigotis.kernel.work import Work

State = Literal["waiting", "running", "done", "failed", "cancelled"]
Ask = TypeVar("Ask", bound=BaseModel)
Function = Callable[["Work", Ask], dict[str, Any] | None]

QUEUE = "nigotis"
TASK = "nigotis.run"  # the one task that the queue knows: run the job of this merchant with this id

_DEFER = text(
    "select procrastinate_defer_jobs_v1(array[row(:queue, :task, 0, null, :once, cast(:args as jsonb), null)"
    "::procrastinate_job_to_defer_v1])"
)


class Job(BaseModel):
    """Long work and how far it is."""

    id: int
    name: str
    state: State
    progress: float = Field(description="Share that is done, 0 to 1.")
    message: str | None = Field(description="What it is doing now, or why it failed.")
    result: dict[str, Any] | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class JobRow(Base, Owned):
    """One piece of long work; the queue's own row only points here."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_once", "merchant_id", "once", postgresql_where=text("state = 'waiting'")),)

    name: Mapped[str]
    ask: Mapped[dict[str, Any]]
    asker: Mapped[dict[str, Any]]
    once: Mapped[str | None]
    state: Mapped[State] = mapped_column(String)
    progress: Mapped[float] = mapped_column(Double, default=0.0, server_default=text("0"))
    message: Mapped[str | None]
    message_values: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    result: Mapped[dict[str, Any] | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    is_cancel_asked: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


@dataclass(frozen=True)
class Kind(Generic[Ask]):
    """A declared job."""

    function: Function[Ask]

    @property
    def name(self) -> str:
        """`imports.load` of `nigotis.imports.jobs`."""
        return f"{self.function.__module__.split('.')[1]}.{self.function.__name__}"

    @property
    def ask(self) -> type[Ask]:
        """The model of what is asked, from the function's second parameter."""
        found: type[Ask] = get_type_hints(self.function, localns={"Work": object})[
            list(inspect.signature(self.function).parameters)[1]
        ]
        return found


KINDS: dict[str, Kind[Any]] = {}


def job(function: Function[Ask]) -> Kind[Ask]:
    """Declare long work."""
    kind = Kind(function)
    if kind.name in KINDS:
        raise TypeError(f"two jobs are called {kind.name}")
    KINDS[kind.name] = kind
    return kind


@dataclass(frozen=True)
class Schedule:
    """Housekeeping by the clock, once per due time however many workers run; `cron` is in UTC."""

    cron: str
    function: Callable[[House], None]

    @property
    def name(self) -> str:
        """`messaging.send_due` of `nigotis.messaging.jobs`."""
        return f"{self.function.__module__.split('.')[1]}.{self.function.__name__}"


SCHEDULES: dict[str, Schedule] = {}


def scheduled(cron: str) -> Callable[[Callable[[House], None]], Callable[[House], None]]:
    """Declare what runs by the clock: minute, hour, day of month, month, weekday, in UTC."""

    def declare(function: Callable[[House], None]) -> Callable[[House], None]:
        schedule = Schedule(cron, function)
        if schedule.name in SCHEDULES:
            raise TypeError(f"two schedules are called {schedule.name}")
        SCHEDULES[schedule.name] = schedule
        return function

    return declare


def defer(ctx: Context, kind: Kind[Ask], ask: Ask, *, once: str | None = None) -> Job:
    """Put work into the queue; it starts after this transaction commits, and vanishes with a rollback.

    `once` names work that need not wait twice: while such a job of this merchant waits, that one is answered.
    """
    row = JobRow(
        merchant_id=ctx.merchant_id,
        name=kind.name,
        ask=ask.model_dump(mode="json"),
        asker=_asker(ctx),
        once=once,
        state="waiting",
        created_at=ctx.now,
    )
    try:
        with ctx.db.begin_nested():  # a refused lock must not spoil the business transaction
            ctx.add(row)
            _put(ctx, row)
    except IntegrityError as error:
        if once is None or not isinstance(error.orig, UniqueViolation):
            raise
        waiting = ctx.mine(JobRow).where(JobRow.once == once, JobRow.state == "waiting")
        found = ctx.db.scalar(waiting.order_by(JobRow.id.desc()).limit(1))
        # None: it was cancelled, and the queue has not let go of it yet
        return defer(ctx, kind, ask) if found is None else _answer(ctx, found)
    return _answer(ctx, row)


def read_job(ctx: Context, job_id: int) -> Job:
    """How far a job is, in the reader's language. Raises NotFound."""
    return _answer(ctx, ctx.get(JobRow, job_id))


def cancel_job(ctx: Context, job_id: int) -> Job:
    """Ask a job to stop: at once when it waits, at its next check when it runs; a finished job stays as it is."""
    row = ctx.get(JobRow, job_id, lock=True)
    if row.state == "waiting":
        row.state, row.finished_at = "cancelled", ctx.now
    elif row.state == "running":
        row.is_cancel_asked = True
    ctx.db.flush()
    return _answer(ctx, row)


def _put(ctx: Context, row: JobRow) -> None:
    """The only place that calls the queue's versioned function; a test runs it against the installed version."""
    once = f"{row.merchant_id}:{row.once}" if row.once else None
    args = json.dumps({"merchant_id": row.merchant_id, "job_id": row.id})
    ctx.db.execute(_DEFER, {"queue": QUEUE, "task": TASK, "once": once, "args": args})


def _asker(ctx: Context) -> dict[str, Any]:
    actor = ctx.actor
    return {
        "kind": actor.kind,
        "id": actor.id,
        "name": actor.name,
        "role": actor.role,
        "grants": sorted(actor.grants),
        "branch_id": actor.branch_id,
        "language": ctx.language,
    }


def _answer(ctx: Context, row: JobRow) -> Job:
    return Job(
        id=row.id,
        name=row.name,
        state=row.state,
        progress=row.progress,
        message=say(row.message, ctx.language, **row.message_values) if row.message else None,
        result=row.result,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )
