"""What the wholesaler carries: families of goods in several packs, their seasons, and what goes together on purpose."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

import numpy as np

from nigotis.demo.baskets import Pair
from nigotis.demo.days import Days
from nigotis.demo.types import Floats, Ints, Product

TRANSPORT = "Usafiri"
SLOW = "Kandili la mafuta"
SLOW_SILENCE_IN_DAYS = 110
FRAGILE = "Asali chupa 500 g x 12"
LAUNCHED = "Maji ya tangawizi 500 ml x 12"
LAUNCHED_DAYS_AGO = 80


class Family(NamedTuple):
    """`packs` are (pack, price in shillings, cost in shillings); `taste` how often the family is ordered."""

    name: str
    taste: float
    packs: tuple[tuple[str, int, int], ...]
    season: str = ""


SHELVES: dict[str, tuple[Family, ...]] = {
    "Nafaka na unga": (
        Family(
            "Unga wa sembe", 9, (("5 kg x 4", 33_000, 29_300), ("10 kg", 16_500, 14_700), ("25 kg", 39_500, 35_600))
        ),
        Family(
            "Unga wa ngano", 5, (("2 kg x 12", 52_000, 46_600), ("25 kg", 51_000, 46_200), ("50 kg", 99_000, 90_500))
        ),
        Family(
            "Mchele", 8, (("10 kg", 31_000, 27_800), ("25 kg", 74_000, 67_000), ("50 kg", 143_000, 131_000)), "harvest"
        ),
        Family("Maharage", 4, (("10 kg", 34_000, 30_200), ("50 kg", 162_000, 147_000)), "harvest"),
        Family("Dengu", 2, (("10 kg", 36_000, 32_000), ("25 kg", 87_000, 78_800))),
        Family("Uji wa lishe", 2, (("1 kg x 12", 42_000, 35_600), ("500 g x 24", 45_000, 38_200))),
        Family("Tambi", 4, (("400 g x 20", 29_000, 24_700), ("250 g x 40", 35_000, 29_900))),
        Family("Hamira", 0.2, (("11 g x 60", 21_000, 16_900),)),
    ),
    "Mafuta": (
        Family(
            "Mafuta ya alizeti",
            7,
            (("1 L x 12", 66_000, 59_800), ("5 L x 4", 104_000, 95_000), ("20 L", 97_000, 89_600)),
        ),
        Family(
            "Mafuta ya kula",
            6,
            (("500 ml x 24", 61_000, 55_100), ("1 L x 12", 57_000, 51_900), ("20 L", 88_000, 81_500)),
        ),
        Family("Siagi ya mkate", 2, (("250 g x 24", 58_000, 50_200), ("500 g x 12", 55_000, 47_900))),
    ),
    "Sukari, chumvi na viungo": (
        Family("Sukari", 10, (("1 kg x 20", 58_000, 53_900), ("25 kg", 70_000, 65_400), ("50 kg", 138_000, 129_500))),
        Family("Chumvi", 4, (("500 g x 40", 16_000, 12_900), ("1 kg x 20", 15_000, 12_200))),
        Family("Pilipili manga", 1.5, (("50 g x 48", 38_000, 30_500),)),
        Family("Bizari", 1.5, (("100 g x 24", 23_000, 18_300), ("50 g x 48", 25_000, 20_000))),
        Family("Nyanya ya kopo", 4, (("70 g x 50", 24_000, 19_900), ("400 g x 24", 43_000, 36_600))),
        Family("Asali chupa", 1.4, (("500 g x 12", 84_000, 70_000), ("250 g x 24", 92_000, 77_000))),
    ),
    "Vinywaji": (
        Family(
            "Maji ya kunywa",
            8,
            (("500 ml x 24", 7_200, 5_700), ("1.5 L x 12", 8_400, 6_700), ("6 L x 4", 9_600, 7_700)),
            "hot",
        ),
        Family(
            "Soda",
            7,
            (("350 ml x 24", 14_500, 12_400), ("500 ml x 12", 9_800, 8_300), ("1.25 L x 6", 9_200, 7_800)),
            "hot",
        ),
        Family("Juisi ya embe", 5, (("250 ml x 24", 19_000, 15_700), ("1 L x 12", 27_000, 22_700)), "hot"),
        Family("Juisi ya nanasi", 3, (("250 ml x 24", 19_000, 15_700), ("1 L x 12", 27_000, 22_700)), "hot"),
        Family(
            "Majani ya chai",
            5,
            (("50 g x 60", 36_000, 30_500), ("250 g x 24", 62_000, 53_000), ("500 g x 12", 59_000, 50_800)),
        ),
        Family("Kahawa ya unga", 2, (("50 g x 48", 49_000, 41_200), ("250 g x 12", 54_000, 45_800))),
        Family("Maji ya tangawizi", 3, (("500 ml x 12", 12_500, 9_900),)),
    ),
    "Maziwa": (
        Family(
            "Maziwa ya unga",
            4,
            (("400 g x 12", 118_000, 105_000), ("25 g x 120", 64_000, 56_200), ("2.5 kg", 58_000, 51_600)),
        ),
        Family("Maziwa ya muda mrefu", 4, (("500 ml x 12", 21_000, 18_000), ("1 L x 12", 38_000, 33_100))),
    ),
    "Vitafunwa": (
        Family(
            "Biskuti",
            6,
            (("50 g x 48", 17_000, 13_900), ("100 g x 24", 16_500, 13_400), ("1 kg x 6", 25_000, 20_600)),
            "school",
        ),
        Family("Pipi", 4, (("100 vipande x 12", 15_000, 11_800), ("50 vipande x 24", 16_000, 12_700)), "school"),
        Family("Karanga", 3, (("50 g x 60", 22_000, 17_700), ("1 kg x 12", 48_000, 40_100))),
        Family("Mkate mkavu", 2, (("200 g x 20", 23_000, 18_900),)),
        Family("Viazi vikavu", 3, (("30 g x 60", 25_000, 20_100), ("100 g x 24", 29_000, 23_600)), "school"),
    ),
    "Usafi": (
        Family(
            "Sabuni ya unga",
            6,
            (("500 g x 24", 46_000, 40_100), ("1 kg x 12", 44_000, 38_400), ("40 g x 120", 39_000, 33_700)),
        ),
        Family("Sabuni ya mche", 6, (("1 kg x 10", 32_000, 27_900), ("800 g x 12", 31_000, 27_000))),
        Family("Sabuni ya kuogea", 5, (("100 g x 48", 48_000, 41_000), ("175 g x 36", 57_000, 48_900))),
        Family("Dawa ya kufulia nguo nyeupe", 0.35, (("1 L x 12", 26_000, 20_700),)),
        Family("Dawa ya sakafu", 2, (("1 L x 12", 34_000, 27_600), ("5 L x 4", 47_000, 38_600))),
        Family("Karatasi za chooni", 4, (("40 roli", 21_000, 17_300), ("10 roli x 6", 34_000, 28_300))),
        Family("Dawa ya meno", 3, (("70 g x 48", 62_000, 52_900), ("140 g x 24", 58_000, 49_700))),
        Family("Taulo za kike", 3, (("8 x 36", 54_000, 45_600),)),
    ),
    "Mtoto": (
        Family(
            "Nepi za mtoto",
            3,
            (("S 40 x 4", 68_000, 58_900), ("M 36 x 4", 68_000, 58_900), ("L 32 x 4", 68_000, 58_900)),
        ),
        Family("Mafuta ya mtoto", 2, (("200 ml x 24", 64_000, 53_800),)),
    ),
    "Vifaa vya nyumbani": (
        Family("Kiberiti", 5, (("pakiti 100", 12_000, 9_700), ("pakiti 500", 57_000, 46_900))),
        Family("Mishumaa", 3, (("6 x 40", 26_000, 21_100),)),
        Family("Tochi", 1.6, (("kipande x 12", 54_000, 42_500),)),
        Family("Betri", 0.5, (("AA 4 x 24", 43_000, 34_800), ("D 2 x 24", 51_000, 41_500))),
        Family("Mifuko ya kubebea", 4, (("ndogo x 500", 18_000, 14_200), ("kubwa x 250", 21_000, 16_700))),
        Family("Ndoo", 1.5, (("10 L x 10", 38_000, 30_400), ("20 L x 10", 62_000, 50_300))),
        Family("Sahani za plastiki", 1.5, (("x 24", 27_000, 21_300), ("x 48", 51_000, 40_600))),
        Family("Kandili la mafuta", 0.12, (("", 19_000, 15_200),)),
        Family("Daftari", 3, (("kurasa 48 x 60", 33_000, 26_900), ("kurasa 96 x 36", 38_000, 31_100)), "school"),
        Family("Kalamu", 3, (("x 50", 11_000, 8_300), ("x 100", 21_000, 16_000)), "school"),
    ),
    TRANSPORT: (Family(TRANSPORT, 0, (("", 25_000, 21_000),)),),
}

PAIRS = (
    Pair("Unga wa ngano 25 kg", "Hamira 11 g x 60", 0.62),
    Pair("Tochi kipande x 12", "Betri D 2 x 24", 0.22),
    Pair("Sabuni ya unga 1 kg x 12", "Dawa ya kufulia nguo nyeupe 1 L x 12", 0.16),
)
"""Strongest lift first."""

SEASONS: dict[str, dict[int, float]] = {
    "hot": {1: 1.4, 2: 1.4, 3: 1.2, 6: 0.7, 7: 0.65, 8: 0.75, 10: 1.2, 11: 1.3, 12: 1.5},
    "harvest": {5: 1.2, 6: 1.5, 7: 1.5, 8: 1.3, 1: 0.8, 2: 0.7, 3: 0.7},
    "school": {1: 2.2, 7: 1.6, 6: 0.6, 12: 0.7},
}
"""How much more (or less) than usual in these months; 1 in the others."""


class Item(NamedTuple):
    name: str
    category: str
    price: int
    cost: int
    taste: float
    season: str


def _items() -> tuple[Item, ...]:
    return tuple(
        Item(f"{family.name} {pack}".strip(), category, price, cost, family.taste / len(family.packs), family.season)
        for category, families in SHELVES.items()
        for family in families
        for pack, price, cost in family.packs
    )


ITEMS = _items()


def position(name: str) -> int:
    return next(place for place, item in enumerate(ITEMS) if item.name == name)


def products(rng: np.random.Generator, days: Days) -> tuple[Product, ...]:
    stock = rng.integers(20, 400, len(ITEMS)).tolist()
    return tuple(_product(item, on_hand, days) for item, on_hand in zip(ITEMS, stock, strict=True))


def _product(item: Item, stock: int, days: Days) -> Product:
    age = LAUNCHED_DAYS_AGO if item.name == LAUNCHED else days.count
    return Product(
        name=item.name,
        category=item.category,
        price=item.price,
        cost=item.cost,
        stock=None if item.name == TRANSPORT else stock,
        created_on=days.on(days.last) - timedelta(days=age - 1),
        is_product=item.name != TRANSPORT,
    )


def demand(days: Days, day: Ints) -> Floats:
    """Orders x products: how much each product is wanted on the day of each order; 0 = not sold then."""
    taste = np.array([item.taste for item in ITEMS])
    return np.asarray(taste * _by_day(days)[day])


def _by_day(days: Days) -> Floats:
    table = np.stack([_months(item.season)[days.month - 1] for item in ITEMS], axis=1)
    table[: days.count - LAUNCHED_DAYS_AGO, position(LAUNCHED)] = 0
    table[days.count - SLOW_SILENCE_IN_DAYS :, position(SLOW)] = 0
    return table


def _months(season: str) -> Floats:
    return np.array([SEASONS.get(season, {}).get(month, 1.0) for month in range(1, 13)])
