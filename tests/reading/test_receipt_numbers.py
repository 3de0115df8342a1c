"""Receipt numbers that begin anew each day or in each branch, told from documents that take long."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pyarrow.compute as pc
import pytest

from nigotis.kernel.i18n import LANGUAGES
from nigotis.reading.facts import facts_of
from nigotis.reading.read import read
from nigotis.reading.report import rows
from nigotis.reading.types import Reading

TODAY = dt.date(2026, 11, 22)
HEADER = "receipt,date,time,client id,product,quantity,price,branch"
# Two days of a café whose till counts from 1 every morning: 4 sales, 5 lines.
DAILY = [
    "1,2026-03-02,08:00,,Espresso,1,3.00,Nizami",
    "1,2026-03-02,08:00,,Croissant,1,2.00,Nizami",
    "2,2026-03-02,09:00,,Espresso,1,3.00,Nizami",
    "1,2026-03-03,08:10,,Latte,1,4.00,Nizami",
    "2,2026-03-03,09:20,,Espresso,2,3.00,Nizami",
]
# One day of two branches, each with its own count.
BY_BRANCH = [
    "1,2026-03-02,08:00,,Espresso,1,3.00,Nizami",
    "1,2026-03-02,08:05,,Latte,1,4.00,Sahil",
    "2,2026-03-02,09:00,,Espresso,1,3.00,Nizami",
    "2,2026-03-02,09:05,,Latte,1,4.00,Sahil",
]


def sales(tmp_path: Path, *lines: str, header: str = HEADER) -> Reading:
    path = tmp_path / "sales.csv"
    path.write_text("\n".join([header, *lines]) + "\n", "utf-8")
    return read(path, "sales", today=TODAY)


def documents(reading: Reading) -> int:
    count: int = pc.count_distinct(facts_of(reading).sale_lines["sale_id"]).as_py()
    return count


def says_so(reading: Reading) -> bool:
    return any(note.key == "reading.assumed_numbers_repeat" for note in reading.assumptions)


@pytest.mark.parametrize("lines", [DAILY, BY_BRANCH], ids=["each day", "each branch"])
def test_numbers_that_begin_anew_do_not_melt_into_one_sale(tmp_path: Path, lines: list[str]) -> None:
    reading = sales(tmp_path, *lines)
    assert documents(reading) == 4 and says_so(reading)
    assert [row["document"] for row in rows(reading)] == [line.split(",")[0] for line in lines]


def test_days_without_a_time_tell_numbers_apart_too(tmp_path: Path) -> None:
    lines = [
        ",".join([n, day, amount]) for day in ("2026-03-02", "2026-03-03") for n, amount in (("1", "5"), ("2", "6"))
    ]
    assert documents(sales(tmp_path, *lines, header="receipt,date,amount")) == 4


def test_the_assumption_is_said_in_every_language(tmp_path: Path) -> None:
    note = next(n for n in sales(tmp_path, *DAILY).assumptions if n.key == "reading.assumed_numbers_repeat")
    said = {note.say(language) for language in LANGUAGES}
    assert len(said) == 4 and all("receipt" in sentence for sentence in said)


def test_bills_open_past_midnight_stay_one_sale(tmp_path: Path) -> None:
    late = [
        f"{n},2026-03-0{n},{hour},,{product},1,3.00,Nizami"
        for n in range(1, 6)
        for hour, product in (("23:40", "Beer"), ("23:50", "Nuts"))
    ]
    after = [f"{n},2026-03-0{n + 1},00:30,,Taxi,1,9.00,Nizami" for n in range(1, 6)]
    reading = sales(tmp_path, *late, *after)
    assert documents(reading) == 5 and not says_so(reading)


def test_one_order_added_to_days_later_among_many_that_are_not_stays_one_sale(tmp_path: Path) -> None:
    plain = [f"{n},2026-03-02,10:00,,{product},1,3.00,Nizami" for n in range(1, 41) for product in ("Tea", "Cake")]
    reading = sales(tmp_path, *plain, "7,2026-03-09,10:00,,Jam,1,5.00,Nizami", "9,2026-03-09,11:00,,Jam,1,5.00,Nizami")
    assert documents(reading) == 40 and not says_so(reading)


def test_orders_of_one_client_each_may_take_days(tmp_path: Path) -> None:
    lines = [f"{n},2026-03-{day:02},10:00,C{n},Flour,1,3.00,Nizami" for n in range(1, 7) for day in (2, 5, 9)]
    reading = sales(tmp_path, *lines)
    assert documents(reading) == 6 and not says_so(reading)


def test_a_client_who_stands_for_anybody_joins_no_receipts(tmp_path: Path) -> None:
    lines = [f"{n},2026-03-{day:02},10:00,Retail buyer,Tea,1,3.00,Nizami" for n in range(1, 7) for day in (2, 5)]
    assert documents(sales(tmp_path, *lines)) == 12


def test_another_client_tells_apart_what_the_hour_does_not(tmp_path: Path) -> None:
    lines = [f"{n},2026-03-02,23:{n}0,A{n},Tea,1,3.00,Nizami" for n in (1, 2)]
    lines += [f"{n},2026-03-03,00:{n}0,B{n},Tea,1,3.00,Nizami" for n in (1, 2)]
    assert documents(sales(tmp_path, *lines)) == 4


def test_a_return_under_the_number_of_its_sale_is_no_sign_of_a_new_count(tmp_path: Path) -> None:
    bought = [f"{n},2026-03-02,10:00,,{product},1,3.00,Nizami" for n in range(1, 4) for product in ("Tea", "Cake")]
    back = [f"{n},2026-03-06,10:00,,Tea,-1,3.00,Nizami" for n in range(1, 4)]
    reading = sales(tmp_path, *bought, *back)
    assert not says_so(reading) and reading.table["is_return"].to_pylist() == [False] * 6 + [True] * 3


def test_a_total_repeated_on_the_lines_of_a_daily_receipt_is_counted_once(tmp_path: Path) -> None:
    lines = [f"{n},2026-03-{day:02},{n * day}.00,Item {line}" for day in (2, 3) for n in range(1, 8) for line in (1, 2)]
    reading = sales(tmp_path, *lines, header="receipt,date,total,product")
    assert pc.sum(reading.table["amount"]).as_py() == Decimal(sum(n * day for day in (2, 3) for n in range(1, 8)))
