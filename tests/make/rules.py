"""Rules by chance: every field, every operator, values that fit."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from nigotis.metrics.catalogue import Unit
from nigotis.rules.checking import checked_condition
from nigotis.rules.fields import COUNTS, DAYS_OPERATORS, RFM_CODES, STANDARD, Field, Fields, Kind, own_field
from nigotis.rules.tree import Condition, Group, Node

OWN = (
    own_field("size", "Size", "number", ()),
    own_field("since", "Since", "date", ()),
    own_field("motto", "Motto", "text", ()),
    own_field("level", "Level", "choice", ("gold", "no-name", "plain tin")),
    own_field("vip", "VIP", "yes_no", ()),
)
FIELDS: Fields = {**STANDARD, **{of.name: of for of in OWN}}
WORDS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), whitelist_characters="\n\t"), min_size=1, max_size=12
).filter(lambda text: bool(text.strip()))


def value_for(of: Field, op: str) -> str:
    """One value that fits, always the same."""
    if op in DAYS_OPERATORS:
        return "30"
    if of.unit is Unit.SHARE:
        return "30%"
    if of.kind is Kind.NUMBER:
        return "3"
    if of.kind is Kind.DATE:
        return "2026-05-03"
    if of.about == "segment":
        return "champions"
    if of.about == "region":
        return "AZ.09"
    return of.codes[0] if of.codes else "1"


def every_condition() -> list[Condition]:
    """Every field with every operator, over all time and, where it may be, over the last 30 days."""
    found = []
    for of in FIELDS.values():
        for op in of.operators:
            values = (value_for(of, op),) * COUNTS.get(op, (1, 1))[0]
            for within in (None, 30) if of.takes_within else (None,):
                asked = Condition(field=of.name, op=op, values=values, within=within)
                found.append(checked_condition(asked, FIELDS))
    return found


def rules() -> st.SearchStrategy[Group]:
    """Checked rules of any shape."""
    leaf: st.SearchStrategy[Node] = st.sampled_from(list(FIELDS.values())).flatmap(_conditions)
    tree = st.recursive(leaf, lambda inner: _groups(st.lists(inner, max_size=3)), max_leaves=8)
    return tree.filter(_is_shallow).map(lambda node: node if isinstance(node, Group) else _all(node))


def _all(node: Node) -> Group:
    return Group(match="all", rules=(node,))


def _is_shallow(node: Node) -> bool:
    from nigotis.rules.tree import depth

    return depth(node) < 6


def _groups(inner: st.SearchStrategy[list[Any]]) -> st.SearchStrategy[Any]:
    matches = st.sampled_from(["all", "any", "none"])
    return st.builds(lambda match, rules: Group(match=match, rules=tuple(rules)), matches, inner)


@st.composite
def _conditions(draw: Any, of: Field) -> Condition:
    op = draw(st.sampled_from(of.operators))
    least, most = COUNTS.get(op, (1, 1))
    values = draw(st.lists(_values(of, op), min_size=least, max_size=min(most, 4)))
    if op == "between":
        values.sort(key=float if of.kind is Kind.NUMBER else str)
    within = draw(st.none() | st.integers(1, 3660)) if of.takes_within else None
    return checked_condition(Condition(field=of.name, op=op, values=tuple(values), within=within), FIELDS)


def _values(of: Field, op: str) -> st.SearchStrategy[str]:
    if op in DAYS_OPERATORS:
        return st.integers(1 if op == "last" else 0, 3660).map(str)
    if of.unit is Unit.SHARE:
        return st.decimals(0, 1, places=2).map(lambda number: f"{number:f}")
    if of.kind is Kind.NUMBER:
        return st.decimals(-99_999, 99_999, places=2).map(lambda number: f"{number:f}")
    if of.kind is Kind.DATE:
        from datetime import date

        return st.dates(date(1950, 1, 1), date(2100, 1, 1)).map(str)
    if of.about == "region":
        return st.from_regex(r"[A-Z]{2}\.[0-9A-Z]{1,3}", fullmatch=True)
    if of.has_ids:
        return st.integers(1, 2**63 - 1).map(str)
    if of.about == "segment":
        return st.sampled_from(RFM_CODES) | st.integers(1, 999).map(lambda number: f"saved-{number}")
    return st.sampled_from(of.codes) if of.codes else WORDS
