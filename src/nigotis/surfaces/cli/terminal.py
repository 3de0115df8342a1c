"""The terminal we speak to."""

from __future__ import annotations

import os

from nigotis.kernel.i18n import LANGUAGES, Language


def terminal_language() -> Language:
    """The language that the terminal's locale asks for, English where we do not speak it."""
    wanted = (os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "")[:2]
    return next((language for language in LANGUAGES if language == wanted), "en")
