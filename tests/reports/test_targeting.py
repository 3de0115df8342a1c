"""The folder that `nigotis analyze-messages` writes."""

# ruff: noqa: E501  (a message stands on one line, as it came)

from __future__ import annotations

import csv
import json
import sqlite3
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from nigotis.kernel.i18n import LANGUAGES
from nigotis.kernel.problems import Invalid
from nigotis.notices.people import Rules
from nigotis.reports.offline import Refused
from nigotis.reports.targeting import analyze_messages

EXPORT = """sender,date,body
MPESA,2026-01-05 10:00:00,"AAB1CC2DD3 Confirmed. You have received Tsh150,000.00 from ASHA O'NEAL (255754123456) on 5/1/26. New M-Pesa balance is Tsh151,234.00."
MPESA,2026-01-05 10:00:30,"AAB1CC2DD3 imethibitishwa. Umepokea Tshs 150,000.00 kutoka ASHA O'NEAL tarehe 5/1/26."
+255754123456,2026-02-27 08:00:00,"Mmechelewa sana, huduma mbaya \\ sijapata mzigo"
MPESA,2026-02-28 09:00:00,"AAB1CC2DD4 Confirmed. Tsh20,000.00 sent to LANDLORD (255754999111) on 28/2/26. New M-Pesa balance is Tsh131,234.00."
BANK,2026-02-28 10:00:00,"Your one-time password is 998877"
SOKOPAY,2026-02-28 11:00:00,"Payment accepted. TZS 9,000 from MTU MOJA. Balance is TZS 10,000"
MPESA,2026-03-01 09:00:00,"AAB1CC2DD5 Confirmed. You have received Tsh2,000.00 from =HYPER LINK (255754123457) on 1/3/26. New M-Pesa balance is Tsh133,234.00."
"""


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "export.csv"
    path.write_text(EXPORT, encoding="utf-8")
    return path


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "messages.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_message_has_its_row_in_the_order_of_the_file(export: Path, tmp_path: Path) -> None:
    analyze_messages(export, tmp_path / "out")
    found = rows(tmp_path / "out")
    assert list(found[0]) == [
        "row",
        "operator",
        "kind",
        "amount",
        "currency",
        "direction",
        "counterpart",
        "reference",
        "balance",
        "fee",
    ]
    kinds = ["receipt", "receipt", "chat", "transfer", "one_time_code", "unknown", "receipt"]
    assert [(row["row"], row["kind"]) for row in found] == [(str(n), kind) for n, kind in enumerate(kinds, 1)]
    first = found[0]
    assert (first["amount"], first["currency"], first["direction"], first["balance"]) == (
        "150000",
        "TZS",
        "in",
        "151234",
    )
    assert first["counterpart"] == "ASHA O'NEAL (255754123456)"
    assert set(found[4].values()) == {"5", "", "one_time_code"}


def test_clients_have_their_scores_segments_and_the_words_of_their_complaints(export: Path, tmp_path: Path) -> None:
    analyze_messages(export, tmp_path / "out")
    found = json.loads((tmp_path / "out" / "customers.json").read_text("utf-8"))
    assert (found["payments"], found["told_again"], found["money_in"], found["as_of"]) == (3, 1, "152000", "2026-03-01")
    asha, other = found["customers"]
    assert (asha["customer"], asha["spend"], asha["payments"], asha["language"]) == ("+255754123456", "150000", 1, "sw")
    assert "huduma mbaya" in asha["complaints"][0]["words"] and asha["complaint"] is True
    assert asha["segments"] == ["high_value", "complaints"] and other["segments"] == ["new"]
    assert 0 <= asha["engagement"] <= 100 and "÷" in found["formulas"]["loyalty"]
    assert [each["sender"] for each in found["unknown_layouts"]] == ["SOKOPAY"]


def test_nothing_after_the_day_is_used_and_limits_are_settings(export: Path, tmp_path: Path) -> None:
    found = analyze_messages(export, tmp_path / "out", as_of=date(2026, 1, 31), rules=Rules(Decimal(150_001)))
    assert (found["messages"], found["as_of"], found["segments"]["high_value"]) == (2, "2026-01-31", 0)
    with pytest.raises(Invalid):
        analyze_messages(export, tmp_path / "out", as_of=date(2020, 1, 1))


def test_the_sql_runs_twice_and_tells_no_secret(export: Path, tmp_path: Path) -> None:
    analyze_messages(export, tmp_path / "out")
    with sqlite3.connect(":memory:") as base:
        for _ in range(2):
            for name in ("high-value.sql", "communications-sample.sql"):
                base.executescript((tmp_path / "out" / name).read_text("utf-8"))
        assert base.execute("select name, spend from high_value_customers").fetchall() == [("ASHA O'NEAL", 150_000)]
        bodies = base.execute("select kind, body from customer_communications order by message_row").fetchall()
        segments = {row[0] for row in base.execute("select segment from suggested_communications")}
    assert [(kind, body is None) for kind, body in bodies] == [("receipt", True), ("chat", False), ("receipt", True)]
    assert segments == {"high_value", "complaints", "new"}
    written = "".join(
        (tmp_path / "out" / name).read_text("utf-8") for name in ("communications-sample.sql", "customers.json")
    )
    assert "998877" not in written and "151,234" not in written


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_are_whole_in_every_language(export: Path, tmp_path: Path, language: str) -> None:
    analyze_messages(export, tmp_path / "out", language=language)  # type: ignore[arg-type]
    for name in ("report.html", "action-plan.html"):
        page = (tmp_path / "out" / name).read_text("utf-8")
        assert f'lang="{language}"' in page and "O&#39;NEAL" in page and "http" not in page
        assert "{" not in page.partition("</style>")[2]


def test_a_formula_in_a_name_stays_a_text(export: Path, tmp_path: Path) -> None:
    analyze_messages(export, tmp_path / "out")
    assert rows(tmp_path / "out")[6]["counterpart"].startswith("'=")


def test_layouts_of_ones_own_are_taken(export: Path, tmp_path: Path) -> None:
    mine = tmp_path / "sokopay.toml"
    mine.write_text(
        'operator = "SokoPay"\ncurrencies = ["TZS"]\nsenders = ["sokopay"]\n[[layout]]\nkind = "receipt"\ndirection = "in"\n'
        "says = [\"payment accepted\"]\npattern = 'payment accepted\\. {amount} from {who}\\. balance'\n"
    )
    found = analyze_messages(export, tmp_path / "out", layouts=[mine])
    assert found["unknown_layouts"] == [] and found["money_in"] == "161000"
    mine.write_text("operator = 1")
    with pytest.raises(Invalid):
        analyze_messages(export, tmp_path / "out", layouts=[mine])


def test_a_file_without_messages_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text("day,amount\n2026-01-01,5\n2026-01-02,6\n")
    with pytest.raises(Refused):
        analyze_messages(path, tmp_path / "out")


def test_messages_that_are_refused_leave_the_earlier_results_and_say_whose_they_are(
    export: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    analyze_messages(export, out)
    earlier = {path.name: path.read_bytes() for path in out.iterdir()}
    assert len(earlier) == 6
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(Refused) as refused:
        analyze_messages(tmp_path / "empty.csv", out)
    assert str(out) in refused.value.__notes__[0]
    assert {path.name: path.read_bytes() for path in out.iterdir()} == earlier
