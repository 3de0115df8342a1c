"""One spelling to search by, whatever alphabet, case or diacritics a name was written in."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Single letters first. The Cyrillic part covers Russian, Kazakh, Kyrgyz, Uzbek, Tajik, Ukrainian and the Azerbaijani
# Cyrillic of older papers. A letter that stands for a pair of Latin letters becomes that pair.
_LETTERS = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "j", "з": "z", "и": "i", "й": "y",
        "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
        "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "yu",
        "я": "ya", "ә": "e", "ғ": "g", "қ": "k", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "і": "i", "ї": "i",
        "є": "e", "ґ": "g", "ў": "u", "ҳ": "h", "ҷ": "j", "ҹ": "j", "ҝ": "g", "ӣ": "i", "ӯ": "u", "ј": "y",
        "ə": "e", "ı": "i", "ç": "ch", "ş": "sh", "ğ": "g", "w": "v", "q": "g",
        "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
        "ʻ": "", "ʼ": "", "'": "", "’": "", "‘": "", "`": "", "´": "",
    }
)  # fmt: skip

# Spellings of one sound, in the order they must be tried.
_SOUNDS = (
    (re.compile(r"shch"), "sh"),
    (re.compile(r"dzh|dj|zh"), "j"),
    (re.compile(r"c(?!h)"), "j"),
    (re.compile(r"kh"), "h"),
    (re.compile(r"gh"), "g"),
    (re.compile(r"x\b"), "ks"),
    (re.compile(r"x"), "h"),
    (re.compile(r"\bye"), "e"),
    (re.compile(r"y"), "i"),
    (re.compile(r"e"), "a"),
    (re.compile(r"([^\d])\1+"), r"\1"),
)
_NOT_A_WORD = re.compile(r"[\W_]+")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """The form of `text` used both for writing a search key and for searching by it.

    Case, diacritics, punctuation and alphabet vanish; spellings of one sound meet, so `Алиев`, `Əliyev` and `Aliyev`
    are equal, and so are `Cavid`, `Джавид` and `Javid`. Because Azerbaijani ə is written as e and as a elsewhere,
    those three letters are one. Words are parted by single spaces; digits stay, doubled letters become one.
    Never shown to anyone.
    """
    words = [_fold_word(word) for word in _NOT_A_WORD.split(_lower(text)) if word]
    return " ".join(words)


def squashed(text: str) -> str:
    """Letters and digits alone: what two spellings of one name have in common, `GTXPro` and `GTX Pro`."""
    return _NOT_A_WORD.sub("", _lower(text))


def _lower(text: str) -> str:
    # Plain lowering turns İ into i plus a combining dot, and I into i where Azerbaijani means ı: both end as i here.
    plain = unicodedata.normalize("NFKC", text).replace("İ", "i").casefold()
    plain = unicodedata.normalize("NFC", plain).translate(_LETTERS)
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


def _fold_word(word: str) -> str:
    if word.isdecimal():
        return word
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word
