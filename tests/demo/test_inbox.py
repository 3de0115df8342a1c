"""The wholesaler's phone says what a phone says, and the analysis reads all of it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from nigotis.demo.inbox import messages_of
from nigotis.demo.types import DemoBusiness
from nigotis.demo.worlds import businesses
from nigotis.notices.people import people
from nigotis.notices.types import Message
from nigotis.notices.understanding import understand


@pytest.fixture(scope="module")
def world() -> DemoBusiness:
    return businesses(date(2026, 11, 27))[1]


@pytest.fixture(scope="module")
def messages(world: DemoBusiness) -> list[Message]:
    return messages_of(world)


def test_equal_worlds_have_equal_phones_in_order_of_time(world: DemoBusiness, messages: list[Message]) -> None:
    assert messages == messages_of(world)
    times = [message.at for message in messages if message.at]
    assert len(times) == len(messages) and times == sorted(times)


def test_every_notice_is_read_and_of_every_sort_there_is_something(messages: list[Message]) -> None:
    kinds = Counter(found.kind for found in understand(messages))
    assert {"receipt", "chat", "promotion", "unknown", "reminder", "scam", "one_time_code"} == set(kinds)
    assert kinds["receipt"] > 500 and kinds["unknown"] < 20


def test_every_segment_of_the_messages_page_has_somebody(world: DemoBusiness, messages: list[Message]) -> None:
    found = people(messages, understand(messages), world.until)
    sizes = Counter(segment for person in found for segment in person.segments)
    assert {"high_value", "loyal", "new", "complaints", "inactive"} <= set(sizes)
    assert sum(bool(person.complaints) for person in found) < len(found) / 5


def test_what_notices_tell_was_paid_in_the_shop(world: DemoBusiness, messages: list[Message]) -> None:
    paid = Counter(Decimal(int(total)) for total in world.documents.total[~world.documents.is_return])
    told = [found.amount for found in understand(messages) if found.counts]
    assert told and all(amount in paid for amount in told)
