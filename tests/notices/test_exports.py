"""Message exports in the forms phones write them, whole and damaged."""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from pathlib import Path

import pytest

from nigotis.notices.exports import is_export, read_export
from nigotis.notices.types import Message
from nigotis.notices.understanding import understand
from nigotis.reading.types import Unreadable

AT = datetime(2026, 3, 1, 13, 0, 5)
EPOCH = 1_772_359_205_000  # the same instant in milliseconds


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def only(path: Path, **how: object) -> Message:
    messages = read_export(path, **how).messages  # type: ignore[arg-type]
    assert len(messages) == 1
    return messages[0]


@pytest.mark.parametrize(
    "content",
    [
        f"Sender,Date,Message\nMPESA,{EPOCH},Habari\n",
        f"address;date_sent;body\nMPESA;{EPOCH};Habari\n",
        f"ujumbe\ttarehe\tmtumaji\nHabari\t{EPOCH // 1000}\tMPESA\n",
        "from,received at,text\nMPESA,2026-03-01 13:00:05,Habari\n",
        "from,time,text\nMPESA,2026-03-01T13:00:05+03:00,Habari\n",
        "from,time,text\nMPESA,2026-03-01T10:00:05Z,Habari\n",
        "from,time,text\nMPESA,01/03/2026 13:00:05,Habari\n",
    ],
)
def test_columns_of_any_name_and_times_of_any_form_are_understood(tmp_path: Path, content: str) -> None:
    found = only(written(tmp_path, "export.csv", content))
    assert (found.row, found.sender, found.text, found.at, found.is_outgoing) == (1, "MPESA", "Habari", AT, False)


def test_a_backup_in_xml_is_read_with_its_emoji_and_directions(tmp_path: Path) -> None:
    text = f"""<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>
<smses count="3">
  <sms address="MPESA" date="{EPOCH}" type="1" body="Habari &#55357;&#56842; &amp; karibu" contact_name="(Unknown)" />
  <sms address="+255754000111" date="{EPOCH}" type="2" body="Nakuja" />
  <mms address="+255754000222" date="{EPOCH}"><parts><part ct="text/plain" text="Picha" /></parts></mms>
</smses>"""
    found = read_export(written(tmp_path, "sms.xml", text)).messages
    assert [(m.sender, m.text, m.is_outgoing) for m in found] == [
        ("MPESA", "Habari \U0001f60a & karibu", False),
        ("+255754000111", "Nakuja", True),
        ("+255754000222", "Picha", False),
    ]
    assert found[0].at == AT


def test_one_phone_in_three_forms_has_each_message_once(tmp_path: Path) -> None:
    """Seconds in one, milliseconds and a line break in the others; what was written twice within a second stays two."""
    rows = [("MPESA", 123, "Habari\nza leo"), ("Asha", 456, "Asante"), ("Asha", 789, "Asante")]
    table = "sender,date,body\n" + "".join(f"{who},2026-03-01 13:00:05,{' '.join(t.split())}\n" for who, _, t in rows)
    xml = "".join(f'<sms address="{w}" date="{EPOCH + ms}" body="{t}"/>' for w, ms, t in rows).replace("\n", "&#10;")
    listed = json.dumps([{"sender": who, "date": EPOCH + ms, "body": text} for who, ms, text in rows])
    forms = {"a.csv": table, "b.xml": f"<smses>{xml}</smses>", "c.json": listed}
    found = read_export([written(tmp_path, name, content) for name, content in forms.items()])
    assert [(m.row, m.sender) for m in found.messages] == [(1, "MPESA"), (2, "Asha"), (3, "Asha")]
    assert [note.values for note in found.assumptions if note.key == "notices.said_shared"] == [{"count": 6}]


def test_json_in_any_nesting_and_in_lines_is_read(tmp_path: Path) -> None:
    record = {"sender": "MPESA", "timestamp": EPOCH, "body": "Habari"}
    telegram = {
        "chats": {
            "list": [{"messages": [{"from": "Asha", "date": "2026-03-01T13:00:05", "text": ["Ha", {"text": "bari"}]}]}]
        }
    }
    for name, content in (
        ("list.json", json.dumps([record])),
        ("deep.json", json.dumps({"data": {"messages": [record]}})),
        ("lines.jsonl", json.dumps(record) + "\n"),
        ("telegram.json", json.dumps(telegram)),
    ):
        found = only(written(tmp_path, name, content))
        assert (found.text, found.at) == ("Habari", AT)


def test_a_whatsapp_chat_is_read(tmp_path: Path) -> None:
    text = "01/03/2026, 13:00 - Asha: Habari\nza leo\n01/03/2026, 13:05 - Duka: Nzuri\n"
    found = read_export(written(tmp_path, "chat.txt", text)).messages
    assert [(m.sender, m.text) for m in found] == [("Asha", "Habari\nza leo"), ("Duka", "Nzuri")]


