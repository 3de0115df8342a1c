"""Who is in a segment now: the mirror asked by a rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from nigotis.clients.directory import people
from nigotis.kernel.context import Context
from nigotis.kernel.problems import Invalid
from nigotis.metrics.catalogue import find as metric
from nigotis.metrics.run import fetch, run
from nigotis.metrics.scoring import SEGMENTS
from nigotis.metrics.window import Window
from nigotis.mirror.cache import Mirror
from nigotis.rules.asking import Chosen
from nigotis.rules.asking import members as asked
from nigotis.rules.checking import SAVED
from nigotis.segments.ready import READY
from nigotis.segments.saved import chosen, meaning
from nigotis.segments.settings import cutoffs_of, own_limits
from nigotis.segments.types import FindMembers, Narrowing, SegmentMember, WhoIsIn

CHOSEN_HERE = "cells"
"""What stands in an address where the cells are given beside it."""

BEGINNING = date(1, 1, 1)
"""Where "so far" begins."""


def window(ctx: Context, as_of: date | None = None) -> Window:
    """From the beginning to a local day, with the merchant's own scoring and limits."""
    return Window(BEGINNING, as_of or ctx.today, cutoffs=cutoffs_of(ctx), limits=own_limits(ctx))


def rules_of(ctx: Context, codes: Sequence[str]) -> tuple[Chosen, ...]:
    """The rules behind codes of saved and ready segments, for `Window.saved`; the ten and their cells need none.

    Raises NotFound for a saved segment that is not there.
    """
    found = (meaning(ctx, code) for code in codes if code.startswith(SAVED) or code in READY)
    return tuple(chosen(ctx, one.code, one.rule) for one in found)


def narrowing_of(ctx: Context, ask: WhoIsIn) -> tuple[Narrowing, Chosen | None]:
    """Places and filters, and the rule, that the segment named in `ask` means. NotFound for one that is not there."""
    given = Narrowing.model_validate(ask.model_dump(include=set(Narrowing.model_fields)))
    if ask.segment == CHOSEN_HERE:
        return given, None
    if ask.segment in SEGMENTS:
        return given.model_copy(update={"cells": SEGMENTS[ask.segment]}), None
    found = meaning(ctx, ask.segment)
    return given.model_copy(update={"cells": ()}), chosen(ctx, found.code, found.rule)


def members(ctx: Context, narrowing: Narrowing, rule: Chosen | None = None, as_of: date | None = None) -> pa.Table:
    """Rows of the metric `rfm` for the clients that are meant, best spenders first; those of a rule who never bought
    come last, with nulls.

    The place is judged on the whole business. A filter keeps those who have a sale that passes it.
    """
    judged = window(ctx, as_of)
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        if rule is None:
            rows = run(metric("rfm"), judged.narrow(segment=narrowing.cells), connection).rows
        else:
            rows = _with_strangers(run(metric("rfm"), judged, connection).rows, ids(rule, judged, connection))
        if narrowing.filters:
            history = run(metric("client_history"), judged.narrow(**narrowing.filters), connection).rows
            buyers = history.filter(pc.greater(history["sales"], 0))["client_id"]
            rows = rows.filter(pc.is_in(rows["client_id"], buyers.combine_chunks()))
    return rows.sort_by([("monetary", "descending"), ("client_id", "ascending")])


def ids(rule: Chosen, judged: Window, connection: Any) -> pa.Array:
    """Ids of the clients in a rule at the end of a window, rising."""
    found = fetch(asked(rule.rule, rule.fields, judged.as_of, judged.cutoffs), connection)
    return found.sort_by("client_id")["client_id"].combine_chunks()


def member_page(ctx: Context, ask: FindMembers) -> tuple[list[SegmentMember], str | None, int]:
    """A page of members, the cursor of the next one, and how many there are in all."""
    return paged(ctx, members(ctx, *narrowing_of(ctx, ask), ask.until), ask.limit, ask.after, ask.until)


def paged(
    ctx: Context, everybody: pa.Table, limit: int, after: str | None, as_of: date | None = None
) -> tuple[list[SegmentMember], str | None, int]:
    """A page of rows of `members`, the cursor of the next one, and how many there are in all."""
    rest = _after(everybody, after) if after else everybody
    rows = rest.slice(0, limit).to_pylist()
    cursor = f"{rows[-1]['monetary']}:{rows[-1]['client_id']}" if rest.num_rows > limit else None
    return described(ctx, rows, as_of), cursor, everybody.num_rows


def described(ctx: Context, rows: Sequence[dict[str, Any]], as_of: date | None = None) -> list[SegmentMember]:
    """The rows with names, phones and habits; who has left the directory a moment ago is left out."""
    wanted = [row["client_id"] for row in rows]
    found, habits = people(ctx, wanted), _habits(ctx, wanted, as_of)
    return [
        SegmentMember(
            **row,
            **habits.get(row["client_id"], {"average_check": None, "sources": []}),
            name=found[row["client_id"]].name,
            phone=found[row["client_id"]].phone,
            registered_on=found[row["client_id"]].registered_on,
        )
        for row in rows
        if row["client_id"] in found
    ]


def rows_of(wanted: pa.Array, ctx: Context, as_of: date | None = None) -> pa.Table:
    """Rows as `members` gives them, for ids that are known already."""
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        rows = _with_strangers(run(metric("rfm"), window(ctx, as_of), connection).rows, wanted)
    return rows.sort_by([("monetary", "descending"), ("client_id", "ascending")])


def _with_strangers(rows: pa.Table, wanted: pa.Array) -> pa.Table:
    """Rows of the wanted clients; who never bought has zero frequency and spend, and no more."""
    buyers = rows.filter(pc.is_in(rows["client_id"], wanted))
    others = wanted.filter(pc.invert(pc.is_in(wanted, rows["client_id"].combine_chunks())))
    nothing: dict[str, Any] = {field.name: pa.nulls(len(others), field.type) for field in rows.schema}
    nothing["client_id"] = others
    nothing["frequency"] = pa.repeat(pa.scalar(0, rows.schema.field("frequency").type), len(others))
    nothing["monetary"] = pa.repeat(pa.scalar(Decimal(0), rows.schema.field("monetary").type), len(others))
    return pa.concat_tables([buyers, pa.table(nothing, schema=rows.schema)])


def _habits(ctx: Context, wanted: Sequence[int], as_of: date | None) -> dict[int, dict[str, Any]]:
    """Average check and sources of some clients."""
    if not wanted:
        return {}
    judged = window(ctx, as_of).narrow(client=wanted)
    lines = judged.history.filter(lambda t: ~t.is_return & t.source.notnull())
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        history = run(metric("client_history"), judged, connection).rows.to_pylist()
        bought = lines.select("client_id", "source").distinct().order_by("client_id", "source")
        sources = fetch(bought, connection).to_pylist()
    habits = {row["client_id"]: {"average_check": row["average_check"], "sources": []} for row in history}
    for row in sources:
        habits[row["client_id"]]["sources"].append(row["source"])
    return habits


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
