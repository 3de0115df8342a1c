"""Words for yes and no, for returns, for women and men."""

from __future__ import annotations

from functools import cache
from typing import Literal

from nigotis.kernel.text import fold
from nigotis.reading.words import cell_words

_SIGNS = {"+": True, "✓": True, "✔": True, "-": False, "✗": False}


def yes_or_no(text: str) -> bool | None:
    """True or False for a word that says so in one of our languages or a neighbour's, None for any other."""
    if text.strip() in _SIGNS:
        return _SIGNS[text.strip()]
    key = _key(text)
    return True if key in _known("yes") else False if key in _known("no") else None


def is_return_word(text: str) -> bool | None:
    """Whether a cell of a kind-of-row column marks a return."""
    return True if _key(text) in _known("returned") else yes_or_no(text)


def gender(text: str, beside: frozenset[str] = frozenset()) -> Literal["F", "M", ""] | None:
    """F or M, empty for "not said", None for what we cannot tell.

    `K` is a man beside the Azerbaijani `Q`, and a woman beside the Turkish `E`; `beside`: `gender_keys` of the column.
    """
    key = _key(text)
    if key == "k":
        return _of_k(beside)
    if key in _known("female"):
        return "F"
    if key in _known("male"):
        return "M"
    return "" if key in _known("unsaid") or not key else None


def gender_keys(values: list[str]) -> frozenset[str]:
    """What `gender` needs to know of the whole column."""
    return frozenset(map(_key, values))


def _of_k(beside: frozenset[str]) -> Literal["F", "M"] | None:
    is_azerbaijani, is_turkish = "q" in beside, "e" in beside
    if is_azerbaijani == is_turkish:
        return None
    return "M" if is_azerbaijani else "F"


@cache
def _known(name: str) -> frozenset[str]:
    return frozenset(map(_key, cell_words(name)))


def _key(word: str) -> str:
    """A single letter stands for itself: folding would make Azerbaijani Q a G."""
    bare = word.strip().strip(".").casefold()
    return bare if len(bare) == 1 else fold(bare)
