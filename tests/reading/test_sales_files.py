"""Sales files: what is the amount, what is a sale, what is a return, what is no product."""

from __future__ import annotations

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from nigotis.kernel.i18n import LANGUAGES
from nigotis.metrics.facts import SCHEMAS
from nigotis.reading.facts import facts_of
from nigotis.reading.read import read, read_report
from nigotis.reading.types import Reading

TODAY = dt.date(2026, 11, 22)
NEW_YEAR = dt.datetime(2000, 1, 1)


def sales(tmp_path: Path, text: str, **options: Any) -> Reading:
    path = tmp_path / "sales.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return read(path, "sales", today=TODAY, **options)


def column(reading: Reading, name: str) -> list[Any]:
    return reading.table[name].to_pylist()


def assumed(reading: Reading) -> set[str]:
    return {note.key.removeprefix("reading.") for note in reading.assumptions}


@pytest.mark.parametrize(
    "header",
    [
        "Invoice No,Invoice Date,Customer,Item,Quantity,Unit price,Total",
        "Çek №,Tarix,Müştəri,Məhsul,Miqdar,Qiymət,Məbləğ",
        "Номер чека,Дата продажи,Клиент,Товар,Кол-во,Цена,Сумма",
        "Nambari ya risiti,Tarehe,Mteja,Bidhaa,Idadi,Bei,Jumla",
        "Fiş No,Tarih,Müşteri,Ürün,Adet,Birim Fiyat,Tutar",
    ],
)
def test_headers_are_known_in_every_language(tmp_path: Path, header: str) -> None:
    reading = sales(
        tmp_path, f"{header}\n17,2024-01-31 10:05,Əli,Çay,2,1.50,3.00\n18,2024-01-31 11:05,Vəli,Su,1,1.00,1.00\n"
    )
    names = ("document", "sold_at", "client_name", "product_name", "quantity", "unit_price", "amount")
    assert [reading.columns[n] for n in names] == header.split(",")
    assert column(reading, "amount") == [Decimal("3.000000"), Decimal("1.000000")]
    assert column(reading, "sold_at")[0] == dt.datetime(2024, 1, 31, 10, 5)


@pytest.mark.parametrize(("value", "field"), [("C-1001", "client"), ("Anna", "client_name")])
def test_a_column_called_client_holds_codes_or_names(tmp_path: Path, value: str, field: str) -> None:
    assert sales(tmp_path, f"date,client,amount\n2024-01-01,{value},5\n").columns[field] == "client"


def test_quantity_times_price_is_the_amount_where_the_total_is_of_the_document(tmp_path: Path) -> None:
    reading = sales(
        tmp_path,
        "order,date,item,qty,price,total\n1,2024-01-01,A,2,5,15\n1,2024-01-01,B,1,5,15\n2,2024-01-02,A,1,5,5\n3,2024-01-02,A,3,5,20\n3,2024-01-02,B,1,5,20\n",
    )
    assert column(reading, "amount") == [10, 5, 5, 15, 5]
    assert "assumed_amount_is_product" in assumed(reading)


def test_a_total_that_agrees_with_the_price_after_discount_is_the_amount(tmp_path: Path) -> None:
    reading = sales(tmp_path, "date,item,qty,price,discount,total\n2024-01-01,A,2,5,1,9\n2024-01-02,B,1,5,0,5\n")
    assert column(reading, "amount") == [9, 5]
    assert column(reading, "discount") == [1, 0]


def test_a_discount_in_percent_is_taken_off_the_price(tmp_path: Path) -> None:
    reading = sales(tmp_path, "date,item,qty,price,discount\n2024-01-01,A,2,50,10%\n2024-01-02,B,1,5,0%\n")
    assert column(reading, "amount") == [90, 5]
    assert column(reading, "discount") == [10, 0]


def test_a_document_total_repeated_on_its_lines_is_counted_once(tmp_path: Path) -> None:
    lines = "".join(f"{n},2024-01-01,A,{n}\n{n},2024-01-01,B,{n}\n" for n in range(1, 21))
    reading = sales(tmp_path, "order,date,item,total\n" + lines)
    assert sum(column(reading, "amount")) == sum(range(1, 21))


