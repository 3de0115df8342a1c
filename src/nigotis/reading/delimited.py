"""Delimited text: which sign parts the cells, how they are quoted, where the rows stop fitting."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nigotis.reading.encoding import Encoding, decode, detect, difference
from nigotis.reading.raw import Raw
from nigotis.reading.sheet import build
from nigotis.reading.types import Note, Question, Unreadable

# One cell longer than this is not a cell of a shop's table; it also bounds the memory a broken quote can take.
MAX_CELL = 1 << 20
MAX_LINE = 4 << 20
_SAMPLE = 1 << 16
_SAMPLE_ROWS = 200
_SEP_LINE = re.compile(r"^\ufeff?\"?sep=(.)\"?\r?[\n\r]", re.IGNORECASE)
# Blanks are shown by their signs, which need no translation.
_SHOWN = {"\t": "⇥", " ": "␣"}
_DELIMITERS = ("\t", ";", "|", ",")

Familiar = Callable[[list[str]], int]


@dataclass(frozen=True)
class Dialect:
    """How cells are parted. A space means runs of blanks; `quoted` is False where quotes are plain characters."""

    delimiter: str
    quoted: bool = True
    escaped: bool = False


def read_text(name: str, data: bytes, familiar: Familiar, told: str | None = None) -> Raw:
    """Detect encoding (unless told) and dialect, split into rows, find the header. Raises Unreadable."""
    if not data.strip(b" \r\n\t\0\xef\xbb\xbf\xff\xfe"):
        raise Unreadable("reading.empty")
    _check_line_length(data)
    encoding = Encoding(told) if told else detect(data, lambda text: familiar(re.split(r"[;,\t|\n]", text[:4096])))
    text = decode(data, encoding)
    named = _SEP_LINE.match(text)
    skipped = 0
    if named:
        text, skipped = text[named.end() :], 1
    dialect = Dialect(named.group(1)) if named else _dialect(text, familiar)
    raw, dialect = _table(name, text, dialect, familiar, skipped)
    raw.assumptions.insert(0, _said(encoding.name, dialect))
    if encoding.rival:
        raw.questions.append(_which_encoding(data, encoding.name, encoding.rival))
    return raw


def _which_encoding(data: bytes, name: str, rival: str) -> Question:
    first, second = difference(data, name, rival)
    values = {"a": name.upper(), "b": rival.upper(), "first": first.strip(), "second": second.strip()}
    return Question("encoding", Note("reading.ask_encoding", values), (name, rival))


def _check_line_length(data: bytes) -> None:
    """A line of megabytes is refused before anything is decoded."""
    start = row = 0
    while start < len(data):
        if len(data) - start <= MAX_LINE:
            return
        ends = [
            e for e in (data.rfind(b"\n", start, start + MAX_LINE), data.rfind(b"\r", start, start + MAX_LINE)) if e > 0
        ]
        if not ends:
            raise Unreadable("reading.huge_line", row=data.count(b"\n", 0, start) + 1, limit=MAX_LINE >> 20)
        start = max(ends) + 1
        row += 1


def _said(encoding: str, dialect: Dialect) -> Note:
    return Note(
        "reading.assumed_dialect",
        {"encoding": encoding.upper(), "delimiter": _SHOWN.get(dialect.delimiter, dialect.delimiter)},
    )


def _dialect(text: str, familiar: Familiar) -> Dialect:
    """The delimiter under which rows agree best; known header words outweigh a coincidence of commas."""
    sample = _sample(text)
    scored = [(_score(sample, d, familiar), d) for d in _DELIMITERS]
    best, delimiter = max(scored, key=lambda s: s[0])
    if best > 0.55:
        return Dialect(delimiter)
    spaced = [line.split() for line in sample.splitlines() if line.strip()]
    widths = Counter(map(len, spaced))
    if spaced and widths.most_common(1)[0][0] > 1 and widths.most_common(1)[0][1] >= 0.98 * len(spaced):
        return Dialect(" ")
    return Dialect(delimiter if best > 0.3 else ",")


def _sample(text: str) -> str:
    if len(text) <= _SAMPLE:
        return text
    cut = max(text.rfind("\n", 0, _SAMPLE), text.rfind("\r", 0, _SAMPLE))
    return text[: cut + 1 if cut > 0 else _SAMPLE]


def _score(sample: str, delimiter: str, familiar: Familiar) -> float:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, skipinitialspace=True):
            if any(row):
                rows.append(row)
            if len(rows) >= _SAMPLE_ROWS:
                break
    except csv.Error:
        return 0.0
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0.0
    width, agreeing = widths.most_common(1)[0]
    known = max((familiar(row) / len(row) for row in rows[:20] if len(row) > 1), default=0.0)
    return agreeing / len(rows) + min(known, 1.0) + 0.01 * min(width, 10)


def _table(name: str, text: str, dialect: Dialect, familiar: Familiar, skipped: int) -> tuple[Raw, Dialect]:
    """Parsed strictly; where quotes break the rows, by backslash escapes or without quoting, if either fits."""
    first: _BrokenQuotes | None = None
    for way in _ways(text, dialect):
        try:
            return build(name, enumerate(_rows(text, way), skipped + 1), familiar, _ends_mid_row(text)), way
        except _BrokenQuotes as error:
            first = first or error
    raise Unreadable("reading.unbalanced_quotes", row=(first.row if first else 0) + skipped)


def _ways(text: str, dialect: Dialect) -> Iterator[Dialect]:
    """Dialects to try: as found, then those that explain quotes which are not balanced."""
    plain = Dialect(dialect.delimiter, quoted=False)
    if dialect.delimiter == " " or '"' not in text:
        yield plain
        return
    yield dialect
    if '\\"' in text:
        yield Dialect(dialect.delimiter, escaped=True)
    if _is_unquoted(text, dialect.delimiter):
        yield plain


def _is_unquoted(text: str, delimiter: str) -> bool:
    """Rows are whole without quoting, no cell is wrapped in quotes, none leaves one open: they are plain signs."""
    d = re.escape(delimiter)
    if delimiter == "," or re.search(rf'(?:^|{d})"[^"\r\n]*"(?:$|{d})', text, re.MULTILINE):
        return False
    lines = [line for line in re.split(r"\r\n|\r|\n", text) if line]
    return len({line.count(delimiter) for line in lines}) == 1 and all(line.count('"') % 2 == 0 for line in lines)


class _BrokenQuotes(Exception):
    def __init__(self, row: int) -> None:
        self.row = row


def _rows(text: str, dialect: Dialect) -> Iterator[list[str]]:
    if dialect.delimiter == " ":
        yield from (line.split() for line in io.StringIO(text, newline=None))
        return
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=dialect.delimiter,
        quoting=csv.QUOTE_MINIMAL if dialect.quoted else csv.QUOTE_NONE,
        doublequote=not dialect.escaped,
        escapechar="\\" if dialect.escaped else None,
        skipinitialspace=dialect.delimiter != "\t",
        strict=True,
    )
    count = 0
    try:
        for row in reader:
            count += 1
            yield row
    except csv.Error as error:
        if "field larger" in str(error):
            raise Unreadable("reading.huge_cell", row=count + 1, limit=MAX_CELL >> 20) from error
        raise _BrokenQuotes(count + 1) from error


def _ends_mid_row(text: str) -> bool:
    return not text.endswith(("\n", "\r"))
