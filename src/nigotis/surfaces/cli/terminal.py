"""The terminal we speak to."""

from __future__ import annotations

import os
from contextvars import ContextVar

from nigotis.kernel.i18n import LANGUAGES, Language

_asked: ContextVar[Language | None] = ContextVar("asked", default=None)


def speak(language: Language | None) -> None:
    """Speak this language from now on; None: the terminal's."""
    _asked.set(language)


def spoken_language() -> Language:
    """The language asked for, else the one of the terminal's locale, English where we do not speak it."""
    if asked := _asked.get():
        return asked
    wanted = (os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "")[:2]
    return next((language for language in LANGUAGES if language == wanted), "en")
