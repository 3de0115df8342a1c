from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event as Signal
from typing import Any

import pytest
from pydantic import BaseModel
from sqlalchemy import text

from make.shop import make_shop
from nigotis.kernel import jobs, queue
from nigotis.kernel.context import Actor, Caller, House
from nigotis.kernel.door import enter
from nigotis.kernel.jobs import Job, Kind, cancel_job, defer, job, read_job, scheduled
from nigotis.kernel.problems import Invalid, NotFound
from nigotis.kernel.queue import Queue, put_back_stalled, run_waiting_jobs
from nigotis.kernel.work import MOST_ATTEMPTS, Work


class Count(BaseModel):
    to: int = 3


gate = Signal()
runs: list[int] = []


@job
def count(work: Work, ask: Count) -> dict[str, Any]:
    for number in range(ask.to):
        work.progress(number / ask.to, "kernel.job_unknown", name=number)
    with work.context() as ctx:
        return {"counted": ask.to, "merchant": ctx.merchant_id, "asked_by": ctx.actor.name}


@job
def refuse(work: Work, ask: Count) -> None:
    raise Invalid("kernel.forbidden", grant="clients:write")


@job
def break_down(work: Work, ask: Count) -> None:
    raise ZeroDivisionError


@job
def wait_for_the_gate(work: Work, ask: Count) -> None:
    runs.append(work.job_id)
    while not gate.wait(0.05):
        work.check_cancelled()


@pytest.fixture(scope="module")
def shop(house: House) -> Caller:
    return make_shop(house)


@pytest.fixture(autouse=True)
def nothing_waits(house: House) -> None:
    gate.clear()
    runs.clear()
    with house.database.owner() as session:
        session.execute(text("delete from procrastinate_jobs"))


def deferred(house: House, shop: Caller, kind: Kind[Any], **how: Any) -> Job:
    with enter(house, shop) as ctx:
        return defer(ctx, kind, Count(), **how)


def as_it_stands(house: House, shop: Caller, found: Job) -> Job:
    with enter(house, shop) as ctx:
        return read_job(ctx, found.id)


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def queued(house: House) -> int:
    with house.database.owner() as session:
        return session.execute(
            text("select count(*) from procrastinate_jobs where task_name = 'nigotis.run'")
        ).scalar_one()


def test_a_job_runs_after_the_transaction_that_asked_for_it(house: House, shop: Caller) -> None:
    waiting = deferred(house, shop, count)
    assert waiting.state == "waiting"
    run_waiting_jobs(house)
    done = as_it_stands(house, shop, waiting)
    assert (done.state, done.progress, done.message) == ("done", 1.0, None)
    assert done.result == {"counted": 3, "merchant": shop.merchant.id, "asked_by": "Nigotis"}
    assert queued(house) == 0


def test_a_rolled_back_transaction_leaves_no_job(house: House, shop: Caller) -> None:
    with pytest.raises(ZeroDivisionError), enter(house, shop) as ctx:
        defer(ctx, count, Count())
        raise ZeroDivisionError
    assert queued(house) == 0


def test_a_job_acts_in_the_name_of_who_asked_for_it(house: House, shop: Caller) -> None:
    aynur = Actor("person", None, "Aynur", "seller", frozenset({"clients:read"}))
    asked = deferred(house, Caller(shop.merchant, aynur, "web", "ru"), count)
    run_waiting_jobs(house)
    result = as_it_stands(house, shop, asked).result
    assert result is not None and result["asked_by"] == "Aynur"


def test_a_refusal_is_told_in_the_readers_language(house: House, shop: Caller) -> None:
    failed = deferred(house, shop, refuse)
    run_waiting_jobs(house)
    with enter(house, Caller(shop.merchant, shop.actor, "web", "ru")) as ctx:
        found = read_job(ctx, failed.id)
    assert found.state == "failed" and found.message and found.message.startswith("Ваша роль")


def test_a_job_that_breaks_says_so_without_its_insides(house: House, shop: Caller) -> None:
    failed = deferred(house, shop, break_down)
    run_waiting_jobs(house)
    found = as_it_stands(house, shop, failed)
    assert found.state == "failed" and found.message and "Zero" not in found.message


