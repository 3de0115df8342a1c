"""The list of sales and its filters."""

from __future__ import annotations

from datetime import timedelta

import pytest

from make.clients import a_client
from make.clock import Clock
from make.merchants import owner_of, working_in
from make.products import a_product
from make.sales import a_return, a_sale, line
from nigotis.clients import operations as clients
from nigotis.clients.types import MergeClients
from nigotis.kernel.context import Caller, House
from nigotis.kernel.door import enter
from nigotis.kernel.problems import Forbidden, Invalid
from nigotis.merchants import operations as merchants
from nigotis.merchants.types import AddBranch
from nigotis.sales import listing, operations
from nigotis.sales.types import FindSales, VoidSale


def found(house: House, owner: Caller, **filters: object) -> list[int]:
    return [sale.id for sale in operations.search.serve(house, owner, FindSales.model_validate(filters)).items]


def test_the_latest_sale_comes_first_and_each_page_follows_the_one_before(house: House) -> None:
    owner = owner_of(house)
    now = house.clock()
    ids = [a_sale(house, owner, sold_at=now - timedelta(hours=number // 2)).id for number in range(7)]
    seen, after = [], None
    while True:
        page = operations.search.serve(house, owner, FindSales(limit=3, after=after))
        assert page.total == (7 if after is None else None)
        seen += [sale.id for sale in page.items]
        after = page.next
        if after is None:
            break
    assert len(seen) == 7 and set(seen) == set(ids)
    assert seen[:2] == [ids[1], ids[0]]
    with pytest.raises(Invalid):
        found(house, owner, after="not-a-cursor")


def test_filters_narrow_and_combine(house: House) -> None:
    owner = owner_of(house)
    branch = merchants.add_branch.serve(house, owner, AddBranch(name="Sahil"))
    client, tea = a_client(house, owner), a_product(house, owner)
    plain = a_sale(house, owner)
    rich = a_sale(
        house, owner, line(product_id=tea.id), branch_id=branch.id, client_id=client.id, source="bot", document="D-1"
    )
    back = a_return(house, owner, rich)
    assert found(house, owner, branch=branch.id) == [back.id, rich.id]
    assert found(house, owner, client=client.id, kind="sale") == [rich.id]
    assert found(house, owner, kind="return") == [back.id]
    assert found(house, owner, product=tea.id, source="bot") == [rich.id]
    assert found(house, owner, document="D-1") == [rich.id]
    assert found(house, owner, source="till", kind="sale") == [plain.id]
    assert found(house, owner, seller=10**9) == []


def test_days_are_those_of_the_branch_and_both_ends_count(house: House) -> None:
    owner = owner_of(house)
    late = a_sale(house, owner, sold_at="2026-11-19T23:30:00+04:00")
    early = a_sale(house, owner, sold_at="2026-11-20T00:30:00+04:00")
    assert found(house, owner, since="2026-11-20") == [early.id]
    assert found(house, owner, until="2026-11-19") == [late.id]
    assert found(house, owner, since="2026-11-19", until="2026-11-20") == [early.id, late.id]


def test_sales_of_a_merged_client_are_found_under_the_survivor(house: House) -> None:
    owner = owner_of(house)
    one, other = a_client(house, owner, name="One"), a_client(house, owner)
    sale = a_sale(house, owner, client_id=other.id)
    clients.merge.serve(house, owner, MergeClients(client_id=one.id, other_id=other.id))
    page = operations.search.serve(house, owner, FindSales(client=one.id))
    assert [(row.id, row.client_name) for row in page.items] == [(sale.id, "One")]


def test_sales_of_another_business_are_not_there(house: House) -> None:
    theirs = owner_of(house)
    client = a_client(house, theirs)
    a_sale(house, theirs, client_id=client.id)
    assert found(house, owner_of(house)) == []
    assert found(house, owner_of(house), client=client.id) == []


def test_clients_who_bought_today_are_counted_once_and_voids_do_not_count(house: House, clock: Clock) -> None:
    owner = owner_of(house)
    one, other, third = (a_client(house, owner) for _ in range(3))
    for client in (one, one, other, third):
        sale = a_sale(house, owner, client_id=client.id)
    a_sale(house, owner)
    operations.void.serve(house, owner, VoidSale(sale_id=sale.id))
    a_sale(house, owner, client_id=third.id, sold_at=clock.now - timedelta(days=1))
    with enter(house, owner) as ctx:
        assert listing.clients_who_bought(ctx, ctx.today) == 2
    clients.merge.serve(house, owner, MergeClients(client_id=one.id, other_id=other.id))
    with enter(house, owner) as ctx:
        assert listing.clients_who_bought(ctx, ctx.today) == 1


def test_who_works_in_one_branch_lists_its_sales_but_finds_any_receipt_and_what_a_client_bought(house: House) -> None:
    owner = owner_of(house)
    here, there = (merchants.add_branch.serve(house, owner, AddBranch(name=name)).id for name in ("Here", "There"))
    client = a_client(house, owner).id
    own = a_sale(house, owner, branch_id=here).id
    other = a_sale(house, owner, branch_id=there, client_id=client, document="T-7").id
    a_sale(house, owner)
    cashier = working_in(owner, here, "cashier")
    assert (found(house, cashier), found(house, cashier, branch=here)) == ([own], [own])
    with pytest.raises(Forbidden):
        found(house, cashier, branch=there)
    assert found(house, cashier, document="T-7") == found(house, cashier, client=client) == [other]
    assert len(found(house, working_in(owner, here, "owner"))) == 3
