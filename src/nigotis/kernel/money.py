"""Numbers as people write them, currencies as ISO 4217 has them, money as each language shows it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from babel import Locale
from babel.numbers import format_decimal, get_currency_symbol

DecimalSign = Literal[".", ","]

# ISO 4217 minor units that are not two (list of 2026-01). CLDR's figures are for display and differ, e.g. for IQD.
_EXPONENTS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}

# What stands beside an amount in a cell, folded to lower case, and the currency it means. None: several countries
# write it so, and the currency stays unknown.
_MARKS: dict[str, str | None] = {
    "₼": "AZN", "man": "AZN", "manat": "AZN", "ман": "AZN", "манат": "AZN", "маната": "AZN", "манатов": "AZN",
    "azn": "AZN", "₽": "RUB", "р": "RUB", "руб": "RUB", "рублей": "RUB", "рубля": "RUB", "rub": "RUB", "rubl": "RUB",
    "₸": "KZT", "тг": "KZT", "тенге": "KZT", "теңге": "KZT", "tenge": "KZT", "kzt": "KZT",
    "сум": "UZS", "сўм": "UZS", "so'm": "UZS", "soʻm": "UZS", "som": None, "сом": "KGS", "uzs": "UZS", "kgs": "KGS",
    "tsh": "TZS", "tzs": "TZS", "/=": None, "ksh": "KES", "kes": "KES", "ush": "UGX", "ugx": "UGX", "rwf": "RWF",
    "frw": "RWF", "sh": None, "shs": None, "shilingi": None, "$": None, "usd": "USD", "us$": "USD", "€": "EUR",
    "eur": "EUR", "euro": "EUR", "евро": "EUR", "avro": "EUR", "£": "GBP", "gbp": "GBP", "₺": "TRY", "tl": "TRY",
    "try": "TRY", "₾": "GEL", "gel": "GEL", "лари": "GEL", "lari": "GEL", "₴": "UAH", "грн": "UAH", "uah": "UAH",
    "₹": "INR", "rs": "INR", "inr": "INR", "br": "ETB", "etb": "ETB", "r$": "BRL", "brl": "BRL", "chf": "CHF",
    "byn": "BYN", "amd": "AMD", "tmt": "TMT", "tjs": "TJS", "ngn": "NGN", "₦": "NGN", "cny": "CNY", "¥": None,
    "jpy": "JPY", "aed": "AED", "zar": "ZAR", "mdl": "MDL", "pln": "PLN",
}  # fmt: skip

# Currencies whose own sign the locale data gives only in the language of their country.
_SIGN_FROM = {"AZN": "az", "GEL": "ka", "KZT": "kk", "RUB": "ru", "TRY": "tr", "UAH": "uk"}

_SPACES = " \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t"
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_MINUS = re.compile("[\u2212\u2012\u2013\ufe63\uff0d\u2010\u2011]")
_APOSTROPHES = "'\u2019\u02bc\u2018`\u00b4"
_CORE = re.compile(
    rf"^(?P<before>(?:[^\d.,]|\.(?!\d))*?)"
    rf"(?P<core>[.,]?\d(?:[\d.,{_SPACES}{_APOSTROPHES}]*\d)?[.,]?(?:[eE][+-]?\d+)?)"
    rf"(?P<after>[^\d]*)$"
)
_GROUPED = re.compile(rf"^\d{{1,3}}(?:[{_SPACES}{_APOSTROPHES}]\d{{3}})*$")


@dataclass(frozen=True)
class Written:
    """A number as written. `point` and `comma` are its value if that sign is the decimal one; both set and unequal
    means the spelling alone does not tell (`1,234`). `mark` is what stood beside it (a currency, `%`, a unit)."""

    point: Decimal | None
    comma: Decimal | None
    mark: str

    @property
    def is_clear(self) -> bool:
        return self.point is None or self.comma is None or self.point == self.comma

    @property
    def sign(self) -> DecimalSign | None:
        """The decimal sign this spelling proves, or None where it proves nothing."""
        if self.point is not None and self.comma is None:
            return "."
        return "," if self.comma is not None and self.point is None else None

    def value(self, sign: DecimalSign | None) -> Decimal | None:
        """The value; `sign` is asked only where the spelling leaves it open, and None is the answer if it is needed."""
        if self.is_clear:
            return self.point if self.point is not None else self.comma
        if sign is None:
            return None
        return self.point if sign == "." else self.comma


def written(text: str) -> Written | None:
    """Read a number in any common spelling: `1 234,50`, `1.234,50`, `1'234.50`, `12,34,567.5`, `(5)`, `5-`, `₼5`.

    None if it is not one number with at most one mark beside it. Nothing is rounded.
    """
    plain = _plain(text)
    negative = False
    if plain.startswith("(") and plain.endswith(")"):
        negative, plain = True, plain[1:-1].strip()
    found = _CORE.match(plain)
    if not found:
        return None
    before, core, after = (found[name].strip(" \xa0\u202f") for name in ("before", "core", "after"))
    before, minus_before = _take_minus(before)
    after, minus_after = _take_minus(after)
    if negative + minus_before + minus_after > 1 or (before and after):
        return None
    factor = -1 if negative or minus_before or minus_after else 1
    point, comma = _read(core, ".", ","), _read(core, ",", ".")
    if point is None and comma is None:
        return None
    return Written(_signed(point, factor), _signed(comma, factor), (before or after).rstrip(".").casefold() or "")


def parse_decimal(text: str, sign: DecimalSign | None = None) -> Decimal | None:
    """The number written in `text`, or None if it is none or, without `sign`, could be read in two ways."""
    number = written(text)
    if number is None or not (number.mark in ("", "%") or number.mark in _MARKS):
        return None
    return number.value(sign)


def is_currency_mark(mark: str) -> bool:
    """Whether what stands beside a number is a currency, known by name or not."""
    return mark in _MARKS


def currency_of(mark: str) -> str | None:
    """The ISO 4217 code a mark or code means, or None where it means none or several."""
    return _MARKS.get(mark.strip().rstrip(".").casefold())


def exponent(currency: str) -> int:
    """Decimal places of the smallest unit of an ISO 4217 currency."""
    return _EXPONENTS.get(currency, 2)


def to_minor_places(amount: Decimal, currency: str) -> Decimal:
    """`amount` rounded half up to the currency's smallest unit."""
    return amount.quantize(Decimal(1).scaleb(-exponent(currency)), ROUND_HALF_UP)


