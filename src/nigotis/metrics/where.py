"""Where clients live: sales by town and region, beside how many people live there, and where hardly anybody buys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from statistics import median
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from nigotis.metrics import measures
from nigotis.metrics.catalogue import BUYERS, SUM_TYPE, Limit, Unit, metric
from nigotis.metrics.facts import CLIENTS
from nigotis.metrics.window import Window
from nigotis.places.gazetteer import Place, places, places_by_id
from nigotis.places.resolving import distance_in_km

UNKNOWN = 0
"""Stands for the town of those whose town is not known: null meets nothing in a join."""
ENOUGH_CLIENTS, ENOUGH_PLACES = 5, 3
"""Clients that make a town count, and towns that make something usual."""
WORTH_IT = 10
"""Clients a town would have at the usual rate, from which on it is worth naming."""
FAR_BELOW = 4
SUBURB_IN_KM = 20
CENT = Decimal("0.01")

Row = dict[str, Any]

WHERE: dict[str, Any] = {
    "net": Unit.MONEY,
    "share": Unit.SHARE,
    "net_before": Unit.MONEY,
    "change": Unit.SHARE,
    "sales": Unit.COUNT,
    "clients": Unit.COUNT,
    "bought": Unit.COUNT,
    "net_per_client": Unit.MONEY,
    "population": Unit.COUNT,
    "net_per_1000": Unit.MONEY,
    "clients_per_1000": Unit.NUMBER,
    "latitude": Unit.NUMBER,
    "longitude": Unit.NUMBER,
}
_MONEY = {"net", "net_before", "net_per_client", "net_per_1000"}
_FLOATS = {"share", "change", "clients_per_1000", "latitude", "longitude"}


def _by_city(rows: pa.Table, w: Window) -> pa.Table:
    sums = rows.to_pylist()
    known = places_by_id(row["place_id"] for row in sums if row["place_id"] != UNKNOWN)
    for row in sums:
        place = known.get(row["place_id"])
        row["place_id"] = row["place_id"] or None
        _beside(row, place, place.population if place else None)
    return _ranked(sums, ("place_id", "region"))


def _by_region(rows: pa.Table, w: Window) -> pa.Table:
    sums: dict[str, Row] = {}
    for row in rows.to_pylist():
        one = sums.setdefault(row["region"] or "", dict.fromkeys(_ADDED, 0) | {"region": row["region"]})
        for name in _ADDED:
            one[name] += row[name]
    for code, row in sums.items():
        towns = [place for place in places(code[:2]).values() if place.region == code] if code else []
        largest = max(towns, key=lambda place: place.population, default=None)
        _beside(row, largest, sum(place.population for place in towns) if towns else None)
    return _ranked(list(sums.values()), ("region",))


def _under_served(rows: pa.Table, w: Window, *, limit: int) -> pa.Table:
    counts = {row["place_id"]: row["clients"] for row in rows.to_pylist() if row["place_id"] != UNKNOWN}
    known = places_by_id(counts)
    countries = Counter({one: counts[one] for one in known})
    found = _thin(known, counts, _home(known, countries)) if known else []
    names = ("place_id", "region", "population", "clients", "expected_clients", "missing_clients", "clients_per_1000")
    more = ("usual_per_1000", "reason", "near_place_id", "distance_in_km", "latitude", "longitude")
    texts, floats = {"region", "reason"}, {"clients_per_1000", "usual_per_1000", "latitude", "longitude"}
    kinds = [pa.string() if n in texts else pa.float64() if n in floats else pa.int64() for n in (*names, *more)]
    return pa.Table.from_pylist(found[:limit], pa.schema(list(zip((*names, *more), kinds, strict=True))))


@metric("place_id", behind=BUYERS, then=_by_city, place_id=Unit.PLACE, region=Unit.REGION, **WHERE)
def sales_by_city(w: Window) -> ir.Table:
    """What the clients of each town bring: net revenue, growth, clients, and how much that is for each 1,000 people.

    A sale counts where its client lives; sales without a client, and clients whose town is not known, stand in a row
    without a town. `clients` are those in the directory, `bought` those who bought in the period. People and
    coordinates are those of the town itself in GeoNames; where they are not known nothing is divided by them.
    """
    return _sums(w)


@metric("region", behind=BUYERS, then=_by_region, region=Unit.REGION, **WHERE)
def sales_by_region(w: Window) -> ir.Table:
    """What the clients of each region bring: net revenue, growth, clients, and how much that is for each 1,000 people.

    As `sales_by_city`, added up by first-level region. People are those of its towns of 500 and more; coordinates are
    those of its largest town.
    """
    return _sums(w)


@metric(
    "place_id",
    then=_under_served,
    place_id=Unit.PLACE,
    region=Unit.REGION,
    population=Unit.COUNT,
    clients=Unit.COUNT,
    expected_clients=Unit.COUNT,
    missing_clients=Unit.COUNT,
    clients_per_1000=Unit.NUMBER,
    usual_per_1000=Unit.NUMBER,
    reason=Unit.CODE,
    near_place_id=Unit.PLACE,
    distance_in_km=Unit.COUNT,
    latitude=Unit.NUMBER,
    longitude=Unit.NUMBER,
)
def under_served_places(w: Window, *, limit: Limit = 20) -> ir.Table:
    """Large towns where few or none of your clients live, measured by what is usual for you; the largest gap first.

    Usual is the median of clients per 1,000 people over towns with at least 5 clients; with less than 3 such towns
    nothing is usual yet, and the list is empty. Named are towns of the country most clients live in that would have at
    least 10 clients at the usual rate and have less than a quarter of it. A town within 20 km of a larger one counts as
    part of that one. Beside each the nearest town that has at least 5 clients.
    """
    directory = w.clients.filter(lambda t: t.place_id.notnull())
    counts = directory.group_by("place_id").agg(clients=directory.count())
    return counts.order_by("place_id")


_ADDED = ("net", "net_before", "sales", "clients", "bought")


def _sums(w: Window) -> ir.Table:
    """Sales of now and before and clients of the directory, by town."""
    documents = w.over(w.previous.since, w.until).documents.left_join(_homes(CLIENTS), "client_id")
    is_now = documents.day >= w.since
    placed = documents.mutate(place_id=documents.place_id.fill_null(UNKNOWN), is_now=is_now)
    now = placed.is_now
    sold = placed.group_by("place_id").agg(
        net=measures.gives(placed.amount, where=now),
        net_before=measures.gives(placed.amount, where=~now),
        sales=measures.how_many(placed, now & ~placed.is_return),
        bought=placed.client_id.nunique(where=now & ~placed.is_return),
        sold_region=placed.region.min(),
    )
    homes = _homes(w.clients)
    living = homes.group_by(home_id=homes.place_id.fill_null(UNKNOWN)).agg(
        clients=homes.count(), home_region=homes.region.min()
    )
    both = sold.outer_join(living, sold.place_id == living.home_id)
    zero = ibis.literal(Decimal(0), measures.SUM)
    return both.select(
        place_id=both.place_id.coalesce(both.home_id),
        region=both.home_region.coalesce(both.sold_region),
        net=both.net.fill_null(zero).cast(measures.SUM),
        net_before=both.net_before.fill_null(zero).cast(measures.SUM),
        sales=both.sales.fill_null(0),
        clients=both.clients.fill_null(0),
        bought=both.bought.fill_null(0),
    ).order_by("place_id")


def _homes(clients: ir.Table) -> ir.Table:
    return clients.select("client_id", "place_id", "region")


def _beside(row: Row, place: Place | None, people: int | None) -> None:
    """Add growth, and what it is for each client and each thousand people."""
    net, before, people = row["net"], row["net_before"], people or None
    row |= {
        "change": float(net - before) / float(before) if before > 0 else None,
        # Where the town is not known, most sales may be nobody's
        "net_per_client": (net / row["bought"]).quantize(CENT) if row["bought"] and place else None,
        "population": people,
        "net_per_1000": (net * 1000 / people).quantize(CENT) if people else None,
        "clients_per_1000": round(row["clients"] * 1000 / people, 6) if people else None,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
    }


def _ranked(rows: list[Row], keys: tuple[str, ...]) -> pa.Table:
    """The most revenue first, those whose place is not known last; with each row's share of all."""
    whole = sum((row["net"] for row in rows), Decimal(0))
    for row in rows:
        row["share"] = float(row["net"] / whole) if whole > 0 else None
        row["net"], row["net_before"] = Decimal(row["net"]), Decimal(row["net_before"])
    rows.sort(key=lambda row: (row[keys[0]] is None, -row["net"], row[keys[0]] or 0))
    return pa.Table.from_pylist(rows, pa.schema([(name, _kind(name)) for name in (*keys, *WHERE)]))


