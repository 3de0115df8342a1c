"""What an owner does with the team and with programs' keys, and what anybody does with herself."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Select, select

from nigotis.kernel.context import Caller, Context
from nigotis.kernel.operation import Effect, operation
from nigotis.kernel.problems import Conflict, Forbidden, Invalid, NotFound
from nigotis.merchants.register import check_branch
from nigotis.staff.models import ApiKeyRow, MemberRow, PersonRow
from nigotis.staff.roles import TABLE
from nigotis.staff.secrets import new_api_key, new_token, token_hash
from nigotis.staff.types import (
    AddApiKey,
    AddSeller,
    ApiKey,
    EditMember,
    Employment,
    Invitation,
    Invite,
    ListStaff,
    Member,
    NewApiKey,
    RemoveMember,
    RevokeApiKey,
)

INVITATION_LASTS = timedelta(days=7)
KEY_PREFIX_LENGTH = 12


@operation("GET /staff", needs="staff:read", effect=Effect.READS)
def team(ctx: Context, ask: ListStaff) -> list[Member]:
    """List the team: people who sign in, people invited, and sellers known by name."""
    rows = ctx.db.execute(
        ctx.mine(MemberRow)
        .add_columns(PersonRow.email)
        .join(PersonRow, PersonRow.id == MemberRow.person_id, isouter=True)
        .where(MemberRow.removed_at.is_(None))
        .order_by(MemberRow.id)
    )
    return [_member(row, email) for row, email in rows]


@operation("POST /staff/sellers", needs="staff:write", effect=Effect.WRITES)
def add_seller(ctx: Context, ask: AddSeller) -> Member:
    """Add a seller who is known by name and does not sign in."""
    check_branch(ctx, ask.branch_id)
    row = MemberRow(role="seller", created_at=ctx.now, **ask.model_dump())
    _check_employment(ctx, row)
    return _member(ctx.add(row), None)


@operation("POST /staff/invitations", needs="staff:write", effect=Effect.WRITES)
def invite(ctx: Context, ask: Invite) -> Invitation:
    """Invite somebody into the team; pass the link on, it works for seven days."""
    check_branch(ctx, ask.branch_id)
    _refuse_second_place(ctx, ask.email)
    token, expires_at = new_token(), ctx.now + INVITATION_LASTS
    row = MemberRow(
        name=ask.name,
        role=ask.role,
        branch_id=ask.branch_id,
        invited_email=ask.email,
        invitation_hash=token_hash(token),
        invitation_expires_at=expires_at,
        created_at=ctx.now,
    )
    return Invitation(member=_member(ctx.add(row), None), token=token, expires_at=expires_at)


@operation("PATCH /staff/{member_id}", needs="staff:write", effect=Effect.WRITES)
def edit_member(ctx: Context, ask: EditMember) -> Member:
    """Change the role, the place or the employment of somebody in the team."""
    row = _present(ctx, ask.member_id)
    check_branch(ctx, ask.branch_id)
    if ask.role not in (None, row.role):
        _keep_an_owner(ctx, row)
    changes = ask.model_dump(exclude_unset=True, exclude={"member_id"})
    for name, value in changes.items():
        if value is not None or name not in ("name", "role"):
            setattr(row, name, value)
    row.updated_at = ctx.now
    _check_employment(ctx, row)
    ctx.db.flush()
    return _member(row, None)


@operation("DELETE /staff/{member_id}", needs="staff:write", effect=Effect.WRITES)
def remove_member(ctx: Context, ask: RemoveMember) -> Member:
    """Take somebody out of the team; sessions end at once, recorded sales keep the name."""
    row = _present(ctx, ask.member_id)
    _keep_an_owner(ctx, row)
    row.removed_at = ctx.now
    row.invitation_hash = None
    ctx.db.flush()
    return _member(row, None)


@operation("GET /api-keys", needs="staff:write", effect=Effect.READS)
def api_keys(ctx: Context, ask: ListStaff) -> list[ApiKey]:
    """List the keys of programs, with what each may do and when it was last used."""
    rows = ctx.db.scalars(ctx.mine(ApiKeyRow).where(ApiKeyRow.revoked_at.is_(None)).order_by(ApiKeyRow.id))
    return [ApiKey.model_validate(row) for row in rows]


@operation("POST /api-keys", needs="staff:write", effect=Effect.WRITES)
def add_api_key(ctx: Context, ask: AddApiKey) -> NewApiKey:
    """Make a key for a program; its secret is shown once."""
    if unknown := [grant for grant in ask.grants if grant not in TABLE]:
        raise Invalid("staff.unknown_grant", field="grants", grant=unknown[0])
    if missing := [grant for grant in ask.grants if not ctx.actor.may(grant)]:
        raise Forbidden("kernel.forbidden", grant=missing[0])
    secret = new_api_key(ctx.merchant_id)
    row = ApiKeyRow(
        name=ask.name,
        prefix=secret[:KEY_PREFIX_LENGTH],
        secret_hash=token_hash(secret),
        grants=sorted(set(ask.grants)),
        created_by=ctx.actor.name,
        created_at=ctx.now,
    )
    return NewApiKey(key=ApiKey.model_validate(ctx.add(row)), secret=secret)


@operation("DELETE /api-keys/{key_id}", needs="staff:write", effect=Effect.WRITES)
def revoke_api_key(ctx: Context, ask: RevokeApiKey) -> ApiKey:
    """Revoke a program's key; it opens nothing from now on."""
    row = ctx.get(ApiKeyRow, ask.key_id)
    row.revoked_at = row.revoked_at or ctx.now
    ctx.db.flush()
    return ApiKey.model_validate(row)


