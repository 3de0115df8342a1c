"""Messages imported and kept: clients, history, segments, layouts to teach, sales, undo and who may see what."""

# ruff: noqa: E501  (a message stands on one line, as it came)

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest

from make.readings import rows_of
from make.shop import make_shop
from nigotis.clients.operations import add, merge, search
from nigotis.clients.types import AddClient, FindClients, MergeClients
from nigotis.imports import operations as imports
from nigotis.imports.types import ImportFile, ListImports, PreviewFile, WhichImport, WhichJob
from nigotis.kernel.context import Caller, House
from nigotis.kernel.files import keep_upload
from nigotis.kernel.problems import Conflict, Forbidden, Invalid, NotFound
from nigotis.kernel.queue import run_waiting_jobs
from nigotis.messages import operations as messages
from nigotis.messages.types import (
    ClientHistory,
    EditMessageSettings,
    ExportMessageClients,
    FindMessageClients,
    LinkPerson,
    MessageClient,
    SeeMessages,
    TagClients,
    TeachLayout,
    WhichLayout,
)
from nigotis.reports import operations as reports
from nigotis.reports.targeting import analyze_messages
from nigotis.reports.types import MessageDocument, WhichMessageDocument
from nigotis.staff.roles import grants_of


def paid(number: str, amount: int, who: str, at: str) -> str:
    return f'MPESA,{at},"{number} Confirmed. You have received Tsh{amount:,}.00 from {who} on 1/3/26. New M-Pesa balance is Tsh777,123.00."'


EXPORT = "\n".join(
    (
        "sender,date,body",
        paid("AAB1CC2DD3", 150_000, "ASHA JUMA (255754123456)", "2026-03-01 10:00:00"),
        'MPESA,2026-03-01 10:00:30,"AAB1CC2DD3 imethibitishwa. Umepokea Tshs 150,000.00 kutoka ASHA JUMA tarehe 1/3/26."',
        paid("AAB1CC2DD4", 2_000, "ASHA JUMA (255754999111)", "2026-03-02 10:00:00"),
        paid("AAB1CC2DD5", 3_000, "BILA NAMBA", "2026-03-03 10:00:00"),
        '0754123456,2026-03-04 08:00:00,"Mmechelewa sana, huduma mbaya. Nipo Sinza"',
        '+255688000999,2026-03-04 09:00:00,"Habari, mnauza unga?"',
        'BANK,2026-03-04 10:00:00,"Your one-time password is 998877"',
        'SOKOPAY,2026-03-05 11:00:00,"Payment accepted. TZS 9,000 from MTU MOJA 0754123456 ref KK10199. Balance is TZS 10,000"',
        'SOKOPAY,2026-03-05 12:00:00,"Payment accepted. TZS 4,500 from MTU PILI 0754999111 ref KK20299. Balance is TZS 14,500"',
        "",
    )
)


@pytest.fixture
def shop(house: House) -> Caller:
    return replace(make_shop(house, country="TZ", currency="TZS", zone="Africa/Dar_es_Salaam"), language="en")


def load(house: House, shop: Caller, content: str = EXPORT, **how: Any) -> dict[str, Any]:
    upload = keep_upload(house, shop.merchant.id, "messages.csv", io.BytesIO(content.encode()))
    job = imports.start.serve(house, shop, ImportFile(upload_id=upload, kind="messages", **how))
    run_waiting_jobs(house)
    done = imports.job.serve(house, shop, WhichJob(job_id=job.id))
    assert done.state == "done", done.message
    return done.result or {}


def people(house: House, shop: Caller, segment: Any = None) -> dict[str, MessageClient]:
    found = messages.clients.serve(house, shop, FindMessageClients(segment=segment)).items
    return {each.phone or each.person: each for each in found}


def client_id(house: House, shop: Caller, phone: str) -> int:
    [client] = search.serve(house, shop, FindClients(q=phone)).items
    return client.id


def test_a_preview_says_what_the_messages_are_and_hides_codes(house: House, shop: Caller) -> None:
    upload = keep_upload(house, shop.merchant.id, "messages.csv", io.BytesIO(EXPORT.encode()))
    found = imports.preview.serve(house, shop, PreviewFile(upload_id=upload))
    assert (found.kind, found.verdict, found.rows_read) == ("messages", "ok", 9)
    assert found.columns == {"text": "body", "sender": "sender", "at": "date"}
    assert any("3 payments" in said and "2 messages about money" in said for said in found.assumptions)
    assert any("SOKOPAY" in said and "MTU" not in said for said in found.assumptions)
    assert "998877" not in found.model_dump_json()


