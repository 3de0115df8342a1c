"""Which encoding a text file is in, judged by how plausible its letters are in the languages merchants write."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from nigotis.reading.types import Unreadable

# Frequencies in running Russian, per mille. The four letters of other Cyrillic languages that the old encodings have
# are rare but possible.
_RUSSIAN = dict(
    zip(
        "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
        map(int, "110 85 80 74 67 63 55 47 45 44 35 32 30 28 26 20 19 17 17 16 16 14 12 10 9 7 6 5 4 3 3 1 1".split()),
        strict=True,
    )
)  # fmt: skip
_OTHER_CYRILLIC = set("іїєґўәғқңөұүһ")
_LATIN = set("əğışçöüâîûäéèêëáàãåíìïóòôõøúùñßæœøžšîăţș")
_TURKIC = set("ğışİçöüÇÖÜŞĞâ")
# Signs that stand in shop files outside letters.
_SIGNS = set("№«»–—“”„‘’…€£§°©®·•×½¼²³±µ¥¢™¿¡º\u00a0\u2009\u202f")
# Those that may follow a letter directly; a currency sign or ½ there was a letter once.
_AFTER_LETTERS = set("’‘–—»”“…°®™©\u00a0\u2009\u202f")
_SINGLE_BYTE = ("cp1251", "koi8-r", "cp866", "mac-cyrillic", "iso8859-5", "cp1254", "cp1252", "iso8859-9")
_SAMPLE = 1 << 16
# Total score by which one encoding must lead: about one impossible letter.
_DECISIVE = 1.0
_NOT_ASCII_LINE = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
_MULTI_BYTE = re.compile(rb"[\xc2-\xd9][\x80-\xbf]|\xe2[\x80-\x84][\x80-\xbf]")
_WORD = re.compile(r"[^\W\d_]+")
_SIGN = re.compile(r"[^\x00-\x7f\w]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True)
class Encoding:
    """`name` for `codecs`, bytes of byte-order mark to skip, and another encoding that is nearly as likely."""

    name: str
    bom: int = 0
    rival: str | None = None


def detect(data: bytes, familiar: Callable[[str], int]) -> Encoding:
    """The encoding of `data`. `familiar` counts known header words in a decoded sample: the strongest evidence.

    Raises Unreadable for binary data, and for bytes that fit no encoding we can tell.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return Encoding(name, len(bom))
    if b"\0" in data[:_SAMPLE]:
        return _without_mark(data)
    try:
        data.decode("utf-8")
        return Encoding("utf-8")
    except UnicodeDecodeError as error:
        if _is_broken_utf8(data):
            raise _undecodable(data, error, "UTF-8") from error
    return _single_byte(data, familiar)


def decode(data: bytes, encoding: Encoding) -> str:
    """The text, or Unreadable naming the row and the byte. Nothing is ever replaced."""
    try:
        text = data[encoding.bom :].decode(encoding.name)
    except UnicodeDecodeError as error:
        if encoding.name.startswith("utf-16"):
            raise Unreadable("reading.cut_off", row=data[:].count(b"\n")) from error
        raise _undecodable(data[encoding.bom :], error, encoding.name.upper()) from error
    if "\0" in text:
        raise Unreadable("reading.nul_byte", row=_row_of(text, text.index("\0")))
    return text


def _row_of(text: str, position: int) -> int:
    before = text[:position]
    return before.count("\n") + 1 if "\n" in text else before.count("\r") + 1


def _undecodable(data: bytes, error: UnicodeDecodeError, label: str) -> Unreadable:
    before = data[: error.start]
    row = max(before.count(b"\n"), before.count(b"\r")) + 1
    return Unreadable(
        "reading.bad_byte", row=row, byte=f"0x{data[error.start]:02X}", position=error.start + 1, encoding=label
    )


def _is_broken_utf8(data: bytes) -> bool:
    """Valid multi-byte characters that read well, with some damage between: UTF-8, rather than an old encoding."""
    sample = _interesting(data)
    valid = sum(map(len, _MULTI_BYTE.findall(sample)))
    high = sum(b > 127 for b in sample)
    if valid < 0.5 * high:
        return False
    return plausibility(sample.decode("utf-8", "ignore")) > -0.2


