"""Phone numbers in every spelling people use, as E.164; what is unclear is refused, never guessed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import phonenumbers
from phonenumbers import PhoneNumberType

from nigotis.kernel.problems import Invalid

PhoneKind = Literal["mobile", "landline", "other", "test"]

_KINDS: dict[int, PhoneKind] = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "landline",
}
_EXTENSION = re.compile(
    r"(?:[;,]?\s*(?:ext(?:ension)?|доб(?:авочный)?|вн|daxili|dax|int|x|#)\.?\s*[:=]?\s*\d{1,6})\s*\)?$", re.IGNORECASE
)
_LABEL = re.compile(r"^[^\W\d_][^\d+(]*?[\s:.]\s*(?=[\d+(])")
_REMARK = re.compile(r"\s*\([^\d()]*\)\s*$|[\s,]+(?:[^\W\d_]{2,}\.?[\s.]*)+$")
_SEVERAL = re.compile(r"\s*(?:[,;/|\n\r]+|\s(?:və|ve|and|or|и|или|na|au|və ya)\s)\s*")
_EXPONENT = re.compile(r"^\+?(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})$")
_POINT_ZERO = re.compile(r"^(\+?\d{7,15})[.,]0+$")
# A letter O beside digits or phone signs only; within a word it stays a letter.
_ZERO_LETTERS = re.compile(
    r"(?<=[\d+\s().-])[OoОо](?=[\d\s().-]|[OoОо])|(?<![^\W_])[OoОо](?=\d)"
    r"|(?<=\d)[OoОо](?=$|[^\w])|(?<=[\dOoОо])[OoОо](?=\d)"
)
_ALLOWED = re.compile(r"^[+\d\s().\-\u2010-\u2015\u2212/*#]+$")
# Fewer digits are a short code (112, 8108) or a scrap.
_MIN_DIGITS = 7


class UnclearPhone(Invalid):
    """The text is no phone number, or could be more than one; `reason` tells why."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(f"kernel.phone_{reason}", field="phone", value=text)
        self.reason = reason


@dataclass(frozen=True)
class Phone:
    """A valid number. `others`: further valid numbers of the same cell, in E.164."""

    e164: str
    kind: PhoneKind
    others: tuple[str, ...] = ()

    @property
    def reachable_by_sms(self) -> bool:
        return self.kind == "mobile"


def read_phone(text: str, region: str) -> Phone:
    """The number written in `text`; national spellings are read as of `region` (ISO 3166).

    Of several numbers the first mobile one is taken, else the first. Extensions are dropped. Raises UnclearPhone.
    """
    plain = _plain(text)
    if not plain:
        raise UnclearPhone("empty", text)
    try:
        return _one(plain, region, text)
    except UnclearPhone as unclear:
        parts = [p for p in _SEVERAL.split(plain) if p]
        if len(parts) < 2:
            raise
        found = [phone for part in parts if (phone := _try(part, region, text)) is not None]
        if not found:
            raise unclear from None
    best = next((p for p in found if p.reachable_by_sms), found[0])
    return Phone(best.e164, best.kind, tuple(p.e164 for p in found if p.e164 != best.e164))


def _try(part: str, region: str, text: str) -> Phone | None:
    try:
        return _one(part, region, text)
    except UnclearPhone:
        return None


def _plain(text: str) -> str:
    """Plain ASCII digits and signs: no invisible marks, no Excel apostrophe, no link, no letter for zero."""
    visible = "".join(" " if c.isspace() and c not in "\n\r" else c for c in text if unicodedata.category(c) != "Cf")
    digits = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in visible)
    digits = digits.replace("\uff0b", "+").strip().lstrip("'\u2019`=\"").rstrip("'\"").strip()
    if digits.lower().startswith(("tel:", "sms:", "callto:", "whatsapp:")):
        digits = digits.partition(":")[2].split(";")[0].lstrip("/")
    return _ZERO_LETTERS.sub("0", digits)


def _one(plain: str, region: str, text: str) -> Phone:
    number = _expand(plain, text)
    number = _EXTENSION.sub("", number).strip()
    number = _REMARK.sub("", _LABEL.sub("", number)).strip()
    if not _ALLOWED.match(number):
        raise UnclearPhone("not_a_number", text)
    digits = re.sub(r"\D", "", number)
    if len(digits) < _MIN_DIGITS:
        raise UnclearPhone("too_short", text)
    if len(set(digits)) == 1:
        raise UnclearPhone("test_number", text)
    return _classified(_parse(number, digits, region, text))


def _expand(plain: str, text: str) -> str:
    """Undo what a spreadsheet did; digits it threw away cannot be brought back."""
    plain = _POINT_ZERO.sub(r"\1", plain)
    found = _EXPONENT.match(plain)
    if not found:
        return plain
    whole, fraction, power = found[1], found[2] or "", int(found[3])
    if len(fraction) < power:
        raise UnclearPhone("digits_lost", text)
    return str(int(Decimal(f"{whole}.{fraction or 0}").scaleb(power)))


def _parse(number: str, digits: str, region: str, text: str) -> phonenumbers.PhoneNumber:
    """The one valid reading: as written, as national, or as international with the plus forgotten."""
    international = number.lstrip("( ").startswith("+") or digits.startswith("00")
    if international:
        readings = ["+" + (digits[2:] if digits.startswith("00") and "+" not in number else digits)]
        # "+994 (0) 50 ..." keeps a trunk zero that must go.
        readings.append(re.sub(r"\(\s*0\s*\)", "", number))
    else:
        readings = [digits, "+" + digits] if len(digits) >= 10 else [digits]
        if digits.startswith("80"):
            readings.append(digits[1:])  # "8 (050) ...": the long-distance 8 of Soviet times before today's trunk zero
    for reading in readings:
        try:
            parsed = phonenumbers.parse(reading, region.upper())
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return parsed
    raise UnclearPhone("not_valid", text)


def _classified(number: phonenumbers.PhoneNumber) -> Phone:
    number.extension = None
    national = str(number.national_number)
    kind = _KINDS.get(phonenumbers.number_type(number), "other")
    if len(set(national[-7:])) == 1:
        kind = "test"
    return Phone(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), kind)