def test_payers_become_clients_by_number_and_never_by_name(house: House, shop: Caller) -> None:
    done = load(house, shop)
    assert (done["messages_added"], done["clients_added"], done["sales_added"]) == (9, 2, 0)
    clients = search.serve(house, shop, FindClients()).items
    assert sorted((c.name, c.phone) for c in clients) == [
        ("ASHA JUMA", "+255754123456"),
        ("ASHA JUMA", "+255754999111"),
    ]
    found = people(house, shop)
    assert set(found) == {"+255754123456", "+255754999111", "BILA NAMBA", "+255688000999"}
    assert found["BILA NAMBA"].client_id is None and found["+255688000999"].client_id is None
    asha = found["+255754123456"]
    assert (asha.spend, asha.payments, asha.messages, asha.written, asha.language) == (Decimal(150_000), 1, 2, 1, "sw")
    assert asha.places == ["Sinza"] and "huduma mbaya" in asha.complaints[0].words
    assert set(asha.segments) == {"high_value", "new", "complaints"}


def test_a_known_client_keeps_its_name_and_gets_the_messages(house: House, shop: Caller) -> None:
    known = add.serve(house, shop, AddClient(name="Asha wa duka", phone="0754 123 456"))
    assert load(house, shop)["clients_added"] == 1
    assert people(house, shop)["+255754123456"].name == "Asha wa duka"
    history = messages.history.serve(house, shop, ClientHistory(client_id=known.id)).items
    assert [(m.kind, m.amount, m.is_repeat) for m in history] == [
        ("chat", None, False),
        ("receipt", Decimal(150_000), False),
    ]
    assert (history[1].balance, history[1].reference) == (Decimal(777_123), "AAB1CC2DD3")


def test_one_time_codes_are_kept_nowhere(house: House, shop: Caller) -> None:
    load(house, shop)
    [code] = rows_of(house, shop, "select body from client_message where kind = 'one_time_code'")
    assert code["body"] is None
    assert rows_of(house, shop, "select 1 from client_message m where m::text like '%998877%'") == []


def test_the_same_messages_in_another_file_are_kept_once(house: House, shop: Caller) -> None:
    load(house, shop)
    more = EXPORT + '+255688000999,2026-03-06 09:00:00,"Asante"\n'
    done = load(house, shop, more)
    assert (done["messages_added"], done["messages_there"], done["clients_added"]) == (1, 9, 0)
    assert people(house, shop)["+255754123456"].payments == 1


def test_the_same_phone_in_another_form_adds_nothing(house: House, shop: Caller) -> None:
    load(house, shop)
    other = EXPORT.replace(":00,", ":00.123,").replace("Mmechelewa sana, ", "Mmechelewa  sana,\n")
    assert other.count(".123") == 8 and other != EXPORT
    assert load(house, shop, other)["messages_added"] == 0
    assert len(people(house, shop)["+255754123456"].complaints) == 1


def test_a_payment_told_of_in_another_export_counts_once(house: House, shop: Caller) -> None:
    load(house, shop)
    again = paid("AAB1CC2DD3", 150_000, "ASHA JUMA (255754123456)", "2026-03-01 10:07:00")
    assert load(house, shop, f"sender,date,body\n{again}\n")["messages_added"] == 1
    assert people(house, shop)["+255754123456"].spend == Decimal(150_000)


def test_payments_become_sales_only_if_wished_and_once(house: House, shop: Caller) -> None:
    assert load(house, shop)["sales_added"] == 0
    done = load(house, shop, payments_as_sales=True)
    assert (done["sales_added"], done["messages_added"]) == (3, 0)
    sales = rows_of(
        house, shop, "select document, total, client_id is not null as has_client, day from sale order by document"
    )
    assert [(s["document"], s["total"], s["has_client"]) for s in sales] == [
        ("AAB1CC2DD3", 150_000, True),
        ("AAB1CC2DD4", 2_000, True),
        ("AAB1CC2DD5", 3_000, False),
    ]
    assert sales[0]["day"] == date(2026, 3, 1)
    again = load(house, shop, EXPORT + "MPESA,2026-03-09 10:00:00,Karibu\n", payments_as_sales=True)
    assert (again["sales_added"], again["documents_there"]) == (0, 3)