def plain_decimal(amount: Decimal) -> str:
    """A decimal string without exponent and without trailing zeros: 12.50 -> `12.5`, 1E+3 -> `1000`."""
    text = f"{amount:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def format_money(amount: Decimal, currency: str | None, language: str) -> str:
    """Money as readers of `language` expect it, whole amounts without places; without a currency, the bare number."""
    rounded = to_minor_places(amount, currency or "")
    places = 0 if rounded == rounded.to_integral() else exponent(currency or "")
    pattern = "#,##0" + ("." + "0" * places if places else "")
    number = grouped(str(format_decimal(abs(rounded), pattern, locale=language)), language)
    return ("-" if rounded < 0 else "") + (_with_sign(number, currency, language) if currency else number)


def grouped(number: str, language: str) -> str:
    """A number of Babel's as readers write it: shops in Azerbaijan group by spaces, the locale data by dots."""
    return number.replace(".", "\u00a0") if language == "az" else number


def _with_sign(number: str, currency: str, language: str) -> str:
    sign = str(get_currency_symbol(currency, locale=_SIGN_FROM.get(currency, language)))
    if Locale.parse(language).currency_formats["standard"].pattern.startswith("¤"):
        return f"{sign}\u00a0{number}" if sign[-1].isalpha() else f"{sign}{number}"
    return f"{number}\u00a0{sign}"


def _plain(text: str) -> str:
    text = _MINUS.sub("-", _INVISIBLE.sub("", text)).strip()
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def _take_minus(mark: str) -> tuple[str, bool]:
    bare = mark.strip()
    if bare.startswith("-") or bare.endswith("-"):
        return bare.strip("-").strip(), True
    return bare.strip("+").strip(), False


def _signed(value: Decimal | None, factor: int) -> Decimal | None:
    return None if value is None else value * factor


def _read(core: str, decimal: str, thousands: str) -> Decimal | None:
    """`core` read with `decimal` as the decimal sign and `thousands`, spaces or apostrophes between groups."""
    mantissa, _, power = core.replace("E", "e").partition("e")
    whole, sign, fraction = mantissa.partition(decimal)
    if (fraction and not fraction.isdecimal()) or (thousands in whole and not _is_grouped(whole, thousands)):
        return None
    if thousands not in whole and not whole.isdecimal() and whole and not _GROUPED.match(whole):
        return None
    digits = re.sub(r"\D", "", whole) or "0"
    value = Decimal(f"{digits}.{fraction}" if sign and fraction else digits)
    return value.scaleb(int(power)) if power and abs(int(power)) < 20 else None if power else value


def _is_grouped(whole: str, thousands: str) -> bool:
    groups = whole.split(thousands)
    if not all(g.isdecimal() for g in groups) or not 1 <= len(groups[0]) <= 3 or groups[0].startswith("0"):
        return False
    western = all(len(g) == 3 for g in groups[1:])
    indian = len(groups) > 2 and len(groups[-1]) == 3 and all(len(g) == 2 for g in groups[1:-1]) and len(groups[0]) < 3
    return western or indian
