"""Every figure here and on a cluster, from the same Parquet mirror: equal rows, and the seconds of each.

    python -m bench.engines sc://127.0.0.1:15002          a Spark Connect server: Spark, Sail
    python -m bench.engines sail --lines 100000           starts a Sail server of its own

Prints a table in Markdown; `docs/engines.md` keeps one of a real Spark standalone cluster. Floats are compared to nine
significant digits, everything else exactly. Leaves with 1 when rows differ.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from bench.compare import _alone, _generate
from bench.serving import _mirror

MERCHANT = 1
_HELD: list[Any] = []
"""A server of our own ends when nothing holds it."""


def main() -> None:
    """Generate, ask both, compare, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.engines", description=__doc__.splitlines()[0])
    parser.add_argument("address", help="sc://host:port, or: sail")
    parser.add_argument("--lines", type=int, default=1_000_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nigotis-bench-") as folder:
        _alone(_generate, chosen.lines, Path(folder))
        _mirror(Path(folder), Path(folder) / "house", MERCHANT)
        sys.exit(_compared(Path(folder) / "house", _address(chosen.address), chosen.lines))


def _address(given: str) -> str:
    if given != "sail":
        return given
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer()
    server.start(background=True)
    _HELD.append(server)
    return "sc://{}:{}".format(*server.listening_address)


def _compared(data: Path, address: str, lines: int) -> int:
    from nigotis.metrics.catalogue import metrics
    from nigotis.metrics.window import Window
    from nigotis.mirror.cache import Mirror
    from nigotis.mirror.cluster import Cluster

    here, there = Mirror(data), Cluster(data, address)
    window = Window(date(2025, 1, 1), date(2025, 12, 31))
    print(f"{lines:,} lines\n\n| figure | rows | DuckDB s | cluster s | answers |\n| --- | --- | --- | --- | --- |")
    differing = 0
    for name, metric in metrics().items():
        ours, our_seconds = _ask(here, metric, window)
        theirs, their_seconds = _ask(there, metric, window)
        verdict = "equal" if ours == theirs else "DIFFERENT"
        differing += ours != theirs
        print(f"| {name} | {len(ours):,} | {our_seconds:.2f} | {their_seconds:.2f} | {verdict} |", flush=True)
    print(f"\n{len(metrics()) - differing} of {len(metrics())} figures equal.")
    return int(differing > 0)


def _ask(mirror: Any, metric: Any, window: Any) -> tuple[list[list[Any]], float]:
    from nigotis.metrics.run import run

    with mirror.connection(MERCHANT) as connection:
        began = time.perf_counter()
        rows = run(metric, window, connection).rows
        seconds = time.perf_counter() - began
    return [[_rounded(value) for value in row.values()] for row in rows.to_pylist()], seconds


def _rounded(value: Any) -> Any:
    return float(f"{value:.9g}") if isinstance(value, float) else value


if __name__ == "__main__":
    main()
