"""Every route x every place for an id x an id of another merchant: refused, and told like an id that never was.

Walked three times: with both fences, with row-level security switched off, and with the predicate taken out of
`Context.mine`. Each fence holds alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.openapi.utils import get_openapi
from sqlalchemy import select, text
from starlette.routing import Mount, Route

from house.examples import Place, Shop, at, example, furnished, id_places, replaced, send
from make.merchants import open_shop
from make.web import browser_of
from nigotis.kernel.context import Context, House
from nigotis.kernel.operation import Operation
from nigotis.kernel.registry import OPERATIONS
from nigotis.migrations.schema import models
from nigotis.rooms import ROOMS
from nigotis.surfaces.http.app import create

NEVER = 10**15
NEVER_TEXT = {"upload_id": "0" * 32, "segment": str(NEVER), "board": str(NEVER)}
ALL = sorted(OPERATIONS.values(), key=lambda op: op.name) if ROOMS else []
WALK = [(op, place) for op in ALL for place in id_places(op)]
IDS = [f"{op.name}-{'.'.join(map(str, place))}" for op, place in WALK]
FENCES = ("both fences", "no row-level security", "no predicate")


@pytest.fixture(scope="module")
def shops(house: House) -> Iterator[tuple[Shop, Shop]]:
    with browser_of(house, open_shop(house)) as ours, browser_of(house, open_shop(house)) as theirs:
        first = furnished(ours, house)
        _count_on_from(house, 7_000_000_001)
        yield first, furnished(theirs, house)


def _count_on_from(house: House, number: int) -> None:
    """Give the other merchant's things numbers that stand out in an answer."""
    with house.database.owner() as db:
        for name in db.scalars(text("select format('%I', relname) from pg_class where relkind = 'S'")).all():
            if not name.startswith("procrastinate"):
                db.execute(text(f"alter sequence {name} restart with {number}"))


@pytest.fixture(params=FENCES)
def fences(request: pytest.FixtureRequest, house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    if request.param == "no predicate":
        monkeypatch.setattr(Context, "mine", lambda ctx, row: select(row))
    if request.param != "no row-level security":
        yield request.param
        return
    _row_security(house, "disable")
    yield request.param
    _row_security(house, "enable")


def _row_security(house: House, switch: str) -> None:
    with house.database.owner() as db:
        for table in _fenced(db):
            db.execute(text(f"alter table {table} {switch} row level security"))


def _fenced(db: Any) -> list[str]:
    query = "select c.relname from pg_class c join pg_policy p on p.polrelid = c.oid group by 1 order by 1"
    return list(db.scalars(text(query)))


def test_the_walk_covers_every_operation_that_takes_an_id(shops: tuple[Shop, Shop]) -> None:
    ours, _ = shops
    missing = [op.name for op, place in WALK if not _has(example(op, ours.things), place)]
    assert missing == [], "add an example to tests/house/examples.py"
    assert len(WALK) > 40


def test_every_route_is_an_operation_or_listed_here_with_its_reason(house: House) -> None:
    """Decision 4 names the routes written by hand; each has tests of its own in tests/staff and tests/surfaces."""
    app = create(house)
    by_hand = set(get_openapi(title="", version="", routes=app.routes)["paths"])
    assert by_hand == {
        "/api/sign-up",
        "/api/sign-in",
        "/api/sign-out",
        "/api/invitations/accept",
        "/api/session",
        "/api/session/merchant",
        "/api/session/merchants",
        "/api/me",
        "/api/roles",
        "/api/uploads",
    }
    plain = {route.path for route in app.routes if isinstance(route, Route | Mount)}
    assert plain == {"/api/openapi.json", "/api", "/mcp", "/assets", "/health", "/health/ready", "/{path:path}"}
    (api,) = (route for route in app.routes if isinstance(route, Mount) and route.path == "/api")
    assert len(api.routes or []) == len(ALL) + 1, "a route per operation, and the answer for a path that is none"


def _has(ask: dict[str, Any], place: Place) -> bool:
    try:
        return at(ask, place) is not None
    except (KeyError, IndexError):
        return False


@pytest.mark.parametrize("op", ALL, ids=lambda op: op.name)
def test_the_example_itself_is_accepted(op: Operation[Any, Any], shops: tuple[Shop, Shop]) -> None:
    answer = send(shops[0].browser, op, example(op, shops[0].things), dry_run=True)
    assert answer.status_code == 200 or answer.json()["error"]["code"] == "conflict", answer.text


@pytest.mark.parametrize(("op", "place"), WALK, ids=IDS)
def test_a_foreign_id_is_refused_like_one_that_never_was(
    op: Operation[Any, Any], place: Place, shops: tuple[Shop, Shop], fences: str, house: House
) -> None:
    ours, theirs = shops
    own, foreign = example(op, ours.things), at(example(op, theirs.things), place)
    assert at(own, place) != foreign
    never = NEVER if isinstance(foreign, int) else NEVER_TEXT[place[0]]
    before = _state(house, theirs)
    to_foreign = send(ours.browser, op, replaced(own, place, foreign), dry_run=op.effect != "reads")
    to_never = send(ours.browser, op, replaced(own, place, never), dry_run=op.effect != "reads")
    assert to_foreign.status_code == to_never.status_code, to_foreign.text
    assert _anonymous(to_foreign, foreign) == _anonymous(to_never, never)
    assert "Canary" not in to_foreign.text or op.effect == "reads"
    if op.effect != "reads" or "{" + str(place[0]) + "}" in op.path:
        assert to_foreign.status_code in {400, 404}, to_foreign.text
    assert _state(house, theirs) == before


def _anonymous(answer: Any, number: int | str) -> str:
    return str(answer.text).replace(str(number), "#")


def _state(house: House, shop: Shop) -> list[Any]:
    """A fingerprint of every row of a merchant, past both fences."""
    one = "select '{0}', md5(coalesce(string_agg(t::text, '' order by t::text), '')) from {0} t where merchant_id = :of"
    tables = [name for name, model in models().items() if "merchant_id" in model.__table__.columns]
    query = text(" union all ".join(one.format(table) for table in tables if table not in {"session", "change"}))
    merchant = shop.browser.get("/session")["merchant"]["id"]
    with house.database.owner() as db:
        return list(db.execute(query, {"of": merchant}).all())
