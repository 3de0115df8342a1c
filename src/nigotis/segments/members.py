"""Who is in a segment now: the mirror asked by a rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from nigotis.clients.directory import people
from nigotis.kernel.context import Context
from nigotis.kernel.problems import Invalid, NotFound
from nigotis.metrics.catalogue import find as metric
from nigotis.metrics.run import run
from nigotis.metrics.scoring import SEGMENTS
from nigotis.metrics.window import Window
from nigotis.mirror.cache import Mirror
from nigotis.segments.models import SavedSegmentRow
from nigotis.segments.settings import cutoffs_of
from nigotis.segments.types import FindMembers, Rule, SegmentMember, WhoIsIn

CHOSEN_HERE = "cells"
"""What stands in an address where the cells are given beside it."""

BEGINNING = date(1, 1, 1)
"""Where "so far" begins."""


def window(ctx: Context, as_of: date | None = None) -> Window:
    """From the beginning to a local day, with the merchant's own scoring."""
    return Window(BEGINNING, as_of or ctx.today, cutoffs=cutoffs_of(ctx))


def rule_of(ctx: Context, ask: WhoIsIn) -> Rule:
    """What the segment named in `ask` means, narrowed by the filters of the ask. NotFound for one that is not there."""
    given = Rule.model_validate(ask.model_dump(include=set(Rule.model_fields)))
    if ask.segment == CHOSEN_HERE:
        return given
    if ask.segment in SEGMENTS:
        return given.model_copy(update={"cells": SEGMENTS[ask.segment]})
    saved = _saved_rule(ctx, ask.segment)
    return saved.model_copy(update=given.filters)


def members(ctx: Context, rule: Rule, as_of: date | None = None) -> pa.Table:
    """Rows of the metric `rfm` for the clients that a rule means, best spenders first.

    The place is judged on the whole business. A filter keeps those who have a sale that passes it.
    """
    judged = window(ctx, as_of)
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        rows = run(metric("rfm"), judged.narrow(segment=rule.cells), connection).rows
        if rule.filters:
            history = run(metric("client_history"), judged.narrow(**rule.filters), connection).rows
            buyers = history.filter(pc.greater(history["sales"], 0))["client_id"]
            rows = rows.filter(pc.is_in(rows["client_id"], buyers.combine_chunks()))
    return rows.sort_by([("monetary", "descending"), ("client_id", "ascending")])


def member_page(ctx: Context, ask: FindMembers) -> tuple[list[SegmentMember], str | None, int]:
    """A page of members, the cursor of the next one, and how many there are in all."""
    everybody = members(ctx, rule_of(ctx, ask), ask.until)
    rest = _after(everybody, ask.after) if ask.after else everybody
    rows = rest.slice(0, ask.limit).to_pylist()
    cursor = f"{rows[-1]['monetary']}:{rows[-1]['client_id']}" if rest.num_rows > ask.limit else None
    return described(ctx, rows), cursor, everybody.num_rows


def described(ctx: Context, rows: Sequence[dict[str, Any]]) -> list[SegmentMember]:
    """The rows with names and phones; who has left the directory a moment ago is left out."""
    found = people(ctx, [row["client_id"] for row in rows])
    return [
        SegmentMember(**row, name=found[row["client_id"]].name, phone=found[row["client_id"]].phone)
        for row in rows
        if row["client_id"] in found
    ]


def _saved_rule(ctx: Context, segment: str) -> Rule:
    if not (segment.isascii() and segment.isdecimal() and len(segment) < 19):
        raise NotFound("kernel.not_found")
    row = ctx.get(SavedSegmentRow, int(segment))
    if row.deleted_at is not None:
        raise NotFound("kernel.not_found")
    return Rule.model_validate(row.rule)


def _after(rows: pa.Table, cursor: str) -> pa.Table:
    """Rows behind the one the cursor stands for, whether or not that one is still there."""
    spent, _, client = cursor.partition(":")
    try:
        last = pa.scalar(spent).cast(rows.schema.field("monetary").type)
        last_id = pa.scalar(int(client), pa.int64())
    except (ValueError, OverflowError, pa.ArrowInvalid) as error:
        raise Invalid("kernel.bad_cursor", field="after") from error
    same = pc.and_(pc.equal(rows["monetary"], last), pc.greater(rows["client_id"], last_id))
    return rows.filter(pc.or_(pc.less(rows["monetary"], last), same))
