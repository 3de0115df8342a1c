"""The same bits for one and for many threads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

WORK = """
import hashlib, sys
from datetime import date
from threading import Thread
import numpy as np
from make.histories import simulated
from nigotis.predictions.forecast import predict
h = simulated(500, seed=5)
found = []
def one():
    forecast = predict(h, date(2025, 12, 30))
    assert forecast.churn_by == "model"
    columns = [np.ascontiguousarray(each).tobytes() for each in forecast.columns().values()]
    found.append(hashlib.sha256(b"".join(columns)).hexdigest())
threads = [Thread(target=one) for _ in range(int(sys.argv[1]))]
[each.start() for each in threads]
[each.join() for each in threads]
print(*sorted(set(found)))
"""


def _bits(libraries: str, ours: str) -> str:
    names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    environment = os.environ | dict.fromkeys(names, libraries)
    path = os.pathsep.join([str(Path(__file__).parents[1]), environment.get("PYTHONPATH", "")])
    ran = subprocess.run(
        [sys.executable, "-c", WORK, ours],
        env=environment | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def test_a_forecast_has_the_same_bits_with_one_thread_and_with_several() -> None:
    alone = _bits("1", "1")
    assert len(alone) == 64
    assert _bits("4", "2") == alone
