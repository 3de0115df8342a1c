"""The worlds as such: the same each time, of the promised size, openly invented."""

from __future__ import annotations

import json
import pickle
from dataclasses import astuple
from datetime import date, timedelta

import numpy as np
import phonenumbers
import pytest

from nigotis.demo.facts import facts
from nigotis.demo.people import PHONE_BLOCKS
from nigotis.demo.types import DemoBusiness
from nigotis.demo.worlds import answers, businesses
from nigotis.metrics.facts import SCHEMAS

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def both() -> tuple[DemoBusiness, DemoBusiness]:
    return businesses(TODAY)


def test_the_same_seed_and_day_give_the_same_bytes(both: tuple[DemoBusiness, DemoBusiness]) -> None:
    assert [pickle.dumps(astuple(one)) for one in businesses(TODAY)] == [pickle.dumps(astuple(one)) for one in both]


def test_another_seed_gives_another_world(both: tuple[DemoBusiness, DemoBusiness]) -> None:
    for one, other in zip(both, businesses(TODAY, seed=99), strict=True):
        assert one.clients != other.clients
        assert one.documents.total.sum() != other.documents.total.sum()


def test_the_demo_is_large_enough_to_look_real_and_small_enough_to_load(
    both: tuple[DemoBusiness, DemoBusiness],
) -> None:
    cafe, wholesaler = both
    assert 60_000 <= len(cafe.documents.total) <= 85_000
    assert 120_000 <= len(cafe.lines.amount) <= 180_000
    assert 3_000 <= len(cafe.clients) <= 4_000
    assert (len(cafe.branches), len(cafe.sellers)) == (6, 18)
    assert 12_000 <= len(wholesaler.documents.total) <= 20_000
    assert 50_000 <= len(wholesaler.lines.amount) <= 90_000
    assert (len(wholesaler.clients), len(wholesaler.sellers)) == (350, 9)


@pytest.mark.parametrize("today", [TODAY, date(2027, 1, 2), date(2028, 2, 29), date(2026, 3, 16)])
def test_life_starts_three_years_ago_and_ends_yesterday_whatever_the_day(today: date) -> None:
    for business in businesses(today):
        local = business.documents.local_at.astype("datetime64[D]")
        assert business.until == today - timedelta(days=1)
        assert business.since == date(
            today.year - 3, today.month, min(today.day, 28) if today.month == 2 else today.day
        )
        assert local.min() >= np.datetime64(business.since)
        assert np.datetime64(today) - local.max() <= np.timedelta64(3, "D")


def test_utc_is_the_wall_clock_less_the_offset_of_the_zone(both: tuple[DemoBusiness, DemoBusiness]) -> None:
    for business, hours in zip(both, (4, 3), strict=True):
        assert set((business.documents.local_at - business.documents.sold_at).tolist()) == {timedelta(hours=hours)}


def test_everything_says_that_it_is_invented(both: tuple[DemoBusiness, DemoBusiness]) -> None:
    for business in both:
        assert business.name.endswith("(demo)")
        assert all(client.email is None or client.email.endswith("@example.com") for client in business.clients)


def test_invented_phones_are_valid_and_belong_to_one_client_each(both: tuple[DemoBusiness, DemoBusiness]) -> None:
    for business in both:
        phones = [client.phone for client in business.clients]
        assert len(set(phones)) == len(phones)
        assert all(phone is not None and phone.startswith(PHONE_BLOCKS[business.country]) for phone in phones)
        assert all(phonenumbers.is_valid_number(phonenumbers.parse(phone)) for phone in phones)


def test_names_of_shops_and_products_are_unique(both: tuple[DemoBusiness, DemoBusiness]) -> None:
    cafe, wholesaler = both
    for names in ([p.name for p in cafe.products], [p.name for p in wholesaler.products]):
        assert len(set(names)) == len(names)
    assert len({client.name for client in wholesaler.clients}) == len(wholesaler.clients)


def test_a_surname_takes_the_form_of_the_person(both: tuple[DemoBusiness, DemoBusiness]) -> None:
    cafe = both[0]
    for client in cafe.clients:
        if client.gender == "M":
            assert client.name.endswith(("ov", "yev", "zadə"))
        if client.gender == "F":
            assert client.name.endswith(("ova", "yeva", "zadə"))


def test_what_is_known_of_clients_is_as_uneven_as_in_life(both: tuple[DemoBusiness, DemoBusiness]) -> None:
    for business, sms in zip(both, (0.7, 0.85), strict=True):
        clients = business.clients
        for channel, low, high in (("sms", sms - 0.06, sms + 0.06), ("whatsapp", sms - 0.25, sms - 0.05)):
            assert low < sum(client.consents.get(channel) == "granted" for client in clients) / len(clients) < high
        assert {None, "granted", "refused"} == {client.consents.get("sms") for client in clients}
        assert all(client.email for client in clients if "email" in client.consents)
        for part in ("tags", "own"):
            assert 0.02 < sum(bool(getattr(client, part)) for client in clients) / len(clients) <= 1
        branches = {client.branch_id for client in clients}
        assert branches - {0} == set(range(1, len(business.branches) + 1))


def test_own_fields_hold_what_they_may(both: tuple[DemoBusiness, DemoBusiness]) -> None:
    for business in both:
        for field in business.own_fields:
            values = [client.own[field.label] for client in business.clients if field.label in client.own]
            fits = {
                "choice": field.choices.__contains__,
                "yes_no": lambda v: v in (True, False),
                "number": str.isdecimal,
            }
            assert values and all(map(fits[field.kind], values))
    drinks = {product.name for product in both[0].products}
    assert set(both[0].own_fields[0].choices) <= drinks


def test_facts_have_the_schemas_that_metrics_read(both: tuple[DemoBusiness, DemoBusiness]) -> None:
    for business in both:
        tables = facts(business)
        assert {name: table.schema for name, table in tables.items()} == {name: SCHEMAS[name] for name in tables}
        for table in tables.values():
            table.validate(full=True)


def test_answers_go_through_json_unchanged(both: tuple[DemoBusiness, DemoBusiness]) -> None:
    for business in both:
        assert json.loads(json.dumps(answers(business))) == answers(business)
