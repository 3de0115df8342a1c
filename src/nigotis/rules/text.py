"""The rule as text: a small grammar with a parser and a printer that undo each other.

    all(
      recency > 90,
      monetary within 365 days >= 100,
      any(gender = F, tags in ("vip", "regular")),
      none(bought_category within 30 days = "Tea")
    )

    rule       = group | condition | "(" rule ")" | rule "and" rule | rule "or" rule | "not" rule
    group      = ("all" | "any" | "none") "(" [rule {"," rule}] ")"
    condition  = field ["within" days "days"] comparison
    comparison = ("=" | "!=" | ">" | ">=" | "<" | "<=") value | "between" value "and" value
               | ["not"] "in" "(" value {"," value} ")" | "has all" "(" value {"," value} ")"
               | ["not"] "contains" value | "in last" days "days" | "in next" days "days" | "over" days "days ago"
               | "is known" | "is unknown"

`and`, `or`, `not` are shorter ways to write all, any, none; the printer always writes groups. Words of the grammar may
be in either case. A value is a number (of a share also 33%), a day (2026-05-03), a word, or text in double quotes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from nigotis.kernel.i18n import say
from nigotis.kernel.problems import Invalid
from nigotis.rules.checking import (
    DEEPEST,
    MOST_CONDITIONS,
    Flaw,
    checked_condition,
    checked_value,
    found,
    meant,
    shaped,
)
from nigotis.rules.fields import COUNTS, Field, Fields, Kind
from nigotis.rules.tree import LONGEST_VALUE, MOST_DAYS, MOST_IN_GROUP, Condition, Group, Match, Node, Value, depth

LONGEST = 10_000
_VALUE: TypeAdapter[str] = TypeAdapter(Value)
_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<string>\"(?:[^\"\\\n]|\\.)*\")|(?P<day>\d{4}-\d{2}-\d{2}\b)|(?P<number>-?\d+(?:\.\d+)?(?:%|\b))"
    r"|(?P<word>[^\W\d][\w.-]*)|(?P<sign>!=|>=|<=|[=><(),])"
)
_BARE = re.compile(r"[^\W\d][\w.-]*|-?\d+(\.\d+)?|\d{4}-\d{2}-\d{2}")
_SIGNS = {"=": "eq", "!=": "ne", ">": "gt", ">=": "ge", "<": "lt", "<=": "le"}
_OF_KIND = {
    Kind.NUMBER: {},
    Kind.DATE: {"eq": "on", "lt": "before", "gt": "after"},
    **{kind: {"eq": "in", "ne": "not_in"} for kind in (Kind.WORD, Kind.TEXT, Kind.SET)},
}
_OF_ONE = {"in": "eq", "not_in": "ne"}
_WRITTEN = {
    "between": "between {} and {}",
    "has_all": "has all ({several})",
    "in": "in ({several})",
    "not_in": "not in ({several})",
    "contains": "contains {}",
    "not_contains": "not contains {}",
    "last": "in last {} days",
    "next": "in next {} days",
    "ago": "over {} days ago",
    "on": "= {}",
    "before": "< {}",
    "after": "> {}",
    "known": "is known",
    "unknown": "is unknown",
    **{op: sign + " {}" for sign, op in _SIGNS.items()},
}
_NEXT = {")": (",", ")"), "known": ("known", "unknown")}
"""What may stand where the parser asks for one word."""

GROUPS: tuple[Match, ...] = ("all", "any", "none")
"""How a group begins."""

_GRAMMAR = (
    "all",
    "any",
    "none",
    "and",
    "or",
    "not",
    "in",
    "within",
    "between",
    "contains",
    "has",
    "over",
    "is",
    "days",
)


@dataclass
class Misread(Exception):
    """Where the text stops making sense: `at` is the place of the sign (from 0), `length` how many signs are meant."""

    text: str
    at: int
    length: int
    flaw: Flaw

    @property
    def line(self) -> int:
        """From 1."""
        return self.text.count("\n", 0, self.at) + 1

    @property
    def column(self) -> int:
        """From 1."""
        return self.at - self.text.rfind("\n", 0, self.at)

    def problem(self, language: str) -> Invalid:
        """As a refusal, with place and suggestion in the reader's language."""
        what = self.flaw.sentence(language)
        return Invalid("rules.misread", field="text", line=self.line, column=self.column, what=what)


