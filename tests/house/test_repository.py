"""Rules about the repository itself."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import grimp
import pytest

from nigotis.surfaces.docs import pages

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = re.compile(r"https?://(?!127\.0\.0\.1|localhost)[\w.-]+|index-url|find-links", re.IGNORECASE)
MACHINE_PATH = re.compile(r"/(?:home|root|work|Users)/[\w.-]+/")


def tracked(*patterns: str) -> list[Path]:
    """Files that git knows, or all below the root where this is not a checkout."""
    listed = subprocess.run(["git", "ls-files", "-z", "--", *patterns], cwd=ROOT, capture_output=True, check=False)
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize(
    "name", ["requirements.lock", "requirements-dev.lock", "requirements-bench.lock", "web/package-lock.json"]
)
def test_a_lock_names_no_registry(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    found = [line for line in text.splitlines() if ADDRESS.search(line) and '"url": "https://' not in line]
    assert found == []
    assert '"resolved"' not in text


def test_every_pinned_package_has_hashes() -> None:
    text = (ROOT / "requirements.lock").read_text("utf-8").replace("\\\n", " ")
    pins = [line for line in text.splitlines() if "==" in line]
    assert len(pins) > 50
    assert [line for line in pins if "--hash=sha256:" not in line] == []


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    sources = tracked("*.py", "*.md", "*.toml", "*.ts", "*.tsx", "Makefile", ".ci/*")
    found = [path.name for path in sources if path != Path(__file__) and MACHINE_PATH.search(path.read_text("utf-8"))]
    assert found == []


@pytest.mark.parametrize("name", sorted(pages()))
def test_a_generated_page_is_current(name: str) -> None:
    assert (ROOT / "docs" / name).read_text("utf-8") == pages()[name], "run: make docs"


def test_a_rooms_tables_are_its_own() -> None:
    graph = grimp.build_graph("nigotis")
    foreign = [
        (importer, models)
        for models in sorted(module for module in graph.modules if module.endswith(".models"))
        for importer in graph.find_modules_that_directly_import(models)
        if not importer.startswith((models.rpartition(".")[0] + ".", "nigotis.migrations."))
    ]
    assert foreign == []
