"""What a segment means: the rule behind its code, with saved segments inside it unfolded, and who is called how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nigotis.kernel.context import Context
from nigotis.kernel.i18n import say
from nigotis.kernel.problems import Invalid, NotFound
from nigotis.merchants.custom_fields import fields_of as own_fields
from nigotis.merchants.register import branch_names
from nigotis.metrics import words
from nigotis.metrics.scoring import SEGMENTS
from nigotis.places.gazetteer import region_names
from nigotis.products.catalogue import names as product_names
from nigotis.rules.asking import Chosen
from nigotis.rules.checking import SAVED, checked, filled
from nigotis.rules.fields import STANDARD, Fields, own_field
from nigotis.rules.sentence import Speaker
from nigotis.rules.text import Misread, parse
from nigotis.rules.tree import MOST_IN_GROUP, Condition, Group, Node, conditions, depth, mapped
from nigotis.segments.models import SavedSegmentRow
from nigotis.segments.ready import READY
from nigotis.segments.settings import limit_values
from nigotis.segments.types import Ruled
from nigotis.staff.operations import seller_names

MOST_UNFOLDED = 240
"""Conditions of a rule together with those of the saved segments in it."""

DEEPEST_UNFOLDED = 24
"""Groups one in another, likewise."""


@dataclass(frozen=True)
class Meaning:
    """A segment by its code: its name, its rule as written, and for saved ones the row."""

    code: str
    name: str
    rule: Group
    row: SavedSegmentRow | None = None


def meaning(ctx: Context, code: str) -> Meaning:
    """The segment behind a code: one of the ten, a ready one, `saved-17` or just 17. NotFound for another word."""
    if code in SEGMENTS:
        place = Condition(field="segment", op="in", values=(code,))
        return Meaning(code, words.segment(code, ctx.language), Group(match="all", rules=(place,)))
    if code in READY:
        return Meaning(code, say(f"segments.ready.{code}", ctx.language), READY[code])
    row = saved(ctx, code)
    return Meaning(f"{SAVED}{row.id}", row.name, Group.model_validate(row.rule), row)


def by_scores(one: Meaning) -> Group:
    """The rule as it is explained: one of the ten by the scores that make it, any other as it is written."""
    if one.code not in SEGMENTS:
        return one.rule
    cells = SEGMENTS[one.code]
    scores = {"score_r": sorted({cell[0] for cell in cells}), "score_f": sorted({cell[1] for cell in cells})}
    return Group(match="all", rules=tuple(_from_to(field, found) for field, found in scores.items()))


def saved(ctx: Context, code: str) -> SavedSegmentRow:
    """The saved segment `saved-17` or 17 that was not removed. Raises NotFound."""
    number = code.removeprefix(SAVED)
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise NotFound("kernel.not_found")
    row = ctx.get(SavedSegmentRow, int(number))
    if row.deleted_at is not None:
        raise NotFound("segments.removed", name=row.name)
    return row


def fields(ctx: Context) -> Fields:
    """Everything a rule of this merchant may ask."""
    own = (own_field(one.key, one.label, one.kind, one.choices) for one in own_fields(ctx, "clients"))
    return {**STANDARD, **{of.name: of for of in own}}


def rule_from(ctx: Context, ask: Ruled) -> Group:
    """The rule given as a tree or as text, checked, and what it names is there. Raises Invalid and NotFound."""
    known = fields(ctx)
    if ask.text is not None:
        try:
            rule = parse(ask.text, known)
        except Misread as error:
            raise error.problem(ctx.language) from error
    else:
        rule = checked(ask.rule or Group(match="all"), known, ctx.language)
    refuse_strangers(ctx, rule)
    return rule


def refuse_strangers(ctx: Context, rule: Group) -> None:
    """A rule that asks for what this business does not have would be empty for ever, and nobody would know why."""
    for about, names in (("branch", branch_names), ("product", product_names), ("seller", seller_names)):
        ids = _ids(ctx, rule, about)
        if ids - names(ctx, ids).keys():
            raise NotFound("kernel.not_found")
    for code in _saved_codes(rule):
        saved(ctx, code)


def chosen(ctx: Context, code: str, rule: Group, known: Fields | None = None) -> Chosen:
    """The rule under its code, unfolded and with the merchant's limits in it, ready for windows and for asking.

    Raises Invalid for a circle."""
    known = known or fields(ctx)
    whole = unfolded(ctx, rule, () if code == "" else (code,))
    used = {one.field for one in conditions(whole)}
    _refuse_lost_fields(used, known)
    whole = filled(whole, known, limit_values(ctx))
    return Chosen(code, whole, tuple(of for name, of in known.items() if name in used and name not in STANDARD))


def unfolded(ctx: Context, rule: Group, through: tuple[str, ...] = ()) -> Group:
    """The rule with each saved segment in it replaced by its own rule. Raises Invalid where one contains itself, and
    where all of it together is too much for one question."""
    if len(through) > DEEPEST_UNFOLDED:
        raise _too_much()
    found = mapped(rule, lambda one: _unfolded(ctx, one, through))
    return _bounded(found if isinstance(found, Group) else Group(match="all", rules=(found,)))


def _bounded(rule: Group) -> Group:
    if depth(rule) > DEEPEST_UNFOLDED or sum(1 for _ in conditions(rule)) > MOST_UNFOLDED:
        raise _too_much()
    return rule


def _too_much() -> Invalid:
    return Invalid("segments.too_much_inside", field="rule", most=MOST_UNFOLDED, deepest=DEEPEST_UNFOLDED)


def speaker(ctx: Context, rules: Iterable[Group], known: Fields | None = None) -> Speaker:
    """Who says these rules to the reader, knowing the names in them."""
    rules = list(rules)
    named = {
        "branch": branch_names(ctx, set().union(*(_ids(ctx, rule, "branch") for rule in rules))),
        "product": product_names(ctx, set().union(*(_ids(ctx, rule, "product") for rule in rules))),
        "seller": seller_names(ctx, set().union(*(_ids(ctx, rule, "seller") for rule in rules))),
    }
    codes = {code for rule in rules for code in _saved_codes(rule)}
    ids = [int(code.removeprefix(SAVED)) for code in codes]
    rows = ctx.mine(SavedSegmentRow).where(SavedSegmentRow.id.in_(ids))
    segments = {f"{SAVED}{row.id}": row.name for row in (ctx.db.scalars(rows) if ids else ())}

    def name(about: str, value: str) -> str | None:
        if about == "region":
            return region_names([value]).get(value)
        return segments.get(value) if about == "segment" else named[about].get(int(value))

    return Speaker(known or fields(ctx), ctx.language, ctx.merchant.currency, name, limit_values(ctx))


def _from_to(field: str, scores: list[str]) -> Condition:
    low, high = scores[0], scores[-1]
    if low == high:
        return Condition(field=field, op="eq", values=(low,))
    return Condition(field=field, op="between", values=(low, high))


def _unfolded(ctx: Context, asked: Condition, through: tuple[str, ...]) -> Node:
    codes = [value for value in asked.values if value.startswith(SAVED)] if asked.field == "segment" else []
    if not codes:
        return asked
    if len(codes) >= MOST_IN_GROUP:
        raise _too_much()
    parts: list[Node] = []
    for code in codes:
        if code in through:
            raise Invalid("segments.contains_itself", field="rule", name=saved(ctx, code).name)
        parts.append(unfolded(ctx, Group.model_validate(saved(ctx, code).rule), (*through, code)))
    scored = tuple(value for value in asked.values if value not in codes)
    if scored:
        parts.append(Condition(field="segment", op="in", values=scored))
    return _bounded(Group(match="any" if asked.op == "in" else "none", rules=tuple(parts)))


def _refuse_lost_fields(used: set[str], known: Fields) -> None:
    for name in sorted(used - known.keys()):
        raise Invalid("segments.field_gone", field="rule", name=name)


def _ids(ctx: Context, rule: Group, about: str) -> set[int]:
    of_kind = {name for name, of in STANDARD.items() if of.about == about}
    return {int(value) for one in conditions(rule) if one.field in of_kind for value in one.values}


def _saved_codes(rule: Group) -> set[str]:
    asked = (one for one in conditions(rule) if one.field == "segment")
    return {value for one in asked for value in one.values if value.startswith(SAVED)}
