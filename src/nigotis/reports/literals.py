"""Text in files of SQL for other databases."""

from __future__ import annotations

LONGEST_TEXT = 255


def quoted(text: str) -> str:
    """An ANSI string literal on one line, as long as its column allows.

    A backslash becomes a slash: most databases read it as itself, but MySQL would take the next quote for a sign.
    """
    plain = " ".join(text.replace("\0", "").replace("\\", "/").splitlines())[:LONGEST_TEXT]
    return "'" + plain.replace("'", "''") + "'"
