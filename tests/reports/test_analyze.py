"""A file alone becomes figures, lists and pages."""

from __future__ import annotations

import csv
import json
import os
import re
import sqlite3
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from make.reports import said
from nigotis.kernel.i18n import LANGUAGES, texts
from nigotis.kernel.problems import Invalid
from nigotis.metrics.scoring import SEGMENTS
from nigotis.reading.read import read
from nigotis.reading.words import phrases
from nigotis.reports.analyze import analyze
from nigotis.reports.offline import Refused, Unclear
from nigotis.reports.plan import URGENCY
from nigotis.reports.study import studied

HEAD = "receipt,sold at,client,product,quantity,price\n"
SALES = (
    HEAD
    + """\
1,2026-03-02 09:15:00,Aygün,Tea,2,1.25
1,2026-03-02 09:15:00,Aygün,Cake,1,4.50
2,2026-03-03 10:00:00,O'Brien,Tea,1,1.25
3,2026-03-03 10:30:00,,Tea,3,1.25
4,2026-03-15 18:00:00,Aygün,Cake,1,4.50
C5,2026-03-16 12:00:00,Aygün,Cake,-1,4.50
6,2026-03-20 09:00:00,<b>=1+1</b>,Coffee,1,3.005
"""
)
DOCUMENTS = {
    "summary.json",
    "report.html",
    "clients.csv",
    "segments.csv",
    "rules.csv",
    "backtest.json",
    "high-value.sql",
    "action-plan.html",
}


@pytest.fixture
def sales(tmp_path: Path) -> Path:
    """A small file of sales with a return, an anonymous sale and names that want to do harm."""
    return write(tmp_path, SALES)


def write(folder: Path, text: str) -> Path:
    path = folder / "sales.csv"
    path.write_text(text, "utf-8")
    return path


