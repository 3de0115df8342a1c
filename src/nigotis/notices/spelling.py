"""How notices spell money, people, references and dates, whoever the operator is."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache

# Longer spellings first: "Tshs" is not "Tsh" and an s.
_CURRENCIES = {
    "tshs": "TZS", "tsh": "TZS", "tzs": "TZS", "kshs": "KES", "ksh": "KES", "kes": "KES", "frws": "RWF", "frw": "RWF",
    "rwf": "RWF", "rwfs": "RWF", "ushs": "UGX", "ush": "UGX", "ugx": "UGX", "usd": "USD", "shs": "", "sh": "",
    "azn": "AZN", "kzt": "KZT", "uzs": "UZS",
}  # fmt: skip
_CURRENCY = "|".join(sorted(_CURRENCIES, key=len, reverse=True))
_SPACED = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+"
NUMBER = (
    rf"\d{{1,3}}(?:,\d{{3}})+(?:\.\d{{1,2}})?|{_SPACED}(?:\.\d{{1,2}})?(?![.,]?\d)"
    rf"|(?!{_SPACED}(?!\d))\d+(?:\.\d{{1,2}})?"
)
"""`5,000.00`, `5 000.00`, `5000`; a number of which only the beginning could be read so is none."""
MONEY = rf"(?:(?<![a-z])(?:{_CURRENCY})\.?\s*){{0,2}}(?:{NUMBER})(?:\s*(?:{_CURRENCY})(?![a-z])|\s*/[=-])?"
"""`Tsh5,000.00`, `TZS 5 000`, `Ksh1,234.00`, `2,000 RWF`, `TZS TZS 263.36`, `32,000/=`."""

MOST = Decimal(10) ** 12
"""From here on nobody moves money by phone: such an amount is a mistake, or somebody's joke."""

_NUMBER = re.compile(NUMBER)
_NOT_DECIMAL = re.compile(r"[^\d.]")
_MARK = re.compile(rf"(?<![a-z])(?:{_CURRENCY})(?![a-z])", re.IGNORECASE)
MARKED_MONEY = re.compile(
    rf"(?<![a-z])(?:{_CURRENCY})\.?\s*(?:{NUMBER})|(?:{NUMBER})\s*(?:(?:{_CURRENCY})(?![a-z])|/[=-])", re.IGNORECASE
)

# Looked for in lower case, the word before what may not stand before it: so few places are looked at.
_BALANCE = re.compile(
    r"(?:balance|salio)"
    + "".join(f"(?<!{owed} {word})" for owed in ("loan", "outstanding", "mkopo") for word in ("balance", "salio"))
    + rf"(?!\s+la\s+mkopo)\s*(?:(?:lako|jipya)\s*){{0,2}}(?:is|ni)?\s*:?\s*({MONEY})"
)
_WHOLE_FEE = re.compile(
    rf"(?:jumla\s+ya\s+makato|total\s+(?:charges?|fees?)|transaction\s+cost)\s*[:,]?\s*({MONEY})", re.IGNORECASE
)
_FEE = re.compile(
    rf"(?:\bada\b|\bmakato\b|\bfees?\b(?:\s+(?:was|paid|is))?|\bcharges?\b|\bcharged\b|\bgharama\b)\s*[:,]?\s*({MONEY})",
    re.IGNORECASE,
)
_FEE_WORDS = ("ada", "makato", "fee", "charge", "gharama", "cost")
_CODE = r"(?=[\w.-]*\d)[A-Za-z0-9][\w.-]{5,40}"
_REFERENCES = (
    re.compile(
        rf"^\W*(?:congratulations\W*)?({_CODE})\W+(?:confirmed|accepted|imethibitishwa|umethibitishwa)\b", re.IGNORECASE
    ),
    re.compile(
        r"(?:financial\s+transaction\s+id|transaction\s+id|txn?\s?id|trnx\s?id|\btnx|\btid|namba\s+ya\s+muamala|\bmuamala"
        rf"|kumbukumbu(?:\s+(?:no|namba))?|\bkumb|\breference(?:\s+no)?|\bref(?:\s+no)?)\s*[.:#]*\s*({_CODE})",
        re.IGNORECASE,
    ),
    re.compile(r"^\W*((?=\w*\d)[A-Z0-9_]{10,40})\s*\."),
)

