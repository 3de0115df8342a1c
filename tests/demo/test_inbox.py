"""The wholesaler's phone says what a phone says, and the analysis reads all of it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from nigotis.demo.inbox import PHONES, messages_of
from nigotis.demo.types import DemoBusiness
from nigotis.demo.worlds import businesses
from nigotis.notices.layouts import Layouts, taught_layout
from nigotis.notices.people import Rules, people
from nigotis.notices.types import Message, Understood
from nigotis.notices.understanding import understand


@pytest.fixture(scope="module", params=["cafe", "wholesaler"])
def world(request: pytest.FixtureRequest) -> DemoBusiness:
    return next(one for one in businesses(date(2026, 11, 27)) if one.key == request.param)


@pytest.fixture(scope="module")
def messages(world: DemoBusiness) -> list[Message]:
    return messages_of(world)


@pytest.fixture(scope="module")
def understood(world: DemoBusiness, messages: list[Message]) -> list[Understood]:
    """As the business reads its phone, with the layouts it taught."""
    layouts = [
        taught_layout(
            one.operator,
            one.kind,
            "in",
            one.sample,
            {"amount": one.amount, "who": one.who, "reference": one.reference},
            currency=world.currency,
            senders=[one.sender or ""],
        )
        for one in PHONES[world.key].taught
    ]
    return understand(messages, Layouts(layouts))


def test_equal_worlds_have_equal_phones_in_order_of_time(world: DemoBusiness, messages: list[Message]) -> None:
    assert messages == messages_of(world)
    times = [message.at for message in messages if message.at]
    assert len(times) == len(messages) and times == sorted(times)


def test_every_notice_is_read_and_of_every_sort_there_is_something(
    world: DemoBusiness, understood: list[Understood]
) -> None:
    kinds = Counter(found.kind for found in understood)
    sorts = {"receipt", "chat", "unknown", "one_time_code"}
    assert sorts | ({"promotion", "reminder", "scam"} if world.key == "wholesaler" else set()) == set(kinds)
    assert kinds["receipt"] >= PHONES[world.key].payments * 0.9 and kinds["unknown"] < 20


def test_every_segment_of_the_messages_page_has_somebody(
    world: DemoBusiness, messages: list[Message], understood: list[Understood]
) -> None:
    about = {"currency": world.currency, "region": world.country}
    found = people(messages, understood, world.until, **about, rules=Rules(PHONES[world.key].high_value))
    sizes = Counter(segment for person in found for segment in person.segments)
    assert {"high_value", "loyal", "new", "complaints", "inactive"} <= set(sizes)
    assert sum(bool(person.complaints) for person in found) < len(found) / 5


def test_what_notices_tell_was_paid_in_the_shop(world: DemoBusiness, understood: list[Understood]) -> None:
    totals = world.documents.total[~world.documents.is_return]
    paid = {Decimal(int(total)).scaleb(-world.money_digits) for total in totals}
    told = [found.amount for found in understood if found.counts]
    assert told and all(amount in paid for amount in told)
