"""The directory as a table for a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nigotis.clients.cities import towns_of
from nigotis.clients.consents import Consents, consents_of
from nigotis.clients.directory import chosen
from nigotis.clients.models import ClientRow
from nigotis.clients.types import CHANNELS, ExportClients
from nigotis.kernel.context import Context
from nigotis.kernel.files import File
from nigotis.kernel.i18n import say
from nigotis.kernel.tables import Cell, table_file
from nigotis.merchants.custom_fields import fields_of
from nigotis.merchants.register import branch_names
from nigotis.places.types import Town

_COLUMNS = (
    "id",
    "external_id",
    "name",
    "phone",
    "email",
    "birthday",
    "gender",
    "status",
    "source",
    "branch",
    "city",
    "town",
    "registered_on",
    "tags",
    "note",
)
_ROWS_AT_ONCE = 2_000


def exported(ctx: Context, ask: ExportClients, ids: Sequence[int] | None = None) -> File:
    """The chosen clients as a file, headed in the language of the one who asks; `ids` narrows as in `find`."""
    own = fields_of(ctx, "clients")
    header = [say(f"clients.column.{name}", ctx.language) for name in _COLUMNS]
    header += [say(f"clients.column.consent_{channel}", ctx.language) for channel in CHANNELS]
    header += [field.label for field in own]
    keys = [field.key for field in own]
    return table_file(f"clients-{ctx.today}", ask.format, header, _rows(ctx, ask, ids, keys))


def _rows(ctx: Context, ask: ExportClients, ids: Sequence[int] | None, keys: list[str]) -> Iterator[list[Cell]]:
    branches = branch_names(ctx)
    query = chosen(ctx, ask, ids).order_by(ClientRow.id)
    last = 0
    while rows := list(ctx.db.scalars(query.where(ClientRow.id > last).limit(_ROWS_AT_ONCE))):
        last = rows[-1].id
        said, towns = consents_of(ctx, [row.id for row in rows]), towns_of(ctx, rows)
        for row in rows:
            yield _row(row, said[row.id], branches, towns, keys)


def _row(
    client: ClientRow, said: Consents, branches: dict[int, str], towns: dict[str, Town], keys: list[str]
) -> list[Cell]:
    town = towns.get(client.city_key or "")
    shown = vars(client) | {
        "branch": branches.get(client.branch_id or 0),
        "town": f"{town.name}, {town.country}" if town else None,
        "tags": "; ".join(client.tags) or None,
    }
    states: list[Cell] = [said[channel].state for channel in CHANNELS]
    return [*(shown[name] for name in _COLUMNS), *states, *(client.custom.get(key) for key in keys)]
