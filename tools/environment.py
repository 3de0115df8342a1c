"""Makes `.venv` from a hashed lock file, with progress: `python tools/environment.py requirements.lock STAMP`.

Runs on any Python 3.11+ with nothing installed. Nothing is downloaded whose hash is not in the lock file.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def main(lock: str, stamp: str) -> None:
    """Make the environment and touch the stamp when all is there."""
    if not PYTHON.exists():
        print("Making the Python environment in .venv", flush=True)
        if subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False).returncode:
            sys.exit("This Python cannot make environments. On Debian or Ubuntu: apt install python3-venv")
    packages = len(re.findall(r"^\S+==", (ROOT / lock).read_text("utf-8"), re.MULTILINE))
    print(f"Installing {packages} packages from {lock}; the first time downloads about 250 MB", flush=True)
    _pip(["--require-hashes", "--requirement", lock], packages)
    _pip(["--no-deps", "--no-build-isolation", "--editable", "."], 1)
    (ROOT / stamp).touch()


def _pip(options: list[str], packages: int) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar=off", *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    lines: list[str] = []
    seen, said = 0, time.monotonic()
    for line in process.stdout or ():
        lines.append(line)
        seen += line.startswith(("Collecting", "Requirement already satisfied", "Obtaining"))
        if line.startswith("Installing collected packages"):
            print("  unpacking", flush=True)
        elif time.monotonic() - said > 3:
            said = time.monotonic()
            print(f"  {min(seen, packages)} of {packages}", flush=True)
    if process.wait():
        print("".join(lines[-30:]))
        sys.exit("The packages could not be installed; the reason stands above.")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
