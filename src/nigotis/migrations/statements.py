"""What revisions execute besides Alembic's own operations."""

from __future__ import annotations

from collections.abc import Iterable

from alembic import op
from procrastinate.schema import SchemaManager
from procrastinate.testing import InMemoryConnector

from nigotis.kernel.db import SYSTEM_ROLE
from nigotis.mirror.models import Xid8

__all__ = ["Xid8", "execute", "queue_schema"]


def execute(statements: Iterable[str]) -> None:
    """Run raw SQL: neither colons nor percent signs mean anything but themselves."""
    for statement in statements:
        op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})


def queue_schema() -> None:
    """The queue's own tables, from the pinned package, and what our roles may do with them.

    The application may put work into the queue and see nothing of it, so the one function it calls runs as its owner.
    """
    execute(
        [
            SchemaManager(InMemoryConnector()).get_schema(),
            "alter function procrastinate_defer_jobs_v1 security definer",
            "alter function procrastinate_defer_jobs_v1 set search_path = public, pg_temp",
            f"grant usage on all sequences in schema public to {SYSTEM_ROLE}",
        ]
    )
