"""What an owner or manager does with the business itself."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from nigotis.kernel.context import Context
from nigotis.kernel.operation import Effect, operation
from nigotis.kernel.problems import Conflict, Invalid
from nigotis.merchants.custom_fields import free_key
from nigotis.merchants.models import BranchRow, CustomFieldRow, DeviceRow, MerchantRow
from nigotis.merchants.types import (
    AddBranch,
    AddCustomField,
    AddDevice,
    Branch,
    CustomField,
    Device,
    EditBranch,
    EditCustomField,
    EditDevice,
    EditMerchant,
    ListBranches,
    ListCustomFields,
    MerchantProfile,
    Nothing,
)
from nigotis.places.resolving import town_of
from nigotis.places.types import town


@operation("GET /merchant", needs="merchants:read", effect=Effect.READS)
def profile(ctx: Context, ask: Nothing) -> MerchantProfile:
    """Show the business: name, country, currency, time zone and looks."""
    return MerchantProfile.model_validate(_merchant(ctx))


@operation("PATCH /merchant", needs="merchants:write", effect=Effect.WRITES)
def edit(ctx: Context, ask: EditMerchant) -> MerchantProfile:
    """Change the business: name, country, currency, time zone, language or looks.

    Sales already recorded keep the local day and the currency they were recorded with.
    """
    row = _merchant(ctx)
    for name, value in ask.model_dump(exclude_unset=True, exclude_none=True).items():
        setattr(row, name, value)
    ctx.db.flush()
    return MerchantProfile.model_validate(row)


@operation("GET /branches", needs="merchants:read", effect=Effect.READS)
def branches(ctx: Context, ask: ListBranches) -> list[Branch]:
    """List the branches."""
    rows = ctx.db.scalars(ctx.mine(BranchRow).order_by(BranchRow.id))
    return [_answer(ctx, row) for row in rows]


@operation("POST /branches", needs="merchants:write", effect=Effect.WRITES)
def add_branch(ctx: Context, ask: AddBranch) -> Branch:
    """Open a branch."""
    row = BranchRow(**ask.model_dump(), created_at=ctx.now)
    return _answer(ctx, _add_named(ctx, row, ask.name))


@operation("PATCH /branches/{branch_id}", needs="merchants:write", effect=Effect.WRITES)
def edit_branch(ctx: Context, ask: EditBranch) -> Branch:
    """Change a branch, or close it; its sales stay."""
    row = ctx.get(BranchRow, ask.branch_id)
    changes = ask.model_dump(exclude_unset=True, exclude={"branch_id"})
    for required in ("name", "is_active"):
        if changes.get(required, ...) is None:
            del changes[required]
    for name, value in changes.items():
        setattr(row, name, value)
    _flush_named(ctx, row.name)
    return _answer(ctx, row)


@operation("GET /devices", needs="merchants:read", effect=Effect.READS)
def devices(ctx: Context, ask: Nothing) -> list[Device]:
    """List the tills."""
    rows = ctx.db.scalars(ctx.mine(DeviceRow).order_by(DeviceRow.id))
    return [Device.model_validate(row) for row in rows]


@operation("POST /devices", needs="merchants:write", effect=Effect.WRITES)
def add_device(ctx: Context, ask: AddDevice) -> Device:
    """Put a till into a branch."""
    ctx.get(BranchRow, ask.branch_id)
    return Device.model_validate(ctx.add(DeviceRow(**ask.model_dump(), created_at=ctx.now)))


@operation("PATCH /devices/{device_id}", needs="merchants:write", effect=Effect.WRITES)
def edit_device(ctx: Context, ask: EditDevice) -> Device:
    """Rename a till, move it to another branch, or take it out of use."""
    row = ctx.get(DeviceRow, ask.device_id)
    if ask.branch_id is not None:
        ctx.get(BranchRow, ask.branch_id)
    for name, value in ask.model_dump(exclude_none=True, exclude={"device_id"}).items():
        setattr(row, name, value)
    ctx.db.flush()
    return Device.model_validate(row)


@operation("GET /custom-fields", needs="merchants:read", effect=Effect.READS)
def custom_fields(ctx: Context, ask: ListCustomFields) -> list[CustomField]:
    """List the fields you added to clients, products and sales."""
    query = ctx.mine(CustomFieldRow).order_by(CustomFieldRow.id)
    if ask.about:
        query = query.where(CustomFieldRow.about == ask.about)
    return [CustomField.model_validate(row) for row in ctx.db.scalars(query)]


@operation("POST /custom-fields", needs="merchants:write", effect=Effect.WRITES)
def add_custom_field(ctx: Context, ask: AddCustomField) -> CustomField:
    """Add a field of your own to clients, products or sales."""
    if (ask.kind == "choice") != bool(ask.choices):
        raise Invalid("merchants.choices_for_choice_only", field="choices")
    row = CustomFieldRow(**ask.model_dump(), key=free_key(ctx, ask.about, ask.label), created_at=ctx.now)
    return CustomField.model_validate(ctx.add(row))


@operation("PATCH /custom-fields/{field_id}", needs="merchants:write", effect=Effect.WRITES)
def edit_custom_field(ctx: Context, ask: EditCustomField) -> CustomField:
    """Rename a field of your own, change its choices, or take it out of use."""
    row = ctx.get(CustomFieldRow, ask.field_id)
    if ask.choices is not None and (row.kind == "choice") != bool(ask.choices):
        raise Invalid("merchants.choices_for_choice_only", field="choices")
    for name, value in ask.model_dump(exclude_none=True, exclude={"field_id"}).items():
        setattr(row, name, value)
    ctx.db.flush()
    return CustomField.model_validate(row)


def _answer(ctx: Context, row: BranchRow) -> Branch:
    place = town_of(row.city, ctx.merchant.country) if row.city else None
    return Branch.model_validate(row).model_copy(update={"town": town(place) if place else None})


def _merchant(ctx: Context) -> MerchantRow:
    return ctx.db.scalars(select(MerchantRow).where(MerchantRow.id == ctx.merchant_id)).one()


def _add_named(ctx: Context, row: BranchRow, name: str) -> BranchRow:
    row.merchant_id = ctx.merchant_id
    ctx.db.add(row)
    _flush_named(ctx, name)
    return row


def _flush_named(ctx: Context, name: str) -> None:
    try:
        ctx.db.flush()
    except IntegrityError as error:
        raise Conflict("merchants.branch_name_taken", field="name", name=name) from error