@dataclass(frozen=True)
class Expected:
    """What may come next: a field or a group (`field`), how `of` is compared (`comparison`), with what (`value`), one
    of some `words`, or nothing that is known. `begun` is what stands of it already."""

    kind: Literal["field", "comparison", "value", "word", "nothing"]
    begun: str
    of: Field | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int

    @property
    def word(self) -> str:
        return self.text.lower() if self.kind == "word" else ""


_Compared = tuple[str, list[tuple[str, _Token]]]
"""An operator and its values, each with the token it was read from."""


def parse(text: str, fields: Fields) -> Group:
    """The rule a text means, checked. Raises Misread."""
    if len(text) > LONGEST:
        raise Misread(text, LONGEST, 1, Flaw("rules.text_too_long", {"most": LONGEST}, ""))
    return _Parser(text, fields).rule()


def expecting(text: str, fields: Fields) -> Expected:
    """What may come at the end of a text that is being written. Nothing, where the text makes no sense before."""
    begun = _begun(text)
    before = text[: len(text) - len(begun)]
    try:
        parser = _Parser(before, fields)
    except Misread:
        return Expected("nothing", begun)
    try:
        parser.rule()
    except Misread as error:
        if error.at < len(before.rstrip()):
            return Expected("nothing", begun)
        return parser.expected(error.flaw, begun)
    return Expected("word", begun, words=("and", "or"))


def _begun(text: str) -> str:
    """The word, or the text in quotes, that is not finished yet."""
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            return text[at:] if text[at] == '"' else ""
        at = match.end()
        if at == len(text) and match.lastgroup in ("word", "number", "day"):
            return match[0]
    return ""


def write(rule: Node, indent: int = 0) -> str:
    """The rule as text; `parse` gives the same rule back."""
    if isinstance(rule, Condition):
        return _condition(rule)
    if all(isinstance(inner, Condition) for inner in rule.rules):
        line = f"{rule.match}({', '.join(write(inner) for inner in rule.rules)})"
        if len(line) + indent <= 100 and (indent or len(rule.rules) < 2):
            return line
    pad = " " * (indent + 2)
    inside = ",\n".join(pad + write(inner, indent + 2) for inner in rule.rules)
    return f"{rule.match}(\n{inside}\n{' ' * indent})"


def _condition(asked: Condition) -> str:
    name = asked.field if asked.within is None else f"{asked.field} within {asked.within} days"
    values = [_value(value) for value in asked.values]
    op = asked.op if len(values) != 1 else _OF_ONE.get(asked.op, asked.op)
    return f"{name} {_WRITTEN[op].format(*values, several=', '.join(values))}"


def _value(value: str) -> str:
    if _BARE.fullmatch(value) and value.isascii() and value.lower() not in _GRAMMAR:
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


