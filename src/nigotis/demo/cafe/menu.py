"""What the café sells, how it tastes through the year and the day, and which things go together on purpose."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

import numpy as np

from nigotis.demo.baskets import Pair
from nigotis.demo.days import Days, between, warmth
from nigotis.demo.types import Floats, Ints, Product

LAUNCHED_DAYS_AGO = 75
DISCONTINUED_DAYS_AGO = 200
SLOW_SILENCE_IN_DAYS = 100
DELIVERY = "Çatdırılma"
SLOW = "Suvenir fincan"
LAUNCHED = "Püstəli latte"
DISCONTINUED = "Vafli"
FESTIVE = "Novruz xonçası"


class Item(NamedTuple):
    """`price` in qəpik, `margin` the share of the price that stays, `taste` how often it is chosen."""

    name: str
    price: int
    margin: float
    taste: float
    season: str = ""
    stock: int | None = None


MENU: dict[str, tuple[Item, ...]] = {
    "Qəhvə": (
        Item("Espresso", 300, 0.78, 5),
        Item("Amerikano", 380, 0.78, 9),
        Item("Kapuçino", 520, 0.72, 13, "warm"),
        Item("Latte", 560, 0.71, 10),
        Item("Flat uayt", 560, 0.71, 5),
        Item("Mokko", 620, 0.68, 4, "warm"),
        Item("Türk qəhvəsi", 420, 0.76, 6, "warm"),
        Item("Raf", 640, 0.67, 3, "warm"),
        Item(LAUNCHED, 720, 0.66, 6),
    ),
    "Soyuq içkilər": (
        Item("Buzlu latte", 640, 0.70, 6, "cold"),
        Item("Kold bryu", 620, 0.74, 3, "cold"),
        Item("Limonad", 460, 0.74, 5, "cold"),
        Item("Ayran", 280, 0.62, 3, "cold"),
        Item("Nar şirəsi", 580, 0.55, 1.0),
        Item("Mineral su", 160, 0.50, 5, "cold", 640),
    ),
    "Çay": (
        Item("Armudu çay", 180, 0.85, 8, "warm"),
        Item("Çaydan çay", 450, 0.82, 5, "warm"),
        Item("Kəklikotu çayı", 480, 0.80, 3, "warm"),
        Item("Yaşıl çay", 360, 0.82, 2),
    ),
    "Çay süfrəsi": (Item("Mürəbbə", 240, 0.58, 0.08), Item("Limon və nabat", 120, 0.60, 1.2)),
    "Xəmir işləri": (
        Item("Kruassan", 340, 0.60, 8),
        Item("Badamlı kruassan", 440, 0.56, 0.8),
        Item("Simit", 180, 0.62, 6),
        Item("Qoğal", 160, 0.64, 4),
        Item("Peraşki", 200, 0.63, 3),
        Item("Darçınlı bulka", 360, 0.60, 3, "warm"),
    ),
    "Şirniyyat": (
        Item("Paxlava", 320, 0.55, 4),
        Item("Medovik", 580, 0.58, 4),
        Item("Çizkeyk", 680, 0.56, 4),
        Item("Tiramisu", 720, 0.55, 3),
        Item("Brauni", 460, 0.60, 0.7),
        Item(DISCONTINUED, 540, 0.52, 2),
    ),
    "Səhər yeməyi": (
        Item("Pomidorlu yumurta", 640, 0.60, 5),
        Item("Omlet", 580, 0.62, 4),
        Item("Qaymaq və bal", 520, 0.52, 3),
        Item("Yulaf sıyığı", 480, 0.66, 2),
    ),
    "Nahar": (
        Item("Klub sendviç", 980, 0.54, 4),
        Item("Sezar salatı", 1080, 0.55, 4),
        Item("Mərci şorbası", 560, 0.64, 4, "warm"),
        Item("Pendirli pide", 840, 0.58, 3),
        Item("Qutab", 340, 0.60, 4),
    ),
    "Evə": (
        Item("Qəhvə dənələri 250 q", 1800, 0.42, 1.2, "", 86),
        Item("Damcı qəhvə dəsti", 1200, 0.45, 0.8, "", 52),
        Item(SLOW, 1400, 0.48, 0.12, "", 64),
        Item(FESTIVE, 2400, 0.40, 3, "festive", 0),
    ),
    DELIVERY: (Item(DELIVERY, 300, 0.10, 0),),
}

PAIRS = (
    Pair("Çaydan çay", "Mürəbbə", 0.55),
    Pair("Mokko", "Brauni", 0.18),
    Pair("Klub sendviç", "Nar şirəsi", 0.18),
    Pair("Latte", "Badamlı kruassan", 0.15),
)
"""Strongest lift first."""

# Columns: before 11, 11 to 15, 15 to 18, after 18.
DAYPARTS = {
    "Qəhvə": (1.5, 1.0, 1.0, 0.7),
    "Soyuq içkilər": (0.6, 1.1, 1.3, 1.0),
    "Çay": (0.7, 0.9, 1.1, 1.6),
    "Xəmir işləri": (1.6, 0.8, 0.9, 0.6),
    "Şirniyyat": (0.5, 0.9, 1.5, 1.4),
    "Səhər yeməyi": (1.7, 0.5, 0.1, 0.1),
    "Nahar": (0.2, 1.9, 0.8, 0.8),
}
DAYPART_ENDS = (11, 15, 18)

ITEMS: tuple[Item, ...] = tuple(item for items in MENU.values() for item in items)
CATEGORIES: tuple[str, ...] = tuple(category for category, items in MENU.items() for _ in items)


def position(name: str) -> int:
    return next(place for place, item in enumerate(ITEMS) if item.name == name)


def products(days: Days) -> tuple[Product, ...]:
    return tuple(_product(item, category, days) for item, category in zip(ITEMS, CATEGORIES, strict=True))


def _product(item: Item, category: str, days: Days) -> Product:
    age = LAUNCHED_DAYS_AGO if item.name == LAUNCHED else days.count
    return Product(
        name=item.name,
        category=category,
        price=item.price,
        cost=round(item.price * (1 - item.margin)),
        stock=item.stock,
        created_on=days.on(days.last) - timedelta(days=age - 1),
        is_product=item.name != DELIVERY,
        is_active=item.name != DISCONTINUED,
    )


def appetite(days: Days, day: Ints, hour: Ints) -> Floats:
    """Sales x products: how much each product is wanted on the day and at the hour of each sale; 0 = not sold then."""
    part = np.searchsorted(DAYPART_ENDS, hour, side="right")
    taste = np.array([item.taste for item in ITEMS])
    by_part = np.array([DAYPARTS.get(category, (1.0,) * 4) for category in CATEGORIES]).T
    return np.asarray(taste * _by_day(days)[day] * by_part[part])


def _by_day(days: Days) -> Floats:
    heat = warmth(days)
    curves = {
        "": np.ones(days.count),
        "cold": np.clip(1.05 + 1.35 * heat, 0.12, None),
        "warm": 1 - 0.4 * heat,
        "festive": between(days, (3, 8), (3, 25)).astype(float),
    }
    table = np.stack([curves[item.season] for item in ITEMS], axis=1)
    table[: days.count - LAUNCHED_DAYS_AGO, position(LAUNCHED)] = 0
    table[days.count - DISCONTINUED_DAYS_AGO :, position(DISCONTINUED)] = 0
    table[days.count - SLOW_SILENCE_IN_DAYS :, position(SLOW)] = 0
    return table
