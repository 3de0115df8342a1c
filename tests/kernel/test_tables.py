"""Files for spreadsheets in which no cell can run."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nigotis.kernel.tables import Cell, guard, table_file, unguard

ATTACKS = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\tx", " =1", "\u00a0=1", "\ufeff=1", "\u200b=1",
    '"=1"', "'=1", "＝1", "＋1+1", "－1-1", "＠x", "a;=cmd|' /C calc'!A0", "a,=1", "a\t=1", "a\n=1", "a|@x",
    "+994-50-1", "-1e5",
    "-2+3", '=HYPERLINK("http://x","y")', "=DDE(a;b;c)",
]  # fmt: skip
HARMLESS = ["Leyla", "-5", "-12.50", "-5,5", "+994501234567", "a-b", "a=b", "5-5", "", "ə ğ ı", "O'Neil", "a, b"]
STARTS = re.compile('(^|[,;|\t\r\n])[\\s\u00a0\u200b-\u200f\u2060\ufeff"“”«»`‘’]*[=+\\-@＝＋－＠]')
TEXT = st.text(st.sampled_from(list("ab1=+-@＝\t\r\n ,;|'\"\u00a0\ufeff\u200b")), max_size=12)


def content(cell: Cell, kind: str) -> bytes:
    body = table_file("x", "csv" if kind == "csv" else "xlsx", ["Head"], [[cell]]).body
    assert isinstance(body, bytes)
    return body


def in_csv(cell: Cell) -> str:
    return list(csv.reader(io.StringIO(content(cell, "csv").decode("utf-8-sig"), newline="")))[1][0]


@pytest.mark.parametrize("text", ATTACKS)
def test_no_text_begins_a_formula_in_csv(text: str) -> None:
    written = in_csv(text)
    assert not STARTS.search(written)
    assert not written.startswith(("\t", "\r"))


@given(TEXT)
def test_no_text_whatever_begins_a_formula_unless_it_is_a_bare_number_or_phone(text: str) -> None:
    written = guard(text)
    assert not STARTS.search(written) or re.fullmatch(r"\+\d{6,15}|-\d+([.,]\d+)?", written)


@given(TEXT)
def test_the_guard_can_be_taken_off_again(text: str) -> None:
    assert unguard(guard(text)) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert guard(text) == text


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (Decimal("-12.500000"), "-12.5"),
        (-3, "-3"),
        (True, "true"),
        (None, ""),
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, 3, 4, 5), "2026-01-02T03:04:05"),
    ],
)
def test_numbers_and_dates_stay_what_they_are_in_csv(cell: Cell, written: str) -> None:
    assert in_csv(cell) == written


def test_csv_says_that_it_is_utf_8() -> None:
    assert content("ə", "csv").startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("text", [*ATTACKS, *HARMLESS])
def test_text_in_xlsx_is_text_letter_by_letter_and_no_formula_is_in_the_file(text: str) -> None:
    body = content(text, "xlsx")
    cell = openpyxl.load_workbook(io.BytesIO(body)).active["A2"]  # type: ignore[index]
    assert (cell.value or "") == text.replace("\r", "_x000D_") or (cell.value or "") == text
    assert cell.data_type != "f"
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        (Decimal("-12.5"), -12.5),
        (7, 7),
        (Decimal("123456789012.345678"), "123456789012.345678"),
        (date(2026, 1, 2), datetime(2026, 1, 2)),
        (datetime(2026, 1, 2, 3, 4), datetime(2026, 1, 2, 3, 4)),
        (date(1899, 1, 2), "1899-01-02"),
        (True, True),
    ],
)
def test_numbers_and_dates_stay_what_they_are_in_xlsx(cell: Cell, kept: object) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(content(cell, "xlsx"))).active
    assert sheet["A2"].value == kept  # type: ignore[index]