def test_an_absurd_amount_costs_its_own_message_only(house: House, shop: Caller) -> None:
    absurd = paid("AAB1CC2DD9", 999_999_999_999_999, "ASHA JUMA (255754123456)", "2026-03-01 11:00:00")
    done = load(house, shop, f"sender,date,body\n{ASHA}\n{absurd}\n", payments_as_sales=True)
    assert (done["messages_added"], done["sales_added"]) == (2, 1)
    assert [found.messages for found in messages.unknown.serve(house, shop, SeeMessages())] == [1]


def test_payments_in_other_money_become_no_sales_and_are_listed(house: House) -> None:
    shop = replace(make_shop(house, country="KE", currency="KES", zone="Africa/Nairobi"), language="en")
    done = load(house, shop, payments_as_sales=True)
    assert (done["sales_added"], done["messages_added"]) == (0, 9)
    refused = rows_of(house, shop, "select key from import_rejected")
    assert [row["key"] for row in refused] == ["imports.payment_in_other_money"] * 3


def test_an_import_of_messages_can_be_undone(house: House, shop: Caller) -> None:
    done = load(house, shop, payments_as_sales=True)
    imports.undo.serve(house, shop, WhichImport(import_id=done["import_id"]))
    run_waiting_jobs(house)
    for table in ("client_message", "sale", "client"):
        assert rows_of(house, shop, f"select 1 from {table}") == []
    [record] = imports.history.serve(house, shop, ListImports()).items
    assert record.undone_at is not None and record.kept == {}
    assert load(house, shop)["messages_added"] == 9


def undo(house: House, shop: Caller, done: dict[str, Any]) -> None:
    imports.undo.serve(house, shop, WhichImport(import_id=done["import_id"]))
    run_waiting_jobs(house)


def told(house: House, shop: Caller) -> tuple[int, int, Decimal, int]:
    """Payments and tellings again by the summary, what Asha paid, and how many sales there are."""
    found = messages.summary.serve(house, shop, SeeMessages())
    asha = people(house, shop).get("+255754123456")
    sales = rows_of(house, shop, "select 1 from sale")
    return found.payments, found.told_again, asha.spend if asha else Decimal(0), len(sales)


ASHA = paid("AAB1CC2DD3", 150_000, "ASHA JUMA (255754123456)", "2026-03-01 10:00:00")
ASHA_AGAIN = paid("aab1cc2dd3", 150_000, "ASHA JUMA (255754123456)", "2026-03-01 10:07:00")
HEADER = "sender,date,body\n"


def test_a_payment_that_two_files_word_differently_stays_when_one_is_undone(house: House, shop: Caller) -> None:
    first = load(house, shop, f"{HEADER}{ASHA}\n", payments_as_sales=True)
    second = load(house, shop, f"{HEADER}{ASHA_AGAIN}\n", payments_as_sales=True)
    assert (second["messages_added"], second["sales_added"]) == (1, 0)
    assert told(house, shop) == (1, 1, Decimal(150_000), 1)
    undo(house, shop, first)
    assert told(house, shop) == (1, 0, Decimal(150_000), 1)
    load(house, shop, f"{HEADER}{ASHA}\n", payments_as_sales=True)
    assert told(house, shop) == (1, 1, Decimal(150_000), 1)
    [payment] = rows_of(house, shop, "select local_at from client_message where not is_repeat")
    assert payment["local_at"].minute == 0


def test_what_a_later_file_holds_too_stays_until_that_one_is_undone(house: House, shop: Caller) -> None:
    more = EXPORT + '+255688000999,2026-03-06 09:00:00,"Asante"\n'
    first, second = load(house, shop, payments_as_sales=True), load(house, shop, more, payments_as_sales=True)
    before = told(house, shop)
    undo(house, shop, first)
    assert told(house, shop) == before == (3, 1, Decimal(150_000), 3)
    assert len(rows_of(house, shop, "select 1 from client_message")) == 10
    undo(house, shop, second)
    for table in ("client_message", "sale", "client", "import_share"):
        assert rows_of(house, shop, f"select 1 from {table}") == []


def test_undoing_the_later_of_two_files_takes_away_only_what_it_added(house: House, shop: Caller) -> None:
    load(house, shop, payments_as_sales=True)
    undo(house, shop, load(house, shop, EXPORT + f"{ASHA_AGAIN}\n", payments_as_sales=True))
    assert told(house, shop) == (3, 1, Decimal(150_000), 3)
    assert len(rows_of(house, shop, "select 1 from client_message")) == 9