def test_returns_marked_by_a_word_become_negative(tmp_path: Path) -> None:
    reading = sales(
        tmp_path, "Дата;Тип операции;Товар;Количество;Сумма\n01.02.2024;Продажа;A;1;10,5\n02.02.2024;Возврат;A;1;10,5\n"
    )
    assert column(reading, "is_return") == [False, True]
    assert column(reading, "amount") == [Decimal("10.5"), Decimal("-10.5")]
    assert column(reading, "quantity") == [1, -1]


def test_a_negative_discount_line_is_no_return(tmp_path: Path) -> None:
    reading = sales(
        tmp_path, "order,date,item,qty,price\n1,2024-01-01,Tea,1,5\n1,2024-01-01,Discount,1,-1\n2,2024-01-01,Tea,-1,5\n"
    )
    assert column(reading, "is_return") == [False, False, True]
    assert column(reading, "is_product") == [True, False, True]


def test_rows_without_a_document_number_are_sales_of_their_own(tmp_path: Path) -> None:
    reading = sales(tmp_path, "date,client,amount\n2024-01-01,7,5\n2024-01-01,7,6\n2024-01-02,,7\n")
    found = facts_of(reading)
    assert found.sale_lines["sale_id"].to_pylist() == [1, 2, 3]
    assert found.sale_lines["client_id"].to_pylist() == [1, 1, None]
    assert "assumed_row_is_sale" in assumed(reading)


def test_facts_have_the_shape_every_metric_expects(tmp_path: Path) -> None:
    found = facts_of(sales(tmp_path, "date,client,amount\n2024-01-01,7,5\n"))
    for name in ("sale_lines", "clients", "products"):
        assert getattr(found, name).schema.equals(SCHEMAS[name]), name


def test_a_written_zone_moves_the_instant_and_not_the_local_time(tmp_path: Path) -> None:
    found = facts_of(sales(tmp_path, "date,amount\n2024-05-10T01:30:00+04:00,5\n"))
    assert found.sale_lines["local_at"].to_pylist() == [dt.datetime(2024, 5, 10, 1, 30)]
    assert found.sale_lines["sold_at"].to_pylist() == [dt.datetime(2024, 5, 9, 21, 30)]
    assert found.sale_lines["day"].to_pylist() == [dt.date(2024, 5, 10)]


def test_date_and_time_in_two_columns_are_one_moment(tmp_path: Path) -> None:
    reading = sales(tmp_path, "Tarix;Saat;Məbləğ\n31.01.2024;9:05;5\n")
    assert column(reading, "sold_at") == [dt.datetime(2024, 1, 31, 9, 5)]
    assert reading.columns["sold_at"] == "Tarix + Saat"


def test_open_dates_are_asked_and_no_facts_are_made(tmp_path: Path) -> None:
    reading = sales(tmp_path, "date,amount\n01/02/2024,5\n")
    assert [q.name for q in reading.questions] == ["date_order"]
    with pytest.raises(ValueError, match="ask"):
        facts_of(reading)
    assert column(sales(tmp_path, "date,amount\n01/02/2024,5\n", answers={"date_order": "mdy"}), "sold_at") == [
        dt.datetime(2024, 1, 2)
    ]


def test_which_of_two_columns_is_the_day_is_asked_by_the_name_of_the_field(tmp_path: Path) -> None:
    reading = sales(tmp_path, "aa;bb;cc\n2026-01-03;2026-01-05;12.50\n2026-01-14;2026-01-16;3.20\n")
    (question,) = reading.questions
    assert (question.name, question.choices) == ("column:sold_at", ("aa", "bb"))
    assert question.say("ru") == "В каком столбце «Когда продано»: aa, bb?"
    assert sorted(reading.columns) == ["amount", "sold_at"]  # days are no phones


