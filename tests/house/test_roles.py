"""Every operation x every role, over HTTP, against the one declared table; and every operation x keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from house.examples import Shop, example, furnished, send
from make.merchants import PASSWORD, open_shop
from make.web import Browser, browser_of
from nigotis.kernel.context import House
from nigotis.kernel.operation import Operation
from nigotis.kernel.registry import OPERATIONS
from nigotis.rooms import ROOMS
from nigotis.staff import front_desk, operations
from nigotis.staff.roles import ROLES, TABLE, grants_of
from nigotis.staff.types import AcceptInvitation, AddApiKey, Invite

ALL = sorted(OPERATIONS.values(), key=lambda op: op.name) if ROOMS else []


@pytest.fixture(scope="module")
def shop(house: House) -> Iterator[Shop]:
    with browser_of(house, open_shop(house)) as browser:
        yield furnished(browser, house)


@pytest.fixture(scope="module")
def browsers(house: House, shop: Shop) -> Iterator[dict[str, Browser]]:
    """Somebody of every role in the same business, signed in."""
    token = shop.browser.client.cookies["nigotis_session"]
    owner = front_desk.caller_of_session(house, token, "web", None)
    found = {}
    for role in ROLES:
        ask = Invite.model_validate({"email": f"{role}@example.com", "name": role, "role": role})
        invitation = operations.invite.serve(house, owner, ask)
        accepted = {"token": invitation.token, "name": role, "password": PASSWORD}
        entry = front_desk.accept_invitation(house, AcceptInvitation.model_validate(accepted), "192.0.2.1")
        with browser_of(house, entry) as browser:
            found[role] = browser
    yield found


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("op", ALL, ids=lambda op: op.name)
def test_a_role_may_do_exactly_what_the_table_says(
    op: Operation, role: str, shop: Shop, browsers: dict[str, Browser]
) -> None:
    answer = send(browsers[role], op, example(op, shop.things), dry_run=True)
    if role[0] in TABLE[op.needs]:
        assert answer.status_code in {200, 409}, answer.text
    else:
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden")


@pytest.mark.parametrize("op", ALL, ids=lambda op: op.name)
def test_a_key_needs_exactly_the_grant_of_the_operation(op: Operation, shop: Shop, house: House) -> None:
    owner = front_desk.caller_of_session(house, shop.browser.client.cookies["nigotis_session"], "web", None)
    for grants, is_allowed in (([op.needs], True), (sorted(set(TABLE) - {op.needs}), False)):
        key = operations.add_api_key.serve(house, owner, AddApiKey(name="Key", grants=grants))
        headers = {"authorization": f"Bearer {key.secret}"}
        shop.browser.client.headers.update(headers)
        try:
            answer = send(shop.browser, op, example(op, shop.things), dry_run=True)
        finally:
            del shop.browser.client.headers["authorization"]
        is_refused = answer.status_code == 403 and op.needs in answer.json()["error"]["message"]
        assert is_refused is not is_allowed, answer.text


def test_the_owner_holds_every_grant_and_no_stranger_any() -> None:
    assert grants_of("owner") == set(TABLE)
    assert grants_of("stranger") == frozenset()


def test_who_works_in_one_branch_brings_no_files_in_and_takes_none_back() -> None:
    assert grants_of("manager") - grants_of("manager", 7) == {"imports:write"}
    assert grants_of("owner", 7) == grants_of("owner")


def test_only_who_may_import_may_hand_in_a_file(browsers: dict[str, Browser]) -> None:
    for role, browser in browsers.items():
        answer = browser.client.post("/api/uploads", files={"file": ("a.csv", b"name\nLeyla\n")})
        assert (answer.status_code == 200) == ("imports:write" in grants_of(role)), answer.text