def _kind(name: str) -> pa.DataType:
    if name == "region":
        return pa.string()
    return SUM_TYPE if name in _MONEY else pa.float64() if name in _FLOATS else pa.int64()


def _home(known: dict[int, Place], clients: Counter[int]) -> str:
    """The country most clients live in."""
    countries: Counter[str] = Counter()
    for one, place in known.items():
        countries[place.country] += clients[one]
    return min(countries, key=lambda country: (-countries[country], country))


def _thin(known: dict[int, Place], counts: dict[int, int], country: str) -> list[Row]:
    served = [p for p in known.values() if counts[p.id] >= ENOUGH_CLIENTS and p.population and p.country == country]
    if len(served) < ENOUGH_PLACES:
        return []
    usual = median(counts[place.id] / place.population for place in served)
    large = [place for place in places(country).values() if usual * place.population >= WORTH_IT]
    thin = [place for place in large if counts.get(place.id, 0) * FAR_BELOW < usual * place.population]
    rows = [_gap(place, counts.get(place.id, 0), usual, served) for place in thin if not _is_suburb(place, large)]
    return sorted(rows, key=lambda row: (-row["missing_clients"], row["place_id"]))


def _is_suburb(place: Place, large: Iterable[Place]) -> bool:
    return any(other.population > place.population and distance_in_km(place, other) <= SUBURB_IN_KM for other in large)


def _gap(place: Place, clients: int, usual: float, served: list[Place]) -> Row:
    expected = round(usual * place.population)
    others = [other for other in served if other.id != place.id]
    near = min(others, key=lambda other: (distance_in_km(place, other), other.id))
    return {
        "place_id": place.id,
        "region": place.region,
        "population": place.population,
        "clients": clients,
        "expected_clients": expected,
        "missing_clients": expected - clients,
        "clients_per_1000": round(clients * 1000 / place.population, 6),
        "usual_per_1000": round(usual * 1000, 6),
        "reason": "few_there" if clients else "nobody_there",
        "near_place_id": near.id,
        "distance_in_km": round(distance_in_km(place, near)),
        "latitude": place.latitude,
        "longitude": place.longitude,
    }
