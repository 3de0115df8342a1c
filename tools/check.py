"""The whole check, step by step, with one summary at the end: `python tools/check.py`.

Every step runs even when an earlier one failed, so that one run tells everything.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = ROOT / ".venv" / "bin"
REAL_DATA = ROOT.parent / "shared" / "data"
CHECKED = ["src", "tests", "tools", "bench", "hatch_build.py"]


@dataclass(frozen=True)
class Outcome:
    """How a step ended."""

    name: str
    passed: bool
    seconds: float
    remark: str = ""


def main() -> None:
    """Run all steps and leave with 1 when one failed."""
    with tempfile.TemporaryDirectory(prefix="nigotis-") as scratch:  # pytest's own is shared with other runs
        outcomes = [_step(name, command) for name, command in _steps(scratch).items()]
    print("\n" + "=" * 72)
    for outcome in outcomes:
        state = "ok    " if outcome.passed else "FAILED"
        print(f"{state}  {outcome.name:<10} {outcome.seconds:7.1f} s  {outcome.remark}")
    if not REAL_DATA.is_dir():
        print(f"Left out: tests on public data files, which are not at {REAL_DATA}")
    sys.exit(not all(outcome.passed for outcome in outcomes))


def _steps(scratch: str) -> dict[str, list[str]]:
    without_data = [] if REAL_DATA.is_dir() else ["-m", "not real"]
    python = str(BIN / "python")
    # Neighbours stay together: a file is made ready once, not once a worker, and what was compiled for it is at hand
    workers = ["-n", "2", "--dist", "worksteal"]
    return {
        "lint": [str(BIN / "ruff"), "check", *CHECKED],
        "format": [str(BIN / "ruff"), "format", "--check", "--quiet", *CHECKED],
        "types": [str(BIN / "mypy")],
        "walls": [str(BIN / "lint-imports")],
        "web": [python, "tools/web.py", "check"],
        "tests": [str(BIN / "pytest"), *workers, "--quiet", "--basetemp", scratch, *without_data],
    }


def _step(name: str, command: list[str]) -> Outcome:
    print(
        f"\n--- {name}: {' '.join(Path(part).name if part.startswith('/') else part for part in command)}", flush=True
    )
    began, last = time.monotonic(), ""
    process = subprocess.Popen(
        command, cwd=ROOT, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    for line in process.stdout or ():
        print(line, end="", flush=True)
        last = line.strip() or last
    passed = process.wait() == 0
    return Outcome(name, passed, time.monotonic() - began, last if name == "tests" else "")


def _environment() -> dict[str, str]:
    """Ours without settings of a running installation, which tests must not touch."""
    kept = {"NIGOTIS_NO_SKIPS", "NIGOTIS_TEST_DATABASE_URL", "NIGOTIS_SKIP_WEB"}
    return {name: value for name, value in os.environ.items() if not re.match("NIGOTIS_", name) or name in kept}


if __name__ == "__main__":
    main()
