"""Whatever is killed or stopped in the middle of an import leaves all of it or nothing."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event as Signal

import pytest
from sqlalchemy import text

from make.readings import rows_of
from make.shop import make_shop
from nigotis.imports import operations as imports
from nigotis.imports.loading import ledger
from nigotis.imports.types import ImportFile, WhichImport, WhichJob
from nigotis.kernel.context import Caller, House
from nigotis.kernel.files import keep_upload
from nigotis.kernel.jobs import Job
from nigotis.kernel.queue import Queue, run_waiting_jobs
from nigotis.kernel.work import run_job

LINES = 3_000
LONG = 30_000
"""Lines of a file of which every step lasts long enough to be met and killed in."""
NOTHING = {"sale": 0, "sale_line": 0, "client": 0, "product": 0, "import_run": 0}
EVERYTHING = {"sale": LINES, "sale_line": LINES, "client": 997, "product": 61, "import_run": 1}


def file_of(lines: int) -> bytes:
    rows = (f"{n},2026-03-{n % 28 + 1:02},{n % 997},P{n % 61},{n % 13 + 1}.25\n" for n in range(lines))
    return "".join(["receipt,date,client id,product,amount\n", *rows]).encode()


@pytest.fixture
def shop(house: House) -> Caller:
    return make_shop(house)


@pytest.fixture
def waiting(house: House, shop: Caller) -> Job:
    return handed_in(house, shop, LINES)


def handed_in(house: House, shop: Caller, lines: int) -> Job:
    upload_id = keep_upload(house, shop.merchant.id, "many.csv", io.BytesIO(file_of(lines)))
    return imports.start.serve(house, shop, ImportFile(upload_id=upload_id, kind="sales"))


def counts(house: House, shop: Caller) -> dict[str, int]:
    return {name: rows_of(house, shop, f"select count(*) as n from {name}")[0]["n"] for name in NOTHING}


def as_it_stands(house: House, shop: Caller, job: Job) -> Job:
    return imports.job.serve(house, shop, WhichJob(job_id=job.id))


def doing(house: House, shop: Caller, job: Job) -> str | None:
    return rows_of(house, shop, f"select message from job where id = {job.id}")[0]["message"]


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def worker(house: House) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "make.import_process", house.database.url, str(house.data)]
    return subprocess.Popen(command, cwd=Path(__file__).parents[1])


def forget_the_worker(house: House) -> None:
    """As half a minute of silence does."""
    with house.database.owner() as session:
        session.execute(text("update procrastinate_workers set last_heartbeat = now() - interval '1 hour'"))


@pytest.mark.parametrize("moment", ["imports.reading", "imports.matching_clients", "imports.writing_sales"])
def test_a_killed_worker_leaves_nothing_and_the_next_one_loads_it_all(house: House, shop: Caller, moment: str) -> None:
    waiting = handed_in(house, shop, LONG)
    process = worker(house)
    until(lambda: doing(house, shop, waiting) == moment)
    process.kill()
    process.wait()
    assert counts(house, shop) == NOTHING
    forget_the_worker(house)
    run_waiting_jobs(house)
    assert as_it_stands(house, shop, waiting).state == "done"
    assert counts(house, shop) == EVERYTHING | {"sale": LONG, "sale_line": LONG}


def test_a_job_that_runs_again_after_its_commit_adds_nothing_and_answers_the_same(
    house: House, shop: Caller, waiting: Job
) -> None:
    run_waiting_jobs(house)
    first = as_it_stands(house, shop, waiting)
    with house.database.tenant(shop.merchant.id) as session:
        session.execute(text("update job set state = 'running', result = null where id = :id"), {"id": waiting.id})
    run_job(house, shop.merchant.id, waiting.id, Signal())
    again = as_it_stands(house, shop, waiting)
    assert again.result == first.result and again.state == "done"
    assert counts(house, shop) == EVERYTHING


def test_an_undo_that_runs_again_after_its_commit_still_succeeds(house: House, shop: Caller, waiting: Job) -> None:
    run_waiting_jobs(house)
    import_id = (as_it_stands(house, shop, waiting).result or {})["import_id"]
    undoing = imports.undo.serve(house, shop, WhichImport(import_id=import_id))
    run_waiting_jobs(house)
    with house.database.tenant(shop.merchant.id) as session:
        session.execute(text("update job set state = 'running', result = null where id = :id"), {"id": undoing.id})
    run_job(house, shop.merchant.id, undoing.id, Signal())
    assert as_it_stands(house, shop, undoing).result == {"import_id": import_id, "kept": {}}
    assert counts(house, shop) == NOTHING | {"import_run": 1}


def test_an_import_cancelled_while_it_writes_leaves_nothing(
    house: House, shop: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = handed_in(house, shop, LONG)
    monkeypatch.setattr(ledger, "LINES_AT_ONCE", 500)
    queue = Queue(house)
    queue.start()
    try:
        until(lambda: doing(house, shop, waiting) == "imports.writing_sales")
        imports.cancel.serve(house, shop, WhichJob(job_id=waiting.id))
        until(lambda: as_it_stands(house, shop, waiting).state != "running")
    finally:
        queue.stop()
    assert as_it_stands(house, shop, waiting).state == "cancelled"
    assert counts(house, shop) == NOTHING
