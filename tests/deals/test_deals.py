"""From a lead to won or lost: every step is kept, doing it twice changes nothing, and everything can be taken back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from make.clients import a_client
from make.clock import Clock
from make.deals import a_deal, a_seller, refused
from make.merchants import owner_of
from make.products import a_product
from make.sales import a_return, a_sale, line
from nigotis.deals import operations
from nigotis.deals.types import (
    DealCard,
    EditDeal,
    EditStages,
    FindDeals,
    LinkSale,
    LoseDeal,
    MoveDeal,
    Nothing,
    RefundDeal,
    ReopenDeal,
    SetTarget,
    ShowBoard,
    WhichDeal,
    WinDeal,
)
from nigotis.kernel.context import Caller, House
from nigotis.kernel.problems import NotFound


@pytest.fixture
def owner(house: House) -> Caller:
    return owner_of(house)


def do(house: House, owner: Caller, what: Any, ask: Any) -> DealCard:
    found: DealCard = what.serve(house, owner, ask)
    return found


def kinds(deal: DealCard) -> list[tuple[str, str]]:
    """The steps from the first to the last."""
    return [(event.kind, event.stage) for event in reversed(deal.events)]


def test_every_step_is_kept_with_who_said_it(house: House, owner: Caller, clock: Clock) -> None:
    seller = a_seller(house, owner)
    deal = a_deal(house, owner, seller_id=seller, value="100", client_id=a_client(house, owner).id)
    for stage in ("contacted", "negotiation"):
        clock.now += timedelta(days=1)
        do(house, owner, operations.move, MoveDeal(deal_id=deal.id, stage=stage))
    clock.now += timedelta(days=1)
    won = do(house, owner, operations.win, WinDeal(deal_id=deal.id, value=Decimal(90)))
    assert kinds(won) == [
        ("entered", "lead"),
        ("moved", "contacted"),
        ("moved", "negotiation"),
        ("won", "negotiation"),
    ]
    assert (won.status, won.value, won.events[0].amount, won.events[0].seller_id) == ("won", 90, 90, seller)
    assert {event.by_name for event in won.events} == {owner.actor.name}
    assert won.closed_on == won.created_on + timedelta(days=3)


def test_doing_it_twice_changes_nothing(house: House, owner: Caller) -> None:
    deal = a_deal(house, owner, client_id=a_client(house, owner).id, value="5")
    for _ in range(2):
        moved = do(house, owner, operations.move, MoveDeal(deal_id=deal.id, stage="proposal"))
    assert len(moved.events) == 2
    for _ in range(2):
        won = do(house, owner, operations.win, WinDeal(deal_id=deal.id))
    assert len(won.events) == 3
    for _ in range(2):
        opened = do(house, owner, operations.reopen, ReopenDeal(deal_id=deal.id))
    assert len(opened.events) == 4 and opened.closed_on is None
    for _ in range(2):
        lost = do(house, owner, operations.lose, LoseDeal(deal_id=deal.id, reason="Price"))
    assert kinds(lost)[-2:] == [("reopened", "proposal"), ("lost", "proposal")]
    assert (lost.lost_reason, lost.events[0].reason) == ("Price", "Price")


def test_a_closed_deal_moves_only_when_it_is_reopened(house: House, owner: Caller) -> None:
    deal = a_deal(house, owner)
    do(house, owner, operations.lose, LoseDeal(deal_id=deal.id))
    with refused("deals.closed"):
        do(house, owner, operations.move, MoveDeal(deal_id=deal.id, stage="proposal"))
    with refused("deals.closed"):
        do(house, owner, operations.win, WinDeal(deal_id=deal.id))
    opened = do(house, owner, operations.reopen, ReopenDeal(deal_id=deal.id, stage="proposal"))
    assert (opened.status, opened.stage, opened.lost_reason) == ("open", "proposal", None)


def test_a_deal_from_a_stage_that_is_gone_is_reopened_at_the_first_one(house: House, owner: Caller) -> None:
    deal = a_deal(house, owner, stage="negotiation")
    do(house, owner, operations.lose, LoseDeal(deal_id=deal.id))
    left = EditStages.model_validate({"stages": [{"code": "contacted"}, {"code": "proposal"}]})
    operations.edit_stages.serve(house, owner, left)
    with refused("deals.unknown_stage"):
        do(house, owner, operations.reopen, ReopenDeal(deal_id=deal.id, stage="negotiation"))
    opened = do(house, owner, operations.reopen, ReopenDeal(deal_id=deal.id))
    assert (opened.status, opened.stage, kinds(opened)[-1]) == ("open", "contacted", ("reopened", "contacted"))


def test_winning_a_won_deal_for_another_amount_is_refused(house: House, owner: Caller) -> None:
    deal = a_deal(house, owner, client_id=a_client(house, owner).id, value="5")
    for said in (None, Decimal(5)):
        assert do(house, owner, operations.win, WinDeal(deal_id=deal.id, value=said)).value == 5
    with refused("deals.won_value_stays"):
        do(house, owner, operations.win, WinDeal(deal_id=deal.id, value=Decimal(999)))


def test_a_deal_is_won_by_somebody_we_know(house: House, owner: Caller) -> None:
    deal = a_deal(house, owner)
    with refused("deals.who_bought"):
        do(house, owner, operations.win, WinDeal(deal_id=deal.id))
    client = a_client(house, owner)
    assert do(house, owner, operations.win, WinDeal(deal_id=deal.id, client_id=client.id)).client_name == client.name


def test_no_more_is_given_back_than_was_won(house: House, owner: Caller) -> None:
    deal = a_deal(house, owner, client_id=a_client(house, owner).id, value="100")
    with refused("deals.not_won"):
        do(house, owner, operations.refund, RefundDeal(deal_id=deal.id, amount=Decimal(1)))
    do(house, owner, operations.win, WinDeal(deal_id=deal.id))
    found = do(house, owner, operations.refund, RefundDeal(deal_id=deal.id, amount=Decimal(60)))
    assert (found.refunded, found.events[0].amount, found.status) == (60, -60, "won")
    with refused("deals.refund_too_large"):
        do(house, owner, operations.refund, RefundDeal(deal_id=deal.id, amount=Decimal("40.01")))
    with refused("deals.won_value_stays"):
        do(house, owner, operations.edit, EditDeal(deal_id=deal.id, value=Decimal(1)))


def test_what_is_given_back_counts_against_whoever_won_it(house: House, owner: Caller) -> None:
    winner, heir = a_seller(house, owner), a_seller(house, owner)
    deal = a_deal(house, owner, client_id=a_client(house, owner).id, value="100", seller_id=winner)
    do(house, owner, operations.win, WinDeal(deal_id=deal.id))
    do(house, owner, operations.edit, EditDeal(deal_id=deal.id, seller_id=heir))
    found = do(house, owner, operations.refund, RefundDeal(deal_id=deal.id, amount=Decimal(60)))
    assert (found.seller_id, found.events[0].seller_id) == (heir, winner)


def test_a_deal_is_in_a_currency_that_there_is(house: House, owner: Caller) -> None:
    assert a_deal(house, owner, currency="usd").currency == "USD"
    with pytest.raises(ValidationError, match="unknown_currency"):
        a_deal(house, owner, currency="ZZZ")


def test_a_step_lies_neither_ahead_nor_before_the_last_one(house: House, owner: Caller, clock: Clock) -> None:
    today = clock.now.date()
    deal = a_deal(house, owner, created_on=today - timedelta(days=10))
    with refused("deals.in_future"):
        do(house, owner, operations.lose, LoseDeal(deal_id=deal.id, on=today + timedelta(days=2)))
    with refused("deals.before_last_step"):
        do(house, owner, operations.lose, LoseDeal(deal_id=deal.id, on=today - timedelta(days=11)))
    lost = do(house, owner, operations.lose, LoseDeal(deal_id=deal.id, on=today - timedelta(days=5)))
    assert lost.closed_on == today - timedelta(days=5)
    with refused("deals.in_future"):
        a_deal(house, owner, created_on=today + timedelta(days=2))


def test_a_deal_is_shared_with_another_seller_by_percent(house: House, owner: Caller) -> None:
    one, other = a_seller(house, owner), a_seller(house, owner)
    deal = a_deal(house, owner, seller_id=one, partner_id=other, partner_percent=40)
    assert (deal.partner_id, deal.partner_percent, deal.events[0].seller_id) == (other, 40, one)
    assert do(house, owner, operations.edit, EditDeal(deal_id=deal.id, partner_id=None)).partner_percent is None
    for wrong, problem in (
        ({"partner_id": other}, "partner_and_percent"),
        ({"partner_id": one, "partner_percent": 40}, "shared_with_herself"),
    ):
        with refused(f"deals.{problem}"):
            a_deal(house, owner, seller_id=one, **wrong)


def test_a_removed_deal_is_in_no_list_and_comes_back(house: House, owner: Caller) -> None:
    deal = a_deal(house, owner)
    do(house, owner, operations.remove, WhichDeal(deal_id=deal.id))
    assert operations.search.serve(house, owner, FindDeals()).items == []
    with pytest.raises(NotFound):
        do(house, owner, operations.move, MoveDeal(deal_id=deal.id, stage="proposal"))
    do(house, owner, operations.restore, WhichDeal(deal_id=deal.id))
    assert [found.id for found in operations.search.serve(house, owner, FindDeals()).items] == [deal.id]


def test_deals_are_found_by_words_people_and_dates(house: House, owner: Caller) -> None:
    seller, tea = a_seller(house, owner), a_product(house, owner)
    leyla = a_client(house, owner, name="Leyla Əliyeva")
    first = a_deal(house, owner, title="Coffee machine", client_id=leyla.id, product_ids=[tea.id], source="fair")
    other = a_deal(house, owner, title="Cups", seller_id=seller, expected_on="2026-12-01")
    for ask, found in (
        ({"q": "машина"}, set()),
        ({"q": "mach"}, {first.id}),
        ({"q": "алиева"}, {first.id}),
        ({"seller": seller}, {other.id}),
        ({"client": leyla.id}, {first.id}),
        ({"product": tea.id}, {first.id}),
        ({"source": "fair"}, {first.id}),
        ({"expected_until": "2026-12-01"}, {other.id}),
        ({"stage": "lead"}, {first.id, other.id}),
        ({"status": "won"}, set()),
    ):
        answer = operations.search.serve(house, owner, FindDeals.model_validate(ask))
        assert {deal.id for deal in answer.items} == found, ask
        assert answer.total == len(found)
    assert first.products == {tea.id: tea.name}


def test_my_own_deals_are_those_i_own(house: House, owner: Caller) -> None:
    mine = a_deal(house, owner)
    a_deal(house, owner, seller_id=a_seller(house, owner))
    assert [deal.id for deal in operations.search.serve(house, owner, FindDeals(mine=True)).items] == [mine.id]


def test_the_board_has_a_column_for_each_stage_and_what_was_closed_lately(
    house: House, owner: Caller, clock: Clock
) -> None:
    client = a_client(house, owner)
    a_deal(house, owner, value="10")
    a_deal(house, owner, value="20", currency="USD")
    won = a_deal(house, owner, value="30", client_id=client.id)
    do(house, owner, operations.win, WinDeal(deal_id=won.id))
    columns = {column.code: column for column in operations.board.serve(house, owner, ShowBoard())}
    assert list(columns) == ["lead", "contacted", "proposal", "negotiation", "won", "lost"]
    assert (columns["lead"].deals, columns["lead"].value) == (2, 10), "other currencies are not added up"
    assert [deal.id for deal in columns["won"].items] == [won.id]
    clock.now += timedelta(days=31)
    assert operations.board.serve(house, owner, ShowBoard())[4].deals == 0


def test_stages_are_the_merchants_own(house: House, owner: Caller) -> None:
    deal = a_deal(house, owner, stage="proposal")
    wanted = [{"name": "Görüş"}, {"code": "proposal", "name": "Offer"}, {"code": "lead"}]
    found = operations.edit_stages.serve(house, owner, EditStages.model_validate({"stages": wanted}))
    assert [(stage.code, stage.name, stage.deals) for stage in found] == [
        ("gorus", "Görüş", 0),
        ("proposal", "Offer", 1),
        ("lead", "Lead", 0),
    ]
    assert a_deal(house, owner).stage == "gorus"
    moved = do(house, owner, operations.move, MoveDeal(deal_id=deal.id, stage="gorus"))
    assert moved.stage_name == "Görüş"
    with refused("deals.stage_in_use"):
        operations.edit_stages.serve(house, owner, EditStages.model_validate({"stages": wanted[1:]}))
    with refused("deals.unknown_stage"):
        do(house, owner, operations.move, MoveDeal(deal_id=deal.id, stage="negotiation"))
    assert len(operations.stages.serve(house, owner, Nothing())) == 3


def test_a_target_is_set_anew_and_taken_away(house: House, owner: Caller) -> None:
    seller = a_seller(house, owner)
    ask = {"seller_id": seller, "month": "2026-11-17", "measure": "deals_count"}
    for value in ("5", "7"):
        operations.set_target.serve(house, owner, SetTarget.model_validate(ask | {"value": value}))
    [target] = operations.targets.serve(house, owner, operations.FindTargets(month=date(2026, 11, 30)))
    assert (target.month, target.value, target.seller_id) == (date(2026, 11, 1), 7, seller)
    operations.set_target.serve(house, owner, SetTarget.model_validate(ask | {"value": None}))
    assert operations.targets.serve(house, owner, operations.FindTargets(month=date(2026, 11, 1))) == []


def test_the_database_refuses_to_change_a_step(house: House, owner: Caller) -> None:
    deal = a_deal(house, owner)
    with pytest.raises(DBAPIError, match="permission denied"), house.database.tenant(owner.merchant.id) as db:
        db.execute(text("update deal_event set stage = 'won' where deal_id = :deal"), {"deal": deal.id})


def test_a_won_deal_leads_to_its_sale_and_back(house: House, owner: Caller) -> None:
    buyer, other = a_client(house, owner).id, a_client(house, owner).id
    deal = a_deal(house, owner, client_id=buyer)
    sale = a_sale(house, owner, line(unit_price="75"), client_id=buyer)
    with refused("deals.not_won"):
        do(house, owner, operations.link, LinkSale(deal_id=deal.id, sale_id=sale.id))
    won = do(house, owner, operations.win, WinDeal(deal_id=deal.id, sale_id=sale.id))
    assert (won.sale_id, won.value, won.events[0].amount) == (sale.id, 75, 75)
    (found,) = operations.search.serve(house, owner, FindDeals(sale=sale.id)).items
    assert found.id == deal.id
    assert do(house, owner, operations.link, LinkSale(deal_id=deal.id, sale_id=None)).sale_id is None
    for wrong, key in (
        (a_sale(house, owner, line(), client_id=other), "deals.sale_of_another"),
        (a_return(house, owner, sale), "deals.no_sale"),
    ):
        with refused(key):
            do(house, owner, operations.link, LinkSale(deal_id=deal.id, sale_id=wrong.id))
    nobodys = a_sale(house, owner, line())
    assert do(house, owner, operations.link, LinkSale(deal_id=deal.id, sale_id=nobodys.id)).sale_id == nobodys.id
    assert do(house, owner, operations.reopen, ReopenDeal(deal_id=deal.id)).sale_id is None


def test_a_sale_does_not_change_what_a_deal_was_said_to_be_worth(house: House, owner: Caller) -> None:
    buyer = a_client(house, owner).id
    sale = a_sale(house, owner, line(unit_price="75"), client_id=buyer)
    for said, worth in ((None, 60), ("50", 50)):
        deal = a_deal(house, owner, client_id=buyer, value="60")
        ask = WinDeal.model_validate({"deal_id": deal.id, "sale_id": sale.id, "value": said})
        assert do(house, owner, operations.win, ask).value == worth
