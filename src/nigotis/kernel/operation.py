"""An operation: a typed function written once and served by every surface.

    @operation("POST /clients", needs="clients:write", effect=Effect.WRITES)
    def add(ctx: Context, ask: AddClient) -> Client:
        '''Add a client to the directory.'''

The decorator states three facts: path, grant, effect. The rest is read off the function: the name from where it
stands (`clients.add`), the product text from the docstring, the form from the ask's fields.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Generic, TypeVar, get_type_hints

from pydantic import BaseModel, TypeAdapter

from nigotis.kernel import registry
from nigotis.kernel.context import Caller, Context, House

Ask = TypeVar("Ask", bound=BaseModel)
Answer = TypeVar("Answer")


class Effect(StrEnum):
    """What an operation does to the world; chat and MCP ask before WRITES and SENDS."""

    READS = "reads"
    WRITES = "writes"
    SENDS = "sends"


@dataclass(frozen=True)
class Operation(Generic[Ask, Answer]):
    """A function with its three facts. Calling it is a plain call in the caller's transaction."""

    function: Callable[[Context, Ask], Answer]
    method: str
    path: str
    needs: str
    effect: Effect

    def __call__(self, ctx: Context, ask: Ask) -> Answer:
        return self.function(ctx, ask)

    def serve(self, house: House, caller: Caller, ask: Ask, *, key: str | None = None, dry_run: bool = False) -> Answer:
        """Come in through the door: see `nigotis.kernel.door.serve`."""
        from nigotis.kernel.door import serve

        answer: Answer = serve(self, house, caller, ask, key=key, dry_run=dry_run)
        return answer

    @cached_property
    def room(self) -> str:
        """`clients` of `nigotis.clients.operations`."""
        return self.function.__module__.split(".")[1]

    @cached_property
    def name(self) -> str:
        """`clients.add`: REST operationId, MCP tool, command, audit line, translation key."""
        return f"{self.room}.{self.function.__name__}"

    @cached_property
    def text(self) -> str:
        """The first sentence of the docstring: product text, in English."""
        return inspect.cleandoc(self.function.__doc__ or "").split("\n\n")[0].replace("\n", " ")

    @cached_property
    def ask(self) -> type[Ask]:
        """The model of what is asked."""
        hints = get_type_hints(self.function)
        found: type[Ask] = hints[list(inspect.signature(self.function).parameters)[1]]
        return found

    @cached_property
    def answer(self) -> TypeAdapter[Answer]:
        """The adapter of what is answered."""
        return TypeAdapter(get_type_hints(self.function)["return"])


def operation(
    route: str, *, needs: str, effect: Effect
) -> Callable[[Callable[[Context, Any], Any]], Operation[Any, Any]]:
    """Declare an operation: `route` is "METHOD /path/{id}" below `/api`, `needs` the grant `room:verb`."""
    method, path = route.split(" ", 1)

    def declare(function: Callable[[Context, Any], Any]) -> Operation[Any, Any]:
        made: Operation[Any, Any] = Operation(function, method, path, needs, effect)
        registry.put(made.name, made)
        return made

    return declare