def test_a_notice_in_a_chat_proves_no_payment(tmp_path: Path) -> None:
    came = "SGR1234567 Confirmed. You have received Tsh50,000.00 from JUMA on 1/3/26. New M-Pesa balance is Tsh1."
    went = "SGR1234568 Confirmed. Tsh20,000.00 sent to MAMA SHOP on 1/3/26. New M-Pesa balance is Tsh1."
    text = "".join(
        f"01/03/2026, 13:0{n} - {who}: {said}\n"
        for n, (who, said) in enumerate((("Asha", "Habari"), ("Asha", went), ("Asha", came), ("M-PESA", came)))
    )
    found = understand(read_export(written(tmp_path, "chat.txt", text)).messages)
    assert [each.kind for each in found] == ["chat", "chat", "scam", "scam"]
    assert [each for each in found if each.direction or each.amount] == []


def test_gzip_and_a_mapping_of_ones_own_are_taken(tmp_path: Path) -> None:
    path = written(tmp_path, "export.csv.gz", gzip.compress(b"a,b\nMPESA,Habari\n"))
    assert only(path, mapping={"a": "sender", "b": "text"}).sender == "MPESA"
    with pytest.raises(Unreadable):
        read_export(path, mapping={"c": "text"})


def test_damage_costs_the_damaged_rows_only(tmp_path: Path) -> None:
    cut = f'<smses><sms address="MPESA" date="{EPOCH}" body="Habari"/><sms address="MP'
    found = read_export(written(tmp_path, "cut.xml", cut))
    assert (len(found.messages), [entry.row for entry in found.rejected]) == (1, [2])
    broken = b'sender,date,body\nMPESA,1,Habari\nMPESA,2,"Hab\xffari\nMPESA,3,Nzuri\nMPESA,4,too,many\n'
    found = read_export(written(tmp_path, "broken.csv", broken))
    assert found.messages[0].text == "Habari" and found.assumptions
    half = json.dumps([{"sender": "A", "body": "moja"}, {"sender": "B", "body": "mbili"}])[:-10]
    found = read_export(written(tmp_path, "half.json", half))
    assert [m.text for m in found.messages] == ["moja"] and len(found.rejected) == 1


def test_what_could_harm_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><smses><sms address="A" body="&c;"/></smses>'
    with pytest.raises(Unreadable) as refused:
        read_export(written(tmp_path, "bomb.xml", bomb))
    assert refused.value.key == "notices.unsafe_document"
    with pytest.raises(Unreadable):
        read_export(written(tmp_path, "deep.json", "[" * 100_000))


def test_messages_are_told_from_sales(tmp_path: Path) -> None:
    assert is_export(written(tmp_path, "a.csv", "sender,date,body\nMPESA,1,Habari\n"))
    assert is_export(written(tmp_path, "a.xml", "<smses/>"))
    assert not is_export(written(tmp_path, "b.csv", "date,client,product,amount\n2026-01-01,1,2,3\n"))
    assert not is_export(written(tmp_path, "c.csv", "name,phone,email\nAsha,1,2\n"))


LETTER = "Dear sir,\n\nThank you for your letter of 3 May. We are pleased to confirm the order.\n\nYours,\nJohn\n"


@pytest.mark.parametrize("content", [LETTER, "hello there", LETTER.replace(",", "")])
def test_a_letter_is_no_list_of_messages(tmp_path: Path, content: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_export(written(tmp_path, "letter.txt", content))
    assert refused.value.key == "notices.plain_text"


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        (
            "MK1 Confirmed. You have received TZS 5000 from ALI\nHabari\n",
            ["MK1 Confirmed. You have received TZS 5000 from ALI", "Habari"],
        ),
        (
            "+255754000111,Nakuja kesho asubuhi\n+255754000222,Habari za leo\n",
            ["Nakuja kesho asubuhi", "Habari za leo"],
        ),
        ("message\nHabari\n", ["Habari"]),
    ],
)
def test_messages_one_on_a_line_are_read_where_something_says_that_they_are(
    tmp_path: Path, content: str, texts: list[str]
) -> None:
    assert [one.text for one in read_export(written(tmp_path, "list.txt", content)).messages] == texts


@pytest.mark.parametrize("content", ["[]", "{}", '{"messages": []}', "[{}]", "[1, 2]", '<smses count="0"></smses>'])
def test_an_export_that_came_out_empty_is_called_so(tmp_path: Path, content: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_export(written(tmp_path, "messages.json", content))
    assert refused.value.key == "notices.nothing_inside"


def test_an_export_cut_off_within_its_first_message_is_called_damaged(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as refused:
        read_export(written(tmp_path, "messages.json", '[{"body": "hi"'))
    assert (refused.value.key, refused.value.values["row"]) == ("notices.broken_document", 1)
