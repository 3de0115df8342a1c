"""Dates and times as people write them. One cell may be open between day-month and month-day; a column decides."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Literal

from nigotis.kernel.text import fold

Order = Literal["dmy", "mdy", "ymd"]
ORDERS: tuple[Order, ...] = ("dmy", "mdy", "ymd")

_MONTH_WORDS = (
    "january jan yanvar yan январь января янв januari ocak oca қаңтар yanvarь",
    "february feb fevral fev февраль февраля фев февр februari şubat şub ақпан",
    "march mar mart март марта мар machi наурыз",
    "april apr aprel апрель апреля апр aprili nisan nis сәуір",
    "may май мая mei mayıs мамыр",
    "june jun iyun июнь июня июн juni haziran haz маусым",
    "july jul iyul июль июля июл julai temmuz tem шілде",
    "august aug avqust avq август августа авг agosti ago ağustos ağu avgust avg тамыз",
    "september sep sept sentyabr sen sent сентябрь сентября сен сент septemba eylül eyl қыркүйек",
    "october oct oktyabr okt октябрь октября окт oktoba ekim eki қазан",
    "november nov noyabr noy ноябрь ноября ноя нояб novemba kasım kas қараша",
    "december dec dekabr dek декабрь декабря дек desemba des aralık ara желтоқсан",
)
_MONTHS = {fold(word): month for month, words in enumerate(_MONTH_WORDS, 1) for word in words.split()}
_NOISE = {
    fold(word)
    for word in (
        "г год года il ildə ili the of de st nd rd th ci cı cu cü го е mon tue wed thu fri sat sun monday tuesday "
        "wednesday thursday friday saturday sunday пн вт ср чт пт сб вс tarehe saat at в"
    ).split()
}
_TIME = re.compile(
    r"^(?P<h>\d{1,2})[:.](?P<m>\d{2})(?:[:.](?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?\s*(?P<half>[ap]\.?\s?m\.?)?"
    r"\s*(?P<zone>z|utc|gmt|[+-]\d{2}(?::?\d{2})?)?$",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"^(\d{1,4})\s*([./\-])\s*(\d{1,2})\s*\2\s*(\d{1,4})\.?$")
_SPLIT = re.compile(r"^(?P<date>.*?\S)(?:[T,]\s*|\s+)(?P<time>\d{1,2}:\d{2}.*)$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?$")
_SERIAL = re.compile(r"^\d{5}(?:[.,]\d+)?$")
_SERIAL_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's days have no zone
_MINUSES = re.compile("[\u2010-\u2013\u2212]")
_BLANKS = re.compile(r"[\s\u00a0\u202f]+")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True)
class Moment:
    """A date as written: its reading under each order that is possible, the time of day, the offset in minutes."""

    days: dict[Order, dt.date] = field(default_factory=dict)
    only: dt.date | None = None
    time: dt.time | None = None
    offset: int | None = None
    sign: str = ""
    is_serial: bool = False

    @property
    def is_clear(self) -> bool:
        return self.only is not None or len(set(self.days.values())) == 1

    def day(self, order: Order | None) -> dt.date | None:
        """The day under `order`, which is asked only where the spelling leaves it open."""
        if self.only is not None:
            return self.only
        if order is not None:
            return self.days.get(order)
        return next(iter(self.days.values())) if self.is_clear else None


def read_moment(text: str, today: dt.date) -> Moment | None:
    """Read one cell; `today` settles the century of two-digit years (never in the future). None if it is no date."""
    plain = _BLANKS.sub(" ", _MINUSES.sub("-", _INVISIBLE.sub("", text))).strip().lstrip("'")
    if _SERIAL.match(plain):
        return _serial(plain)
    compact = _COMPACT.match(plain)
    if compact:
        return _compact(compact)
    clock: tuple[dt.time, int | None] | None = None
    split = _SPLIT.match(plain)
    if split:
        clock = read_time(split["time"])
        if clock is None:
            return None
        plain = split["date"].rstrip(" ,")
    moment = _numeric(plain, today) or _worded(plain, today)
    if moment is None or clock is None:
        return moment
    return Moment(moment.days, moment.only, clock[0], clock[1], moment.sign)


def read_time(text: str) -> tuple[dt.time, int | None] | None:
    """A time of day and its offset from UTC in minutes, where one is written."""
    found = _TIME.match(text.strip())
    if not found:
        return None
    hour, half = int(found["h"]), (found["half"] or "").lower().replace(".", "").replace(" ", "")
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    micro = int((found["f"] or "0").ljust(6, "0")[:6])
    try:
        return dt.time(hour, int(found["m"]), int(found["s"] or 0), micro), _offset(found["zone"])
    except ValueError:
        return None


def _offset(zone: str | None) -> int | None:
    if not zone:
        return None
    if zone[0] not in "+-":
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return -minutes if zone[0] == "-" else minutes


def _serial(text: str) -> Moment | None:
    days = float(text.replace(",", "."))
    if not 10_000 <= days <= 70_000:
        return None
    at = _SERIAL_EPOCH + dt.timedelta(seconds=round(days * 86_400))
    time = at.time() if at.time() != dt.time() else None
    return Moment(only=at.date(), time=time, is_serial=True)


def _compact(found: re.Match[str]) -> Moment | None:
    year, month, day, hour, minute, second = (int(g) if g else 0 for g in found.groups())
    only = _date(year, month, day)
    if only is None or not 1900 <= year <= 2100:
        return None
    if found[4] is None:
        return Moment(only=only)
    try:
        return Moment(only=only, time=dt.time(hour, minute, second))
    except ValueError:
        return None


def _numeric(text: str, today: dt.date) -> Moment | None:
    found = _NUMERIC.match(text)
    if not found:
        return None
    a, sign, b, c = found.groups()
    if len(a) == 4 and len(c) <= 2:
        only = _date(int(a), int(b), int(c))
        return Moment(only=only, sign=sign) if only else None
    if len(a) > 2 or len(c) not in (2, 4):
        return None
    year = _century(c, today)
    readings: dict[Order, dt.date | None] = {"dmy": _date(year, int(b), int(a)), "mdy": _date(year, int(a), int(b))}
    if sign == ".":  # nobody writes month.day.year with dots
        readings.pop("mdy")
    if len(c) == 2 and (sign == "-" or int(a) > 31):
        readings["ymd"] = _date(_century(a, today), int(b), int(c)) if len(a) == 2 else None
    days = {order: day for order, day in readings.items() if day is not None}
    return Moment(days=days, sign=sign) if days else None


def _worded(text: str, today: dt.date) -> Moment | None:
    """`5 mart 2024`, `March 5, 2024`, `05-Mar-24`, `2024 Mar 5`."""
    month, numbers = 0, []
    for token in re.findall(r"\d+|[^\W\d_]+", text):
        if token.isdecimal():
            numbers.append(token)
        elif fold(token) in _MONTHS and not month:
            month = _MONTHS[fold(token)]
        elif fold(token) not in _NOISE:
            return None
    if not month or len(numbers) != 2:
        return None
    first, second = numbers
    year, day = (first, second) if len(first) == 4 else (second, first)
    if len(day) > 2 or len(year) not in (2, 4):
        return None
    only = _date(_century(year, today), month, int(day))
    return Moment(only=only) if only else None


def _century(year: str, today: dt.date) -> int:
    """Two digits mean the latest such year that has begun."""
    if len(year) == 4:
        return int(year)
    full = today.year // 100 * 100 + int(year)
    return full if full <= today.year else full - 100


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day) if 1000 <= year <= 2999 else None
    except ValueError:
        return None


@dataclass(frozen=True)
class OrderVerdict:
    """The order a column proves; `is_open` where cells differ by order and nothing decides."""

    order: Order | None
    is_open: bool = False
    why: Literal["proof", "dots", "none"] = "none"


def column_order(moments: list[Moment], hint: Order | None = None) -> OrderVerdict:
    """What the cells of one column prove about day-month order. `hint`: what another column of the file proved.

    A tenth of contrary cells is taken as typing errors (they will be rejected); more is an open question.
    """
    numeric = [m for m in moments if m.only is None]
    if not numeric:
        return OrderVerdict(None)
    proofs: dict[Order, int] = {}
    for order in ORDERS:
        others = [o for o in ORDERS if o != order]
        proofs[order] = sum(order in m.days and not any(o in m.days for o in others) for m in numeric)
    # A cell that two orders fit and one does not still speaks against that one.
    fits = {order: sum(order in m.days for m in numeric) for order in ORDERS}
    best = max(ORDERS, key=lambda o: (proofs[o], fits[o]))
    contrary = len(numeric) - fits[best]
    if proofs[best] and contrary * 10 <= proofs[best]:
        rivals = [o for o in ORDERS if o != best and fits[o] == len(numeric)]
        return OrderVerdict(best, why="proof") if not rivals else OrderVerdict(None, is_open=True)
    if all(m.is_clear for m in numeric):
        return OrderVerdict(None)
    if hint and fits[hint] == len(numeric):
        return OrderVerdict(hint, why="proof")
    return OrderVerdict(None, is_open=True)
