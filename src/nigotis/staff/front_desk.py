"""The front desk: signing up, signing in and out, accepting an invitation, and who a token belongs to.

These run before a merchant is known, in system transactions that see people and sessions and no business rows.
Not operations: there is no grant to check yet (see docs/decisions).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from nigotis.kernel import audit
from nigotis.kernel.context import Actor, Caller, House, Surface
from nigotis.kernel.db import become_tenant
from nigotis.kernel.door import enter
from nigotis.kernel.i18n import Language
from nigotis.kernel.problems import Conflict, Invalid, NotFound, Unauthenticated
from nigotis.merchants.register import find_merchant, merchant_names, open_merchant
from nigotis.staff import attempts
from nigotis.staff.models import ApiKeyRow, MemberRow, PersonRow, SessionRow
from nigotis.staff.operations import bound_to
from nigotis.staff.roles import grants_of
from nigotis.staff.secrets import hash_password, is_password, merchant_of_key, new_token, nobodys_hash, token_hash
from nigotis.staff.types import (
    AcceptInvitation,
    BusinessProfile,
    EditMyself,
    MerchantChoice,
    MerchantSummary,
    PersonProfile,
    SignedIn,
    SignIn,
    SignUp,
)

SESSION_LASTS = timedelta(days=30)
KEY_USE_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Entry:
    """A person let in: the secret for the cookie, and the caller it stands for."""

    token: str
    caller: Caller


def sign_up(house: House, ask: SignUp, *, is_demo: bool = False) -> Entry:
    """Open a business with its owner and a first branch, and sign the owner in.

    Raises Conflict when the address is already somebody's: that person signs in and opens the business from within.
    """
    now = house.clock()
    with house.database.system() as db:
        if db.scalar(select(PersonRow.id).where(PersonRow.email == ask.email)):
            raise Conflict("staff.email_taken", field="email")
        person = _new_person(db, ask.email, ask.name, ask.password.get_secret_value(), ask.language, now)
        person_id = person.id
        merchant_id = _open(db, person_id, ask, ask.name, now, is_demo=is_demo)
    return _open_session(house, person_id, merchant_id, "staff.sign_up")


def open_another(house: House, person_id: int, ask: BusinessProfile, *, is_demo: bool = False) -> Caller:
    """Open one more business of somebody who signs in already; she is its owner."""
    with house.database.system() as db:
        person = db.get_one(PersonRow, person_id)
        merchant_id = _open(db, person_id, ask, person.name, house.clock(), is_demo=is_demo)
    with house.database.system() as db:
        caller = _caller(db, person_id, merchant_id, "web", None)
    _write_down(house, caller, "staff.open_another")
    return caller


def sign_in(house: House, ask: SignIn, address: str) -> Entry:
    """Let a person in by e-mail and password.

    The same answer, after the same work, for an unknown address and a wrong password. Raises Limit after too many
    failures of this account (whatever the address they come from) or of this address.
    """
    person_id = _proved(house, ask.email, ask.password.get_secret_value(), address)
    with house.database.system() as db:
        choices = _workplaces(db, person_id) if person_id else []
    chosen = next((row for row in choices if ask.merchant_id in (None, row.id)), None)
    if person_id is None or chosen is None:
        raise Unauthenticated("staff.wrong_password")
    return _open_session(house, person_id, chosen.id, "staff.sign_in")


def switch_merchant(house: House, token: str, merchant_id: int) -> None:
    """Let a signed-in person work in another of her businesses. NotFound when she has no place there."""
    with house.database.system() as db:
        session = _session(db, token, house.clock())
        if merchant_id not in {row.id for row in _workplaces(db, session.person_id)}:
            raise NotFound("kernel.not_found")
        session.merchant_id = merchant_id
        caller = _caller(db, session.person_id, merchant_id, "web", None)
    _write_down(house, caller, "staff.switch_merchant")


def sign_out(house: House, token: str) -> None:
    """End a session; ending it twice is fine."""
    try:
        caller = caller_of_session(house, token, "web", None)
    except Unauthenticated:
        return
    with house.database.system() as db:
        db.execute(delete(SessionRow).where(SessionRow.token_hash == token_hash(token)))
    _write_down(house, caller, "staff.sign_out")


def accept_invitation(house: House, ask: AcceptInvitation, address: str) -> Entry:
    """Take a place in a team. A person we know proves it with her own password; a new one chooses hers.

    Wrong passwords count as they do at sign-in: anybody can invite anybody, and would else guess here without end.
    Raises Limit as `sign_in` does, and Conflict for who has a place in that team already.
    """
    now, password = house.clock(), ask.password.get_secret_value()
    with house.database.system() as db:
        member = _invited(db, ask.token, now)
        email = member.invited_email or ""
        is_known = db.scalar(select(PersonRow.id).where(PersonRow.email == email)) is not None
    person_id = _proved(house, email, password, address) if is_known else None
    if is_known and person_id is None:
        raise Invalid("staff.not_your_password", field="password")
    with house.database.system() as db:
        person_id = person_id or _new_person(db, email, ask.name, password, ask.language, now).id
        become_tenant(db, member.merchant_id)
        _take_place(db, member, person_id, ask.name)
    return _open_session(house, person_id, member.merchant_id, "staff.accept_invitation")


def edit_myself(house: House, token: str, ask: EditMyself, address: str) -> Caller:
    """Change one's own name, language or password; a new password ends all other sessions. Gives the caller anew.

    Raises Invalid when the old password is not hers, and Limit after too many wrong ones.
    """
    caller = caller_of_session(house, token, "web", None)
    if ask.new_password is not None:
        old = ask.old_password.get_secret_value() if ask.old_password else ""
        if _proved(house, _email_of(house, caller), old, address) is None:
            raise Invalid("staff.not_your_old_password", field="old_password")
    with house.database.system() as db:
        person = db.get_one(PersonRow, caller.actor.id)
        person.name, person.language = ask.name or person.name, ask.language or person.language
        if ask.new_password is not None:
            person.password_hash = hash_password(ask.new_password.get_secret_value())
            others = SessionRow.person_id == person.id, SessionRow.token_hash != token_hash(token)
            db.execute(delete(SessionRow).where(*others))
        become_tenant(db, caller.merchant.id)
        mine = MemberRow.merchant_id == caller.merchant.id, MemberRow.person_id == caller.actor.id
        db.execute(update(MemberRow).where(*mine, MemberRow.removed_at.is_(None)).values(name=person.name))
    _write_down(house, caller, "staff.edit_myself", ask.model_dump(mode="json", exclude_defaults=True))
    return caller_of_session(house, token, "web", None)


def _email_of(house: House, caller: Caller) -> str:
    with house.database.system() as db:
        return db.get_one(PersonRow, caller.actor.id).email


def caller_of_session(house: House, token: str, surface: Surface, language: Language | None) -> Caller:
    """Whose session `token` is. Unauthenticated when it ended or the person left the team."""
    with house.database.system() as db:
        session = _session(db, token, house.clock())
        return _caller(db, session.person_id, session.merchant_id, surface, language)


def caller_of_key(house: House, key: str, surface: Surface, language: Language | None) -> Caller:
    """Whose program comes with `key`."""
    merchant_id = merchant_of_key(key)
    if merchant_id is None:
        raise Unauthenticated("staff.bad_key")
    now = house.clock()
    with house.database.tenant(merchant_id) as db:
        row = db.scalar(
            select(ApiKeyRow).where(ApiKeyRow.merchant_id == merchant_id, ApiKeyRow.secret_hash == token_hash(key))
        )
        merchant = find_merchant(db, merchant_id)
        if row is None or merchant is None or row.revoked_at is not None:
            raise Unauthenticated("staff.bad_key")
        if row.last_used_at is None or now - row.last_used_at > KEY_USE_NOTED_EVERY:
            row.last_used_at = now
        actor = Actor("key", row.id, row.name, "key", frozenset(row.grants))
        return Caller(merchant, actor, surface, language or merchant.language)


def signed_in(house: House, caller: Caller) -> SignedIn:
    """The session as the web app sees it."""
    merchant = caller.merchant
    with house.database.system() as db:
        person = db.get_one(PersonRow, caller.actor.id)
        return SignedIn.model_validate(
            {
                "person": {name: getattr(person, name) for name in PersonProfile.model_fields},
                "merchant": {name: getattr(merchant, name) for name in MerchantSummary.model_fields},
                "role": caller.actor.role,
                "grants": sorted(caller.actor.grants),
                "branch_id": bound_to(caller),
                "merchants": _workplaces(db, person.id),
            }
        )


def _new_person(db: Session, email: str, name: str, password: str, language: str, now: datetime) -> PersonRow:
    person = PersonRow(email=email, name=name, password_hash=hash_password(password), language=language, created_at=now)
    db.add(person)
    try:
        db.flush()
    except IntegrityError as error:  # the same address came in twice at once
        raise Conflict("staff.email_taken", field="email") from error
    return person


def _proved(house: House, email: str, password: str, address: str) -> int | None:
    """The id of the person with this address and password, or None; the same work for an unknown address."""
    who = attempts.subjects(email, address)
    with house.database.system() as db:  # of its own, so that the try is counted whatever becomes of it
        attempts.claim(db, who, house.clock())
    with house.database.system() as db:
        person = db.scalar(select(PersonRow).where(PersonRow.email == email))
        kept = person.password_hash if person else nobodys_hash()
        if not is_password(password, kept) or person is None:
            return None
        attempts.succeeded(db, who)
        return person.id


def _invited(db: Session, token: str, now: datetime) -> MemberRow:
    member = db.scalar(
        select(MemberRow).where(
            MemberRow.invitation_hash == token_hash(token),
            MemberRow.invitation_expires_at > now,
            MemberRow.removed_at.is_(None),
        )
    )
    if member is None or member.invited_email is None:
        raise NotFound("staff.no_such_invitation")
    return member


def _take_place(db: Session, member: MemberRow, person_id: int, name: str) -> None:
    """Use the invitation up; of two who hold it at once, one comes too late."""
    place = MemberRow.merchant_id == member.merchant_id, MemberRow.id == member.id
    unused = MemberRow.invitation_hash == member.invitation_hash
    taken: dict[str, Any] = {"person_id": person_id, "name": name, "invitation_hash": None}
    values = taken | {"invitation_expires_at": None}
    try:
        found = db.scalar(update(MemberRow).where(*place, unused).values(values).returning(MemberRow.id))
    except IntegrityError as error:  # invited twice, and here already
        raise Conflict("staff.already_in_team", field="email") from error
    if found is None:
        raise NotFound("staff.no_such_invitation")


def _open(db: Session, person_id: int, ask: BusinessProfile, name: str, now: datetime, *, is_demo: bool) -> int:
    """Enter the business and its owner's place in it; `db` is that merchant's afterwards."""
    merchant_id = open_merchant(
        db,
        now,
        name=ask.business_name,
        country=ask.country,
        currency=ask.currency,
        zone=ask.zone,
        language=ask.language,
        is_demo=is_demo,
    )
    db.add(MemberRow(merchant_id=merchant_id, person_id=person_id, name=name, role="owner", created_at=now))
    db.flush()
    return merchant_id


def _workplaces(db: Session, person_id: int) -> list[MerchantChoice]:
    places = select(MemberRow.merchant_id).where(MemberRow.person_id == person_id, MemberRow.removed_at.is_(None))
    names = merchant_names(db, db.scalars(places).all())
    return [MerchantChoice(id=merchant_id, name=name) for merchant_id, name in names.items()]


def _open_session(house: House, person_id: int, merchant_id: int, event: str) -> Entry:
    now, token = house.clock(), new_token()
    with house.database.system() as db:
        db.execute(delete(SessionRow).where(SessionRow.expires_at < now))
        db.add(
            SessionRow(
                token_hash=token_hash(token),
                person_id=person_id,
                merchant_id=merchant_id,
                created_at=now,
                expires_at=now + SESSION_LASTS,
            )
        )
        caller = _caller(db, person_id, merchant_id, "web", None)
    _write_down(house, caller, event)
    return Entry(token, caller)


def _write_down(house: House, caller: Caller, event: str, asked: dict[str, Any] | None = None) -> None:
    """The audit line of what happened at the desk, in the business that was entered."""
    with enter(house, caller) as ctx:
        audit.write(ctx, event, asked or {}, [])


def _session(db: Session, token: str, now: datetime) -> SessionRow:
    session = db.scalar(
        select(SessionRow).where(SessionRow.token_hash == token_hash(token), SessionRow.expires_at > now)
    )
    if session is None:
        raise Unauthenticated("staff.sign_in_again")
    return session


def _caller(db: Session, person_id: int, merchant_id: int, surface: Surface, language: Language | None) -> Caller:
    found = db.execute(
        select(MemberRow, PersonRow.language)
        .join(PersonRow, PersonRow.id == MemberRow.person_id)
        .where(MemberRow.merchant_id == merchant_id, MemberRow.person_id == person_id, MemberRow.removed_at.is_(None))
    ).first()
    merchant = find_merchant(db, merchant_id)
    if found is None or merchant is None:
        raise Unauthenticated("staff.sign_in_again")
    member, own_language = found[0], cast(Language, found[1])
    grants = grants_of(member.role, member.branch_id)
    actor = Actor("person", person_id, member.name, member.role, grants, member.branch_id)
    return Caller(merchant, actor, surface, language or own_language)


def businesses_of(house: House, email: str) -> dict[int, str]:
    """The businesses that the person with this address works in, {id: name}; none for an unknown address."""
    with house.database.system() as db:
        person_id = db.scalar(select(PersonRow.id).where(PersonRow.email == email))
        return {choice.id: choice.name for choice in _workplaces(db, person_id or 0)}


def caller_of_member(house: House, email: str, merchant_id: int) -> Caller:
    """The person with this address at work in a business: for who stands at the server itself, like the demo."""
    with house.database.system() as db:
        person_id = db.scalars(select(PersonRow.id).where(PersonRow.email == email)).one()
        return _caller(db, person_id, merchant_id, "cli", None)
