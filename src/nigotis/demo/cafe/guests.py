"""The café's known clients: how each kind joins, comes and goes; and the people behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

import numpy as np

from nigotis.clients.types import Source
from nigotis.demo import people, visits
from nigotis.demo.days import Days
from nigotis.demo.types import Client, Flags, Floats, Ints, OwnField

Kind = Literal["champion", "lost_champion", "regular", "late", "occasional", "lapsed", "one_off", "new", "waiting"]


class Habit(NamedTuple):
    """`clients` people who come `a_week` times a week, more or less steadily (see `visits.coming_days`); joined and
    left in days before the last day."""

    kind: Kind
    clients: int
    a_week: float
    joined: tuple[int, int]
    left: tuple[int, int] = (0, 0)
    steadiness: float = 1.0


LAPSED_AFTER = 95
"""Whoever lapses is silent for at least this many days at the end."""
STAYED_AT_LEAST = 60
"""Days between the first visit and the leaving of whoever leaves."""
NEW_WITHIN = 60
STILL_HERE_WITHIN = 14
"""Champions were here within these last days."""
STEADY = 40.0
"""Of regulars: their gaps spread by a sixth, a weekly guest's by a day."""

HABITS = (
    Habit("champion", 30, 1.8, (550, visits.OLDEST), steadiness=8),
    Habit("lost_champion", 12, 1.9, (650, visits.OLDEST), (100, 150), steadiness=8),
    Habit("regular", 50, 1.0, (120, visits.OLDEST), steadiness=STEADY),
    Habit("regular", 110, 0.5, (150, visits.OLDEST), steadiness=STEADY),
    Habit("regular", 220, 0.25, (220, visits.OLDEST), steadiness=STEADY),
    Habit("late", 24, 0.5, (220, visits.OLDEST), (19, 26), steadiness=STEADY),
    Habit("occasional", 1500, 0.05, (60, visits.OLDEST), steadiness=2),
    Habit("lapsed", 470, 0.16, (170, visits.OLDEST), (LAPSED_AFTER, visits.OLDEST), steadiness=2),
    Habit("one_off", 520, 0.0, (2, visits.OLDEST)),
    Habit("new", 210, 0.8, (2, NEW_WITHIN), steadiness=2),
    Habit("waiting", 60, 0.0, (2, 600)),
)
JOINED_BY: tuple[tuple[Source, float], ...] = (
    ("till", 0.58), ("link", 0.14), ("bot", 0.12), ("website", 0.10), ("import", 0.06),
)  # fmt: skip


@dataclass(frozen=True)
class Guests:
    """One entry a client, in order of joining; days are positions in the world's days, `home` is a branch id."""

    kind: tuple[Kind, ...]
    joined: Ints
    left: Ints
    a_day: Floats
    steadiness: Floats
    home: Ints

    def ids(self, *kinds: Kind) -> list[int]:
        return [place + 1 for place, kind in enumerate(self.kind) if kind in kinds]

    def are(self, *kinds: Kind) -> Flags:
        return np.isin(self.kind, kinds)


def guests(rng: np.random.Generator, days: Days, shares: Floats, opened: Ints) -> Guests:
    """All known clients; `shares` are the branches' parts of the trade, `opened` their first days."""
    habit_of = np.repeat(np.arange(len(HABITS)), [habit.clients for habit in HABITS])
    kinds = np.array([habit.kind for habit in HABITS])[habit_of]
    soonest, oldest = np.array([habit.joined for habit in HABITS])[habit_of].T
    left_from, left_to = np.array([habit.left for habit in HABITS])[habit_of].T
    joined_ago = visits.joined_days_ago(rng, soonest, oldest, founded_within=90)
    left_ago = rng.integers(left_from, np.minimum(left_to, joined_ago - STAYED_AT_LEAST * (left_to > 0)) + 1)
    a_day = np.array([habit.a_week / 7 for habit in HABITS])[habit_of]
    order = np.argsort(-joined_ago, kind="stable")
    return Guests(
        kind=tuple(kinds[order].tolist()),
        joined=days.last - joined_ago[order],
        left=days.last - left_ago[order],
        a_day=(a_day * rng.gamma(12.0, 1 / 12.0, len(a_day)))[order],
        steadiness=np.array([habit.steadiness for habit in HABITS])[habit_of][order],
        home=_homes(rng, days.last - joined_ago[order], shares, opened),
    )


