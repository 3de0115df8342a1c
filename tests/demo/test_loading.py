"""What a demo business knows of its clients is in the directory as if its people had entered it, and can be asked."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from make.reports import Watched, watched
from nigotis.clients import operations as clients
from nigotis.clients.types import WhichClient
from nigotis.demo.loading import enter_clients
from nigotis.demo.types import Client, DemoBusiness
from nigotis.demo.worlds import businesses
from nigotis.kernel.context import House
from nigotis.kernel.door import enter
from nigotis.merchants.custom_fields import check_custom, fields_of
from nigotis.merchants.operations import add_branch
from nigotis.merchants.types import AddBranch
from nigotis.segments import operations as segments
from nigotis.segments.types import PreviewRule

WORLDS = {business.key: business for business in businesses(date(2026, 11, 22))}


@pytest.fixture(params=[*WORLDS])
def world(request: pytest.FixtureRequest) -> DemoBusiness:
    return WORLDS[request.param]


def entered(shop: Watched, world: DemoBusiness) -> tuple[list[int], list[int]]:
    """Ids of the branches and of the clients."""
    with enter(shop.house, shop.owner) as ctx:
        branches = [add_branch(ctx, AddBranch(name=branch.name)).id for branch in world.branches]
        return branches, enter_clients(ctx, world, branches)


def how_many(shop: Watched, rule: str) -> int | None:
    return segments.preview.serve(shop.house, shop.owner, PreviewRule(text=rule)).clients


def test_the_rule_builder_names_those_whom_the_demo_made_so(house: House, world: DemoBusiness) -> None:
    with watched(house, country=world.country, currency=world.currency, zone=world.zone) as shop:
        branches, _ = entered(shop, world)
        shop.settle()
        wanted = asked(world, branches)
        assert {rule: how_many(shop, rule) for rule in wanted} == wanted
        assert 0 not in wanted.values()


def asked(world: DemoBusiness, branches: list[int]) -> Counter[str]:
    """How many clients of the world a rule of one condition names."""
    keys = {"Sevimli içki": "sevimli_icki", "Bitki südü": "bitki_sudu", "Aina ya duka": "aina_ya_duka"}
    wanted: Counter[str] = Counter()
    for client in world.clients:
        if client.branch_id:
            wanted[f"branch = {branches[client.branch_id - 1]}"] += 1
        wanted.update(f'tags = "{tag}"' for tag in client.tags)
        wanted.update(f"consent_{channel} = {state}" for channel, state in client.consents.items())
        words = {keys[label]: value for label, value in client.own.items() if label in keys}
        wanted.update(
            f'custom.{key} = "{str(value).lower() if value in (True, False) else value}"'
            for key, value in words.items()
        )
        if int(client.own.get("Kikomo cha mkopo", 0)) >= 2_000_000:
            wanted["custom.kikomo_cha_mkopo >= 2000000"] += 1
    return wanted


def test_a_client_is_kept_as_a_form_would_keep_her(house: House, world: DemoBusiness) -> None:
    with watched(house, country=world.country, currency=world.currency, zone=world.zone) as shop:
        branches, ids = entered(shop, world)
        fullest = max(range(len(ids)), key=lambda place: fullness(world.clients[place]))
        with enter(shop.house, shop.owner) as ctx:
            labels = {field.key: field.label for field in fields_of(ctx, "clients")}
            kept = clients.read(ctx, WhichClient(client_id=ids[fullest]))
            assert check_custom(ctx, "clients", kept.custom) == kept.custom
        made = world.clients[fullest]
        assert {labels[key]: value for key, value in kept.custom.items()} == made.own
        assert (tuple(kept.tags), kept.branch_id) == (made.tags, branches[made.branch_id - 1])
        said = {channel: consent for channel, consent in kept.consents.items() if consent.state != "unknown"}
        assert {channel: consent.state for channel, consent in said.items()} == made.consents
        assert {(one.source, one.said_at.date()) for one in said.values() if one.said_at} == {
            (made.source, made.registered_on)
        }


def fullness(client: Client) -> int:
    return len(client.tags) + len(client.consents) + len(client.own) + bool(client.branch_id)