def _without_mark(data: bytes) -> Encoding:
    sample = data[: _SAMPLE & ~1]
    if len(sample) % 2:
        sample = sample[:-1]
    for name, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        # In text of our scripts the upper byte of a unit is 0 (Latin), 1, 2 (az) or 4 (Cyrillic), rarely 0x20.
        plausible = sum(high.count(bytes([b])) for b in (0, 1, 2, 4, 0x20, 0x21))
        if high and plausible / len(high) > 0.95 and sample.count(b"\n") + sample.count(b"\r") > 0:
            return Encoding(name)
    position = data.index(b"\0")
    row = data.count(b"\n", 0, position) + 1
    control = sum(data[:4096].count(bytes([b])) for b in (*range(1, 9), *range(14, 32)))
    raise Unreadable("reading.binary" if control > 20 else "reading.nul_byte", row=0 if control > 20 else row)


def _single_byte(data: bytes, familiar: Callable[[str], int]) -> Encoding:
    sample = _interesting(data)
    scored: list[tuple[float, str, str]] = []
    for name in _SINGLE_BYTE:
        try:
            text = sample.decode(name)
            data.decode(name)
        except UnicodeDecodeError:
            continue
        scored.append((plausibility(text) + 0.25 * min(familiar(text), 6), name, text))
    scored.sort(key=lambda s: -s[0])
    if not scored or scored[0][0] < -1:
        position = next(i for i, b in enumerate(data) if b > 127)
        row = data.count(b"\n", 0, position) + 1
        raise Unreadable("reading.unknown_encoding", row=row, byte=f"0x{data[position]:02X}", position=position + 1)
    best, name, text = scored[0]
    weight = sum(b > 127 for b in sample)
    rival = next((n for s, n, t in scored[1:] if t != text and (best - s) * weight < _DECISIVE), None)
    return Encoding(name, rival=rival)


def difference(data: bytes, first: str, second: str) -> tuple[str, str]:
    """The first word that two encodings read differently, in both readings."""
    a, b = (re.split(r"[,;|\t\r\n]+", _interesting(data).decode(name)) for name in (first, second))
    return next(((x, y) for x, y in zip(a, b, strict=False) if x != y), ("", ""))


def _interesting(data: bytes) -> bytes:
    """The header and lines with bytes above ASCII, taken evenly over the file."""
    lines = _NOT_ASCII_LINE.findall(data)
    step = max(1, sum(map(len, lines)) // _SAMPLE)
    return b"\n".join([*data[:4096].splitlines()[:3], *lines[::step]])[: 2 * _SAMPLE]


def plausibility(text: str) -> float:
    """Mean score per character above ASCII; about 0 or more for real text, far below for a wrong decoding."""
    total, count = 0.0, 0
    for found in _WORD.finditer(text):
        word = found.group()
        high = sum(c > "\x7f" for c in word)
        if high:
            beside = text[max(0, found.start() - 1) : found.start()] + text[found.end() : found.end() + 1]
            # Digits run into letters where a no-break space or a sign was taken for a letter.
            total += _word_score(word, high) - (2.0 * high if any(c.isdecimal() for c in beside) else 0.0)
            count += high
    for found in _SIGN.finditer(text):
        total += _sign_score(found.group(), text[max(0, found.start() - 1) : found.end() + 1])
        count += 1
    return total / count if count else 0.0


def _sign_score(sign: str, around: str) -> float:
    """A sign in the middle of a word is a letter gone wrong."""
    if sign not in _SIGNS:
        return -3.0
    if sign in _AFTER_LETTERS or not around[0].isalpha():
        return 0.0
    return -1.0


def _word_score(word: str, high: int) -> float:
    cyrillic = sum("\u0400" <= c <= "\u04ff" for c in word)
    score = sum(_letter_score(c) for c in word if c > "\x7f")
    if cyrillic and cyrillic < len(word):
        score -= 2.0 * high
    # A capital after a small letter, or a lone small letter amid capitals, is the mark of a shifted alphabet.
    breaks = sum(a.islower() and b.isupper() for a, b in pairwise(word))
    breaks += len(word) > 2 and word[:2].isupper() and not word.isupper()
    return score - 2.5 * breaks


def _letter_score(c: str) -> float:
    low = c.lower()
    if low in _RUSSIAN:
        return _scale(_RUSSIAN[low])
    if low in _OTHER_CYRILLIC:
        return -0.8
    if c in _TURKIC or low in _TURKIC:
        return 0.45
    return 0.2 if low[0] in _LATIN else -2.5


def _scale(per_mille: int) -> float:
    """0.8 for о, about 0 for the middle of the alphabet, -1.2 for ъ."""
    import math

    return math.log(per_mille / 18) / 2.3
