"""A file of messages analysed: what each message is, who the people are, what is left to teach."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from nigotis.kernel.problems import Invalid
from nigotis.notices.exports import read_export
from nigotis.notices.layouts import Layout, Layouts
from nigotis.notices.people import REGIONS, Person, Rules, main_currency, people
from nigotis.notices.types import Export, Message, Understood
from nigotis.notices.understanding import Unknown, total, understand, unknown_layouts


@dataclass
class Study:
    """Messages up to and including `as_of`, what they are (`understood`, in the same order), and everybody in them."""

    export: Export
    messages: list[Message]
    understood: list[Understood]
    as_of: date
    currency: str
    rules: Rules
    people: list[Person]

    @cached_property
    def unknown(self) -> list[Unknown]:
        """Shapes of messages to teach."""
        return unknown_layouts(self.messages, self.understood)

    @cached_property
    def kinds(self) -> dict[str, int]:
        """Messages by kind, the most frequent first."""
        return dict(Counter(found.kind for found in self.understood).most_common())

    @cached_property
    def payments(self) -> list[Understood]:
        """Money that moved, each payment once."""
        return [found for found in self.understood if found.counts]

    @property
    def told_again(self) -> int:
        """Messages that tell of a payment that another message told of."""
        return sum(found.told_before is not None for found in self.understood)

    def moved(self, direction: str) -> Decimal:
        """Money that came `in` or went `out`, in the study's currency."""
        return _moved((p for p in self.payments if p.currency == self.currency), direction)

    def segment(self, name: str) -> list[Person]:
        """The people of a segment, the best payers first."""
        return [person for person in self.people if name in person.segments]

    def by_operator(self) -> list[tuple[str, str, int, Decimal, Decimal]]:
        """(operator, currency, payments, money in, money out), the busiest first."""
        groups: dict[tuple[str, str], list[Understood]] = {}
        for payment in self.payments:
            groups.setdefault((payment.operator, payment.currency), []).append(payment)
        rows = [
            (operator, currency, len(found), _moved(found, "in"), _moved(found, "out"))
            for (operator, currency), found in groups.items()
        ]
        return sorted(rows, key=lambda row: (-row[2], row[0]))


def _moved(payments: Iterable[Understood], direction: str) -> Decimal:
    return total(payment for payment in payments if payment.direction == direction)


def studied(
    paths: Path | str | Sequence[Path | str],
    *,
    mapping: Mapping[str, str] | None = None,
    taught: Iterable[Layout] = (),
    as_of: date | None = None,
    currency: str | None = None,
    zone: str = "Africa/Dar_es_Salaam",
    rules: Rules | None = None,
) -> Study:
    """Read and analyse message exports. Without `as_of` the day of the last message is the day things are judged on, of
    those that are not of days to come (`judged_on`).

    `currency` (ISO 4217) is that of most payments if not given; amounts in others are shown and not added.
    Raises Unreadable for a file without messages, Invalid where nothing is left by `as_of`.
    """
    today = dt.datetime.now(ZoneInfo(zone)).date()
    export = read_export(paths, mapping=mapping, zone=zone, today=today)
    understood = understand(export.messages, Layouts(taught))
    day = as_of or judged_on(understood, today)
    kept = [
        (message, found)
        for message, found in zip(export.messages, understood, strict=True)
        if as_of is None or found.at is None or found.at.date() <= as_of
    ]
    if not kept:
        raise Invalid("notices.nothing_by_then" if as_of and export.messages else "notices.no_messages", as_of=as_of)
    messages, understood = [message for message, _ in kept], [found for _, found in kept]
    money = currency or main_currency(understood) or "TZS"
    judged = rules or Rules()
    everybody = people(messages, understood, day, currency=money, region=REGIONS.get(money, "TZ"), rules=judged)
    return Study(export, messages, understood, day, money, judged, everybody)


def judged_on(understood: Iterable[Understood], today: date) -> date:
    """The day of the last message that is not of a day to come; `today` where there is none."""
    return max((day for found in understood if found.at and (day := found.at.date()) <= today), default=today)
