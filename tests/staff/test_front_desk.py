"""Signing up, signing in and out, invitations and keys."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from pydantic import ValidationError
from sqlalchemy import select, text

from make.clock import Clock
from make.merchants import PASSWORD, open_shop, owner_of, with_role, working_in
from nigotis.kernel import door
from nigotis.kernel.audit import AuditRow
from nigotis.kernel.context import Caller, House
from nigotis.kernel.fields import HIDDEN
from nigotis.kernel.problems import Conflict, Forbidden, Invalid, Limit, NotFound, Unauthenticated
from nigotis.staff import attempts, front_desk, operations
from nigotis.staff.models import PersonRow, SessionRow
from nigotis.staff.types import (
    AcceptInvitation,
    AddApiKey,
    BusinessProfile,
    EditMember,
    EditMyself,
    Invite,
    ListStaff,
    RemoveMember,
    RevokeApiKey,
    SignIn,
    SignUp,
)


def sign_in(house: House, email: str, password: str = PASSWORD, address: str = "192.0.2.1") -> front_desk.Entry:
    return front_desk.sign_in(house, SignIn.model_validate({"email": email, "password": password}), address)


def test_a_business_is_opened_with_its_owner_and_a_first_branch(house: House) -> None:
    entry = open_shop(house, business_name="Çay evi")
    seen = front_desk.signed_in(house, entry.caller)
    assert (seen.merchant.name, seen.role, "staff:write" in seen.grants) == ("Çay evi", "owner", True)
    from nigotis.merchants.operations import branches
    from nigotis.merchants.types import ListBranches

    assert [branch.name for branch in branches.serve(house, entry.caller, ListBranches())] == ["Çay evi"]


def test_the_session_says_which_branch_one_is_bound_to(house: House) -> None:
    entry = open_shop(house)
    bound = {role: working_in(entry.caller, 7, role) for role in ("manager", "owner")}
    assert {role: front_desk.signed_in(house, caller).branch_id for role, caller in bound.items()} == {
        "manager": 7,
        "owner": None,
    }


def test_the_same_address_cannot_sign_up_twice_in_any_spelling(house: House) -> None:
    open_shop(house, email="Leyla@Example.com")
    with pytest.raises(Conflict):
        open_shop(house, email=" leyla@example.COM ")


@pytest.mark.parametrize("field, value", [("country", "XX"), ("currency", "QQQ"), ("zone", "Mars/Base")])
def test_a_business_needs_a_real_country_currency_and_zone(field: str, value: str) -> None:
    profile = {"business_name": "A", "country": "AZ", "currency": "AZN", "zone": "Asia/Baku", "language": "az"}
    person = {"name": "B", "email": "b@example.com", "password": PASSWORD}
    SignUp.model_validate(profile | person)
    with pytest.raises(ValueError, match=r"merchants\.unknown_"):
        SignUp.model_validate(profile | person | {field: value})


def test_signing_in_needs_the_right_password(house: House) -> None:
    open_shop(house, email="nigar@example.com")
    assert sign_in(house, "NIGAR@example.com").caller.actor.role == "owner"
    with pytest.raises(Unauthenticated):
        sign_in(house, "nigar@example.com", "another password")
    with pytest.raises(Unauthenticated):
        sign_in(house, "nobody@example.com")


def test_failures_lock_the_account_whatever_addresses_they_come_from(house: House, clock: Clock) -> None:
    open_shop(house, email="locked@example.com")
    for number in range(attempts.FREE["account"]):
        with pytest.raises(Unauthenticated):
            sign_in(house, "locked@example.com", "wrong password", f"198.51.100.{number}")
    with pytest.raises(Limit):
        sign_in(house, "locked@example.com", address="198.51.100.200")
    clock.now += timedelta(minutes=1)
    assert sign_in(house, "locked@example.com").token


def test_at_most_a_hundred_passwords_can_be_tried_in_a_day(house: House, clock: Clock) -> None:
    open_shop(house, email="tried@example.com")
    end, tried, number = clock.now + timedelta(days=1), 0, 0
    while clock.now < end:
        try:
            sign_in(house, "tried@example.com", "wrong password", f"2001:db8::{(number := number + 1):x}")
        except Unauthenticated:
            tried += 1
        except Limit:
            clock.now += timedelta(minutes=5)
    assert tried <= 100


def test_a_password_is_kept_only_as_an_argon2id_hash_and_a_session_only_as_a_hash(house: House) -> None:
    entry = open_shop(house, email="secret@example.com")
    with house.database.system() as db:
        kept = db.scalars(select(PersonRow.password_hash).where(PersonRow.email == "secret@example.com")).one()
        tokens = db.scalars(select(SessionRow.token_hash)).all()
    assert kept.startswith("$argon2id$")
    assert entry.token not in tokens


def test_a_session_ends_on_sign_out_and_after_thirty_days(house: House, clock: Clock) -> None:
    first, second = open_shop(house), open_shop(house)
    front_desk.sign_out(house, first.token)
    with pytest.raises(Unauthenticated):
        front_desk.caller_of_session(house, first.token, "web", None)
    assert front_desk.caller_of_session(house, second.token, "web", "ru").language == "ru"
    clock.now += front_desk.SESSION_LASTS
    with pytest.raises(Unauthenticated):
        front_desk.caller_of_session(house, second.token, "web", None)


def invited(house: House, email: str, role: str = "cashier") -> tuple[front_desk.Entry, str, int]:
    owner = open_shop(house)
    ask = Invite.model_validate({"email": email, "name": "Aysel", "role": role})
    invitation = operations.invite.serve(house, owner.caller, ask)
    return owner, invitation.token, invitation.member.id


def accept(house: House, token: str, password: str = PASSWORD, address: str = "192.0.2.1") -> front_desk.Entry:
    ask = {"token": token, "name": "Aysel", "password": password, "language": "az"}
    return front_desk.accept_invitation(house, AcceptInvitation.model_validate(ask), address)


def test_an_invited_person_gets_the_role_once_and_within_seven_days(house: House, clock: Clock) -> None:
    owner, token, _ = invited(house, "aysel@example.com")
    entry = accept(house, token)
    assert (entry.caller.merchant.id, entry.caller.actor.role) == (owner.caller.merchant.id, "cashier")
    with pytest.raises(NotFound):
        accept(house, token)
    _, late, _ = invited(house, "late@example.com")
    clock.now += operations.INVITATION_LASTS
    with pytest.raises(NotFound):
        accept(house, late)


def test_an_invitation_is_no_way_around_the_limit_on_wrong_passwords(house: House) -> None:
    open_shop(house, email="target@example.com")
    _, token, _ = invited(house, "target@example.com")
    for number in range(attempts.FREE["account"]):
        with pytest.raises(Invalid):
            accept(house, token, f"guess number {number}", address=f"198.51.100.{number}")
    with pytest.raises(Limit):
        accept(house, token)
    with pytest.raises(Limit):
        sign_in(house, "target@example.com")


def test_who_was_invited_twice_takes_one_place(house: House) -> None:
    owner, first, _ = invited(house, "again@example.com")
    ask = Invite.model_validate({"email": "again@example.com", "name": "Aysel", "role": "manager"})
    second = operations.invite.serve(house, owner.caller, ask).token
    assert accept(house, first).caller.actor.role == "cashier"
    with pytest.raises(Conflict):
        accept(house, second)


def test_copies_of_a_sign_up_or_of_an_invitation_sent_at_once_have_one_effect(house: House) -> None:
    _, token, _ = invited(house, "hasty@example.com")
    for act in (lambda: open_shop(house, email="eager@example.com"), lambda: accept(house, token)):
        with ThreadPoolExecutor(4) as pool:
            answers = [copy.exception() for copy in [pool.submit(act) for _ in range(4)]]
        assert answers.count(None) == 1
        assert {type(answer) for answer in answers if answer} <= {Conflict, NotFound, Invalid}


def test_secrets_are_told_once_and_kept_nowhere(house: House) -> None:
    owner = open_shop(house).caller
    invite = Invite.model_validate({"email": "told@example.com", "name": "Aysel", "role": "cashier"})
    token = operations.invite.serve(house, owner, invite, key="i").token
    secret = operations.add_api_key.serve(house, owner, AddApiKey(name="Till", grants=["sales:read"]), key="k").secret
    with house.database.owner() as session:
        session.execute(text("set local nigotis.keeping = 'on'"))
        kept = " ".join(
            session.scalars(text("select answer::text from idempotency union all select changes::text from audit"))
        )
    assert "told@example.com" in kept and token not in kept and secret not in kept
    assert operations.invite.serve(house, owner, invite, key="i").token == HIDDEN


def test_entering_another_business_is_written_down_there(house: House) -> None:
    entry = open_shop(house)
    profile = {"business_name": "Second", "country": "KZ", "currency": "KZT", "zone": "Asia/Almaty", "language": "ru"}
    opened = front_desk.open_another(house, entry.caller.actor.id or 0, BusinessProfile.model_validate(profile))
    front_desk.switch_merchant(house, entry.token, opened.merchant.id)
    with door.enter(house, opened) as ctx:
        lines = [row.operation for row in ctx.db.scalars(ctx.mine(AuditRow).order_by(AuditRow.id))]
    assert lines == ["staff.open_another", "staff.switch_merchant"]


@pytest.mark.parametrize(
    "field, value", [("email", "a\0@b.example"), ("email", "a\ud800@b.example"), ("password", "\ud800")]
)
def test_what_nobody_can_type_is_refused_at_the_desk(field: str, value: str) -> None:
    with pytest.raises(ValidationError):
        SignIn.model_validate({"email": "a@b.example", "password": "x"} | {field: value})


def test_a_person_of_two_businesses_proves_it_and_chooses_between_them(house: House) -> None:
    own = open_shop(house, email="both@example.com")
    owner, token, _ = invited(house, "both@example.com", "manager")
    with pytest.raises(Invalid):
        accept(house, token, "somebody else's")
    entry = accept(house, token)
    assert {choice.id for choice in front_desk.signed_in(house, entry.caller).merchants} == {
        own.caller.merchant.id,
        owner.caller.merchant.id,
    }
    front_desk.switch_merchant(house, entry.token, own.caller.merchant.id)
    assert front_desk.caller_of_session(house, entry.token, "web", None).actor.role == "owner"
    with pytest.raises(NotFound):
        front_desk.switch_merchant(house, entry.token, open_shop(house).caller.merchant.id)


def test_who_leaves_the_team_is_out_at_once(house: House) -> None:
    owner, token, member_id = invited(house, "leaver@example.com")
    entry = accept(house, token)
    operations.remove_member.serve(house, owner.caller, RemoveMember(member_id=member_id))
    with pytest.raises(Unauthenticated):
        front_desk.caller_of_session(house, entry.token, "web", None)


def test_the_last_owner_can_neither_leave_nor_step_down(house: House) -> None:
    owner = owner_of(house)
    (member,) = operations.team.serve(house, owner, ListStaff())
    with pytest.raises(Conflict):
        operations.remove_member.serve(house, owner, RemoveMember(member_id=member.id))
    with pytest.raises(Conflict):
        operations.edit_member.serve(house, owner, EditMember(member_id=member.id, role="analyst"))


def test_a_key_opens_what_it_was_made_for_until_it_is_revoked(house: House) -> None:
    owner = owner_of(house)
    made = operations.add_api_key.serve(house, owner, AddApiKey(name="Till", grants=["sales:write"]))
    caller = front_desk.caller_of_key(house, made.secret, "api", None)
    assert (caller.merchant.id, caller.actor.grants) == (owner.merchant.id, frozenset({"sales:write"}))
    with pytest.raises(Forbidden):
        operations.team.serve(house, caller, ListStaff())
    assert operations.api_keys.serve(house, owner, ListStaff())[0].last_used_at == house.clock()
    operations.revoke_api_key.serve(house, owner, RevokeApiKey(key_id=made.key.id))
    with pytest.raises(Unauthenticated):
        front_desk.caller_of_key(house, made.secret, "api", None)


@pytest.mark.parametrize("key", ["", "nig", "nig_1", "nig_1_", "nig_x_secret", "nig_99999999999999999999_x", "nig_1_x"])
def test_what_is_not_a_key_opens_nothing(house: House, key: str) -> None:
    with pytest.raises(Unauthenticated):
        front_desk.caller_of_key(house, key, "api", None)


def test_a_key_of_one_business_does_not_open_another(house: House) -> None:
    made = operations.add_api_key.serve(house, owner_of(house), AddApiKey(name="Till", grants=["sales:read"]))
    _, _, secret = made.secret.split("_", 2)
    with pytest.raises(Unauthenticated):
        front_desk.caller_of_key(house, f"nig_{owner_of(house).merchant.id}_{secret}", "api", None)


def test_nobody_hands_out_a_right_that_does_not_exist_or_that_she_lacks(house: House) -> None:
    owner = owner_of(house)
    with pytest.raises(Invalid):
        operations.add_api_key.serve(house, owner, AddApiKey(name="X", grants=["everything:write"]))
    with pytest.raises(Forbidden):
        operations.add_api_key.serve(house, with_role(owner, "manager"), AddApiKey(name="X", grants=["sales:read"]))


def test_who_signs_in_already_opens_one_more_business_from_within(house: House) -> None:
    entry = open_shop(house, email="twice@example.com")
    profile = {"business_name": "Second", "country": "KZ", "currency": "KZT", "zone": "Asia/Almaty", "language": "ru"}
    opened = front_desk.open_another(house, entry.caller.actor.id or 0, BusinessProfile.model_validate(profile))
    assert (opened.merchant.currency, opened.actor.role) == ("KZT", "owner")
    assert front_desk.businesses_of(house, "twice@example.com") == {
        entry.caller.merchant.id: entry.caller.merchant.name,
        opened.merchant.id: "Second",
    }


def edit(house: House, entry: front_desk.Entry, **said: str) -> Caller:
    return front_desk.edit_myself(house, entry.token, EditMyself.model_validate(said), "192.0.2.7")


def test_a_person_changes_her_name_and_language(house: House) -> None:
    entry = open_shop(house)
    assert edit(house, entry, language="sw").language == "sw"
    assert edit(house, entry, name="Neema").actor.name == "Neema"
    assert front_desk.signed_in(house, entry.caller).person.name == "Neema"
    assert [member.name for member in operations.team.serve(house, entry.caller, ListStaff())] == ["Neema"]


def test_a_new_password_needs_the_old_one_and_ends_every_other_session(house: House, clock: Clock) -> None:
    entry = open_shop(house, email="changes@example.com")
    other = sign_in(house, "changes@example.com")
    with pytest.raises(Invalid):
        edit(house, entry, new_password="another long one", old_password="not hers at all")
    edit(house, entry, new_password="another long one", old_password=PASSWORD)
    with pytest.raises(Unauthenticated):
        front_desk.caller_of_session(house, other.token, "web", None)
    assert front_desk.caller_of_session(house, entry.token, "web", None).actor.role == "owner"
    with pytest.raises(Unauthenticated):
        sign_in(house, "changes@example.com")
    assert sign_in(house, "changes@example.com", "another long one").token


def test_guessing_the_old_password_at_an_open_browser_is_slowed_down(house: House) -> None:
    entry = open_shop(house)
    for _ in range(attempts.FREE["account"]):
        with pytest.raises(Invalid):
            edit(house, entry, new_password="another long one", old_password="a wrong guess")
    with pytest.raises(Limit):
        edit(house, entry, new_password="another long one", old_password=PASSWORD)


def test_tries_made_at_once_are_counted_one_after_the_other(house: House) -> None:
    open_shop(house, email="hammered@example.com")

    def guess(number: int) -> type[Exception]:
        try:
            sign_in(house, "hammered@example.com", "a wrong guess", f"198.51.100.{number}")
        except (Unauthenticated, Limit) as refused:
            return type(refused)
        raise AssertionError("a wrong password opened the door")

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(guess, range(24)))
    assert found.count(Unauthenticated) == attempts.FREE["account"]


def test_an_address_that_many_sign_in_from_is_not_worn_out_by_right_passwords(house: House) -> None:
    open_shop(house, email="office@example.com")
    for _ in range(attempts.FREE["address"] + 5):
        assert sign_in(house, "office@example.com", address="203.0.113.5").token
