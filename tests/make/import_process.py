"""A worker in a process of its own, for tests that kill it: `python -m make.import_process URL DATA`."""

from __future__ import annotations

import sys
from pathlib import Path

from make.clock import Clock
from nigotis.imports import operations  # noqa: F401  (declares the jobs of imports)
from nigotis.kernel.context import House
from nigotis.kernel.db import Database
from nigotis.kernel.queue import run_waiting_jobs
from nigotis.kernel.work import Register
from nigotis.merchants.register import find_merchant

if __name__ == "__main__":
    house = House(Database(sys.argv[1]), Path(sys.argv[2]), clock=Clock())
    house.ports.fill(Register, Register(find_merchant))
    run_waiting_jobs(house)
