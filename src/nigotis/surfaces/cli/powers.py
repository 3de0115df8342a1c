"""What the composition root lends to the command line, which stands below it and may not import it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nigotis.kernel.config import Config
    from nigotis.kernel.context import House
    from nigotis.kernel.db import Database


@dataclass(frozen=True)
class Powers:
    """Opening the database or the whole house, and what the history of the schema can do."""

    open_database: Callable[[Config], AbstractContextManager[Database]]
    open_house: Callable[[Config], AbstractContextManager[House]]
    migrate: Callable[[Database], None]
    schema_faults: Callable[[Database], list[str]]
