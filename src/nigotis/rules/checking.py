"""Whether a rule makes sense, and its one way of being written: what two people mean alike is equal afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from nigotis.kernel.fields import FIRST_DAY, LARGEST_ID, LAST_DAY
from nigotis.kernel.i18n import say
from nigotis.kernel.money import plain_decimal
from nigotis.kernel.problems import Invalid
from nigotis.merchants.types import plain_date, plain_number
from nigotis.metrics.catalogue import Unit
from nigotis.rules.fields import COUNTS, DAYS_OPERATORS, RFM_CODES, Field, Fields, Kind
from nigotis.rules.tree import MOST_DAYS, Condition, Group, Node, conditions, depth, mapped

DEEPEST = 6
MOST_CONDITIONS = 60
SAVED = "saved-"
"""How the code of a saved segment begins: saved-17."""

_LARGEST = Decimal(10) ** 12
_REGION = re.compile(r"[A-Z]{2}\.\w+")


@dataclass
class Flaw(Exception):
    """What is wrong with one condition: text key with values, the word it is about, and what may have been meant."""

    key: str
    values: dict[str, Any]
    word: str
    meant: str | None = None

    def sentence(self, language: str) -> str:
        """For people, with the suggestion behind it."""
        told = say(self.key, language, word=self.word, **self.values)
        return f"{told} {say('rules.did_you_mean', language, meant=self.meant)}" if self.meant else told


def checked(rule: Node, fields: Fields, language: str = "en") -> Group:
    """The rule with every value in its one form, as a group. Raises Invalid, field "rule", in the reader's words."""
    group = rule if isinstance(rule, Group) else Group(match="all", rules=(rule,))
    if depth(group) > DEEPEST or sum(1 for _ in conditions(group)) > MOST_CONDITIONS:
        raise Invalid("rules.too_large", field="rule", deepest=DEEPEST, most=MOST_CONDITIONS)
    try:
        return Group(match=group.match, rules=tuple(_checked(inner, fields) for inner in group.rules))
    except Flaw as flaw:
        raise Invalid("rules.flawed", field="rule", what=flaw.sentence(language)) from flaw


def _checked(node: Node, fields: Fields) -> Node:
    if isinstance(node, Condition):
        return checked_condition(node, fields)
    return Group(match=node.match, rules=tuple(_checked(inner, fields) for inner in node.rules))


def checked_condition(asked: Condition, fields: Fields) -> Condition:
    """The condition in its one form. Raises Flaw."""
    field = shaped(asked, fields)
    values = tuple(checked_value(value, field, asked.op) for value in asked.values)
    if asked.op == "between" and _out_of_order(values, field):
        raise Flaw("rules.between_backwards", {"high": values[1]}, values[0])
    if field.kind in (Kind.WORD, Kind.TEXT, Kind.SET):
        values = tuple(dict.fromkeys(values))
    return Condition(field=field.name, op=asked.op, values=values, within=asked.within)


def shaped(asked: Condition, fields: Fields) -> Field:
    """The field of a condition whose operator and number of values fit it, whatever the values. Raises Flaw."""
    field = found(asked.field, fields)
    if asked.op not in field.operators:
        raise Flaw("rules.no_such_operator", {"field": field.name}, asked.op)
    if asked.within is not None and not field.takes_within:
        raise Flaw("rules.no_within", {}, field.name)
    least, most = COUNTS.get(asked.op, (1, 1))
    if not least <= len(asked.values) <= most:
        raise Flaw("rules.wrong_count", {"least": least, "most": most}, field.name)
    return field


def found(name: str, fields: Fields) -> Field:
    """The field called so. Raises Flaw with the name that may have been meant."""
    if name not in fields:
        raise Flaw("rules.no_such_field", {}, name, meant(name, fields))
    return fields[name]


def meant(word: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like this one."""
    near = get_close_matches(word.lower(), {one.lower(): one for one in known}, 1, 0.6)
    return next((one for one in known if one.lower() == near[0]), None) if near else None


def checked_value(value: str, field: Field, op: str) -> str:
    """One value in its one form. Raises Flaw."""
    if op in DAYS_OPERATORS:
        return _days(value, least=1 if op == "last" else 0)
    if field.kind is Kind.NUMBER:
        return value if value in field.limits else _amount(value, field)
    if field.kind is Kind.DATE:
        return _day(value)
    if field.has_ids:
        return _id(value)
    return _segment(value) if field.about == "segment" else _word(value, field)


def _word(value: str, field: Field) -> str:
    if field.about == "region" and not _REGION.fullmatch(value):
        raise Flaw("rules.not_a_region", {}, value)
    known = field.codes
    if known and value not in known:
        raise Flaw("rules.not_one_of", {"choices": ", ".join(known)}, value, meant(value, known))
    if not value.strip():
        raise Flaw("rules.empty_value", {}, field.name)
    return value


def filled(rule: Node, fields: Fields, limits: Mapping[str, str]) -> Group:
    """The rule with numbers in the place of the merchant's limits: `limits` are their values by name."""

    def number(asked: Condition) -> Condition:
        known = fields[asked.field].limits
        values = tuple(limits[value] if value in known else value for value in asked.values)
        return asked.model_copy(update={"values": values})

    found = mapped(rule, number)
    return found if isinstance(found, Group) else Group(match="all", rules=(found,))


def _out_of_order(values: tuple[str, ...], field: Field) -> bool:
    low, high = values
    if {low, high} & set(field.limits):
        return False
    return Decimal(low) > Decimal(high) if field.kind is Kind.NUMBER else low > high


def _number(value: str, limits: Iterable[str]) -> str:
    try:
        number = plain_number(value)
    except ValueError as error:
        raise Flaw("rules.not_a_number", {}, value, meant(value, limits)) from error
    if abs(number) >= _LARGEST or number != round(number, 6):
        raise Flaw("rules.not_a_number", {}, value)
    return plain_decimal(number)


def _amount(value: str, field: Field) -> str:
    """A number; of a share 33% and 0.33 alike, as it is part of a whole."""
    if field.unit is not Unit.SHARE:
        return _number(value, field.limits)
    number = Decimal(_number(value.removesuffix("%"), field.limits)) / (100 if value.endswith("%") else 1)
    if not 0 <= number <= 1:
        raise Flaw("rules.not_a_share", {}, value)
    return plain_decimal(round(number, 6))


def _days(value: str, *, least: int) -> str:
    if not (value.isascii() and value.isdecimal() and least <= int(value) <= MOST_DAYS):
        raise Flaw("rules.not_days", {"least": least, "most": MOST_DAYS}, value)
    return str(int(value))


def _day(value: str) -> str:
    try:
        day: date = plain_date(value)
    except ValueError as error:
        raise Flaw("rules.not_a_day", {}, value) from error
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Flaw("rules.not_a_day", {}, value)
    return day.isoformat()


def _id(value: str) -> str:
    if not (value.isascii() and value.isdecimal() and 0 < int(value) <= LARGEST_ID):
        raise Flaw("rules.not_an_id", {}, value)
    return str(int(value))


def _segment(value: str) -> str:
    if value in RFM_CODES:
        return value
    number = value.removeprefix(SAVED)
    if value == number or not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise Flaw("rules.not_a_segment", {}, value, meant(value, RFM_CODES))
    return f"{SAVED}{int(number)}"
