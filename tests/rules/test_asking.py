"""Who is in a rule: what null means, what a clock does to it, and equal answers on every engine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import ibis
import psycopg
import pytest

from make.facts import Facts, engine, random_facts
from make.rules import FIELDS, every_condition
from metrics.test_portability import _load
from nigotis.metrics.run import fetch
from nigotis.metrics.window import Window
from nigotis.rules.asking import members, reasons
from nigotis.rules.text import parse, write
from nigotis.rules.tree import Condition, Group

TODAY = date(2026, 6, 30)


def inside(facts: Facts, text: str, day: date = TODAY) -> list[int]:
    return sorted(fetch(members(parse(text, FIELDS), FIELDS, day), engine(facts.tables()))["client_id"].to_pylist())


def trait(facts: Facts, client: int, name: str, value: str, **more: Any) -> None:
    facts.rows["client_traits"].append({"client_id": client, "trait": name, "value": value, **more})


def two_clients() -> Facts:
    """1 has every value, 2 has none at all."""
    facts = Facts()
    facts.client(1, "2026-01-01", gender="F", birthday=date(1990, 7, 3), source="till", branch_id=1)
    facts.client(2)
    facts.rows["clients"][1]["status"] = None
    facts.product(1, category="Tea")
    facts.sale(1, "2026-06-10", 10)
    facts.prediction(1)
    for name, more in {"tag": {}, "consent.sms": {}, "custom.motto": {}, "has.phone": {}}.items():
        trait(facts, 1, name, "granted", **more)
    trait(facts, 1, "custom.size", "3", number=3)
    trait(facts, 1, "custom.since", "2026-05-03", day=date(2026, 5, 3))
    return facts


NULLS = [
    # field, comparison that holds for 1, its negation, known
    ("gender", "gender = F", "gender != F", True),
    ("branch", "branch = 1", "branch != 1", True),
    ("recency", "recency = 20", "recency != 20", True),
    ("average_check", "average_check = 10", "average_check != 10", True),
    ("segment", "segment in (champions, loyal, hibernating, at_risk, new, promising, potential_loyalist,"
     " need_attention, about_to_sleep, cannot_lose)", "segment not in (champions, loyal, hibernating, at_risk, new,"
     " promising, potential_loyalist, need_attention, about_to_sleep, cannot_lose)", True),
    ("tags", "tags = granted", "tags != granted", True),
    ("consent_sms", "consent_sms = granted", "consent_sms != granted", True),
    ("custom.motto", "custom.motto contains GRANT", "custom.motto not contains GRANT", True),
    ("custom.size", "custom.size = 3", "custom.size != 3", True),
    ("bought_category", "bought_category = Tea", "bought_category != Tea", True),
    ("bought_in_branch", "bought_in_branch = 1", "bought_in_branch != 1", True),
    ("phone", "phone is known", "phone is unknown", True),
    ("due", "due = cannot_tell", "due != cannot_tell", True),
    ("frequency", "frequency = 1", "frequency != 1", False),
    ("monetary", "monetary within 30 days = 10", "monetary within 30 days != 10", False),
]  # fmt: skip


@pytest.mark.parametrize(("field", "holds", "negated", "can_be_unknown"), NULLS, ids=[row[0] for row in NULLS])
def test_a_negation_includes_who_lacks_the_value(field: str, holds: str, negated: str, can_be_unknown: bool) -> None:
    facts = two_clients()
    assert inside(facts, holds) == [1]
    assert inside(facts, negated) == [2]
    assert inside(facts, f"none({holds})") == [2]
    assert inside(facts, f"none({negated})") == [1]
    if can_be_unknown:
        assert inside(facts, f"{field} is known") == [1]
        assert inside(facts, f"{field} is unknown") == [2]


@pytest.mark.parametrize(
    "asked",
    ["recency > 5", "recency >= 5", "age < 99", "registered_on < 2026-05-03", "last_sale_on over 3 days ago",
     "first_sale_on in last 30 days", "birthday in next 7 days", "custom.since < 2026-06-01",
     "recency between 1 and 99", "registered_on > 1999-01-01"],
)  # fmt: skip
def test_every_other_comparison_leaves_out_who_lacks_the_value(asked: str) -> None:
    assert inside(two_clients(), asked) == [1]


def test_a_count_of_what_never_was_is_zero() -> None:
    facts = two_clients()
    assert inside(facts, "frequency = 0") == [2]
    assert inside(facts, "monetary <= 0") == [2]
    assert inside(facts, "frequency within 5 days = 0") == [1, 2]


def test_out_of_rhythm_is_who_the_figure_of_broken_rhythms_names() -> None:
    facts = random_facts(3, sales=900)
    broken = facts.ask("broken_rhythm", Window(date(2000, 1, 1), TODAY))
    named = {row["client_id"]: row["days_away"] - row["late_after_in_days"] for row in broken}
    known = {row["client_id"] for row in facts.rows["clients"]}
    assert inside(facts, "days_out_of_rhythm > 0") == sorted(named.keys() & known) != []
    for client in named.keys() & known:
        assert client in inside(facts, f"days_out_of_rhythm = {named[client]}")


def test_the_most_valuable_are_a_share_of_the_clients_and_equal_ones_stand_together() -> None:
    facts = Facts()
    for client, value in enumerate((50, 90, 90, 10, 30), 1):
        facts.client(client)
        facts.prediction(client, clv_365=value)
    facts.client(6)
    facts.prediction(6, clv_365=None)
    facts.prediction(7, clv_365=1000)  # not in the directory
    assert inside(facts, "clv_365_rank < 0.2") == [2, 3]
    assert inside(facts, "clv_365_rank < 0.41") == [1, 2, 3]
    assert inside(facts, "clv_365_rank = 0.8") == [4]
    assert inside(facts, "clv_365_rank is unknown") == [6]


@pytest.mark.parametrize("asked", ["bought_product within {days} days = {n}", "frequency within {days} days = {n}"])
def test_as_many_conditions_as_a_rule_may_have_are_one_question(asked: str) -> None:
    facts = Facts()
    for n in range(1, 61):
        facts.client(n)
        facts.product(n)
        facts.sale(n, str(TODAY - timedelta(days=n)), 10, product_id=n)
    facts.client(61)
    rule = f"any({', '.join(asked.format(days=100 + n, n=n) for n in range(1, 61))})"
    assert inside(facts, rule) == list(range(1, 61))


def test_several_questions_about_one_field_do_not_disturb_each_other() -> None:
    facts = Facts()
    for client in (1, 2, 3, 4):
        facts.client(client)
    for product in (1, 2):
        facts.product(product)
    facts.sale(1, "2026-06-28", 10, product_id=1)
    facts.sale(1, "2026-03-01", 10, product_id=2)
    facts.sale(2, "2026-03-01", 10, product_id=1)
    facts.sale(3, "2026-06-28", 10, product_id=2)
    recent, ever = "bought_product within 10 days", "bought_product"
    assert inside(facts, f"{recent} = 1 and {ever} = 2") == [1]
    assert inside(facts, f"{ever} = 1 and {recent} != 1") == [2]
    assert inside(facts, f"{ever} has all (1, 2) or {recent} = 2") == [1, 3]
    assert inside(facts, f"{recent} has all (1, 2) or {ever} is unknown") == [4]
    assert inside(facts, f"{ever} is known and {recent} is known and {ever} not in (2)") == []
    assert inside(facts, f"{ever} is known and none({recent} is known)") == [2]


def test_a_group_that_asks_nothing_lets_everybody_in() -> None:
    assert inside(two_clients(), "all()") == [1, 2]
    assert inside(two_clients(), "all(any(), none())") == [1, 2]


def test_a_return_is_no_purchase_but_lowers_spend() -> None:
    facts = Facts()
    for client in (1, 2):
        facts.client(client)
        facts.sale(client, "2026-06-01", 50)
    facts.back(1, "2026-06-20", 30)
    assert inside(facts, "frequency = 1") == [1, 2]
    assert inside(facts, "monetary = 20 and returned = 30") == [1]
    assert inside(facts, "last_sale_on = 2026-06-01") == [1, 2]
    facts.client(3)
    facts.back(3, "2026-06-20", 30)
    assert inside(facts, "bought_product is known") == [1, 2]
    assert inside(facts, "recency is unknown") == [3]


def test_all_of_several_things_must_have_been_bought() -> None:
    facts = Facts()
    for client, products in ((1, (7, 8)), (2, (7,)), (3, (7, 7))):
        facts.client(client)
        for product in products:
            facts.sale(client, "2026-06-20", product_id=product)
    assert inside(facts, "bought_product has all (7, 8)") == [1]
    assert inside(facts, "bought_product in (7, 8)") == [1, 2, 3]
    assert inside(facts, "bought_product not in (8)") == [2, 3]


CLOCK = [
    # text, what happens on which day, and who is in at the end of days
    ("recency > 2", {"2026-06-01": 1, "2026-06-03": 2},
     {"2026-06-02": [], "2026-06-03": [], "2026-06-04": [1], "2026-06-05": [1], "2026-06-06": [1, 2]}),
    ("frequency within 3 days >= 1", {"2026-06-01": 1, "2026-06-02": 2},
     {"2026-05-31": [], "2026-06-01": [1], "2026-06-03": [1, 2], "2026-06-04": [2], "2026-06-05": []}),
    ("first_sale_on in last 2 days", {"2026-06-01": 1, "2026-06-05": 1},
     {"2026-06-01": [1], "2026-06-02": [1], "2026-06-03": [], "2026-06-05": []}),
    ("bought_product within 2 days = 1", {"2026-06-01": 1}, {"2026-06-01": [1], "2026-06-02": [1], "2026-06-03": []}),
    ("none(bought_product within 2 days = 1)", {"2026-06-01": 1}, {"2026-06-02": [2], "2026-06-03": [1, 2]}),
    ("last_sale_on over 1 days ago", {"2026-06-01": 1}, {"2026-06-01": [], "2026-06-02": [], "2026-06-03": [1]}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sales", "expected"), CLOCK, ids=[row[0] for row in CLOCK])
def test_as_the_clock_moves(text: str, sales: dict[str, int], expected: dict[str, list[int]]) -> None:
    facts = Facts()
    for client in (1, 2):
        facts.client(client)
    for day, client in sales.items():
        facts.sale(client, day)
    for day, clients in expected.items():
        assert inside(facts, text, date.fromisoformat(day)) == clients, day


BIRTHDAYS = {1: date(1990, 12, 30), 2: date(1991, 1, 2), 3: date(1992, 2, 29), 4: date(2000, 3, 1)}


@pytest.mark.parametrize(
    ("today", "days", "expected"),
    [
        ("2026-12-28", 7, [1, 2]),
        ("2026-12-30", 0, [1]),
        ("2026-12-31", 1, []),
        ("2026-12-31", 2, [2]),
        ("2026-02-28", 0, [3]),  # no leap year: kept on the 28th
        ("2026-03-01", 0, [4]),
        ("2028-02-28", 0, []),
        ("2028-02-29", 0, [3]),
        ("2027-12-31", 60, [2, 3]),
        ("2026-06-30", 365, [1, 2, 3, 4]),
    ],
)
def test_birthdays_come_round_the_end_of_the_year(today: str, days: int, expected: list[int]) -> None:
    facts = Facts()
    for client, birthday in BIRTHDAYS.items():
        facts.client(client, birthday=birthday)
    facts.client(5)
    assert inside(facts, f"birthday in next {days} days", date.fromisoformat(today)) == expected


@pytest.mark.parametrize(("today", "age"), [("2026-12-29", 35), ("2026-12-30", 36), ("2027-01-01", 36)])
def test_age_is_counted_in_whole_years(today: str, age: int) -> None:
    facts = Facts()
    facts.client(1, birthday=BIRTHDAYS[1])
    assert inside(facts, f"age = {age}", date.fromisoformat(today)) == [1]


def test_reasons_agree_with_membership_and_name_the_values() -> None:
    facts = random_facts(3)
    rule = parse("all(recency > 30, any(monetary > 200, frequency >= 3), none(source = bot))", FIELDS)
    connection = engine(facts.tables())
    day = date(2026, 9, 30)
    found = set(fetch(members(rule, FIELDS, day), connection)["client_id"].to_pylist())
    rows = fetch(reasons(rule, FIELDS, day, None, tuple(range(40))), connection).to_pylist()
    assert len(rows) == 40 and 0 < len(found) < 40
    for row in rows:
        passes = [row[f"passes_{number}"] for number in range(4)]
        assert (passes[0] and (passes[1] or passes[2]) and not passes[3]) == (row["client_id"] in found)


@pytest.fixture(scope="module")
def postgres(server: str) -> Iterator[Any]:
    with psycopg.connect(server.format("postgres"), autocommit=True) as admin:
        admin.execute("drop database if exists portable_rules")
        admin.execute("create database portable_rules")
    with psycopg.connect(server.format("portable_rules"), autocommit=True) as connection:
        for name, table in _peopled().tables().items():
            _load(connection, name, table)
        yield ibis.postgres.from_connection(connection)


@pytest.fixture(scope="module")
def duck() -> Any:
    return engine(_peopled().tables())


def _peopled() -> Facts:
    facts = random_facts(5)
    for client in range(0, 40, 2):
        facts.rows["clients"][client] |= {
            "gender": "FM"[client % 4 // 2],
            "birthday": date(1970, 1, 1) + timedelta(days=client * 397),
            "branch_id": client % 3 + 1,
        }
        trait(facts, client, "tag", str(client % 3))
        trait(facts, client, "consent.sms", "granted")
        trait(facts, client, "custom.size", str(client), number=client)
        trait(facts, client, "custom.since", "2026-05-03", day=date(2026, 5, 3))
        trait(facts, client, "custom.motto", "Ça 1")
    return facts


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("asked", every_condition(), ids=write)
def test_postgresql_and_duckdb_name_the_same_clients(asked: Condition, postgres: Any, duck: Any) -> None:
    rule = Group(match="all", rules=(asked,))
    question = members(rule, FIELDS, date(2026, 9, 30)).order_by("client_id")
    assert fetch(question, postgres)["client_id"].to_pylist() == fetch(question, duck)["client_id"].to_pylist()
    told = reasons(rule, FIELDS, date(2026, 9, 30), None, (1, 2, 3, 4)).select("client_id", "passes_0")
    rows = [fetch(told.order_by("client_id"), one).to_pylist() for one in (postgres, duck)]
    assert rows[0] == rows[1]
