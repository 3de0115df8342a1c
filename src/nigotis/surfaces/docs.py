"""The pages that follow from the code: `python -m nigotis.surfaces.docs FOLDER` writes operations.md and metrics.md.

A house test compares them with the code, so they are never stale.
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path
from typing import Any

from nigotis import rooms
from nigotis.kernel.operation import Operation
from nigotis.kernel.registry import OPERATIONS
from nigotis.metrics.catalogue import Metric, metrics
from nigotis.staff.roles import ROLES, grants_of

HEAD = "<!-- Written by `make docs` from the code. Do not edit. -->\n"
MARK = {True: "●", False: ""}


def pages() -> dict[str, str]:
    """File name -> text of every generated page."""
    return {"operations.md": operations_page(), "metrics.md": metrics_page()}


def operations_page() -> str:
    """Every operation by room, and which role may do it."""
    assert rooms.ROOMS
    ordered = sorted(OPERATIONS.values(), key=lambda op: op.name)
    parts = [
        HEAD,
        "# Operations\n",
        "Everything Nigotis can do. Each is served as REST (below `/api`), as an MCP tool (`room_verb`) and on the",
        "command line (`nigotis room verb`). Reads change nothing; writes can be repeated with an `Idempotency-Key`",
        "and tried with `?dry_run=true`; sends reach a person outside.\n",
    ]
    for room, found in groupby(ordered, key=lambda op: op.room):
        parts += [f"## {room}\n", *_operation_table(list(found))]
    return "\n".join(parts) + "\n"


def metrics_page() -> str:
    """Every metric with its definition, grain and units."""
    parts = [
        HEAD,
        "# Metrics\n",
        "Everything Nigotis knows. Each is served at `/api/analytics/<name>`, as an MCP tool and on the command line,",
        "for any period and narrowed by branch, segment, product, category, client, seller and source.\n",
    ]
    for metric in metrics().values():
        parts += [f"## {metric.slug}\n", metric.details + "\n", *_columns(metric), *_parameters(metric)]
    return "\n".join(parts) + "\n"


def _operation_table(found: list[Operation[Any, Any]]) -> list[str]:
    head = f"| operation | route | does | effect | grant | {' | '.join(ROLES)} |"
    rule = "| --- " * (5 + len(ROLES)) + "|"
    return [head, rule, *(_operation_row(op) for op in found), ""]


def _operation_row(op: Operation[Any, Any]) -> str:
    marks = " | ".join(MARK[op.needs in grants_of(role)] for role in ROLES)
    return f"| `{op.name}` | `{op.method} {op.path}` | {op.text} | {op.effect} | `{op.needs}` | {marks} |"


def _columns(metric: Metric) -> list[str]:
    grain = ", ".join(f"`{name}`" for name in metric.grain) or "the whole business"
    columns = ", ".join(f"`{column.name}` ({column.unit})" for column in metric.columns)
    return [f"- one row per: {grain}", f"- columns: {columns}", f"- from: {', '.join(metric.sources)}"]


def _parameters(metric: Metric) -> list[str]:
    fields = metric.parameters.model_fields
    named = [f"`{name}` = {field.default}" for name, field in fields.items()]
    return [f"- parameters: {', '.join(named)}\n"] if named else [""]


if __name__ == "__main__":
    for name, text in pages().items():
        (Path(sys.argv[1]) / name).write_text(text, "utf-8")