class _Parser:
    """Recursive descent over the tokens; the deepest nesting is bounded."""

    def __init__(self, text: str, fields: Fields) -> None:
        self._text, self._fields = text, fields
        self._tokens = self._split()
        self._next = 0
        self._field: Field | None = None
        self._conditions = 0

    def rule(self) -> Group:
        node = self._either(0)
        if self._here.kind != "end":
            raise self._lost("rules.expected_end")
        return node if isinstance(node, Group) else Group(match="all", rules=(node,))

    def expected(self, flaw: Flaw, begun: str) -> Expected:
        """What would have to come where the text ended."""
        if flaw.key == "rules.expected_field":
            return Expected("field", begun)
        if flaw.key == "rules.expected_comparison":
            return Expected("comparison", begun, self._field)
        if flaw.key == "rules.expected_value":
            return Expected("value", begun, self._field)
        if flaw.key != "rules.expected":
            return Expected("nothing", begun)
        word = flaw.values["expected"]
        operators = self._field.operators if self._field else ()
        words: tuple[str, ...] = _NEXT.get(word, (word,))
        if word == "(" and "next" in operators:  # `in` of a day
            words = tuple(op for op in ("last", "next") if op in operators)
        if word == "in" and "not_contains" in operators:
            words = ("in", "contains")
        return Expected("word", begun, words=words)

    def _split(self) -> list[_Token]:
        tokens, at = [], 0
        while at < len(self._text):
            match = _TOKEN.match(self._text, at)
            if match is None:
                raise Misread(self._text, at, 1, Flaw("rules.strange_sign", {}, self._text[at]))
            if match.lastgroup != "space":
                tokens.append(_Token(str(match.lastgroup), match[0], at))
            at = match.end()
        return [*tokens, _Token("end", "", len(self._text.rstrip()))]

    @property
    def _here(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        token = self._here
        self._next += token.kind != "end"
        return token

    def _is(self, word: str) -> bool:
        return self._here.word == word or (self._here.kind == "sign" and self._here.text == word)

    def _try(self, word: str) -> bool:
        if self._is(word):
            self._take()
            return True
        return False

    def _need(self, word: str) -> None:
        if not self._try(word):
            raise self._lost("rules.expected", expected=word)

    def _lost(self, key: str, near: tuple[str, ...] = (), **values: Any) -> Misread:
        token = self._here
        flaw = Flaw(key, values, token.text or "…", meant(token.text, near) if near and token.text else None)
        return Misread(self._text, token.at, max(len(token.text), 1), flaw)

    def _either(self, deep: int) -> Node:
        start, parts = self._here, [self._both(deep)]
        while self._try("or"):
            parts.append(self._both(deep))
        return parts[0] if len(parts) == 1 else self._group(start, "any", parts)

    def _both(self, deep: int) -> Node:
        start, parts = self._here, [self._one(deep)]
        while self._try("and"):
            parts.append(self._one(deep))
        return parts[0] if len(parts) == 1 else self._group(start, "all", parts)

    def _one(self, deep: int) -> Node:
        start = self._here
        if deep > 2 * DEEPEST:
            raise self._lost("rules.too_deep", deepest=DEEPEST)
        if self._try("not"):
            return self._group(start, "none", [self._one(deep + 1)])
        if self._try("("):
            node = self._either(deep + 1)
            self._need(")")
            return node
        for match in GROUPS:
            if self._is(match) and self._tokens[self._next + 1].text == "(":
                self._take()
                return self._group(start, match, self._inside(deep + 1))
        return self._condition()

    def _group(self, start: _Token, match: Match, rules: Sequence[Node]) -> Group:
        with _Placed(self._text, start):
            if len(rules) > MOST_IN_GROUP:
                raise Flaw("rules.too_many_in_group", {"most": MOST_IN_GROUP}, start.text)
            group = Group(match=match, rules=tuple(rules))
            if depth(group) > DEEPEST:
                raise Flaw("rules.too_deep", {"deepest": DEEPEST}, start.text)
            return group

    def _inside(self, deep: int) -> tuple[Node, ...]:
        self._need("(")
        if self._try(")"):
            return ()
        found = [self._either(deep)]
        while self._try(","):
            if self._is(")"):  # a comma may stand behind the last one too
                break
            found.append(self._either(deep))
        self._need(")")
        return tuple(found)

    def _condition(self) -> Condition:
        start = self._here
        if start.kind != "word":
            raise self._lost("rules.expected_field")
        self._conditions += 1
        with _Placed(self._text, start):
            if self._conditions > MOST_CONDITIONS:
                raise Flaw("rules.too_large", {"deepest": DEEPEST, "most": MOST_CONDITIONS}, start.text)
            field = self._field = found(start.text, self._fields)
        self._take()
        within = self._within()
        op, values = self._comparison(field)
        asked = Condition(field=field.name, op=op, values=tuple(token for token, _ in values), within=within)
        with _Placed(self._text, start):
            shaped(asked, self._fields)
        for value, token in values:
            with _Placed(self._text, token):
                checked_value(value, field, op)
        with _Placed(self._text, start):
            return checked_condition(asked, self._fields)

    def _within(self) -> int | None:
        if not self._try("within"):
            return None
        token = self._here
        days = int(self._days())
        if not days:
            raise Misread(self._text, token.at, len(token.text), _not_days(token.text))
        return days

    def _days(self) -> str:
        token = self._here
        if token.kind != "number" or not token.text.isdecimal():
            raise self._lost("rules.expected_days")
        if len(token.text) > len(str(MOST_DAYS)) or int(token.text) > MOST_DAYS:
            raise Misread(self._text, token.at, len(token.text), _not_days(token.text, least=0))
        self._take()
        if not self._try("day"):
            self._need("days")
        return token.text

    def _comparison(self, field: Field) -> _Compared:
        token = self._here
        if token.kind == "sign" and token.text in _SIGNS:
            self._take()
            op = _SIGNS[token.text]
            return _OF_KIND.get(field.kind, {}).get(op, op), [self._value()]
        begun: dict[str, Callable[[], _Compared]] = {
            "between": self._between,
            "not": self._negated,
            "in": self._in,
            "has": self._has_all,
            "contains": lambda: ("contains", [self._value()]),
            "over": self._ago,
            "is": self._knowing,
        }
        if token.word not in begun:
            raise self._lost("rules.expected_comparison", _GRAMMAR, field=field.name)
        self._take()
        return begun[token.word]()

    def _between(self) -> _Compared:
        low = self._value()
        self._need("and")
        return "between", [low, self._value()]

    def _has_all(self) -> _Compared:
        self._need("all")
        return "has_all", self._values()

    def _ago(self) -> _Compared:
        at = self._here
        days = self._days()
        self._need("ago")
        return "ago", [(days, at)]

    def _negated(self) -> _Compared:
        if self._try("contains"):
            return "not_contains", [self._value()]
        self._need("in")
        return "not_in", self._values()

    def _in(self) -> _Compared:
        for word in ("last", "next"):
            if self._is(word):
                self._take()
                at = self._here
                return word, [(self._days(), at)]
        return "in", self._values()

    def _knowing(self) -> _Compared:
        for word in ("known", "unknown"):
            if self._try(word):
                return word, []
        raise self._lost("rules.expected", ("known", "unknown"), expected="known")

    def _values(self) -> list[tuple[str, _Token]]:
        most = COUNTS["in"][1]
        self._need("(")
        values = [self._value()]
        while self._try(","):
            if len(values) == most:
                raise self._lost("rules.too_many_values", most=most)
            values.append(self._value())
        self._need(")")
        return values

    def _value(self) -> tuple[str, _Token]:
        token = self._here
        if token.kind not in ("word", "number", "day", "string"):
            raise self._lost("rules.expected_value")
        self._take()
        if token.kind == "number" and not self._try("days"):  # "recency > 90 days" reads well
            self._try("day")
        text = _unquoted(token.text) if token.kind == "string" else token.text
        try:
            return _VALUE.validate_python(text), token
        except ValidationError as error:
            flaw = Flaw("rules.unfit_value", {"most": LONGEST_VALUE}, "")
            raise Misread(self._text, token.at, len(token.text), flaw) from error


def comparison(op: str) -> str:
    """How an operator is begun in a text: up to its first value."""
    return _WRITTEN[_OF_ONE.get(op, op)].partition("{")[0].strip()


def quoted(value: str) -> str:
    """A value as it stands in a text."""
    return _value(value)


def _not_days(word: str, least: int = 1) -> Flaw:
    return Flaw("rules.not_days", {"least": least, "most": MOST_DAYS}, word)


_ESCAPES = {"n": "\n", "t": "\t"}


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), text[1:-1])


@dataclass
class _Placed:
    """Turns a flaw of what stands at `token` into one with its place."""

    text: str
    token: _Token

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, Flaw):
            raise Misread(self.text, self.token.at, len(self.token.text), error) from error


def sentence_of(error: Misread, language: str) -> str:
    """What is wrong and where, for people."""
    what = error.flaw.sentence(language)
    return say("rules.misread", language, line=error.line, column=error.column, what=what)