def test_a_payment_stays_as_long_as_one_of_three_files_tells_of_it(house: House, shop: Caller) -> None:
    files = [load(house, shop, HEADER + f"{ASHA}\n" + "\n" * n, payments_as_sales=True) for n in range(3)]
    for done in (files[1], files[0]):
        undo(house, shop, done)
        assert told(house, shop) == (1, 0, Decimal(150_000), 1)
    undo(house, shop, files[2])
    assert told(house, shop) == (0, 0, Decimal(0), 0)


def test_a_sale_that_only_the_undone_file_asked_for_goes_with_it(house: House, shop: Caller) -> None:
    first = load(house, shop, f"{HEADER}{ASHA}\n", payments_as_sales=True)
    load(house, shop, f"{HEADER}{ASHA}\n\n")
    undo(house, shop, first)
    assert told(house, shop) == (1, 0, Decimal(150_000), 0)


def test_the_summary_counts_once_and_says_how_scores_are_made(house: House, shop: Caller) -> None:
    load(house, shop)
    found = messages.summary.serve(house, shop, SeeMessages())
    assert (found.as_of, found.messages, found.payments, found.told_again) == (date(2026, 3, 5), 9, 3, 1)
    assert (found.clients, found.without_client, found.unknown) == (4, 2, 2)
    assert [(o.operator, o.money_in) for o in found.operators] == [("M-Pesa", Decimal(155_000))]
    assert {s.segment: s.clients for s in found.segments} == {
        "high_value": 1,
        "loyal": 0,
        "new": 4,
        "complaints": 1,
        "inactive": 0,
    }
    assert "100,000" in found.segments[0].rule and "÷" in found.formulas[0].formula


def test_one_wrong_date_moves_neither_scores_nor_the_day_of_judgement(
    house: House, shop: Caller, tmp_path: Path
) -> None:
    wrong = EXPORT + '+255754123456,2035-05-12 10:30:00,"Habari"\n'
    load(house, shop)
    before = people(house, shop)
    load(house, shop, wrong)
    after = people(house, shop)
    assert messages.summary.serve(house, shop, SeeMessages()).as_of == date(2026, 3, 5)
    for name in ("engagement", "loyalty", "days_since", "last_seen", "segments"):
        assert [getattr(each, name) for each in after.values()] == [getattr(each, name) for each in before.values()]
    kept = json.loads(
        reports.message_document.serve(house, shop, WhichMessageDocument(document="customers")).body.decode()
    )
    (tmp_path / "export.csv").write_text(wrong, "utf-8")
    read = analyze_messages(tmp_path / "export.csv", tmp_path / "out", currency="TZS")
    assert kept["as_of"] == read["as_of"] == "2026-03-05"
    assert [one["engagement"] for one in kept["customers"]] == [each.engagement for each in after.values()]


def test_a_payment_that_was_taken_back_is_off_the_clients_total(house: House, shop: Caller) -> None:
    back = 'MPESA,2026-03-01 12:00:00,"AAB1CC2DE9 confirmed. Reversal of transaction AAB1CC2DD3 has been successfully reversed on 1/3/26 at 12:00 PM and Tsh150,000.00 is debited from your M-PESA account."'
    load(house, shop, EXPORT + back + "\n")
    asha = people(house, shop)["+255754123456"]
    assert (asha.spend, asha.payments, asha.client_id is not None) == (Decimal(0), 1, True)


def test_payments_in_other_money_make_nobody_loyal(house: House, shop: Caller) -> None:
    load(house, shop)
    before = people(house, shop)["+255754123456"]
    shillings = paid("AAB1CC2DD7", 1_000, "ASHA JUMA (255754123456)", "2025-11-01 10:00:00").replace("Tsh", "Ksh")
    load(house, shop, f"{HEADER}{shillings}\n")
    after = people(house, shop)["+255754123456"]
    assert (after.messages, after.loyalty) == (before.messages + 1, before.loyalty)


def test_limits_are_the_merchants_own(house: House, shop: Caller) -> None:
    load(house, shop)
    messages.edit_settings.serve(house, shop, EditMessageSettings(high_value=Decimal(2_000)))
    assert set(people(house, shop, "high_value")) == {"+255754123456", "+255754999111", "BILA NAMBA"}
    assert messages.read_settings.serve(house, shop, SeeMessages()).inactive_days == 90


