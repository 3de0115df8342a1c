"""Finding a town by what somebody types, for the one who says which town is meant."""

from __future__ import annotations

from nigotis.places.gazetteer import Place, places, places_by_id
from nigotis.places.resolving import index_of, resolve
from nigotis.places.spelling import keys


def search(typed: str, country: str, most: int) -> list[Place]:
    """Towns of `country` whose name begins so, the most populous first, and the town elsewhere that is called so."""
    beginnings = keys(typed)
    if not beginnings:
        return []
    found = {
        one
        for key, named in index_of(country).items()
        if any(key.startswith(beginning) for beginning in beginnings)
        for one in named
    }
    towns = sorted((places(country)[one] for one in found), key=lambda place: (-place.population, place.id))
    meant = resolve([typed], country)[typed]
    first = [meant] if meant and meant.id not in found else []
    return [*first, *towns][:most]


def find(place_id: int) -> Place | None:
    """The town with this GeoNames id."""
    return places_by_id([place_id]).get(place_id)
