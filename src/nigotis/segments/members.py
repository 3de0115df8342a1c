"""Who is in a segment now: the mirror asked by a rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from nigotis.clients.directory import people
from nigotis.kernel.context import Context
from nigotis.kernel.fields import LARGEST_ID
from nigotis.kernel.problems import Invalid
from nigotis.metrics.catalogue import find as metric
from nigotis.metrics.rfm import rfm
from nigotis.metrics.run import fetch, run
from nigotis.metrics.scoring import SEGMENTS, cells
from nigotis.metrics.window import Window
from nigotis.mirror.cache import Mirror
from nigotis.rules.asking import Chosen
from nigotis.rules.asking import members as asked
from nigotis.rules.checking import SAVED
from nigotis.segments.ready import READY
from nigotis.segments.saved import chosen, meaning
from nigotis.segments.settings import judged
from nigotis.segments.types import FindMembers, Narrowing, SegmentMember, WhoIsIn

CHOSEN_HERE = "cells"
"""What stands in an address where the cells are given beside it."""

BEGINNING = date(1, 1, 1)
"""Where "so far" begins."""

_ROW = tuple(column.name for column in rfm.columns)
_LARGEST = Decimal(10) ** 30


def window(ctx: Context, as_of: date | None = None) -> Window:
    """From the beginning to a local day, with the merchant's own scoring and limits."""
    return judged(ctx, BEGINNING, as_of or ctx.today)


def known_day(ctx: Context, day: date | None, field: str = "until") -> date:
    """`day`, or today; who will be in a segment nobody knows. Raises Invalid for a day that has not come."""
    if day is not None and day > ctx.today:
        raise Invalid("segments.day_ahead", field=field)
    return day or ctx.today


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
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        return fetch(_ordered(_meant(window(ctx, as_of), narrowing, rule)), connection)


def ids(rule: Chosen, judged: Window, connection: Any) -> pa.Array:
    """Ids of the clients in a rule at the end of a window, rising."""
    found = fetch(asked(rule.rule, rule.fields, judged.as_of, judged.cutoffs), connection)
    return found.sort_by("client_id")["client_id"].combine_chunks()


def member_page(ctx: Context, ask: FindMembers) -> tuple[list[SegmentMember], str | None, int]:
    """A page of members, the cursor of the next one, and how many there are in all."""
    judged = window(ctx, known_day(ctx, ask.until))
    return paged(ctx, _meant(judged, *narrowing_of(ctx, ask)), ask.limit, ask.after, ask.until)


def page_of(
    ctx: Context, wanted: Sequence[int], limit: int, after: str | None, as_of: date
) -> tuple[list[SegmentMember], str | None]:
    """A page of clients whose ids are known already, and the cursor of the next one."""
    if not wanted:
        return [], None
    judged = window(ctx, as_of)
    known = judged.narrow(client=wanted).clients.select("client_id")
    items, cursor, _ = paged(ctx, scored(known, judged), limit, after, as_of)
    return items, cursor


def paged(
    ctx: Context, everybody: ir.Table, limit: int, after: str | None, as_of: date | None = None
) -> tuple[list[SegmentMember], str | None, int]:
    """A page of rows as `members` gives them, cut by the engine; the cursor of the next one; how many there are."""
    counted = everybody.mutate(total=everybody.count().over(ibis.window()))
    rest = _after(counted, after) if after else counted
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        rows = fetch(_ordered(rest).limit(limit + 1), connection).to_pylist()
    total = rows[0]["total"] if rows else 0
    shown = [{name: value for name, value in row.items() if name != "total"} for row in rows[:limit]]
    cursor = f"{shown[-1]['monetary']}:{shown[-1]['client_id']}" if len(rows) > limit else None
    return described(ctx, shown, as_of), cursor, total


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


def _meant(judged: Window, narrowing: Narrowing, rule: Chosen | None) -> ir.Table:
    """Rows of the metric `rfm` for the clients that are meant."""
    if rule is None:
        everybody, wanted = judged.scored, cells(narrowing.cells)
        found = (everybody.filter(everybody.cell.isin(wanted)) if wanted else everybody).select(*_ROW)
    else:
        found = scored(asked(rule.rule, rule.fields, judged.as_of, judged.cutoffs), judged)
    if narrowing.filters:
        sold = judged.narrow(**narrowing.filters).document_history
        found = found.semi_join(sold.filter(~sold.is_return), "client_id")
    return found


def scored(inside: ir.Table, judged: Window) -> ir.Table:
    """Rows of the metric `rfm` for these clients; who never bought has zero frequency and spend, and no more."""
    rows = inside.left_join(judged.scored, "client_id").select(*_ROW)
    zero = ibis.literal(0, rows.monetary.type())
    return rows.mutate(frequency=rows.frequency.fill_null(0), monetary=rows.monetary.fill_null(zero))


def _ordered(rows: ir.Table) -> ir.Table:
    return rows.order_by(rows.monetary.desc(), "client_id")


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


def _after(rows: ir.Table, cursor: str) -> ir.Table:
    """Rows behind the one the cursor stands for, whether or not that one is still there."""
    spent, _, client = cursor.partition(":")
    try:
        last, last_id = Decimal(spent), int(client)
    except (ValueError, InvalidOperation) as error:
        raise Invalid("kernel.bad_cursor", field="after") from error
    if not (last.is_finite() and abs(last) < _LARGEST and round(last, 6) == last and 0 <= last_id <= LARGEST_ID):
        raise Invalid("kernel.bad_cursor", field="after")
    spend = ibis.literal(last, rows.monetary.type())
    return rows.filter((rows.monetary < spend) | ((rows.monetary == spend) & (rows.client_id > last_id)))
