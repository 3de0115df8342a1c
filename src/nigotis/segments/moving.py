"""Who moved between segments from one day to another, and the clients behind each move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby, product
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from nigotis.clients.directory import people
from nigotis.kernel.context import Context
from nigotis.kernel.problems import Invalid
from nigotis.metrics.run import fetch
from nigotis.metrics.scoring import SEGMENTS
from nigotis.mirror.cache import Mirror
from nigotis.segments import history, replay, snapshots
from nigotis.segments.members import known_day, window
from nigotis.segments.saved import Meaning, chosen, meaning
from nigotis.segments.types import CompareDays, FindMovers, Move, MovedClient, Movement, WhichMove

_PLACE = pa.schema([("client_id", pa.int64()), ("code", pa.string())])


def movement(ctx: Context, ask: CompareDays) -> Movement:
    """How many moved from where to where."""
    segments = _segments(ctx, ask)
    moves = _Moves(ctx, segments, (ask.since, ask.until))
    counted = moves.table.group_by(["before", "after"]).aggregate([([], "count_all")]).to_pylist()
    as_now = replay.as_now(ctx, [chosen(ctx, one.code, one.rule) for one in segments if one not in moves.kept])
    found = [Move(before=row["before"], after=row["after"], clients=row["count_all"]) for row in counted]
    return Movement(
        since=ask.since,
        until=ask.until,
        source="partly" if as_now else "kept" if len(moves.kept) == len(segments) else "computed",
        as_now=as_now,
        moves=sorted(found, key=lambda one: (-one.clients, one.before or "", one.after or "")),
        names={one.code: one.name for one in segments},
    )


def movers(ctx: Context, ask: FindMovers) -> tuple[list[MovedClient], str | None, int]:
    """The clients behind a move, the cursor of the next page, and how many there are in all."""
    clients = moved(ctx, ask)
    last = _cursor(ask.after)
    rest = [client for client in clients if client > last]
    shown = rest[: ask.limit]
    known = people(ctx, shown)
    items = [MovedClient(client_id=one, name=known[one].name, phone=known[one].phone) for one in shown if one in known]
    return items, str(shown[-1]) if len(rest) > ask.limit else None, len(clients)


def moved(ctx: Context, ask: WhichMove) -> list[int]:
    """Ids of the clients behind a move, rising."""
    moves = _Moves(ctx, _segments(ctx, ask), (ask.since, ask.until)).table
    is_asked = pc.and_(_is(moves["before"], ask.before), _is(moves["after"], ask.to))
    return sorted(moves.filter(is_asked)["client_id"].to_pylist())


class _Moves:
    """The places of everybody on two days. What both days were kept for is told as kept, the rest is computed anew."""

    def __init__(self, ctx: Context, segments: Sequence[Meaning], days: tuple[date, date]) -> None:
        self._ctx, self._segments, self._days = ctx, segments, days
        taken = {day: snapshots.of_day(ctx, day) for day in days}
        self._taken = {day: found for day, found in taken.items() if found}
        self._has_ten = len(self._taken) == len(taken)
        self.kept = [one for one in segments if self._is_kept(one)]

    @property
    def table(self) -> pa.Table:
        """client_id, before, after: null where a client was in none of the segments."""
        old, new = (self._places(day) for day in self._days)
        both = old.join(new, "client_id", join_type="full outer", left_suffix="_old", right_suffix="_new")
        return both.rename_columns(["client_id", "before", "after"])

    def _is_kept(self, one: Meaning) -> bool:
        if one.row is None:
            return one.code in SEGMENTS and self._has_ten
        return all(history.is_kept(one.row, day) for day in self._days)

    def _places(self, day: date) -> pa.Table:
        """The first of the segments each client was in on a day."""
        found = _PLACE.empty_table()
        for part in self._parts(day):
            is_placed = pc.is_in(part["client_id"], found["client_id"].combine_chunks())
            found = pa.concat_tables([found, part.filter(pc.invert(is_placed))])
        return found

    def _parts(self, day: date) -> Iterator[pa.Table]:
        """Who was where, segment by segment; of the ten a client is in one, so one part tells those in a row."""
        for is_of_ten, several in groupby(self._segments, lambda one: one.code in SEGMENTS):
            if is_of_ten:
                yield self._of_ten([one.code for one in several], day)
            else:
                yield from (self._of_rule(one, day) for one in several)

    def _of_ten(self, codes: list[str], day: date) -> pa.Table:
        if self._has_ten:
            return _table(snapshots.inside(self._ctx, self._taken[day], codes))
        scored = window(self._ctx, day).scored
        return self._fetched(scored.filter(scored.segment.isin(codes)).select("client_id", code=scored.segment))

    def _of_rule(self, one: Meaning, day: date) -> pa.Table:
        if one in self.kept and one.row is not None:
            return _table(list(product(history.on_day(self._ctx, one.row, day) or (), [one.code])))
        rule = chosen(self._ctx, one.code, one.rule)
        found = self._fetched(replay.inside(self._ctx, rule, day))
        return found.append_column("code", pa.repeat(pa.scalar(one.code, pa.string()), found.num_rows))

    def _fetched(self, question: Any) -> pa.Table:
        with self._ctx.port(Mirror).connection(self._ctx.merchant_id) as connection:
            return fetch(question, connection)


def _segments(ctx: Context, ask: CompareDays) -> list[Meaning]:
    if ask.since > ask.until:
        raise Invalid("metrics.period_backwards", field="since", since=ask.since, until=ask.until)
    known_day(ctx, ask.until)
    found = {one.code: one for one in (meaning(ctx, code) for code in ask.segments or SEGMENTS)}
    return list(found.values())


def _table(places: list[tuple[int, str]]) -> pa.Table:
    clients, codes = zip(*places, strict=True) if places else ((), ())
    return pa.table([pa.array(clients, pa.int64()), pa.array(codes, pa.string())], schema=_PLACE)


def _is(column: pa.ChunkedArray, code: str | None) -> Any:
    return pc.is_null(column) if code is None else pc.fill_null(pc.equal(column, code), False)


def _cursor(after: str | None) -> int:
    if after is None:
        return 0
    if not (after.isascii() and after.isdecimal() and len(after) < 19):
        raise Invalid("kernel.bad_cursor", field="after")
    return int(after)
