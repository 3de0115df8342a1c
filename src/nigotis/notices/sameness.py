"""What makes two messages the same, whatever export they come out of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

Mark = tuple[str, str, str, int]


def marks(messages: Iterable[tuple[str, datetime | None, str]]) -> Iterator[Mark]:
    """Of messages of one file, as (sender, at, text), in order: the same mark for the same message of another export.

    One export writes milliseconds and line breaks where another writes seconds and blanks, so neither counts. Equal
    messages of one file are numbered, since somebody may write the same twice within a second.
    """
    met: Counter[tuple[str, str, str]] = Counter()
    for sender, at, text in messages:
        key = (sender, at.isoformat(timespec="seconds") if at else "", " ".join(text.split()))
        met[key] += 1
        yield (*key, met[key])
