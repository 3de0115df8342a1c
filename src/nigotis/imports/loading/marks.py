"""What the rows of a file are known by, so that the same row is never entered twice."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

from nigotis.imports.loading.run import Run

Row = dict[str, Any]


def marked(run: Run, rows: Sequence[Row], about: Sequence[str]) -> dict[str, Row]:
    """The rows by their number, `external_id`, or else by what the columns `about` say (and how often it was said
    before). Of several rows with one number the last is taken, and the others are listed."""
    seen: Counter[str] = Counter()
    found: dict[str, Row] = {}
    for row in rows:
        mark = row["external_id"]
        if mark is None:
            said = str([row[name] for name in about])
            mark = "~" + hashlib.sha256(f"{said}{seen[said]}".encode()).hexdigest()[:32]
            seen[said] += 1
        elif mark in found:
            earlier = found.pop(mark)["row"]
            run.reject(earlier, "external_id", "imports.number_again", is_row=True, value=mark, other=row["row"])
        found[mark] = row
    return found
