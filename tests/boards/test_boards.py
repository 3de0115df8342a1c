"""Boards: ready ones, one's own, who sees them, and what happens when two change one at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from make.merchants import owner_of, with_role
from make.reports import said, watched
from nigotis.boards import operations as boards
from nigotis.boards.models import BoardRow
from nigotis.boards.ready import READY
from nigotis.boards.types import (
    COLUMNS,
    AddBoard,
    Board,
    CopyBoard,
    EditBoard,
    ListBoards,
    WhichBoard,
    WhichOwnBoard,
)
from nigotis.kernel.context import Caller, House
from nigotis.kernel.door import enter
from nigotis.kernel.problems import Conflict, Forbidden, Invalid, NotFound, Problem
from nigotis.segments import operations as segments
from nigotis.segments.types import RemoveSegment, SaveSegment

NET = {"id": "net", "figure": "revenue", "visual": "kpi", "columns": ["net"], "w": 3, "h": 3}
NOTE = {"id": "note", "note": "Look at Tuesdays.", "y": 3}


@pytest.fixture
def owner(house: House) -> Caller:
    return owner_of(house)


def add(house: House, caller: Caller, *cards: dict[str, Any], title: str = "Mine", **more: Any) -> Board:
    ask = AddBoard.model_validate({"title": title, "cards": list(cards), **more})
    return boards.add.serve(house, caller, ask)


def edit(house: House, caller: Caller, board: Board, **more: Any) -> Board:
    ask = {"board_id": int(board.id), "version": board.version, **more}
    return boards.edit.serve(house, caller, EditBoard.model_validate(ask))


def read(house: House, caller: Caller, board: str) -> Board:
    return boards.read.serve(house, caller, WhichBoard(board=board))


def seen(house: House, caller: Caller) -> list[str]:
    return [head.title for head in boards.overview.serve(house, caller, ListBoards()) if head.kind == "own"]


def narrowed_board(house: House, caller: Caller) -> tuple[Board, int]:
    """A board with a card narrowed to a saved segment and one that is not, and the id of the segment."""
    saved = segments.save.serve(house, caller, SaveSegment(name="Loud", text="recency < 9"))
    lost = {"id": "lost", "figure": "revenue", "visual": "table", "filters": {"segment": [saved.code]}}
    return add(house, caller, lost, NET | {"x": 4}), int(saved.id)


def asked(board: Board) -> list[dict[str, Any]]:
    return [card.model_dump(mode="json", exclude={"problem"}) for card in board.cards]


def test_the_ready_boards_come_first_in_the_readers_language(house: House, owner: Caller) -> None:
    add(house, owner)
    listed = boards.overview.serve(house, replace(owner, language="ru"), ListBoards())
    assert [head.id for head in listed[:-1]] == list(READY) == ["owner", "sales", "products", "clients", "team"]
    assert listed[1].title == "Продажи"
    assert [head.may_edit for head in listed] == [False] * 5 + [True]


@pytest.mark.parametrize("name", READY)
def test_every_card_of_a_ready_board_can_be_shown_and_stands_free(house: House, owner: Caller, name: str) -> None:
    board = read(house, owner, name)
    assert board.cards
    assert [card.problem for card in board.cards if card.problem] == []
    places = [
        (x, y) for card in board.cards for x in range(card.x, card.x + card.w) for y in range(card.y, card.y + card.h)
    ]
    assert len(places) == len(set(places)), "two cards on one place"
    assert max(x for x, _ in places) < COLUMNS


def test_a_board_is_kept_as_it_was_laid_out(house: House, owner: Caller) -> None:
    note = {"id": "note", "note": "Look at Tuesdays.", "x": 3, "y": 0, "w": 9, "h": 2}
    filters = {"period": "custom", "since": "2026-01-01", "until": "2026-01-31", "source": ["till"]}
    made = add(house, owner, note, NET | {"filters": filters, "compare": "year", "title": "January"})
    found = read(house, owner, made.id)
    assert found == made
    assert [card.id for card in found.cards] == ["net", "note"], "from the top left"
    net, text = found.cards
    assert (net.title, net.compare, net.filters.period, net.filters.source) == ("January", "year", "custom", ("till",))
    assert (text.note, text.figure, text.w) == ("Look at Tuesdays.", None, 9)


def test_a_ready_board_is_copied_and_the_copy_changed(house: House, owner: Caller) -> None:
    copy = boards.duplicate.serve(house, owner, CopyBoard(board="sales"))
    assert (copy.title, copy.kind, len(copy.cards)) == ("Sales (copy)", "own", len(READY["sales"].cards))
    changed = edit(house, owner, copy, title="Our sales", cards=[NET])
    assert (changed.title, [card.id for card in changed.cards], changed.version) == ("Our sales", ["net"], 2)
    assert len(read(house, owner, "sales").cards) == len(READY["sales"].cards)


def test_what_is_not_given_stays(house: House, owner: Caller) -> None:
    made = add(house, owner, NET, roles=["seller"])
    changed = edit(house, owner, made, title="Other")
    assert (changed.title, changed.roles, len(changed.cards)) == ("Other", ["seller"], 1)
    assert edit(house, owner, changed, roles=[], cards=[]).cards == []


def test_of_two_who_change_a_board_at_once_the_second_is_told(house: House, owner: Caller) -> None:
    made = add(house, owner, NET)
    edit(house, owner, made, title="First")
    with pytest.raises(Conflict, match=said("boards.changed_meanwhile")):
        edit(house, owner, made, title="Second")
    assert read(house, owner, made.id).title == "First"


def test_a_removed_board_is_gone_from_the_list_and_can_be_put_back(house: House, owner: Caller) -> None:
    made = add(house, owner, NET)
    which = WhichOwnBoard(board_id=int(made.id))
    boards.remove.serve(house, owner, which)
    assert seen(house, owner) == []
    with pytest.raises(NotFound):
        read(house, owner, made.id)
    boards.restore.serve(house, owner, which)
    assert seen(house, owner) == ["Mine"]


def test_what_is_changed_on_a_board_that_another_removed_is_not_kept_unseen(house: House, owner: Caller) -> None:
    made = add(house, owner, NET)
    which = WhichOwnBoard(board_id=int(made.id))
    boards.remove.serve(house, owner, which)
    with pytest.raises(Conflict, match=said("boards.removed_meanwhile")):
        edit(house, owner, made, title="An hour of work")
    boards.restore.serve(house, owner, which)
    assert edit(house, owner, made, title="An hour of work").title == "An hour of work"


def test_what_was_changed_on_it_is_kept_as_a_copy(house: House, owner: Caller) -> None:
    with watched(house, owner=owner):
        made, segment = narrowed_board(house, owner)
        boards.remove.serve(house, owner, WhichOwnBoard(board_id=int(made.id)))
        segments.remove.serve(house, owner, RemoveSegment(segment_id=segment))
        work = {"title": "Mine", "roles": ["seller"], "cards": [*asked(made)[::-1], NOTE]}
        copy = boards.duplicate.serve(house, owner, CopyBoard.model_validate({"board": made.id, **work}))
    assert (copy.title, copy.roles, copy.version) == ("Mine", ["seller"], 1)
    assert {card.id for card in copy.cards} == {"lost", "net", "note"}
    assert seen(house, owner) == ["Mine"]


def test_a_copy_of_a_removed_board_has_cards_of_its_own_that_are_checked(house: House, owner: Caller) -> None:
    made = add(house, owner, NET)
    boards.remove.serve(house, owner, WhichOwnBoard(board_id=int(made.id)))
    with pytest.raises(NotFound):
        boards.duplicate.serve(house, owner, CopyBoard(board=made.id))
    with pytest.raises(Invalid):
        cards = [NET | {"figure": "happiness"}]
        boards.duplicate.serve(house, owner, CopyBoard.model_validate({"board": made.id, "cards": cards}))


def test_a_board_is_seen_by_its_maker_the_owner_and_the_roles_it_is_shared_with(house: House, owner: Caller) -> None:
    manager, seller, analyst = (with_role(owner, role) for role in ("manager", "seller", "analyst"))
    analyst = replace(analyst, actor=replace(analyst.actor, id=10_007))
    made = add(house, analyst, NET, title="Hers", roles=["seller"])
    assert [seen(house, caller) for caller in (owner, analyst, seller, manager)] == [["Hers"]] * 3 + [[]]
    with pytest.raises(NotFound):
        read(house, manager, made.id)
    with pytest.raises(NotFound):
        edit(house, manager, made, title="Mine now")
    edit(house, owner, made, roles=["manager"])
    assert [seen(house, caller) for caller in (analyst, seller, manager)] == [["Hers"], [], ["Hers"]]


def test_who_only_reads_cannot_change(house: House, owner: Caller) -> None:
    made = add(house, owner, NET, roles=["seller"])
    seller = with_role(owner, "seller")
    assert read(house, seller, made.id).may_edit is False
    with pytest.raises(Forbidden):
        edit(house, seller, made, title="Mine now")


def test_a_board_of_another_business_is_not_there(house: House, owner: Caller) -> None:
    made = add(house, owner, NET)
    with pytest.raises(NotFound):
        read(house, owner_of(house), made.id)


@pytest.mark.parametrize("unknown", ["happiness", "0", "٣", "9" * 19])
def test_a_board_that_never_was_is_not_there(house: House, owner: Caller, unknown: str) -> None:
    with pytest.raises(NotFound):
        read(house, owner, unknown)


@pytest.mark.parametrize(
    ("card", "key"),
    [
        ({"figure": "happiness"}, "boards.figure_gone"),
        ({"columns": ["net", "joy"]}, "boards.column_gone"),
        ({"params": {"days": "7"}}, "boards.params_gone"),
        ({"figure": "inactive-client-list", "columns": [], "params": {"days": "soon"}}, "boards.params_gone"),
        ({"filters": {"segment": ["vips"]}}, "metrics.unknown_segment"),
    ],
)
def test_a_card_that_could_never_be_shown_is_refused(
    house: House, owner: Caller, card: dict[str, Any], key: str
) -> None:
    with pytest.raises(Invalid, match=said(key).split("“")[0]):
        add(house, owner, NET | card)


def test_parameters_that_fit_are_taken(house: House, owner: Caller) -> None:
    days = {"id": "away", "figure": "inactive-clients", "params": {"days": "7,14"}}
    limit = {"id": "top", "figure": "product-popularity", "params": {"by": "net", "limit": "8"}}
    assert [card.problem for card in add(house, owner, days, limit).cards] == [None, None]


def test_a_card_may_look_at_a_saved_or_ready_segment_while_it_is_there(house: House, owner: Caller) -> None:
    with watched(house, owner=owner):
        saved = segments.save.serve(house, owner, SaveSegment(name="Loud", text="recency < 9"))
        chosen = {"filters": {"segment": ["champions", "54", "inactive_90", saved.code]}}
        made = add(house, owner, NET | chosen)
        assert made.cards[0].filters.segment == ("champions", "54", "inactive_90", saved.code)
        segments.remove.serve(house, owner, RemoveSegment(segment_id=int(saved.id)))
        (card,) = read(house, replace(owner, language="en"), made.id).cards
        assert card.problem == "The segment this card is narrowed to is not there any more."
        with pytest.raises(NotFound):
            add(house, owner, NET | chosen)


def test_a_card_that_lost_its_segment_keeps_no_other_from_being_changed(house: House, owner: Caller) -> None:
    with watched(house, owner=owner):
        made, segment = narrowed_board(house, owner)
        segments.remove.serve(house, owner, RemoveSegment(segment_id=segment))
        lost, net = asked(made)
        moved = edit(house, owner, made, cards=[lost | {"y": 9, "title": "By the door"}, net | {"w": 6}, NOTE])
        assert [card.problem is None for card in moved.cards] == [True, True, False], "it says so, and stands where put"
        twice = edit(house, owner, moved, cards=[lost, lost | {"id": "copy", "y": 5}, net])
        mended = edit(house, owner, twice, cards=[lost | {"filters": {}}, net])
        assert [card.problem for card in mended.cards] == [None, None]


def test_a_card_that_is_refused_is_named(house: House, owner: Caller) -> None:
    english = replace(owner, language="en")
    with watched(house, owner=owner):
        made, segment = narrowed_board(house, owner)
        segments.remove.serve(house, owner, RemoveSegment(segment_id=segment))
        lost, net = asked(made)
        gone = {"segment": [f"saved-{segment}"]}
        told = "Card “Net revenue”: The segment this card is narrowed to is not there any more."
        with pytest.raises(NotFound, match=told):
            edit(house, english, made, cards=[lost, net | {"filters": gone}])
        with pytest.raises(NotFound, match="Card “Revenue”: The segment"):
            edit(house, english, made, cards=[lost | {"filters": gone | {"source": ["till"]}}, net])
    for card, told in (
        ({"title": "Sum", "columns": ["joy"]}, "Card “Sum”: The figure “revenue” has no column “joy”."),
        ({"figure": "happiness"}, "Card “happiness”: There is no figure called “happiness”."),
        ({"filters": {"seller": [10**12]}}, "Card “Net revenue”: A branch, product or seller"),
    ):
        with pytest.raises(Problem, match=told):
            edit(house, english, made, cards=[NET | card])


def test_days_of_a_card_that_run_backwards_are_refused_and_told_on_an_old_card(house: House, owner: Caller) -> None:
    backwards = {"period": "custom", "since": "2026-05-01", "until": "2026-01-01"}
    with pytest.raises(Invalid, match=said("metrics.period_backwards")):
        add(house, replace(owner, language="en"), NET | {"filters": backwards})
    made = add(house, owner, NET | {"filters": backwards | {"period": "7d"}})
    with enter(house, owner) as ctx:
        ctx.get(BoardRow, int(made.id)).cards = [NET | {"filters": backwards}]
    (card,) = read(house, replace(owner, language="en"), made.id).cards
    assert card.problem == "The period ends before it begins: 1 May 2026 to 1 Jan 2026."


def test_the_team_board_answers_what_the_sales_force_is_asked() -> None:
    asked = {"win-rate", "deal-funnel", "seller-consistency", "active-sellers", "target-actual", "activity-outcome"}
    assert asked <= {card.figure for card in READY["team"].cards}


@pytest.mark.parametrize("filters", [{"branch": [10**12]}, {"product": [10**12]}, {"seller": [10**12]}])
def test_a_card_cannot_look_at_what_is_not_there(house: House, owner: Caller, filters: dict[str, Any]) -> None:
    with pytest.raises(NotFound):
        add(house, owner, NET | {"filters": filters})


@pytest.mark.parametrize("card", [{"id": "a"}, {"id": "a", "figure": "revenue", "note": "both"}])
def test_a_card_is_either_a_figure_or_a_note(card: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        AddBoard.model_validate({"title": "x", "cards": [card]})


def test_a_card_ends_where_the_board_does(house: House, owner: Caller) -> None:
    assert add(house, owner, NET | {"x": 8, "w": 4}).cards[0].x == 8
    with pytest.raises(Invalid, match=said("boards.too_far_right")):
        add(house, owner, NET | {"x": 9, "w": 4})


def test_two_cards_of_one_name_are_refused(house: House, owner: Caller) -> None:
    with pytest.raises(Invalid, match=said("boards.same_card_twice")):
        add(house, owner, NET, NET)


def test_a_card_whose_figure_is_gone_says_so_and_the_others_stay(house: House, owner: Caller) -> None:
    made = add(house, owner, NET, NET | {"id": "other", "y": 3})
    with enter(house, owner) as ctx:
        row = ctx.get(BoardRow, int(made.id))
        row.cards = [card | ({"figure": "retired"} if card["id"] == "other" else {}) for card in row.cards]
    fine, gone = read(house, replace(owner, language="en"), made.id).cards
    assert (fine.problem, gone.problem) == (None, "There is no figure called “retired”.")
    with enter(house, owner) as ctx:
        row = ctx.get(BoardRow, int(made.id))
        row.cards = [NET | {"columns": ["joy"]}]
    (gone,) = read(house, owner, made.id).cards
    assert gone.problem is not None
