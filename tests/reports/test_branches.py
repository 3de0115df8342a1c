"""Who works in one branch sees the figures of that branch, on every page."""

from __future__ import annotations

from typing import Any

import pytest

from make.merchants import working_in
from make.reports import Watched
from nigotis.clients import operations as clients
from nigotis.clients.types import FindClients
from nigotis.kernel.context import Caller
from nigotis.kernel.problems import Forbidden
from nigotis.merchants import operations as merchants
from nigotis.merchants.types import AddBranch
from nigotis.predictions import operations as predictions
from nigotis.predictions.types import CountLists
from nigotis.predictions.types import FindClients as FindPredicted
from nigotis.reports import operations as reports
from nigotis.reports.types import ExportFigure, Nothing, ReadFigure, WhichClient


@pytest.fixture
def branches(shop: Watched) -> tuple[int, int]:
    """One who bought for 10 in the first and for 5 in the second, another for 7 in the second; all long ago but one."""
    one, two = (merchants.add_branch.serve(shop.house, shop.owner, AddBranch(name=name)).id for name in ("One", "Two"))
    both, second = shop.client(name="Both"), shop.client(name="Second")
    shop.sale(both, 1, "10", branch_id=one)
    shop.sale(both, 2, "5", branch_id=two)
    shop.sale(second, 120, "7", branch_id=two)
    shop.settle()
    return one, two


def net(shop: Watched, caller: Caller, **said: Any) -> float:
    found = reports.read.serve(shop.house, caller, ReadFigure.model_validate({"name": "revenue", **said}))
    names = [column.name for column in found.columns]
    return float(dict(zip(names, found.rows[0], strict=True))["net"])


@pytest.mark.parametrize("role", ["seller", "analyst", "manager"])
def test_figures_are_those_of_the_own_branch_and_another_one_is_refused(
    shop: Watched, branches: tuple[int, int], role: str
) -> None:
    one, two = branches
    bound = working_in(shop.owner, one, role)
    assert (net(shop, shop.owner), net(shop, bound), net(shop, bound, branch=[one])) == (15, 10, 10)
    for asked in ([two], [one, two]):
        with pytest.raises(Forbidden):
            net(shop, bound, branch=asked)
    assert net(shop, working_in(shop.owner, one, "owner")) == 15
    if role == "manager":
        with pytest.raises(Forbidden):
            asked_file = ExportFigure.model_validate({"name": "revenue", "format": "csv", "branch": [two]})
            reports.export.serve(shop.house, bound, asked_file)


def test_the_first_page_and_a_clients_card_tell_of_the_own_branch(shop: Watched, branches: tuple[int, int]) -> None:
    bound = working_in(shop.owner, branches[0], "seller")
    home = reports.home.serve(shop.house, bound, Nothing())
    assert (home.yesterday.net, home.yesterday.sales) == (10, 1)
    day_before = reports.home.serve(shop.house, working_in(shop.owner, branches[1], "seller"), Nothing())
    assert day_before.yesterday.sales == 0


def test_lists_of_predictions_name_who_bought_in_the_own_branch(shop: Watched, branches: tuple[int, int]) -> None:
    def inactive(caller: Caller, **said: Any) -> int:
        lists = predictions.counts.serve(shop.house, caller, CountLists.model_validate({"about": "leaving", **said}))
        return next(one.clients for one in lists if one.name == "inactive")

    one, two = branches
    assert [inactive(working_in(shop.owner, branch, "seller")) for branch in branches] == [0, 1]
    assert inactive(shop.owner) == 1
    listed = predictions.clients.serve(
        shop.house, working_in(shop.owner, one, "seller"), FindPredicted(name="inactive")
    )
    assert listed.items == []
    with pytest.raises(Forbidden):
        inactive(working_in(shop.owner, one, "seller"), branch=[two])


def test_the_directory_and_its_counters_are_the_business_s_and_who_bought_today_is_the_branch_s(
    shop: Watched, branches: tuple[int, int]
) -> None:
    client = shop.client(name="Today", branch_id=branches[1])
    for branch in (branches[1], None):
        shop.sale(client, 0, branch_id=branch)

    def counters(caller: Caller) -> tuple[int, int]:
        found = reports.counters.serve(shop.house, caller, Nothing())
        return found.all, found.ordered_today

    bought = [counters(caller) for caller in (shop.owner, *(working_in(shop.owner, one, "seller") for one in branches))]
    assert bought == [(3, 1), (3, 0), (3, 1)]


def test_a_card_lists_what_the_client_bought_anywhere_beside_figures_of_the_own_branch(
    shop: Watched, branches: tuple[int, int]
) -> None:
    both = clients.search.serve(shop.house, shop.owner, FindClients(q="Both")).items[0].id
    seller = working_in(shop.owner, branches[0], "seller")
    card = reports.card.serve(shop.house, seller, WhichClient(client_id=both))
    assert card.figures.frequency == 1
    assert [sale.branch_id for sale in card.recent_sales] == list(branches)
