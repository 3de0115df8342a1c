"""Files of a customer-relationship system: one deal, or one activity, per row."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from nigotis.kernel.text import fold
from nigotis.reading.raw import Raw
from nigotis.reading.recognise import Mapping
from nigotis.reading.types import Reading
from nigotis.reading.values import NUMBER, by_distinct
from nigotis.reading.words import cell_words
from nigotis.reading.work import Work

DEAL_FIELDS = (
    "external_id", "title", "client_name", "seller", "product_name", "stage", "status", "created", "engaged", "closed",
    "expected", "value", "source", "reason", "note",
)  # fmt: skip
ACTIVITY_FIELDS = ("external_id", "kind", "client_name", "deal", "seller", "due", "done", "outcome", "note")
ENDS = ("won", "lost")
STAGES = ("lead", "contacted", "proposal", "negotiation")
PROGRESS = ("planned", "done", "cancelled")
KINDS = ("visit", "call", "message", "meeting")
_TEXTS = ("title", "client_name", "seller", "product_name", "source", "reason", "note")
_DATES = ("created", "engaged", "closed", "expected")


def read_deals(raw: Raw, mapping: Mapping, today: dt.date, answers: dict[str, str]) -> Reading:
    """Columns of `DEAL_FIELDS`: texts; `status` open, won or lost, null where the row does not say; `stage` as written,
    null for won and lost; dates date32; `value` an exact decimal.

    Won and lost are read from the stage or status, or from a date of winning or losing; a status that says neither
    nor open is listed. A row that names nothing, or is closed on no day, is left out.
    """
    work = Work(raw, mapping, today, answers)
    work.out["external_id"] = work.codes("external_id")
    work.out |= {name: work.cells(name) for name in _TEXTS}
    work.out |= _dates(work, (*_DATES, "won", "lost"))
    _status(work)
    found = work.numbers(("value",)).get("value")
    if found is not None and not found.is_open:
        work.blank(pc.or_(found.bad, _below_zero(found.values)), "value", "reading.not_a_number")
    work.out["value"] = pa.nulls(work.count, NUMBER) if found is None else _not_negative(found.values)
    named = [work.out[name] for name in ("external_id", "title", "client_name", "product_name")]
    work.reject(pc.is_null(pc.coalesce(*named)), "", "reading.no_deal_named")
    is_closed = pc.is_in(work.out["status"], pa.array(ENDS))
    work.reject(pc.and_(is_closed, pc.is_null(work.out["closed"])), "closed", "reading.closed_on_no_day")
    work.out = {name: work.out[name] for name in DEAL_FIELDS}
    return work.finish(dict(work.fields))


def read_activities(raw: Raw, mapping: Mapping, today: dt.date, answers: dict[str, str]) -> Reading:
    """Columns of `ACTIVITY_FIELDS`: texts; `kind` visit, call, message or meeting; `due` and `done` date32; `deal` is
    the deal's number in the other system.

    Where a column says what is planned and what is done, or a day is yet to come, the row's day is understood so; what
    was cancelled is left out.
    """
    work = Work(raw, mapping, today, answers)
    work.out["external_id"], work.out["deal"] = work.codes("external_id"), work.codes("deal")
    work.out |= {name: work.cells(name) for name in ("client_name", "seller", "outcome", "note")}
    work.out |= _dates(work, ("due", "done"))
    _progress(work)
    work.out["kind"] = _words(work.cells("kind"), KINDS, "activity")
    work.reject(pc.is_null(work.out["kind"]), "kind", "reading.no_activity_kind")
    whom = pc.coalesce(work.out["client_name"], work.out["deal"])
    work.reject(pc.is_null(whom), "client_name", "reading.with_nobody")
    when = pc.coalesce(work.out["due"], work.out["done"])
    work.reject(pc.is_null(when), "done", "reading.on_no_day")
    work.out = {name: work.out[name] for name in ACTIVITY_FIELDS}
    return work.finish(dict(work.fields))


def word_of(cell: str, words: tuple[str, ...], prefix: str) -> str | None:
    """Which of `words` a cell means, by `cells.toml`; None for none of them."""
    return _meanings(words, prefix).get(fold(cell))


@cache
def _meanings(words: tuple[str, ...], prefix: str) -> dict[str, str]:
    return {fold(phrase): word for word in words for phrase in (word, *cell_words(f"{prefix}_{word}"))}


def _below_zero(values: pa.Array) -> pa.Array:
    return pc.fill_null(pc.less(values, pa.scalar(Decimal(0), values.type)), False)


def _not_negative(values: pa.Array) -> pa.Array:
    return pc.if_else(_below_zero(values), pa.scalar(None, values.type), values)


def _dates(work: Work, names: tuple[str, ...]) -> dict[str, pa.Array]:
    found = work.dates(list(names))
    for name, column in found.items():
        if not column.is_open:
            work.blank(column.bad, name, "reading.not_a_date")
    return {
        name: found[name].values.cast(pa.date32(), safe=False) if name in found else pa.nulls(work.count, pa.date32())
        for name in names
    }


def _progress(work: Work) -> None:
    """One column of days may hold both: a planned activity is due on its day, one that is done was done on it."""
    due, done = work.out["due"], work.out["done"]
    said = _words(work.cells("state"), PROGRESS, "activity")
    work.blank(_unread(work.cells("state"), said), "state", "reading.no_activity_state")
    work.reject(pc.equal(said, "cancelled"), "state", "reading.cancelled")
    is_to_come = pc.fill_null(pc.greater(done, pa.scalar(work.today, pa.date32())), False)
    is_planned = pc.if_else(pc.is_null(said), is_to_come, pc.equal(said, "planned"))
    is_done = pc.fill_null(pc.equal(said, "done"), False)
    nothing = pa.scalar(None, pa.date32())
    work.out["due"] = pc.if_else(is_planned, pc.coalesce(due, done), due)
    work.out["done"] = pc.if_else(is_planned, nothing, pc.if_else(is_done, pc.coalesce(done, due), done))


def _status(work: Work) -> None:
    """Won, lost or open, and on which day closed: said by a word, or by a date that only one of them has; null where
    the row says none of it."""
    stage, status = work.cells("stage"), work.cells("status")
    nothing = pa.scalar(None, pa.string())
    by_status, by_stage = _words(status, ENDS, "deal"), _words(stage, ENDS, "deal")
    won, lost = work.out.pop("won"), work.out.pop("lost")
    by_date = pc.if_else(pc.is_valid(won), "won", pc.if_else(pc.is_valid(lost), "lost", nothing))
    ended = pc.coalesce(by_status, by_stage, by_date)
    said = pc.coalesce(ended, _words(status, ("open",), "deal"), _words(status, STAGES, "stage"))
    work.blank(_unread(status, said), "status", "reading.no_deal_status")
    goes_on = pc.coalesce(said, stage)
    is_open = pc.is_null(ended)
    work.out["status"] = pc.if_else(pc.and_(is_open, pc.is_valid(goes_on)), "open", ended)
    work.out["stage"] = pc.if_else(is_open, stage, nothing)
    closed = pc.coalesce(work.out["closed"], won, lost)
    no_day = pa.scalar(None, pa.date32())
    work.out["expected"] = pc.coalesce(work.out["expected"], pc.if_else(is_open, work.out["closed"], no_day))
    work.out["closed"] = pc.if_else(is_open, no_day, closed)


def _unread(cells: pa.Array, said: pa.Array) -> pa.Array:
    return pc.and_(pc.is_valid(cells), pc.is_null(said))


def _words(cells: pa.Array, words: tuple[str, ...], prefix: str) -> pa.Array:
    return by_distinct(pa.chunked_array([cells]), lambda cell: word_of(cell, words, prefix), pa.string())
