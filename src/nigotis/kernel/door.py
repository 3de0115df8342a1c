"""The door: the one place where a surface's wish becomes a transaction.

In this order: the grant, the transaction, the idempotency key, the operation itself, the audit line, the commit.
A dry run does all of it and rolls back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from nigotis.kernel import audit, idempotency
from nigotis.kernel.context import Caller, Context, House
from nigotis.kernel.files import File
from nigotis.kernel.problems import Forbidden, Invalid

if TYPE_CHECKING:
    from nigotis.kernel.operation import Operation


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
    try:
        with enter(house, caller) as ctx:
            answer = _run(op, ctx, ask, None if op.effect == "reads" else key, dry_run)
            if dry_run:
                raise _DryRun(answer)
            return answer
    except _DryRun as dry:
        return dry.answer


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
        idempotency.remember(ctx, key, op.answer.dump_python(answer, mode="json"))
    return answer
