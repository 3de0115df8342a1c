"""The rule as a sentence, in four languages.

Every field has a name that fits into the sentence, every operator one template around it; so a new field needs one
word per language and no sentences. What a negation includes is said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from nigotis.kernel.i18n import Language, say, texts
from nigotis.kernel.money import format_money, plain_decimal
from nigotis.metrics import words
from nigotis.metrics.catalogue import Unit
from nigotis.metrics.scoring import SEGMENTS
from nigotis.rules.checking import SAVED
from nigotis.rules.fields import DAYS_OPERATORS, NEGATIONS, Field, Fields, Kind
from nigotis.rules.tree import Condition, Group, Node

Named = Callable[[str, str], str | None]
"""(what is named: branch, product, seller, segment or region; its id or code) -> its name."""

MOST_NAMED = 8
_OBLIQUE: dict[str, tuple[str, ...]] = {"ru": ("gt", "lt", "ge", "le", "between"), "az": ("gt", "lt", "ago")}
"""Operators before which a language puts the value into another case: Russian genitive, Azerbaijani ablative."""


@dataclass(frozen=True)
class Speaker:
    """Says rules to one reader: language, currency, who is called how, and where the merchant's limits stand."""

    fields: Fields
    language: Language
    currency: str
    named: Named = lambda about, value: None
    limits: Mapping[str, str] = field(default_factory=dict)

    def sentence(self, rule: Group) -> str:
        """The whole rule: "Clients whose ... and whose ....\""""
        if not rule.rules:
            return self._say("everybody")
        match: Group | Node = rule
        inside = self._joined(rule) if rule.match != "none" else self.clause(match)
        return _capital(self._say("clients", what=inside), self.language)

    def clause(self, node: Node) -> str:
        """One condition or group, as it stands within the sentence."""
        if isinstance(node, Condition):
            return self._say("of", what=self._condition(node))
        if not node.rules:
            return self._say("nothing_asked")
        inside = self._joined(node)
        if node.match != "none":
            return f"({inside})"
        return self._say("none_or_unknown" if any(map(self._can_lack, node.rules)) else "none", what=inside)

    def _can_lack(self, node: Node) -> bool:
        """Whether the node also fails where a value is not known, so that its negation lets those in."""
        if isinstance(node, Condition):
            of = self.fields[node.field]
            return not (of.is_sum or of.kind is Kind.SET or node.op in (*NEGATIONS, "known"))
        return node.match != "none" and any(map(self._can_lack, node.rules))

    def condition(self, asked: Condition) -> str:
        """One condition for a list, begun with a capital letter: "Number of purchases is more than 3"."""
        return _capital(self._condition(asked), self.language)

    def value(self, of: Field, value: str | None) -> str:
        """A client's value of a field, for people."""
        if value is None:
            return self._say("nothing")
        if of.kind is Kind.PRESENCE:
            return self._say("there")
        if of.about == "segment":
            return words.segment(next((s for s, cells in SEGMENTS.items() if value in cells), value), self.language)
        return self._worded(of, value, "eq")

    def label(self, of: Field) -> str:
        """What the field is called within a sentence."""
        return of.label if of.label else say(f"rules.field.{of.name}", self.language)

    def title(self, of: Field) -> str:
        """What the field is called in a list."""
        return _capital(self.label(of), self.language)

    def limit(self, of: Field, name: str) -> str:
        """One of the merchant's limits by its name and as it stands now: "Inactive after: 90 days (your limit)"."""
        return self._say("limit_named", name=self._say(f"limit.{name}"), a=self._worded(of, name, "eq"))

    def code(self, of: Field, word: str) -> str:
        """A fixed word of a field."""
        key = f"rules.code.{word}"
        return say(key, self.language) if not of.label and key in texts() else self._own_word(of, word)

    def _own_word(self, of: Field, word: str) -> str:
        if of.name.startswith("custom.") and word in ("true", "false") and of.codes == ("true", "false"):
            return say(f"rules.code.{word}", self.language)
        return word

    def _joined(self, group: Group) -> str:
        parts = [self.clause(inner) for inner in group.rules]
        between = self._say("and" if group.match == "all" else "or")
        return between.join(parts)

    def _condition(self, asked: Condition) -> str:
        of = self.fields[asked.field]
        field = self.label(of)
        if asked.within is not None:
            field = self._say("within", field=field, days=self._days(asked.within, oblique=False))
        values = [self._worded(of, value, asked.op) for value in asked.values]
        key = f"{self._family(of)}.{asked.op}"
        if asked.op == "next" and asked.values == ("0",):
            return self._say("date.today", field=field)
        if of.kind in (Kind.WORD, Kind.TEXT, Kind.SET) and asked.values:
            return self._say(key, field=field, a=self._listed(values, "and" if asked.op == "has_all" else "or"))
        return self._say(key, field=field, **dict(zip("ab", values, strict=False)))

    def _family(self, of: Field) -> str:
        if of.kind is Kind.TEXT:
            return "word"
        return "date" if of.kind is Kind.YEARLY else of.kind.value

    def _worded(self, of: Field, value: str, op: str) -> str:
        oblique = op in _OBLIQUE.get(self.language, ())
        if op in DAYS_OPERATORS:
            return self._days(int(value), oblique=oblique)
        if of.kind is Kind.NUMBER:
            return self._number(of, value, oblique=oblique)
        if of.kind in (Kind.DATE, Kind.YEARLY):
            return str(format_date(date.fromisoformat(value), "long", locale=self.language))
        if of.about == "segment":
            return self._segment(value)
        if of.has_ids or of.about == "region":
            return self.named(of.about or "", value) or (f"#{value}" if of.has_ids else value)
        return self.code(of, value) if of.codes or of.about == "source" else f"“{value}”"

    def _segment(self, code: str) -> str:
        if code.startswith(SAVED):
            return f"“{self.named('segment', code) or code}”"
        return f"R {code[0]}, F {code[1]}" if code.isdecimal() else words.segment(code, self.language)

    def _number(self, of: Field, written: str, *, oblique: bool) -> str:
        if written in self.limits:
            return self._say("own_limit", a=self._number(of, self.limits[written], oblique=oblique))
        value = Decimal(written)
        if of.unit is Unit.DAYS and value == value.to_integral_value():
            return self._days(int(value), oblique=oblique)
        if of.unit is Unit.MONEY:
            shown = format_money(value, self.currency, self.language)
            return self._say("money_oblique", a=shown) if oblique else shown
        if of.unit is Unit.SHARE:
            shown = str(format_percent(value, "#,##0.#%", locale=self.language))
        else:
            shown = str(format_decimal(value, "#,##0.######", locale=self.language))
        return shown + _ablative(value) if oblique and self.language == "az" else shown

    def _days(self, count: int, *, oblique: bool) -> str:
        return self._say("days.of" if oblique else "days", n=count)

    def _listed(self, values: Sequence[str], joint: str) -> str:
        shown = list(values[:MOST_NAMED])
        if len(values) > MOST_NAMED:
            shown[-1:] = [self._say("more", count=len(values) - MOST_NAMED + 1)]
        if len(shown) == 1:
            return shown[0]
        return f"{', '.join(shown[:-1])}{self._say(f'list_{joint}')}{shown[-1]}"

    def _say(self, key: str, **values: object) -> str:
        return say(f"rules.{key}", self.language, **values)


def _ablative(value: Decimal) -> str:
    """The Azerbaijani ending behind a number: -dan after a word with a back vowel (altı, doqquz, on, otuz, qırx,
    altmış, doxsan, sıfır, milyon), -dən after the others."""
    digits = plain_decimal(abs(value))
    zeros = len(digits) - len(digits.rstrip("0")) if "." not in digits else 0
    if zeros > 1 or digits == "0":
        return "-dan" if zeros >= 6 or digits == "0" else "-dən"
    return "-dan" if digits[len(digits) - zeros - 1] in ("69" if zeros == 0 else "13469") else "-dən"


def _capital(text: str, language: str) -> str:
    first = "İ" if language == "az" and text[:1] == "i" else text[:1].upper()
    return first + text[1:]
