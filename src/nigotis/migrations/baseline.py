"""Writes the first revision from the code: `python -m nigotis.migrations.baseline`.

Until the first release the schema has one revision, written again whenever tables change. After it, this file goes and
every change is a revision of its own.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from alembic.autogenerate import render_python_code
from alembic.operations import ops

from nigotis.feeds import FEEDS
from nigotis.kernel.tenancy import create_roles, fence_ddl, fence_of
from nigotis.migrations.schema import models
from nigotis.mirror.capture import triggers

FILE = Path(__file__).parent / "versions" / "0001_baseline.py"

TEMPLATE = '''"""The first schema. Written by `python -m nigotis.migrations.baseline`."""
# ruff: noqa: E501, PLR0915

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from nigotis.migrations.statements import Xid8, execute, queue_schema

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROLES = [
{roles}
]

FENCES = [
{fences}
]

TRIGGERS = [
{triggers}
]


def upgrade() -> None:
    execute(ROLES)
    _tables()
    execute(FENCES)
    execute(TRIGGERS)
    queue_schema()


def _tables() -> None:
{tables}
'''


def baseline() -> str:
    """The text of the first revision, as the code has it now."""
    fences = [line for name, model in models().items() for line in fence_ddl(name, fence_of(model))]
    captured = [statement for feed in FEEDS for statement in triggers(feed)]
    text = TEMPLATE.format(
        roles=_lines(create_roles()), fences=_lines(fences), triggers=_lines(captured), tables=_tables()
    )
    return _formatted(text)


def _tables() -> str:
    made: list[ops.MigrateOperation] = []
    for model in models().values():
        table = model.__table__
        made.append(ops.CreateTableOp.from_table(table))
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        made.extend(ops.CreateIndexOp.from_index(index) for index in indexes)
    text = (
        render_python_code(ops.UpgradeOps(made)).replace(", astext_type=Text()", "").replace("astext_type=Text()", "")
    )
    text = text.replace("nigotis.mirror.models.Xid8", "Xid8")
    return "\n".join(line for line in text.splitlines() if not line.strip().startswith("# ###"))


def _lines(statements: list[str]) -> str:
    return "\n".join(f"    {statement!r}," for statement in statements)


def _formatted(text: str) -> str:
    command = [sys.executable, "-m", "ruff", "format", "--line-length", "120", "--stdin-filename", FILE.name, "-"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    return done.stdout


if __name__ == "__main__":
    FILE.write_text(baseline(), "utf-8")
