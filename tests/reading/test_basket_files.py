"""A bare list of baskets is read as one, and no table is taken for one."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from make.readings import written
from nigotis.reading.baskets import BasketList, read_baskets
from nigotis.reading.read import read, read_report

BASKETS = ("milk,bread,jam", "bread", "tea, sugar", "milk,tea", "sugar,bread ,milk,milk", "jam,tea")


def baskets(path: Path) -> BasketList:
    found = read_baskets(path)
    assert found is not None
    return found


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_line_is_a_basket_of_items_parted_by_comma_semicolon_or_tab(tmp_path: Path, sign: str) -> None:
    path = written(tmp_path, "baskets.csv", *(line.replace(",", sign) for line in BASKETS))
    assert baskets(path).baskets == [
        ("milk", "bread", "jam"),
        ("bread",),
        ("tea", "sugar"),
        ("milk", "tea"),
        ("sugar", "bread", "milk"),
        ("jam", "tea"),
    ]


def test_names_are_stripped_and_empty_cells_and_lines_are_nothing(tmp_path: Path) -> None:
    path = written(
        tmp_path, "baskets.txt", "\ufeffcream  cheese , milk,,,", "", ",,", "milk,cream cheese,tea", '"a, b",milk'
    )
    found = baskets(path)
    assert found.baskets == [("cream cheese", "milk"), ("milk", "cream cheese", "tea"), ("a, b", "milk")]
    assert (found.rows, found.rows_read) == ([1, 4, 5], 3)


def test_a_packed_list_and_a_folder_of_lists_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress("\n".join(BASKETS).encode()))
    written(tmp_path, "b.csv", *BASKETS)
    assert len(baskets(tmp_path / "a.csv.gz").baskets) == 6
    assert len(baskets(tmp_path).baskets) == 12


def test_read_shows_a_list_of_baskets_as_such(tmp_path: Path) -> None:
    report = read_report(written(tmp_path, "baskets.csv", *BASKETS))
    assert (report["kind"], report["verdict"], report["columns"]) == ("baskets", "ok", {})
    assert report["rows"][0] == {"items": ["milk", "bread", "jam"]}
    assert "6 baskets, 5 different items" in report["assumptions"][0]


def test_a_list_of_baskets_cannot_be_taken_in_as_sales(tmp_path: Path) -> None:
    path = written(tmp_path, "baskets.csv", *BASKETS)
    for kind in (None, "sales"):
        refused = read(path, kind)  # type: ignore[arg-type]
        assert (refused.verdict, refused.rejected[0].note.key) == ("refuse", "reading.bare_baskets")


TABLES = {
    "sales": ["date,client,product,amount", "2026-03-01,Anna,Tea,5", "2026-03-01,Anna,Cake,7", "2026-03-02,Ben,Tea,5"],
    "sales without a header": ["2026-03-01;Anna;Tea;5", "2026-03-01;Anna;Cake;7", "2026-03-02;;Tea;5;x"],
    "sales with cells left out": ["receipt,date,client,product", "1,2026-03-01,,Tea", "2,2026-03-01", "3"],
    "baskets with their days": ["2026-03-01,milk,bread", "2026-03-02,bread,milk,tea", "2026-03-03,tea,bread"],
    "clients": ["name,phone,city", "Anna,+994501234567,Baku", "Ben,,Baku", "Cem,+994501234568", "Anna,,Ganja"],
    "products": ["name,price", "Tea,5", "Cake", "Jam,7", "Tea,5"],
    "a column of items": ["milk", "bread", "milk", "tea"],
    "yes and no": ["yes,no,yes", "no,no,no", "yes,yes", "no,yes,no"],
    "prose": ["To whom it may concern, this is a letter, not a list", "It has lines", "and commas, as letters do"],
    "JSON": ['{"a": [1, 2, 2],', '"b": [2, 1], "c": 2,', '"d": [1, 1, 2, 2], "e": 1,', '"f": 2, "g": [2]}'],
    "nothing": ["", " "],
}  # fmt: skip


@pytest.mark.parametrize("lines", TABLES.values(), ids=TABLES)
def test_a_table_and_what_is_no_list_are_no_baskets(tmp_path: Path, lines: list[str]) -> None:
    assert read_baskets(written(tmp_path, "file.csv", *lines)) is None
