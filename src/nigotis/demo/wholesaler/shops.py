"""The wholesaler's clients: shops with a rhythm of reordering, a size, a seller, and a fate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, NamedTuple

import numpy as np

from nigotis.clients.types import Source
from nigotis.demo import people, visits
from nigotis.demo.days import Days
from nigotis.demo.types import Client, Flags, Floats, Ints, OwnField

Fate = Literal["steady", "lost", "lost_big", "overdue", "growing", "new"]

LOST_AFTER = 120
"""Lost shops are silent for at least this many days at the end."""
NEW_WITHIN = 60
INCONSISTENT_SELLER = 4
LARGEST = 2.5
"""Of the usual shops, in sizes of the middling one, so that the big client is the big one."""
RHYTHMS = (7, 10, 14, 21, 28, 42)
RHYTHM_SHARES = (0.07, 0.11, 0.22, 0.22, 0.23, 0.15)
FATES: tuple[tuple[Fate, int], ...] = (
    ("steady", 284), ("lost", 36), ("lost_big", 1), ("overdue", 10), ("growing", 1), ("new", 18),
)  # fmt: skip


class Town(NamedTuple):
    """A town, its region, the depot (branch id) that serves it, the sellers who travel there, its share of shops."""

    name: str
    region: str
    depot: int
    sellers: tuple[int, ...]
    share: float


TOWNS = (
    Town("Dar es Salaam", "Dar es Salaam", 1, (1, 2, 3, 4), 0.42),
    Town("Morogoro", "Morogoro", 1, (5,), 0.08),
    Town("Dodoma", "Dodoma", 1, (5,), 0.07),
    Town("Tanga", "Tanga", 1, (5,), 0.05),
    Town("Zanzibar", "Mjini Magharibi", 1, (3,), 0.05),
    Town("Arusha", "Arusha", 2, (6, 7), 0.11),
    Town("Moshi", "Kilimanjaro", 2, (7,), 0.06),
    Town("Mwanza", "Mwanza", 3, (8, 9), 0.11),
    Town("Shinyanga", "Shinyanga", 3, (9,), 0.05),
)
SIGNS = {
    "Duka la {}": "Duka la rejareja",
    "{} Traders": "Jumla ndogo",
    "{} Mini Market": "Mini Market",
    "Duka la Mama {}": "Duka la rejareja",
    "{} na Wanawe": "Jumla ndogo",
    "Kioski cha {}": "Kioski",
    "{} Supermarket": "Supermarket",
}
"""What stands over the door, and the sort of shop it is."""
SORT = OwnField("Aina ya duka", "choice", tuple(dict.fromkeys(SIGNS.values())))
CREDIT = OwnField("Kikomo cha mkopo", "number")
VIP, ON_CREDIT, PAYS_ON_TIME = "VIP", "Mkopo", "Hulipa kwa wakati"
VIP_FROM, CREDIT_FROM = 1.9, 0.9
"""Sizes of shops (`Shops.size`): from the first on they are called so, from the second on they may buy on credit."""
CREDIT_STEP = 100_000


@dataclass(frozen=True)
class Shops:
    """One entry a client, in order of the first order; days are positions, `town` a position in TOWNS.

    `rhythm` is the mean number of days between orders, `size` a factor of the order's quantities.
    """

    fate: tuple[Fate, ...]
    joined: Ints
    left: Ints
    rhythm: Ints
    steadiness: Floats
    size: Floats
    town: Ints
    seller_id: Ints

    def ids(self, *fates: Fate) -> list[int]:
        return [place + 1 for place, fate in enumerate(self.fate) if fate in fates]

    def are(self, *fates: Fate) -> Flags:
        return np.isin(self.fate, fates)


def shops(rng: np.random.Generator, days: Days) -> Shops:
    """The clients by fate; steadiness is the shape of the gamma law of their gaps (variation = 1 / sqrt(shape))."""
    fate = np.repeat([name for name, _ in FATES], [count for _, count in FATES])
    count = len(fate)
    town = rng.choice(len(TOWNS), size=count, p=[town.share for town in TOWNS])
    joined = days.last - visits.joined_days_ago(rng, *_spans(fate, JOINED, (200, visits.OLDEST)), founded_within=25)
    left_from, left_to = _spans(fate, LEFT, (0, 0))
    order = np.argsort(joined, kind="stable")
    return Shops(
        fate=tuple(fate[order].tolist()),
        joined=joined[order],
        left=(days.last - rng.integers(left_from, left_to + 1))[order],
        rhythm=_rhythms(rng, fate)[order],
        steadiness=rng.uniform(6, 30, count)[order],
        size=_sizes(rng, fate)[order],
        town=town[order],
        seller_id=_sellers(rng, town, fate)[order],
    )


def _sellers(rng: np.random.Generator, town: Ints, fate: Ints) -> Ints:
    """A seller of the shop's town; the inconsistent one has none of the shops with a story of their own."""
    return np.array([rng.choice(_who_visits(place, name)) for place, name in zip(town, fate, strict=True)])


