"""What each message is: a payment by a known layout, a person writing, or something that is no payment."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from nigotis.notices import lexicons, spelling
from nigotis.notices.layouts import Layout, Layouts
from nigotis.notices.types import Message, Understood

_PERSONAL = re.compile(r"^\+?[\d\s().-]{9,20}$")
_DIGITS = re.compile(r"\d")
_SECRET = re.compile(r"\b[\d-]{4,9}\b")
_CODE_PARTS = re.compile(r"(?=\S*\d)[\w./:*+-]+")
_CAPITALS = re.compile(r"\b[A-Z][A-Z'-]+(?:\s+[A-Z][A-Z'-]+)*\b")
LONGEST_SHAPE = 200


def understand(messages: Iterable[Message], layouts: Layouts | None = None) -> list[Understood]:
    """One answer per message, in order. A payment told of again points at the row that told of it first."""
    known = layouts or Layouts()
    told: dict[str, int] = {}
    given = list(messages)
    found = [_one(message, known) for message in given]
    chats = {message.sender for message, each in zip(given, found, strict=True) if each.kind == "chat"}
    writers = {sender for sender in chats if not known.is_operator(sender)}
    found = [
        _unknown(message) if message.sender in writers and _is_about(each, message.sender) else each
        for message, each in zip(given, found, strict=True)
    ]
    _name_reversed(found)
    return [_once(each, told) for each in found]


def _name_reversed(found: list[Understood]) -> None:
    """Who is given money back, where only the payment that is taken back says it."""
    reversals = [each for each in found if each.reverses]
    if not reversals:
        return
    with_numbers_last = sorted(found, key=lambda each: bool(each.phone))
    payments = {each.reference.upper(): each for each in with_numbers_last if each.direction == "in"}
    for each in reversals:
        if payment := payments.get(each.reverses.upper()):
            each.name, each.phone = payment.name, payment.phone


def _is_about(found: Understood, sender: str) -> bool:
    """Some exports have the other side of a payment where its operator belongs; who writes besides is a person."""
    return bool(found.name) and found.name.casefold() == sender.casefold()


@lru_cache(maxsize=100_000)
def is_personal(sender: str) -> bool:
    """Whether a sender is a phone number, as people have, and not a short code or an operator's name."""
    return bool(_PERSONAL.match(sender)) and len(_DIGITS.findall(sender)) >= 9


def _is_private(message: Message) -> bool:
    return message.is_chat or is_personal(message.sender)


def _one(message: Message, layouts: Layouts) -> Understood:
    text = message.text
    lowered = " ".join(text.lower().split())
    # A notice out of somebody's own phone is at best forwarded, at worst made up: it proves no payment.
    if not message.is_outgoing and not _is_private(message):
        fitting = layouts.find(text, lowered, message.sender)
        if fitting:
            found = _notice(message, lowered, *fitting)
            if layouts.believes(fitting[0], message.sender) or _is_about(found, message.sender):
                return found
    kind = _kind(message, lowered, layouts)
    return _unknown(message) if kind == "unknown" else Understood(message.row, kind, at=message.at)


def _unknown(message: Message) -> Understood:
    return Understood(message.row, "unknown", operator=message.sender, at=message.at, shape=shape(message.text))


def _notice(message: Message, lowered: str, layout: Layout, found: re.Match[str]) -> Understood:
    groups = found.groupdict()
    result = Understood(message.row, layout.kind, layout.operator, at=message.at)
    if layout.direction is None:
        return result
    amount, currency = spelling.money(groups["amount"])
    if amount >= spelling.MOST:
        return _unknown(message)
    if currency and layout.currencies and currency not in layout.currencies:
        return Understood(message.row, "other", layout.operator, at=message.at)
    text = message.text
    result.amount, result.direction = amount, layout.direction
    result.currency = currency or (layout.currencies[0] if layout.currencies else "")
    result.name, result.phone = spelling.who(groups.get("who") or layout.counterpart)
    result.reference = (groups.get("reference") or spelling.reference(text)).strip()
    result.reverses = groups.get("reverses") or ""
    result.balance = spelling.balance(lowered)
    result.fee = spelling.fee(text, lowered) if layout.has_fee else None
    result.at = message.at or spelling.moment(text)
    return result


def _kind(message: Message, lowered: str, layouts: Layouts) -> str:
    if message.is_outgoing:
        return "chat"
    if lexicons.warning("one_time_code", lowered) and _DIGITS.search(lowered):
        return "one_time_code"
    if lexicons.warning("scam", lowered) or _is_forged(message, lowered, layouts):
        return "scam"
    if _is_private(message):
        return "chat"
    is_notice = _looks_like_notice(message.text, lowered)
    return _kind_of_operator(lowered, is_notice) if is_notice or layouts.is_operator(message.sender) else "chat"


def _kind_of_operator(lowered: str, is_notice: bool) -> str:
    if lexicons.warning("reminder", lowered):
        return "reminder"
    if is_notice:
        return "unknown"
    return "promotion" if lexicons.warning("promotion", lowered) else "other"


def _is_forged(message: Message, lowered: str, layouts: Layouts) -> bool:
    """An operator's words out of a private phone that say money came in; one that says it went is forwarded."""
    if not _is_private(message):
        return False
    fitting = layouts.find(message.text, lowered, "")
    return fitting is not None and fitting[0].direction == "in"


def _looks_like_notice(text: str, lowered: str) -> bool:
    return spelling.MARKED_MONEY.search(text) is not None and lexicons.warning("notice", lowered)


def shape(text: str) -> str:
    """A message with digits, codes and names masked, so that messages of one layout have one shape."""
    masked = _CODE_PARTS.sub(lambda part: re.sub(r"[\w*]*\d[\w*,.:/+-]*", "#", part[0]), " ".join(text.split()))
    return _CAPITALS.sub("@", masked)[:LONGEST_SHAPE]


def masked(text: str) -> str:
    """A one-time code's message without the code: what is kept of it, if anything is."""
    return _SECRET.sub("•••", text)


def _once(found: Understood, told: dict[str, int]) -> Understood:
    """Point at the first telling of the same payment."""
    if payment := found.payment:
        first = told.setdefault(payment, found.row)
        found.told_before = first if first != found.row else None
    return found


@dataclass(frozen=True)
class Unknown:
    """Messages of one shape that no layout fits: how many, who sends them, and one of them to teach by."""

    shape: str
    sender: str
    count: int
    example_row: int
    example: str


def unknown_layouts(messages: list[Message], understood: list[Understood]) -> list[Unknown]:
    """The shapes to teach, the most frequent first."""
    counts = Counter(found.shape for found in understood if found.kind == "unknown")
    firsts: dict[str, Message] = {}
    for message, found in zip(messages, understood, strict=True):
        if found.kind == "unknown":
            firsts.setdefault(found.shape, message)
    ordered = sorted(counts, key=lambda each: (-counts[each], firsts[each].row))
    return [Unknown(each, firsts[each].sender, counts[each], firsts[each].row, firsts[each].text) for each in ordered]


def total(payments: Iterable[Understood]) -> Decimal:
    """The sum of amounts."""
    return sum((payment.amount or Decimal(0) for payment in payments), Decimal(0))
