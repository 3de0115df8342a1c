"""Who wrote and who paid: one profile per person, by phone number, else by name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from nigotis.kernel.phone import UnclearPhone, read_phone
from nigotis.notices import lexicons
from nigotis.notices.lexicons import Complaint
from nigotis.notices.scores import engagement, loyalty
from nigotis.notices.types import Message, Understood

SEGMENTS = ("high_value", "loyal", "new", "complaints", "inactive")
EARNED = ("receipt", "payment", "transfer")
"""Kinds that are money from a client when it comes in; agents, banks, lenders and reversals are none."""

REGIONS = {"TZS": "TZ", "KES": "KE", "RWF": "RW", "UGX": "UG"}
_NOTICES_JUDGED = 3
_MOBILE = re.compile(r"\+?(255[67]\d{8}|254[17]\d{8}|2507[2389]\d{7})")


@dataclass(frozen=True)
class Rules:
    """Where the segments begin."""

    high_value: Decimal = Decimal(100_000)
    inactive_days: int = 90
    new_days: int = 30
    loyal_loyalty: int = 70
    loyal_engagement: int = 60


@dataclass(frozen=True)
class Said:
    """A complaint: the row it stands in, when, and what decided."""

    row: int
    at: datetime | None
    complaint: Complaint


@dataclass
class Person:
    """One client. `key` is the phone number (E.164), else the name as first written with what is known of the number.

    `messages` are all that concern the person; `spend` is what the person paid, less what was given back, in the
    currency of the analysis, each payment once. Scores are 0 to 100.
    """

    key: str
    name: str
    phone: str
    messages: int = 0
    written: int = 0
    payments: int = 0
    spend: Decimal = Decimal(0)
    received: Decimal = Decimal(0)
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    language: str = ""
    places: Counter[str] = field(default_factory=Counter)
    services: Counter[str] = field(default_factory=Counter)
    complaints: list[Said] = field(default_factory=list)
    engagement: int = 0
    loyalty: int = 0
    segments: tuple[str, ...] = ()
    rows: list[int] = field(default_factory=list)
    _tongues: Counter[str] = field(default_factory=Counter)
    _notice_tongues: Counter[str] = field(default_factory=Counter)
    _contacts: set[date] = field(default_factory=set)
    _wrote: set[date] = field(default_factory=set)
    _paid: set[date] = field(default_factory=set)

    def days_since(self, as_of: date) -> int | None:
        """Days since the last message or payment; None where the file has no times."""
        return None if self.last_seen is None else (as_of - self.last_seen.date()).days


def people(
    messages: Sequence[Message],
    understood: Sequence[Understood],
    as_of: date,
    *,
    currency: str = "TZS",
    region: str = "TZ",
    rules: Rules | None = None,
) -> list[Person]:
    """Everybody who wrote or paid, the best payers first. Amounts in other currencies than `currency` are not added.

    `region` (ISO 3166) reads the phone numbers of people who wrote. Who only received money is nobody's client. A time
    after `as_of` is that of a phone set wrongly: the message counts, as one without a time.
    """
    found: dict[str, Person] = {}
    for message, told in zip(messages, understood, strict=True):
        if told.kind in ("one_time_code", "scam") or told.told_before is not None:
            continue
        if told.at is not None and told.at.date() > as_of:
            told = replace(told, at=None)  # noqa: PLW2901
        if told.direction is not None:
            _add_payment(found, message, told, currency)
        elif told.kind == "chat" and (message.name or message.sender):  # else who wrote is not known
            _add_chat(found, message, told.at, region)
    clients = [person for person in found.values() if person.written or person.payments]
    _judge(clients, as_of, rules or Rules())
    return sorted(clients, key=lambda person: (-person.spend, -person.messages, person.key))


def main_currency(understood: Iterable[Understood]) -> str:
    """The currency of most payments; empty where there is none."""
    counts = Counter(found.currency for found in understood if found.counts and found.currency)
    return counts.most_common(1)[0][0] if counts else ""


def _add_payment(found: dict[str, Person], message: Message, told: Understood, currency: str) -> None:
    if not (told.name or told.phone) or told.kind not in (*EARNED, "reversal"):
        return
    person = _person(found, told.name, told.phone, region_of(told.currency, "TZ"))
    _seen(person, told.row, told.at)
    if sum(person._notice_tongues.values()) < _NOTICES_JUDGED:
        person._notice_tongues[lexicons.language(message.text)] += 1
    amount = told.amount or Decimal(0)
    if told.currency != currency:
        return
    if told.direction == "out":
        person.received += amount
        person.spend -= amount if told.kind == "reversal" else 0
    elif told.kind in EARNED:
        person.payments += 1
        person.spend += amount
        if told.at:
            person._paid.add(told.at.date())


def _add_chat(found: dict[str, Person], message: Message, at: datetime | None, region: str) -> None:
    person = _person(found, message.name or message.sender, message.sender, region)
    _seen(person, message.row, at)
    if message.is_outgoing:
        return
    person.written += 1
    if at:
        person._wrote.add(at.date())
    tongue = lexicons.language(message.text)
    person._tongues[tongue] += 1
    person.places.update(lexicons.places(message.text))
    person.services.update(lexicons.services(message.text))
    complaint = lexicons.complaint(message.text, tongue)
    if complaint.is_one:
        person.complaints.append(Said(message.row, at, complaint))


def _person(found: dict[str, Person], name: str, phone: str, region: str) -> Person:
    number, shown = identity(name, phone, region)
    key = number or shown
    person = found.get(key.casefold())
    if person is None:
        person = found[key.casefold()] = Person(key, name if not number or name != phone else "", number)
    elif not person.name and name and name != phone:
        person.name = name
    return person


def region_of(currency: str | None, region: str) -> str:
    """Whose national numbers a notice means: those of the country whose money moved, else those of `region`."""
    return REGIONS.get(currency or "", region)


@lru_cache(maxsize=100_000)
def identity(name: str, phone: str, region: str) -> tuple[str, str]:
    """(E.164 number, name): a number that cannot be read keeps two people of one name apart by what is left of it."""
    try:
        return _number(phone, region), name
    except UnclearPhone:
        digits = "".join(sign for sign in phone if sign.isdigit())[-4:] if phone != name and not phone.isalpha() else ""
        return "", f"{name} ({digits})" if name and digits else name or phone


@lru_cache(maxsize=100_000)
def _number(phone: str, region: str) -> str:
    """E.164. Raises UnclearPhone. Mobile numbers of these countries with their code need no closer look."""
    plain = _MOBILE.fullmatch(phone)
    return f"+{plain[1]}" if plain and len(set(plain[1][-7:])) > 1 else read_phone(phone, region).e164


def _seen(person: Person, row: int, at: datetime | None) -> None:
    person.messages += 1
    person.rows.append(row)
    if at is None:
        return
    person._contacts.add(at.date())
    person.first_seen = at if person.first_seen is None else min(at, person.first_seen)
    person.last_seen = at if person.last_seen is None else max(at, person.last_seen)


def _judge(clients: list[Person], as_of: date, rules: Rules) -> None:
    has_payments = any(person.payments for person in clients)
    for person in clients:
        person.language = _language(person)
        paid, payments = (person._paid, person.payments) if has_payments else (person._wrote, len(person._wrote))
        complained = [said.at.date() for said in person.complaints if said.at]
        person.engagement = engagement(as_of, person._contacts, person._wrote)
        person.loyalty = loyalty(as_of, payments, paid, complained)
        age = (as_of - person.first_seen.date()).days if person.first_seen else None
        facts = Facts(
            person.spend, person.engagement, person.loyalty, len(person.complaints), person.days_since(as_of), age
        )
        person.segments = tuple(name for name in SEGMENTS if belongs(name, rules, facts))


def _language(person: Person) -> str:
    """By what the person wrote; where that tells nothing, by the notices about the person."""
    for tongues in (person._tongues, person._notice_tongues):
        known = [(count, tongue) for tongue, count in tongues.items() if tongue]
        if known:
            return max(known)[1]
    return ""


@dataclass(frozen=True)
class Facts:
    """What segments look at. `since`: days since the last contact, `age`: since the first; None where unknown."""

    spend: Decimal
    engagement: int
    loyalty: int
    complaints: int
    since: int | None
    age: int | None


def belongs(segment: str, rules: Rules, facts: Facts) -> bool:
    """Whether somebody is in a segment."""
    if segment == "high_value":
        return facts.spend >= rules.high_value and facts.spend > 0
    if segment == "loyal":
        return facts.loyalty >= rules.loyal_loyalty and facts.engagement >= rules.loyal_engagement
    if segment == "new":
        return facts.age is not None and facts.age <= rules.new_days
    if segment == "complaints":
        return facts.complaints > 0
    return facts.since is not None and facts.since >= rules.inactive_days


def label(row: Mapping[str, Any], region: str) -> str:
    """Who the other side of a message is, of `notices.reading.COLUMNS`: a number, else a name; empty: nobody."""
    name, phone = row["name"] or "", row["phone"] or ""
    if row["kind"] == "chat":
        name, phone = name or row["sender"], row["sender"]
    elif row["direction"] is None or row["kind"] not in (*EARNED, "reversal") or not (name or phone):
        return ""
    number, shown = identity(name, phone, region_of(row["currency"], region))
    return number or shown
