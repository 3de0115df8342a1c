"""Public messages read must show what their publishers say is in them."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from nigotis.notices import lexicons
from nigotis.notices.exports import read_export
from nigotis.notices.study import studied
from nigotis.notices.types import Understood
from nigotis.notices.understanding import understand
from nigotis.reports.targeting import analyze_messages

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"public data files are not at {DATA}"),
]
FORMATS = DATA / "mobile_money_formats" / "mobile_money_message_formats.csv"
RWANDA = DATA / "mobile_money_sms_rwanda" / "momo_sms.csv.gz"
SPAM = DATA / "sms_spam_uci" / "SMSSpamCollection.tsv"
WAYS = {"INCOME": "in", "EXPENSE": "out", "": None}


def expected() -> list[dict[str, str]]:
    with FORMATS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def formats() -> list[Understood]:
    return understand(read_export(FORMATS).messages)


def test_every_published_layout_is_read_right(formats: list[Understood]) -> None:
    rows = expected()
    assert len(rows) == len(formats) == 56
    wrong = []
    for row, found in zip(rows, formats, strict=True):
        amount = Decimal(row["amount"]) if row["amount"] else None
        is_right = (found.amount, found.direction, found.currency) == (amount, WAYS[row["direction"]], row["currency"])
        for name in ("balance", "fee"):
            is_right &= not row[name] or getattr(found, name) == Decimal(row[name])
        is_right &= row["reference"] in ("", found.reference)
        if not is_right:
            wrong.append((row["message"], found))
    assert wrong == []


def test_the_pairs_of_one_payment_count_once(formats: list[Understood]) -> None:
    twins = {found.row: found.told_before for found in formats if found.told_before}
    references = {formats[row - 1].reference for row in twins}
    assert {"DFJ9B1FX2B", "XX260922.0754.A11111"} <= references
    assert all(formats[row - 1].amount == formats[first - 1].amount for row, first in twins.items())


def test_the_figures_of_the_published_layouts_hold_without_a_sender(formats: list[Understood]) -> None:
    messages = read_export(FORMATS, mapping={"operator": ""}).messages
    assert {message.sender for message in messages} == {""}
    bare = understand(messages)
    assert [(f.amount, f.direction, f.reference) for f in bare] == [
        (f.amount, f.direction, f.reference) for f in formats
    ]


def test_a_handset_in_rwanda_has_its_published_counts(tmp_path: Path) -> None:
    figures = analyze_messages(RWANDA, tmp_path)
    assert figures["messages"] == 1_691
    assert figures["kinds"] == {
        "payment": 715,
        "transfer": 585,
        "deposit": 248,
        "receipt": 63,
        "direct_debit": 36,
        "bundle": 21,
        "other": 10,
        "one_time_code": 8,
        "withdrawal": 3,
        "reversal": 2,
    }
    assert (figures["unknown_layouts"], figures["rejected"]) == ([], [])
    with (tmp_path / "messages.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["row"]) for row in rows] == list(range(1, 1_692))
    assert Counter(row["kind"] for row in rows) == figures["kinds"]


def test_its_balances_follow_from_its_amounts() -> None:
    """No published truth has amounts, so the phone's own balance is the witness: it must move by amount and fee."""
    found = [f for f in studied(RWANDA).understood if f.direction and f.balance is not None]
    fits = moves = 0
    for before, after in pairwise(found):
        assert before.balance is not None and after.balance is not None and after.amount is not None
        moved = after.balance - before.balance
        cost = after.amount + (after.fee or 0)
        moves += 1
        fits += moved == after.amount if after.direction == "in" else -moved in (after.amount, cost)
    assert fits / moves > 0.85, f"{fits} of {moves}"


def test_spam_and_private_messages_are_no_payments() -> None:
    messages = read_export(SPAM).messages
    found = understand(messages)
    assert len(messages) == 5_574
    assert Counter(message.sender for message in messages) == {"ham": 4_827, "spam": 747}
    assert [f for f in found if f.amount is not None or f.direction is not None] == []
    scams = Counter(m.sender for m, f in zip(messages, found, strict=True) if f.kind == "scam")
    print(f"scams named among spam: {scams['spam']} of 747, among private messages: {scams['ham']} of 4,827")
    assert scams["ham"] <= 5 and scams["spam"] >= 200


def measured(hits: list[bool], truths: list[bool], what: str) -> tuple[float, float]:
    right = sum(hit and truth for hit, truth in zip(hits, truths, strict=True))
    precision, recall = right / max(1, sum(hits)), right / sum(truths)
    base = sum(truths) / len(truths)
    print(f"{what}: precision {precision:.3f}, recall {recall:.3f}, base rate {base:.3f}, {len(truths)} texts")
    return precision, recall


def test_english_complaints_are_found(capsys: pytest.CaptureFixture[str]) -> None:
    """1,000 complaints to an authority against 4,827 private messages. The texts differ in length, which helps."""
    with gzip.open(DATA / "complaints_cfpb" / "complaints_1000.csv.gz", "rt", encoding="utf-8") as file:
        complaints = [row["narrative"] for row in csv.DictReader(file)]
    private = [message.text for message in read_export(SPAM).messages if message.sender == "ham"]
    hits = [lexicons.complaint(text, "en").is_one for text in (*complaints, *private)]
    with capsys.disabled():
        precision, recall = measured(hits, [True] * len(complaints) + [False] * len(private), "\nEnglish complaints")
    assert precision >= 0.93 and recall >= 0.6


def test_swahili_complaints_are_found_honestly(capsys: pytest.CaptureFixture[str]) -> None:
    """Tweets judged negative are news, politics and mourning: hardly one of them is a client's complaint, and words of
    mourning must not be called one. So few may be found; but what is found must be negative far more often than tweets
    are. The words were chosen with the first part in sight only."""
    for part in ("train", "dev"):
        with (DATA / "swahili_sentiment" / f"swa_{part}.tsv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
        hits = [lexicons.complaint(row["tweet"], "sw").is_one for row in rows]
        truths = [row["label"] == "negative" for row in rows]
        with capsys.disabled():
            precision, recall = measured(hits, truths, f"\nSwahili tweets, {part}, negative or not")
        assert precision >= 2 * sum(truths) / len(truths) and recall >= 0.03


def test_the_language_of_swahili_tweets_and_english_messages_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with (DATA / "swahili_sentiment" / "swa_dev.tsv").open(encoding="utf-8", newline="") as file:
        tweets = Counter(lexicons.language(row["tweet"]) for row in csv.DictReader(file, delimiter="\t"))
    private = Counter(lexicons.language(message.text) for message in read_export(SPAM).messages)
    with capsys.disabled():
        print(f"\nlanguage: Swahili tweets {dict(tweets)}, English messages {dict(private)}")
    assert tweets["sw"] / tweets.total() > 0.9 and tweets["en"] / tweets.total() < 0.02
    assert private["en"] / private.total() > 0.85 and private["sw"] / private.total() < 0.02
