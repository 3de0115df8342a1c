"""Notices of every operator, in wordings made up here, with anything varying that can vary."""

# ruff: noqa: E501  (a message stands on one line, as it came)

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from make.phone_messages import notice, told
from nigotis.notices.layouts import Layouts, built_in, taught_layout
from nigotis.notices.types import PAYMENT_KINDS, Message
from nigotis.notices.understanding import understand, unknown_layouts

D = Decimal

# text: operator, kind, direction, amount, currency, name, phone, reference, balance, fee
EXAMPLES: dict[str, tuple[str, str, str, str, str, str, str, str, str | None, str | None]] = {
    "QWE1AS2DF3 Confirmed. You have received Tsh45,500.00 from LULU SIMBA (255754000111) on 3/2/26 at 9:05 am."
    " New M-Pesa balance is Tsh51,020.40.": (
        "M-Pesa", "receipt", "in", "45500", "TZS", "LULU SIMBA", "255754000111", "QWE1AS2DF3", "51020.40", None),
    "RTY4GH5JK6 Confirmed. Ksh2,350.00 received from 254722000333 PETER MAINA on 4/2/26 at 1:15 PM."
    " New Account balance is Ksh10,000.00.": (
        "M-Pesa", "receipt", "in", "2350", "KES", "PETER MAINA", "254722000333", "RTY4GH5JK6", "10000", None),
    "RTY4GH5JK7 Confirmed.Ksh640.00 paid to CORNER KIOSK. on 4/2/26 at 1:18 PM.New M-PESA balance is Ksh9,360.00."
    " Transaction cost, Ksh7.00.": (
        "M-Pesa", "payment", "out", "640", "KES", "CORNER KIOSK", "", "RTY4GH5JK7", "9360", "7"),
    "RTY4GH5JK8 Confirmed. You bought Ksh20.00 of airtime on 4/2/26 at 2:00 PM.New M-PESA balance is Ksh9,340.00.": (
        "M-Pesa", "bundle", "out", "20", "KES", "airtime", "", "RTY4GH5JK8", "9340", None),
    "RTY4GH5JK9 Confirmed. On 4/2/26 at 2:10 PM Give Ksh3,000.00 cash to SOKO AGENCIES New M-PESA balance is"
    " Ksh12,340.00.": ("M-Pesa", "deposit", "in", "3000", "KES", "SOKO AGENCIES", "", "RTY4GH5JK9", "12340", None),
    "ZXC7VB8NM9 imethibitishwa. Tsh12,000 imetumwa kwa SHIDA MBWANA 0754 000 222 tarehe 5/2/26. Makato Tsh360."
    " Salio lako jipya ni Tsh30,000.": (
        "M-Pesa", "transfer", "out", "12000", "TZS", "SHIDA MBWANA", "0754000222", "ZXC7VB8NM9", "30000", "360"),
    "Umetuma kikamilifu TSh 7,200 kwenda kwa Airtel CHUMA MATATA-255682000444. Jumla ya makato TSh 210, VAT TSh 32."
    " Salio jipya ni TSh 18,300. Namba ya muamala: 90011122233344. 06/02/26 08:12.": (
        "Mixx by Yas", "transfer", "out", "7200", "TZS", "CHUMA MATATA", "255682000444", "90011122233344", "18300", "210"),
    "Umepokea TSh 64,000 kutoka kwa DUNIA KOMBO - 255652000555. Salio jipya ni TSh 82,300. Muamala: 90011122233355.": (
        "Mixx by Yas", "receipt", "in", "64000", "TZS", "DUNIA KOMBO", "255652000555", "90011122233355", "82300", None),
    "Umepokea Tsh 3,400.00 kutoka kwa ZUHURA TANO. Salio Tsh 9,900.00. TID: AB260206.1010.C12345": (
        "Airtel Money", "receipt", "in", "3400", "TZS", "ZUHURA TANO", "", "AB260206.1010.C12345", "9900", None),
    "Tnx 7770001112223. Received 5,500 TZS from MPAJI MEMA (255620000666) via Mixx by Yas at 06/02/2026 12:00:01."
    " Content: bei.\nNew balance: 15,500.00 TZS.": (
        "HaloPesa", "receipt", "in", "5500", "TZS", "MPAJI MEMA", "255620000666", "7770001112223", "15500", None),
    "0206ABCD Confirmed. You have received TZS 210,000.00 from MAWIO LTD - CRDB (015XXXXXXXX) on 2026-02-06 15:30."
    " Updated balance is TZS 215,750.00.": (
        "Selcom Pesa", "receipt", "in", "210000", "TZS", "MAWIO LTD - CRDB", "015XXXXXXXX", "0206ABCD", "215750", None),
    "Kumb: GWX909090909 Imethibitishwa. Kiasi cha TSH9,500 kimetumwa kutoka katika akaunti inayoishia na 0001 kwenda"
    " NURU ASUBUHI 0754000777. Tarehe:06-02-2026 16:00:00.": (
        "NMB", "transfer", "out", "9500", "TZS", "NURU ASUBUHI", "0754000777", "GWX909090909", None, None),
    "You have received 8,250 RWF from Keza Iriza (250788000888) on your mobile money account at 2026-02-06 17:00:00."
    " Your new balance:9,000 RWF. Financial Transaction Id: 55501010101.": (
        "MTN MoMo", "receipt", "in", "8250", "RWF", "Keza Iriza", "250788000888", "55501010101", "9000", None),
    "*165*S*4200 RWF transferred to Gasore Ganza (250788000999) from 40000002 at 2026-02-06 18:00:00 ."
    " Fee was: 100 RWF. New balance: 4700 RWF.": (
        "MTN MoMo", "transfer", "out", "4200", "RWF", "Gasore Ganza", "250788000999", "", "4700", "100"),
}  # fmt: skip


