"""What is bought together, out of a file of sales and out of a bare list of baskets."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from nigotis.kernel.i18n import LANGUAGES
from nigotis.kernel.problems import Invalid
from nigotis.reports.analyze import analyze

SALES = ["receipt,sold at,client,product,quantity,price,cost"]
for number in range(1, 11):
    on = f"{number},2026-03-{number:02d} 09:15:00,Anna"
    SALES += [f"{on},Tea,1,2.50,1", f"{on},Cake,1,4.50,2"] if number < 9 else [f"{on},Tea,2,2.50,1"]
    SALES += [f"{on},Jam,1,3,1"] if number < 5 else []
BASKETS = ["Tea,Cake , Jam"] * 4 + ["Cake,Tea"] * 4 + ["Tea"] * 2


def written(folder: Path, lines: list[str]) -> Path:
    path = folder / "file.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def rules(folder: Path) -> list[dict[str, str]]:
    with (folder / "rules.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


EXACT = {
    ("Tea", "Cake"): ("8", "0.8", "0.8", "1"),
    ("Cake", "Tea"): ("8", "0.8", "1", "1"),
    ("Jam", "Tea"): ("4", "0.4", "1", "1"),
    ("Jam", "Cake"): ("4", "0.4", "1", "1.25"),
    ("Tea + Jam", "Cake"): ("4", "0.4", "1", "1.25"),
    ("Cake + Jam", "Tea"): ("4", "0.4", "1", "1"),
}


@pytest.mark.parametrize("lines", [SALES, BASKETS], ids=["sales", "baskets"])
def test_rules_name_the_products_and_hold_the_limits_exactly(tmp_path: Path, lines: list[str]) -> None:
    analyze(written(tmp_path, lines), tmp_path, rules={"support": "0.4", "confidence": "0.8", "length": "3"})
    found = rules(tmp_path)
    assert list(found[0]) == ["antecedent", "consequent", "count", "support", "confidence", "lift"]
    for row in found:
        assert set(row["antecedent"].split(" + ")) in ({"Tea"}, {"Cake"}, {"Jam"}, {"Tea", "Jam"}, {"Cake", "Jam"})
    got = {
        (" + ".join(sorted(row["antecedent"].split(" + "), key=["Tea", "Cake", "Jam"].index)), row["consequent"]): (
            row["count"],
            row["support"],
            row["confidence"],
            row["lift"],
        )
        for row in found
    }
    assert got == EXACT


def test_a_limit_is_met_exactly_and_not_by_a_hair_less(tmp_path: Path) -> None:
    path = written(tmp_path, BASKETS)
    analyze(path, tmp_path, rules={"support": "0.4", "confidence": "0.800001"})
    assert "Tea" not in {row["antecedent"] for row in rules(tmp_path)}
    analyze(path, tmp_path, rules={"support": "0.400001", "confidence": "0.8"})
    assert {row["count"] for row in rules(tmp_path)} == {"8"}
    analyze(path, tmp_path, rules={"support": "0.4", "length": "2"})
    assert not [row for row in rules(tmp_path) if "+" in row["antecedent"]]


@pytest.mark.parametrize(
    "wrong", [{"support": "0"}, {"confidence": "1.1"}, {"length": "1"}, {"limit": "5"}, {"support": "a"}]
)
def test_limits_that_are_none_are_refused_with_an_example(tmp_path: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid, match=r"support=0\.001"):
        analyze(written(tmp_path, SALES), tmp_path, rules=wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bare_list_tells_what_it_can_and_says_what_it_cannot(tmp_path: Path, language: Any) -> None:
    found = analyze(written(tmp_path, BASKETS), tmp_path / "out", language=language)
    assert (found["period"], found["as_of"], found["currency"]) == ({"since": None, "until": None}, None, None)
    assert (found["totals"]["sales"], found["totals"]["products"], found["totals"]["net"]) == (10, 3, None)
    assert found["top_products"][0]["product"] == "Tea"
    assert (found["months"], found["top_clients"], found["weekday_hour"]) == ([], [], [])
    assert len(found["source"]["assumptions"]) == 2
    for path in (tmp_path / "out").iterdir():
        assert "1970" not in path.read_text("utf-8"), path.name
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert 'id="together"' in page
    assert 'id="when"' not in page


def test_the_report_of_sales_tells_pairs_rules_and_bundles(tmp_path: Path) -> None:
    others = [f"{number},2026-03-20 10:00:00,Ben,Salt,1,1,0.5" for number in range(100, 140)]
    analyze(written(tmp_path, SALES + others), tmp_path, currency="AZN")
    page = (tmp_path / "report.html").read_text("utf-8")
    for said in ("Bought together", "Rules of what goes with what", "Bundles worth offering", "Tea"):
        assert said in page


def test_sales_of_one_product_each_have_no_chapter_of_what_goes_together(tmp_path: Path) -> None:
    lines = [SALES[0], *(f"{n},2026-03-01 10:00:00,Anna,Tea,1,2,1" for n in range(9))]
    analyze(written(tmp_path, lines), tmp_path)
    assert 'id="together"' not in (tmp_path / "report.html").read_text("utf-8")
    assert rules(tmp_path) == []