class Page(HTMLParser):
    """Tags and addresses of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "action", "data")]


def test_the_summary_has_the_figures_counted_by_hand(sales: Path, tmp_path: Path) -> None:
    found = analyze(sales, tmp_path / "out", currency="azn")
    assert found["currency"] == "AZN"
    assert found["period"] == {"since": "2026-03-02", "until": "2026-03-20"}
    assert found["totals"] == {
        "lines": 7, "sales": 5, "return_documents": 1, "clients": 3, "lines_without_client": 1, "products": 3,
        "units": 8, "gross": "19.505", "returns": "4.5", "net": "15.005",
    }  # fmt: skip
    assert found["top_clients"][0] == {"client": "Aygün", "net": "7", "sales": 2}
    assert found["months"] == [{"month": "2026-03", "sales": 5, "net": "15.005"}]
    assert {"weekday": 2, "hour": 10, "sales": 2} in found["weekday_hour"]
    assert found["inactive"] == {"30": 0, "60": 0, "90": 0}
    assert sum(found["rfm"]["segments"].values()) == 3


def test_the_summary_keeps_its_contract(sales: Path, tmp_path: Path) -> None:
    found = analyze(sales, tmp_path / "out")
    assert list(found) == [
        "source", "currency", "period", "as_of", "totals", "rfm", "abc", "inactive", "top_clients", "top_products",
        "months", "weekday_hour",
    ]  # fmt: skip
    assert list(found["source"]) == [
        "file", "rows_read", "rows_accepted", "rows_rejected", "columns", "assumptions"
    ]  # fmt: skip
    assert list(found["rfm"]["segments"]) == list(SEGMENTS)
    assert list(found["abc"]) == ["A", "B", "C"]
    assert found["source"]["columns"]["client_name"] == "client"
    assert json.loads((tmp_path / "out" / "summary.json").read_text("utf-8")) == found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_writes_all_documents_as_pages_that_need_nothing_else(
    sales: Path, tmp_path: Path, language: Any
) -> None:
    out = tmp_path / language
    analyze(sales, out, currency="AZN", language=language)
    assert {path.name for path in out.iterdir()} == DOCUMENTS
    for name in ("report.html", "action-plan.html"):
        page = Page(out / name)
        assert f'<html lang="{language}">' in (out / name).read_text("utf-8")
        assert not {"script", "link", "img", "iframe", "object", "form"} & page.tags
        assert page.addresses == []
        assert not re.search(r"url\(|@import|https?://", (out / name).read_text("utf-8"))


def test_a_name_that_wants_to_be_markup_formula_or_sql_stays_a_name(sales: Path, tmp_path: Path) -> None:
    analyze(sales, tmp_path)
    for name in ("report.html", "action-plan.html"):
        assert "b" not in Page(tmp_path / name).tags
        assert "&lt;b&gt;=1+1&lt;/b&gt;" in (tmp_path / name).read_text("utf-8")
    with (tmp_path / "clients.csv").open(encoding="utf-8-sig") as file:
        names = {row["client"] for row in csv.DictReader(file)}
    assert names == {"Aygün", "O'Brien", "<b>=1+1</b>"}


def test_the_best_clients_load_into_a_database_and_again_without_doubling(tmp_path: Path) -> None:
    rows = "".join(f"{n},2026-03-0{n},O'Client {n},Tea,1,{n * 10}.5\n" for n in range(1, 6))
    analyze(write(tmp_path, HEAD + rows), tmp_path, currency="AZN")
    database = sqlite3.connect(":memory:")
    for _ in range(2):
        database.executescript((tmp_path / "high-value.sql").read_text("utf-8"))
    found = database.execute("select client, net, currency, as_of from high_value_clients").fetchall()
    assert found == [("O'Client 5", 50.5, "AZN", "2026-03-05")]


def test_clients_are_listed_with_scores_and_those_who_only_returned_without(tmp_path: Path) -> None:
    rows = "1,2026-03-01,A,Tea,1,10\n2,2026-03-02,A,Tea,1,10\nC3,2026-03-02,B,Tea,-1,10\n"
    analyze(write(tmp_path, HEAD + rows), tmp_path)
    with (tmp_path / "clients.csv").open(encoding="utf-8-sig") as file:
        found = {row["client"]: row for row in csv.DictReader(file)}
    assert (found["A"]["recency_in_days"], found["A"]["frequency"], found["A"]["monetary"]) == ("0", "2", "20")
    assert (found["B"]["segment"], found["B"]["r"], found["B"]["spend"]) == ("", "", "-10")


def test_a_window_that_has_passed_says_that_the_order_is_overdue(tmp_path: Path) -> None:
    ends = {f"C{client}": date(2026, 6, 30) - timedelta(days=client % 12) for client in range(40)}
    ends["Late"] = date(2026, 6, 8)
    sales = [(end - timedelta(days=14 * back), client) for client, end in ends.items() for back in range(9)]
    rows = "".join(f"{n},{day},{client},Tea,1,10\n" for n, (day, client) in enumerate([*sales, (ends["C0"], "Once")]))
    analyze(write(tmp_path, HEAD + rows), tmp_path)
    with (tmp_path / "clients.csv").open(encoding="utf-8-sig") as file:
        found = {row["client"]: row for row in csv.DictReader(file)}
    told = {client: (row["due"], row["next_order_to"] < "2026-06-30") for client, row in found.items()}
    assert told.pop("Late") == ("overdue", True)
    assert told.pop("Once")[0] == "cannot_tell" and not found["Once"]["next_order_to"]
    assert set(told.values()) <= {(due, False) for due in ("due_now", "due_this_week", "later")}


def test_nothing_after_the_day_asked_for_is_used(sales: Path, tmp_path: Path) -> None:
    found = analyze(sales, tmp_path, as_of=date(2026, 3, 3))
    assert found["period"]["until"] == found["as_of"] == "2026-03-03"
    assert (found["totals"]["lines"], found["totals"]["products"]) == (4, 2)
    assert "Coffee" not in (tmp_path / "report.html").read_text("utf-8")


def test_a_later_day_makes_clients_older_but_adds_no_months(sales: Path, tmp_path: Path) -> None:
    found = analyze(sales, tmp_path, as_of=date(2026, 9, 1))
    assert (found["as_of"], found["period"]["until"]) == ("2026-09-01", "2026-03-20")
    assert found["inactive"] == {"30": 3, "60": 3, "90": 3}
    assert [row["month"] for row in found["months"]] == ["2026-03"]


def test_a_day_before_the_first_sale_is_refused(sales: Path, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=said("reports.nothing_by_then")):
        analyze(sales, tmp_path, as_of=date(2025, 1, 1))


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
def test_a_day_no_business_has_seen_is_refused(sales: Path, tmp_path: Path, day: date) -> None:
    with pytest.raises(Invalid, match=said("reports.no_such_day")):
        analyze(sales, tmp_path, as_of=day)


def test_a_slip_of_a_year_makes_nobody_look_lost(tmp_path: Path) -> None:
    """Judged on the day that was mistyped, every client would be away for decades."""
    path = write(tmp_path, "date,client,amount\n2026-03-01,A,5\n2026-03-02,B,5\n2062-03-03,C,7\n")
    found = analyze(path, tmp_path)
    assert (found["as_of"], found["totals"]["sales"], found["totals"]["net"]) == ("2026-03-02", 2, "10")
    assert any("3 Mar 2062" in told for told in found["source"]["assumptions"])


def test_a_file_wholly_of_days_to_come_is_judged_on_its_own_last_day(tmp_path: Path) -> None:
    found = analyze(write(tmp_path, "date,client,amount\n2190-03-01,A,5\n2190-03-02,B,5\n"), tmp_path)
    assert (found["as_of"], found["totals"]["sales"]) == ("2190-03-02", 2)


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(sales: Path, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="is not a folder"):
        analyze(sales, sales / "out")


def contents(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


def test_results_of_an_earlier_run_stay_and_a_refusal_says_that_they_are_not_the_answer(
    sales: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    analyze(sales, out)
    earlier = contents(out)
    os.utime(out / "report.html", (at := datetime(2026, 3, 21, 14, 5).timestamp(), at))
    with pytest.raises(Refused) as refused:
        analyze(write(tmp_path, ""), out, language="ru")
    (note,) = refused.value.__notes__
    assert str(out) in note and "21 мар. 2026" in note and "14:05" in note
    assert contents(out) == earlier


def test_a_refusal_speaks_of_no_earlier_run_where_there_was_none(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        analyze(write(tmp_path, ""), tmp_path / "out")
    assert not hasattr(refused.value, "__notes__") and not (tmp_path / "out").exists()


def test_a_run_that_fails_at_the_last_document_changes_none(
    sales: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    analyze(sales, out)
    earlier = contents(out)

    def fails(study: Any) -> str:
        raise MemoryError

    monkeypatch.setattr("nigotis.reports.analyze.plan_html", fails)
    with pytest.raises(MemoryError):
        analyze(write(tmp_path, HEAD + "1,2026-03-01,Other,Tea,1,10\n"), out)
    assert contents(out) == earlier and {path.name for path in out.iterdir()} == DOCUMENTS


def test_a_file_that_cannot_be_replaced_brings_back_those_replaced_before_it(sales: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    analyze(sales, out)
    for name in ("report.html", "segments.csv"):
        (out / name).unlink()
    (out / "report.html").mkdir()
    earlier = contents(out)
    with pytest.raises(Invalid, match=said("reports.cannot_write")):
        analyze(write(tmp_path, HEAD + "1,2026-03-01,Other,Tea,1,10\n"), out)
    assert contents(out) == earlier and (out / "report.html").is_dir()


def test_a_file_of_returns_alone_says_nothing_of_buyers_it_does_not_have(tmp_path: Path) -> None:
    path = write(tmp_path, "date,client,product,quantity,amount\n2026-03-01,A,Tea,-1,-5\n2026-03-02,B,Cake,-1,-7\n")
    found = analyze(path, tmp_path)
    assert (found["totals"]["sales"], found["totals"]["net"]) == (0, "-12")
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "– of all" not in page and "from 0 products" not in page


def test_an_ambiguous_file_asks_and_an_answer_settles_it(tmp_path: Path) -> None:
    file = write(tmp_path, HEAD + "1,03/04/2026,A,Tea,1,10\n2,05/04/2026,B,Tea,1,10\n")
    with pytest.raises(Unclear) as asked:
        analyze(file, tmp_path)
    assert any("date_order" in question for question in asked.value.questions)
    found = analyze(file, tmp_path, answers={"date_order": "dmy"})
    assert found["period"] == {"since": "2026-04-03", "until": "2026-04-05"}


def test_a_file_that_is_no_table_is_refused_with_the_reason(tmp_path: Path) -> None:
    file = write(tmp_path, "")
    with pytest.raises(Refused) as refused:
        analyze(file, tmp_path)
    assert refused.value.values["reason"]


def test_a_column_can_be_told(tmp_path: Path) -> None:
    file = write(tmp_path, "when,who knows,what,worth\n2026-03-01,A,Tea,10\n2026-03-02,B,Tea,5\n")
    told = {"when": "sold_at", "who knows": "client", "what": "product", "worth": "amount"}
    found = analyze(file, tmp_path, mapping=told)
    assert (found["totals"]["clients"], found["totals"]["net"]) == (2, "15")


def test_what_a_file_does_not_hold_is_unknown_and_not_zero(tmp_path: Path) -> None:
    file = write(tmp_path, "receipt,date,product\n1,2026-03-01,Tea\n1,2026-03-01,Cake\n2,2026-03-02,Tea\n")
    found = analyze(file, tmp_path, language="ru")
    totals = found["totals"]
    assert (totals["lines"], totals["sales"], totals["units"]) == (3, 2, 3)
    assert (totals["gross"], totals["returns"], totals["net"]) == (None, None, None)
    assert set(found["rfm"]["segments"].values()) == set(found["abc"].values()) == {None}
    assert found["top_products"][0] == {"product": "Tea", "net": None, "units": 2}
    assert (found["weekday_hour"], found["top_clients"]) == ([], [])
    spoken = found["source"]["assumptions"]
    assert [texts()[f"reports.without_{what}"]["ru"] in spoken for what in ("clients", "money", "times")] == [True] * 3


def test_progress_rises_to_the_end(sales: Path, tmp_path: Path) -> None:
    told: list[tuple[float, str]] = []
    analyze(sales, tmp_path, progress=lambda share, text: told.append((share, text)))
    shares, steps = zip(*told, strict=True)
    assert list(shares) == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert steps.index("Counting") < steps.index("Predicting every client") < steps.index("Writing clients.csv")


def test_a_part_of_the_study_answers_like_a_narrowed_window(sales: Path) -> None:
    with studied(read(sales, "sales"), None, None, "en") as study:
        someone = study.clients[0]["client_id"]
        questions: list[tuple[str, dict[str, Any]]] = [
            ("weekday_hour", {}),
            ("product_popularity", {"limit": 3}),
            ("revenue", {}),
            ("client_history", {}),
        ]
        parts = study.ask_of([someone], *questions)
        theirs = study.window.narrow(client=someone)
        assert parts == [study.ask(name, theirs, **params) for name, params in questions]
        assert parts[2] != study.ask("revenue")
        assert study.ask_of([], *questions)[0] == study.ask("weekday_hour", study.window.narrow(client=-1))


def test_the_plan_knows_all_ten_segments() -> None:
    assert sorted(URGENCY) == sorted(SEGMENTS)


def test_every_field_of_a_sales_file_has_a_name_for_people() -> None:
    assert [field for field in phrases("sales") if f"reading.field.{field}" not in texts()] == []
