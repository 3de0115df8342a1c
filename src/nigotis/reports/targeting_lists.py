"""What messages say, for other programs: every message as CSV, every client as JSON, the best payers as SQL."""

# ruff: noqa: S608  (files for other databases, with every literal quoted; nothing here runs them)

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from nigotis.kernel.files import File
from nigotis.kernel.i18n import say
from nigotis.kernel.money import plain_decimal
from nigotis.kernel.tables import Cell, table_file
from nigotis.notices.people import SEGMENTS, Person
from nigotis.notices.study import Study
from nigotis.notices.types import Message, Understood
from nigotis.reports.literals import quoted

COLUMNS = (
    "row", "operator", "kind", "amount", "currency", "direction", "counterpart", "reference", "balance", "fee",
)  # fmt: skip
SAMPLED_CLIENTS = 50
SAMPLED_MESSAGES = 3
SUGGESTED = 10

_HIGH_VALUE = (
    "customer", "name", "phone", "spend", "currency", "payments", "last_seen", "engagement", "loyalty", "as_of",
)  # fmt: skip
_HIGH_VALUE_TABLE = """\
CREATE TABLE IF NOT EXISTS high_value_customers (
  customer VARCHAR(255) NOT NULL,
  name VARCHAR(255) NOT NULL,
  phone VARCHAR(32),
  spend DECIMAL(18, 2) NOT NULL,
  currency CHAR(3) NOT NULL,
  payments INTEGER NOT NULL,
  last_seen TIMESTAMP,
  engagement SMALLINT NOT NULL,
  loyalty SMALLINT NOT NULL,
  as_of DATE NOT NULL,
  PRIMARY KEY (customer, as_of)
);
"""
_HISTORY = ("customer", "message_row", "told_at", "direction", "kind", "amount", "currency", "body", "as_of")
_SUGGESTION = ("customer", "name", "phone", "segment", "language", "body", "as_of")
_COMMUNICATION_TABLES = """\
CREATE TABLE IF NOT EXISTS customer_communications (
  customer VARCHAR(255) NOT NULL,
  message_row INTEGER NOT NULL,
  told_at TIMESTAMP,
  direction VARCHAR(3) NOT NULL,
  kind VARCHAR(32) NOT NULL,
  amount DECIMAL(18, 2),
  currency CHAR(3),
  body VARCHAR(255),
  as_of DATE NOT NULL,
  PRIMARY KEY (customer, message_row, as_of)
);
CREATE TABLE IF NOT EXISTS suggested_communications (
  customer VARCHAR(255) NOT NULL,
  name VARCHAR(255) NOT NULL,
  phone VARCHAR(32),
  segment VARCHAR(32) NOT NULL,
  language CHAR(2) NOT NULL,
  body VARCHAR(255) NOT NULL,
  as_of DATE NOT NULL,
  PRIMARY KEY (customer, segment, as_of)
);
"""


def messages_csv(study: Study) -> File:
    """One row per message in the order of the file; cells are empty where a message is no payment.

    A payment told of twice has both rows filled, as each message says it; figures count it once.
    """
    return table_file("messages", "csv", COLUMNS, (_row(found) for found in study.understood))


def _row(found: Understood) -> tuple[Cell, ...]:
    if found.direction is None:
        return (found.row, found.operator, found.kind, *[None] * 7)
    return (
        found.row,
        found.operator,
        found.kind,
        found.amount,
        found.currency,
        found.direction,
        counterpart(found),
        found.reference,
        found.balance,
        found.fee,
    )


def counterpart(found: Understood) -> str:
    """The other side of a payment: name, number, or `name (number)`."""
    return f"{found.name} ({found.phone})" if found.name and found.phone else found.name or found.phone


def customers(study: Study, language: str) -> dict[str, Any]:
    """What stands in customers.json."""
    times = [found.at for found in study.understood if found.at]
    return {
        "file": study.export.file,
        "as_of": study.as_of.isoformat(),
        "period": {"since": min(times).date() if times else None, "until": max(times).date() if times else None},
        "currency": study.currency,
        "messages": len(study.messages),
        "payments": len(study.payments),
        "told_again": study.told_again,
        "money_in": plain_decimal(study.moved("in")),
        "money_out": plain_decimal(study.moved("out")),
        "kinds": study.kinds,
        "operators": [
            {
                "operator": operator,
                "currency": currency,
                "payments": count,
                "money_in": plain_decimal(came),
                "money_out": plain_decimal(went),
            }
            for operator, currency, count, came, went in study.by_operator()
        ],
        "segments": {name: len(study.segment(name)) for name in SEGMENTS},
        "rules": {name: plain_decimal(v) if name == "high_value" else v for name, v in vars(study.rules).items()},
        "formulas": {name: say(f"notices.formula_{name}", language) for name in ("engagement", "loyalty")},
        "unknown_layouts": [
            {"shape": each.shape, "sender": each.sender, "messages": each.count, "example_row": each.example_row}
            for each in study.unknown
        ],
        "rejected": [{"row": r.row, "reason": r.note.say(language)} for r in study.export.rejected],
        "customers": [_customer(study, person) for person in study.people],
    }


