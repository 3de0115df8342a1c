"""From numbered rows to a table: title rows above, the header, rows that do not fit, totals below."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain, islice

from nigotis.kernel.text import fold
from nigotis.reading.raw import Columns, Raw, unique_headers
from nigotis.reading.types import Note, Rejected, Unreadable
from nigotis.reading.words import cell_words

Familiar = Callable[[list[str]], int]
Row = tuple[int, list[str]]

_LOOK_AHEAD = 200
_HEADER_WITHIN = 30
# A stray row is listed and left out; where a tenth of the file does not fit, the file was split wrongly.
_MAX_MISFIT_SHARE = 0.1
_FOOTER_ROWS = 12
_NUMBER_LIKE = re.compile(r"^[\s\d.,:/+()%\-\u2212'\u00a0\u202f]+$|^\d{4}-\d\d-\d\d")


def build(file: str, rows: Iterator[Row], familiar: Familiar, ends_mid_row: bool) -> Raw:
    """The table in `rows`. `familiar` counts the known header words of a row. Raises Unreadable."""
    head = list(islice(rows, _LOOK_AHEAD))
    filled = [(n, _trimmed(row)) for n, row in head if any(cell.strip() for cell in row)]
    if not filled:
        raise Unreadable("reading.empty")
    place, has_header = _header_place(filled, familiar)
    number, cells = filled[place]
    width = _width(filled[place:], has_header, len(dict(head)[number]))
    headers = unique_headers((cells + [""] * width)[:width] if has_header else [""] * width)
    later = (row for row in head if row[0] > number or (not has_header and row[0] == number))
    raw = _gather(file, headers, chain(later, rows), ends_mid_row)
    raw.has_header = has_header
    _say_header(raw, number, place, has_header)
    if raw.read == 0:
        raise Unreadable("reading.only_header", row=number)
    return raw


def _say_header(raw: Raw, number: int, place: int, has_header: bool) -> None:
    if not has_header:
        raw.assumptions.append(Note("reading.assumed_no_header"))
    elif place > 0:
        raw.assumptions.append(Note("reading.assumed_header_row", {"row": number}))


def _trimmed(row: list[str]) -> list[str]:
    """Without empty cells at the end."""
    end = len(row)
    while end and not row[end - 1].strip():
        end -= 1
    return row[:end]


def _width(rows: list[Row], has_header: bool, named: int) -> int:
    """Cells of a whole row. `named`: cells of the header with empty ones at its end, whose columns may hold data."""
    widths = Counter(len(row) for _, row in rows[has_header:]) or Counter([named])
    common = widths.most_common(1)[0][0]
    header = len(rows[0][1])
    return max(header, min(common, named)) if has_header else max(header, common)


def _header_place(rows: list[Row], familiar: Familiar) -> tuple[int, bool]:
    """Which of the filled rows is the header, and whether there is one at all."""
    known = [familiar(row) for _, row in rows[:_HEADER_WITHIN]]
    widths = [len(row) for _, row in rows]
    usual = Counter(widths).most_common(1)[0][0]
    best = max(known)
    place = known.index(best)
    if best >= 2 or (best == 1 and (usual <= 3 or _looks_like_names(rows, place))):
        return place, True
    first = next((i for i, w in enumerate(widths[:_HEADER_WITHIN]) if w >= max(1, 0.6 * usual)), 0)
    return first, _looks_like_names(rows, first)


def _looks_like_names(rows: list[Row], place: int) -> bool:
    """A row of words above columns that hold numbers."""
    cells = rows[place][1]
    if any(_NUMBER_LIKE.match(cell) for cell in cells if cell.strip()) or len(set(cells)) < len(cells):
        return False
    below = [row for _, row in rows[place + 1 : place + 50]]
    return any(_mostly_numbers([row[i] for row in below if i < len(row)]) for i in range(len(cells)))


def _mostly_numbers(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and sum(bool(_NUMBER_LIKE.match(cell)) for cell in filled) > 0.8 * len(filled)


def _gather(file: str, headers: list[str], rows: Iterable[Row], ends_mid_row: bool) -> Raw:
    """Rows into columns; the last few are held back, for totals and cuts show only at the end."""
    width = len(headers)
    columns = Columns(width)
    rejected: list[Rejected] = []
    held: list[Row] = []
    source = iter(rows)
    while batch := list(islice(source, Columns.BATCH)):
        filled = held + [row for row in batch if row[1] and (row[1][0] > " " or any(cell.strip() for cell in row[1]))]
        held = filled[-_FOOTER_ROWS:]
        _place_all(columns, rejected, width, filled[:-_FOOTER_ROWS])
    notes = _end(columns, rejected, width, held, ends_mid_row)
    arrays, numbers = columns.finish()
    read = len(numbers) + len(rejected)
    if rejected and len(rejected) > max(1, _MAX_MISFIT_SHARE * read):
        raise Unreadable("reading.cells_do_not_fit", row=rejected[0].row, count=len(rejected), of=read, width=width)
    return Raw(file, headers, arrays, numbers, assumptions=notes, rejected=rejected)


def _end(columns: Columns, rejected: list[Rejected], width: int, held: list[Row], ends_mid_row: bool) -> list[Note]:
    notes: list[Note] = []
    footers = _footers([row for _, row in held], width)
    last = len(held) - 1
    for place, (number, row) in enumerate(held):
        if place in footers:
            notes.append(Note("reading.dropped_total", {"row": number, "text": _first_filled(row)}))
            continue
        if place == last and ends_mid_row and len(row) < width and width > 1:
            raise Unreadable("reading.cut_off", row=number)
        _place(columns, rejected, width, number, row)
    return notes


def _footers(rows: list[list[str]], width: int) -> set[int]:
    """Places of total and remark rows: from the last total word to the end, and sparse remarks below it."""
    found: set[int] = set()
    for place in range(len(rows) - 1, -1, -1):
        row = rows[place]
        filled = sum(bool(cell.strip()) for cell in row)
        # A record of a narrow table may be called "Total" itself; a total row leaves cells empty.
        if _names_a_total(row) and (filled < width or width <= 2):
            found.add(place)
        elif not (filled == 1 and width >= 4 and _is_remark(row)):
            break
        else:
            found.add(place)
    return found


def _is_remark(row: list[str]) -> bool:
    text = _first_filled(row)
    return not any(c.isdigit() for c in text[:1]) and " " in text.strip()


def _names_a_total(row: list[str]) -> bool:
    return any(_is_total_word(cell) for cell in row if cell.strip())


def _is_total_word(cell: str) -> bool:
    folded = fold(cell.strip(" :;.="))
    return folded in _totals() or fold(cell.partition(":")[0]) in _totals()


@cache
def _totals() -> frozenset[str]:
    return frozenset(map(fold, cell_words("total")))


def _first_filled(row: list[str]) -> str:
    return next((cell.strip() for cell in row if cell.strip()), "")


def _place_all(columns: Columns, rejected: list[Rejected], width: int, rows: list[Row]) -> None:
    if all(len(row) == width for _, row in rows):
        columns.add_all(rows)
        return
    for number, row in rows:
        _place(columns, rejected, width, number, row)


def _place(columns: Columns, rejected: list[Rejected], width: int, number: int, row: list[str]) -> None:
    if len(row) == width:
        columns.add(number, row)
    elif len(row) > width and not any(cell.strip() for cell in row[width:]):
        columns.add(number, row[:width])
    else:
        note = Note("reading.wrong_cell_count", {"found": len(row), "expected": width})
        rejected.append(Rejected(number, "", note, cells=tuple(row)))
