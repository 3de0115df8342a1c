"""Many clients at once, for file imports and generated worlds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import pyarrow as pa
from sqlalchemy import func

from nigotis.clients.cities import city_key, look_up
from nigotis.clients.directory import present
from nigotis.clients.models import ClientRow
from nigotis.kernel.context import Context
from nigotis.kernel.searching import search_key
from nigotis.kernel.staging import column, drop_staged, insert_staged, new_ids, stage
from nigotis.kernel.text import squashed

_TEXTS = ("name", "phone", "email", "external_id", "gender", "city", "note")


def known_clients(ctx: Context, by: Literal["external_id", "phone", "email"], values: Sequence[str]) -> dict[str, int]:
    """Ids of the clients in the directory by one of their unique marks, of those in `values`."""
    mark: Any = getattr(ClientRow, by)
    query = present(ctx).with_only_columns(mark, ClientRow.id).where(mark == func.any(list(values)))
    return dict(ctx.db.execute(query).all())


def clients_spelt(ctx: Context, keys: Sequence[str]) -> dict[str, int]:
    """Ids of the clients in the directory by squashed name (`kernel.text.squashed`), of those in `keys`; of several
    who are called the same, the first."""
    query = present(ctx).with_only_columns(ClientRow.name, ClientRow.id).order_by(ClientRow.id.desc())
    found = {squashed(name): client_id for name, client_id in ctx.db.execute(query)}
    return {key: found[key] for key in keys if key in found}


def copy_clients(ctx: Context, data: pa.Table, *, import_id: int | None, source: str = "import") -> list[int]:
    """Add the rows of `data` and answer their ids in the same order.

    Columns, all but `name` optional: name, phone (E.164), email (lower case), external_id, gender (F, M), status,
    source, city, note (strings), birthday, registered_on (date32), branch_id (int64), tags (a JSON array as string),
    custom (a JSON object as string). The caller has resolved who exists already (`known_clients`): a phone, e-mail or
    number that is taken fails the transaction. Nobody is announced one by one, and no consent is given
    (`copy_consents`).
    """
    staged = _staged(ctx, data, source)
    look_up(ctx, staged["city"].unique().to_pylist())
    stage(ctx.db, "new_clients", staged)
    values = {name: f"s.{name}" for name in (*_TEXTS, "search_key", "city_key", "status", "source", "branch_id")}
    values |= {
        "merchant_id": ":merchant_id",
        "birthday": "s.birthday",
        "registered_on": "s.registered_on",
        "tags": "s.tags::jsonb",
        "custom": "s.custom::jsonb",
        "created_at": ":now",
        "updated_at": ":now",
        "import_id": ":import_id",
    }
    given = {"merchant_id": ctx.merchant_id, "now": ctx.now, "import_id": import_id}
    insert_staged(ctx.db, "new_clients", "client", values, given)
    ids = new_ids(ctx.db, "new_clients")
    drop_staged(ctx.db, ["new_clients"])
    return ids


def copy_consents(ctx: Context, data: pa.Table) -> None:
    """Note what clients said about being written to, of whom nothing was noted later than this.

    Columns: client_id (int64), channel, state (granted, refused), source (strings), said_at (timestamp, UTC).
    """
    stage(ctx.db, "new_consents", data)
    values = {name: f"s.{name}" for name in ("client_id", "channel", "state", "source", "said_at")}
    insert_staged(
        ctx.db,
        "new_consents",
        "consent",
        {**values, "merchant_id": ":merchant_id"},
        {"merchant_id": ctx.merchant_id},
    )
    drop_staged(ctx.db, ["new_consents"])


def _staged(ctx: Context, data: pa.Table, source: str) -> pa.Table:
    names = data.column("name").to_pylist()
    staged = {name: column(data, name, pa.string()) for name in _TEXTS}
    staged |= {
        "search_key": pa.array([search_key(name) for name in names], pa.string()),
        "city_key": pa.array([city_key(city) for city in staged["city"].to_pylist()], pa.string()),
        "status": column(data, "status", pa.string(), "active"),
        "source": column(data, "source", pa.string(), source),
        "branch_id": column(data, "branch_id", pa.int64()),
        "birthday": column(data, "birthday", pa.date32()),
        "registered_on": column(data, "registered_on", pa.date32(), ctx.today),
        "tags": column(data, "tags", pa.string(), "[]"),
        "custom": column(data, "custom", pa.string(), "{}"),
    }
    return pa.table(staged)
