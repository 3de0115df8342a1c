"""Writes openapi.json, the shape of the API without its words: `python web/codegen/document.py [--check]`.

The web app's types are generated from it (`npm run generate` in this folder), so words would only make it stale.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from nigotis import rooms
from nigotis.kernel.context import House
from nigotis.surfaces.http import front_desk, openapi, uploads

FILE = Path(__file__).parent / "openapi.json"
WORDS = {"description", "summary", "title"}


def shape() -> str:
    """The document of all rooms, as it is kept."""
    assert rooms.ROOMS, "importing the rooms fills the registry"
    house: House = None  # type: ignore[assignment]  # routes keep it for requests; none is made here
    by_hand = front_desk.router(house)
    by_hand.include_router(uploads.router(house))
    document = _wordless(openapi.document(list(by_hand.routes), "en"))
    return json.dumps(document | {"info": {"title": "Nigotis", "version": "0"}}, indent=1, sort_keys=True) + "\n"


def _wordless(part: Any) -> Any:
    """Without words for people; a field that is itself called `title` stays."""
    if isinstance(part, list):
        return [_wordless(item) for item in part]
    if not isinstance(part, dict):
        return part
    kept = {key: _wordless(value) for key, value in part.items() if not (key in WORDS and isinstance(value, str))}
    # Python takes Literal["a", "b"] and Literal["b", "a"] for one type: which order shows depends on imports.
    return {key: sorted(value, key=str) if key == "enum" else value for key, value in kept.items()}


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(0 if FILE.read_text() == shape() else f"{FILE} is stale: run {Path(__file__).name}, then generate")
    FILE.write_text(shape())
