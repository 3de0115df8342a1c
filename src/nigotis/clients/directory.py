"""Finding clients: by id whatever became of them, by what people type, by filters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, Integer, Select, extract, false, func, or_
from sqlalchemy import cast as cast_to
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.functions import Function

from nigotis.clients.birthdays import coming_days, next_birthday
from nigotis.clients.cities import keys_of_town, towns_of
from nigotis.clients.consents import consents_of
from nigotis.clients.models import ClientRow
from nigotis.clients.types import Client, ClientCounts, ClientFilters, ComingBirthday, FindBirthdays, FindClients
from nigotis.kernel.context import Context
from nigotis.kernel.fields import LARGEST_ID
from nigotis.kernel.paging import Page, page
from nigotis.kernel.phone import UnclearPhone, read_phone
from nigotis.kernel.problems import NotFound
from nigotis.kernel.searching import digits_of, starts_a_word


def standing(ctx: Context, client_id: int, *, lock: bool = False) -> ClientRow:
    """The client `client_id`, or the one it was merged into. NotFound for a removed one."""
    row = ctx.get(ClientRow, client_id, lock=lock)
    if row.merged_into_id is not None:
        row = ctx.get(ClientRow, row.merged_into_id, lock=lock)
    if row.deleted_at is not None:
        raise NotFound("kernel.not_found")
    return row


def answers(ctx: Context, rows: Sequence[ClientRow]) -> list[Client]:
    """The rows as answers, with what they consented to."""
    consents = consents_of(ctx, [row.id for row in rows]) if rows else {}
    towns = towns_of(ctx, rows)
    said = [{"consents": consents[row.id], "town": towns.get(row.city_key or "")} for row in rows]
    return [Client.model_validate(row).model_copy(update=more) for row, more in zip(rows, said, strict=True)]


def find(ctx: Context, ask: FindClients, ids: Sequence[int] | None = None) -> Page[Client]:
    """A page of clients by name; `ids`, where given, are the only ones meant (a segment, for instance)."""
    query = chosen(ctx, ask, ids)
    rows, after = page(ctx.db, query, [ClientRow.name.expression, ClientRow.id.expression], ask)
    total = None if ask.after else ctx.db.scalar(query.with_only_columns(func.count()))
    return Page(items=answers(ctx, rows), next=after, total=total)


def people(ctx: Context, ids: Sequence[int]) -> dict[int, Client]:
    """Who stands behind ids, those in the directory; for lists that show names and phones.

    Without the right to read the directory (a program's key may have others) there are no phones.
    """
    most = 500
    pages = (ids[start : start + most] for start in range(0, len(ids), most))
    found = (client for some in pages for client in find(ctx, FindClients(limit=most), some).items)
    if ctx.actor.may("clients:read"):
        return {client.id: client for client in found}
    return {client.id: client.model_copy(update={"phone": None}) for client in found}


def chosen(ctx: Context, ask: ClientFilters, ids: Sequence[int] | None = None) -> Select[Any]:
    """The clients that fit the filters."""
    c = ClientRow
    query = present(ctx)
    if ids is not None:
        query = query.where(c.id == func.any(list(ids)))
    if ask.q and ask.q.strip():
        query = query.where(_matches(ctx, ask.q.strip()))
    if ask.town is not None:
        query = query.where(c.city_key.in_(keys_of_town(ctx, ask.town)))
    if ask.tag is not None:
        query = query.where(c.tags.expression.cast(JSONB).contains([ask.tag]))
    if ask.has_phone is not None:
        query = query.where(c.phone.is_not(None) if ask.has_phone else c.phone.is_(None))
    if ask.birthday_within is not None:
        query = query.where(_day_of_year() == func.any(coming_days(ctx.today, ask.birthday_within)))
    for column, value in ((c.status, ask.status), (c.source, ask.source), (c.branch_id, ask.branch)):
        if value is not None:
            query = query.where(cast(ColumnElement[Any], column) == value)
    if ask.registered_since is not None:
        query = query.where(c.registered_on >= ask.registered_since)
    if ask.registered_until is not None:
        query = query.where(c.registered_on <= ask.registered_until)
    return query


def is_tag_used(ctx: Context, tag: str) -> bool:
    """Whether a client carries the tag."""
    found = chosen(ctx, ClientFilters(tag=tag)).with_only_columns(ClientRow.id).limit(1)
    return ctx.db.scalar(found) is not None


def present(ctx: Context) -> Select[Any]:
    """Everybody in the directory: neither removed nor merged into another."""
    return ctx.mine(ClientRow).where(ClientRow.deleted_at.is_(None), ClientRow.merged_into_id.is_(None))


def coming_birthdays(ctx: Context, ask: FindBirthdays) -> Page[ComingBirthday]:
    """Clients whose birthday comes, the next one first."""
    days = coming_days(ctx.today, ask.within)
    query = present(ctx).where(_day_of_year() == func.any(days))
    position: Function[Any] = func.array_position(days, _day_of_year(), type_=Integer)
    rows, after = page(ctx.db, query, [position, ClientRow.id.expression], ask)
    coming = [_coming(ctx, client) for client in answers(ctx, rows)]
    return Page(items=coming, next=after)


def count(ctx: Context) -> ClientCounts:
    """The directory in figures, in one look."""
    c = ClientRow
    query = present(ctx).with_only_columns(
        func.count(),
        *(func.count().filter(c.status == status) for status in ("active", "waiting", "inactive")),
        func.count().filter(c.registered_on == ctx.today),
    )
    return ClientCounts(**dict(zip(ClientCounts.model_fields, ctx.db.execute(query).one(), strict=True)))


def names(ctx: Context, ids: Iterable[int]) -> dict[int, str]:
    """Names by id, for whoever shows a figure: a merged client has the survivor's, a removed one keeps its own."""
    survivor = ClientRow.__table__.alias("survivor")
    query = (
        ctx.mine(ClientRow)
        .with_only_columns(ClientRow.id, func.coalesce(survivor.c.name, ClientRow.name))
        .outerjoin(
            survivor, (survivor.c.merchant_id == ClientRow.merchant_id) & (survivor.c.id == ClientRow.merged_into_id)
        )
        .where(ClientRow.id == func.any(list(ids)))
    )
    return dict(ctx.db.execute(query).all())


def _coming(ctx: Context, client: Client) -> ComingBirthday:
    assert client.birthday is not None
    on = next_birthday(client.birthday, ctx.today)
    return ComingBirthday(client=client, on=on, turns=on.year - client.birthday.year)


def _day_of_year() -> ColumnElement[int]:
    born = ClientRow.birthday
    return cast_to(extract("month", born) * 100 + extract("day", born), Integer)


def _matches(ctx: Context, typed: str) -> ColumnElement[bool]:
    c = ClientRow
    ways: list[ColumnElement[bool]] = [c.external_id == typed]
    if "@" in typed:
        return c.email.startswith(typed.lower(), autoescape=True)
    by_name = starts_a_word(c.search_key, typed)
    if by_name is not None:
        ways.append(by_name)
    digits = digits_of(typed)
    if digits is not None:
        ways += [c.phone.contains(digits.lstrip("0") or digits)]
        full = _read(ctx, typed)
        ways += [c.phone == full] if full else []
    if typed.isdecimal() and int(typed) <= LARGEST_ID:
        ways.append(c.id == int(typed))
    return or_(false(), *ways)


def _read(ctx: Context, typed: str) -> str | None:
    try:
        return read_phone(typed, ctx.merchant.country).e164
    except UnclearPhone:
        return None
