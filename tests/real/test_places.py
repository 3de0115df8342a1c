"""Towns as 22,870 real orders and 3,095 sellers wrote them, against the coordinates of their postcodes (Olist, Brazil);
and the known names of towns in five countries, with a mistake in each."""

from __future__ import annotations

import csv
import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from nigotis.places.resolving import distance_in_km, resolve

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"public data files are not at {DATA}"),
]


def rows(name: str) -> list[dict[str, str]]:
    path = DATA / name
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_real_spellings_are_found_where_their_postcodes_lie() -> None:
    customers = rows("olist/olist_customers_sample.csv.gz")
    found = resolve((row["customer_city"] for row in customers), "BR")
    assert sum(found[row["customer_city"]] is not None for row in customers) / len(customers) > 0.95
    assert sum(place is not None for place in found.values()) / len(found) > 0.88
    points = {row["geolocation_zip_code_prefix"]: row for row in rows("olist/olist_geolocation_sample.csv.gz")}
    off = []
    for row in customers:
        place, point = found[row["customer_city"]], points.get(row["customer_zip_code_prefix"])
        if place and point:
            there = replace(place, latitude=float(point["geolocation_lat"]), longitude=float(point["geolocation_lng"]))
            off.append(distance_in_km(place, there))
    assert len(off) > 9_000
    # A city reaches far; beyond 60 km it is another one, or the file's coordinates are wrong (both happen)
    assert sum(km < 60 for km in off) / len(off) > 0.98


def test_what_sellers_typed_beside_the_town_does_not_lead_astray() -> None:
    sellers = rows("olist/olist_sellers_full.csv")
    found = resolve((row["seller_city"] for row in sellers), "BR")
    assert sum(found[row["seller_city"]] is not None for row in sellers) / len(sellers) > 0.95
    abroad = {city for city, place in found.items() if place and place.country != "BR"}
    assert len(abroad) <= 2, abroad
    for written, name in (
        ("sao paulo / sao paulo", "São Paulo"),
        ("rio de janeiro, rio de janeiro, brasil", "Rio de Janeiro"),
        ("ribeirao preto / sao paulo", "Ribeirão Preto"),
    ):
        place = resolve([written], "BR")[written]
        assert place is None or place.name in (name, "São Paulo"), written


@pytest.mark.parametrize("country", ["AZ", "KZ", "UZ", "TZ", "KE"])
def test_names_with_a_mistake_are_found_or_left_alone(country: str) -> None:
    """Every usual name of a town of 20,000 and more, each with two neighbouring letters swapped in its middle."""
    towns = [
        row
        for row in rows("geonames/cities500_region.csv.gz")
        if row["countrycode"] == country and int(row["population"]) >= 20_000
    ]
    spelt = {swapped(row["name"]): int(row["geonameid"]) for row in towns if len(row["name"]) >= 7}
    found = resolve(spelt, country)
    right = sum(place is not None and place.id == spelt[written] for written, place in found.items())
    wrong = {written: place for written, place in found.items() if place and place.id != spelt[written]}
    assert right / len(spelt) > 0.8
    assert len(wrong) / len(spelt) < 0.04, wrong


def swapped(name: str) -> str:
    middle = len(name) // 2
    return name[: middle - 1] + name[middle] + name[middle - 1] + name[middle + 1 :]
