"""Imports as a merchant drives them: preview, start, progress, cancel, the list, the refused rows, undo."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from make.merchants import open_shop
from make.readings import rows_of
from make.shop import make_shop
from nigotis.clients.operations import add
from nigotis.clients.types import AddClient
from nigotis.imports import operations as imports
from nigotis.imports.types import ImportFile, ListImports, PreviewFile, WhichImport, WhichJob
from nigotis.kernel.context import Caller, House
from nigotis.kernel.door import enter
from nigotis.kernel.files import keep_upload
from nigotis.kernel.jobs import Job
from nigotis.kernel.problems import Conflict, Forbidden, NotFound
from nigotis.kernel.queue import run_waiting_jobs
from nigotis.kernel.work import Work
from nigotis.merchants import operations as merchants
from nigotis.merchants.types import AddBranch
from nigotis.staff import front_desk

SALES = "receipt,date,client id,amount\n1,2026-03-02,17,5.00\n2,2026-03-14,18,6.50\n3,soon,18,1.00\n"


@pytest.fixture
def shop(house: House) -> Caller:
    return replace(make_shop(house), language="en")


def handed_in(house: House, shop: Caller, content: str, name: str = "sales.csv") -> str:
    return keep_upload(house, shop.merchant.id, name, io.BytesIO(content.encode()))


def started(house: House, shop: Caller, content: str, kind: Any = "sales", **how: Any) -> Job:
    return imports.start.serve(house, shop, ImportFile(upload_id=handed_in(house, shop, content), kind=kind, **how))


def finished(house: House, shop: Caller, job: Job) -> Job:
    run_waiting_jobs(house)
    return imports.job.serve(house, shop, WhichJob(job_id=job.id))


def test_a_preview_says_how_the_file_is_understood(house: House, shop: Caller) -> None:
    found = imports.preview.serve(house, shop, PreviewFile(upload_id=handed_in(house, shop, SALES)))
    assert (found.verdict, found.kind, found.file) == ("ok", "sales", "sales.csv")
    assert found.columns == {"document": "receipt", "sold_at": "date", "client": "client id", "amount": "amount"}
    assert found.headers == ["receipt", "date", "client id", "amount"] and "amount" in found.fields
    assert [row["amount"] for row in found.rows] == ["5", "6.5"]
    assert [(entry.row, entry.field) for entry in found.rejected] == [(4, "sold_at")]
    assert "The file names no currency, so amounts are taken as AZN." in found.assumptions
    assert rows_of(house, shop, "select 1 from import_run") == []


def test_a_preview_asks_about_a_foreign_currency_and_takes_the_answer(house: House, shop: Caller) -> None:
    upload_id = handed_in(house, shop, "receipt,date,amount,currency\n1,2026-03-02,5.00,USD\n")
    found = imports.preview.serve(house, shop, PreviewFile(upload_id=upload_id))
    assert found.verdict == "ask" and [question.id for question in found.questions] == ["currency"]
    answered = PreviewFile(upload_id=upload_id, answers={"currency": "AZN"})
    taken = imports.preview.serve(house, shop, answered)
    assert (taken.verdict, [row["amount"] for row in taken.rows]) == ("ok", ["5"])


def test_a_preview_of_deals_asks_about_a_foreign_currency_too(house: House, shop: Caller) -> None:
    header = "deal id,client,stage,created,value,currency"
    upload_id = handed_in(house, shop, f"{header}\n1,Acme,Lead,2026-03-02,5.00,EUR\n")
    found = imports.preview.serve(house, shop, PreviewFile(upload_id=upload_id))
    assert (found.kind, found.verdict, [each.id for each in found.questions]) == ("deals", "ask", ["currency"])
    taken = imports.preview.serve(house, shop, PreviewFile(upload_id=upload_id, answers={"currency": "AZN"}))
    assert (taken.verdict, taken.rows[0]["value"]) == ("ok", "5")


def test_an_ambiguous_date_is_asked_in_words(house: House, shop: Caller) -> None:
    upload_id = handed_in(house, shop, "receipt,date,amount\n1,02/03/2026,5.00\n2,04/05/2026,6.00\n")
    found = imports.preview.serve(house, replace(shop, language="ru"), PreviewFile(upload_id=upload_id))
    [question] = found.questions
    assert [choice.value for choice in question.choices] == ["dmy", "mdy"]
    assert question.choices[0].text.startswith("Сначала день")


def test_an_import_runs_as_a_job_and_is_listed(house: House, shop: Caller) -> None:
    done = finished(house, shop, started(house, shop, SALES))
    assert done.state == "done" and done.progress == 1.0 and done.result is not None
    assert (done.result["sales_added"], done.result["rows_rejected"], done.result["is_repeated"]) == (2, 1, False)
    [listed] = imports.history.serve(house, shop, ListImports()).items
    assert (listed.id, listed.file, listed.rows_read, listed.rows_accepted) == (
        done.result["import_id"],
        "sales.csv",
        3,
        2,
    )
    assert listed == imports.read.serve(house, shop, WhichImport(import_id=listed.id))


def test_the_same_file_handed_in_again_says_that_it_was_imported(house: House, shop: Caller) -> None:
    first = finished(house, shop, started(house, shop, SALES)).result or {}
    again = finished(house, shop, started(house, shop, SALES)).result or {}
    assert again["is_repeated"] and again["import_id"] == first["import_id"]
    assert len(imports.history.serve(house, shop, ListImports()).items) == 1


def test_refused_rows_come_back_with_the_reason_in_the_readers_language(house: House, shop: Caller) -> None:
    done = finished(house, shop, started(house, shop, SALES + '=1+1,2026-03-02,17,"=cmd|x"\n')).result or {}
    file = imports.rejected.serve(house, replace(shop, language="ru"), WhichImport(import_id=done["import_id"]))
    lines = list(csv.reader(io.StringIO(b"".join(file.chunks()).decode("utf-8-sig"))))
    assert lines[0][2:] == ["Столбец", "receipt", "date", "client id", "amount"]
    assert lines[1][0] == "4" and "не дата" in lines[1][1] and lines[1][3:] == ["3", "soon", "18", "1.00"]
    assert lines[2][3:] == ["'=1+1", "2026-03-02", "17", "'=cmd|x"]


def test_a_file_that_still_asks_is_not_imported(house: House, shop: Caller) -> None:
    done = finished(house, shop, started(house, shop, "receipt,date,amount\n1,02/03/2026,5.00\n2,04/05/2026,6.00\n"))
    assert done.state == "failed" and "date_order" in str(done.message)
    assert rows_of(house, shop, "select 1 from sale") == []


def test_a_file_of_which_no_row_can_be_used_is_refused_before_it_is_imported(house: House, shop: Caller) -> None:
    content = "date,client,amount\n2026-03-01,A,10000000000000\n2026-03-02,B,20000000000000\n"
    asked = PreviewFile(upload_id=handed_in(house, shop, content))
    found = imports.preview.serve(house, replace(shop, language="ru"), asked)
    assert (found.verdict, found.rows_rejected, [entry.row for entry in found.rejected]) == ("refuse", 2, [2, 3])
    assert all("слишком большое число" in entry.reason for entry in found.rejected)
    assert found.headers == ["date", "client", "amount"]  # so that another column can be chosen
    done = finished(house, shop, started(house, shop, content))
    assert done.state == "failed" and "too large" in str(done.message)


@pytest.mark.parametrize("content", ["[]", "{}", ""])
def test_an_empty_export_of_messages_is_refused_in_the_readers_words(house: House, shop: Caller, content: str) -> None:
    asked = PreviewFile(upload_id=handed_in(house, shop, content, "sms.json"))
    for language, words in {"en": "export", "az": "ixrac edin", "ru": "Выгрузите", "sw": "hamish"}.items():
        found = imports.preview.serve(house, replace(shop, language=language), asked)  # type: ignore[arg-type]
        assert found.verdict == "refuse" and words in found.rejected[0].reason


def test_a_file_that_is_refused_fails_with_its_reason(house: House, shop: Caller) -> None:
    done = finished(house, shop, started(house, shop, "%PDF-1.7 nothing to sell"))
    assert done.state == "failed" and "PDF" in str(done.message)


def test_a_file_of_which_nothing_can_be_taken_brings_nothing(house: House, shop: Caller) -> None:
    header, late = "receipt,date,client id,amount\n", "".join(f"{n},2031-03-0{n},17,5.00\n" for n in (1, 2, 3))
    done = finished(house, shop, started(house, shop, header + late))
    assert done.state == "done" and (done.result or {})["rows_rejected"] == 3
    assert rows_of(house, shop, "select 1 from sale") == []


def test_a_waiting_import_can_be_cancelled(house: House, shop: Caller) -> None:
    waiting = started(house, shop, SALES)
    assert imports.cancel.serve(house, shop, WhichJob(job_id=waiting.id)).state == "cancelled"
    assert finished(house, shop, waiting).state == "cancelled"
    assert rows_of(house, shop, "select 1 from sale") == []


def test_a_client_added_by_somebody_while_the_file_is_loaded_is_found_in_the_end(
    house: House, shop: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    added: list[int] = []
    tell = Work.progress

    def somebody_comes(work: Work, share: float, key: str | None = None, **values: Any) -> None:
        tell(work, share, key, **values)
        if key == "imports.writing_clients" and not added:
            with enter(house, shop) as ctx:
                added.append(add(ctx, AddClient(name="Leyla", phone="+994501234567")).id)

    monkeypatch.setattr(Work, "progress", somebody_comes)
    done = finished(house, shop, started(house, shop, "name,phone\nLeyla Ə.,+994501234567\n", "clients"))
    assert done.state == "done" and (done.result or {})["clients_updated"] == 1
    assert rows_of(house, shop, "select id, name from client") == [{"id": added[0], "name": "Leyla Ə."}]


def test_a_trial_counts_what_a_file_would_bring_and_leaves_nothing(house: House, shop: Caller) -> None:
    known = "client id,name,phone\n17,Leyla,+994501234567\n"
    finished(house, shop, started(house, shop, known, "clients"))
    tables = ("sale", "sale_line", "client", "import_run", "import_rejected", "import_revision", "import_mapping")
    everything = " union all ".join(f"select '{name}', to_jsonb(t) from {name} t" for name in tables)
    before = rows_of(house, shop, f"select * from ({everything}) as every order by 1, 2")
    named = (
        "receipt,date,client id,phone,amount\n1,2026-03-02,17,+994501234567,5.00\n2,2026-03-14,18,,6.50\n3,soon,18,,1\n"
    )
    tried = finished(house, shop, started(house, shop, named, is_trial=True))
    assert rows_of(house, shop, f"select * from ({everything}) as every order by 1, 2") == before
    real = finished(house, shop, started(house, shop, named))
    assert tried.state == "done" and tried.result is not None and real.result is not None
    assert (tried.result["sales_added"], tried.result["clients_added"], tried.result["rows_rejected"]) == (2, 1, 1)
    assert tried.result["import_id"] is None and real.result["import_id"] is not None
    assert {**tried.result, "import_id": 0} == {**real.result, "import_id": 0}


def test_a_trial_of_a_file_that_was_imported_names_that_import(house: House, shop: Caller) -> None:
    first = finished(house, shop, started(house, shop, SALES)).result or {}
    again = finished(house, shop, started(house, shop, SALES, is_trial=True)).result or {}
    assert again["is_repeated"] and again["import_id"] == first["import_id"]


def test_undo_takes_everything_back_and_is_refused_twice(house: House, shop: Caller) -> None:
    import_id = (finished(house, shop, started(house, shop, SALES)).result or {})["import_id"]
    undone = finished(house, shop, imports.undo.serve(house, shop, WhichImport(import_id=import_id)))
    assert undone.state == "done" and undone.result == {"import_id": import_id, "kept": {}}
    assert rows_of(house, shop, "select id from sale union all select id from client") == []
    with pytest.raises(Conflict):
        imports.undo.serve(house, shop, WhichImport(import_id=import_id))
    assert imports.read.serve(house, shop, WhichImport(import_id=import_id)).undone_at is not None


def test_a_manager_of_one_branch_neither_brings_files_in_nor_takes_them_back(house: House) -> None:
    entry = open_shop(house)
    owner = entry.caller
    branch = merchants.add_branch.serve(house, owner, AddBranch(name="One")).id
    done = finished(house, owner, started(house, owner, SALES))
    assert done.result is not None
    with house.database.tenant(owner.merchant.id) as db:
        at_work = {"role": "manager", "branch": branch, "person": owner.actor.id}
        db.execute(text("update member set role = :role, branch_id = :branch where person_id = :person"), at_work)
    bound = front_desk.caller_of_session(house, entry.token, "web", None)
    which = WhichImport(import_id=done.result["import_id"])
    for what, ask in (
        (imports.preview, PreviewFile(upload_id="a")),
        (imports.start, ImportFile(upload_id="a", kind="sales")),
        (imports.undo, which),
        (imports.rejected, which),
    ):
        with pytest.raises(Forbidden):
            what.serve(house, bound, ask)
    assert imports.read.serve(house, bound, which).undone_at is None


def test_what_was_said_about_columns_holds_for_the_next_file(house: House, shop: Caller) -> None:
    first = "nr,when,who,worth,other\n1,2026-03-02,17,5.00,7.00\n2,2026-03-03,18,6.00,8.00\n"
    mapping = {"nr": "document", "when": "sold_at", "who": "client", "other": "amount", "worth": ""}
    finished(house, shop, started(house, shop, first, mapping=mapping))
    upload_id = handed_in(house, shop, "nr,when,who,worth,other\n3,2026-03-04,17,5.00,9.00\n")
    found = imports.preview.serve(house, shop, PreviewFile(upload_id=upload_id))
    assert found.columns["amount"] == "other" and found.columns["client"] == "who"
    assert "Columns are read as in your last file with the same headers." in found.assumptions


def test_a_file_an_import_and_a_job_of_another_merchant_are_not_found(house: House, shop: Caller) -> None:
    job = started(house, shop, SALES)
    import_id = (finished(house, shop, job).result or {})["import_id"]
    upload_id = handed_in(house, shop, SALES)
    other = make_shop(house, "Kahawa")
    asks: list[tuple[Any, Any]] = [
        (imports.preview, PreviewFile(upload_id=upload_id)),
        (imports.start, ImportFile(upload_id=upload_id, kind="sales")),
        (imports.read, WhichImport(import_id=import_id)),
        (imports.rejected, WhichImport(import_id=import_id)),
        (imports.undo, WhichImport(import_id=import_id)),
        (imports.job, WhichJob(job_id=job.id)),
        (imports.cancel, WhichJob(job_id=job.id)),
    ]
    for operation, ask in asks:
        with pytest.raises(NotFound):
            operation.serve(house, other, ask)
    assert imports.history.serve(house, other, ListImports()).items == []


AMBIGUOUS = "receipt,date,amount\n{0},02/03/2026,5.00\n{1},04/05/2026,6.00\n"


def test_an_answer_given_once_holds_for_the_next_file_and_for_the_same_one(house: House, shop: Caller) -> None:
    first = AMBIGUOUS.format(1, 2)
    said = finished(house, shop, started(house, shop, first, answers={"date_order": "dmy"}))
    next_month = finished(house, shop, started(house, shop, AMBIGUOUS.format(3, 4), mapping={}, answers={}))
    assert (said.state, next_month.state) == ("done", "done"), next_month.message
    days = rows_of(house, shop, "select distinct day from sale order by 1")
    assert [str(row["day"]) for row in days] == ["2026-03-02", "2026-05-04"]
    again = finished(house, shop, started(house, shop, first))
    assert again.result is not None and again.result["is_repeated"]


def test_what_is_said_now_goes_before_what_was_said_last_time(house: House, shop: Caller) -> None:
    finished(house, shop, started(house, shop, AMBIGUOUS.format(1, 2), answers={"date_order": "dmy"}))
    ask = PreviewFile(upload_id=handed_in(house, shop, AMBIGUOUS.format(3, 4)), answers={"date_order": "mdy"})
    found = imports.preview.serve(house, shop, ask)
    assert [row["sold_at"][:10] for row in found.rows] == ["2026-02-03", "2026-04-05"]
