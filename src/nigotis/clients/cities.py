"""Which towns clients live in: every spelling of a town is looked up once, and the merchant may say what it means."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, func
from sqlalchemy.dialects.postgresql import insert

from nigotis.clients.models import ClientRow, SpellingRow
from nigotis.clients.types import Spelling
from nigotis.kernel.context import Context
from nigotis.places.gazetteer import Place, places_by_id
from nigotis.places.resolving import resolve
from nigotis.places.types import Town, town


def city_key(written: str | None) -> str | None:
    """What makes two spellings one: case and blanks do not count."""
    return " ".join(unicodedata.normalize("NFKC", written).casefold().split()) or None if written else None


def look_up(ctx: Context, written: Iterable[str | None]) -> None:
    """Enter the spellings that are new, each with the town it means, or with none where that is not clear."""
    keys = {key: spelling for spelling in written if spelling and (key := city_key(spelling))}
    if not keys:
        return
    query = ctx.mine(SpellingRow).with_only_columns(SpellingRow.key).where(SpellingRow.key == func.any(list(keys)))
    known = set(ctx.db.scalars(query))
    new = {key: spelling for key, spelling in keys.items() if key not in known}
    if not new:
        return
    meant = resolve(new.values(), ctx.merchant.country)
    common = {"merchant_id": ctx.merchant_id, "created_at": ctx.now}
    rows = [common | {"key": key, "written": one} | means(meant[one]) for key, one in sorted(new.items())]
    ctx.db.execute(insert(SpellingRow).on_conflict_do_nothing(), rows)


def means(place: Place | None) -> dict[str, Any]:
    """The columns of a spelling that say what it means."""
    return {"place_id": place and place.id, "name": place and place.name, "region": place and place.region}


def towns_of(ctx: Context, rows: Sequence[ClientRow]) -> dict[str, Town]:
    """The towns clients live in, by the key of their spelling."""
    keys = {row.city_key for row in rows if row.city_key}
    if not keys:
        return {}
    query = ctx.mine(SpellingRow).where(SpellingRow.key == func.any(list(keys)), SpellingRow.place_id.is_not(None))
    return _towns({row.key: row.place_id for row in ctx.db.scalars(query) if row.place_id})


def keys_of_town(ctx: Context, place_id: int) -> Select[Any]:
    """The keys of all spellings of a town."""
    return ctx.mine(SpellingRow).with_only_columns(SpellingRow.key).where(SpellingRow.place_id == place_id)


def spellings(ctx: Context, is_clear: bool | None) -> list[Spelling]:
    """Spellings that clients in the directory carry, those of most clients first."""
    counted = (
        ctx.mine(ClientRow)
        .with_only_columns(ClientRow.city_key, func.count().label("clients"))
        .where(ClientRow.deleted_at.is_(None), ClientRow.merged_into_id.is_(None))
        .group_by(ClientRow.city_key)
        .subquery()
    )
    query = (
        ctx.mine(SpellingRow)
        .add_columns(counted.c.clients)
        .join(counted, counted.c.city_key == SpellingRow.key)
        .order_by(counted.c.clients.desc(), SpellingRow.id)
    )
    if is_clear is not None:
        query = query.where(SpellingRow.place_id.is_not(None) if is_clear else SpellingRow.place_id.is_(None))
    found = ctx.db.execute(query).all()
    towns = _towns({row.key: row.place_id for row, _ in found if row.place_id})
    return [spelling(row, clients, towns.get(row.key)) for row, clients in found]


def spelling(row: SpellingRow, clients: int, meant: Town | None) -> Spelling:
    """A row as an answer."""
    return Spelling(id=row.id, written=row.written, clients=clients, town=meant, is_set=row.is_set)


def clients_so_spelt(ctx: Context, key: str) -> int:
    """How many clients in the directory carry a spelling."""
    query = ctx.mine(ClientRow).where(
        ClientRow.deleted_at.is_(None), ClientRow.merged_into_id.is_(None), ClientRow.city_key == key
    )
    return int(ctx.db.scalar(query.with_only_columns(func.count())) or 0)


def _towns(ids: dict[str, int]) -> dict[str, Town]:
    places = places_by_id(ids.values())
    return {key: town(places[one]) for key, one in ids.items() if one in places}
