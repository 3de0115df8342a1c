"""The web app's types are made from the API as it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_the_web_app_was_generated_from_the_api_as_it_stands() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "web" / "codegen" / "document.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
