"""A list of the team: one seller per row."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pyarrow.compute as pc

from nigotis.reading.raw import Raw
from nigotis.reading.recognise import Mapping
from nigotis.reading.types import Reading
from nigotis.reading.work import Work

FIELDS = ("name", "manager", "office", "team", "employed_from", "employed_to")


def read_sellers(raw: Raw, mapping: Mapping, today: dt.date, answers: dict[str, str]) -> Reading:
    """Columns of `FIELDS`: texts, and two dates (date32). A row without a name is left out."""
    work = Work(raw, mapping, today, answers)
    work.out |= {name: work.names(name) for name in FIELDS[:4]}
    found = work.dates(["employed_from", "employed_to"])
    for name in FIELDS[4:]:
        if name in found and not found[name].is_open:
            work.blank(found[name].bad, name, "reading.not_a_date")
        days = found[name].values.cast(pa.date32(), safe=False) if name in found else pa.nulls(work.count, pa.date32())
        work.out[name] = days
    work.reject(pc.is_null(work.out["name"]), "name", "reading.no_seller_named")
    return work.finish(dict(work.fields))
