"""Everything anew at a hundred million lines, on one machine: eight analyses from Parquet, their time and memory.

    python -m bench.recompute                       100 M lines, two threads, 4 GB for the engine
    python -m bench.recompute --lines 10000000

The lines stay in their Parquet file, and so do documents (a row per sale), which the mirror writes with every segment
of lines as sales come: writing them all at once is timed, and not counted. What else the analyses share
(`metrics.kept`) is made first and counts as a step of its own; what none of them asks for stays a view. Then each
figure is computed as the product computes it, all rows fetched. Pairs are counted part by part. Times are wall and CPU
seconds of one cold run, memory is the peak of the whole process.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from bench.compare import _alone, _generate

FIGURES = {
    "RFM": "rfm",
    "ABC": "abc",
    "cohorts": "cohorts",
    "growth": "client_growth",
    "heatmap": "weekday_hour",
    "slow movers": "slow_movers",
    "gaps": "broken_rhythm",
}
SUPPORT = Decimal("0.0005")
PART_IN_SALES = 1_500_000
BAR_IN_SECONDS, BAR_IN_MB = 60, 6 * 1024


def main() -> None:
    """Generate in one process, compute in another, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.recompute", description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=100_000_000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--memory", default="4GB", help="what DuckDB may use")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nigotis-bench-") as folder:
        _alone(_generate, chosen.lines, Path(folder))
        written = _alone(_write_kept, Path(folder))
        took = _alone(_recompute, Path(folder), chosen.threads, chosen.memory)
    for name, (wall, cpu, rows) in written.items():
        seconds = f"{wall:.1f} s, CPU {cpu:.1f} s, {rows:,} rows"
        print(f"{name}, written by the mirror as sales come (not counted): {seconds}")
    print(f"\n{chosen.lines:,} lines, {chosen.threads} threads      wall s   CPU s      rows")
    for name, (wall, cpu, rows) in took["steps"].items():
        print(f"{name:<30} {wall:>8.1f} {cpu:>7.1f} {rows:>9,}")
    wall, cpu = (sum(step[n] for step in took["steps"].values()) for n in (0, 1))
    print(f"{'all':<30} {wall:>8.1f} {cpu:>7.1f}   peak {took['mb']:,.0f} MB")
    print(f"bars: {BAR_IN_SECONDS} s and {BAR_IN_MB:,} MB")


def _write_kept(folder: Path) -> dict[str, tuple[float, float, int]]:
    """What the mirror keeps in files beside the facts, written as it writes it."""
    from nigotis.metrics.kept import KEPT
    from nigotis.mirror import keeping

    took = {}
    for entry in (entry for entry in KEPT if entry.is_written):
        source, target = (folder / f"{name}.parquet" for name in (entry.source_name, entry.name))
        took[entry.name] = _timed(partial(keeping.write, entry, source, target))
    return took


def _recompute(folder: Path, threads: int, memory: str) -> dict[str, Any]:
    import duckdb

    from nigotis.metrics.catalogue import find
    from nigotis.metrics.facts import SCHEMAS
    from nigotis.metrics.kept import KEPT
    from nigotis.metrics.mining.baskets import at_least
    from nigotis.metrics.mining.parts import pairs_of_parts
    from nigotis.metrics.run import DuckDB, run
    from nigotis.metrics.window import Window
    from nigotis.mirror import keeping

    settings = {"threads": threads, "memory_limit": memory, "temp_directory": str(folder / "spill")}
    raw = duckdb.connect(str(folder / "kept.duckdb"), config=settings)
    raw.execute("set enable_progress_bar = false")
    raw.execute("set preserve_insertion_order = false")
    raw.execute("set force_compression = 'uncompressed'")  # as it lies in memory where the product keeps it
    for file in folder.glob("*.parquet"):
        raw.execute(f"create view {file.stem} as from '{file}'")
    for name, schema in SCHEMAS.items():
        if not (folder / f"{name}.parquet").exists():
            raw.register("shape", schema.empty_table())
            raw.execute(f"create table {name} as from shape")
            raw.unregister("shape")
    connection = DuckDB(raw)
    window = Window(date(2025, 7, 1), date(2025, 12, 31))
    whole = Window(date(2023, 1, 1), date(2025, 12, 31))
    asked_of = _asked_of(FIGURES.values())
    for entry in (entry for entry in KEPT if not entry.is_written and entry.name not in asked_of):
        raw.execute(f"create view {entry.name} as {keeping.definition(entry)}")
    made = [entry for entry in KEPT if not entry.is_written and entry.name in asked_of]
    steps = {"kept tables": _timed(lambda: keeping.make(raw, made) or 0)}
    for title, name in FIGURES.items():
        asked = window if name == "client_growth" else whole
        steps[title] = _timed(lambda name=name, asked=asked: run(find(name), asked, connection).rows.num_rows)
    parts = lambda: _parts(raw)  # noqa: E731
    steps["pairs"] = _timed(lambda: pairs_of_parts(parts, lambda sales: at_least(SUPPORT, sales)).num_rows)
    return {"steps": steps, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _asked_of(figures: Iterable[str]) -> set[str]:
    """Names of the tables that figures ask where everything is kept."""
    import ibis.expr.operations as ops

    from nigotis.metrics.catalogue import find
    from nigotis.metrics.kept import from_kept
    from nigotis.metrics.window import Window

    asked = (from_kept(find(name).expression(Window.sample())) for name in figures)
    return {str(table.name) for expression in asked for table in expression.op().find(ops.UnboundTable)}


def _parts(raw: Any) -> Iterator[Any]:
    """Whole sales, so many at a time: numbers of sales rise through the file, so a part reads few row groups."""
    [(last,)] = raw.execute("select max(sale_id) from sale_lines").fetchall()
    for first in range(0, last + 1, PART_IN_SALES):
        sold = (
            "select sale_id as basket, product_id from sale_lines where not is_return and is_product"
            f" and product_id is not null and sale_id between {first} and {first + PART_IN_SALES - 1}"
        )
        yield from _one_batch(raw.sql(sold).to_arrow_table())


def _one_batch(table: Any) -> Iterable[Any]:
    return table.combine_chunks().to_batches()


def _timed(work: Callable[[], int]) -> tuple[float, float, int]:
    wall, cpu = time.perf_counter(), time.process_time()
    rows = work()
    return time.perf_counter() - wall, time.process_time() - cpu, rows


if __name__ == "__main__":
    main()
