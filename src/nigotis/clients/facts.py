"""The directory as fact tables `clients` and `client_traits`: no name, phone or e-mail, but whether there is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Numeric,
    Select,
    and_,
    case,
    cast,
    column,
    func,
    literal,
    select,
    table,
    union_all,
)
from sqlalchemy.dialects.postgresql import array

from nigotis.clients.models import ClientRow, ConsentRow, SpellingRow
from nigotis.mirror.feed import Feed, Watch, chosen

CUSTOM, CONSENT, HAS = "custom.", "consent.", "has."
_FITTING_NUMBER = r"^-?\d{1,11}(\.\d+)?$"
_FIELD = table("custom_field", column("merchant_id", BigInteger), column("about"), column("key"), column("kind"))


def _clients(merchant_id: int, keys: Sequence[int] | None) -> Select[Any]:
    c = ClientRow
    columns: list[ColumnElement[Any]] = [
        c.id.label("client_id"),
        c.status.expression,
        c.source.expression,
        c.gender.expression,
        c.birthday.expression,
        c.registered_on.expression,
        c.branch_id.expression,
        SpellingRow.place_id.expression,
        SpellingRow.region.expression,
        func.coalesce(SpellingRow.name, c.city).label("city"),
    ]
    so_spelt = and_(SpellingRow.merchant_id == merchant_id, SpellingRow.key == c.city_key)
    return select(*columns).outerjoin(SpellingRow, so_spelt).where(*_present(merchant_id, keys))


def _traits(merchant_id: int, keys: Sequence[int] | None) -> Select[Any]:
    told = (_tags, _custom, _consents, _present_things)
    said = union_all(*(one(merchant_id, keys) for one in told)).subquery()
    field = and_(
        _FIELD.c.merchant_id == merchant_id, _FIELD.c.about == "clients", said.c.trait == CUSTOM + _FIELD.c.key
    )
    is_number = and_(_FIELD.c.kind == "number", said.c.value.regexp_match(_FITTING_NUMBER))
    columns: list[ColumnElement[Any]] = [
        said.c.client_id,
        said.c.trait,
        said.c.value,
        case((is_number, cast(said.c.value, Numeric(18, 6)))).label("number"),
        case((_FIELD.c.kind == "date", cast(said.c.value, Date))).label("day"),
    ]
    return select(*columns).select_from(said.outerjoin(_FIELD, field))


def _tags(merchant_id: int, keys: Sequence[int] | None) -> Select[Any]:
    tag = func.jsonb_array_elements_text(ClientRow.tags).column_valued("tag", joins_implicitly=True)
    return (
        select(ClientRow.id.label("client_id"), literal("tag").label("trait"), tag.label("value"))
        .where(*_present(merchant_id, keys))
        .distinct()
    )


def _custom(merchant_id: int, keys: Sequence[int] | None) -> Select[Any]:
    field = func.jsonb_each_text(ClientRow.custom).table_valued("key", "value", joins_implicitly=True)
    return select(ClientRow.id, literal(CUSTOM) + field.c.key, field.c.value).where(*_present(merchant_id, keys))


def _consents(merchant_id: int, keys: Sequence[int] | None) -> Select[Any]:
    said = ConsentRow
    last = (
        select(func.max(said.id).label("id"))
        .where(said.merchant_id == merchant_id, chosen(said.client_id.expression, keys))
        .group_by(said.client_id, said.channel)
        .subquery()
    )
    of_client = and_(said.merchant_id == merchant_id, said.client_id == ClientRow.id)
    columns: list[ColumnElement[Any]] = [
        ClientRow.id.expression,
        literal(CONSENT) + said.channel,
        said.state.expression,
    ]
    return select(*columns).join(said, of_client).join(last, last.c.id == said.id).where(*_present(merchant_id, keys))


def _present_things(merchant_id: int, keys: Sequence[int] | None) -> Select[Any]:
    """A row for each of these that the directory has of a client."""
    c = ClientRow
    things = [(name, getattr(c, name)) for name in ("phone", "email", "external_id", "note")]
    held = [case((thing.isnot(None), HAS + name)) for name, thing in things]
    trait = func.unnest(func.array_remove(array(held), None)).column_valued("trait", joins_implicitly=True)
    return select(c.id.expression, trait, literal("true")).where(*_present(merchant_id, keys))


def _present(merchant_id: int, keys: Sequence[int] | None) -> tuple[ColumnElement[bool], ...]:
    c = ClientRow
    return (
        c.merchant_id == merchant_id,
        c.deleted_at.is_(None),
        c.merged_into_id.is_(None),
        chosen(c.id.expression, keys),
    )


FEED = Feed(
    entity="clients",
    key="client_id",
    watches=(Watch("client"), Watch("city_spelling", None, ("place_id",))),
    select=_clients,
)
TRAITS = Feed(
    entity="client_traits", key="client_id", watches=(Watch("client"), Watch("consent", "client_id")), select=_traits
)
