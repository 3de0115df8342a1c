"""A bare list of baskets: a purchase a line, its items parted by a sign; no header, no dates, clients or money."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from nigotis.reading.containers import Blob, unwrap
from nigotis.reading.dates import read_moment
from nigotis.reading.encoding import decode, detect
from nigotis.reading.types import Note, Rejected, Unreadable
from nigotis.reading.words import familiar

_SIGNS = {"\t": "⇥", ";": ";", ",": ","}
_SAMPLE = 1 << 16
_MET_AGAIN = 0.3
"""Of all cells, the least share that holds an item met elsewhere too: prose and names repeat themselves less."""
_SHARED = 0.5
"""Of the items met again, the share met at another place of the line: columns of a table do not share their values."""
_REPEATING = 0.5
"""Lines that name an item twice, at most: in a matrix of yes and no nearly all do."""
_DATED = 0.05

Basket = tuple[str, ...]


@dataclass(frozen=True)
class BasketList:
    """Baskets in the order of the file: different items, names stripped. `rows` are the numbers of their lines."""

    file: str
    rows: list[int]
    baskets: list[Basket]
    assumptions: list[Note]
    rejected: list[Rejected] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)

    @property
    def rows_read(self) -> int:
        return len(self.baskets)

    @property
    def rows_accepted(self) -> int:
        return len(self.baskets)

    @property
    def rows_rejected(self) -> int:
        return 0


def read_baskets(path: Path | str | Sequence[Path | str]) -> BasketList | None:
    """The baskets of a file, of several or of a folder; None where any of it is no bare list of baskets.

    Never raises for what is in the file: what cannot even be unpacked is for `read` to refuse.
    """
    paths = [Path(p) for p in ([path] if isinstance(path, Path | str) else path)]
    try:
        blobs = [blob for each in paths for blob in unwrap(each)]
    except Unreadable:
        return None
    if not are_baskets(blobs):
        return None
    texts = [_text(blob) for blob in blobs]
    sign = _sign(texts[0])
    found = [(number, basket) for text in texts for number, basket in _baskets(text, sign)]
    items = len({item for _, basket in found for item in basket})
    note = Note("reading.assumed_baskets", {"delimiter": _SIGNS[sign], "count": len(found), "items": items})
    return BasketList(paths[0].name, [number for number, _ in found], [basket for _, basket in found], [note])


def are_baskets(blobs: Sequence[Blob]) -> bool:
    """Whether every one of the unwrapped files is a bare list of baskets, judged by its beginning."""
    return bool(blobs) and all(blob.format == "text" and _is_basket_list(_beginning(blob)) for blob in blobs)


def _beginning(blob: Blob) -> str:
    """Whole lines of the first part of a file; empty for what is no text."""
    data = blob.data if len(blob.data) <= _SAMPLE else blob.data[: blob.data.rfind(b"\n", 0, _SAMPLE) + 1]
    try:
        return _text(Blob(blob.name, "text", data)) if data.strip() else ""
    except Unreadable:
        return ""


def _is_basket_list(text: str) -> bool:
    """Whether a text is baskets rather than a table: lines of different lengths, with the same items at any place of a
    line, no header words, no dates."""
    lines = [cells for _, cells in _lines(text, _sign(text))]
    if len({len(cells) for cells in lines}) < 2 or _is_headed(text) or text.lstrip().startswith(("{", "[", "<")):
        return False
    return _is_shared(lines) and not _is_dated(lines) and _repeating(lines) <= _REPEATING


def _is_headed(text: str) -> bool:
    """Whether the first line has header words, whatever parts them: in a table of bars, other signs stand in names."""
    return any(familiar(cells) > 1 for sign in (*_SIGNS, "|") for _, cells in islice(_lines(text, sign), 1))


def _is_shared(lines: list[list[str]]) -> bool:
    times: dict[str, int] = {}
    places: dict[str, set[int]] = {}
    for cells in lines:
        for place, item in enumerate(cells):
            times[item] = times.get(item, 0) + 1
            places.setdefault(item, set()).add(place)
    again = [item for item, count in times.items() if count > 1]
    if sum(times[item] for item in again) < _MET_AGAIN * sum(times.values()):
        return False
    return bool(again) and sum(len(places[item]) > 1 for item in again) >= _SHARED * len(again)


def _is_dated(lines: list[list[str]]) -> bool:
    today = dt.date(2100, 1, 1)
    dated = sum(any(_is_date(cell, today) for cell in cells) for cells in lines)
    return dated > _DATED * len(lines)


def _is_date(cell: str, today: dt.date) -> bool:
    """A plain number is an item's number, unless it has the eight digits of a day."""
    return (not cell.isdecimal() or len(cell) == 8) and read_moment(cell, today) is not None


def _repeating(lines: list[list[str]]) -> float:
    return sum(len(set(cells)) < len(cells) for cells in lines) / len(lines)


def _text(blob: Blob) -> str:
    return decode(blob.data, detect(blob.data, lambda text: 0))


def _sign(text: str) -> str:
    """The sign that parts the most items."""
    return max(_SIGNS, key=text[:_SAMPLE].count)


def _lines(text: str, sign: str) -> Iterator[tuple[int, list[str]]]:
    """Number and filled cells of each line that has any. Raises nothing: a quote that never ends is a plain sign."""
    quote = '"' if text.count('"') % 2 == 0 else None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, quotechar=quote, skipinitialspace=True)
    try:
        for cells in reader:
            filled = [stripped for cell in cells if (stripped := " ".join(cell.split()))]
            if filled:
                yield reader.line_num, filled
    except csv.Error:
        return


def _baskets(text: str, sign: str) -> Iterator[tuple[int, Basket]]:
    for number, cells in _lines(text, sign):
        yield number, tuple(dict.fromkeys(cells))
