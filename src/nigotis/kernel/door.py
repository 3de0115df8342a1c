"""The door: the one place where a surface's wish becomes a transaction.

In this order: the grant, the transaction, the idempotency key, the operation itself, the audit line, the commit.
A dry run does all of it and rolls back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from sqlalchemy.exc import DataError, DBAPIError

from nigotis.kernel import audit, idempotency
from nigotis.kernel.context import Caller, Context, House
from nigotis.kernel.fields import TO_BE_KEPT
from nigotis.kernel.files import File
from nigotis.kernel.problems import Conflict, Forbidden, Invalid, NotFound, Problem, Unavailable

if TYPE_CHECKING:
    from nigotis.kernel.operation import Operation


TRIES = 4
RETRIED = frozenset({"40001", "40P01"})  # serialization failure, deadlock


class _DryRun(Exception):
    """Carries the answer out of a transaction that must not commit."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer


@contextmanager
def enter(house: House, caller: Caller) -> Iterator[Context]:
    """A transaction for `caller`: commits at the end, rolls back on an exception."""
    person_id = caller.actor.id if caller.actor.kind == "person" else None
    with house.database.tenant(caller.merchant.id, person_id) as session:
        yield Context(session, house, caller, house.clock())


def serve(
    op: Operation[Any, Any], house: House, caller: Caller, ask: BaseModel, *, key: str | None, dry_run: bool
) -> Any:
    """Run `op` for `caller`.

    `key` makes a write repeatable: the same key with the same body answers what the first call answered; with another
    body it is refused (Conflict). Raises the operation's own problems, and Forbidden when the grant is missing.
    """
    if not caller.actor.may(op.needs):
        raise Forbidden("kernel.forbidden", grant=op.needs)
    if key is not None and not 0 < len(key) <= idempotency.LONGEST_KEY:
        raise Invalid("kernel.bad_idempotency_key")
    if op.effect == "reads":  # nothing to repeat and nothing to take back, least of all the line of an export
        key, dry_run = None, False
    for tries_left in reversed(range(TRIES)):
        try:
            return _attempt(op, house, caller, ask, key, dry_run)
        except DBAPIError as error:
            problem = _problem_of(error)
            if not (isinstance(problem, Unavailable) and tries_left):
                raise problem from error
    raise AssertionError("the last try answers or raises")


def _attempt(
    op: Operation[Any, Any], house: House, caller: Caller, ask: BaseModel, key: str | None, dry_run: bool
) -> Any:
    try:
        with enter(house, caller) as ctx:
            answer = _run(op, ctx, ask, key, dry_run)
            if dry_run:
                raise _DryRun(answer)
            return answer
    except _DryRun as dry:
        return dry.answer


def _problem_of(error: DBAPIError) -> Problem:
    """What the database refuses, as a refusal of ours. A reference to a foreign row reads like one to no row."""
    state = str(getattr(error.orig, "sqlstate", None) or "")
    if state in RETRIED:
        return Unavailable("kernel.busy")
    if state == "23503":
        return NotFound("kernel.not_found")
    if state == "23505":
        return Conflict("kernel.already_there")
    if isinstance(error, DataError):
        return Invalid("kernel.out_of_range")
    raise error


def _run(op: Operation[Any, Any], ctx: Context, ask: BaseModel, key: str | None, dry_run: bool) -> Any:
    if key is not None:
        earlier = idempotency.claim(ctx, key, op.name, ask)
        if earlier is not None:
            return op.answer.validate_python(earlier)
    with audit.watching(ctx.db) as changes:
        answer = op.function(ctx, ask)
        ctx.db.flush()
    if op.effect != "reads" or isinstance(answer, File):
        audit.write(ctx, op.name, ask.model_dump(mode="json", exclude_defaults=True), changes)
    if key is not None and not dry_run:
        idempotency.remember(ctx, key, op.answer.dump_python(answer, mode="json", context=TO_BE_KEPT))
    return answer
