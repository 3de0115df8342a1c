"""Layouts: how each operator words each kind of notice. They are data, in `operators/*.toml`.

A layout's `pattern` is a regular expression in which a space is any blank or none, and these slots stand for what
varies: {amount} {who} {reference} {any}. Capitals do not matter. `says` are phrases that are all in the message, lower
case; they choose the layouts worth trying, so that thousands of messages a second are read. Balance, fee and reference
are found by the words all operators use (`spelling.py`). `senders` are how the operator's name begins as phones show
it, lower case; up to four letters must be a whole word, since Yasmin is not Yas. A layout without `direction` tells of
no money of this phone.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from nigotis.notices.spelling import MONEY
from nigotis.notices.types import Direction

_SLOTS = {
    "{amount}": rf"(?P<amount>{MONEY})",
    "{who}": r"(?P<who>.{1,90}?)(?:(?<!\w)|(?!\w))",
    "{reference}": r"(?P<reference>[\w.-]{4,40})",
    "{any}": r".{0,160}?",
}


@dataclass(frozen=True)
class Layout:
    """One wording of one operator. `currencies` (ISO 4217) are those it is used with, the first where none is said."""

    operator: str
    kind: str
    direction: Direction | None
    says: tuple[str, ...]
    pattern: str
    currencies: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    counterpart: str = ""
    has_fee: bool = True

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The pattern, compiled once."""
        return re.compile(_expanded(self.pattern), re.IGNORECASE | re.DOTALL)


class Layouts:
    """All layouts there are: the built-in ones, and before them those the merchant taught."""

    def __init__(self, taught: Iterable[Layout] = ()) -> None:
        self._taught = tuple(taught)
        self._all = (*self._taught, *built_in())
        self._senders = {known for layout in self._all for known in layout.senders}
        self._by_sender: dict[str, tuple[Layout, ...]] = {}

    def find(self, text: str, lowered: str, sender: str) -> tuple[Layout, re.Match[str]] | None:
        """The first layout that fits, those of the sender's operator first. `lowered` has single spaces."""
        for layout in self._of(sender):
            for phrase in layout.says:
                if phrase not in lowered:
                    break
            else:
                if found := layout.regex.search(text):
                    return layout, found
        return None

    def is_operator(self, sender: str) -> bool:
        """Whether a sender is an operator we know."""
        return any(_is_named(sender, known) for known in self._senders)

    def believes(self, layout: Layout, sender: str) -> bool:
        """Whether a notice of this layout proves anything when it comes under a name: an operator's, a short code or
        none at all, or any name where the merchant taught the layout. Else somebody forwards it, or made it up."""
        return layout in self._taught or not _NAME.search(sender) or self.is_operator(sender)

    def _of(self, sender: str) -> tuple[Layout, ...]:
        if sender not in self._by_sender:
            own = [layout for layout in self._all if any(_is_named(sender, known) for known in layout.senders)]
            if len(self._by_sender) > 10_000:
                self._by_sender.clear()
            self._by_sender[sender] = (*own, *(layout for layout in self._all if layout not in own))
        return self._by_sender[sender]


_NAME = re.compile(r"[^\W\d_]")
_WHOLE_WORD = 4


def _is_named(sender: str, known: str) -> bool:
    name = sender.casefold().strip()
    return name.startswith(known) and (len(known) > _WHOLE_WORD or not name[len(known) :][:1].isalpha())


@cache
def built_in() -> tuple[Layout, ...]:
    """The layouts of `operators/*.toml`."""
    folder = files("nigotis.notices").joinpath("operators")
    tables = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return tuple(layout for table in tables for layout in layouts_of(tomllib.loads(table.read_text("utf-8"))))


def layouts_of(table: dict[str, Any]) -> list[Layout]:
    """The layouts of one operator's file."""
    common = {
        "operator": table["operator"],
        "currencies": tuple(table["currencies"]),
        "senders": tuple(table["senders"]),
    }
    return [
        Layout(
            kind=entry["kind"],
            direction=entry.get("direction"),
            says=tuple(entry["says"]),
            pattern=entry["pattern"],
            counterpart=entry.get("counterpart", ""),
            has_fee=entry.get("has_fee", True),
            **common,
        )
        for entry in table["layout"]
    ]


def _expanded(pattern: str) -> str:
    for slot, regex in _SLOTS.items():
        pattern = pattern.replace(slot, regex.replace(" ", "\0"))
    return pattern.replace(" ", r"\s*").replace("\0", " ")


_VARYING = re.compile(r"\d[\d,./:-]*")


def taught_layout(
    operator: str,
    kind: str,
    direction: Direction | None,
    sample: str,
    parts: dict[str, str],
    *,
    currency: str = "",
    senders: Sequence[str] = (),
) -> Layout:
    """A layout from one sample in which somebody marked the parts: slot name -> its text in the sample.

    Numbers that are not marked may be any numbers, blanks any blanks; every other word must be there. Raises ValueError
    where a marked part does not stand in the sample, or no words are left to know the layout by.
    """
    places = sorted((sample.index(text), name, text) for name, text in parts.items() if text)
    pieces, end = [], 0
    for start, name, text in places:
        if start < end:
            raise ValueError("parts overlap")
        pieces += [_literal(sample[end:start]), "{" + name + "}"]
        end = start + len(text)
    pieces.append(_literal(sample[end:]))
    words = re.split(r"\{\w+\}|" + _VARYING.pattern, "".join(_blanked(sample, places)).lower())
    says = max((" ".join(run.split()) for run in words), key=len)
    if len(says) < 4:
        raise ValueError("no words to know it by")
    pattern = "".join(pieces).strip() + (r"\s*$" if places and end == len(sample.rstrip()) else "")
    currencies = (currency,) if currency else ()
    return Layout(operator, kind, direction, (says,), pattern, currencies, tuple(map(str.casefold, senders)))


def _literal(text: str) -> str:
    """A pattern for words as they stand, with any numbers."""
    pieces = _VARYING.split(text)
    return r"\d[\d,./:-]*".join(" ".join(map(re.escape, re.split(r"\s+", piece))) for piece in pieces)


def _blanked(sample: str, places: list[tuple[int, str, str]]) -> Iterable[str]:
    end = 0
    for start, name, text in places:
        yield sample[end:start] + "{" + name + "}"
        end = start + len(text)
    yield sample[end:]
