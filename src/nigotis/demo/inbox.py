"""The wholesaler's phone: what operators told of payments, what clients wrote, and what every phone gets besides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

import numpy as np

from nigotis.demo.types import TENDERS, Client, DemoBusiness
from nigotis.kernel.context import Context
from nigotis.messages.bulk import keep_messages
from nigotis.notices.reading import row_of
from nigotis.notices.types import Message
from nigotis.notices.understanding import understand

SEED = 78
DAYS_BACK = 270
PAYMENTS = 900
CHATS = 420
COMPLAINS = 0.09
ANSWERED = 0.4
TOLD_TWICE = 0.02

_WISHES = (
    "Habari, naomba bei ya sukari na mchele kwa jumla",
    "Naomba mniletee mzigo kesho asubuhi Kariakoo",
    "Nimelipa sasa hivi, tafadhali thibitisha",
    "Asante sana, mzigo umefika salama",
    "Mnafungua saa ngapi Jumamosi?",
    "Nahitaji unga katoni 20 na mafuta katoni 5",
    "Good morning, do you have rice today? Please send the price",
    "Thank you, the delivery came on time",
    "Can you deliver to Sinza this week?",
)
_COMPLAINTS = (
    "Mzigo wangu haujafika hadi sasa, mmechelewa sana",
    "Mmeniletea bidhaa mbovu, naomba mnirudishie pesa yangu",
    "Huduma mbaya, nimepiga simu mara tatu hampokei simu",
    "Nimelipia katoni kumi lakini zimepungua mbili",
    "I am still waiting for my order, this is bad service",
)
_ANSWERS = ("Karibu sana, tutaleta kesho asubuhi.", "Asante kwa oda yako.", "Tunashughulikia, tutakupigia.")
_OTHERS = (
    ("M-PESA", "Namba yako ya siri ya mara moja ni 482913. Usimpe mtu yeyote."),
    ("VODACOM", "Pata GB 5 kwa TSh 3,000 tu! Piga *149*01# sasa."),
    ("MIXX BY YAS", "Kumbusho: bili yako ya TSh 45,000 inatakiwa kulipwa kabla ya mwisho wa mwezi."),
    ("+255744000911", "Hongera! Umeshinda TSh 2,000,000. Tuma kwenye namba hii 20,000 kupata zawadi yako."),
    ("AZAMPESA", "Malipo yamefika. Kiasi TSh 64,000, mlipaji DUKA LA MAMA, muamala AZ88120034, salio TSh 312,000."),
)
"""A one-time code, a promotion, a reminder, a scam, and a notice of an operator whose words nobody taught yet."""
_TIMES = (3, 12, 6, 4, 9)


def fill_inbox(ctx: Context, business: DemoBusiness, client_ids: Sequence[int]) -> None:
    """Enter the messages as an export of them would be; equal worlds get equal ones."""
    now = ctx.now.astimezone(ctx.merchant.tz).replace(tzinfo=None)
    messages = [message for message in messages_of(business) if message.at is None or message.at <= now]
    owners = {_digits(client): id_ for client, id_ in zip(business.clients, client_ids, strict=True) if client.phone}
    rows = [row_of(message.row, message, found) for message, found in zip(messages, understand(messages), strict=True)]
    whose = [owners.get((row["phone"] or row["sender"]).removeprefix("+")) for row in rows]
    keep_messages(ctx, rows, whose, region=business.country, import_id=None)


def messages_of(business: DemoBusiness) -> list[Message]:
    """Everything on the phone in order of time."""
    draw = np.random.default_rng([SEED, len(business.clients)])
    found = [*_payments(business, draw), *_chats(business, draw), *_besides(business, draw)]
    found.sort(key=lambda one: one[0])
    return [
        Message(n, sender, text, at.replace(microsecond=0), is_outgoing)
        for n, (at, sender, text, is_outgoing) in enumerate(found, 1)
    ]


_Sent = tuple[datetime, str, str, bool]


def _payments(business: DemoBusiness, draw: np.random.Generator) -> Iterator[_Sent]:
    """Notices of sales that were paid by mobile money, to one of three operators."""
    documents, tenders = business.documents, business.tenders
    paid = tenders.document_id[tenders.kind == TENDERS.index("mobile")] - 1
    late = documents.local_at[paid] >= np.datetime64(business.until - timedelta(days=DAYS_BACK))
    fit = paid[late & ~documents.is_return[paid] & (documents.client_id[paid] > 0)]
    balances = [draw.integers(200_000, 900_000) for _ in range(3)]
    for place in np.sort(draw.choice(fit, size=min(PAYMENTS, len(fit)), replace=False)):
        client = business.clients[documents.client_id[place] - 1]
        if client.phone is None:
            continue
        operator = int(documents.client_id[place]) % 3
        amount = int(documents.total[place]) // 10**business.money_digits
        balances[operator] = (balances[operator] + amount) % 9_000_000
        at = documents.local_at[place].item() + timedelta(minutes=int(draw.integers(1, 20)))
        sender, text = _notice(operator, int(place), client, amount, int(balances[operator]), at)
        yield at, sender, text, False
        if draw.random() < TOLD_TWICE:
            yield at + timedelta(minutes=2), sender, text, False


def _notice(operator: int, number: int, client: Client, amount: int, left: int, at: datetime) -> tuple[str, str]:
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


def _chats(business: DemoBusiness, draw: np.random.Generator) -> Iterator[_Sent]:
    """What clients wrote, and answers to some of it."""
    writers = [client for client in business.clients if client.phone and client.status == "active"]
    for _ in range(CHATS):
        client = writers[int(len(writers) * draw.random() ** 2)]  # some write often
        texts = _COMPLAINTS if draw.random() < COMPLAINS else _WISHES
        at = _some_moment(business, draw)
        yield at, f"+{_digits(client)}", str(draw.choice(texts)), False
        if draw.random() < ANSWERED:
            yield (
                at + timedelta(minutes=int(draw.integers(2, 90))),
                f"+{_digits(client)}",
                str(draw.choice(_ANSWERS)),
                True,
            )


def _besides(business: DemoBusiness, draw: np.random.Generator) -> Iterator[_Sent]:
    for (sender, text), times in zip(_OTHERS, _TIMES, strict=True):
        for _ in range(times):
            yield _some_moment(business, draw), sender, text, False


def _some_moment(business: DemoBusiness, draw: np.random.Generator) -> datetime:
    day = business.until - timedelta(days=int(DAYS_BACK * draw.random() ** 1.5))
    return datetime.combine(day, time(int(draw.integers(7, 20)), int(draw.integers(60))))


def _digits(client: Client) -> str:
    return "".join(sign for sign in client.phone or "" if sign.isdecimal())
