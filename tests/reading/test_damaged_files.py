"""Whatever happens to a file on its way, the reader gives a verdict; it never breaks."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nigotis.reading.facts import facts_of
from nigotis.reading.read import read

ROWS = [
    [
        f"{n // 3}",
        f"2024-01-{n % 28 + 1:02d} 10:{n % 60:02d}:00",
        f"C{n % 9}",
        f'Tea, "no {n % 5}"',
        f"{n % 4 + 1}",
        f"{n}.25",
    ]
    for n in range(120)
]
HEADER = ["Order ID", "Date", "Customer ID", "Product", "Quantity", "Price"]


def delimited() -> bytes:
    import csv

    out = io.StringIO()
    csv.writer(out).writerows([HEADER, *ROWS])
    return out.getvalue().encode()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in [HEADER, *ROWS]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(dict(zip(HEADER, zip(*ROWS, strict=True), strict=True))), out)
    return out.getvalue()


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sales.csv", delimited())
    return out.getvalue()


MAKERS: dict[str, Callable[[], bytes]] = {
    "csv": delimited,
    "xlsx": workbook,
    "parquet": parquet,
    "gzip": lambda: gzip.compress(delimited()),
    "zip": zipped,
}


def damage(data: bytes, rng: random.Random) -> bytes:
    hurt = bytearray(data)
    for _ in range(rng.choice([1, 3, 20])):
        at = rng.randrange(len(hurt))
        match rng.randrange(4):
            case 0:
                hurt[at] = rng.randrange(256)
            case 1:
                hurt[at:at] = rng.choice([b'"', b",", b";", b"\n", b"\t", b"\xff", b"\0"])
            case 2:
                del hurt[at : at + rng.randrange(1, 40)]
            case _:
                hurt[at:at] = hurt[at : at + rng.randrange(200)]
    return bytes(hurt)


@pytest.mark.parametrize("kind", MAKERS)
def test_an_undamaged_file_is_read_whole(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(MAKERS[kind]())
    reading = read(path)
    assert (reading.verdict, reading.kind, reading.rows_accepted) == ("ok", "sales", len(ROWS))


@pytest.mark.parametrize("kind", MAKERS)
def test_a_damaged_file_gets_a_verdict(tmp_path: Path, kind: str) -> None:
    whole = MAKERS[kind]()
    path = tmp_path / "file"
    for seed in range(40):
        path.write_bytes(damage(whole, random.Random(seed)))
        reading = read(path)
        assert reading.verdict in ("ok", "ask", "refuse")
        if reading.verdict == "refuse":
            assert reading.rejected[0].note.say("en")
        elif reading.verdict == "ok" and reading.kind == "sales":
            assert facts_of(reading).sale_lines.num_rows == reading.rows_accepted
