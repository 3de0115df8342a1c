"""Paging by keyset: a page starts after the last row seen, so nothing is skipped or shown twice while rows arrive."""

from __future__ import annotations

import base64
import json
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, Select, cast, tuple_
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session

from nigotis.kernel.problems import Invalid

Item = TypeVar("Item")


class PageAsk(BaseModel):
    """Base of an ask that is answered page by page."""

    limit: int = Field(50, ge=1, le=500, description="How many to return at most.")
    after: str | None = Field(None, description="The cursor that the page before gave as `next`.")


class Page(BaseModel, Generic[Item]):
    """One page. `next` is the cursor of the following page, or null at the end."""

    items: list[Item]
    next: str | None = None
    total: int | None = None


def page(
    db: Session, query: Select[Any], order: list[ColumnElement[Any]], ask: PageAsk, *, newest_first: bool = False
) -> tuple[list[Any], str | None]:
    """Rows of `query` after the cursor, ordered by `order` (whose last column must be unique), and the next cursor.

    The order columns are appended to the select. Raises Invalid for a cursor that is not ours.
    """
    keys = tuple_(*order)
    if ask.after is not None:
        seen = tuple_(*map(_typed, _open(ask.after, len(order)), order))
        query = query.where(keys < seen if newest_first else keys > seen)
    query = query.add_columns(*order).order_by(*(column.desc() if newest_first else column for column in order))
    try:
        rows = db.execute(query.limit(ask.limit + 1)).all()
    except DataError as error:  # values of another list's cursor, or of nobody's
        if ask.after is None:
            raise
        raise Invalid("kernel.bad_cursor", field="after") from error
    more = len(rows) > ask.limit
    rows = rows[: ask.limit]
    return [row[0] for row in rows], _close(rows[-1][-len(order) :]) if more else None


def _typed(value: str, column: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(value, column.type)


def _close(values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps([str(value) for value in values]).encode()).decode().rstrip("=")


def _open(cursor: str, width: int) -> list[str]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        json.dumps(values, ensure_ascii=False).encode()  # half of a surrogate pair cannot go to the database
    except (ValueError, RecursionError) as error:
        raise Invalid("kernel.bad_cursor", field="after") from error
    if not isinstance(values, list) or len(values) != width or not all(isinstance(value, str) for value in values):
        raise Invalid("kernel.bad_cursor", field="after")
    return values
