"""A sales reading as documents and lines, in DuckDB: grouped, numbered and told apart, without a loop over rows.

Tables: `doc`, one row per sale or return, with `n` from 0 and `content_hash`, the same for the same sale whatever file
it comes from; `line`, the rows of the reading with the `n` of their document. A row without a document number is a
document of its own; equal ones among them are numbered, so three coffees at one minute stay three. A number that the
file repeats is kept with its day and branch, as in `17 2026-03-02 Nizami`; `other_name` is what the document would be
called in a file that is read the other way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
import pyarrow as pa

from nigotis.reading.numbering import PART

LINES_AT_ONCE = 100_000
_MEMORY = "400MB"  # beyond it DuckDB writes to disk
_THREADS = 2

_ROWS = """
create table line as
select row, "offset" as minutes, sold_at, client, client_phone, client_name, product_name, category, branch, seller,
    payment, quantity, unit_price, amount, tax, discount, cost, is_return, is_product, document as mark,
    coalesce(source, 'import') as source, if(is_return, 'return', 'sale') as kind,
    coalesce('c' || product, 'n' || product_name) as product_key, product,
    concat_ws('|', coalesce(client, client_phone, client_name, ''), sold_at::varchar,
        coalesce(product, product_name, ''), quantity::varchar, amount::varchar, coalesce(branch, '')) as content
from reading
"""
_DOCUMENTS = """
create table doc as
with document as (
    select source, kind, mark, min(row) as row, min(sold_at) as local,
        if(starts_with(mark, $part), null, replace(mark, $part, ' ')) as document,
        case when starts_with(mark, $part) then null when contains(mark, $part) then split_part(mark, $part, 1)
            else concat_ws(' ', mark, min(sold_at)::date::varchar, arg_min(branch, row)) end as other_name,
        arg_min(minutes, row) as minutes, arg_min(branch, row) as branch,
        arg_min(seller, row) as seller, arg_min(payment, row) as payment, sum(amount)::decimal(18, 6) as total,
        min(row) filter (where coalesce(client, client_phone, client_name) is not null) as client_row,
        count(*) as lines, md5(string_agg(content, chr(10) order by content)) as hash
    from line group by source, kind, mark
), numbered as (
    select *, row_number() over (partition by source, kind, hash, document is null order by row) as again from document
)
select row_number() over (order by row) - 1 as n, source, kind, mark, document, other_name, row, local, minutes,
    branch, seller, payment, total, client_row, lines, if(document is null, hash || '-' || again, hash) as content_hash
from numbered order by row
"""


class Ledger:
    """The documents of one file. Every table it answers is Arrow."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, rows: pa.Table) -> None:
        self._db = connection
        self.give("reading", rows)
        self.run(_ROWS)
        self.run(_DOCUMENTS, part=PART)

    def give(self, name: str, data: pa.Table) -> None:
        """Let SQL see `data` as table `name`."""
        self._db.register(name, data)

    def run(self, sql: str, **given: Any) -> None:
        """Execute a statement."""
        self._db.execute(sql, given or None)

    def ask(self, sql: str, **given: Any) -> pa.Table:
        """Execute a query."""
        return self._db.sql(sql, params=given or None).to_arrow_table()

    def forget(self, ns: list[int]) -> None:
        """Leave out the documents numbered `ns`, and number the rest anew, in chunks of about `LINES_AT_ONCE`."""
        self.give("left_out", pa.table({"n": pa.array(ns, pa.int64())}))
        self.run(
            "create or replace table doc as select * exclude (n), row_number() over (order by row) - 1 as n,"
            " (sum(lines) over (order by row) - lines) // $size as chunk"
            " from doc where n not in (select n from left_out) order by row",
            size=LINES_AT_ONCE,
        )
        self.run(
            "create or replace table line as select d.n, d.chunk, l.* exclude (content, mark, source, kind)"
            " from line l join doc d on d.source = l.source and d.kind = l.kind and d.mark = l.mark order by d.n, l.row"
        )

    @property
    def chunks(self) -> int:
        """How many chunks the documents are in."""
        return int(self.ask("select coalesce(max(chunk), -1) + 1 as chunks from doc")["chunks"][0].as_py())


@contextmanager
def ledger(rows: pa.Table, folder: str) -> Iterator[Ledger]:
    """A ledger of the accepted rows of a sales reading; `folder` is where it may put what memory does not hold."""
    config: Any = {"memory_limit": _MEMORY, "threads": _THREADS, "temp_directory": folder}
    with duckdb.connect(":memory:", config=config) as connection:
        yield Ledger(connection, rows)