def test_two_currencies_in_one_file_are_asked(tmp_path: Path) -> None:
    reading = sales(tmp_path, "date,amount\n2024-01-01,5 ₼\n2024-01-02,5 €\n")
    assert [q.name for q in reading.questions] == ["currency"]
    told = sales(tmp_path, "date,amount\n2024-01-01,5 ₼\n2024-01-02,5 €\n", answers={"currency": "EUR"})
    assert (told.verdict, told.currency, column(told, "row")) == ("ok", "EUR", [3])
    assert [(r.row, r.note.key) for r in told.rejected] == [(2, "reading.other_currency")]
    assert sales(tmp_path, "date,amount\n2024-01-01,5 ₼\n").currency == "AZN"


def test_a_row_that_is_left_out_says_why_in_the_readers_language(tmp_path: Path) -> None:
    reading = sales(tmp_path, "date,client,amount\n2024-01-01,a,5\nsoon,=HYPERLINK(1),6\n2024-01-02,b,much\n")
    assert (reading.rows_read, reading.rows_accepted, reading.rows_rejected) == (3, 1, 2)
    said = [(entry.row, entry.note.say("ru")) for entry in reading.rejected]
    assert said == [(3, "«soon» — не дата."), (4, "«much» — не число.")]


def test_a_workbook_keeps_dates_ids_and_decimals(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Отчёт по продажам"])
    sheet.append([])
    sheet.append(["Чек", "Дата", "Клиент", "Артикул", "Кол-во", "Цена"])
    sheet.append([1001, dt.datetime(2024, 3, 5, 14, 30), "0042", "00077", 3, 0.1])
    sheet.append([1002, dt.date(2024, 3, 6), "0043", "00078", 1.5, 2])
    sheet.append(["Итого", None, None, None, 4.5, None])
    book.save(tmp_path / "sales.xlsx")
    reading = read(tmp_path / "sales.xlsx", today=TODAY)
    assert (reading.kind, reading.rows_read) == ("sales", 2)
    assert column(reading, "row") == [4, 5]
    assert column(reading, "document") == ["1001", "1002"]
    assert column(reading, "sold_at") == [dt.datetime(2024, 3, 5, 14, 30), dt.datetime(2024, 3, 6)]
    assert column(reading, "product") == ["00077", "00078"]
    assert column(reading, "amount") == [Decimal("0.3"), Decimal("3")]


def test_floats_of_a_parquet_file_become_the_decimals_that_were_typed(tmp_path: Path) -> None:
    table = pa.table(
        {
            "order_id": [1, 2],
            "date": pa.array([dt.date(2024, 1, 1)] * 2),
            "customer_id": [1.0, None],
            "amount": [0.1, 2.675],
        }
    )
    pq.write_table(table, tmp_path / "sales.parquet")
    reading = read(tmp_path / "sales.parquet", "sales")
    assert column(reading, "amount") == [Decimal("0.1"), Decimal("2.675")]
    assert column(reading, "client") == ["1", None]


def test_a_report_of_sales_shows_plain_figures(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text("date,product,qty,price\n2024-01-01,Tea,2,1.50\n")
    row = read_report(path, "sales")["rows"][0]
    assert (row["sold_at"], row["quantity"], row["amount"], row["document"]) == ("2024-01-01T00:00:00", "2", "3", "")


def test_files_with_the_same_columns_are_read_one_after_another(tmp_path: Path) -> None:
    for month, amount in (("january", "5"), ("february", "6,x")):
        (tmp_path / f"{month}.csv").write_text(
            f"order,date,amount\n1{amount[0]},2024-01-01,{amount[0]}\n", encoding="utf-8"
        )
    reading = read([tmp_path / "january.csv", tmp_path / "february.csv"], "sales")
    assert sum(column(reading, "amount")) == 11
    assert len(set(column(reading, "row"))) == 2


def test_a_file_given_twice_is_read_once_and_said_so(tmp_path: Path) -> None:
    for name in ("sales.csv", "sales (1).csv"):
        (tmp_path / name).write_text("order,date,amount\n1,2024-01-01,5\n", encoding="utf-8")
    for paths in (tmp_path, [tmp_path / "sales.csv", tmp_path / "sales.csv"]):
        reading = read(paths, "sales")
        assert column(reading, "amount") == [5]
        assert "reading.assumed_same_file" in {note.key for note in reading.assumptions}


def exports(tmp_path: Path, head: str, *files: list[str]) -> Reading:
    paths = [tmp_path / f"export {number}.csv" for number in range(len(files))]
    for path, rows in zip(paths, files, strict=True):
        path.write_text("\n".join([head, *rows]), encoding="utf-8")
    return read(paths, "sales", today=TODAY)


def overlapping(reading: Reading) -> list[int]:
    return [note.values["rows"] for note in reading.assumptions if note.key == "reading.assumed_overlap"]


def test_what_stands_in_exports_that_overlap_is_sold_once(tmp_path: Path) -> None:
    """Also two equal lines of one receipt, and what stands in three of them."""
    days = [[f"{day},2024-01-{day:02},Tea,5"] * 2 + [f"{day},2024-01-{day:02},Jam,{day}"] for day in range(1, 31)]
    parts = [[row for day in days[part] for row in day] for part in (slice(20), slice(10, 25), slice(18, 30))]
    reading = exports(tmp_path, "order,date,product,amount", *parts)
    assert overlapping(reading) == [(10 + 7) * 3]
    assert sum(column(reading, "amount")) == 30 * 10 + sum(range(1, 31))
    assert reading.table.num_rows == 90
    undated = [[row.partition(",")[2] for row in part] for part in parts]
    assert overlapping(exports(tmp_path, "date,product,amount", *undated)) == [(10 + 7) * 3]


def test_branches_that_count_their_receipts_alike_sold_what_both_say(tmp_path: Path) -> None:
    goods = ("Tea", "Jam")
    first, second = ([f"{n},2024-01-01,{goods[n % by == 0]},{n + by}" for n in range(1, 41)] for by in (2, 3))
    reading = exports(tmp_path, "order,date,product,amount", first, second)
    assert (overlapping(reading), sum(column(reading, "amount"))) == ([], sum(range(3, 43)) + sum(range(4, 44)))


def test_a_name_is_kept_no_longer_than_a_name_may_be(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(f"client,product,date,amount\n{'A' * 100_000},{'ə' * 201},2024-01-01,5\n", encoding="utf-8")
    reading = read(path, "sales")
    assert column(reading, "product_name") == ["ə" * 200]
    assert {len(cell) for name in ("client", "client_name") for cell in column(reading, name) if cell} == {200}
    assert [n.values["header"] for n in reading.assumptions if n.key == "reading.assumed_cut"] == ["client", "product"]


def test_days_to_come_are_told(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text("order,date,amount\n1,2024-01-01,5\n2,2024-01-03,5\n3,2024-01-04,5\n", encoding="utf-8")
    told = [note for note in read(path, "sales", today=dt.date(2024, 1, 2)).assumptions if "to_come" in note.key]
    assert [note.values for note in told] == [{"rows": 1, "day": dt.date(2024, 1, 4)}]
    assert not any("to_come" in note.key for note in read(path, "sales", today=dt.date(2024, 1, 3)).assumptions)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.integers(1, 10**9),
            st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2026, 1, 1)).map(lambda d: d.replace(microsecond=0)),
            st.text(alphabet="ab,;\"\n\té'=", min_size=1, max_size=8).filter(lambda t: t.strip(" \t\n")),
            st.decimals(-(10**6), 10**6, places=2),
        ),
        min_size=1,
        max_size=20,
    ),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
)
@example(rows=[(1, NEW_YEAR, ";", Decimal("0.00")), (1, NEW_YEAR, ";\n", Decimal("0.00"))], delimiter="|")
def test_what_was_written_is_what_is_read(tmp_path: Path, rows: list[tuple[Any, ...]], delimiter: str) -> None:
    path = tmp_path / "sales.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
        writer.writerow(["Order ID", "Date", "Product", "Amount"])
        writer.writerows([(n, at.isoformat(" "), name, f"{amount:.2f}") for n, at, name, amount in rows])
    reading = read(path, "sales", today=TODAY)
    assert reading.verdict == "ok"
    assert column(reading, "document") == [str(row[0]) for row in rows]
    assert column(reading, "sold_at") == [row[1] for row in rows]
    assert column(reading, "product_name") == [row[2].strip() for row in rows]
    assert column(reading, "amount") == [row[3] for row in rows]


