"""Several files of one business as one table: stacked where their columns are the same, else joined by a key."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from nigotis.reading.raw import Raw
from nigotis.reading.types import Kind, Note
from nigotis.reading.values import codes
from nigotis.reading.words import scores

# Fields that make a file one of lines, of documents, or a list to look things up in.
_LINE_FIELDS = {"product", "product_name", "quantity", "unit_price"}


@dataclass(frozen=True)
class _Bond:
    """A column two tables share; `header` is unique in the right one."""

    header: str
    right: Raw


def joined(tables: list[Raw], kind: Kind = "sales") -> Raw:
    """One table of sale lines, or of rows of another `kind`.

    Files with equal headers are stacked; others are looked up by a column of the same name whose values are unique in
    them (orders by order number, products by product code); what finds no place is left out and named.
    """
    stacked = _stacked(tables)
    if len(stacked) == 1:
        return stacked[0]
    base = max(stacked, key=partial(_likeness, kind))
    rest = [table for table in stacked if table is not base]
    # Most leads are never closed, so a list of closed deals meets few of them.
    least = 0.02 if kind == "deals" else 0.5
    while bond := _next_bond(base, rest, least):
        rest.remove(bond.right)
        base = _looked_up(base, bond)
    base.assumptions += [Note("reading.assumed_left_out", {"file": table.file}) for table in rest]
    return base


def _stacked(tables: list[Raw]) -> list[Raw]:
    """Tables with the same headers, one under the other; row numbers then count through all of them."""
    groups: dict[tuple[str, ...], list[Raw]] = {}
    for table in tables:
        groups.setdefault(tuple(table.headers), []).append(table)
    return [group[0] if len(group) == 1 else _one_under_another(group) for group in groups.values()]


def _one_under_another(group: list[Raw]) -> Raw:
    first = group[0]
    columns = [_chained([table.columns[i] for table in group]) for i in range(len(first.headers))]
    rows, offset = [], 0
    rejected = []
    for table in group:
        rows.append(pc.add(table.rows, offset))
        rejected += [type(r)(r.row + offset, r.field, r.note, r.is_row, r.cells) for r in table.rejected]
        offset += max([*table.rows[-1:].to_pylist(), *(r.row for r in table.rejected), 0])
    notes = [*first.assumptions, Note("reading.assumed_stacked", {"count": len(group)})]
    return Raw(
        first.file, first.headers, columns, pa.concat_arrays(rows), first.has_header, notes,
        [q for table in group for q in table.questions], rejected, [len(table.rows) for table in group],
    )  # fmt: skip


def _chained(columns: list[pa.ChunkedArray]) -> pa.ChunkedArray:
    kinds = {c.type for c in columns}
    same = columns if len(kinds) == 1 else [c.cast(pa.string()) for c in columns]
    return pa.chunked_array([chunk for c in same for chunk in c.chunks], same[0].type)


def _likeness(kind: Kind, table: Raw) -> tuple[int, int]:
    """How much a table looks like lines of sales, or like rows of another kind, then how many rows it has."""
    if kind != "sales":
        named = {field for header in table.headers for field in scores(header, kind)}
        return len(table.rows) if kind == "deals" else len(named), len(table.rows)
    named = {field for header in table.headers for field in scores(header, "sales")}
    has_document = "document" in named
    return (
        3 * has_document + len(named & _LINE_FIELDS) + ("amount" in named) - 2 * ("payment" in named),
        len(table.rows),
    )


def _next_bond(base: Raw, rest: list[Raw], least: float) -> _Bond | None:
    """The next table that names one of the base's columns and has each of its values once."""
    for table in rest:
        for header in table.headers:
            if header in base.headers and _is_key(table, header) and _meets(base, table, header, least):
                return _Bond(header, table)
    return None


def _is_key(table: Raw, header: str) -> bool:
    values = codes(table.column(header))
    return bool(values.null_count == 0 and pc.count_distinct(values).as_py() == len(values))


def _meets(base: Raw, table: Raw, header: str, least: float) -> bool:
    """At least so many of the base's values are found in the other table."""
    found = pc.is_in(codes(base.column(header)), value_set=codes(table.column(header)))
    return (pc.mean(found.cast(pa.int8())).as_py() or 0) >= least


def _looked_up(base: Raw, bond: _Bond) -> Raw:
    """The base with the other table's columns beside, row by row; rows that find nothing get nulls."""
    places = pc.index_in(codes(base.column(bond.header)), value_set=codes(bond.right.column(bond.header)))
    new = [h for h in bond.right.headers if h not in base.headers]
    base.columns += [bond.right.column(h).take(places) for h in new]
    base.headers += new
    base.assumptions.append(Note("reading.assumed_joined", {"file": bond.right.file, "column": bond.header}))
    base.questions += bond.right.questions
    return base
