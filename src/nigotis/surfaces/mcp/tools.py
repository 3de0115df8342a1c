"""What the server offers: a tool per operation, and one per metric, which is `reports.read` with the name filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import mcp_types as types
from pydantic import TypeAdapter

from nigotis import rooms
from nigotis.kernel.context import Caller
from nigotis.kernel.i18n import say, translate_fields, translation
from nigotis.kernel.operation import Operation
from nigotis.kernel.registry import OPERATIONS
from nigotis.metrics import words
from nigotis.metrics.catalogue import metrics

CONFIRM = "confirm"
ANY_METRIC = "reports.read"


@dataclass(frozen=True)
class Tool:
    """A tool: the operation that serves it, and what is already filled in."""

    name: str
    op: Operation[Any, Any]
    filled: dict[str, Any]
    text: str
    leaves_out: frozenset[str]


def tools_of(caller: Caller) -> dict[str, Tool]:
    """The tools that the caller's grants open, by name, in her language."""
    assert rooms.ROOMS, "importing the rooms fills the registry"
    offered = [tool for op in OPERATIONS.values() if caller.actor.may(op.needs) for tool in _tools(op, caller)]
    return {tool.name: tool for tool in offered}


def described(tool: Tool, caller: Caller) -> types.Tool:
    """The tool as the protocol shows it."""
    reads = tool.op.effect == "reads"
    hints = types.ToolAnnotations(
        read_only_hint=reads,
        destructive_hint=tool.op.method == "DELETE" or tool.op.effect == "sends",
        idempotent_hint=reads,
    )
    return types.Tool(name=tool.name, description=tool.text, input_schema=_schema(tool, caller), annotations=hints)


def _tools(op: Operation[Any, Any], caller: Caller) -> list[Tool]:
    if op.name != ANY_METRIC:
        text = translation(op.name, caller.language, op.text)
        return [Tool(op.name.replace(".", "_"), op, {}, text, frozenset())]
    parameters = {name for metric in metrics().values() for name in metric.parameters.model_fields}
    return [
        Tool(
            f"analytics_{metric.name}",
            op,
            {"name": metric.slug},
            words.definition(metric, caller.language),
            frozenset({"name"} | parameters - set(metric.parameters.model_fields) - {"limit"}),
        )
        for metric in metrics().values()
    ]


def _schema(tool: Tool, caller: Caller) -> dict[str, Any]:
    schema = TypeAdapter(tool.op.ask).json_schema()
    for part in schema.get("$defs", {}).values():
        translate_fields(part, part.get("title", ""), caller.language)
    translate_fields(schema, tool.op.name, caller.language)
    parts = {name: part for name, part in schema.get("properties", {}).items() if name not in tool.leaves_out}
    if tool.op.effect != "reads":
        parts[CONFIRM] = {"type": "string", "description": say("mcp.please_confirm", caller.language)}
    required = [name for name in schema.get("required", []) if name in parts]
    return schema | {"type": "object", "properties": parts, "required": required}
