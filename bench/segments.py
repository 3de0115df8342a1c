"""How long a rule takes to name its clients while it is being written: `python -m bench.segments [CLIENTS] [LINES]`.

Invented facts stand in memory as the mirror holds them, with its kept tables; each rule is read, compiled and asked
anew, as every change in the builder does, and its clients are fetched. Beside the time on the clock stands processor
time over the number of processors: what the clock would show if nothing else ran.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from datetime import date
from typing import Any

import duckdb

from nigotis.metrics.facts import SCHEMAS
from nigotis.metrics.run import DuckDB, fetch
from nigotis.mirror import keeping
from nigotis.rules.asking import members
from nigotis.rules.fields import STANDARD
from nigotis.rules.text import parse

TODAY = date(2025, 12, 31)
TIMES = 5
RULES = (
    "gender = F",
    "recency > 90",
    "recency > 90 and monetary >= 500",
    "frequency >= 3 and average_check > 60",
    "frequency within 90 days >= 2",
    "monetary within 365 days between 100 and 400 and gender = F",
    "first_sale_on in last 30 days",
    "bought_product in (5, 6, 7)",
    'bought_category within 180 days = "cat 3" and none(bought_category within 30 days = "cat 3")',
    "bought_through = website and recency < 60",
    "segment in (champions, loyal)",
    "tags = vip and birthday in next 30 days",
    "all(recency > 30, any(frequency >= 5, monetary > 900), none(segment = hibernating, bought_in_branch = 2))",
)

_MADE = """
create table made as
with docs as (
  select i as sale_id, (power(random(), 2) * {clients})::bigint as client_id, random() < 0.01 as is_return,
    date '2023-01-01' + (power(random(), 0.7) * 1095)::int as day, (random() * 11)::bigint as branch_id
  from range({sales}) t(i)
)
select row_number() over () as line_id, sale_id, is_return, day::timestamp as sold_at, day::timestamp as local_at, day,
  client_id, (power(random(), 3) * 6000)::bigint as product_id, branch_id, branch_id * 8 as seller_id,
  case when sale_id % 5 = 0 then 'website' else 'till' end as source, if(is_return, -1, 1) as quantity,
  round(if(is_return, -1, 1) * (1 + random() * 50), 2) as amount, 0 as discount, null as cost, true as is_product
from docs, range(3)
"""
_CLIENTS = """
select i as client_id, 'active' as status, if(i % 3 = 0, 'till', 'bot') as source,
  case i % 4 when 0 then 'F' when 1 then 'M' end as gender,
  if(i % 2 = 0, date '1960-01-01' + (i % 16000)::int, null) as birthday,
  date '2023-01-01' + (i % 1095)::int as registered_on, i % 12 as branch_id from range({clients}) t(i)
"""
_TAGS = "select i as client_id, 'tag' as trait, if(i % 7 = 0, 'vip', 'new') as value from range({clients}) t(i)"
_PRODUCTS = "select i as product_id, 'cat ' || (i % 40) as category, true as is_product from range(6001) t(i)"


def main(clients: int = 1_000_000, lines: int = 10_200_000) -> None:
    """Print milliseconds per rule, and of all together."""
    connection = _business(clients, lines)
    everything: list[tuple[float, float]] = []
    for text in RULES:
        times, found = _timed(text, connection)
        everything += times
        clock, work = (statistics.median(each) for each in zip(*times, strict=True))
        print(f"{clock:7.0f} ms  {work:7.0f} ms of work  {found:9,} clients  {text}")
    print(f"{clients:,} clients, {lines:,} lines, {len(everything)} questions")
    for name, each in zip(("clock", "work"), zip(*everything, strict=True), strict=True):
        ordered = sorted(each)
        middle, high = (ordered[int(len(ordered) * part)] for part in (0.5, 0.95))
        print(f"  {name}: p50 {middle:.0f} ms, p95 {high:.0f} ms")


def _timed(text: str, connection: Any) -> tuple[list[tuple[float, float]], int]:
    """Milliseconds on the clock and of work, several times; and how many clients were found."""
    times, found = [], 0
    for _ in range(TIMES):
        clock, work = time.perf_counter(), time.process_time()
        rule = parse(text, STANDARD)
        found = fetch(members(rule, STANDARD, TODAY), connection).num_rows
        spent = (time.perf_counter() - clock, (time.process_time() - work) / (os.cpu_count() or 1))
        times.append((spent[0] * 1000, spent[1] * 1000))
    return times, found


def _business(clients: int, lines: int) -> Any:
    raw = duckdb.connect()
    raw.execute("select setseed(0.3)")
    raw.execute(_MADE.format(clients=clients, sales=lines // 3))
    for name, schema in SCHEMAS.items():
        raw.register("shape", schema.empty_table())
        raw.execute(f"create table {name} as from shape")
        raw.unregister("shape")
    for name, select in {
        "sale_lines": "from made",
        "clients": _CLIENTS.format(clients=clients),
        "client_traits": _TAGS.format(clients=clients),
        "products": _PRODUCTS,
    }.items():
        raw.execute(f"insert into {name} by name {select}")
    raw.execute("drop table made")
    keeping.make(raw)  # as the mirror does
    return DuckDB(raw)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
