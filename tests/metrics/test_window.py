"""Periods and filters."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from make.facts import Facts, window
from nigotis.kernel.problems import Invalid
from nigotis.metrics.window import FEW, shift_months


@pytest.mark.parametrize(
    ("since", "until", "previous"),
    [
        ("2026-03-01", "2026-03-31", ("2026-02-01", "2026-02-28")),
        ("2026-01-01", "2026-03-31", ("2025-10-01", "2025-12-31")),
        ("2024-02-01", "2024-02-29", ("2024-01-01", "2024-01-31")),
        ("2025-01-01", "2025-12-31", ("2024-01-01", "2024-12-31")),
        ("2026-03-01", "2026-03-10", ("2026-02-19", "2026-02-28")),
        ("2026-03-05", "2026-03-05", ("2026-03-04", "2026-03-04")),
    ],
)
def test_the_previous_window_is_as_long_and_whole_months_where_this_one_is(
    since: str, until: str, previous: tuple[str, str]
) -> None:
    before = window(since, until).previous
    assert (before.since.isoformat(), before.until.isoformat()) == previous


def test_months_shift_to_the_last_day_where_the_month_is_shorter() -> None:
    assert shift_months(date(2024, 2, 29), -12) == date(2023, 2, 28)
    assert shift_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert shift_months(date(2026, 2, 28), -1, keep_end=True) == date(2026, 1, 31)
    assert shift_months(date(2026, 1, 15), 12) == date(2027, 1, 15)


def test_a_period_that_runs_backwards_is_refused() -> None:
    with pytest.raises(Invalid):
        window("2026-03-02", "2026-03-01")


def test_an_unknown_segment_is_refused() -> None:
    with pytest.raises(Invalid):
        window("2026-03-01", "2026-03-02").narrow(segment="regulars")


def test_equal_windows_are_equal_keys_whatever_the_kind_of_list() -> None:
    year = window("2026-01-01", "2026-12-31")
    assert {year.narrow(branch=[1, 2])} == {year.narrow(branch=(1, 2))}
    assert year.narrow(branch=3).filters == {"branch": (3,)}


def business() -> Facts:
    facts = Facts()
    facts.product(1, category="tea")
    facts.product(2, category="bread")
    facts.sale(1, "2026-01-05", 10, branch_id=1, seller_id=1, product_id=1, source="till")
    facts.sale(2, "2026-01-06", 20, branch_id=2, seller_id=1, product_id=2, source="website")
    facts.sale(None, "2026-01-07", 40, branch_id=2, seller_id=2, product_id=1, source="bot")
    facts.sale(2, "2026-02-01", 80, branch_id=1, seller_id=2, product_id=2, source="till")
    return facts


@pytest.mark.parametrize(
    ("filters", "net"),
    [
        ({}, 70),
        ({"branch": 2}, 60),
        ({"branch": [1, 2]}, 70),
        ({"seller": 1}, 30),
        ({"product": 1}, 50),
        ({"category": "bread"}, 20),
        ({"category": ["bread", "tea"]}, 70),
        ({"source": ["bot", "website"]}, 60),
        ({"client": 1}, 10),
        ({"branch": 2, "seller": 1}, 20),
        ({"category": "cheese"}, 0),
    ],
)
def test_every_filter_narrows_every_metric(filters: dict[str, object], net: int) -> None:
    january = window("2026-01-01", "2026-01-31").narrow(**filters)  # type: ignore[arg-type]
    assert business().ask("revenue", january)[0]["net"] == Decimal(net)


def test_a_filter_of_very_many_ids_lets_the_same_rows_through() -> None:
    january = window("2026-01-01", "2026-01-31")
    many = january.narrow(client=[2, *range(10, 10 + FEW)])
    assert business().ask("revenue", many) == business().ask("revenue", january.narrow(client=2))
    assert business().ask("rfm", many) == business().ask("rfm", january.narrow(client=2))


def test_a_filter_is_kept_when_another_is_set_and_dropped_by_name() -> None:
    narrow = window("2026-01-01", "2026-01-31").narrow(branch=2).narrow(seller=1)
    assert narrow.filters == {"branch": (2,), "seller": (1,)}
    assert narrow.dropping("branch").filters == {"seller": (1,)}


def test_a_segment_filter_judges_clients_at_the_end_of_the_window_on_the_whole_business() -> None:
    facts = business()
    january = window("2026-01-01", "2026-01-31")
    segments = {row["client_id"]: row["segment"] for row in facts.ask("rfm", january)}
    assert segments == {1: "hibernating", 2: "about_to_sleep"}
    # in branch 1 client 2 bought nothing in January, and stays what she is in the whole business
    asleep = january.narrow(segment="about_to_sleep")
    assert facts.ask("revenue", asleep)[0]["net"] == 20
    assert facts.ask("revenue", asleep.narrow(branch=1))[0]["net"] == 0
    assert facts.ask("revenue", january.narrow(segment="31"))[0]["net"] == 20
    assert facts.ask("revenue", january.narrow(segment=["hibernating", "31"]))[0]["net"] == 30


def test_a_derived_period_keeps_to_the_clients_of_the_segment() -> None:
    facts = Facts()
    facts.sale(1, "2026-02-01", 7)
    for day in ("2026-03-01", "2026-03-02"):
        facts.sale(1, day, 10)
    facts.sale(2, "2026-02-02", 100)
    march = window("2026-03-01", "2026-03-31")
    loyal = march.narrow(segment=facts.ask("rfm", march.narrow(client=1))[0]["segment"])
    assert facts.ask("revenue", loyal)[0]["net"] == 20
    assert facts.ask("revenue", loyal.previous)[0]["net"] == 7  # in February client 2 stood above client 1
    assert facts.ask("months", loyal)[0]["net_month_before"] == 7
    assert loyal.previous.previous.judged_on == march.until
    assert march.previous == window("2026-02-01", "2026-02-28")


def test_choosing_whom_to_show_does_not_change_the_scores() -> None:
    facts, january = business(), window("2026-01-01", "2026-01-31")
    everyone = {row["client_id"]: row for row in facts.ask("rfm", january)}
    assert facts.ask("rfm", january.narrow(client=1)) == [everyone[1]]
    assert facts.ask("rfm", january.narrow(segment="about_to_sleep")) == [everyone[2]]


def test_what_happens_after_the_window_is_not_known_to_it() -> None:
    facts = business()
    before = {name: facts.ask(name, "2026-01-01", "2026-01-31") for name in ("rfm", "client_history", "months", "abc")}
    facts.sale(1, "2026-02-02", 999)
    assert before == {name: facts.ask(name, "2026-01-01", "2026-01-31") for name in before}