@pytest.mark.parametrize("text", EXAMPLES)
def test_a_notice_is_read_whole(text: str) -> None:
    operator, kind, direction, amount, currency, name, phone, reference, balance, fee = EXAMPLES[text]
    found = notice(text)
    assert (found.operator, found.kind, found.direction) == (operator, kind, direction)
    assert (found.amount, found.currency) == (D(amount), currency)
    assert (found.name, found.phone, found.reference) == (name, phone, reference)
    assert (found.balance, found.fee) == (balance and D(balance), fee and D(fee))


@pytest.mark.parametrize("debt", ["Outstanding balance", "Loan balance", "Mkopo salio", "Salio la mkopo"])
def test_what_is_owed_is_no_balance(debt: str) -> None:
    paid = f"QAB1234567 Confirmed. Ksh640.00 paid to CORNER KIOSK on 4/2/26. {debt} is Ksh7,000.00."
    assert notice(paid).balance is None
    assert notice(f"{paid} New M-PESA balance is Ksh9,360.00.").balance == D("9360")


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u202f"])
def test_thousands_may_be_parted_by_blanks(blank: str) -> None:
    said = "SGR1234567 Confirmed. TZS 1 220 000.00 sent to PERSON TWO (255712345678) on 2025-05-12 at 11:45 AM. Transaction cost TZS 1 500.00. New M-Pesa balance is TZS 129 500.00."
    found = notice(re.sub(r"(?<=\d) (?=\d)", blank, said))
    assert (found.kind, found.amount, found.fee, found.balance) == ("transfer", D(1_220_000), D(1_500), D(129_500))
    assert found.phone == "255712345678"


@pytest.mark.parametrize("number", ["129 500,75", "129 500.123"])
def test_a_number_that_cannot_be_read_whole_is_none(number: str) -> None:
    said = f"SGR1234567 Confirmed. Tsh20,000.00 sent to PERSON TWO on 12/5/25. New M-Pesa balance is Tsh {number}."
    assert notice(said).balance is None and notice(said).amount == D(20_000)


@pytest.mark.parametrize("huge", ["1,000,000,000,000.00", "9" * 42])
def test_an_amount_that_nobody_moves_is_not_believed(huge: str) -> None:
    said = "SGR1234567 Confirmed. Tsh{} sent to PERSON TWO on 12/5/25. Transaction cost Tsh{}. New M-Pesa balance is Tsh{}."
    found = notice(said.format(huge, "5", "7"))
    assert (found.kind, found.amount, found.direction) == ("unknown", None, None) and found.shape
    found = notice(said.format("999,999,999,999.99", huge, huge))
    assert (found.kind, found.amount, found.fee, found.balance) == ("transfer", D("999999999999.99"), None, None)


