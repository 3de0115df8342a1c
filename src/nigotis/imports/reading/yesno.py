"""Words for yes and no, for returns, for women and men."""

from __future__ import annotations

from typing import Literal

from nigotis.kernel.text import fold


def _key(word: str) -> str:
    """A single letter stands for itself: folding would make Azerbaijani Q a G."""
    bare = word.strip().strip(".").casefold()
    return bare if len(bare) == 1 else fold(bare)


_YES = {
    _key(w)
    for w in (
        "yes",
        "y",
        "true",
        "t",
        "1",
        "да",
        "д",
        "истина",
        "bəli",
        "hə",
        "doğru",
        "ndiyo",
        "ndio",
        "kweli",
        "evet",
        "+",
        "x",
        "✓",
        "активен",
        "active",
        "aktiv",
        "hai",
    )
} - {""}
_NO = {
    _key(w)
    for w in (
        "no",
        "n",
        "false",
        "f",
        "0",
        "нет",
        "н",
        "ложь",
        "xeyr",
        "yox",
        "yanlış",
        "hapana",
        "la",
        "si kweli",
        "hayır",
        "inactive",
        "неактивен",
        "passiv",
        "deaktiv",
    )
} - {""}
_SIGNS = {"+": True, "✓": True, "✔": True, "-": False, "✗": False}
_RETURNS = {
    _key(w)
    for w in (
        "return",
        "returned",
        "refund",
        "refunded",
        "возврат",
        "возврат товара",
        "возврат от покупателя",
        "возврат покупателя",
        "сторно",
        "qaytarma",
        "geri qaytarma",
        "qaytarış",
        "iade",
        "marejesho",
        "rejesho",
        "imerudishwa",
        "storno",
        "credit note",
        "void",
        "cancelled",
        "canceled",
        "cancellation",
        "ləğv",
        "отмена",
    )
}
_FEMALE = {
    _key(w)
    for w in (
        "f",
        "female",
        "woman",
        "w",
        "girl",
        "ms",
        "mrs",
        "miss",
        "lady",
        "ж",
        "жен",
        "женский",
        "женщина",
        "жінка",
        "qadın",
        "qız",
        "q",
        "xanım",
        "kadın",
        "mke",
        "mwanamke",
        "ke",
        "kike",
        "wa kike",
        "bi",
        "ayol",
        "әйел",
    )
}
_MALE = {
    _key(w)
    for w in (
        "m",
        "male",
        "man",
        "boy",
        "mr",
        "м",
        "муж",
        "мужской",
        "мужчина",
        "kişi",
        "oğlan",
        "bəy",
        "erkek",
        "e",
        "mume",
        "mwanaume",
        "mwanamume",
        "me",
        "kiume",
        "wa kiume",
        "bw",
        "erkak",
        "ер",
    )
}
_UNSAID = {
    _key(w)
    for w in (
        "u",
        "unknown",
        "other",
        "o",
        "n a",
        "na",
        "none",
        "не указан",
        "не указано",
        "неизвестно",
        "нет",
        "другое",
        "digər",
        "naməlum",
        "bilinmir",
        "haijulikani",
        "nyingine",
        "qeyd olunmayıb",
        "unspecified",
        "0",
        "belirsiz",
        "x",
    )
}


def yes_or_no(text: str) -> bool | None:
    """True or False for a word that says so in one of the four languages (or Turkish), None for any other."""
    if text.strip() in _SIGNS:
        return _SIGNS[text.strip()]
    folded = _key(text)
    return True if folded in _YES else False if folded in _NO else None


def is_return_word(text: str) -> bool | None:
    """Whether a cell of a kind-of-row column marks a return."""
    return True if _key(text) in _RETURNS else yes_or_no(text)


def gender(text: str, beside: frozenset[str] = frozenset()) -> Literal["F", "M", ""] | None:
    """F or M, empty for "not said", None for what we cannot tell.

    `K` is a man beside the Azerbaijani `Q`, and a woman beside the Turkish `E`; `beside` holds the column's folded values.
    """
    folded = _key(text)
    if folded == "k":
        return "M" if "q" in beside and "e" not in beside else "F" if "e" in beside else None
    if folded in _FEMALE:
        return "F"
    if folded in _MALE:
        return "M"
    return "" if folded in _UNSAID or not folded else None


def folded_values(values: list[str]) -> frozenset[str]:
    """What `gender` needs to know of the whole column."""
    return frozenset(_key(v) for v in values)
