"""The registry of fields: what a rule may ask about a client. Form, text, sentence, compiler, API and docs read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, get_args

from nigotis.clients.types import CHANNELS, Gender, Saying, Source, Status
from nigotis.metrics.catalogue import Unit
from nigotis.metrics.predictions import DUE
from nigotis.metrics.scoring import SEGMENTS


class Kind(StrEnum):
    """What a field holds; the kind decides the operators."""

    NUMBER = "number"
    DATE = "date"
    YEARLY = "yearly"  # a day that comes every year
    WORD = "word"  # one word of a list, one id, or a text of few different values
    TEXT = "text"
    SET = "set"  # several words or ids
    PRESENCE = "presence"  # only whether it is there: what identifies a person is in no fact


KNOWING = ("known", "unknown")
OPERATORS: dict[Kind, tuple[str, ...]] = {
    Kind.NUMBER: ("eq", "ne", "gt", "ge", "lt", "le", "between", *KNOWING),
    Kind.DATE: ("on", "before", "after", "between", "last", "ago", "next", *KNOWING),
    Kind.YEARLY: ("next", *KNOWING),
    Kind.WORD: ("in", "not_in", *KNOWING),
    Kind.TEXT: ("in", "not_in", "contains", "not_contains", *KNOWING),
    Kind.SET: ("in", "not_in", "has_all", *KNOWING),
    Kind.PRESENCE: KNOWING,
}
"""Operators by kind. `ne`, `not_in` and `not_contains` include clients who lack the value."""

NEGATIONS = ("ne", "not_in", "not_contains", "unknown")
"""What holds for a client who lacks the value."""

DAYS_OPERATORS = ("last", "ago", "next")
COUNTS = {"between": (2, 2), "known": (0, 0), "unknown": (0, 0), "in": (1, 500), "not_in": (1, 500), "has_all": (1, 50)}
"""How many values an operator takes, at least and at most; the others take one."""

LIMITS: dict[str, Unit] = {
    "inactive_after_in_days": Unit.DAYS,
    "gone_after_in_days": Unit.DAYS,
    "leaves_from": Unit.SHARE,
    "valuable_share": Unit.SHARE,
}
"""The merchant's own limits (`metrics.limits.Limits`) that may stand in the place of a number of the same unit."""

Origin = Literal["directory", "traits", "purchases", "bought", "scores", "segment", "predictions"]
About = Literal["branch", "product", "category", "seller", "segment", "tag", "source", "region", "city"]


@dataclass(frozen=True)
class Field:
    """One thing that can be asked. `column` is where the compiler finds it within its `origin`.

    `codes` are the only words allowed; `about` says what the values name, where that is not a fixed list. `is_sum`: a
    client without the thing has zero, not nothing. `label` is set for fields the merchant added. Fields that follow
    from sales and from what never changes can be computed again for a past day (`is_replayable`).
    """

    name: str
    kind: Kind
    origin: Origin
    column: str = ""
    unit: Unit | None = None
    codes: tuple[str, ...] = ()
    about: About | None = None
    takes_within: bool = False
    is_sum: bool = False
    label: str = ""

    @property
    def operators(self) -> tuple[str, ...]:
        """In the order a form shows them."""
        own = OPERATORS[self.kind]
        return tuple(op for op in own if op not in KNOWING) if self.is_sum else own

    @property
    def limits(self) -> tuple[str, ...]:
        """Names of the merchant's limits it may be compared with."""
        return tuple(name for name, unit in LIMITS.items() if unit is self.unit) if self.kind is Kind.NUMBER else ()

    @property
    def is_replayable(self) -> bool:
        """Whether its value on a past day can be told from the facts."""
        return self.origin in ("purchases", "bought", "scores", "segment") or self.name in (
            "birthday",
            "age",
            "registered_on",
        )

    @property
    def has_ids(self) -> bool:
        """Whether its values are numbers of branches, products or sellers."""
        return self.about in ("branch", "product", "seller")