_PHONE = re.compile(
    r"(?<![\w*+])(?:\+\d[\d\s-]{7,15}\d|(?:00)?25\d[\s-]?\d(?:[\s-]?\d){7,8}|0[\s-]?[167]\d(?:[\s-]?\d){7})(?![\d*])"
)
_MASKED = re.compile(r"(?<!\w)(?=[\d*x]*(?:\*{3}|x{3}))[\d*x]{6,}(?!\w)", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\([^()]*\)?")
_LONG_NUMBER = re.compile(r"(?<![\w.])\d{5,}(?![\w.])")
_NETWORK = (
    r"(?:vodacom|m-?pesa|airtel(?: money)?|mixx by yas|tigo(?: ?pesa)?|halo(?: ?pesa|tel)|selcom pesa|nmb|mtn|t-?pesa)"
)
_BEFORE_NAME = re.compile(
    rf"^(?:(?:(?:{_NETWORK}\s+)?(?:vodalipa\s+)?(?:tnqr\.)?lipa\b|agent\s*-|wakala\s*-|{_NETWORK}\s+(?=\S+\s+\S))[\s.:-]*)+(?=\S)",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(rf"\s+-\s+{_NETWORK}\W*$", re.IGNORECASE)
_EDGES = " \t\n.,:;-–*#()/"

_DATE = re.compile(
    r"(?<![\d/.-])(\d{4}-\d\d-\d\d|\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|\d{1,2}-[a-z]{3}-\d{2,4})"
    r"(?:[\sT,]*(?:at|saa)?\s*(\d{1,2}:\d\d(?::\d\d)?)(\s*[ap]\.?m\b)?)?",
    re.IGNORECASE,
)


@lru_cache(maxsize=65_536)
def money(text: str) -> tuple[Decimal, str]:
    """The amount written in `text`, which MONEY matched, and its ISO 4217 code; empty where the spelling has none."""
    number = _NUMBER.search(text)
    assert number is not None
    mark = _MARK.search(text)
    return Decimal(_NOT_DECIMAL.sub("", number[0])), _CURRENCIES[mark[0].lower()] if mark else ""


def balance(lowered: str) -> Decimal | None:
    """What is left in the account after it, by a notice in lower case."""
    return _likely(_BALANCE.search(lowered))


def fee(text: str, lowered: str) -> Decimal | None:
    """What the operator took; the whole of it where parts are named too."""
    if not any(word in lowered for word in _FEE_WORDS):
        return None
    return _likely(_WHOLE_FEE.search(text) or _FEE.search(text))


def _likely(found: re.Match[str] | None) -> Decimal | None:
    amount = money(found[1])[0] if found else MOST
    return amount if amount < MOST else None


def reference(text: str) -> str:
    """The operator's number of the payment."""
    for pattern in _REFERENCES:
        if found := pattern.search(text):
            return found[1].rstrip(".-_")
    return ""


@lru_cache(maxsize=65_536)
def who(text: str) -> tuple[str, str]:
    """Name and phone in what stands where the other side is named; the phone may be masked, either may be empty."""
    found = _PHONE.search(text) or _MASKED.search(text)
    phone = re.sub(r"[\s-]", "", found[0]) if found else ""
    rest = text.replace(found[0], " ") if found else text
    rest = _LONG_NUMBER.sub(" ", _MASKED.sub(" ", _IN_BRACKETS.sub(" ", rest)))
    rest = " ".join(rest.split()).strip(_EDGES)
    rest = _BEFORE_NAME.sub("", _AFTER_NAME.sub("", rest)).strip(_EDGES)
    return rest, phone


def moment(text: str) -> dt.datetime | None:
    """The first date in a notice, with its time where there is one; days are written before months."""
    for found in _DATE.finditer(text):
        day = _day(found[1])
        if day is not None:
            return _with_time(day, found[2], found[3])
    return None


def _day(text: str) -> dt.date | None:
    for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d-%m-%y", "%d-%b-%y", "%d-%b-%Y"):
        try:
            return dt.datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a wall clock
        except ValueError:
            continue
    return None


def _with_time(day: dt.date, time: str | None, half: str | None) -> dt.datetime:
    hour, minute, second = [*map(int, (time or "0:00").split(":")), 0][:3]
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if "p" in half.lower() else 0)
    try:
        return dt.datetime.combine(day, dt.time(hour, minute, second))
    except ValueError:
        return dt.datetime.combine(day, dt.time())
