"""`analyze` and `read`: for somebody who has a file and nothing else."""

from __future__ import annotations

import typer


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
