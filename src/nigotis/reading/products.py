"""A product file: one product per row."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pyarrow.compute as pc

from nigotis.reading.nonproducts import is_nonproduct
from nigotis.reading.raw import Raw
from nigotis.reading.recognise import Mapping
from nigotis.reading.types import Reading
from nigotis.reading.values import NUMBER, by_distinct, texts
from nigotis.reading.work import Work
from nigotis.reading.yesno import yes_or_no

FIELDS = ("external_id", "name", "category", "price", "cost", "stock", "created", "is_active", "is_product")
_NUMBERS = ("price", "cost", "stock")


def read_products(raw: Raw, mapping: Mapping, today: dt.date, answers: dict[str, str]) -> Reading:
    """Columns of `FIELDS`: texts, exact decimals, `created` date32, booleans; then all others under their headers."""
    work = Work(raw, mapping, today, answers)
    work.out["external_id"] = work.codes("external_id")
    work.out["name"], work.out["category"] = work.names("name"), work.names("category")
    found = work.numbers(_NUMBERS)
    for name in _NUMBERS:
        if name in found and not found[name].is_open:
            work.blank(found[name].bad, name, "reading.not_a_number")
        work.out[name] = found[name].values if name in found else pa.nulls(work.count, NUMBER)
    work.out["created"] = _created(work)
    work.out["is_active"] = _is_active(work)
    pairs = [
        not is_nonproduct(c, n)
        for c, n in zip(work.out["external_id"].to_pylist(), work.out["name"].to_pylist(), strict=True)
    ]
    work.out["is_product"] = pa.array(pairs, pa.bool_())
    work.reject(pc.and_(pc.is_null(work.out["name"]), pc.is_null(work.out["external_id"])), "", "reading.nothing_named")
    custom = _custom(work)
    return work.finish({n: work.fields[n] for n in FIELDS if n in work.fields}, custom)


def _created(work: Work) -> pa.Array:
    found = work.dates(["created"])
    if "created" not in found:
        return pa.nulls(work.count, pa.date32())
    if not found["created"].is_open:
        work.blank(found["created"].bad, "created", "reading.not_a_date")
    return found["created"].values.cast(pa.date32(), safe=False)


def _is_active(work: Work) -> pa.Array:
    """Active unless a column says no."""
    cells = work.cells("is_active")
    return pc.fill_null(by_distinct(pa.chunked_array([cells]), yes_or_no, pa.bool_()), True)


def _custom(work: Work) -> list[str]:
    used = set(work.fields.values())
    for header in work.raw.headers:
        if header not in used and header not in work.out and header != "row":
            work.out[header] = texts(work.raw.column(header))
    return [n for n in work.out if n not in FIELDS]
