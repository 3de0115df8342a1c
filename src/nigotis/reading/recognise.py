"""Which column is which field: by header words, held against what the column holds, and by content alone where
there is no header."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pyarrow as pa

from nigotis.kernel.money import written
from nigotis.reading.dates import read_moment, read_time
from nigotis.reading.raw import Raw, distinct_texts
from nigotis.reading.types import Kind, Note, Question, Unreadable
from nigotis.reading.values import is_nothing
from nigotis.reading.words import KINDS, phrases, scores

_DATES = {
    "sold_at",
    "birthday",
    "registered",
    "created",
    "engaged",
    "closed",
    "won",
    "lost",
    "expected",
    "due",
    "done",
    "employed_from",
    "employed_to",
}
_NUMBERS = {
    "quantity",
    "unit_price",
    "amount",
    "discount",
    "tax",
    "cost",
    "profit",
    "total_spent",
    "visits",
    "price",
    "stock",
    "value",
}
_NEVER_DATES = {"document", "client", "product", "product_name", "client_name", "name", "category", "branch", "seller"}
_SALE_SIGNS = {"amount", "document", "quantity", "unit_price", "product", "product_name", "client"}
_PHONE = re.compile(r"^[+\d(][\d\s().\-/+\u00a0]{6,24}$")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_PROFILE_VALUES = 300
_ENOUGH = 0.6


@dataclass(frozen=True)
class Profile:
    """Shares of a column's different values (0 to 1) that look like each thing; `values` how many were looked at."""

    values: int
    numbers: float
    fractions: float
    dates: float
    times: float
    phones: float
    emails: float
    small: float
    repeats: float
    digits: float


@dataclass
class Mapping:
    """Field -> header, with what was assumed and what must be asked."""

    kind: Kind
    fields: dict[str, str]
    assumptions: list[Note] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def recognise(raw: Raw, kind: Kind | None, told: dict[str, str], today: dt.date) -> Mapping:
    """Map columns to fields. `told` is header -> field by the merchant and wins over everything. Raises Unreadable."""
    profiles = {h: profile(c, today) for h, c in zip(raw.headers, raw.columns, strict=True)}
    fixed = _told(raw.headers, told)
    chosen = kind if kind is not None else _likeliest(raw, profiles)
    unknown = {f for f in fixed if not f.startswith("-")} - set(phrases(chosen))
    if unknown:
        raise Unreadable("reading.unknown_field", fields=", ".join(sorted(unknown)))
    mapping = Mapping(chosen, _by_words(raw.headers, chosen, profiles, fixed))
    if not raw.has_header or not _is_enough(chosen, set(mapping.fields)):
        _by_content(mapping, raw, profiles, set(fixed.values()))
    if chosen == "clients":
        _names_apart(mapping.fields)
    if chosen == "sales" and not set(fixed) & {"client", "client_name"}:
        _codes_or_names(mapping.fields, profiles)
    if not _is_enough(chosen, set(mapping.fields)):
        raise Unreadable(f"reading.no_{chosen}", headers=", ".join(raw.headers[:30]))
    return mapping


