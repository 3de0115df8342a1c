"""Every sentence in four languages.

Each room keeps its words beside its code in `texts.toml`, one table per key, the languages side by side, so a missing
translation is seen where it is missing:

    ["reading.not_a_date"]
    en = "“{value}” is not a date."
    az = "..."
    ru = "..."
    sw = "..."

English for operations and metrics is the docstring in the code; their other languages stand in the same file under
the operation's or metric's own name (`["clients.add"]`, `["clients.add.name"]` for a field).
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

Language = Literal["az", "en", "ru", "sw"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


def say(key: str, language: str, /, **values: Any) -> str:
    """The sentence `key` in `language`, with `{name}` placeholders filled; English where a language lacks it.

    Raises KeyError for a key that no room has, so a typo fails in the first test that meets it.
    """
    entry = texts()[key]
    return fill(entry.get(language) or entry["en"], values)


def translation(key: str, language: str, english: str) -> str:
    """`english` from the code, or its translation from `texts.toml` where there is one."""
    return english if language == "en" else texts().get(key, {}).get(language, english)


def fill(template: str, values: dict[str, Any]) -> str:
    """Placeholders only, by plain replacement: a value is never read as a format expression."""
    for name, value in values.items():
        template = template.replace("{" + name + "}", str(value))
    return template


@cache
def texts() -> dict[str, dict[str, str]]:
    """All `texts.toml` of all rooms: key -> language -> sentence."""
    found: dict[str, dict[str, str]] = {}
    for room in files("nigotis").iterdir():
        file = room.joinpath("texts.toml") if room.is_dir() else None
        if file is None or not file.is_file():
            continue
        for key, entry in tomllib.loads(file.read_text("utf-8")).items():
            if key in found:
                raise ValueError(f"text {key!r} stands in two rooms")
            found[key] = entry
    return found