def test_a_layout_is_taught_by_one_message_and_reads_the_others(house: House, shop: Caller) -> None:
    load(house, shop)
    [unknown] = messages.unknown.serve(house, shop, SeeMessages())
    assert (unknown.sender, unknown.messages) == ("SOKOPAY", 2)
    ask = {"sample": unknown.example, "operator": "SokoPay", "direction": "in", "amount": "TZS 9,000"}
    parts = {"who": "MTU MOJA 0754123456", "reference": "KK10199"}
    taught = messages.teach.serve(house, shop, TeachLayout(**ask, **parts))
    assert taught.understood == 2 and "9,000" not in taught.shape
    assert messages.unknown.serve(house, shop, SeeMessages()) == []
    found = people(house, shop)
    assert (found["+255754123456"].spend, found["+255754999111"].spend) == (Decimal(159_000), Decimal(6_500))
    load(
        house,
        shop,
        "sender,date,body\n" + EXPORT.splitlines()[-1].replace("KK20299", "KK30399").replace("05 12", "07 12") + "\n",
    )
    assert people(house, shop)["+255754999111"].spend == Decimal(11_000)
    forgotten = messages.forget.serve(house, shop, WhichLayout(layout_id=taught.id))
    assert messages.layouts.serve(house, shop, SeeMessages()) == []
    messages.restore.serve(house, shop, WhichLayout(layout_id=forgotten.id))
    assert [layout.id for layout in messages.layouts.serve(house, shop, SeeMessages())] == [taught.id]


def test_a_payment_that_a_known_layout_told_of_already_is_not_taught_to_count_twice(house: House, shop: Caller) -> None:
    said = "Payment accepted. TZS 150,000 from ASHA JUMA 0754123456 ref AAB1CC2DD3. Balance is TZS 200,000"
    load(house, shop, f'{HEADER}{ASHA}\nSOKOPAY,2026-03-01 10:01:00,"{said}"\n')
    parts = {"amount": "TZS 150,000", "who": "ASHA JUMA 0754123456", "reference": "AAB1CC2DD3"}
    taught = messages.teach.serve(house, shop, TeachLayout(sample=said, operator="SokoPay", direction="in", **parts))
    assert taught.understood == 1
    assert told(house, shop) == (1, 1, Decimal(150_000), 0)


@pytest.mark.parametrize("wrong", [{"amount": ""}, {"amount": "TZS 1"}, {"amount": "TZS 9,000", "who": "9,000 from"}])
def test_a_layout_that_cannot_be_is_refused_in_words(house: House, shop: Caller, wrong: dict[str, str]) -> None:
    ask = {"sample": "Payment accepted. TZS 9,000 from MTU MOJA", "operator": "SokoPay", "direction": "in"}
    with pytest.raises(Invalid) as refused:
        messages.teach.serve(house, shop, TeachLayout(**ask, **wrong))
    assert refused.value.key in ("messages.amount_not_marked", "messages.parts_not_found")


def test_payers_of_a_taught_layout_become_clients_until_their_import_is_undone(house: House, shop: Caller) -> None:
    said = "Payment accepted. TZS 9,000 from MTU MPYA 0754777888 ref KK10199. Balance is TZS 10,000"
    load(house, shop, f'sender,date,body\nSOKOPAY,2026-03-05 11:00:00,"{said}"\n')
    assert search.serve(house, shop, FindClients()).items == []
    parts = {"amount": "TZS 9,000", "who": "MTU MPYA 0754777888", "reference": "KK10199"}
    messages.teach.serve(house, shop, TeachLayout(sample=said, operator="SokoPay", direction="in", **parts))
    [payer] = search.serve(house, shop, FindClients()).items
    assert (payer.name, payer.phone) == ("MTU MPYA", "+255754777888")
    assert people(house, shop)["+255754777888"].client_id == payer.id
    [done] = imports.history.serve(house, shop, ListImports()).items
    imports.undo.serve(house, shop, WhichImport(import_id=done.id))
    run_waiting_jobs(house)
    assert search.serve(house, shop, FindClients()).items == []


def test_a_number_is_of_the_country_whose_money_moved(house: House, shop: Caller) -> None:
    said = "RJ12XX34YZ Confirmed. You have received Ksh1,500.00 from JANE WANJIKU 0712345678 on 1/3/26 at 10:00 AM. New M-PESA balance is Ksh2,500.00."
    load(house, shop, f'sender,date,body\nMPESA,2026-03-05 11:00:00,"{said}"\n')
    [payer] = search.serve(house, shop, FindClients()).items
    assert payer.phone == "+254712345678"
    assert people(house, shop)["+254712345678"].client_id == payer.id