def test_a_price_that_waits_for_an_answer_is_not_called_empty(tmp_path: Path) -> None:
    reading = sales(
        tmp_path, 'Tarehe,Mteja,Bidhaa,Idadi,Bei\n2026-03-02,Asha,Sukari,1,"2,500"\n2026-03-14,Juma,Chai,2,"5,250"\n'
    )
    assert [question.name for question in reading.questions] == ["decimal_sign"]
    assert reading.rejected == []


TOO_LARGE = {
    "an amount": "date,client,amount\n2026-03-01,A,10000000000000\n2026-03-02,B,20000000000000\n",
    "a price": "date,client,quantity,price\n2026-03-01,A,1,10000000000000\n2026-03-02,B,1,20000000000000\n",
    "a product": "date,client,quantity,price\n2026-03-01,A,1000000,10000000\n2026-03-02,B,1000000,20000000\n",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", TOO_LARGE.values(), ids=TOO_LARGE)
def test_amounts_larger_than_any_are_said_to_be_so_and_not_to_be_no_numbers(
    tmp_path: Path, text: str, language: str
) -> None:
    reading = sales(tmp_path, text)
    assert (reading.verdict, reading.rows_rejected) == ("refuse", 2)
    said = reading.why(language)
    assert {entry.note.key for entry in reading.rejected} <= {"reading.number_too_large", "reading.product_too_large"}
    assert "assumed_nothing_paid" not in assumed(reading)
    assert "1,000,000,000,000" in said or "1 000 000 000 000" in said


def test_rows_with_too_large_an_amount_are_left_out_and_the_rest_is_read(tmp_path: Path) -> None:
    reading = sales(tmp_path, "date,client,amount\n2026-03-01,A,10000000000000\n2026-03-02,B,5\n2026-03-03,B,x\n")
    assert (reading.verdict, reading.rows_accepted) == ("ok", 1)
    keys = [entry.note.key for entry in reading.rejected]
    assert keys == ["reading.number_too_large", "reading.not_a_number"]


def test_whole_numbers_of_a_parquet_file_that_are_too_large_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "sales.parquet"
    days = [dt.date(2026, 3, 1), dt.date(2026, 3, 2)]
    pq.write_table(pa.table({"date": days, "client": ["A", "B"], "amount": [10**13, 7]}), path)
    reading = read(path, "sales", today=TODAY)
    assert column(reading, "amount") == [Decimal("7.000000")]
    assert [entry.note.key for entry in reading.rejected] == ["reading.number_too_large"]


@pytest.mark.parametrize(("header", "paid"), [("amount", "0"), ("quantity,price", "2,0"), ("quantity,price", "0,5")])
def test_a_file_in_which_nothing_was_paid_says_so(tmp_path: Path, header: str, paid: str) -> None:
    reading = sales(tmp_path, f"date,{header}\n2026-03-01,{paid}\n2026-03-02,{paid}\n")
    assert (reading.verdict, reading.rows_accepted) == ("ok", 2)
    assert "assumed_nothing_paid" in assumed(reading)


def test_a_file_with_money_or_without_a_column_of_it_is_not_said_to_have_zeros(tmp_path: Path) -> None:
    assert "assumed_nothing_paid" not in assumed(sales(tmp_path, "date,amount\n2026-03-01,0\n2026-03-02,1\n"))
    assert "assumed_nothing_paid" not in assumed(sales(tmp_path, "date,receipt\n2026-03-01,1\n"))
