"""Finding rows by what people type: any alphabet and case, with or without diacritics, the beginning of any word."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from sqlalchemy import ColumnElement, and_

from nigotis.kernel.text import fold

FEWEST_DIGITS = 3
_BARE = str.maketrans("ışİ", "isI")


def search_key(*names: str | None) -> str:
    """What `starts_a_word` looks into: the folded words, each behind a blank.

    Each word stands there as it sounds (`Şahin` like `Шахин`), and as it is typed on a keyboard without ş and ç.
    """
    written = " ".join(name for name in names if name)
    words = dict.fromkeys([*fold(written).split(), *fold(_bare(written)).split()])
    return "".join(f" {word}" for word in words)


def starts_a_word(key: ColumnElement[Any] | Any, typed: str) -> ColumnElement[bool] | None:
    """Every typed word begins some word of `key`; None when nothing was typed that a name could hold."""
    words = fold(typed).split()
    # Folded words hold letters and digits only, so no sign in them is special to LIKE.
    return and_(*(key.like(f"% {word}%") for word in words)) if words else None


def digits_of(typed: str) -> str | None:
    """The digits, when what was typed looks like a number or a phone and has enough of them to search by."""
    digits = re.sub(r"\D", "", typed)
    looks_like_one = re.fullmatch(r"[\d\s()+./-]+", typed) is not None
    return digits if looks_like_one and len(digits) >= FEWEST_DIGITS else None


def _bare(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.translate(_BARE))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
