"""What people write about: complaints with the words that decided, services, places, warnings. Words are data files."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

COMPLAINT_FROM = 0.8
"""Weights of the words found that make a message a complaint."""

_WORD = re.compile(r"[a-z']+")


@dataclass(frozen=True)
class Complaint:
    """How much a text complains: the weights of `words`, heaviest first, added up; one from COMPLAINT_FROM on."""

    score: float
    words: tuple[str, ...]

    @property
    def is_one(self) -> bool:
        return self.score >= COMPLAINT_FROM


NO_COMPLAINT = Complaint(0.0, ())


def complaint(text: str, language: str = "") -> Complaint:
    """What of a text complains, each word counted once; by the words of `language`, or of both languages mixed."""
    lowered = text.lower().replace("’", "'")
    tongues = (language,) if language in ("en", "sw") else ("en", "sw")
    found: dict[str, float] = {}
    for tongue in tongues:
        single, phrases, weights = _complaints(tongue)
        for match in phrases.finditer(lowered):
            key = " ".join(match[0].split())
            found[key] = weights[key]
        for word in _WORD.findall(phrases.sub(" ", lowered)):
            key = single(word)
            if key:
                found[key] = weights[key]
    if not found:
        return NO_COMPLAINT
    said = sorted((key for key in found if found[key] > 0), key=lambda key: -found[key])
    return Complaint(round(max(0.0, sum(found.values())), 2), tuple(key.strip("*") for key in said))


@cache
def _complaints(language: str) -> tuple[Any, re.Pattern[str], dict[str, float]]:
    weights: dict[str, float] = _table("complaints")[language]
    whole = {key for key in weights if " " not in key and "*" not in key}
    begins = tuple(
        key.strip("*") for key in weights if not key.startswith("*") and key.endswith("*") and " " not in key
    )
    inside = [(key.strip("*"), key) for key in weights if key.startswith("*") and " " not in key]

    @lru_cache(maxsize=100_000)
    def single(word: str) -> str | None:
        if word in whole:
            return word
        if word.startswith(begins):
            return max((begin for begin in begins if word.startswith(begin)), key=len) + "*"
        return next((key for stem, key in inside if (stem in word if key.endswith("*") else word.endswith(stem))), None)

    several = sorted((key for key in weights if " " in key), key=len, reverse=True)
    pattern = "|".join(r"\s+".join(map(re.escape, key.strip("*").split())) for key in several)
    return single, re.compile(rf"\b(?:{pattern})"), {**weights, **{key.strip("*"): weights[key] for key in several}}


def services(text: str) -> tuple[str, ...]:
    """Codes of the services a text speaks of."""
    return _named("services", text)


def places(text: str) -> tuple[str, ...]:
    """Towns and quarters a text names."""
    return _named("places", text)


def _named(lexicon: str, text: str) -> tuple[str, ...]:
    pattern, names = _names(lexicon)
    return tuple(dict.fromkeys(names[" ".join(found.split())] for found in pattern.findall(text.lower())))


@cache
def _names(lexicon: str) -> tuple[re.Pattern[str], dict[str, str]]:
    table = _table(lexicon)
    names: dict[str, str] = {}
    if lexicon == "places":
        for entries in table.values():
            for entry in entries:
                shown, *others = entry.split("|")
                names |= {spelling.lower(): shown for spelling in (shown, *others)}
    else:
        names = {word: code for code, words in table.items() for word in words}
    ordered = sorted(names, key=len, reverse=True)
    whole = "|".join(r"\s+".join(map(re.escape, name.split())) for name in ordered if not name.endswith("*"))
    begins = "|".join(re.escape(name[:-1]) for name in ordered if name.endswith("*"))
    pattern = rf"\b(?:(?:{whole})\b" + (rf"|(?:{begins})" if begins else "") + ")"
    return re.compile(pattern), names | {name[:-1]: code for name, code in names.items() if name.endswith("*")}


def warning(kind: str, lowered: str) -> bool:
    """Whether a text carries a sign of `kind`: one_time_code, scam, reminder, promotion, notice."""
    return bool(_warnings(kind).search(lowered))


@cache
def _warnings(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(sign.replace(" ", r"\s+") for sign in _table("warnings")[kind]))


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files("nigotis.notices").joinpath("lexicons", f"{name}.toml").read_text("utf-8"))


def language(text: str) -> str:
    """`sw`, `en`, or nothing where neither has more of its words in the text."""
    words = _WORD.findall(text.lower())
    scores = [_tongue(word) for word in words]
    swahili, english = scores.count("sw"), scores.count("en")
    return "sw" if swahili > english else "en" if english > swahili else ""


@lru_cache(maxsize=100_000)
def _tongue(word: str) -> str:
    table = _tongues()
    if word in table["sw"]:
        return "" if word in table["en"] else "sw"
    if word in table["en"]:
        return "en"
    return "sw" if len(word) > 6 and word.startswith(table["sw_parts"]) else ""


@cache
def _tongues() -> dict[str, Any]:
    table = _table("languages")
    return {
        "sw": frozenset(table["sw"].split()),
        "en": frozenset(table["en"].split()),
        "sw_parts": tuple(table["sw_parts"]),
    }
