"""A figure by seller says the same of each, whether it is asked for all, for one, or for those of a branch."""

from __future__ import annotations

from typing import Any

import pytest

from make.facts import Facts, ask, engine, random_facts, window
from nigotis.metrics.behind import clients_behind
from nigotis.metrics.catalogue import find, metrics

BY_SELLER = [metric.name for metric in metrics().values() if "seller_id" in metric.grain]
PARAMS: dict[str, list[dict[str, Any]]] = {
    "seller_consistency": [{"of": "sales"}, {"of": "deals"}],
    "seller_weeks": [{"of": "sales"}, {"of": "deals", "lag_weeks": 1}],
    "seller_conversion": [{"mature_days": 0}],
}
ASKED = [(name, params) for name in BY_SELLER for params in PARAMS.get(name, [{}])]
COMPARED = ("rank", "rate_shrunk", "share")
"""What tells a seller from the others: in a branch, from the others there."""
SELLERS = (1, 2, 3)
PERIOD = window("2026-03-01", "2026-10-20")
ENGINES = [engine(random_facts(seed).tables()) for seed in (1, 2)]
AYSEL, MURAD, NIGAR = 1, 2, 3


@pytest.mark.parametrize(("name", "params"), ASKED, ids=str)
@pytest.mark.parametrize("engine", ENGINES, ids=["one", "two"])
def test_asked_for_some_sellers_it_shows_their_rows_as_they_are(name: str, params: dict[str, Any], engine: Any) -> None:
    rows = ask(engine, name, PERIOD, **params)
    assert {row["seller_id"] for row in rows} & {1, 2, 3}
    for chosen in ((1,), (2,), (1, 3)):
        theirs = [row for row in rows if row["seller_id"] in chosen]
        assert ask(engine, name, PERIOD.narrow(seller=chosen), **params) == theirs, chosen


@pytest.mark.parametrize(("name", "params"), [one for one in ASKED if one[0] != "seller_growth"], ids=str)
@pytest.mark.parametrize("engine", ENGINES, ids=["one", "two"])
def test_of_a_branch_it_shows_the_rows_of_those_who_work_there(name: str, params: dict[str, Any], engine: Any) -> None:
    def told(row: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in row.items() if key not in COMPARED or name.startswith("target")}

    rows = ask(engine, name, PERIOD, **params)
    for seller in SELLERS:  # each works in the branch of the same number
        theirs = [told(row) for row in rows if row["seller_id"] == seller]
        assert [told(row) for row in ask(engine, name, PERIOD.narrow(branch=seller), **params)] == theirs, seller


@pytest.mark.parametrize("engine", ENGINES, ids=["one", "two"])
@pytest.mark.parametrize("outcome", ["won", "lost"])
def test_deals_won_and_lost_are_whose_they_were_in_every_figure(outcome: str, engine: Any) -> None:
    for row in ask(engine, "seller_win_rate", PERIOD):
        if row["seller_id"] is None:
            continue
        theirs = PERIOD.narrow(seller=row["seller_id"])
        clients = ask(engine, "deal_clients", theirs, outcome=outcome)
        assert sum(client["deals"] for client in clients) == row[outcome]
        assert ask(engine, "win_rate", theirs)[0][outcome] == row[outcome]
    for row in ask(engine, "seller_conversion", PERIOD, mature_days=0):
        if row["seller_id"] is not None:
            cohort = ask(engine, "funnel_clients", PERIOD.narrow(seller=row["seller_id"]))
            assert sum(client[outcome] for client in cohort) == row[outcome]


@pytest.fixture(scope="module")
def shop() -> Facts:
    """Two deals Aysel won in November: one shared with Murad, one that Murad looks after since."""
    f = Facts()
    for seller, branch in ((AYSEL, 1), (MURAD, 2), (NIGAR, 1)):
        f.seller(seller, branch_id=branch)
    shared = {"partner_id": MURAD, "partner_percent": 40}
    f.deal(1, AYSEL, "fair", "2026-11-02 lead", "2026-11-03 won 1000", client_id=101, **shared)
    f.deal(2, AYSEL, "fair", "2026-11-02 lead", "2026-11-03 won 500", client_id=102, owner=MURAD)
    f.deal(3, AYSEL, "fair", "2026-11-04 lead", client_id=103, owner=NIGAR)
    for seller in (AYSEL, MURAD):
        for measure in ("deals_amount", "deals_count"):
            f.target(seller, "2026-11-01", measure, 1000)
    return f


