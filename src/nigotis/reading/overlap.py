"""Exports whose periods overlap: a sale that stands in two of the files is one sale."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from nigotis.reading.raw import Raw
from nigotis.reading.recognise import Mapping
from nigotis.reading.types import Note
from nigotis.reading.values import texts

Ints = NDArray[np.int64]

_NEARLY_ALL = 0.9
_SIGN = "\x1f"


def count_once(raw: Raw, mapping: Mapping) -> None:
    """Leave out rows of a later file that an earlier one has as well, cell by cell.

    Files overlap where they name the same receipts (the same number at the same time; without numbers, the same times)
    and nearly all rows of these are the same in both: branches that both begin with receipt 1 differ in the rest.
    """
    if len(raw.sizes) < 2:
        return
    receipts = _told_apart(raw, [mapping.fields[name] for name in ("document", "sold_at") if name in mapping.fields])
    again = np.zeros(len(receipts), bool)
    for end, size in zip(np.cumsum(raw.sizes), raw.sizes, strict=True):
        earlier, later = np.arange(end - size), np.arange(end - size, end)
        earlier = earlier[~again[: end - size]]
        shared = np.intersect1d(receipts[earlier], receipts[later])
        if len(shared):
            earlier, later = (rows[np.isin(receipts[rows], shared)] for rows in (earlier, later))
            again[later] = _repeated(raw, earlier, later)
    if again.any():
        raw.assumptions.append(Note("reading.assumed_overlap", {"rows": int(again.sum())}))
        raw.keep(pa.array(~again))


def _repeated(raw: Raw, earlier: Ints, later: Ints) -> NDArray[np.bool_]:
    """Which of the later rows stand among the earlier ones, as often as they do there; none where many differ."""
    rows = _told_apart(raw, raw.headers, np.concatenate([earlier, later]))
    before, now = np.split(rows, [len(earlier)])
    found: NDArray[np.bool_] = _places(now) < np.bincount(before, minlength=len(rows) + 1)[now]
    if found.sum() < _NEARLY_ALL * max(len(earlier), len(later)):
        return np.zeros(len(later), bool)
    return found


def _places(codes: Ints) -> Ints:
    """How many equal ones stand before each."""
    order = np.argsort(codes, kind="stable")
    ranked = codes[order]
    places = np.empty(len(codes), np.int64)
    places[order] = np.arange(len(codes)) - np.searchsorted(ranked, ranked)
    return places


def _told_apart(raw: Raw, headers: list[str], rows: Ints | None = None) -> Ints:
    """A number for each row; equal where all cells are."""
    columns = [raw.column(header) for header in headers]
    cells = [texts(column if rows is None else column.take(pa.array(rows))) for column in columns]
    joined = pc.binary_join_element_wise(*cells, _SIGN, null_handling="replace", null_replacement="")
    found: Ints = joined.dictionary_encode().indices.to_numpy().astype(np.int64)
    return found