def _homes(rng: np.random.Generator, joined: Ints, shares: Floats, opened: Ints) -> Ints:
    weights = shares * (opened <= joined[:, None])
    edges = weights.cumsum(axis=1)
    return np.asarray((edges < (1 - rng.random((len(joined), 1))) * edges[:, -1:]).sum(axis=1) + 1)


def clients(rng: np.random.Generator, days: Days, known: Guests) -> tuple[Client, ...]:
    persons = people.azerbaijani(rng, len(known.kind))
    (notes,) = rng.spawn(1)  # what the team noted about guests changes nothing in what they do
    return tuple(_client(rng, notes, days, known, place, person) for place, person in enumerate(persons))


HOMES = (
    *("Bakı",) * 52, *("Baku",) * 12, *("Баку",) * 6, *("bakı şəh.",) * 2, *("Sumqayıt",) * 9, *("Xırdalan",) * 8,
    *("Gəncə",) * 4, *("Lənkəran",) * 2, *("Şəki",) * 2, "Mingəçevir", "Tbilisi", "yeni yaşayış massivi"
)  # fmt: skip
"""Where guests say they live, in the spellings people use, 100 of them."""
HOMES_STEP = 37

FAVOURITE = OwnField(
    "Sevimli içki", "choice", ("Kapuçino", "Latte", "Amerikano", "Flat uayt", "Türk qəhvəsi", "Armudu çay")
)
PLANT_MILK = OwnField("Bitki südü", "yes_no")
VIP, STUDENT, OFFICE = "VIP", "Tələbə", "Ofis sifarişi"
STUDENTS_UNDER = 24
WELL_KNOWN: tuple[Kind, ...] = ("champion", "lost_champion", "regular", "late")
"""Guests of whom the baristas know more than the name."""


def _client(
    rng: np.random.Generator, notes: np.random.Generator, days: Days, known: Guests, place: int, person: people.Person
) -> Client:
    has_email, has_birthday, agreed, asked_gender = (rng.random(4) < (0.35, 0.62, 0.7, 0.8)).tolist()
    names, shares = zip(*JOINED_BY, strict=True)
    source: Source = names[int(rng.choice(len(names), p=shares))]
    born, kind = people.birthday(rng, days.on(days.last)), known.kind[place]
    age = (days.on(days.last) - born).days // 365
    return Client(
        name=person.name,
        phone=people.phone("AZ", place),
        email=people.email(person.name, place + 1) if has_email else None,
        gender=("F" if person.is_woman else "M") if asked_gender else None,
        birthday=born if has_birthday else None,
        city=HOMES[place * HOMES_STEP % len(HOMES)],
        source=source,
        status=_status(kind, days.on(int(known.left[place])), days.on(days.last)),
        registered_on=days.on(int(known.joined[place])),
        branch_id=int(known.home[place]) if source in ("till", "link") else 0,
        tags=_tags(notes, kind, is_student=has_birthday and age < STUDENTS_UNDER),
        consents=people.consents(notes, agreed=agreed, has_email=has_email),
        own=_own(notes, is_well_known=kind in WELL_KNOWN),
    )


def _tags(notes: np.random.Generator, kind: Kind, *, is_student: bool) -> tuple[str, ...]:
    is_vip, shows_card, orders_for_office = (notes.random(3) < (0.8, 0.6, 0.05)).tolist()
    given = {
        VIP: is_vip and kind in ("champion", "lost_champion"),
        STUDENT: is_student and shows_card,
        OFFICE: orders_for_office and kind in WELL_KNOWN,
    }
    return tuple(tag for tag, is_given in given.items() if is_given)


def _own(notes: np.random.Generator, *, is_well_known: bool) -> dict[str, str | bool]:
    knows_drink, knows_milk, wants_plant_milk = (notes.random(3) < (0.7 if is_well_known else 0.15, 0.2, 0.3)).tolist()
    drink = FAVOURITE.choices[int(notes.integers(len(FAVOURITE.choices)))]
    return ({FAVOURITE.label: drink} if knows_drink else {}) | (
        {PLANT_MILK.label: wants_plant_milk} if knows_milk else {}
    )


def _status(kind: Kind, left: date, last: date) -> Literal["active", "waiting", "inactive"]:
    if kind == "waiting":
        return "waiting"
    return "inactive" if left <= last - timedelta(days=180) else "active"
