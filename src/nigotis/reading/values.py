"""Columns of text into typed columns. Slow reading is done once per different value, never per row."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from nigotis.kernel.money import DecimalSign, Written, currency_of, is_currency_mark, written
from nigotis.reading.dates import Moment, Order, column_order, read_moment, read_time
from nigotis.reading.words import cell_words

NUMBER = pa.decimal128(18, 6)
_PLACES = Decimal("0.000001")
_TOO_LARGE = Decimal(10) ** 12
_NOTHING = {
    "",
    "-",
    "–",
    "—",
    "n/a",
    "na",
    "null",
    "none",
    "nan",
    "#n/a",
    "nil",
    "nat",
    "<na>",
    "yoxdur",
    "нет",
    "hakuna",
}
_ISO_MOMENT = r"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d$"
# Cells like `1,500` from which their equal length is a rule and no accident.
_ENOUGH_DOUBTFUL = 5


@dataclass
class Converted:
    """A typed column; `bad` marks cells that were not empty and not understood."""

    values: pa.Array
    bad: pa.Array
    texts: pa.Array | None = None
    currencies: set[str] = field(default_factory=set)
    row_currencies: pa.Array | None = None
    is_open: bool = False
    has_thousands: bool = False
    offsets: pa.Array | None = None
    order: Order | None = None
    has_times: bool = False
    has_serials: bool = False
    has_percent: bool = False


def distinct(column: pa.ChunkedArray) -> tuple[list[Any], pa.Array]:
    """The different values and, for each row, the place of its value."""
    encoded = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(encoded, pa.ChunkedArray):
        encoded = pa.concat_arrays(encoded.chunks)
    encoded = encoded.dictionary_encode()
    return encoded.dictionary.to_pylist(), encoded.indices


def by_distinct(column: pa.ChunkedArray, convert: Callable[[Any], Any], kind: pa.DataType) -> pa.Array:
    """Convert every row, calling `convert` once per different value."""
    values, places = distinct(column)
    return pa.array([None if v is None else convert(v) for v in values], kind).take(places)


def is_nothing(text: str) -> bool:
    return text.strip().casefold() in _NOTHING


def texts(column: pa.ChunkedArray) -> pa.Array:
    """Trimmed text with empty cells as null; whole floats lose their point, everything else is kept exactly."""
    if pa.types.is_floating(column.type):
        return by_distinct(column, _float_text, pa.string())
    if not pa.types.is_string(column.type):
        column = column.cast(pa.string())
    trimmed = pc.utf8_trim_whitespace(column).combine_chunks()
    if isinstance(trimmed, pa.ChunkedArray):
        trimmed = pa.concat_arrays(trimmed.chunks) if trimmed.num_chunks else pa.array([], pa.string())
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def codes(column: pa.ChunkedArray) -> pa.Array:
    """Ids and codes: as text, words for nothing as null, without the `.0` that spreadsheets add to whole columns."""
    found = texts(column)
    lowered = pc.utf8_lower(found)
    found = pc.if_else(pc.is_in(lowered, value_set=pa.array(sorted(_NOTHING))), pa.scalar(None, pa.string()), found)
    points = pc.match_substring_regex(found, r"^\d+\.0$")
    if pc.all(points, min_count=1).as_py():
        return pc.replace_substring_regex(found, r"\.0$", "")
    return found


def _float_text(value: float) -> str | None:
    if math.isnan(value):
        return None
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def numbers(column: pa.ChunkedArray, hint: DecimalSign | None = None) -> Converted:
    """Exact decimals. `hint`: the decimal sign other columns prove; open if neither the column nor the hint tells."""
    if pa.types.is_integer(column.type):
        values = fitting(_one(column.cast(pa.decimal128(38, 6))))
        bad = pc.and_(pc.is_null(values), pc.is_valid(_one(column)))
        return Converted(values, bad, texts=_one(column.cast(pa.string())))
    if not pa.types.is_string(column.type):
        values = by_distinct(column, _exact, NUMBER)
        bad = pc.and_(pc.is_null(values), pc.and_(pc.is_valid(_one(column)), pc.invert(_is_nan(column))))
        return Converted(values, bad, texts=texts(column))
    cells, places = distinct(column)
    read = [None if c is None or is_nothing(c) else written(c) for c in cells]
    read = [None if w is not None and not _is_number_mark(w.mark) else w for w in read]
    seen = [w for w in read if w is not None]
    sign = _column_sign(seen) or hint
    thousands = _thousands_sign(cells, seen) if sign is None else None
    sign = sign or thousands
    values = [None if w is None else w.value(sign) for w in read]
    found = [_fit(v) for v in values]
    is_open = sign is None and any(w is not None and not w.is_clear for w in read)
    bad = [c is not None and not is_nothing(c) and v is None for c, v in zip(cells, found, strict=True)]
    beside = [currency_of(w.mark) if w is not None and w.mark else None for w in read]
    return Converted(
        pa.array(found, NUMBER).take(places),
        pa.array(bad, pa.bool_()).take(places),
        texts=pa.array([None if v is None else f"{v:f}" for v in values], pa.string()).take(places),
        currencies={code for code in beside if code},
        has_thousands=thousands is not None,
        row_currencies=pa.array(beside, pa.string()).take(places),
        is_open=is_open,
        has_percent=any(w is not None and w.mark == "%" for w in read),
    )


def _is_number_mark(mark: str) -> bool:
    return mark in ("", "%") or is_currency_mark(mark) or mark in cell_words("unit")


def _column_sign(read: list[Written]) -> DecimalSign | None:
    """The decimal sign the clear cells prove, if they do not contradict one another."""
    proofs = {w.sign for w in read if w.sign is not None}
    return next(iter(proofs)) if len(proofs) == 1 else None


def _thousands_sign(cells: list[Any], seen: list[Written]) -> DecimalSign | None:
    """The decimal sign if the other one must part thousands: `500` stands among cells like `1,500`.

    A program that prints three decimals would print `500,000`, and one that prints as few as it can would not print
    three every time.
    """
    doubtful = [w for w in seen if not w.is_clear]
    if len(doubtful) < _ENOUGH_DOUBTFUL or len(seen) == len(doubtful):
        return None
    if not all(_is_small_and_whole(w) for w in seen if w.is_clear):
        return None
    signs = {s for c in cells if isinstance(c, str) for s in ".," if s in c.strip(" .,")}
    return {",": ".", ".": ","}[signs.pop()] if len(signs) == 1 else None  # type: ignore[return-value]


def _is_small_and_whole(number: Written) -> bool:
    return number.point is not None and number.point == number.comma and abs(number.point) < 1000


def proven_sign(columns: list[list[str]]) -> DecimalSign | None:
    """The decimal sign that the number columns of a file agree on, for columns that prove nothing themselves."""
    proofs = set()
    for cells in columns:
        read = [w for c in cells if not is_nothing(c) and (w := written(c)) is not None and _is_number_mark(w.mark)]
        if cells and len(read) > 0.8 * len(cells):
            proofs.add(_column_sign(read))
    proofs.discard(None)
    return next(iter(proofs)) if len(proofs) == 1 else None


def _exact(value: float | Decimal) -> Decimal | None:
    """The shortest decimal that is this float: what was typed before it became one."""
    return None if math.isnan(value) else _fit(Decimal(repr(value)) if isinstance(value, float) else value)


def fitting(values: pa.Array) -> pa.Array:
    """Decimals as they are kept, nulls for those too large to be."""
    try:
        return values.cast(NUMBER)
    except pa.ArrowInvalid:
        return pc.if_else(pc.less(pc.abs(values), pa.scalar(_TOO_LARGE)), values, None).cast(NUMBER)


def why_no_number(cell: str) -> str:
    """Text key of the reason that a cell is none of the numbers that are kept."""
    found = written(cell)
    large = found is not None and all(v is None or abs(v) >= _TOO_LARGE for v in (found.point, found.comma))
    return "reading.number_too_large" if large else "reading.not_a_number"


def _fit(value: Decimal | None) -> Decimal | None:
    if value is None or abs(value) >= _TOO_LARGE:
        return None
    return value.quantize(_PLACES, ROUND_HALF_EVEN)


def moments(column: pa.ChunkedArray, today: dt.date, hint: Order | None = None) -> Converted:
    """Local timestamps (microseconds, no zone) and, where written, offsets from UTC in minutes."""
    kind = column.type
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return _typed_moments(column)
    if not pa.types.is_string(kind):
        column = pa.chunked_array([texts(column)])
    if len(column) > 10_000 and pc.all(pc.match_substring_regex(column, _ISO_MOMENT)).as_py():
        values = _one(column.cast(pa.timestamp("us")))
        return Converted(values, _all(False, len(column)), has_times=True)
    cells, places = distinct(column)
    read = [None if c is None or is_nothing(c) else read_moment(c, today) for c in cells]
    seen = [m for m in read if m is not None]
    verdict = column_order(seen, hint)
    found = [None if m is None else _stamp(m, verdict.order, verdict.is_open) for m in read]
    bad = [c is not None and not is_nothing(c) and v is None for c, v in zip(cells, found, strict=True)]
    return Converted(
        pa.array(found, pa.timestamp("us")).take(places),
        pa.array(bad, pa.bool_()).take(places),
        is_open=verdict.is_open,
        order=verdict.order,
        offsets=pa.array([None if m is None else m.offset for m in read], pa.int32()).take(places),
        has_times=any(m.time is not None for m in seen),
        has_serials=any(m.is_serial for m in seen),
    )


def _typed_moments(column: pa.ChunkedArray) -> Converted:
    offsets = None
    if pa.types.is_timestamp(column.type) and column.type.tz is not None:
        offsets = pa.array([0] * len(column), pa.int32())
        column = column.cast(pa.timestamp("us", "UTC")).cast(pa.timestamp("us"))
    values = _one(column.cast(pa.timestamp("us"), safe=False))
    midnight = pc.equal(pc.floor_temporal(values, unit="day"), values)
    has_times = not pc.all(midnight).as_py()
    return Converted(values, _all(False, len(values)), has_times=has_times, offsets=offsets)


def _stamp(moment: Moment, order: Order | None, is_open: bool) -> dt.datetime | None:
    """An open column keeps only the cells that every order reads alike."""
    day = moment.day(None if is_open else order)
    return None if day is None else dt.datetime.combine(day, moment.time or dt.time())


def times(column: pa.ChunkedArray) -> Converted:
    """Times of day as microseconds since midnight."""
    if pa.types.is_time(column.type):
        micros = column.cast(pa.time64("us")).cast(pa.int64())
        return Converted(_one(micros), _all(False, len(column)))
    values = by_distinct(pa.chunked_array([texts(column)]), _micros, pa.int64())
    return Converted(values, pc.and_(pc.is_null(values), pc.is_valid(texts(column))))


def _micros(text: str) -> int | None:
    text = text.split(" ", 1)[1] if re.match(r"^(1899-12-3[01]|1900-01-0[01]) ", text) else text
    if re.fullmatch(r"0?[.,]\d+", text):  # a spreadsheet's share of a day
        return round(float(text.replace(",", ".")) * 86_400) * 1_000_000
    if re.fullmatch(r"\d{1,2}", text) and int(text) < 24:
        return int(text) * 3_600_000_000
    read = read_time(text)
    if read is None:
        return None
    at = read[0]
    return ((at.hour * 60 + at.minute) * 60 + at.second) * 1_000_000 + at.microsecond


def _one(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    if isinstance(column, pa.ChunkedArray):
        return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    return column


def _all(value: bool, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(value), count)


def _is_nan(column: pa.ChunkedArray) -> pa.Array:
    found = _one(column)
    return pc.fill_null(pc.is_nan(found), False) if pa.types.is_floating(found.type) else _all(False, len(found))
