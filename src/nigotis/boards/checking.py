"""Whether a card can be shown: it is on the board, its figure, columns and parameters exist, its filters are ours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from nigotis.boards.types import COLUMNS, Card, OwnFilters, ShownCard
from nigotis.kernel.context import Context
from nigotis.kernel.i18n import say
from nigotis.kernel.problems import Invalid, NotFound, Problem
from nigotis.merchants.register import branch_names
from nigotis.metrics import words
from nigotis.metrics.catalogue import Metric, find
from nigotis.metrics.scoring import cells
from nigotis.products.catalogue import names as product_names
from nigotis.reports.asking import params_of
from nigotis.reports.types import ReadFigure
from nigotis.segments.members import rules_of
from nigotis.staff.operations import seller_names


def check(ctx: Context, cards: Iterable[Card], known: Iterable[Card] = ()) -> None:
    """Raises Invalid for a card that could never be shown, NotFound for filters on what is not this merchant's.

    What a `known` card asks already is not checked again: what it has lost since keeps no other card from changing.
    """
    asked = [_asks(card) for card in known]
    seen = set()
    for card in cards:
        if card.id in seen:
            raise Invalid("boards.same_card_twice", field="cards", id=card.id)
        seen.add(card.id)
        if card.x + card.w > COLUMNS:
            raise Invalid("boards.too_far_right", field="cards", card=_name(card, ctx.language), columns=COLUMNS)
        if _asks(card) in asked:
            continue
        if (problem := _problem(card) or _lost_segment(ctx, card.filters) or _stranger(ctx, card.filters)) is not None:
            raise _of_card(card, problem, ctx.language)


def shown(ctx: Context, card: Card) -> ShownCard:
    """The card, and what keeps it from being shown: a figure may be gone since the board was made."""
    problem = _problem(card) or _lost_segment(ctx, card.filters)
    told = say(problem.key, ctx.language, **problem.values) if problem else None
    return ShownCard(**card.model_dump(), problem=told)


def _asks(card: Card) -> tuple[Any, ...]:
    """What may be refused, whatever the card's place and looks."""
    return card.figure, card.columns, card.params, card.filters


def _of_card(card: Card, problem: Problem, language: str) -> Problem:
    reason = say(problem.key, language, **problem.values)
    return type(problem)("boards.card_refused", field="cards", card=_name(card, language), reason=reason)


def _name(card: Card, language: str) -> str:
    """What a person sees above the card: its own title, or that of its figure or only column."""
    if card.title or card.figure is None:
        return card.title or say("boards.note", language)
    try:
        metric = find(card.figure)
    except NotFound:
        return card.figure
    only = [column.name for column in metric.columns if (column.name,) == card.columns]
    return words.column(only[0], language) if only and card.visual == "kpi" else words.title(metric, language)


def _problem(card: Card) -> Problem | None:
    if card.figure is None:
        return None
    try:
        metric = find(card.figure)
    except NotFound:
        return Invalid("boards.figure_gone", figure=card.figure)
    known = {column.name for column in metric.columns}
    gone = [name for name in card.columns if name not in known]
    if gone:
        return Invalid("boards.column_gone", figure=card.figure, column=", ".join(gone))
    if not _takes(metric, card):
        return Invalid("boards.params_gone", figure=card.figure)
    return _backwards(card.filters)


def _backwards(of: OwnFilters) -> Problem | None:
    if of.period != "custom" or of.since is None or of.until is None or of.since <= of.until:
        return None
    return Invalid("metrics.period_backwards", since=of.since, until=of.until)


def _takes(metric: Metric, card: Card) -> bool:
    try:
        ask = ReadFigure.model_validate({"name": metric.name, **card.params})
        metric.parameters(**params_of(metric, ask))
    except ValidationError:
        return False
    return True


def _lost_segment(ctx: Context, filters: OwnFilters) -> Problem | None:
    try:
        ruled = {rule.code for rule in rules_of(ctx, filters.segment)}
        cells(code for code in filters.segment if code not in ruled)
    except NotFound:
        return NotFound("boards.segment_gone")
    except Problem as problem:
        return problem
    return None


def _stranger(ctx: Context, filters: OwnFilters) -> Problem | None:
    named = ((filters.branch, branch_names), (filters.product, product_names), (filters.seller, seller_names))
    if any(set(ids) - names(ctx, set(ids)).keys() for ids, names in named):
        return NotFound("boards.not_here")
    return None
