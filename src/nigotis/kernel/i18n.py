"""Every sentence in four languages.

Each room keeps its words beside its code in `texts.toml`, one table per key, the languages side by side, so a missing
translation is seen where it is missing:

    ["reading.not_a_date"]
    en = "“{value}” is not a date."
    az = "..."
    ru = "..."
    sw = "..."

A word that follows a number takes its form from it: `{days} {days|day|days}`, in Russian `{days} {days|день|дня|дней}`,
in the order one, few, many, other of CLDR's plural categories. Russian fractions ("2,5 дня") are a fourth form, where
the number can be one. A language whose word stays as it is writes it plainly.

A day is written as readers write it (`24 дек. 2026`).

English for operations and metrics is the docstring in the code; their other languages stand in the same file under
the operation's or metric's own name (`["clients.add"]`, `["clients.add.name"]` for a field); a field of what stands
inside of what is asked, under the name of that (`["LineAsk.quantity"]`), for several operations may ask for it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Literal, Self, get_args

from babel import Locale
from babel.dates import format_date

Language = Literal["az", "en", "ru", "sw"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

PLACE = re.compile(r"\{(\w+)((?:\|[^{}|]*)*)\}")
"""A place to be filled: its name, and the forms of a word by that number if it has any."""


class Shown(str):
    """A number as readers see it ("1,234") that still knows its `value`, so that a word beside it takes its form."""

    value: float | Decimal

    @classmethod
    def of(cls, text: str, value: float | Decimal) -> Self:
        """`text` that stands for `value`."""
        shown = cls(text)
        shown.value = value
        return shown


def say(key: str, language: str, /, **values: Any) -> str:
    """The sentence `key` in `language`, with `{name}` placeholders filled; English where a language lacks it.

    Raises KeyError for a key that no room has, so a typo fails in the first test that meets it.
    """
    entry = texts()[key]
    if language not in entry:
        language = "en"
    return PLACE.sub(lambda place: _filled(place, values, language), entry[language])


def short_day(value: date, language: str) -> str:
    """9 Dec 2011."""
    return str(format_date(value, "d MMM y", locale=language))


def translation(key: str, language: str, english: str) -> str:
    """`english` from the code, or its translation from `texts.toml` where there is one."""
    return english if language == "en" else texts().get(key, {}).get(language, english)


def translate_fields(schema: dict[str, Any], name: str, language: str) -> None:
    """Put the fields of a JSON schema, that of the operation or part called `name`, into `language`."""
    for field, about in schema.get("properties", {}).items():
        if "description" in about:
            about["description"] = translation(f"{name}.{field}", language, about["description"])


def categories(language: str) -> tuple[str, ...]:
    """CLDR's plural categories of a language, in the order in which a text gives the forms of a word."""
    return tuple(one for one in ("one", "few", "many", "other") if one in _tags(language) or one == "other")


def _filled(place: re.Match[str], values: dict[str, Any], language: str) -> str:
    """Plain replacement: a value is never read as a format expression, nor as a place."""
    name, forms = place[1], place[2].split("|")[1:]
    if name not in values:
        return place[0]
    value = values[name]
    if forms:
        return _form(forms, value, language)
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    return short_day(value, language) if is_day else str(value)


def _form(forms: Sequence[str], number: Any, language: str) -> str:
    value = number.value if isinstance(number, Shown) else number
    if not isinstance(value, int | float | Decimal):  # "–": nothing is known
        return forms[-1]
    category = Locale(language).plural_form(float(value))  # to CLDR 1.0 is not 1 unless a float
    return forms[min(categories(language).index(category), len(forms) - 1)]


@cache
def _tags(language: str) -> frozenset[str]:
    return frozenset(Locale(language).plural_form.tags)


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
