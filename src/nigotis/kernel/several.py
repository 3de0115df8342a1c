"""Fields that hold several values, however they arrive: a JSON list, a list written as JSON text, or `1,2,3`."""

from __future__ import annotations

import json
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from nigotis.kernel.fields import Code, Id

MOST = 200


def _apart(given: Any) -> Any:
    """A text that stands in an address, as the list it means."""
    if not isinstance(given, str):
        return given
    if given.startswith("["):
        try:
            return json.loads(given)
        except ValueError:
            return given
    return [part.strip() for part in given.split(",") if part.strip()]


def _numbers(given: Any) -> Any:
    values = _apart(given)
    if not isinstance(values, list):
        return values
    return [
        int(value) if isinstance(value, str) and value.isascii() and value.isdecimal() else value for value in values
    ]


def _whole(given: Any) -> Any:
    """Names may hold commas, so a text that is no JSON list is one name."""
    return [given] if isinstance(given, str) and not given.startswith("[") else _apart(given)


Ids = Annotated[tuple[Id, ...], BeforeValidator(_numbers), Field(max_length=MOST)]
Codes = Annotated[tuple[Code, ...], BeforeValidator(_apart), Field(max_length=MOST)]
Names = Annotated[tuple[Code, ...], BeforeValidator(_whole), Field(max_length=MOST)]