def test_work_named_once_waits_once_and_spoils_no_transaction(house: House, shop: Caller) -> None:
    with enter(house, shop) as ctx:
        first = defer(ctx, count, Count(), once="count")
        second = defer(ctx, count, Count(), once="count")
        assert second.id == first.id
        assert read_job(ctx, first.id).state == "waiting"
    assert deferred(house, shop, count, once="count").id == first.id
    assert queued(house) == 1
    run_waiting_jobs(house)
    assert deferred(house, shop, count, once="count").id != first.id


def test_a_waiting_job_is_cancelled_at_once(house: House, shop: Caller) -> None:
    waiting = deferred(house, shop, wait_for_the_gate)
    with enter(house, shop) as ctx:
        assert cancel_job(ctx, waiting.id).state == "cancelled"
    run_waiting_jobs(house)
    assert runs == []


def test_a_running_job_stops_at_its_next_check(house: House, shop: Caller) -> None:
    worker = Queue(house)
    worker.start()
    try:
        running = deferred(house, shop, wait_for_the_gate)
        until(lambda: runs == [running.id])
        with enter(house, shop) as ctx:
            cancel_job(ctx, running.id)
        until(lambda: as_it_stands(house, shop, running).state == "cancelled")
    finally:
        worker.stop()


def test_a_leaving_process_puts_its_running_job_back(house: House, shop: Caller) -> None:
    worker = Queue(house)
    worker.start()
    running = deferred(house, shop, wait_for_the_gate)
    until(lambda: runs == [running.id])
    worker.stop()
    assert as_it_stands(house, shop, running).state == "waiting"
    gate.set()
    run_waiting_jobs(house)
    assert as_it_stands(house, shop, running).state == "done"
    assert runs == [running.id, running.id]


def test_a_job_of_a_killed_worker_runs_again(house: House, shop: Caller) -> None:
    waiting = deferred(house, shop, count)
    kill_in_the_middle(house, waiting)
    run_waiting_jobs(house)
    assert as_it_stands(house, shop, waiting).state == "done"


def test_a_job_of_a_living_worker_is_left_alone(house: House, shop: Caller) -> None:
    deferred(house, shop, count)
    with house.database.owner() as session:
        worker = session.scalar(text("insert into procrastinate_workers default values returning id"))
        session.execute(text("update procrastinate_jobs set status = 'doing', worker_id = :id"), {"id": worker})
    assert put_back_stalled(house.database) == 0


def test_a_job_that_kills_its_worker_is_given_up_in_the_end(house: House, shop: Caller) -> None:
    waiting = deferred(house, shop, count)
    with house.database.owner() as session:
        session.execute(text("set local row_security = off"))
        session.execute(text("update job set attempts = :n where id = :id"), {"n": MOST_ATTEMPTS, "id": waiting.id})
    kill_in_the_middle(house, waiting)
    run_waiting_jobs(house)
    assert as_it_stands(house, shop, waiting).state == "failed"


def test_scheduled_work_runs_by_the_clock_and_once_for_two_workers(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    due: list[int] = []
    monkeypatch.setattr(jobs, "SCHEDULES", {})
    monkeypatch.setattr(queue, "SCHEDULES", jobs.SCHEDULES)
    every_second = "* * * * * *"
    scheduled(every_second)(lambda found: due.append(int(time.time())) if found is house else None)
    workers = [Queue(house), Queue(house)]
    for worker in workers:
        worker.start()
    try:
        until(lambda: len(due) >= 3)
    finally:
        for worker in workers:
            worker.stop()
    assert max(due) - min(due) >= len(due) - 2, "one run a second, not one for each worker"


def test_two_jobs_of_one_name_are_refused() -> None:
    with pytest.raises(TypeError):
        job(count.function)


def test_a_job_of_another_merchant_is_not_found(house: House, shop: Caller) -> None:
    mine = deferred(house, shop, count)
    with enter(house, make_shop(house, "Kahawa")) as ctx, pytest.raises(NotFound):
        read_job(ctx, mine.id)


def kill_in_the_middle(house: House, waiting: Job) -> None:
    """As kill -9 leaves it: running in our table, `doing` in the queue, the worker gone."""
    with house.database.owner() as session:
        session.execute(text("update job set state = 'running' where id = :id"), {"id": waiting.id})
        session.execute(text("update procrastinate_jobs set status = 'doing', worker_id = null"))