def _customer(study: Study, person: Person) -> dict[str, Any]:
    return {
        "customer": person.key,
        "name": person.name,
        "phone": person.phone or None,
        "messages": person.messages,
        "written": person.written,
        "payments": person.payments,
        "spend": plain_decimal(person.spend),
        "currency": study.currency,
        "first_seen": person.first_seen,
        "last_seen": person.last_seen,
        "days_since": person.days_since(study.as_of),
        "language": person.language or None,
        "places": [place for place, _ in person.places.most_common()],
        "services": [service for service, _ in person.services.most_common()],
        "complaint": bool(person.complaints),
        "complaints": [
            {"row": said.row, "at": said.at, "score": said.complaint.score, "words": list(said.complaint.words)}
            for said in person.complaints
        ],
        "engagement": person.engagement,
        "loyalty": person.loyalty,
        "segments": list(person.segments),
    }


def high_value_sql(study: Study) -> str:
    """INSERTs of the clients who paid most in SQL that every common database reads; running it twice is safe."""
    as_of = quoted(study.as_of.isoformat())
    limit = f"{plain_decimal(study.rules.high_value)} {study.currency}"
    lines = [f"-- Customers who paid {limit} or more, as of {study.as_of}, best first", _HIGH_VALUE_TABLE]
    lines.append(f"DELETE FROM high_value_customers WHERE as_of = {as_of};")
    for person in study.segment("high_value"):
        values = ", ".join(_high_value(study, person))
        lines.append(f"INSERT INTO high_value_customers ({', '.join(_HIGH_VALUE)}) VALUES ({values});")
    return "\n".join(lines) + "\n"


def _high_value(study: Study, person: Person) -> Iterator[str]:
    yield quoted(person.key)
    yield quoted(person.name or person.key)
    yield _phone(person)
    yield plain_decimal(person.spend)
    yield quoted(study.currency)
    yield str(person.payments)
    yield _moment(person.last_seen)
    yield str(person.engagement)
    yield str(person.loyalty)
    yield quoted(study.as_of.isoformat())


def communications_sql(study: Study, language: str) -> str:
    """A sample: the last messages of some clients, and a message to send for each segment. Nothing is sent by it.

    Notices are without their text, which tells the owner's balance; one-time codes are not in it.
    """
    as_of = quoted(study.as_of.isoformat())
    lines = [
        f"-- A sample of communications as of {study.as_of}. Write only to those who agreed.",
        _COMMUNICATION_TABLES,
    ]
    lines += [
        f"DELETE FROM {table} WHERE as_of = {as_of};"
        for table in ("customer_communications", "suggested_communications")
    ]
    rows = {message.row: (message, found) for message, found in zip(study.messages, study.understood, strict=True)}
    for person in study.people[:SAMPLED_CLIENTS]:
        for row in person.rows[-SAMPLED_MESSAGES:]:
            values = ", ".join(_history(person, *rows[row], as_of))
            lines.append(f"INSERT INTO customer_communications ({', '.join(_HISTORY)}) VALUES ({values});")
    for name in SEGMENTS:
        for person in study.segment(name)[:SUGGESTED]:
            values = ", ".join(_suggestion(person, name, language, as_of))
            lines.append(f"INSERT INTO suggested_communications ({', '.join(_SUGGESTION)}) VALUES ({values});")
    return "\n".join(lines) + "\n"


def _history(person: Person, message: Message, found: Understood, as_of: str) -> Iterator[str]:
    is_payment = found.direction is not None
    yield quoted(person.key)
    yield str(found.row)
    yield _moment(found.at)
    yield quoted(found.direction or ("out" if message.is_outgoing else "in"))
    yield quoted(found.kind)
    yield plain_decimal(found.amount) if found.amount is not None else "NULL"
    yield quoted(found.currency) if is_payment and found.currency else "NULL"
    yield "NULL" if is_payment else quoted(message.text)
    yield as_of


def _suggestion(person: Person, segment: str, language: str, as_of: str) -> Iterator[str]:
    tongue = person.language or language
    yield quoted(person.key)
    yield quoted(person.name or person.key)
    yield _phone(person)
    yield quoted(segment)
    yield quoted(tongue)
    yield quoted(suggestion(segment, person.name, tongue))
    yield as_of


def suggestion(segment: str, name: str, language: str) -> str:
    """A message to a client of a segment, in the client's language."""
    greeting = say("notices.greeting" if name else "notices.greeting_nobody", language, name=name.title())
    return f"{greeting} {say(f'notices.message_{segment}', language)}"


def _phone(person: Person) -> str:
    return quoted(person.phone) if person.phone else "NULL"


def _moment(at: datetime | None) -> str:
    return quoted(at.isoformat(" ", "seconds")) if at else "NULL"
