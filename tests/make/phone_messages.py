"""Messages of phones as tests need them; every name, number and reference is invented."""

from __future__ import annotations

from datetime import datetime

from nigotis.notices.types import Message, Understood
from nigotis.notices.understanding import understand


def notice(text: str, sender: str = "", at: datetime | None = None) -> Understood:
    """What one message is understood to say."""
    return understand([Message(1, sender, text, at)])[0]


def told(*messages: tuple[str, str, str]) -> list[Message]:
    """Messages of (sender, ISO time, text), in order."""
    return [
        Message(row, sender, text, datetime.fromisoformat(at) if at else None)
        for row, (sender, at, text) in enumerate(messages, 1)
    ]
