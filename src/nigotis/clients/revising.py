"""Changing many clients at once, for file imports, and taking it back. Consent is not touched by either."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, func
from sqlalchemy.dialects.postgresql import JSONB

from nigotis.clients.cities import city_key, look_up
from nigotis.clients.directory import present
from nigotis.clients.models import ClientRow
from nigotis.kernel.context import Context
from nigotis.kernel.revising import Revision, put_back, revise
from nigotis.kernel.searching import search_key

Mark = Literal["external_id", "phone", "email"]
MARKS: tuple[Mark, ...] = get_args(Mark)
CARD = ("name", "external_id", "phone", "email", "birthday", "city", "tags", "custom")


def cards_of(ctx: Context, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What is known of clients, by id: the columns of `CARD`."""
    columns = [getattr(ClientRow, name) for name in CARD]
    query = present(ctx).with_only_columns(ClientRow.id, *columns).where(ClientRow.id == func.any(list(ids)))
    return {row.id: {name: row._mapping[name] for name in CARD} for row in ctx.db.execute(query)}


def clients_marked(ctx: Context, mark: Mark, values: Sequence[str]) -> dict[str, int]:
    """Ids of clients by one of their unique marks, of those in `values`; one who was merged counts as the survivor."""
    column: Any = getattr(ClientRow, mark)
    standing = func.coalesce(ClientRow.merged_into_id, ClientRow.id)
    query = ctx.mine(ClientRow).with_only_columns(column, standing).where(ClientRow.deleted_at.is_(None))
    # Whoever carries the mark now comes last, and so wins over somebody merged who once did.
    query = query.where(column == func.any(list(values))).order_by(ClientRow.merged_into_id.is_(None), ClientRow.id)
    return dict(ctx.db.execute(query).all())


def clients_named(ctx: Context, names: Sequence[str]) -> dict[str, int]:
    """Ids of clients who are known by name alone, with no phone, e-mail or number; the first of equal names."""
    query = present(ctx).with_only_columns(ClientRow.name, ClientRow.id).order_by(ClientRow.id.desc())
    nameless_otherwise = (ClientRow.phone.is_(None), ClientRow.email.is_(None), ClientRow.external_id.is_(None))
    query = query.where(ClientRow.name == func.any(list(names)), *nameless_otherwise)
    return dict(ctx.db.execute(query).all())


def revise_clients(ctx: Context, wanted: Mapping[int, Mapping[str, Any]]) -> list[Revision]:
    """Set what is given, {id: {column: JSON value}}; answers what changed. See `nigotis.kernel.revising.revise`."""
    full = {client_id: _with_key(values) for client_id, values in wanted.items() if values}
    look_up(ctx, [values.get("city") for values in full.values()])
    return revise(ctx, ClientRow, full)


def put_tag(ctx: Context, tag: str, ids: Sequence[int]) -> None:
    """Put a tag on clients; those who carry it stay as they are."""
    _retag(ctx, ClientRow.id == func.any(list(ids)), lambda tags: [*tags, *({tag} - {*tags})])


def take_tag(ctx: Context, tag: str) -> list[int]:
    """Take a tag off everybody who carries it, removed clients too, lest it come back with them; answers their ids."""
    carries = ClientRow.tags.expression.cast(JSONB).contains([tag])
    return _retag(ctx, carries, lambda tags: [other for other in tags if other != tag])


def _retag(ctx: Context, who: ColumnElement[bool], change: Callable[[list[str]], list[str]]) -> list[int]:
    query = ctx.mine(ClientRow).with_only_columns(ClientRow.id, ClientRow.tags).where(who)
    wanted = {client_id: {"tags": change(tags)} for client_id, tags in ctx.db.execute(query)}
    revise_clients(ctx, wanted)
    return list(wanted)


def put_back_clients(ctx: Context, revisions: Sequence[Revision]) -> int:
    """Undo `revise_clients`; see `nigotis.kernel.revising.put_back`."""
    return put_back(ctx, ClientRow, revisions)


def _with_key(values: Mapping[str, Any]) -> dict[str, Any]:
    keys = {"search_key": search_key(values["name"])} if "name" in values else {}
    return dict(values) | keys | ({"city_key": city_key(values["city"])} if "city" in values else {})