def _who_visits(town: int, fate: Fate) -> list[int]:
    return [seller for seller in TOWNS[town].sellers if fate == "steady" or seller != INCONSISTENT_SELLER]


Spans = dict[Fate, tuple[int, int]]
JOINED: Spans = {
    "new": (25, NEW_WITHIN),
    "lost": (420, visits.OLDEST),
    "lost_big": (visits.OLDEST, visits.OLDEST),
    "growing": (700, visits.OLDEST),
}
LEFT: Spans = {"lost": (LOST_AFTER + 5, 400), "lost_big": (LOST_AFTER + 10, LOST_AFTER + 10), "overdue": (35, 50)}
"""In days before the last. The overdue are silent for over two of their rhythms, yet not long enough to be lost;
the lost have a few days in hand, for a last order that falls on a Sunday comes later."""


def _spans(fate: Ints, spans: Spans, usual: tuple[int, int]) -> tuple[Ints, Ints]:
    low, high = np.array([spans.get(name, usual) for name in fate.tolist()]).T
    return low, high


def _rhythms(rng: np.random.Generator, fate: Ints) -> Ints:
    rhythm = rng.choice(RHYTHMS, size=len(fate), p=RHYTHM_SHARES)
    rhythm = np.where(np.isin(fate, ("lost", "new")), np.minimum(rhythm, 21), rhythm)
    return np.where(np.isin(fate, ("overdue", "growing")), 14, np.where(fate == "lost_big", 7, rhythm))


def _sizes(rng: np.random.Generator, fate: Ints) -> Floats:
    size = np.minimum(rng.lognormal(0.0, 0.55, len(fate)), LARGEST)
    return np.where(fate == "lost_big", 5.5, np.where(fate == "growing", 2.4, size))


def clients(rng: np.random.Generator, days: Days, known: Shops) -> tuple[Client, ...]:
    owners = people.swahili(rng, len(known.fate))
    (notes,) = rng.spawn(1)  # what the team noted about shops changes nothing in what they do
    picks = rng.integers(0, len(SIGNS), len(owners))
    names, sorts = _names(picks, owners, known), list(SIGNS.values())
    return tuple(
        _client(rng, notes, days, known, place, name, sorts[pick])
        for place, (name, pick) in enumerate(zip(names, picks, strict=True))
    )


def _names(picks: Ints, owners: list[people.Person], known: Shops) -> list[str]:
    """Shop signs with the owner's name; a name already taken gets the town and, if need be, a number."""
    taken: dict[str, int] = {}
    names, signs = [], list(SIGNS)
    for owner, town, pick in zip(owners, known.town, picks, strict=True):
        name = signs[pick].format(owner.name.split()[pick % 2]) + f", {TOWNS[town].name}"
        taken[name] = taken.get(name, 0) + 1
        names.append(name if taken[name] == 1 else f"{name} {taken[name]}")
    return names


def _client(
    rng: np.random.Generator,
    notes: np.random.Generator,
    days: Days,
    known: Shops,
    place: int,
    name: str,
    sort: str,
) -> Client:
    town = TOWNS[known.town[place]]
    sources: tuple[Source, ...] = ("admin", "bot", "import")
    gone = known.fate[place] in ("lost", "lost_big") and known.left[place] < days.last - 180
    has_email = bool(rng.random() < 0.25)
    limit = _credit(notes, known.size[place])
    return Client(
        name=name,
        phone=people.phone("TZ", place),
        email=f"duka.{place + 1}@example.com" if has_email else None,
        gender=None,
        birthday=None,
        city=town.name,
        source=sources[int(rng.choice(3, p=(0.6, 0.25, 0.15)))],
        status="inactive" if gone else "active",
        registered_on=days.on(int(known.joined[place])) - timedelta(days=int(rng.integers(0, 6))),
        branch_id=town.depot,
        tags=_tags(notes, known.size[place], limit),
        consents=people.consents(notes, agreed=bool(rng.random() < 0.85), has_email=has_email),
        own={SORT.label: sort} | ({CREDIT.label: str(limit)} if limit else {}),
    )


def _credit(notes: np.random.Generator, size: float) -> int:
    """How much a shop may owe, in shillings; none for small ones and for a third of the others."""
    is_trusted = notes.random() < 2 / 3
    return round(size * 10) * CREDIT_STEP if is_trusted and size >= CREDIT_FROM else 0


def _tags(notes: np.random.Generator, size: float, limit: int) -> tuple[str, ...]:
    pays_on_time = bool(notes.random() < 0.15)
    given = {VIP: size >= VIP_FROM, ON_CREDIT: limit > 0, PAYS_ON_TIME: pays_on_time}
    return tuple(tag for tag, is_given in given.items() if is_given)
