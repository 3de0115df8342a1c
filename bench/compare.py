"""Run metrics as the product runs them (Ibis on DuckDB) and by hand in pandas, check equal answers, print both.

    python -m bench                                  1 M and 10 M lines
    python -m bench --lines 200000 --only rfm abc    a quick look

Every figure comes from a process of its own, data loaded before the clock starts; wall and CPU are the median of
`--repeat` runs, memory is the peak of the whole process, data included. The first run of ours also compiles the SQL.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

COMPARED = {
    "rfm": "client_id, recency_in_days, frequency, monetary, r, f, m, segment",
    "abc": "product_id, abc, value",
    "client_growth": "client_id, trend, net, net_before",
    "cohorts": "first_month, month, clients, net",
    "weekday_hour": "weekday, hour, sales, net",
    "slow_movers": "product_id, slow_for_days",
}
MONEY = {"monetary", "value", "net", "net_before"}
LAST_DAY = "2025-12-31"
SINCE = {"client_growth": "2025-07-01"}


def main() -> None:
    """Generate, measure, compare, print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--only", nargs="+", choices=COMPARED, default=list(COMPARED))
    parser.add_argument("--repeat", type=int, default=3)
    chosen = parser.parse_args()
    for lines in chosen.lines:
        with tempfile.TemporaryDirectory(prefix="nigotis-bench-") as folder:
            _alone(_generate, lines, Path(folder))
            _print_table(Path(folder), lines, chosen.only, chosen.repeat)


def _print_table(folder: Path, lines: int, names: list[str], repeat: int) -> None:
    print(
        f"\n{lines:,} lines        ours: first s  wall s  CPU s    MB  |  pandas: wall s  CPU s    MB  |  pandas : ours"
    )
    for name in names:
        ours = _alone(_ours, name, folder, repeat)
        theirs = _alone(_pandas, name, folder, repeat)
        answers = "equal" if _equal(name, folder) else "DIFFERENT"
        print(
            f"{name:<16} {ours['first']:>15.3f} {ours['wall']:>7.3f} {ours['cpu']:>6.2f} {ours['mb']:>5.0f}  |"
            f"{theirs['wall']:>16.3f} {theirs['cpu']:>6.2f} {theirs['mb']:>5.0f}  |"
            f"{theirs['wall'] / ours['wall']:>18.1f}x {theirs['cpu'] / ours['cpu']:>4.1f}x  {answers} answers",
            flush=True,
        )
        if answers != "equal":
            sys.exit(f"{name}: the two answers differ")


def _generate(lines: int, folder: Path) -> None:
    from bench.generate import generate

    generate(lines, folder)


def _ours(name: str, folder: Path, repeat: int) -> dict[str, float]:
    from datetime import date

    import duckdb
    import pyarrow.parquet as pq

    from nigotis.metrics.catalogue import find
    from nigotis.metrics.run import DuckDB, run
    from nigotis.metrics.window import Window

    raw = duckdb.connect()
    raw.execute("set enable_progress_bar = false")
    for table in ("sale_lines", "products"):
        raw.execute(f"create table {table} as from '{folder / table}.parquet'")
    connection = DuckDB(raw)
    window = Window(date.fromisoformat(SINCE.get(name, "2023-01-01")), date.fromisoformat(LAST_DAY))
    figures, answer = _measure(lambda: run(find(name), window, connection).rows, repeat)
    pq.write_table(answer, folder / "ours.parquet")
    return figures


def _pandas(name: str, folder: Path, repeat: int) -> dict[str, float]:
    import pandas as pd
    import pyarrow.parquet as pq

    from bench import by_hand

    lines = pd.read_parquet(folder / "plain.parquet")
    lines.attrs["products"] = pq.read_metadata(folder / "products.parquet").num_rows
    figures, answer = _measure(lambda: getattr(by_hand, name)(lines, pd.Timestamp(LAST_DAY)), repeat)
    answer.to_parquet(folder / "theirs.parquet")
    return figures


def _measure(ask: Callable[[], Any], repeat: int) -> tuple[dict[str, float], Any]:
    walls, cpus, answer = [], [], None
    for _ in range(repeat + 1):
        wall, cpu = time.perf_counter(), time.process_time()
        answer = ask()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "first": walls[0],
        "wall": statistics.median(walls[1:]),
        "cpu": statistics.median(cpus[1:]),
        "mb": peak / (2**20 if sys.platform == "darwin" else 2**10),
    }, answer


def _equal(name: str, folder: Path) -> bool:
    """Whether both files hold the same rows, money compared in whole cents."""
    import duckdb

    columns = [column.strip() for column in COMPARED[name].split(",")]
    ours = ", ".join(f"({c} * 100)::bigint as {c}" if c in MONEY else f"{c}{_plain(c)}" for c in columns)
    theirs = ", ".join(f"{c}{_plain(c)}" for c in columns)
    sides = (f"select {ours} from '{folder}/ours.parquet'", f"select {theirs} from '{folder}/theirs.parquet'")
    query = "select count(*) from ({} except all {})"
    return all(duckdb.sql(query.format(a, b)).fetchall() == [(0,)] for a, b in (sides, sides[::-1]))


def _plain(column: str) -> str:
    return f"::date as {column}" if column.endswith("month") else ""


def _alone(work: Callable[..., Any], *args: Any) -> Any:
    """Run in a fresh process, so that nothing warm or fat is carried over; its answer comes back as JSON."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(sender, work, *args))
    process.start()
    sender.close()
    try:
        return json.loads(receiver.recv())
    except EOFError:
        sys.exit(f"{work.__name__} failed")
    finally:
        process.join()


def _send(sender: Any, work: Callable[..., Any], *args: Any) -> None:
    sender.send(json.dumps(work(*args)))