NOVEMBER = window("2026-11-01", "2026-11-05")
CHOSEN = [NOVEMBER.narrow(seller=(AYSEL, MURAD)), NOVEMBER.narrow(seller=MURAD), NOVEMBER.narrow(branch=2)]


def test_what_was_won_stays_with_the_winner_whoever_is_asked_for(shop: Facts) -> None:
    def money(name: str, column: str) -> list[dict[int, Any]]:
        return [{row["seller_id"]: row[column] for row in shop.ask(name, w)} for w in CHOSEN]

    assert money("target_actual", "actual") == [{AYSEL: 1100, MURAD: 400}, {MURAD: 400}, {MURAD: 400}]
    assert money("target_actual_count", "actual") == [{AYSEL: 2, MURAD: 0}, {MURAD: 0}, {MURAD: 0}]
    assert money("seller_win_rate", "net") == [{AYSEL: 1100, MURAD: 400}, {MURAD: 400}, {MURAD: 400}]
    assert [shop.ask("active_sellers", w)[0]["with_sale"] for w in CHOSEN] == [2, 1, 1]
    assert [row["won_value"] for w in CHOSEN[1:] for row in shop.ask("team_results", w)] == [400, 400]


def test_the_list_behind_a_target_adds_up_to_what_was_reached(shop: Facts) -> None:
    for name in ("target_actual", "target_actual_count"):
        behind = clients_behind(find(name))
        assert behind and behind.by == {"seller_id": "seller", "measure": "measure"}
        for row in shop.ask(name, NOVEMBER):
            there = shop.ask("sold_to", NOVEMBER.narrow(seller=row["seller_id"]), measure=row["measure"])
            column = "net" if name == "target_actual" else "times"
            assert sum(client[column] for client in there) == row["actual"], row
    both = shop.ask("sold_to", NOVEMBER, measure="deals_amount")
    assert [(row["client_id"], row["times"], row["net"]) for row in both] == [(101, 1, 1000), (102, 1, 500)]


def test_an_open_deal_is_whose_it_is_now_and_in_her_branch(shop: Facts) -> None:
    def still_open(**chosen: int) -> list[int]:
        return [row["client_id"] for row in shop.ask("deal_clients", NOVEMBER.narrow(**chosen), outcome="open")]

    assert still_open(seller=NIGAR) == still_open(branch=1) == [103]
    assert still_open(seller=AYSEL) == still_open(branch=2) == []
    after_a_day = window("2026-11-03", "2026-11-05")
    for seller, counts in {AYSEL: (2, 2, 0), MURAD: (0, 0, 0)}.items():
        [row] = shop.ask("pipeline_conversion", after_a_day.narrow(seller=seller))
        assert (row["open_at_start"], row["won"], row["still_open"]) == counts


def test_what_somebody_sold_in_another_branch_counts_for_her_target() -> None:
    f = Facts()
    f.seller(AYSEL, branch_id=1)
    f.target(AYSEL, "2026-11-01", "sales_amount", 100)
    for branch in (1, 2):
        f.sale(branch, "2026-11-02T10:00", "30", seller_id=AYSEL, branch_id=branch)
    f.sale(3, "2026-11-02T10:00", "30", seller_id=MURAD, branch_id=1)
    here = NOVEMBER.narrow(branch=1)
    assert f.ask("target_actual", here) == f.ask("target_actual", NOVEMBER)
    assert [row["client_id"] for row in f.ask("sold_to", here, measure="sales_amount")] == [1, 2]
    assert [(row["seller_id"], row["net"]) for row in f.ask("seller_growth", here)] == [(AYSEL, 30), (MURAD, 30)]


def test_deals_of_somebody_who_is_no_seller_are_those_of_her_branch_too() -> None:
    f = Facts()
    f.seller(AYSEL, branch_id=1)
    f.seller(NIGAR, branch_id=1, sells=False)
    f.deal(1, NIGAR, "fair", "2026-11-02 lead", "2026-11-03 won 100")
    assert f.ask("win_rate", NOVEMBER.narrow(branch=1))[0]["won"] == 1
    assert [row["seller_id"] for row in f.ask("seller_win_rate", NOVEMBER.narrow(branch=1))] == [NIGAR]
    assert f.ask("active_sellers", NOVEMBER.narrow(branch=1))[0]["sellers"] == 1
