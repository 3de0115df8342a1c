"""The queue: Procrastinate on our own PostgreSQL, run in a thread of this process.

Source: Procrastinate 3.10 documentation. What is ours: jobs of workers that died are put back (upstream issue 1518
lists cases it leaves `doing` for ever, hence also by age), and a lost database connection does not end the worker.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Event as Signal
from threading import Thread
from typing import Any

import procrastinate
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from nigotis.kernel.context import House
from nigotis.kernel.db import Database, libpq_url
from nigotis.kernel.jobs import QUEUE, SCHEDULES, TASK
from nigotis.kernel.work import Stopping, run_job

log = logging.getLogger(__name__)

SILENT_FOR_IN_SECONDS = 30  # three missed heartbeats
OLDEST_RUN_IN_HOURS = 6
GRACE_IN_SECONDS = 10.0
AGAIN_AFTER_IN_SECONDS = 1.0
MOST_PUT_BACK = 1_000_000

_STALLED = text(
    "select job.id from procrastinate_jobs job left join procrastinate_workers worker on worker.id = job.worker_id"
    " where job.status = 'doing' and (worker.id is null"
    " or worker.last_heartbeat < now() - make_interval(secs => :silent)"
    " or (select max(at) from procrastinate_events where job_id = job.id and type = 'started')"
    " < now() - make_interval(hours => :hours)) for update of job skip locked"
)
_PUT_BACK = text("select procrastinate_retry_job_v2(:id, now(), null, null, null)")
_GIVE_UP = text("select procrastinate_finish_job_v1(:id, 'failed', true)")


class Queue:
    """Works through jobs until stopped; several processes may each run one."""

    def __init__(self, house: House, *, concurrency: int = 2) -> None:
        self._house = house
        self._concurrency = concurrency
        self._stopping = Signal()
        self._thread = Thread(target=self._run, name="jobs", daemon=True)
        self._running: tuple[asyncio.AbstractEventLoop, asyncio.Task[None]] | None = None

    def start(self) -> None:
        """Begin in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Take no more jobs; running ones are told to stop, put back, and given some seconds."""
        self._stopping.set()
        if self._running:
            loop, task = self._running
            with suppress(RuntimeError):  # the loop ended by itself
                loop.call_soon_threadsafe(task.cancel)
        self._thread.join(GRACE_IN_SECONDS + 5)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                asyncio.run(self._work())
            except asyncio.CancelledError:
                return
            except Exception:
                log.exception("the job queue stopped; starting again")
            self._stopping.wait(AGAIN_AFTER_IN_SECONDS)

    async def _work(self) -> None:
        put_back_stalled(self._house.database)
        async with _app(self._house, self._stopping).open_async() as app:
            work = app.run_worker_async(
                queues=[QUEUE],
                concurrency=self._concurrency,
                install_signal_handlers=False,
                delete_jobs="always",
                fetch_job_polling_interval=1.0,
                shutdown_graceful_timeout=GRACE_IN_SECONDS,
            )
            task = asyncio.ensure_future(work)
            self._running = asyncio.get_running_loop(), task
            if self._stopping.is_set():
                task.cancel()
            await task


def run_waiting_jobs(house: House) -> None:
    """Work through everything that waits now, in this thread, and return: for tests and for the command line."""

    async def work() -> None:
        async with _app(house, Signal()).open_async() as app:
            await app.run_worker_async(
                queues=[QUEUE], wait=False, listen_notify=False, install_signal_handlers=False, delete_jobs="always"
            )

    put_back_stalled(house.database)
    asyncio.run(work())


def put_back_stalled(database: Database) -> int:
    """Put jobs whose worker died back into the queue; how many."""
    with database.owner() as session:
        stalled = session.scalars(_STALLED, {"silent": SILENT_FOR_IN_SECONDS, "hours": OLDEST_RUN_IN_HOURS}).all()
        for job_id in stalled:
            try:
                with session.begin_nested():
                    session.execute(_PUT_BACK, {"id": job_id})
            except DBAPIError:  # the same work is waiting again already, under the same lock
                session.execute(_GIVE_UP, {"id": job_id})
        return len(stalled)


def _app(house: House, stopping: Signal) -> procrastinate.App:
    connector = procrastinate.PsycopgConnector(conninfo=libpq_url(house.database.url), min_size=1, max_size=4)
    app = procrastinate.App(connector=connector)

    def run(merchant_id: int, job_id: int) -> None:
        run_job(house, merchant_id, job_id, stopping)

    put_back = procrastinate.RetryStrategy(max_attempts=MOST_PUT_BACK, retry_exceptions={Stopping})
    app.task(name=TASK, queue=QUEUE, retry=put_back)(run)
    _schedule(app, "kernel.put_back_stalled", "* * * * *", lambda: put_back_stalled(house.database))
    for schedule in SCHEDULES.values():
        _schedule(app, schedule.name, schedule.cron, partial(schedule.function, house))
    return app


def _schedule(app: procrastinate.App, name: str, cron: str, function: Callable[[], Any]) -> None:
    def run(timestamp: int) -> None:
        function()

    name = f"scheduled.{name}"
    app.periodic(cron=cron)(app.task(name=name, queue=QUEUE, lock=name, queueing_lock=name)(run))