def seller_names(ctx: Context, ids: set[int]) -> dict[int, str]:
    """Names of team members, of former ones too: {member id: name}."""
    query = select(MemberRow.id, MemberRow.name).where(MemberRow.merchant_id == ctx.merchant_id, MemberRow.id.in_(ids))
    return dict(ctx.db.execute(query).all())


def own_place(ctx: Context) -> int | None:
    """The member id of whoever asks; None for a program and for Nigotis itself."""
    mine = ctx.mine(MemberRow).with_only_columns(MemberRow.id)
    query = mine.where(MemberRow.person_id == ctx.actor.id, MemberRow.removed_at.is_(None))
    return ctx.db.scalar(query) if ctx.actor.kind == "person" else None


def bound_to(asker: Context | Caller) -> int | None:
    """The one branch whose figures and deals the asker may see; None for owners and for whoever works in none."""
    return None if asker.actor.role == "owner" else asker.actor.branch_id


def branches_seen(ctx: Context, asked: tuple[int, ...] = ()) -> tuple[int, ...]:
    """The branches to look at when these are asked for; empty: all. Forbidden for another than the asker's own."""
    own = bound_to(ctx)
    if own is None:
        return asked
    if set(asked) - {own}:
        raise Forbidden("staff.another_branch", field="branch")
    return (own,)


def working_in(ctx: Context, branch_id: int) -> Select[int]:
    """Member ids of the people of a branch, former ones too; to be asked within another question."""
    return select(MemberRow.id).where(MemberRow.merchant_id == ctx.merchant_id, MemberRow.branch_id == branch_id)


def check_seller(ctx: Context, member_id: int | None, field: str) -> None:
    """NotFound unless it is somebody of this team, former members included; None is fine."""
    if member_id is not None and not seller_names(ctx, {member_id}):
        raise NotFound("kernel.not_found", field=field)


def _check_employment(ctx: Context, row: MemberRow) -> None:
    with ctx.db.no_autoflush:
        check_seller(ctx, row.manager_id, "manager_id")
    if row.manager_id is not None and row.manager_id == row.id:
        raise Invalid("staff.leads_herself", field="manager_id")
    if row.employed_from and row.employed_to and row.employed_to < row.employed_from:
        raise Invalid("staff.left_before_joining", field="employed_to")


def _present(ctx: Context, member_id: int) -> MemberRow:
    row = ctx.get(MemberRow, member_id, lock=True)
    if row.removed_at is not None:
        raise Conflict("staff.already_left")
    return row


def _keep_an_owner(ctx: Context, row: MemberRow) -> None:
    """Somebody must be able to sign in as owner; all owners are locked so two removals cannot cross."""
    owners = ctx.db.scalars(
        ctx.mine(MemberRow)
        .where(MemberRow.role == "owner", MemberRow.removed_at.is_(None), MemberRow.person_id.is_not(None))
        .with_for_update()
    ).all()
    if [owner.id for owner in owners] == [row.id]:
        raise Conflict("staff.last_owner")


def _refuse_second_place(ctx: Context, email: str) -> None:
    taken = (
        ctx.mine(MemberRow)
        .join(PersonRow, PersonRow.id == MemberRow.person_id)
        .where(PersonRow.email == email, MemberRow.removed_at.is_(None))
    )
    if ctx.db.scalar(taken):
        raise Conflict("staff.already_in_team", field="email")


def _member(row: MemberRow, email: str | None) -> Member:
    status = "active" if row.person_id else "invited" if row.invited_email else "known_by_name"
    return Member.model_validate(
        {
            "id": row.id,
            "name": row.name,
            "role": row.role,
            "branch_id": row.branch_id,
            "email": email or row.invited_email,
            "status": status,
            **{name: getattr(row, name) for name in Employment.model_fields},
        }
    )
