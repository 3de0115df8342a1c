"""Broken and hostile files are refused with the row where it shows, quickly and in little memory."""

from __future__ import annotations

import gzip
import io
import os
import re
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nigotis.kernel.i18n import LANGUAGES
from nigotis.reading.read import read, read_report

GOOD = "Name,Phone,Birthday,Total spent\n" + "".join(
    f"Client {i},+99450123{i:04d},199{i % 10}-01-02,{i}.50\n" for i in range(1, 400)
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PNG = b"\x89PNG\r\n\x1a\n"


def zipped(files: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def workbook(lines: list[list[str]], **cells: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for line in lines:
        sheet.append(line)
    for place, value in cells.items():
        sheet[place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_sheet(change: Callable[[bytes], bytes]) -> bytes:
    data = workbook([line.split(",") for line in GOOD.splitlines()])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = change(parts["xl/worksheets/sheet1.xml"])
    return zipped(dict(parts))


def parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"Name": ["a", "b"], "Phone": ["+994501234567", "x"]}), out)
    return out.getvalue()


QUOTED = "\n".join(",".join(f'"{c}"' for c in line.split(",")) for line in GOOD.splitlines()) + "\n"
TABBED = GOOD.replace(",", "\t")
MIXED = GOOD.replace("Client 7,", "Əli,").encode().replace(b"Client 9,", b"Client \xff\xfe,")

REFUSED: dict[str, tuple[Callable[[], bytes], int]] = {
    "empty": (lambda: b"", 0),
    "only blanks": (lambda: b"  \n\n \r\n", 0),
    "only a header": (lambda: b"Name,Phone\n", 1),
    "cut off mid-row": (lambda: GOOD.encode()[:-18], 400),
    "cut off inside quotes": ((GOOD + '"Client x,+994501').encode, 401),
    "a quote never closed": (lambda: GOOD.replace("Client 7,", '"Client 7,').encode(), 8),
    "a quote never closed between tabs": (lambda: TABBED.replace("Client 7\t", '"Client 7\t').encode(), 8),
    "a quote missing among quoted cells": (lambda: QUOTED.replace('"Client 9"', '"Client 9').encode(), 10),
    "decimal commas between commas": (lambda: GOOD.replace(".50\n", ",50\n").encode(), 2),
    "a byte that is not UTF-8": (lambda: MIXED, 10),
    "a zero byte": (lambda: GOOD.encode().replace(b"Client 9,", b"Client\x009,"), 10),
    "random bytes": (lambda: b"\x00\x01" + os.urandom(200_000), 0),
    "a picture": (lambda: PNG + os.urandom(1000), 0),
    "a gigantic cell": (lambda: b'Name,Phone\n"' + b"x" * 50_000_000 + b'",1\n', 2),
    "a gigantic line": (lambda: b"Name,Phone\n" + b"x" * 50_000_000, 2),
    "UTF-16 with half a character": (lambda: GOOD.encode("utf-16")[:-1], 400),
    "a gzip bomb": (lambda: gzip.compress(b"\0" * 200_000_000, 9), 0),
    "a zip bomb": (lambda: zipped({"a.csv": b"0" * 200_000_000}), 0),
    "a gzip cut off": (lambda: gzip.compress(GOOD.encode())[:-200], 0),
    "a zip cut off": (lambda: zipped({"a.csv": GOOD})[:-300], 0),
    "a zip in a zip": (lambda: zipped({"a.zip": zipped({"b.csv": GOOD})}), 0),
    "a zip without tables": (lambda: zipped({"a.docx": "x", "b.png": "y"}), 0),
    "a workbook of absurd dimensions": (lambda: workbook([["Name", "Phone"], ["x", "1"]], XFD1048576="y"), 0),
    "a workbook with entities": (lambda: with_sheet(lambda d: b'<!DOCTYPE l [<!ENTITY l "l">]>' + d), 0),
    "a workbook bomb": (
        lambda: with_sheet(lambda d: d.replace(b"<sheetData>", b"<sheetData>" + b" " * 200_000_000)),
        0,
    ),
    "a workbook cut off": (lambda: workbook([["Name"], ["x"]])[:-500], 0),
    "a workbook with half a sheet": (lambda: with_sheet(lambda d: d[: len(d) // 2]), 0),
    "a workbook with a password": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), 0),
    "an old workbook": (lambda: OLE + b"\0" * 2000, 0),
    "a Parquet file cut off": (lambda: parquet()[:-20], 0),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_broken_file_is_refused_with_its_row_within_two_seconds(tmp_path: Path, case: str) -> None:
    make, row = REFUSED[case]
    path = tmp_path / "file.csv"
    path.write_bytes(make())
    began = time.process_time()
    report = read_report(path, "clients")
    assert time.process_time() - began < 2
    assert (report["verdict"], report["rows"], report["columns"]) == ("refuse", [], {})
    assert [(r["row"], r["field"]) for r in report["rejected"]] == [(row, "")]


@pytest.mark.parametrize(
    "case", ["a gzip bomb", "a zip bomb", "a workbook bomb", "a gigantic cell", "a workbook of absurd dimensions"]
)
def test_a_bomb_takes_little_memory(tmp_path: Path, case: str) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(REFUSED[case][0]())
    tracemalloc.start()
    read(path, "clients")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 256 << 20


def test_every_refusal_is_said_in_four_languages(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(REFUSED["a quote never closed"][0]())
    said = {read_report(path, "clients", language=language)["rejected"][0]["reason"] for language in LANGUAGES}
    assert len(said) == 4
    assert all("8" in sentence for sentence in said)


def test_a_stray_row_of_another_width_is_listed_and_the_rest_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(GOOD.replace("Client 5,", "Client 5,extra,"))
    report = read_report(path, "clients")
    assert (report["verdict"], len(report["rows"])) == ("ok", 398)
    assert [(r["row"], r["field"]) for r in report["rejected"]] == [(6, "")]


def test_a_sheet_that_only_claims_to_be_huge_is_read(tmp_path: Path) -> None:
    data = with_sheet(lambda d: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', d))
    (tmp_path / "file.xlsx").write_bytes(data)
    assert len(read_report(tmp_path / "file.xlsx", "clients")["rows"]) == 399


def test_a_file_inside_gzip_or_zip_reads_like_the_file_itself(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(GOOD)
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(GOOD.encode()))
    (tmp_path / "c.zip").write_bytes(zipped({"a.csv": GOOD, "__MACOSX/._a.csv": b"\0\0"}))
    (tmp_path / "d.xlsx").write_bytes(workbook([line.split(",") for line in GOOD.splitlines()]))
    reports = [read_report(tmp_path / name, "clients")["rows"] for name in ("a.csv", "b.csv.gz", "c.zip", "d.xlsx")]
    assert all(rows == reports[0] for rows in reports)


@pytest.mark.parametrize(
    ("content", "format_"),
    [("[]", "JSON"), ("{}", "JSON"), (' [\n {"a": 1}]', "JSON"), ("<?xml version='1.0'?><a/>", "XML / HTML")],
)
def test_a_document_is_no_table_and_called_what_it_is(tmp_path: Path, content: str, format_: str) -> None:
    (tmp_path / "sales.csv").write_text(content, "utf-8")
    refused = read(tmp_path / "sales.csv").rejected[0].note
    assert (refused.key, refused.values["format"]) == ("reading.document", format_)


def test_a_header_in_brackets_is_a_table(tmp_path: Path) -> None:
    (tmp_path / "sales.csv").write_text("[date],[amount]\n2026-03-01,5\n2026-03-02,6\n", "utf-8")
    (tmp_path / "quotes.csv").write_text("<DATE>,<AMOUNT>\n2026-03-01,5\n2026-03-02,6\n", "utf-8")
    assert [read(tmp_path / name, "sales").rows_accepted for name in ("sales.csv", "quotes.csv")] == [2, 2]
