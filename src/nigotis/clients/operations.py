"""What one does with clients."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from nigotis.clients import cities, consents, directory, merging
from nigotis.clients.events import ClientAdded, ClientRemoved, ClientRestored, ClientsMerged, ClientsParted
from nigotis.clients.export import exported
from nigotis.clients.models import ClientMergeRow, ClientRow, SpellingRow
from nigotis.clients.types import (
    AddClient,
    Client,
    ComingBirthday,
    EditClient,
    ExportClients,
    FindBirthdays,
    FindClients,
    FindSpellings,
    FindTowns,
    Merge,
    MergeClients,
    SetTown,
    Spelling,
    UndoMerge,
    WhichClient,
)
from nigotis.kernel.context import Context
from nigotis.kernel.fields import changes
from nigotis.kernel.files import File
from nigotis.kernel.operation import Effect, operation
from nigotis.kernel.paging import Page
from nigotis.kernel.phone import read_phone
from nigotis.kernel.problems import Conflict, NotFound
from nigotis.kernel.searching import search_key
from nigotis.merchants.custom_fields import changed_custom, check_custom
from nigotis.merchants.register import check_branch
from nigotis.places import searching
from nigotis.places.types import Town, town

_EDITABLE = ("name", "email", "external_id", "birthday", "gender", "branch_id", "city", "note", "status", "tags")
_MOST_TOWNS = 10
_UNIQUE = ("phone", "email", "external_id")


@operation("GET /clients", needs="clients:read", effect=Effect.READS)
def search(ctx: Context, ask: FindClients) -> Page[Client]:
    """List the clients that fit what you are looking for."""
    return directory.find(ctx, ask)


@operation("POST /clients", needs="clients:write", effect=Effect.WRITES)
def add(ctx: Context, ask: AddClient) -> Client:
    """Add a client to the directory."""
    check_branch(ctx, ask.branch_id)
    values = ask.model_dump(exclude={"consents", "phone", "custom"})
    row = ClientRow(
        **values,
        phone=_phone(ctx, ask.phone),
        custom=check_custom(ctx, "clients", ask.custom),
        search_key=search_key(ask.name),
        city_key=cities.city_key(ask.city),
        registered_on=ctx.today,
        created_at=ctx.now,
        updated_at=ctx.now,
    )
    row.merchant_id = ctx.merchant_id
    cities.look_up(ctx, [ask.city])
    ctx.db.add(row)
    _flush(ctx, row)
    consents.say(ctx, row.id, ask.consents, ask.source)
    ctx.tell(ClientAdded(client_id=row.id))
    return _answer(ctx, row)


@operation("GET /clients/{client_id}", needs="clients:read", effect=Effect.READS)
def read(ctx: Context, ask: WhichClient) -> Client:
    """Show a client.

    The id of a client who was merged into another answers the other.
    """
    return _answer(ctx, directory.standing(ctx, ask.client_id))


@operation("PATCH /clients/{client_id}", needs="clients:write", effect=Effect.WRITES)
def edit(ctx: Context, ask: EditClient) -> Client:
    """Change a client: what is given changes, the rest stays."""
    row = directory.standing(ctx, ask.client_id, lock=True)
    check_branch(ctx, ask.branch_id)
    for name, value in changes(ask, of=_EDITABLE, required=("name", "status", "tags")).items():
        setattr(row, name, value)
    if "phone" in ask.model_fields_set:
        row.phone = _phone(ctx, ask.phone)
    row.custom = changed_custom(ctx, "clients", row.custom, ask.custom)
    row.search_key, row.city_key = search_key(row.name), cities.city_key(row.city)
    row.updated_at = ctx.now
    cities.look_up(ctx, [row.city])
    _flush(ctx, row)
    consents.say(ctx, row.id, ask.consents, "admin")
    return _answer(ctx, row)


@operation("DELETE /clients/{client_id}", needs="clients:write", effect=Effect.WRITES)
def remove(ctx: Context, ask: WhichClient) -> Client:
    """Remove a client from the directory; the sales stay without a name, and the client can be put back."""
    row = directory.standing(ctx, ask.client_id, lock=True)
    row.deleted_at = row.updated_at = ctx.now
    ctx.db.flush()
    ctx.tell(ClientRemoved(client_id=row.id))
    return _answer(ctx, row)


@operation("POST /clients/{client_id}/restore", needs="clients:write", effect=Effect.WRITES)
def restore(ctx: Context, ask: WhichClient) -> Client:
    """Put a removed client back, with all purchases."""
    row = ctx.get(ClientRow, ask.client_id, lock=True)
    if row.deleted_at is not None:
        row.deleted_at = None
        row.updated_at = ctx.now
        _flush(ctx, row)
        ctx.tell(ClientRestored(client_id=row.id))
    return _answer(ctx, row)


@operation("POST /clients/{client_id}/merge", needs="clients:write", effect=Effect.WRITES)
def merge(ctx: Context, ask: MergeClients) -> Merge:
    """Make two clients one: the first stays, and takes over the purchases of the other and what it lacks itself."""
    for client_id in sorted({ask.client_id, ask.other_id}):
        ctx.get(ClientRow, client_id, lock=True)
    survivor = directory.standing(ctx, ask.client_id, lock=True)
    merged = directory.standing(ctx, ask.other_id, lock=True)
    row, moved = merging.merge(ctx, survivor, merged)
    ctx.tell(ClientsMerged(survivor_id=survivor.id, merged_ids=moved))
    return _merge_answer(ctx, row, survivor)


@operation("POST /clients/merges/{merge_id}/undo", needs="clients:write", effect=Effect.WRITES)
def undo_merge(ctx: Context, ask: UndoMerge) -> Merge:
    """Take two merged clients apart again; each gets its own purchases back."""
    row = ctx.get(ClientMergeRow, ask.merge_id, lock=True)
    if row.undone_at is not None:
        raise Conflict("clients.merge_already_undone")
    survivor = ctx.get(ClientRow, row.survivor_id, lock=True)
    parted = merging.undo(ctx, row, survivor)
    ctx.tell(ClientsParted(survivor_id=survivor.id, merged_ids=parted))
    return _merge_answer(ctx, row, survivor)


@operation("GET /clients/birthdays", needs="clients:read", effect=Effect.READS)
def birthdays(ctx: Context, ask: FindBirthdays) -> Page[ComingBirthday]:
    """List the clients whose birthday comes, the next one first."""
    return directory.coming_birthdays(ctx, ask)


@operation("GET /clients/export", needs="clients:export", effect=Effect.READS)
def export(ctx: Context, ask: ExportClients) -> File:
    """Put clients into a file for a spreadsheet."""
    return exported(ctx, ask)


@operation("GET /clients/towns", needs="clients:read", effect=Effect.READS)
def towns(ctx: Context, ask: FindTowns) -> list[Town]:
    """Find a town by the beginning of its name, in any spelling."""
    return [town(place) for place in searching.search(ask.q, ctx.merchant.country, _MOST_TOWNS)]


@operation("GET /clients/spellings", needs="clients:read", effect=Effect.READS)
def spellings(ctx: Context, ask: FindSpellings) -> list[Spelling]:
    """List the ways your clients' towns are written, and the town each means."""
    return cities.spellings(ctx, ask.is_clear)