NAMES = st.lists(
    st.sampled_from("Person AMINA JUMA O'NEAL MWANA-HAMISI Kwame ZA LIPANGA Onyango Ontario ada".split()),
    min_size=1,
    max_size=4,
).map(lambda words: " ".join(words) + (" 3" if words[-1] == "Person" else ""))
AMOUNTS = st.decimals(min_value=1, max_value=9_999_999, places=2)
REFERENCES = st.from_regex(r"[A-Z][A-Z0-9]{4}[0-9][A-Z0-9]{4}", fullmatch=True)
PHONES = st.from_regex(r"2557[0-9]{8}", fullmatch=True).filter(lambda phone: len(set(phone[-7:])) > 1)
CURRENCIES = st.sampled_from(
    ("Tsh{}", "Tsh {}", "TSh {}", "TZS {}", "TZS{}", "{} TZS", "{} Tsh", "Tshs {}", "TZS TZS {}")
)
GROUPED = st.booleans()


@st.composite
def spelt(draw: st.DrawFn, amount: Decimal) -> str:
    """An amount as operators spell it."""
    number = f"{amount:,.2f}" if draw(GROUPED) else f"{amount:.2f}"
    if amount == amount.to_integral_value() and draw(st.booleans()):
        number = number.removesuffix(".00")
    return draw(CURRENCIES).format(number)


@st.composite
def notices(draw: st.DrawFn) -> tuple[str, Decimal, str, str, str, Decimal]:
    """A notice of some operator with everything varied, and what it says."""
    amount, left, name, phone, code = draw(AMOUNTS), draw(AMOUNTS), draw(NAMES), draw(PHONES), draw(REFERENCES)
    money, balance = draw(spelt(amount)), draw(spelt(left))
    text = draw(
        st.sampled_from(
            (
                f"{code} Confirmed. You have received {money} from {name} ({phone}) on 1/3/26 at 1:00 pm. New M-Pesa balance is {balance}.",
                f"{code} Confirmed.You have received {money} from {name} {phone} on 1/3/26 at 1:00 pm New M-Pesa balance is {balance}.",
                f"{code} imethibitishwa. Umepokea {money} kutoka kwa {phone} - {name} tarehe 1/3/26. Salio lako jipya ni {balance}.",
                f"Umepokea {money} kutoka kwa {name} - {phone}. Salio jipya ni {balance}. Muamala: {code}. 01/03/26 13:00.",
                f"Umepokea {money} kutoka kwa {phone} {name}. Salio {balance}. TID: {code}",
                f"Tnx {code}. Received {money} from {name} ({phone}) via Airtel Money at 01/03/2026 13:00.\nNew balance: {balance}.",
                f"{code} Confirmed. You have received {money} from {name} ({phone}) on 2026-03-01 13:00. Updated balance is {balance}.",
            )
        )
    )
    return _spaced(draw, text), amount, name, phone, code, left


def _spaced(draw: st.DrawFn, text: str) -> str:
    """Blanks doubled or turned into line breaks, as phones and exports do."""
    blanks = draw(st.lists(st.sampled_from((" ", " ", " ", "  ", "\n", " \r\n", "\u00a0")), min_size=5, max_size=5))
    pieces = text.split(" ")
    return "".join(piece + blanks[place % 5] for place, piece in enumerate(pieces[:-1])) + pieces[-1]


@settings(max_examples=400, deadline=None)
@given(notices())
def test_whatever_varies_the_payment_is_the_same(made: tuple[str, Decimal, str, str, str, Decimal]) -> None:
    text, amount, name, phone, code, left = made
    found = notice(text)
    assert (found.kind, found.direction, found.amount, found.currency) == ("receipt", "in", amount, "TZS"), text
    assert (found.phone, found.reference, found.balance) == (phone, code, left), text
    assert found.name == name, text


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300), st.sampled_from(("", "MPESA", "+255754000111", "NMB")))
def test_any_text_is_taken_without_a_fault(text: str, sender: str) -> None:
    assert notice(text, sender).row == 1


