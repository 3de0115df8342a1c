"""Client files of every language, encoding and dialect come out exactly, or are asked about; never silently wrong."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from make.client_files import ClientFile, make
from nigotis.reading.read import read, read_report

FILES = 300


def differences(file: ClientFile, report: dict[str, Any]) -> list[tuple[str, Any, str]]:
    """Cells that did not come out as written."""
    assert len(report["rows"]) == len(file.rows), (file.label, report["rejected"])
    return [
        (field, row[field], truth)
        for row, truths in zip(report["rows"], file.rows, strict=True)
        for field, truth in truths.items()
        if not _equal(field, row[field], truth)
    ]


def _equal(field: str, found: Any, truth: str) -> bool:
    return Decimal(found) == Decimal(truth) if field == "total_spent" else str(found) == truth


@pytest.mark.parametrize(
    "seeds", [range(start, start + 30) for start in range(0, FILES, 30)], ids=lambda r: f"from_{r[0]}"
)
def test_every_encoding_and_dialect_comes_out_exactly(tmp_path: Path, seeds: range) -> None:
    for seed in seeds:
        file = make(seed)
        path = tmp_path / "clients.csv"
        path.write_bytes(file.data)
        report = read_report(path, "clients", region=file.region)
        assert report["verdict"] == "ok", (file.label, report)
        assert not differences(file, report), file.label


def read_text(tmp_path: Path, text: str, encoding: str = "utf-8", **options: Any) -> dict[str, Any]:
    path = tmp_path / "file.csv"
    path.write_bytes(text.encode(encoding))
    return read_report(path, "clients", **options)


def test_leading_zeros_and_long_ids_are_kept_exactly(tmp_path: Path) -> None:
    report = read_text(tmp_path, "Code;Name\n00123;A\n12345678901234567890;B\n1E5;C\n")
    assert [row["external_id"] for row in report["rows"]] == ["00123", "12345678901234567890", "1E5"]


def test_an_id_whose_digits_a_spreadsheet_threw_away_is_listed(tmp_path: Path) -> None:
    report = read_text(tmp_path, "Code;Name\n1,23457E+15;A\n77;B\n")
    assert [row["external_id"] for row in report["rows"]] == ["", "77"]
    assert [(r["row"], r["field"]) for r in report["rejected"]] == [(2, "external_id")]


def test_dates_that_could_be_either_order_are_asked_and_left_empty(tmp_path: Path) -> None:
    text = "Name,Birthday\nA,03/04/1990\nB,05/06/1991\nC,07/07/1992\n"
    asked = read_text(tmp_path, text)
    assert asked["verdict"] == "ask"
    assert "03/04/1990" in asked["questions"][0]
    assert [row["birthday"] for row in asked["rows"]] == ["", "", "1992-07-07"]
    told = read_text(tmp_path, text, answers={"date_order": "mdy"})
    assert told["verdict"] == "ok"
    assert [row["birthday"] for row in told["rows"]] == ["1990-03-04", "1991-05-06", "1992-07-07"]


def test_one_clear_date_settles_the_order_of_its_column(tmp_path: Path) -> None:
    report = read_text(tmp_path, "Name,Birthday\nA,03/04/1990\nB,25/06/1991\n")
    assert [row["birthday"] for row in report["rows"]] == ["1990-04-03", "1991-06-25"]
    assert any("day, month, year" in sentence for sentence in report["assumptions"])


def test_a_date_column_that_proves_its_order_settles_the_other(tmp_path: Path) -> None:
    report = read_text(tmp_path, "Name,Birthday,Registered\nA,03/04/1990,12/31/2020\n")
    assert (report["verdict"], report["rows"][0]["birthday"]) == ("ok", "1990-03-04")


def test_dotted_dates_are_never_month_first(tmp_path: Path) -> None:
    report = read_text(tmp_path, "Name,Birthday\nA,03.04.1990\n")
    assert (report["verdict"], report["rows"][0]["birthday"]) == ("ok", "1990-04-03")


def test_an_amount_that_could_be_thousands_or_decimals_is_asked(tmp_path: Path) -> None:
    text = "Name\tTotal spent\nA\t1,234\nB\t5,678\n"
    assert read_text(tmp_path, text)["verdict"] == "ask"
    assert read_text(tmp_path, text)["rows"][0]["total_spent"] == ""
    assert read_text(tmp_path, text, answers={"decimal_sign": "."})["rows"][0]["total_spent"] == "1234"
    assert read_text(tmp_path, text, answers={"decimal_sign": ","})["rows"][0]["total_spent"] == "1.234"


def test_whole_numbers_under_a_thousand_show_that_the_sign_parts_thousands(tmp_path: Path) -> None:
    cells = ("1,500", "2,000", "12,500", "7,250", "31,000", "500")
    report = read_text(tmp_path, "Name\tTotal spent\n" + "".join(f"A\t{cell}\n" for cell in cells))
    assert [row["total_spent"] for row in report["rows"]] == [cell.replace(",", "") for cell in cells]
    assert any("thousands" in sentence for sentence in report["assumptions"])


def test_another_cell_of_the_column_settles_the_decimal_sign(tmp_path: Path) -> None:
    report = read_text(tmp_path, "Name\tTotal spent\nA\t1,234\nB\t5,6\n")
    assert [row["total_spent"] for row in report["rows"]] == ["1.234", "5.6"]


def test_unclear_phones_are_listed_with_row_and_reason_and_the_row_is_kept(tmp_path: Path) -> None:
    report = read_text(tmp_path, "Ad;Telefon\nƏli;9,94501E+11\nAygün;050 123 45 67\n", language="az")
    assert [row["phone"] for row in report["rows"]] == ["", "+994501234567"]
    assert [(r["row"], r["field"]) for r in report["rejected"]] == [(2, "phone")]
    assert "itib" in report["rejected"][0]["reason"]


def test_a_title_above_and_a_total_below_are_no_clients(tmp_path: Path) -> None:
    report = read_text(
        tmp_path, "Клиенты магазина;;\n;;\nИмя;Телефон;Сумма покупок\nАнна;+79161234567;10\nИтого;;10\n", "cp1251"
    )
    assert [row["name"] for row in report["rows"]] == ["Анна"]
    assert any("3" in sentence for sentence in report["assumptions"])


def test_a_client_who_is_called_total_is_kept(tmp_path: Path) -> None:
    report = read_text(tmp_path, "Name,Phone,City\nTotal,+994501234567,Baku\nAnna,+994551234567,Baku\n")
    assert len(report["rows"]) == 2


def test_repeated_and_empty_headers_become_columns_of_their_own(tmp_path: Path) -> None:
    report = read_text(tmp_path, "Name,Size,Size,\nAnna,37,38,x\n")
    assert report["rows"][0] | {"name": "Anna", "Size": "37", "Size (2)": "38", "column 4": "x"} == report["rows"][0]


def test_first_name_and_surname_make_the_name_in_the_order_of_the_file(tmp_path: Path) -> None:
    report = read_text(tmp_path, "Soyad;Ad;Telefon\nƏliyev;Vəli;0501234567\n")
    assert (report["rows"][0]["name"], report["columns"]["name"]) == ("Əliyev Vəli", "Soyad + Ad")


@pytest.mark.parametrize(("pair", "expected"), [(("K", "Q"), ["M", "F"]), (("K", "E"), ["F", "M"])])
def test_the_letter_k_is_a_man_beside_q_and_a_woman_beside_e(
    tmp_path: Path, pair: tuple[str, str], expected: list[str]
) -> None:
    report = read_text(tmp_path, f"Ad;Cins\nA;{pair[0]}\nB;{pair[1]}\n")
    assert [row["gender"] for row in report["rows"]] == expected


def test_the_letter_k_alone_is_not_guessed(tmp_path: Path) -> None:
    report = read_text(tmp_path, "Ad;Cins\nA;K\n")
    assert (report["rows"][0]["gender"], report["rejected"][0]["field"]) == ("", "gender")


def test_a_file_without_header_is_read_by_its_content(tmp_path: Path) -> None:
    report = read_text(tmp_path, "Anna Ivanova;+994501234567;a@b.az\nLeyla Aliyeva;+994551234567;l@b.az\n")
    assert report["verdict"] == "ok"
    assert (
        report["rows"][1] | {"name": "Leyla Aliyeva", "phone": "+994551234567", "email": "l@b.az"} == report["rows"][1]
    )


def test_a_mapping_told_by_the_merchant_wins(tmp_path: Path) -> None:
    report = read_text(tmp_path, "Name,Nick\nAnna,Ann\n", mapping={"Nick": "name", "Name": ""})
    assert report["rows"][0]["name"] == "Ann"


def test_a_mapping_of_a_column_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert read_text(tmp_path, "Name\nAnna\n", mapping={"Nick": "name"})["verdict"] == "refuse"


def test_letters_that_fit_two_encodings_are_asked(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(b"Name,Phone\n\xc0,+994501234567\n")
    reading = read(path, "clients")
    assert reading.verdict == "ask"
    question = next(q for q in reading.questions if q.name == "encoding")
    told = read(path, "clients", answers={"encoding": question.choices[0]})
    assert told.verdict == "ok"


def test_the_town_of_a_client_is_recognised_in_four_languages(tmp_path: Path) -> None:
    for header in ("City", "Şəhər", "Город", "Mji", "Home town"):
        report = read_text(tmp_path, f"Name,{header}\nAnna,Bakı\n")
        assert report["rows"][0]["city"] == "Bakı", header