def profile(column: pa.ChunkedArray, today: dt.date) -> Profile:
    """Look at some different values of a column."""
    if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
        return Profile(1, 0, 0, 1, 0, 0, 0, 0, 0, 1)
    cells = [c for c in distinct_texts(column, 20_000) if not is_nothing(c)]
    step = max(1, len(cells) // _PROFILE_VALUES)
    seen = cells[::step][:_PROFILE_VALUES]
    if not seen:
        return Profile(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    count = len(seen)
    read = [written(c) for c in seen]
    return Profile(
        values=count,
        numbers=sum(w is not None for w in read) / count,
        fractions=sum(
            w is not None and re.search(r"[.,]\d{1,2}\D*$", c) is not None for w, c in zip(read, seen, strict=True)
        )
        / count,
        dates=sum(read_moment(c, today) is not None for c in seen) / count,
        times=sum(":" in c and read_time(c) is not None for c in seen) / count,
        phones=sum(_is_phone_like(c) for c in seen) / count,
        emails=sum(bool(_EMAIL.match(c)) for c in seen) / count,
        small=sum(c.isdecimal() and len(c) <= 3 and not c.startswith("0") for c in seen) / count,
        digits=sum(any(ch.isdigit() for ch in c) for c in seen) / count,
        repeats=1 - len(cells) / max(1, min(len(column), 20_000)),
    )


def _is_phone_like(text: str) -> bool:
    return bool(_PHONE.match(text)) and 7 <= sum(c.isdigit() for c in text) <= 15


def _told(headers: list[str], told: dict[str, str]) -> dict[str, str]:
    missing = [h for h in told if h not in headers]
    if missing:
        raise Unreadable("reading.unknown_column", columns=", ".join(missing), headers=", ".join(headers[:30]))
    return {f or f"-{h}": h for h, f in told.items()}


def _likeliest(raw: Raw, profiles: dict[str, Profile]) -> Kind:
    scored = {kind: _kind_score(raw, kind, profiles) for kind in KINDS}
    return max(KINDS, key=scored.__getitem__)


def _kind_score(raw: Raw, kind: Kind, profiles: dict[str, Profile]) -> float:
    """How much a file speaks for a kind: fields found, weighted by what only that kind has."""
    found = set(_by_words(raw.headers, kind, profiles, {}))
    if not raw.has_header:
        return float(kind == "sales" and any(p.dates > 0.9 for p in profiles.values()))
    score = float(len(found)) - 3 * (not _is_enough(kind, found))
    if kind == "sales":
        return (
            score + 3 * ("sold_at" in found and bool(found & _SALE_SIGNS)) - 5 * (not found & {"sold_at", "document"})
        )
    if kind == "clients":
        documents = set(_by_words(raw.headers, "sales", profiles, {})) & {"document", "product", "quantity"}
        return (
            score
            + 2 * bool(found & {"phone", "email", "birthday", "gender"})
            + ("registered" in found)
            - 3 * bool(documents)
        )
    return score if kind == "products" else score + _force_score(kind, found, raw.headers)


def _force_score(kind: Kind, found: set[str], headers: list[str]) -> float:
    """What speaks for a file about deals, activities or the team; without it the file is about something else."""
    if kind == "deals":  # a stage, or a date of winning or losing, and what else only deals have; or leads by number
        if found & {"stage", "won", "lost"} and found & {"value", "closed", "won"}:
            return 3
        return 0 if "created" in found and any(_numbers_deals(header) for header in headers) else -100
    if kind == "activities":
        return 0 if {"kind", "due"} <= found or {"kind", "done"} <= found else -100
    return 2 if found & {"manager", "office", "employed_from"} else -100


def _numbers_deals(header: str) -> bool:
    return "external_id" in scores(header, "deals") and not any(scores(header, kind) for kind in ("sales", "clients"))


def _is_enough(kind: Kind, has: set[str]) -> bool:
    if kind in _ENOUGH_FOR:
        return all(has & needed for needed in _ENOUGH_FOR[kind])
    if kind == "sales":
        return "sold_at" in has and bool(has - {"sold_at", "time", "row_id"})
    if kind == "clients":
        return bool(has & {"name", "first_name", "last_name", "phone", "email", "external_id"})
    return bool(has & {"name", "external_id"})


_ENOUGH_FOR: dict[Kind, tuple[set[str], ...]] = {
    "deals": ({"external_id", "title", "client_name", "product_name"}, {"stage", "status", "won", "created", "closed"}),
    "activities": ({"kind"}, {"client_name", "deal"}, {"due", "done"}),
    "sellers": ({"name"},),
}
"""Of each group at least one column must be there."""


def _by_words(headers: list[str], kind: Kind, profiles: dict[str, Profile], fixed: dict[str, str]) -> dict[str, str]:
    """The best pairs of field and header, best first, each used once."""
    order = list(phrases(kind))
    taken = set(fixed.values())
    pairs = [
        (score - 0.0001 * order.index(name), header, name)
        for header in headers
        if header not in taken
        for name, score in scores(header, kind).items()
        if name not in fixed and _fits(name, profiles[header])
    ]
    found = {name: header for name, header in fixed.items() if not name.startswith("-")}
    used = set(taken)
    for _, header, name in sorted(pairs, key=lambda p: -p[0]):
        if name not in found and header not in used:
            found[name] = header
            used.add(header)
    return found


def _fits(name: str, seen: Profile) -> bool:
    """Whether what a column holds does not speak against the field its header names."""
    if seen.values == 0:
        return True
    if name in _FITS:
        return _FITS[name](seen)
    return not (name in _NEVER_DATES and seen.dates > 0.9 and seen.numbers < 0.5)


def _is_phone_column(seen: Profile) -> bool:
    return seen.emails < 0.5 and seen.dates < 0.9


# What must be true of a column for its header to be believed.
_FITS: dict[str, Callable[[Profile], bool]] = {
    **dict.fromkeys(_DATES, lambda p: p.dates >= 0.5),
    **dict.fromkeys(_NUMBERS, lambda p: p.numbers >= 0.5),
    "time": lambda p: p.times >= 0.5 or (p.numbers > 0.8 and p.dates < 0.5),
    "email": lambda p: p.emails >= 0.3,
    "phone": _is_phone_column,
    "client_phone": _is_phone_column,
    "is_return": lambda p: p.values <= 12 and p.fractions < 0.5,
}


def _by_content(mapping: Mapping, raw: Raw, profiles: dict[str, Profile], taken: set[str]) -> None:
    """Fill the missing fields from what columns hold; said as an assumption, asked where two columns fit alike."""
    used = set(mapping.fields.values()) | taken
    free = [h for h in raw.headers if h not in used and profiles[h].values]
    for name, test in _TESTS.get(mapping.kind, ()):
        if name in mapping.fields:
            continue
        fitting = [h for h in free if test(profiles[h])]
        if not fitting:
            continue
        if len(fitting) > 1 and name in ("client", "sold_at"):
            note = Note("reading.ask_column", {"meaning": name, "choices": ", ".join(fitting)})
            mapping.questions.append(Question(f"column:{name}", note, tuple(fitting)))
        mapping.fields[name] = fitting[0]
        free.remove(fitting[0])
        mapping.assumptions.append(Note("reading.assumed_by_content", {"header": fitting[0], "meaning": name}))


_Tests = tuple[tuple[str, Callable[[Profile], bool]], ...]
_sales_tests: _Tests = (
    ("sold_at", lambda p: p.dates >= 0.95),
    ("time", lambda p: p.times >= 0.95),
    ("client_phone", lambda p: p.phones >= 0.9 and p.fractions < 0.1 and p.dates < 0.5),
    ("amount", lambda p: p.numbers >= 0.95 and p.fractions >= _ENOUGH and p.dates < 0.5),
    ("quantity", lambda p: p.small >= 0.9 and p.values < 200),
    ("client", lambda p: p.repeats > 0.1 and p.fractions < 0.1 and p.dates < 0.5),
    ("product_name", lambda p: p.numbers < 0.2 and p.dates < 0.2),
)
_client_tests: _Tests = (
    ("email", lambda p: p.emails >= 0.8),
    ("phone", lambda p: p.phones >= 0.8 and p.dates < 0.5 and p.fractions < 0.5),
    ("birthday", lambda p: p.dates >= 0.95 and p.numbers < 0.5),
    ("name", lambda p: p.numbers < 0.1 and p.dates < 0.1 and p.emails < 0.1 and p.repeats < 0.5),
)
_product_tests: _Tests = (
    ("price", lambda p: p.numbers >= 0.95 and p.fractions >= _ENOUGH),
    ("name", lambda p: p.numbers < 0.2 and p.dates < 0.2 and p.repeats < 0.5),
)
_TESTS: dict[Kind, _Tests] = {"sales": _sales_tests, "clients": _client_tests, "products": _product_tests}


def _names_apart(found: dict[str, str]) -> None:
    """`Ad` or `Имя` beside a surname is the first name, not the whole."""
    is_pair = "last_name" in found and "name" in found and "first_name" not in found
    if is_pair and "first_name" in scores(found["name"], "clients"):
        found["first_name"] = found.pop("name")


def _codes_or_names(found: dict[str, str], profiles: dict[str, Profile]) -> None:
    """A column called only "client" holds codes if most of its values have digits, else names."""
    given = {name for name in ("client", "client_name") if name in found}
    if len(given) != 1:
        return
    header = found[given.pop()]
    if {"client", "client_name"} <= set(scores(header, "sales")):
        found.pop("client", None)
        found.pop("client_name", None)
        found["client" if profiles[header].digits >= 0.5 else "client_name"] = header