NOT_PAYMENTS = {
    "Reminder: your invoice of TZS 45,000 is due on 3 March. Please pay in time.": "reminder",
    "Tunakukumbusha kulipa deni lako la Tsh 12,000 kabla ya kesho.": "reminder",
    "Your one-time password is 449201. Do not share it.": "one_time_code",
    "Namba ya siri ya kuthibitisha ni 55021. Usimpe mtu yeyote.": "one_time_code",
    "Hongera! Umeshinda TSh 5,000,000. Piga 0754000000 kuchukua zawadi yako.": "scam",
    "Congratulations, you have won Ksh 1,000,000! Call 0722000000 to claim.": "scam",
}


@pytest.mark.parametrize("text", NOT_PAYMENTS)
def test_reminders_codes_and_scams_are_no_payments(text: str) -> None:
    found = notice(text, "MPESA")
    assert (found.kind, found.amount, found.direction) == (NOT_PAYMENTS[text], None, None)


def test_an_operators_words_from_a_private_phone_prove_nothing() -> None:
    text = next(iter(EXAMPLES))
    assert notice(text, "MPESA").direction == "in"
    forged = notice(text, "+255754999888")
    assert (forged.kind, forged.amount, forged.direction) == ("scam", None, None)


SENT = "SGR9876543 Confirmed. TZS 20,000.00 sent to MAMA SHOP (255712000000) on 2025-05-12 at 11:45 AM. New M-Pesa balance is TZS 129,500.00."


@pytest.mark.parametrize("sender", ["John Landlord", "Asha", "Yasmin", "MAMA ASHA", "Juma Tigo", "Lukumay", "Neema 2"])
@pytest.mark.parametrize("text", [next(iter(EXAMPLES)), SENT])
def test_a_notice_that_somebody_forwards_is_no_payment(text: str, sender: str) -> None:
    found = notice(text, sender)
    assert (found.kind, found.amount, found.direction, found.operator) == ("unknown", None, None, sender)


@pytest.mark.parametrize(
    "sender",
    [
        "MPESA",
        "M-PESA",
        "Vodacom M-Pesa",
        "MIXX BY YAS",
        "MixxByYas",
        "Yas",
        "TIGOPESA(smsfp)",
        "Tigo Pesa",
        "tigo",
        "AirtelMoney",
        "HaloPesa",
        "Selcom Pesa",
        "NMB",
        "NMB Bank",
        "NMBBANK",
        "M-Money",
        "MTNMobMoney",
        "MTN MoMo",
        "LUKU",
        "",
        "15888",
        "150 01",
    ],
)
def test_an_operator_or_a_short_code_is_believed(sender: str) -> None:
    assert [notice(text, sender).direction for text in (next(iter(EXAMPLES)), SENT)] == ["in", "out"]


def test_a_name_that_is_the_other_side_is_believed_unless_it_writes_too() -> None:
    text = next(iter(EXAMPLES))
    alone, writes = told(("Lulu Simba", "", text)), told(("Lulu Simba", "", text), ("Lulu Simba", "", "Nimelipa"))
    assert [found.direction for found in understand(alone)] == ["in"]
    assert [found.kind for found in understand(writes)] == ["unknown", "chat"]


def test_what_the_merchant_taught_holds_under_any_name() -> None:
    sample = "Payment accepted. 1,000 TZS from MTU MOJA"
    layout = taught_layout("SokoPay", "receipt", "in", sample, {"amount": "1,000 TZS", "who": "MTU MOJA"})
    messages = told(("SOKOPAY", "", sample), ("SOKOPAY", "", SENT))
    assert [found.direction for found in understand(messages, Layouts([layout]))] == ["in", None]
    named = taught_layout("SokoPay", "receipt", "in", sample, {"amount": "1,000 TZS"}, senders=["SOKOPAY"])
    assert [found.direction for found in understand(messages, Layouts([named]))] == ["in", "out"]


def test_the_same_payment_told_twice_points_at_the_first() -> None:
    twice = told(
        (
            "MPESA",
            "2026-03-01T10:00",
            "ABC1DE2FG3 Confirmed. You have received Tsh500.00 from A B on 1/3/26. New M-Pesa balance is Tsh1.",
        ),
        ("MPESA", "2026-03-01T10:01", "ABC1DE2FG3 imethibitishwa. Umepokea Tshs 500.00 kutoka A B tarehe 1/3/26."),
        (
            "MPESA",
            "2026-03-01T10:02",
            "ABC1DE2FG4 Confirmed. You have received Tsh500.00 from A B on 1/3/26. New M-Pesa balance is Tsh1.",
        ),
    )
    assert [found.told_before for found in understand(twice)] == [None, 1, None]


