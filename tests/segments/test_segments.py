"""Segments as a merchant sees them: lists, saved ones, limits of her own."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from make.reports import Watched, said, watched
from nigotis.kernel.context import House
from nigotis.kernel.files import File
from nigotis.kernel.problems import Conflict, Invalid, NotFound
from nigotis.metrics.scoring import SEGMENTS
from nigotis.segments import operations as segments
from nigotis.segments.types import (
    EditDefinition,
    ExportMembers,
    FindMembers,
    Four,
    ListSegments,
    RemoveSegment,
    SaveSegment,
    Segment,
    WhichSegment,
)


def five(shop: Watched) -> list[int]:
    """Five clients, the first the best in everything: 5 sales today, .. 1 sale 40 days ago."""
    ids = [shop.client(name=f"Client {number}") for number in range(5)]
    for place, client in enumerate(ids):
        for number in range(5 - place):
            shop.sale(client, place * 10 + number, amount=str(100 - place))
    shop.settle()
    return ids


def groups(shop: Watched) -> dict[str, Segment]:
    """The ten and the saved ones."""
    found = segments.groups.serve(shop.house, shop.owner, ListSegments())
    return {one.id: one for one in found if one.kind != "ready"}


def members(shop: Watched, segment: str, **said: object) -> list[int]:
    ask = FindMembers.model_validate({"segment": segment, **said})
    return [member.client_id for member in segments.clients.serve(shop.house, shop.owner, ask).items]


def save(shop: Watched, name: str, **rule: object) -> Segment:
    ask = SaveSegment.model_validate({"name": name, **rule})
    return segments.save.serve(shop.house, shop.owner, ask)


def test_a_business_without_sales_has_ten_empty_segments(shop: Watched) -> None:
    shop.settle()
    assert {name: found.clients for name, found in groups(shop).items()} == dict.fromkeys(SEGMENTS, 0)


def test_every_client_with_a_sale_is_in_exactly_one_of_the_ten(shop: Watched) -> None:
    ids = five(shop)
    shop.client(name="Never bought")
    shop.settle()
    listed = [client for segment in SEGMENTS for client in members(shop, segment)]
    assert sorted(listed) == sorted(ids)
    assert sum(found.clients for found in groups(shop).values()) == 5
    assert sum(found.monetary for found in groups(shop).values()) == sum(
        Decimal(100 - place) * (5 - place) for place in range(5)
    )


def test_who_will_be_in_a_segment_is_not_told(shop: Watched) -> None:
    five(shop)
    today = shop.house.clock().date()
    assert members(shop, "champions", until=today) == members(shop, "champions") != []
    ahead = {"segment": "champions", "until": today + timedelta(days=1)}
    with pytest.raises(Invalid, match=said("segments.day_ahead")):
        members(shop, **ahead)
    with pytest.raises(Invalid, match=said("segments.day_ahead")):
        segments.export.serve(shop.house, shop.owner, ExportMembers.model_validate(ahead))


def test_the_best_client_is_a_champion_and_the_worst_hibernates(shop: Watched) -> None:
    ids = five(shop)
    assert ids[0] in members(shop, "champions")
    assert ids[4] in members(shop, "hibernating")


def test_cells_chosen_here_list_their_clients_whatever_way_they_are_written(shop: Watched) -> None:
    ids = five(shop)
    assert members(shop, "cells", cells="55,11") == [ids[0], ids[4]]
    assert members(shop, "cells", cells=["55", "11"]) == [ids[0], ids[4]]
    assert members(shop, "cells", cells=[[5, 5], [1, 1]]) == [ids[0], ids[4]]


def test_pages_of_members_show_everybody_once(shop: Watched) -> None:
    ids = five(shop)
    seen: list[int] = []
    after = None
    while True:
        ask = FindMembers(segment="cells", limit=2, after=after)
        page = segments.clients.serve(shop.house, shop.owner, ask)
        assert page.total == 5
        seen += [member.client_id for member in page.items]
        after = page.next
        if after is None:
            break
    assert seen == ids


def test_clients_who_spent_the_same_are_paged_by_their_number(shop: Watched) -> None:
    twins = [shop.client() for _ in range(3)]
    for client in twins:
        shop.sale(client, 1)
    shop.settle()
    first = segments.clients.serve(shop.house, shop.owner, FindMembers(segment="cells", limit=1))
    rest = segments.clients.serve(shop.house, shop.owner, FindMembers(segment="cells", after=first.next))
    assert [member.client_id for member in first.items + rest.items] == twins


@pytest.mark.parametrize("cursor", ["nonsense", "12:x", ":", "1e9999:1"])
def test_a_cursor_that_is_not_ours_is_refused(shop: Watched, cursor: str) -> None:
    five(shop)
    with pytest.raises(Invalid, match=said("kernel.bad_cursor")):
        segments.clients.serve(shop.house, shop.owner, FindMembers(segment="cells", after=cursor))


def test_a_removed_client_is_not_listed(shop: Watched) -> None:
    from nigotis.clients import operations as clients
    from nigotis.clients.types import WhichClient

    ids = five(shop)
    clients.remove.serve(shop.house, shop.owner, WhichClient(client_id=ids[0]))
    assert ids[0] not in members(shop, "cells")


def test_a_return_lowers_spend_but_not_the_number_of_purchases(shop: Watched) -> None:
    client = shop.client()
    kept, brought_back = shop.sale(client, 3, "30"), shop.sale(client, 2, "12.5")
    shop.back(brought_back)
    shop.settle()
    ask = FindMembers(segment="cells")
    (member,) = segments.clients.serve(shop.house, shop.owner, ask).items
    assert (member.frequency, member.monetary, member.recency_in_days) == (2, kept.total, 2)


def test_a_saved_segment_is_looked_up_anew(shop: Watched) -> None:
    ids = five(shop)
    saved = save(shop, "Best", cells=[[5, 5], [4, 5]])
    assert (saved.clients, members(shop, saved.id)) == (1, [ids[0]])
    newcomer = shop.client()
    for _ in range(9):
        shop.sale(newcomer, 0, "1000")
    shop.settle()
    assert members(shop, saved.id) == [newcomer]  # the other one shares the best recency, but no longer the frequency


def test_a_saved_segment_may_ask_for_what_was_bought_where(shop: Watched) -> None:
    from nigotis.merchants import operations as merchants
    from nigotis.merchants.types import AddBranch

    ids = five(shop)
    branch = merchants.add_branch.serve(shop.house, shop.owner, AddBranch(name="Second"))
    shop.sale(ids[2], 1, branch_id=branch.id)
    shop.settle()
    saved = save(shop, "Second branch", branch=[branch.id])
    assert members(shop, saved.id) == [ids[2]]
    assert saved.clients == 1


def test_a_removed_segment_is_gone_until_it_is_put_back(shop: Watched) -> None:
    five(shop)
    saved = save(shop, "Best", cells=["champions"])
    which = WhichSegment(segment_id=int(saved.id))
    segments.remove.serve(shop.house, shop.owner, RemoveSegment(segment_id=int(saved.id)))
    assert saved.id not in groups(shop)
    with pytest.raises(NotFound):
        members(shop, saved.id)
    segments.restore.serve(shop.house, shop.owner, which)
    assert members(shop, saved.id)


def test_two_segments_cannot_share_a_name_unless_one_was_removed(shop: Watched) -> None:
    first = save(shop, "Best", cells=["champions"])
    with pytest.raises(Conflict, match=said("segments.name_taken")):
        save(shop, "Best", cells=["loyal"])
    segments.remove.serve(shop.house, shop.owner, RemoveSegment(segment_id=int(first.id)))
    save(shop, "Best", cells=["loyal"])
    with pytest.raises(Conflict, match=said("segments.name_taken")):
        segments.restore.serve(shop.house, shop.owner, WhichSegment(segment_id=int(first.id)))


def test_a_segment_that_asks_for_nothing_is_refused(shop: Watched) -> None:
    with pytest.raises(Invalid, match=said("segments.empty_rule")):
        save(shop, "Everybody")


@pytest.mark.parametrize("what", ["branch", "product", "seller"])
def test_a_segment_of_a_branch_product_or_seller_that_is_not_here_is_refused(shop: Watched, what: str) -> None:
    with pytest.raises(NotFound):
        save(shop, "Elsewhere", **{what: [999_999]})


@pytest.mark.parametrize("unknown", ["vips", "66", "5", "0", "99999999999999999999"])
def test_a_segment_that_is_not_there_is_not_found(shop: Watched, unknown: str) -> None:
    with pytest.raises(NotFound):
        members(shop, unknown)


def test_another_business_saved_segment_is_like_one_that_never_was(shop: Watched, house: House) -> None:
    saved = save(shop, "Best", cells=["champions"])
    with watched(house) as other, pytest.raises(NotFound):
        members(other, saved.id)


def test_an_exported_list_names_its_clients_and_runs_no_formula(shop: Watched) -> None:
    client = shop.client(name="=HYPERLINK(1)", phone="+994501234567")
    shop.sale(client, 1, "12.50")
    shop.settle()
    ask = ExportMembers(segment="cells", format="csv")
    file: File = segments.export.serve(shop.house, shop.owner, ask)
    assert isinstance(file.body, bytes)
    header, row = csv.reader(io.StringIO(file.body.decode("utf-8-sig")))
    found = dict(zip(header, row, strict=True))
    assert found["Name"] == "'=HYPERLINK(1)"
    assert (found["Phone"], found["Spent, net"]) == ("+994501234567", "12.5")


def test_fixed_limits_hold_everywhere_until_fifths_are_chosen_again(shop: Watched) -> None:
    five(shop)
    four = Four.model_validate(
        {"recency_in_days": [50, 60, 70, 80], "frequency": [1, 0, -1, -2], "monetary": ["4", "3", "2", "1"]}
    )
    changed = segments.redefine.serve(shop.house, shop.owner, EditDefinition(cutoffs=four))
    assert (changed.method, changed.id, changed.version) == ("cutoffs", "rf-grid-10", 1)
    assert groups(shop)["champions"].clients == 5
    back = segments.redefine.serve(shop.house, shop.owner, EditDefinition(cutoffs=None))
    assert back.method == "quintiles"
    assert groups(shop)["champions"].clients < 5


def test_limits_out_of_order_are_refused_and_change_nothing(shop: Watched) -> None:
    five(shop)
    crossed = Four.model_validate(
        {"recency_in_days": [50, 40, 70, 80], "frequency": [4, 3, 2, 1], "monetary": ["4", "3", "2", "1"]}
    )
    with pytest.raises(Invalid, match=said("metrics.cutoffs_out_of_order")):
        segments.redefine.serve(shop.house, shop.owner, EditDefinition(cutoffs=crossed))
    assert segments.definition.serve(shop.house, shop.owner, ListSegments()).cutoffs is None


def test_the_definition_tells_what_earned_each_score(shop: Watched) -> None:
    five(shop)
    limits = segments.definition.serve(shop.house, shop.owner, ListSegments()).limits
    assert [(limit.score, limit.frequency_from, limit.frequency_to) for limit in limits] == [
        (score, score, score) for score in range(1, 6)
    ]


def test_phones_are_for_those_who_may_read_the_directory(shop: Watched) -> None:
    client = shop.client(name="Aygün", phone="+994501234567")
    shop.sale(client, 0)
    shop.settle()
    program = replace(shop.owner, actor=replace(shop.owner.actor, grants=frozenset({"segments:read"})))
    ask = FindMembers.model_validate({"segment": "cells"})
    shown = [segments.clients.serve(shop.house, who, ask).items[0].phone for who in (shop.owner, program)]
    assert shown == ["+994501234567", None]