def _purchases() -> Iterable[Field]:
    number, day = Kind.NUMBER, Kind.DATE
    yield Field("recency", number, "purchases", unit=Unit.DAYS)
    yield Field("frequency", number, "purchases", unit=Unit.COUNT, takes_within=True, is_sum=True)
    yield Field("monetary", number, "purchases", unit=Unit.MONEY, takes_within=True, is_sum=True)
    yield Field("average_check", number, "purchases", unit=Unit.MONEY, takes_within=True)
    yield Field("units", number, "purchases", unit=Unit.QUANTITY, takes_within=True, is_sum=True)
    yield Field("returned", number, "purchases", unit=Unit.MONEY, takes_within=True, is_sum=True)
    yield Field("days_between_sales", number, "purchases", unit=Unit.DAYS)
    yield Field("days_out_of_rhythm", number, "purchases", "rhythm", unit=Unit.DAYS)
    yield Field("first_sale_on", day, "purchases")
    yield Field("last_sale_on", day, "purchases")
    bought = Kind.SET
    yield Field("bought_product", bought, "bought", "product_id", about="product", takes_within=True)
    yield Field("bought_category", bought, "bought", "category", about="category", takes_within=True)
    yield Field("bought_in_branch", bought, "bought", "branch_id", about="branch", takes_within=True)
    yield Field("bought_from_seller", bought, "bought", "seller_id", about="seller", takes_within=True)
    yield Field("bought_through", bought, "bought", "source", about="source", takes_within=True)
    for letter in ("r", "f", "m"):
        yield Field(f"score_{letter}", number, "scores", letter, unit=Unit.SCORE)
    yield Field("segment", Kind.WORD, "segment", about="segment")


def _directory() -> Iterable[Field]:
    word = Kind.WORD
    yield Field("status", word, "directory", "status", codes=get_args(Status))
    yield Field("source", word, "directory", "source", codes=get_args(Source))
    yield Field("gender", word, "directory", "gender", codes=get_args(Gender))
    yield Field("birthday", Kind.YEARLY, "directory", "birthday")
    yield Field("age", Kind.NUMBER, "directory", "birthday", unit=Unit.COUNT)
    yield Field("registered_on", Kind.DATE, "directory", "registered_on")
    yield Field("branch", word, "directory", "branch_id", about="branch")
    yield Field("region", word, "directory", "region", about="region")
    yield Field("city", Kind.TEXT, "directory", "city", about="city")
    for name in ("phone", "email", "external_id", "note"):
        yield Field(name, Kind.PRESENCE, "traits", f"has.{name}")
    yield Field("tags", Kind.SET, "traits", "tag", about="tag")
    for channel in CHANNELS:
        yield Field(f"consent_{channel}", word, "traits", f"consent.{channel}", codes=get_args(Saying))


REASONS = ("rhythm_broken", "slowing", "one_order", "long_silent", "in_rhythm", "recent")
"""Words of the fact `churn_reason`; a test holds them equal to those that predictions give."""

UNTOLD = ("few_orders", "few_clients", "lost", "irregular")
"""Words of the fact `untold`, likewise."""

_PREDICTED: dict[str, tuple[Kind, Unit | None, tuple[str, ...]]] = {
    "orders_expected": (Kind.NUMBER, Unit.NUMBER, ()),
    "p_no_order": (Kind.NUMBER, Unit.SHARE, ()),
    "clv": (Kind.NUMBER, Unit.MONEY, ()),
    "clv_365": (Kind.NUMBER, Unit.MONEY, ()),
    "clv_365_rank": (Kind.NUMBER, Unit.SHARE, ()),
    "due": (Kind.WORD, None, DUE),
    "untold": (Kind.WORD, None, UNTOLD),
    "churn_reason": (Kind.WORD, None, REASONS),
    "next_order_from": (Kind.DATE, None, ()),
    "next_order_to": (Kind.DATE, None, ()),
}


def _predictions() -> Iterable[Field]:
    for name, (kind, unit, codes) in _PREDICTED.items():
        yield Field(name, kind, "predictions", name, unit=unit, codes=codes)


STANDARD: dict[str, Field] = {field.name: field for field in (*_purchases(), *_directory(), *_predictions())}
"""The fields every business has, by name."""

RFM_CODES = (*SEGMENTS, *(cell for cells in SEGMENTS.values() for cell in cells))
"""The ten segments and their 25 cells: what `segment` takes besides saved segments."""

_OF_CUSTOM: dict[str, tuple[Kind, Unit | None]] = {
    "text": (Kind.TEXT, None),
    "number": (Kind.NUMBER, Unit.NUMBER),
    "date": (Kind.DATE, None),
    "choice": (Kind.WORD, None),
    "yes_no": (Kind.WORD, None),
}

Fields = Mapping[str, Field]


def own_field(key: str, label: str, kind: str, choices: Iterable[str]) -> Field:
    """A field that the merchant added (`merchants.types.CustomField`)."""
    of, unit = _OF_CUSTOM[kind]
    codes = ("true", "false") if kind == "yes_no" else tuple(choices)
    return Field(f"custom.{key}", of, "traits", f"custom.{key}", unit=unit, codes=codes, label=label)