@operation("POST /clients/spellings/{spelling_id}", needs="clients:write", effect=Effect.WRITES)
def set_town(ctx: Context, ask: SetTown) -> Spelling:
    """Say which town a spelling means, for all clients who are written so, now and later."""
    row = ctx.get(SpellingRow, ask.spelling_id, lock=True)
    place = searching.find(ask.town) if ask.town is not None else None
    if ask.town is not None and place is None:
        raise NotFound("clients.no_such_town", field="town", value=ask.town)
    for name, value in cities.means(place).items():
        setattr(row, name, value)
    row.is_set = True
    ctx.db.flush()
    return cities.spelling(row, cities.clients_so_spelt(ctx, row.key), town(place) if place else None)


def activate(ctx: Context, client_id: int) -> None:
    """A waiting client who buys is active from then on; any other stays as is, and asking twice changes nothing."""
    row = ctx.db.scalar(ctx.mine(ClientRow).where(ClientRow.id == client_id).with_for_update())
    if row is not None and row.merged_into_id is not None:
        activate(ctx, row.merged_into_id)
    elif row is not None and row.status == "waiting":
        row.status = "active"
        row.updated_at = ctx.now
        ctx.db.flush()


def _phone(ctx: Context, written: str | None) -> str | None:
    return read_phone(written, ctx.merchant.country).e164 if written is not None else None


def _flush(ctx: Context, row: ClientRow) -> None:
    values = {name: getattr(row, name) for name in _UNIQUE}
    try:
        ctx.db.flush()
    except IntegrityError as error:
        for name, value in values.items():
            if f"uq_client_{name}" in str(error.orig):
                raise Conflict(f"clients.{name}_taken", field=name, value=value) from error
        raise NotFound("kernel.not_found") from error


def _answer(ctx: Context, row: ClientRow) -> Client:
    return directory.answers(ctx, [row])[0]


def _merge_answer(ctx: Context, row: ClientMergeRow, survivor: ClientRow) -> Merge:
    return Merge(
        id=row.id,
        survivor_id=row.survivor_id,
        merged_id=row.merged_id,
        merged_at=row.merged_at,
        client=_answer(ctx, survivor),
    )
