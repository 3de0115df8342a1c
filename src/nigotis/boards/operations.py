"""What one does with boards."""

from __future__ import annotations

from collections.abc import Iterable

from nigotis.boards.checking import check, shown
from nigotis.boards.models import BoardRow
from nigotis.boards.ready import READY, ReadyBoard
from nigotis.boards.types import (
    AddBoard,
    Board,
    BoardHead,
    Card,
    CopyBoard,
    EditBoard,
    ListBoards,
    WhichBoard,
    WhichOwnBoard,
)
from nigotis.kernel.context import Context
from nigotis.kernel.i18n import say
from nigotis.kernel.operation import Effect, operation
from nigotis.kernel.problems import Conflict, Limit, NotFound
from nigotis.staff.roles import ROLES

MOST_BOARDS = 200


@operation("GET /boards", needs="boards:read", effect=Effect.READS)
def overview(ctx: Context, ask: ListBoards) -> list[BoardHead]:
    """List the dashboards you may see: those that come with Nigotis, and your own."""
    rows = ctx.db.scalars(ctx.mine(BoardRow).where(BoardRow.deleted_at.is_(None)).order_by(BoardRow.title, BoardRow.id))
    own = [_own(ctx, row) for row in rows if _sees(ctx, row)]
    return [_head(board) for board in [*(_ready(ctx, board) for board in READY.values()), *own]]


@operation("GET /boards/{board}", needs="boards:read", effect=Effect.READS)
def read(ctx: Context, ask: WhichBoard) -> Board:
    """Show a dashboard: its cards, where they stand, and what each of them shows."""
    return _found(ctx, ask.board)


@operation("POST /boards", needs="boards:write", effect=Effect.WRITES)
def add(ctx: Context, ask: AddBoard) -> Board:
    """Begin a dashboard of your own."""
    check(ctx, ask.cards)
    return _begun(ctx, ask.title, ask.roles, ask.cards)


@operation("POST /boards/{board}/copy", needs="boards:write", effect=Effect.WRITES)
def duplicate(ctx: Context, ask: CopyBoard) -> Board:
    """Copy a dashboard, to change the copy; at first only you and the owner see it."""
    board = _found(ctx, ask.board, even_removed=ask.cards is not None)
    cards = [Card.model_validate(card.model_dump(exclude={"problem"})) for card in board.cards]
    if ask.cards is not None:
        check(ctx, ask.cards, cards)
        cards = [*ask.cards]
    return _begun(ctx, ask.title or say("boards.copy_of", ctx.language, title=board.title), ask.roles, cards)


@operation("PATCH /boards/{board_id}", needs="boards:write", effect=Effect.WRITES)
def edit(ctx: Context, ask: EditBoard) -> Board:
    """Change a dashboard: its title, its cards and their places, and who sees it."""
    row = _mine(ctx, ask.board_id, lock=True)
    if row.deleted_at is not None:
        raise Conflict("boards.removed_meanwhile", title=row.title)
    if row.version != ask.version:
        raise Conflict("boards.changed_meanwhile", field="version", title=row.title)
    check(ctx, ask.cards or (), map(Card.model_validate, row.cards))
    for name, value in ask.given().items():
        setattr(row, name, value)
    row.version += 1
    row.updated_at = ctx.now
    ctx.db.flush()
    return _own(ctx, row)


@operation("DELETE /boards/{board_id}", needs="boards:write", effect=Effect.WRITES)
def remove(ctx: Context, ask: WhichOwnBoard) -> Board:
    """Remove a dashboard; it can be put back."""
    row = _mine(ctx, ask.board_id, lock=True)
    row.deleted_at = row.deleted_at or ctx.now
    ctx.db.flush()
    return _own(ctx, row)


@operation("POST /boards/{board_id}/restore", needs="boards:write", effect=Effect.WRITES)
def restore(ctx: Context, ask: WhichOwnBoard) -> Board:
    """Put a removed dashboard back."""
    row = _mine(ctx, ask.board_id, lock=True)
    row.deleted_at = None
    ctx.db.flush()
    return _own(ctx, row)


def _begun(ctx: Context, title: str, roles: Iterable[str], cards: Iterable[Card]) -> Board:
    if len(ctx.db.scalars(ctx.mine(BoardRow).where(BoardRow.deleted_at.is_(None))).all()) >= MOST_BOARDS:
        raise Limit("boards.too_many", most=MOST_BOARDS)
    row = BoardRow(
        title=title,
        roles=list(roles),
        cards=[card.model_dump(mode="json") for card in cards],
        version=1,
        maker=_me(ctx),
        created_by=ctx.actor.name,
        created_at=ctx.now,
        updated_at=ctx.now,
    )
    return _own(ctx, ctx.add(row))


def _found(ctx: Context, board: str, *, even_removed: bool = False) -> Board:
    if board in READY:
        return _ready(ctx, READY[board])
    if not (board.isascii() and board.isdecimal()) or len(board) > 18:
        raise NotFound("kernel.not_found")
    row = _mine(ctx, int(board))
    if row.deleted_at is not None and not even_removed:
        raise NotFound("kernel.not_found")
    return _own(ctx, row)


def _mine(ctx: Context, board_id: int, *, lock: bool = False) -> BoardRow:
    """A board that the asker sees; one that is not shared with her is, to her, not there."""
    row = ctx.get(BoardRow, board_id, lock=lock)
    if not _sees(ctx, row):
        raise NotFound("kernel.not_found")
    return row


def _sees(ctx: Context, row: BoardRow) -> bool:
    """The owner and her programs see every board, a person those she made and those shared with her role."""
    role = ctx.actor.role
    return role == "owner" or role not in ROLES or role in row.roles or row.maker == _me(ctx)


def _me(ctx: Context) -> str:
    return f"{ctx.actor.kind}:{ctx.actor.id}"


def _own(ctx: Context, row: BoardRow) -> Board:
    cards = [shown(ctx, Card.model_validate(card)) for card in row.cards]
    return Board(
        id=str(row.id),
        title=row.title,
        kind="own",
        roles=[role for role in ROLES if role in row.roles],
        may_edit=ctx.actor.may("boards:write"),
        version=row.version,
        made_by=row.created_by,
        updated_at=row.updated_at,
        cards=sorted(cards, key=lambda card: (card.y, card.x)),
    )


def _ready(ctx: Context, board: ReadyBoard) -> Board:
    return Board(
        id=board.name,
        title=say(f"boards.ready_{board.name}", ctx.language),
        kind="ready",
        roles=[],
        may_edit=False,
        version=1,
        made_by=None,
        updated_at=None,
        cards=[shown(ctx, card) for card in board.cards],
    )


def _head(board: Board) -> BoardHead:
    return BoardHead(**board.model_dump(exclude={"cards", "version"}), cards=len(board.cards))
