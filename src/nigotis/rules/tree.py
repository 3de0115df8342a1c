"""The rule as data: groups and conditions, frozen, so that equal rules hash alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from nigotis.kernel.fields import writable

MOST_DAYS = 3660
MOST_IN_GROUP = 100
LONGEST_VALUE = 200
Match = Literal["all", "any", "none"]


def _plain(value: Any) -> Any:
    """Numbers may come as JSON numbers; a rule keeps what was written."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return value
    return writable(str(value))


Value = Annotated[str, BeforeValidator(_plain), Field(max_length=LONGEST_VALUE)]


class Condition(BaseModel):
    """One question about a client: field, operator, the values it is compared with, and over how many last days."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: str = Field(max_length=80, description="Which field? See the list of fields.")
    op: str = Field(max_length=20, description="How is it compared? See the operators of the field.")
    values: tuple[Value, ...] = Field((), max_length=500, description="With which values?")
    within: int | None = Field(None, ge=1, le=MOST_DAYS, description="Over how many last days, if not over all time?")


class Group(BaseModel):
    """Conditions and groups of which all, any or none must hold."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    match: Match = Field(description="Must all, any or none of these hold?")
    rules: tuple[Condition | Group, ...] = Field(
        (), max_length=MOST_IN_GROUP, description="Which conditions and groups?"
    )


Node = Condition | Group


def conditions(node: Node) -> Iterator[Condition]:
    """All conditions, from left to right."""
    if isinstance(node, Condition):
        yield node
        return
    for inner in node.rules:
        yield from conditions(inner)


def depth(node: Node) -> int:
    """How many groups stand one in another."""
    return 0 if isinstance(node, Condition) else 1 + max(map(depth, node.rules), default=0)


def mapped(node: Node, change: Callable[[Condition], Node]) -> Node:
    """The same tree with every condition changed."""
    if isinstance(node, Condition):
        return change(node)
    return Group(match=node.match, rules=tuple(mapped(inner, change) for inner in node.rules))