def test_without_a_number_the_same_moment_amount_and_person_are_the_same_payment() -> None:
    text = "*165*S*4200 RWF transferred to Gasore Ganza (250788000999) from 40000002 at 2026-02-06 18:00:00 ."
    same = told(
        ("M-Money", "2026-02-06T18:00:05", text),
        ("M-Money", "2026-02-06T18:00:05", text),
        ("M-Money", "2026-02-06T18:03:00", text),
    )
    assert [found.told_before for found in understand(same)] == [None, 1, None]


def test_a_reversal_that_only_began_moves_nothing() -> None:
    begun = notice("A reversal has been initiated for your transaction to Keza (250788000888) with 700 RWF.")
    done = notice(
        "*143*S*Your transaction to Keza (250788000888) with 700 RWF has been reversed at 2026-02-06 18:00:00."
    )
    assert (begun.kind, begun.direction, done.kind, done.direction) == ("reversal", None, "reversal", "in")


def test_what_was_taken_back_goes_out() -> None:
    said = "TJF987E58D confirmed. Reversal of transaction TJF987E58C has been successfully reversed on 15/10/24 at 1:00 PM and Ksh300.00 is {} your M-PESA account. New M-PESA account balance is Ksh0.12."
    taken, given_back = notice(said.format("debited from"), "MPESA"), notice(said.format("credited to"), "MPESA")
    assert (taken.kind, taken.direction, taken.amount, taken.reference) == ("reversal", "out", D(300), "TJF987E58D")
    assert (taken.reverses, taken.balance) == ("TJF987E58C", D("0.12"))
    assert (given_back.kind, given_back.direction, given_back.amount) == ("reversal", "in", D(300))


def test_layouts_nobody_taught_are_grouped_by_their_shape() -> None:
    texts = [
        f"Payment accepted. {n},000 TZS from MTU {name} ref KK{n}0{n}99. Balance is {n}00 TZS"
        for n, name in ((1, "MOJA"), (2, "WA PILI"))
    ]
    messages = told(*(("SOKOPAY", "", text) for text in texts), ("SOKOPAY", "", "Karibu SokoPay"))
    unknown = unknown_layouts(messages, understand(messages))
    assert [(each.count, each.sender, each.example_row) for each in unknown] == [(2, "SOKOPAY", 1)]
    assert not re.search(r"\d|MOJA", unknown[0].shape)


def test_a_taught_layout_reads_the_others_of_its_shape() -> None:
    sample = "Payment accepted. 1,000 TZS from MTU MOJA ref KK10199. Balance is 100 TZS"
    parts = {"amount": "1,000 TZS", "who": "MTU MOJA", "reference": "KK10199"}
    layout = taught_layout("SokoPay", "receipt", "in", sample, parts, currency="TZS", senders=["SOKOPAY"])
    other = Message(
        1, "SOKOPAY", "Payment accepted. 72,500 TZS from BIBI WA PILI 0754000111 ref KK20299. Balance is 99,100 TZS"
    )
    found = understand([other], Layouts([layout]))[0]
    assert (found.operator, found.kind, found.direction, found.amount) == ("SokoPay", "receipt", "in", D(72_500))
    assert (found.name, found.phone, found.reference, found.balance) == (
        "BIBI WA PILI",
        "0754000111",
        "KK20299",
        D(99_100),
    )


@pytest.mark.parametrize("parts", [{"amount": "9,999"}, {"amount": "1,000 TZS from", "who": "from MTU"}])
def test_parts_that_do_not_stand_in_the_sample_teach_nothing(parts: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"."):
        taught_layout("SokoPay", "receipt", "in", "Payment accepted. 1,000 TZS from MTU MOJA", parts)


@pytest.mark.parametrize("layout", built_in(), ids=lambda layout: f"{layout.operator}: {layout.pattern[:40]}")
def test_a_layout_is_well_made(layout: object) -> None:
    assert layout.kind in (*PAYMENT_KINDS, "other")  # type: ignore[attr-defined]
    assert "amount" in layout.regex.groupindex or layout.direction is None  # type: ignore[attr-defined]
    assert layout.says and all(phrase == phrase.lower() for phrase in layout.says)  # type: ignore[attr-defined]
