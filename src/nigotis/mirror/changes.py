"""Reading the table of changes in commit order.

A change is taken up only when every transaction that could still commit before it has ended: its transaction id is
below the oldest one running (`pg_snapshot_xmin`). Ids alone do not do: a transaction that took a lower id may commit
later and would be passed over. A long open transaction therefore holds the mirror back, and loses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import CursorResult, text
from sqlalchemy.orm import Session


class Watermark(NamedTuple):
    """Up to where changes have been taken up: transaction id, then id within it."""

    xid: int
    id: int


START = Watermark(0, 0)


@dataclass(frozen=True)
class Change:
    """One parent to read again; `pk` None means all of the entity."""

    at: Watermark
    merchant_id: int
    entity: str
    pk: int | None


_TAKE = text(
    "select id, xid::text, merchant_id, entity, pk from change"
    " where (xid, id) > (cast(:xid as xid8), :id) and xid < pg_snapshot_xmin(pg_current_snapshot())"
    " and merchant_id <> all(cast(:except as bigint[])) order by xid, id limit :most"
)
_FORGET = text("delete from change where merchant_id = :merchant and (xid, id) <= (cast(:xid as xid8), :id)")
_SETTLED = text("select pg_snapshot_xmin(pg_current_snapshot())::text")
_NEXT = text("select pg_snapshot_xmax(pg_current_snapshot())::text")
_ORIGIN = text(
    "select s.system_identifier || '/' || c.timeline_id || '/' || d.oid from pg_control_system() s,"
    " pg_control_checkpoint() c, pg_database d where d.datname = current_database()"
)
_FOREIGN = text("delete from change where xid >= pg_snapshot_xmax(pg_current_snapshot())")
_WAITING = text("select distinct entity, pk from change where merchant_id = :merchant")
_NEWEST = text("select coalesce(max(id), 0) from change where merchant_id = :merchant")
_IS_WAITING = text("select exists (select from change where merchant_id = :merchant and id <= :id)")
_BEHIND = text("select merchant_id, min(changed_at) from change group by merchant_id")


def take(session: Session, after: Watermark, *, most: int, leaving: Sequence[int] = ()) -> list[Change]:
    """The next changes after `after` that are certain to have none before them, leaving some merchants out."""
    rows = session.execute(_TAKE, {"xid": str(after.xid), "id": after.id, "except": list(leaving), "most": most})
    return [Change(Watermark(int(xid), id_), merchant, entity, pk) for id_, xid, merchant, entity, pk in rows]


def forget(session: Session, merchant_id: int, upto: Watermark) -> None:
    """Remove what is safely in the merchant's manifest."""
    session.execute(text("set local synchronous_commit = off"))  # taking a change up twice does no harm
    session.execute(_FORGET, {"merchant": merchant_id, "xid": str(upto.xid), "id": upto.id})


def settled(session: Session) -> Watermark:
    """A watermark that whatever is read from now on is sure to contain."""
    return Watermark(int(session.scalar(_SETTLED)), 0)


def next_xid(session: Session) -> int:
    """The transaction id that the server has not given out yet; a watermark above it is of another history."""
    return int(session.scalar(_NEXT))


def origin(session: Session) -> str:
    """Which history this is: the server's identity, its timeline (new after a restore or failover), the database."""
    return str(session.scalar(_ORIGIN))


def forget_foreign(session: Session) -> int:
    """Remove changes that a restored dump brought along with another server's transaction ids; how many there were.

    A row we can see was written by a transaction below our snapshot's end, unless its id was not given out here.
    """
    return cast("CursorResult[Any]", session.execute(_FOREIGN)).rowcount


def waiting(session: Session, merchant_id: int) -> set[tuple[str, int | None]]:
    """Entity and key of the merchant's committed changes that are not in the mirror yet."""
    return {(entity, pk) for entity, pk in session.execute(_WAITING, {"merchant": merchant_id})}


def newest(session: Session, merchant_id: int) -> int:
    """Id of the merchant's last committed change that waits, or 0."""
    return int(session.scalar(_NEWEST, {"merchant": merchant_id}))


def is_waiting(session: Session, merchant_id: int, upto: int) -> bool:
    """Whether a change of the merchant with an id up to `upto` is not in the mirror yet."""
    return bool(session.scalar(_IS_WAITING, {"merchant": merchant_id, "id": upto}))


def behind(session: Session) -> dict[int, datetime]:
    """Of each merchant with changes not in the mirror yet: since when the oldest waits."""
    return {merchant_id: since for merchant_id, since in session.execute(_BEHIND)}  # noqa: C416  (rows are no pairs to mypy)
