"""Which field a header means, and the words that cells are made of."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import get_args

from nigotis.kernel.text import fold
from nigotis.reading.types import Kind

# Messages are no table of cells: `notices` reads them by its own words.
KINDS: tuple[Kind, ...] = tuple(kind for kind in get_args(Kind) if kind != "messages")
_CAMEL = re.compile(r"(?<=[a-zа-я])(?=[A-ZА-Я])|(?<=[A-Z])(?=[A-Z][a-z])")
_NUMBER_SIGN = re.compile(r"№|#")
_ASIDE = re.compile(r"[(\[{].*?[)\]}]")
# A full match beats one that needed harmless words; among equals the order of fields in words.toml decides.
_FULL, _PARTIAL = 2.0, 1.0


@cache
def _words() -> dict[str, object]:
    return tomllib.loads(files("nigotis.reading").joinpath("words.toml").read_text("utf-8"))


@cache
def phrases(kind: Kind) -> dict[str, dict[str, int]]:
    """Field -> its folded phrases and how far down the list each stands: the earlier, the likelier."""
    table = _words()[kind]
    assert isinstance(table, dict)
    return {field: _ranked(found) for field, found in table.items()}


def _ranked(found: list[str]) -> dict[str, int]:
    ranks: dict[str, int] = {}
    for rank, phrase in enumerate(found):
        for form in (_normal(phrase), _normal(phrase).replace(" ", "")):
            ranks.setdefault(form, rank)
    return ranks


@cache
def _harmless() -> frozenset[str]:
    found = _words()["harmless"]
    assert isinstance(found, list)
    return frozenset(_normal(word) for word in found)


@cache
def _everything() -> frozenset[str]:
    return frozenset(phrase for kind in KINDS for found in phrases(kind).values() for phrase in found)


@cache
def cell_words(name: str) -> tuple[str, ...]:
    """The words of `cells.toml` under `name`, as written there."""
    return tuple(_cells()[name])


@cache
def _cells() -> dict[str, list[str]]:
    return tomllib.loads(files("nigotis.reading").joinpath("cells.toml").read_text("utf-8"))


def familiar(cells: list[str]) -> int:
    """How many different cells are header words of any kind."""
    return len({n for cell in cells if cell and len(cell) < 80 and (n := _normal(cell)) in _everything()})


def scores(header: str, kind: Kind) -> dict[str, float]:
    """Field -> how well `header` names it, 1 to 2; fields it does not name are absent."""
    whole = {_normal(header), _normal(_ASIDE.sub(" ", header))} - {""}
    lean = {" ".join(w for w in form.split() if w not in _harmless()) for form in whole} - {""}
    found: dict[str, float] = {}
    for field, known in phrases(kind).items():
        for level, forms in ((_FULL, _squashed(whole)), (_PARTIAL, _squashed(lean))):
            ranks = [known[form] for form in forms if form in known]
            if ranks:
                found.setdefault(field, level - min(ranks) / 1000)
    return found


def _squashed(forms: set[str]) -> set[str]:
    return forms | {form.replace(" ", "") for form in forms}


def _normal(header: str) -> str:
    return fold(_CAMEL.sub(" ", _NUMBER_SIGN.sub(" no ", header.strip())))
