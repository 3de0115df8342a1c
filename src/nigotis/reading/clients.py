"""A client file: one client per row."""

from __future__ import annotations

import datetime as dt
import re

import pyarrow as pa
import pyarrow.compute as pc

from nigotis.kernel.phone import UnclearPhone, read_phone
from nigotis.reading.raw import Raw, distinct_texts
from nigotis.reading.recognise import Mapping
from nigotis.reading.types import Note, Reading, Rejected
from nigotis.reading.values import Converted, by_distinct, is_nothing, texts
from nigotis.reading.work import Work
from nigotis.reading.yesno import gender, gender_keys

FIELDS = (
    "external_id",
    "name",
    "phone",
    "email",
    "birthday",
    "gender",
    "total_spent",
    "visits",
    "registered",
    "city",
    "tags",
    "note",
)
_NAME_PARTS = ("first_name", "middle_name", "last_name")
_EMAIL = re.compile(r"^[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}$")
_OLDEST = dt.datetime(1900, 1, 1)  # noqa: DTZ001 - a birthday has no zone


def read_clients(raw: Raw, mapping: Mapping, today: dt.date, answers: dict[str, str], region: str) -> Reading:
    """Columns of `FIELDS`: texts; `phone` E.164; `birthday` and `registered` date32; `gender` F, M or null;
    `total_spent` the decimal as written, as text; `visits` int64; then every other column as text under its header.

    A cell that is not understood is left empty and listed; only a row that names nobody is left out.
    """
    work = Work(raw, mapping, today, answers)
    work.out["external_id"] = work.codes("external_id")
    work.out["name"] = _names(work)
    work.out["phone"] = _phones(work, region)
    work.out["email"] = _emails(work)
    _dates(work)
    work.out["gender"] = _genders(work)
    _amounts(work)
    work.out["city"] = work.names("city")
    work.out["tags"], work.out["note"] = work.cells("tags"), work.cells("note")
    work.out = {name: work.out[name] for name in FIELDS}
    custom = _custom(work)
    nobody = pc.and_(
        pc.is_null(work.out["name"]), pc.and_(pc.is_null(work.out["external_id"]), pc.is_null(work.out["email"]))
    )
    work.reject(pc.and_(nobody, pc.is_null(work.cells("phone"))), "", "reading.nobody")
    return work.finish(_columns(work), custom)


def _names(work: Work) -> pa.Array:
    parts = [work.names(n) for n in sorted(_NAME_PARTS, key=lambda n: _place(work, n)) if n in work.fields]
    if "name" in work.fields:
        return work.names("name")
    if not parts:
        return work.names("name")
    joined = pc.binary_join_element_wise(*parts, " ", null_handling="skip")
    return pc.if_else(pc.equal(joined, ""), pa.scalar(None, pa.string()), joined)


def _place(work: Work, field: str) -> int:
    return work.raw.headers.index(work.fields[field]) if field in work.fields else -1


def _phones(work: Work, region: str) -> pa.Array:
    cells = work.cells("phone")
    reasons: dict[str, str] = {}
    several: set[str] = set()

    def convert(text: str) -> str | None:
        if is_nothing(text):
            return None
        try:
            phone = read_phone(text, region)
        except UnclearPhone as unclear:
            reasons[text] = unclear.key
            return None
        if phone.kind == "test":
            reasons[text] = "kernel.phone_test_number"
            return None
        if phone.others:
            several.add(text)
        return phone.e164

    found = by_distinct(pa.chunked_array([cells]), convert, pa.string())
    if reasons:
        bad = pc.is_in(cells, value_set=pa.array(sorted(reasons), pa.string()))
        for row, cell in zip(work.raw.rows.filter(bad).to_pylist(), cells.filter(bad).to_pylist(), strict=True):
            work.rejected.append(Rejected(row, "phone", Note(reasons[cell], {"value": cell}), is_row=False))
    if several:
        work.assume("reading.assumed_first_phone", count=len(several), example=min(several))
    if "phone" in work.fields:
        work.assume("reading.assumed_region", region=region.upper())
    return found


