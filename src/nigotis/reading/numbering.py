"""Receipt numbers that begin anew each day or in each branch, so that a number alone is not one sale."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from nigotis.reading.values import Converted, by_distinct, texts
from nigotis.reading.work import Work
from nigotis.reading.yesno import is_return_word

PART = "\x1f"
"""Parts a document's number from its branch and day; before it stands the number as the file has it, if any."""

# A bar's bill that is open past midnight is one sale; the same number half a day later is another receipt.
_NEXT_ROUND = pa.scalar(12 * 60 * 60 * 1_000_000, pa.int64())
# Of the documents of several rows. Fewer are slips of the till or orders that were added to, and stay as they are.
_SHARE = 0.05
_LEAST = 2
# A client on more rows than that is a word for nobody ("retail buyer") and joins nothing.
_ANYBODY = 0.5


def tell_apart(work: Work, amounts: dict[str, Converted]) -> None:
    """Where the file itself shows that its numbers repeat, make each number of a branch and a day a document."""
    if "document" not in work.fields or not _is_repeated(work, amounts):
        return
    work.assume("reading.assumed_numbers_repeat", header=work.fields["document"])
    day = work.out["sold_at"].cast(pa.date32()).cast(pa.string())
    parts = (work.out["document"], day, work.out["branch"])
    named = pc.binary_join_element_wise(*parts, PART, null_handling="skip")
    work.out["document"] = pc.if_else(pc.is_valid(work.out["document"]), named, work.out["document"])


def _is_repeated(work: Work, amounts: dict[str, Converted]) -> bool:
    seen = _documents(work, amounts)
    several = seen.filter(pc.greater(seen["count_all"], 1))
    repeated = pc.sum(_stands_for_several(several, _has_clients(work)).cast(pa.int64())).as_py() or 0
    return bool(repeated >= _LEAST and repeated > _SHARE * several.num_rows)


def _documents(work: Work, amounts: dict[str, Converted]) -> pa.Table:
    """What the rows of each number have in common. Returns are left aside: they repeat the number of their sale."""
    rows = pa.table(
        {
            "document": work.out["document"],
            "at": work.out["sold_at"].cast(pa.int64()),
            "day": work.out["sold_at"].cast(pa.date32()),
            "branch": work.out["branch"],
            "client": _client(work),
        }
    ).filter(pc.and_(pc.is_valid(work.out["document"]), pc.invert(_looks_returned(work, amounts))))
    found = [("at", "min"), ("at", "max"), ("day", "min"), ("day", "max"), ("branch", "count_distinct")]
    return rows.group_by("document").aggregate(
        [*found, ("client", "count_distinct"), ("client", "count"), ([], "count_all")]
    )


def _stands_for_several(seen: pa.Table, has_clients: bool) -> pa.ChunkedArray:
    """Rows of one client are one document, however long it took and wherever it was served."""
    is_other_day = pc.not_equal(seen["day_min"], seen["day_max"])
    is_later = pc.greater_equal(pc.subtract(seen["at_max"], seen["at_min"]), _NEXT_ROUND)
    clients_differ = pc.greater(seen["client_count_distinct"], 1)
    is_elsewhere = pc.greater(seen["branch_count_distinct"], 1)
    differs = pc.or_(pc.and_(is_other_day, pc.or_(is_later, clients_differ)), is_elsewhere)
    if not has_clients:
        return pc.fill_null(differs, False)
    of_one = pc.and_(pc.equal(seen["client_count_distinct"], 1), pc.equal(seen["client_count"], seen["count_all"]))
    return pc.fill_null(pc.and_(differs, pc.invert(of_one)), False)


def _looks_returned(work: Work, amounts: dict[str, Converted]) -> pa.Array:
    found = pa.repeat(pa.scalar(False), work.count)
    for name in ("quantity", "amount"):
        if name in amounts:
            values = amounts[name].values
            found = pc.or_(found, pc.fill_null(pc.less(values, pa.scalar(0, values.type)), False))
    if "is_return" in work.fields:
        cells = pa.chunked_array([texts(work.column("is_return"))])
        found = pc.or_(found, pc.fill_null(by_distinct(cells, is_return_word, pa.bool_()), False))
    return found


def _client(work: Work) -> pa.Array:
    return pc.coalesce(work.out["client"], work.out["client_phone"], work.out["client_name"])


def _has_clients(work: Work) -> bool:
    counts = pc.value_counts(pc.drop_null(_client(work))).field("counts")
    return bool((pc.max(counts).as_py() or work.count) <= _ANYBODY * work.count)