def test_a_payer_without_a_number_is_linked_by_hand(house: House, shop: Caller) -> None:
    load(house, shop)
    known = client_id(house, shop, "754999111")
    assert messages.link.serve(house, shop, LinkPerson(person="BILA NAMBA", client_id=known)).messages == 1
    assert people(house, shop)["+255754999111"].spend == Decimal(5_000)
    with pytest.raises(NotFound):
        messages.link.serve(house, shop, LinkPerson(person="BILA NAMBA", client_id=999_999))


def test_who_wrote_before_becoming_a_client_has_those_messages_too(house: House, shop: Caller) -> None:
    load(house, shop)
    assert people(house, shop)["+255688000999"].client_id is None
    known = add.serve(house, shop, AddClient(name="Mteja mpya", phone="0688 000 999"))
    assert people(house, shop)["+255688000999"].client_id == known.id
    assert [m.kind for m in messages.history.serve(house, shop, ClientHistory(client_id=known.id)).items] == ["chat"]


def test_messages_of_a_merged_client_are_the_survivors(house: House, shop: Caller) -> None:
    load(house, shop)
    one, other = (client_id(house, shop, phone) for phone in ("754123456", "754999111"))
    merge.serve(house, shop, MergeClients(client_id=one, other_id=other))
    assert people(house, shop)["+255754123456"].spend == Decimal(152_000)
    assert len(messages.history.serve(house, shop, ClientHistory(client_id=one)).items) == 3


def test_the_clients_of_a_segment_are_tagged_for_other_lists(house: House, shop: Caller) -> None:
    load(house, shop)
    tagged = messages.tag.serve(house, shop, TagClients(segment="complaints", tag="complained"))
    assert (tagged.clients, tagged.newly) == (1, 1)
    assert messages.tag.serve(house, shop, TagClients(segment="complaints", tag="complained")).newly == 0
    assert [c.phone for c in search.serve(house, shop, FindClients(tag="complained")).items] == ["+255754123456"]


def test_the_export_and_the_pages_name_everybody(house: House, shop: Caller) -> None:
    load(house, shop)
    file = messages.export.serve(house, shop, ExportMessageClients(format="csv"))
    text = b"".join(file.chunks()).decode("utf-8-sig")
    assert text.count("\n") == 5 and "huduma mbaya" in text and "998877" not in text
    first = messages.clients.serve(house, shop, FindMessageClients(limit=3))
    rest = messages.clients.serve(house, shop, FindMessageClients(limit=3, after=first.next))
    assert (len(first.items), len(rest.items), rest.next, first.total) == (3, 1, None, 4)
    with pytest.raises(Invalid):
        messages.clients.serve(house, shop, FindMessageClients(after="x"))


@pytest.mark.parametrize("role", ["analyst", "seller", "cashier"])
def test_balances_and_texts_are_for_owner_and_manager_only(house: House, shop: Caller, role: str) -> None:
    load(house, shop)
    someone = replace(shop, actor=replace(shop.actor, kind="person", role=role, grants=grants_of(role)))
    for operation, ask in (
        (messages.summary, SeeMessages()),
        (messages.clients, FindMessageClients()),
        (messages.history, ClientHistory(client_id=client_id(house, shop, "754123456"))),
        (messages.unknown, SeeMessages()),
    ):
        with pytest.raises(Forbidden):
            operation.serve(house, someone, ask)


@pytest.mark.parametrize("document", get_args(MessageDocument))
def test_the_documents_of_kept_messages_are_those_of_their_file(
    house: House, shop: Caller, tmp_path: Path, document: MessageDocument
) -> None:
    load(house, shop)
    made = reports.message_document.serve(house, shop, WhichMessageDocument(document=document))
    (tmp_path / "export.csv").write_text(EXPORT, "utf-8")
    analyze_messages(tmp_path / "export.csv", tmp_path / "out", currency="TZS")
    body, of_file = made.body.decode("utf-8"), (tmp_path / "out" / made.name).read_text("utf-8")
    if document == "customers":
        kept, read = json.loads(body), json.loads(of_file)
        for one in (kept, read):
            one.pop("file", None)
        assert kept == read
    elif document == "messages":
        assert sorted(body.splitlines()) == sorted(of_file.splitlines())
    else:
        assert "ASHA JUMA" in body and ("ASHA JUMA" in of_file) and "998877" not in body


def test_without_messages_there_is_no_document(house: House, shop: Caller) -> None:
    with pytest.raises(Conflict):
        reports.message_document.serve(house, shop, WhichMessageDocument(document="report"))
