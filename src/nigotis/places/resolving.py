"""Which town a spelling means, or none where that is not clear: a wrong town would be worse than no town.

In this order: towns of the merchant's own country by any of their known names; larger towns elsewhere by an exact name;
towns of the own country by a small mistake in writing. Of several towns of one name the far more populous one is meant;
where none is, nobody knows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

from nigotis.places.gazetteer import Place, abroad, places
from nigotis.places.spelling import distances, keys, parts, plain

FAR_MORE = 3
"""A town so many times as populous as its namesake is the one that is meant."""
USUAL_NAME = 5
"""How much more a town's usual name counts than one of its other names."""
NEAR_IN_KM = 30
"""Towns of one name so near to each other are one for a merchant."""
LEAST_ABROAD, LARGE = 50_000, 100_000
LEAST_MISSPELT, LEAST_TWICE_MISSPELT = 10_000, 100_000
"""Fewer people live in villages than make mistakes in writing the names of towns."""
SHORT, LONG = 5, 9
"""Letters from which on one mistake, and two, leave no doubt about the name."""
EARTH_IN_KM = 6_371.0


def resolve(written: Iterable[str], country: str) -> dict[str, Place | None]:
    """The town each spelling means to a business in `country`, None where it is not clear. Empty text means none."""
    asked = {spelling: _Asked(*parts(spelling)) for spelling in dict.fromkeys(written)}
    for one in asked.values():
        _at_home(one, one.country or country)
    _elsewhere([one for one in asked.values() if one.is_open and one.country is None], country)
    for one in asked.values():
        if one.is_open:
            one.found = one.misspelt
    return {spelling: one.found for spelling, one in asked.items()}


@lru_cache(maxsize=4096)
def town_of(written: str, country: str) -> Place | None:
    """The town one spelling means, as `resolve`; remembered, for those who ask again and again."""
    return resolve([written], country)[written]


def distance_in_km(one: Place, other: Place) -> float:
    """Along the surface of the earth (haversine)."""
    a, b = radians(one.latitude), radians(other.latitude)
    across = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(other.longitude - one.longitude) / 2) ** 2
    return 2 * EARTH_IN_KM * asin(sqrt(across))


@dataclass
class _Asked:
    names: list[str]
    country: str | None
    found: Place | None = None
    misspelt: Place | None = None
    is_unclear: bool = False
    abroad: list[tuple[Place, bool]] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.found is None and not self.is_unclear


@lru_cache(maxsize=8)
def index_of(country: str) -> dict[str, dict[int, bool]]:
    """Folded names of a country's towns: {key: {id: whether it is the usual name}}."""
    index: dict[str, dict[int, bool]] = defaultdict(dict)
    for place in places(country).values():
        for name in place.names:
            for key in keys(name):
                if name == place.name or len(key) >= SHORT - 1:  # abbreviations mean many things
                    index[key][place.id] = index[key].get(place.id, False) or name == place.name
    return dict(index)


def _at_home(asked: _Asked, country: str) -> None:
    index, towns = index_of(country), places(country)
    named: list[Place] = []
    for name in asked.names:
        candidates = {one: usual for key in keys(name) for one, usual in index.get(key, {}).items()}
        if not candidates:
            continue
        meant = _meant([(towns[one], usual) for one, usual in candidates.items()])
        if meant is None:
            asked.is_unclear = True
        else:
            named.append(meant)
    if named:
        asked.found = _of_parts(named)
        asked.is_unclear = asked.found is None
    elif not asked.is_unclear:
        asked.misspelt = next((found for name in asked.names if (found := _misspelt(name, country))), None)


def _of_parts(named: list[Place]) -> Place | None:
    """Several parts of a spelling may each name a town: the largest, if they belong together ("Nizami, Bakı")."""
    largest = max(named, key=lambda place: place.population)
    return largest if all(place.region == largest.region for place in named) else None


def _meant(candidates: list[tuple[Place, bool]]) -> Place | None:
    ranked = sorted(candidates, key=lambda c: (-_weight(*c), c[0].id))
    first = ranked[0][0]
    rivals = [c for c in ranked[1:] if distance_in_km(first, c[0]) > NEAR_IN_KM]
    return None if rivals and _weight(*ranked[0]) < FAR_MORE * _weight(*rivals[0]) else first


def _weight(place: Place, usual: bool) -> int:
    return max(place.population, 1) * (USUAL_NAME if usual else 1)


def _misspelt(name: str, country: str) -> Place | None:
    """The one larger town a name nearly is: one edit, or two in a long name, and the first letter right."""
    word = keys(name)[0] if keys(name) else ""
    if len(word) < SHORT:
        return None
    most = 2 if len(word) >= LONG else 1
    towns, index = places(country), index_of(country)
    near = [key for key in index if key[0] == word[0] and abs(len(key) - len(word)) <= most]
    by_place: dict[int, int] = {}
    for key, edits in zip(near, distances(word, near).tolist(), strict=True):
        for one in index[key]:
            least = LEAST_MISSPELT if edits <= 1 else LEAST_TWICE_MISSPELT
            if edits <= most and towns[one].population >= least:
                by_place[one] = min(edits, by_place.get(one, edits))
    if not by_place:
        return None
    closest = min(by_place.values())
    return _meant([(towns[one], False) for one, edits in by_place.items() if edits == closest])


def _elsewhere(asked: list[_Asked], country: str) -> None:
    """One pass over the larger towns of the world for all that are open."""
    wanted: dict[str, list[_Asked]] = defaultdict(list)
    for one in asked:
        for name in one.names:
            wanted[plain(name)].append(one)
    if not wanted:
        return
    for place in abroad(country, LEAST_ABROAD):
        usual = plain(place.name)
        for key in {plain(name) for name in place.names} & wanted.keys():
            if key == usual or len(key) >= SHORT - 1:
                for one in wanted[key]:
                    one.abroad.append((place, key == usual))
    for one in asked:
        meant = _meant(one.abroad) if one.abroad else None
        if meant and (one.misspelt is None or meant.population >= LARGE):
            one.found = meant
        # A middling town elsewhere, or a mistake in one at home: nobody knows
        one.is_unclear = one.found is None and bool(one.abroad)
