"""From what somebody wrote to the names it may hold: parts, words that only say "city", the country beside it."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import numpy as np
from babel import Locale
from numpy.typing import NDArray

from nigotis.kernel.text import fold

_BETWEEN = re.compile(r"[,;/|()\[\]\n\t]+|\s[-–—]\s")
_BEFORE = "г|гор|город|пгт|пос|посёлок|поселок|село|с|city of|town of|jiji la|mji wa|mkoa wa|wilaya ya|ş|q|k|sh"
_BEHIND = (
    "city|town|cbd|şəhəri|şəhər|şəh|ş|qəsəbəsi|qəs|kəndi|kənd|rayonu|rayon|r-nu|қаласы|қ|ауылы|shahri|shahar|sh|"
    "шаҳри|шахри|город|район|р-н|г|township|district|municipality"
)
_NOISE = re.compile(rf"^(?:{_BEFORE})(?:\.\s*|\s+)|\s+(?:{_BEHIND})\.?$", re.IGNORECASE)
_LANGUAGES = ("az", "en", "ru", "sw", "tr", "kk", "uz", "pt", "de")


def parts(written: str) -> tuple[list[str], str | None]:
    """The names in a spelling, the whole first, and the country it names, if any: "г. Баку, Азербайджан" is
    (["Баку"], "AZ")."""
    pieces = [piece.strip(" .,-–'\"«»") for piece in _BETWEEN.split(written)]
    country, names = None, []
    for piece in pieces:
        code = _countries().get(fold(piece)) if len(pieces) > 1 else None
        if code:
            country = code
        elif piece:
            names.append(piece)
    whole = [" ".join(names)] if len(names) > 1 else []
    return list(dict.fromkeys([*whole, *names, *(bare(name) for name in names)])), country


def bare(name: str) -> str:
    """A name without words that only say "city"."""
    return _NOISE.sub("", _NOISE.sub("", name)).strip() or name


def keys(name: str) -> list[str]:
    """The folded forms a name is kept and looked up by: as it sounds, and as typed without diacritics."""
    return [key for key in dict.fromkeys((fold(name), fold(plain(name)))) if key]


def plain(name: str) -> str:
    """Lower case without diacritics: quick, for names that stand in the gazetteer in their own script anyway."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).replace("ı", "i")


def distances(word: str, others: list[str]) -> NDArray[np.int64]:
    """Edits (insert, delete, replace, swap of neighbours) from `word` to each of `others`: optimal string alignment,
    all of them at once."""
    if not others:
        return np.zeros(0, dtype=np.int64)
    width = max(map(len, others))
    letters = np.array([[ord(letter) for letter in other.ljust(width, "\0")] for other in others]).reshape(-1, width)
    before, row = np.zeros((0, 0), int), np.tile(np.arange(width + 1), (len(others), 1))
    for i, letter in enumerate(word):
        now = np.full_like(row, i + 1)
        for j in range(width):
            same = letters[:, j] == ord(letter)
            now[:, j + 1] = np.minimum(np.minimum(now[:, j], row[:, j + 1]) + 1, row[:, j] + ~same)
            if i and j:
                swapped = (letters[:, j - 1] == ord(letter)) & (letters[:, j] == ord(word[i - 1]))
                now[:, j + 1] = np.where(swapped, np.minimum(now[:, j + 1], before[:, j - 1] + 1), now[:, j + 1])
        before, row = row, now
    return row[np.arange(len(others)), [len(other) for other in others]]


@cache
def _countries() -> dict[str, str]:
    named = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2:
                named[fold(name)] = code
    return named