def _emails(work: Work) -> pa.Array:
    cells = work.cells("email")
    found = by_distinct(pa.chunked_array([cells]), _email, pa.string())
    work.blank(pc.and_(pc.is_null(found), _said(cells)), "email", "reading.not_an_email")
    return found


def _email(text: str) -> str | None:
    bare = (
        re.sub(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", "", text)
        .strip()
        .strip("<>'")
        .removeprefix("mailto:")
    )
    return bare if _EMAIL.match(bare) else None


def _said(cells: pa.Array) -> pa.Array:
    """Cells that hold more than a word for nothing."""
    return pc.fill_null(by_distinct(pa.chunked_array([cells]), lambda c: not is_nothing(c), pa.bool_()), False)


def _dates(work: Work) -> None:
    found = work.dates(["birthday", "registered"])
    for name in ("birthday", "registered"):
        if name not in found:
            work.out[name] = pa.nulls(work.count, pa.date32())
            continue
        column = found[name]
        days = column.values
        if not column.is_open:
            work.blank(column.bad, name, "reading.not_a_date")
        if name == "birthday":
            days = _possible_birthdays(work, days)
        work.out[name] = days.cast(pa.date32(), safe=False)


def _possible_birthdays(work: Work, days: pa.Array) -> pa.Array:
    end = dt.datetime.combine(work.today, dt.time.max)
    impossible = pc.or_(
        pc.less(days, pa.scalar(_OLDEST, pa.timestamp("us"))), pc.greater(days, pa.scalar(end, pa.timestamp("us")))
    )
    work.blank(impossible, "birthday", "reading.impossible_birthday")
    return pc.if_else(pc.fill_null(impossible, False), pa.scalar(None, pa.timestamp("us")), days)


def _genders(work: Work) -> pa.Array:
    cells = work.cells("gender")
    beside = gender_keys(distinct_texts(pa.chunked_array([cells])))
    found = by_distinct(pa.chunked_array([cells]), lambda c: "" if is_nothing(c) else gender(c, beside), pa.string())
    work.blank(pc.and_(pc.is_null(found), _said(cells)), "gender", "reading.not_a_gender")
    return pc.if_else(pc.equal(found, ""), pa.scalar(None, pa.string()), found)


def _amounts(work: Work) -> None:
    found = work.numbers(("total_spent", "visits"))
    for name, column in found.items():
        if not column.is_open:
            work.blank(column.bad, name, "reading.not_a_number")
    work.out["total_spent"] = _as_written(found["total_spent"]) if "total_spent" in found else work.cells("total_spent")
    work.out["visits"] = _visits(work, found.get("visits"))


def _as_written(column: Converted) -> pa.Array:
    """Decimal text with the digits the file has: `1 234,50` is `1234.50`."""
    return column.texts if column.texts is not None else column.values.cast(pa.string())


def _visits(work: Work, column: Converted | None) -> pa.Array:
    if column is None:
        return pa.nulls(work.count, pa.int64())
    whole = pc.and_(pc.equal(pc.floor(column.values), column.values), pc.greater_equal(column.values, 0))
    work.blank(pc.invert(whole), "visits", "reading.not_a_count")
    kept = pc.if_else(pc.fill_null(whole, False), column.values, pa.scalar(None, column.values.type))
    return pc.round(kept).cast(pa.decimal128(18, 0)).cast(pa.int64())


def _custom(work: Work) -> list[str]:
    """Columns that are none of ours, kept under their headers; `row` and our own names are taken."""
    used = set(work.fields.values())
    names = [h for h in work.raw.headers if h not in used]
    for header in names:
        work.out[_free(header, work.out)] = texts(work.raw.column(header))
    return [n for n in work.out if n not in FIELDS]


def _free(header: str, taken: dict[str, pa.Array]) -> str:
    return f"{header} (2)" if header in taken or header == "row" else header


def _columns(work: Work) -> dict[str, str]:
    parts = [work.fields[n] for n in sorted(_NAME_PARTS, key=lambda n: _place(work, n)) if n in work.fields]
    columns = work.fields | ({"name": " + ".join(parts)} if parts and "name" not in work.fields else {})
    return {name: columns[name] for name in FIELDS if name in columns}
