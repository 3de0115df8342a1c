"""Towns found in the spellings people use, and none where it is not clear."""

from __future__ import annotations

import numpy as np
import pytest

from nigotis.places.gazetteer import place_names, places, places_by_id, region_names
from nigotis.places.resolving import resolve
from nigotis.places.searching import find, search
from nigotis.places.spelling import distances, parts

MEANT = {
    ("AZ", "Baku"): (
        "Bakı", "BAKI", "baki", "Baku", "Баку", "Бакы", "г. Баку", "Bakı şəh.", "Bakı şəhəri", "Bakı, Azərbaycan",
        "Azerbaijan, Baku", "Баку (Азербайджан)", "Nizami, Bakı", "Bakuu", " Bakı ",
    ),
    ("AZ", "Ganja"): ("Gəncə", "Gence", "Gəncə şəhəri", "Гянджа", "Kirovabad", "Кировабад", "GANJA"),
    ("AZ", "Sumgayit"): ("Sumqayıt", "sumqayit", "Сумгаит", "Sumgait", "Sumqait"),
    ("AZ", "Mingachevir"): ("Mingəçevir", "Mingecevir", "Мингечаур", "Mingechaur"),
    ("AZ", "Sheki"): ("Şəki", "Seki", "Шеки", "Shaki"),
    ("KZ", "Almaty"): ("Алматы", "Алма-Ата", "Almaty", "г.Алматы", "Алматы қаласы", "Алмата"),
    ("KZ", "Astana"): ("Астана", "Нур-Султан", "Целиноград", "Nur-Sultan"),
    ("KZ", "Shymkent"): ("Шымкент", "Чимкент", "Shymkent", "Шимкент"),
    ("UZ", "Tashkent"): ("Toshkent", "Ташкент", "Тошкент шаҳри", "Tashkent city"),
    ("UZ", "Fergana"): ("Farg‘ona", "Fargona", "Фергана"),
    ("TZ", "Dar es Salaam"): ("Dar es Salaam", "Dar-es-Salaam", "DAR ES SALAM", "Jiji la Dar es Salaam"),
    ("KE", "Nairobi"): ("Nairobi", "Nairobi CBD", "Nairobbi", "NAIROBI, KENYA"),
}  # fmt: skip
SPELT = [(country, name, written) for (country, name), all_ways in MEANT.items() for written in all_ways]


@pytest.mark.parametrize(("country", "name", "written"), SPELT)
def test_a_town_is_found_however_it_is_written(country: str, name: str, written: str) -> None:
    place = resolve([written], country)[written]
    assert place is not None
    assert (place.name, place.country) == (name, country)


@pytest.mark.parametrize(
    ("country", "written"),
    [
        ("AZ", ""),
        ("AZ", "-"),
        ("AZ", "yeni yaşayış massivi"),
        ("TZ", "DSM"),
        ("TZ", "Kinondoni"),  # a part of Dar es Salaam, and nearly Kilindoni
        ("AZ", "Bak"),
        ("TZ", "Mbale"),  # a town of Uganda, or Mbeya with a mistake
        ("TZ", "Morogiri"),  # two letters away from Morogoro are too many for eight
        ("BR", "Santa Maria do Nada"),
    ],
)
def test_no_town_is_better_than_a_wrong_one(country: str, written: str) -> None:
    assert resolve([written], country)[written] is None


def test_the_own_country_comes_first_and_large_towns_elsewhere_are_known() -> None:
    assert resolve(["London"], "KE")["London"].country == "GB"  # type: ignore[union-attr]
    assert resolve(["Moscow"], "AZ")["Moscow"].country == "RU"  # type: ignore[union-attr]
    assert resolve(["Тбилиси"], "AZ")["Тбилиси"].country == "GE"  # type: ignore[union-attr]
    assert resolve(["Birmingham"], "US")["Birmingham"].country == "US"  # type: ignore[union-attr]
    assert resolve(["Birmingham"], "GB")["Birmingham"].country == "GB"  # type: ignore[union-attr]
    assert resolve(["Moshi, Tanzania"], "KE")["Moshi, Tanzania"].country == "TZ"  # type: ignore[union-attr]


def test_of_namesakes_the_far_more_populous_is_meant_and_of_equals_none() -> None:
    # Santa Maria in Rio Grande do Sul has ten times the people of any other; São Joaquim exists several times alike
    assert resolve(["São Joaquim"], "BR")["São Joaquim"] is None


def test_a_spelling_is_taken_apart() -> None:
    assert parts("г. Баку, Азербайджан") == (["г. Баку", "Баку"], "AZ")
    assert parts("Baku") == (["Baku"], None)
    assert parts("Georgia") == (["Georgia"], None), "alone it may be a town"


def test_edits_by_hand() -> None:
    others = ["baku", "baki", "abku", "bku", "bakuu", "", "tokyo"]
    assert distances("baku", others).tolist() == [0, 1, 1, 1, 1, 4, 4]
    assert distances("baku", []).tolist() == []


def test_the_gazetteer_knows_towns_by_id_and_by_country() -> None:
    assert len(places("AZ")) > 200
    baku = places_by_id([587084, 1])[587084]
    assert (baku.name, baku.region, baku.population > 1_000_000) == ("Baku", "AZ.09", True)
    assert place_names([587084]) == {587084: "Baku"}
    assert region_names(["AZ.09", "XX.1"]) == {"AZ.09": "Baki"}
    assert find(1) is None
    assert places("??") == {}


def test_towns_are_found_by_the_beginning_of_their_name() -> None:
    assert search("Мин", "AZ", 3)[0].name == "Mingachevir"
    assert search("Istanbul", "AZ", 3)[0].country == "TR"
    assert search("  ", "AZ", 3) == []
    assert np.diff([-place.population for place in search("s", "AZ", 10)]).min() >= 0
