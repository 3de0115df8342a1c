"""How long a file of sales takes, from the file to the figures and from the file into PostgreSQL.

    python -m bench.importing FILE [--currency GBP --country GB --zone Europe/London]

Each part is a whole process of its own, start-up included: seconds on the wall, CPU seconds of that process, its peak
memory. The database server runs beside it and is not counted. The last line undoes the import.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from nigotis.imports.loading.load import load
from nigotis.imports.loading.undo import undo
from nigotis.kernel import embedded
from nigotis.kernel.context import HOUSE, Caller, House
from nigotis.kernel.db import Database
from nigotis.kernel.door import enter
from nigotis.merchants.register import find_merchant, open_merchant
from nigotis.migrations.run import migrate
from nigotis.migrations.schema import metadata
from nigotis.reading.read import read
from nigotis.reports.analyze import analyze


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.importing", description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--currency", default="GBP")
    parser.add_argument("--country", default="GB")
    parser.add_argument("--zone", default="Europe/London")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nigotis-bench-") as folder:
        _measure("analyze", ["analyze", str(chosen.file), folder])
        server = embedded.start(Path(folder) / "postgres")
        try:
            place = [server.url, folder, str(_open(server.url, folder, chosen))]
            for part in ("import", "import again", "undo"):
                _measure(part, [part, str(chosen.file), *place])
        finally:
            server.stop()


def _open(url: str, folder: str, chosen: argparse.Namespace) -> int:
    """The id of a new business in a migrated database."""
    house = House(Database(url), Path(folder))
    migrate(house.database)
    profile = {"country": chosen.country, "currency": chosen.currency, "zone": chosen.zone, "language": "en"}
    with house.database.system() as session:
        merchant_id = open_merchant(session, house.clock(), name="Bench", is_demo=False, **profile)
    house.database.close()
    return merchant_id


def _measure(name: str, arguments: Sequence[str]) -> None:
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "bench.importing_parts", *arguments])
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    outcome = "" if status == 0 else "  FAILED"
    cpu = used.ru_utime + used.ru_stime
    print(f"{name:<14} {seconds:>7.1f} s {cpu:>7.1f} s CPU {used.ru_maxrss / 1024:>7.0f} MB{outcome}", flush=True)


def part(name: str, file: str, *place: str) -> None:
    """One measured part, in a process of its own."""
    if name == "analyze":
        analyze(file, Path(place[0]) / "out", currency="GBP")
        return
    url, folder, merchant_id = place
    metadata()
    house = House(Database(url), Path(folder))
    with house.database.tenant(int(merchant_id)) as session:
        merchant = find_merchant(session, int(merchant_id))
    assert merchant is not None
    with enter(house, Caller(merchant, HOUSE, "cli", "en")) as ctx:
        if name == "undo":
            undo(ctx, 1)
        else:
            load(ctx, read(file, "sales"))


if __name__ == "__main__":
    main()
