"""Whether a card can be shown: it is on the board, its figure, columns and parameters exist, its filters are ours."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import ValidationError

from nigotis.boards.types import COLUMNS, Card, OwnFilters, ShownCard
from nigotis.kernel.context import Context
from nigotis.kernel.i18n import say
from nigotis.kernel.problems import Invalid, NotFound, Problem
from nigotis.merchants.register import branch_names
from nigotis.metrics.catalogue import Metric, find
from nigotis.metrics.scoring import cells
from nigotis.products.catalogue import names as product_names
from nigotis.reports.asking import params_of
from nigotis.reports.types import ReadFigure
from nigotis.segments.members import rules_of
from nigotis.staff.operations import seller_names


def check(ctx: Context, cards: Iterable[Card]) -> None:
    """Raises Invalid for a card that could never be shown, NotFound for filters on what is not this merchant's."""
    seen = set()
    for card in cards:
        if card.id in seen:
            raise Invalid("boards.same_card_twice", field="cards", id=card.id)
        seen.add(card.id)
        if card.x + card.w > COLUMNS:
            raise Invalid("boards.too_far_right", field="cards", id=card.id, columns=COLUMNS)
        if (problem := _problem(card)) is not None:
            raise problem
        _refuse_strangers(ctx, card.filters)


def shown(ctx: Context, card: Card) -> ShownCard:
    """The card, and what keeps it from being shown: a figure may be gone since the board was made."""
    problem = _problem(card) or _lost_segment(ctx, card)
    told = say(problem.key, ctx.language, **problem.values) if problem else None
    return ShownCard(**card.model_dump(), problem=told)


def _problem(card: Card) -> Problem | None:
    if card.figure is None:
        return None
    try:
        metric = find(card.figure)
    except NotFound:
        return Invalid("boards.figure_gone", field="cards", figure=card.figure)
    known = {column.name for column in metric.columns}
    gone = [name for name in card.columns if name not in known]
    if gone:
        return Invalid("boards.column_gone", field="cards", figure=card.figure, column=", ".join(gone))
    if not _takes(metric, card):
        return Invalid("boards.params_gone", field="cards", figure=card.figure)
    return None


def _takes(metric: Metric, card: Card) -> bool:
    try:
        ask = ReadFigure.model_validate({"name": metric.name, **card.params})
        metric.parameters(**params_of(metric, ask))
    except ValidationError:
        return False
    return True


def _lost_segment(ctx: Context, card: Card) -> Problem | None:
    try:
        _refuse_lost_segments(ctx, card.filters)
    except Problem:
        return Invalid("boards.segment_gone", field="cards")
    return None


def _refuse_lost_segments(ctx: Context, filters: OwnFilters) -> None:
    """NotFound for a saved segment that is not there, Invalid for a word that is no segment."""
    ruled = {rule.code for rule in rules_of(ctx, filters.segment)}
    cells(code for code in filters.segment if code not in ruled)


def _refuse_strangers(ctx: Context, filters: OwnFilters) -> None:
    _refuse_lost_segments(ctx, filters)
    named = ((filters.branch, branch_names), (filters.product, product_names), (filters.seller, seller_names))
    for ids, names in named:
        if set(ids) - names(ctx, set(ids)).keys():
            raise NotFound("kernel.not_found")
