"""Build hook: a wheel or source archive carries the built web app, so that who installs it needs no Node."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebAppHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs `tools/web.py build`; an editable install leaves it to `make web`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it packs."""
        script = Path(self.root) / "tools" / "web.py"
        if version != "editable" and script.exists():
            subprocess.run([sys.executable, str(script), "build"], check=True)
