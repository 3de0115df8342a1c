"""Refusals with neutral codes; every surface has one table from code to status, sentence or exit code.

A problem carries a text *key* and values, never a finished sentence: the surface says it in the reader's language
(`nigotis.kernel.i18n.say`).
"""

from __future__ import annotations

from typing import Any


class Problem(Exception):
    """An expected refusal. `code` is stable and neutral, `key` names the sentence in `texts.toml`."""

    code = "invalid"

    def __init__(self, key: str, /, *, field: str | None = None, **values: Any) -> None:
        self.key = key
        self.field = field
        self.values = values
        super().__init__(key)

    def __str__(self) -> str:
        from nigotis.kernel.i18n import say

        return say(self.key, "en", **self.values)


class Invalid(Problem):
    """What was asked makes no sense as it stands; asking the same again will fail again."""

    code = "invalid"


class Unauthenticated(Problem):
    """Nobody we know is asking."""

    code = "unauthenticated"


class Forbidden(Problem):
    """The asker is known, and may not."""

    code = "forbidden"


class NotFound(Problem):
    """No such thing for this merchant; also the answer for a thing of another merchant."""

    code = "not_found"


class Conflict(Problem):
    """The state has moved on, or the same key came with another body."""

    code = "conflict"


class Limit(Problem):
    """Too much, too often or too large."""

    code = "limit"


class Unavailable(Problem):
    """Something we need does not answer now; asking again later may work."""

    code = "unavailable"
