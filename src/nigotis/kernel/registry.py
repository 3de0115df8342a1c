"""All operations of the house, by name. Only the door, the surfaces and `app.py` may look in here."""

from __future__ import annotations

from typing import Any

OPERATIONS: dict[str, Any] = {}


def put(name: str, operation: Any) -> None:
    """Enter an operation; a name stands once."""
    if name in OPERATIONS:
        raise ValueError(f"two operations are called {name}")
    OPERATIONS[name] = operation
