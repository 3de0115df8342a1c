"""A town as answers show it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from nigotis.places.gazetteer import Place, region_names


class Town(BaseModel):
    """A town of the gazetteer: its GeoNames id, usual name, region and country, people (0: unknown), coordinates."""

    model_config = ConfigDict(frozen=True)

    id: int
    name: str
    region: str
    region_name: str | None
    country: str
    population: int
    latitude: float
    longitude: float


def town(place: Place) -> Town:
    """A place as an answer."""
    return Town(
        id=place.id,
        name=place.name,
        region=place.region,
        region_name=region_names([place.region]).get(place.region),
        country=place.country,
        population=place.population,
        latitude=place.latitude,
        longitude=place.longitude,
    )
