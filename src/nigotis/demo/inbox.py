"""The phones of the businesses: notices of payments, what clients wrote, and what every phone gets besides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

import numpy as np

from nigotis.demo.types import TENDERS, Client, DemoBusiness
from nigotis.kernel.context import Context
from nigotis.messages.bulk import keep_messages
from nigotis.messages.operations import teach
from nigotis.messages.settings import MessageSettings, keep
from nigotis.messages.teaching import taught
from nigotis.messages.types import TeachLayout
from nigotis.notices.layouts import Layouts
from nigotis.notices.reading import row_of
from nigotis.notices.types import Message
from nigotis.notices.understanding import understand

SEED = 78
DAYS_BACK = 270
COMPLAINS = 0.09
ANSWERED = 0.4
TOLD_TWICE = 0.02

_Notice = Callable[[int, int, Client, int, int, datetime], tuple[str, str]]


@dataclass(frozen=True)
class Phone:
    """What a business's phone gets.

    Told are sales `paid_by` one of TENDERS by the `payers` who bought so most often. `notice` words a payment, as
    sender and text, from its operator, number, client, amount, balance (both in money units) and moment. `besides` is
    what comes anyway, how often; `taught` are the layouts the business taught, `high_value` where good payers begin.
    """

    payments: int
    paid_by: str
    payers: int
    chats: int
    notice: _Notice
    wishes: tuple[str, ...]
    complaints: tuple[str, ...]
    answers: tuple[str, ...]
    besides: tuple[tuple[str, str, int], ...]
    high_value: Decimal
    taught: tuple[TeachLayout, ...] = ()


def _tanzanian(operator: int, number: int, client: Client, amount: int, left: int, at: datetime) -> tuple[str, str]:
    name, phone, day = client.name.upper(), _digits(client), at.strftime("%d/%m/%y %H:%M")
    return (
        (
            "M-PESA",
            f"QX{number:08d} imethibitishwa. Umepokea Tsh{amount:,} kutoka kwa {phone} - {name} tarehe {day}."
            f" Salio lako ni Tsh{left:,}",
        ),
        (
            "MIXX BY YAS",
            f"Umepokea TSh {amount:,} kutoka kwa {name} - {phone}. Muamala: {26_000_000_000_000 + number}. {day}."
            f" Salio jipya ni TSh {left:,}",
        ),
        (
            "AirtelMoney",
            f"Umepokea Tsh {amount:,}.00 kutoka kwa {phone} {name}. TID: MP{number:012d}. Salio Tsh {left:,}.00",
        ),
    )[operator]


def _azerbaijani(operator: int, number: int, client: Client, amount: int, left: int, at: datetime) -> tuple[str, str]:
    """No operator of that name exists: the business has taught its layout."""
    whom = f"{client.name.upper()} +{_digits(client)}"
    return "BADAMPAY", f"Payment received: AZN {amount / 100:.2f} from {whom}. Ref BP{number:08d}"


PHONES = {
    "wholesaler": Phone(
        payments=900,
        paid_by="mobile",
        payers=400,
        chats=420,
        notice=_tanzanian,
        wishes=(
            "Habari, naomba bei ya sukari na mchele kwa jumla",
            "Naomba mniletee mzigo kesho asubuhi Kariakoo",
            "Nimelipa sasa hivi, tafadhali thibitisha",
            "Asante sana, mzigo umefika salama",
            "Mnafungua saa ngapi Jumamosi?",
            "Nahitaji unga katoni 20 na mafuta katoni 5",
            "Good morning, do you have rice today? Please send the price",
            "Thank you, the delivery came on time",
            "Can you deliver to Sinza this week?",
        ),
        complaints=(
            "Mzigo wangu haujafika hadi sasa, mmechelewa sana",
            "Mmeniletea bidhaa mbovu, naomba mnirudishie pesa yangu",
            "Huduma mbaya, nimepiga simu mara tatu hampokei simu",
            "Nimelipia katoni kumi lakini zimepungua mbili",
            "I am still waiting for my order, this is bad service",
        ),
        answers=("Karibu sana, tutaleta kesho asubuhi.", "Asante kwa oda yako.", "Tunashughulikia, tutakupigia."),
        besides=(
            ("M-PESA", "Namba yako ya siri ya mara moja ni 482913. Usimpe mtu yeyote.", 3),
            ("VODACOM", "Pata GB 5 kwa TSh 3,000 tu! Piga *149*01# sasa.", 12),
            (
                "MIXX BY YAS",
                "Kumbusho: bili yako ya TSh 45,000 inatakiwa kulipwa kabla ya mwisho wa mwezi.",
                6,
            ),
            (
                "+255744000911",
                "Hongera! Umeshinda TSh 2,000,000. Tuma kwenye namba hii 20,000 kupata zawadi yako.",
                4,
            ),
            (
                "AZAMPESA",
                "Malipo yamefika. Kiasi TSh 64,000, mlipaji DUKA LA MAMA, muamala AZ88120034, salio TSh 312,000.",
                9,
            ),
        ),
        high_value=Decimal(100_000),
    ),
    "cafe": Phone(
        payments=260,
        paid_by="card",
        payers=30,
        chats=240,
        notice=_azerbaijani,
        wishes=(
            "Good morning, do you have a table for four today at seven?",
            "Please keep two cheesecakes for me, I will come this evening",
            "Thank you, the coffee was very good",
            "What time do you close on Sunday?",
            "Can you make a birthday cake for Saturday?",
            "Salam, sabah səhər açıqsınız?",
            "Salam, axşama bir stol saxlaya bilərsiniz?",
            "Çox sağ olun, hər şey dadlı idi",
        ),
        complaints=(
            "I am still waiting for my order, this is bad service",
            "You sent me the wrong order, please refund my money",
            "The coffee was cold and the service was terrible",
        ),
        answers=("Thank you, see you soon!", "Bəli, gözləyirik sizi.", "We are sorry, we will call you right away."),
        besides=(
            ("BADAMPAY", "Your one-time code is 482913. Do not give it to anyone.", 3),
            ("QALABANK", "Card terminal transaction: AZN 186.30 credited, batch 00812, fee AZN 2.80.", 8),
        ),
        taught=(
            TeachLayout(
                sample="Payment received: AZN 12.40 from AYSEL HUSEYNOVA +994501234567. Ref BP00012345",
                operator="BadamPay",
                sender="BADAMPAY",
                direction="in",
                amount="AZN 12.40",
                who="AYSEL HUSEYNOVA +994501234567",
                reference="BP00012345",
            ),
        ),
        high_value=Decimal(100),
    ),
}
"""Besides: one-time codes, a promotion, a reminder, a scam, and notices of operators whose words nobody taught yet."""


def fill_inbox(ctx: Context, business: DemoBusiness, client_ids: Sequence[int]) -> None:
    """Enter the messages as an export of them would be; equal worlds get equal ones."""
    now = ctx.now.astimezone(ctx.merchant.tz).replace(tzinfo=None)
    messages = [message for message in messages_of(business) if message.at is None or message.at <= now]
    owners = {_digits(client): id_ for client, id_ in zip(business.clients, client_ids, strict=True) if client.phone}
    phone = PHONES[business.key]
    keep(ctx, MessageSettings(high_value=phone.high_value))
    for layout in phone.taught:
        teach(ctx, layout)
    read = understand(messages, Layouts(taught(ctx)))
    rows = [row_of(message.row, message, found) for message, found in zip(messages, read, strict=True)]
    whose = [owners.get((row["phone"] or row["sender"]).removeprefix("+")) for row in rows]
    keep_messages(ctx, rows, whose, region=business.country, import_id=None)


def messages_of(business: DemoBusiness) -> list[Message]:
    """Everything on the phone in order of time."""
    draw = np.random.default_rng([SEED, len(business.clients)])
    phone = PHONES[business.key]
    found = [*_payments(business, phone, draw), *_chats(business, phone, draw), *_besides(business, phone, draw)]
    found.sort(key=lambda one: one[0])
    return [
        Message(n, sender, text, at.replace(microsecond=0), is_outgoing)
        for n, (at, sender, text, is_outgoing) in enumerate(found, 1)
    ]


_Sent = tuple[datetime, str, str, bool]


def _payments(business: DemoBusiness, phone: Phone, draw: np.random.Generator) -> Iterator[_Sent]:
    """Notices of sales that were paid by phone; whoever pays so keeps to one of three operators."""
    documents, tenders = business.documents, business.tenders
    paid = tenders.document_id[tenders.kind == TENDERS.index(phone.paid_by)] - 1
    late = documents.local_at[paid] >= np.datetime64(business.until - timedelta(days=DAYS_BACK))
    fit = paid[late & ~documents.is_return[paid] & (documents.client_id[paid] > 0)]
    often = np.argsort(-np.bincount(documents.client_id[fit]), kind="stable")[: phone.payers]
    fit = fit[np.isin(documents.client_id[fit], often)]
    balances = [draw.integers(200_000, 900_000) for _ in range(3)]
    for place in np.sort(draw.choice(fit, size=min(phone.payments, len(fit)), replace=False)):
        client = business.clients[documents.client_id[place] - 1]
        if client.phone is None:
            continue
        operator = int(documents.client_id[place]) % 3
        amount = int(documents.total[place])
        balances[operator] = (balances[operator] + amount) % 9_000_000
        at = documents.local_at[place].item() + timedelta(minutes=int(draw.integers(1, 20)))
        sender, text = phone.notice(operator, int(place), client, amount, int(balances[operator]), at)
        yield at, sender, text, False
        if draw.random() < TOLD_TWICE:
            yield at + timedelta(minutes=2), sender, text, False


def _chats(business: DemoBusiness, phone: Phone, draw: np.random.Generator) -> Iterator[_Sent]:
    """What clients wrote, and answers to some of it."""
    writers = [client for client in business.clients if client.phone and client.status == "active"]
    for _ in range(phone.chats):
        client = writers[int(len(writers) * draw.random() ** 2)]  # some write often
        texts = phone.complaints if draw.random() < COMPLAINS else phone.wishes
        at = _some_moment(business, draw)
        yield at, f"+{_digits(client)}", str(draw.choice(texts)), False
        if draw.random() < ANSWERED:
            yield (
                at + timedelta(minutes=int(draw.integers(2, 90))),
                f"+{_digits(client)}",
                str(draw.choice(phone.answers)),
                True,
            )


def _besides(business: DemoBusiness, phone: Phone, draw: np.random.Generator) -> Iterator[_Sent]:
    for sender, text, times in phone.besides:
        for _ in range(times):
            yield _some_moment(business, draw), sender, text, False


def _some_moment(business: DemoBusiness, draw: np.random.Generator) -> datetime:
    day = business.until - timedelta(days=int(DAYS_BACK * draw.random() ** 1.5))
    return datetime.combine(day, time(int(draw.integers(7, 20)), int(draw.integers(60))))


def _digits(client: Client) -> str:
    return "".join(sign for sign in client.phone or "" if sign.isdecimal())
