"""Taking a whole import back: what it changed becomes what it was, what it brought goes, except what is in use."""

from __future__ import annotations

from nigotis.clients.revising import put_back_clients
from nigotis.deals.bulk import put_back_deals
from nigotis.imports.events import ImportUndone
from nigotis.imports.loading.load import check_free
from nigotis.imports.loading.run import Progress, silent
from nigotis.imports.models import ImportRow, RevisionRow
from nigotis.kernel.context import Context
from nigotis.kernel.revising import Revision
from nigotis.kernel.undoing import TakenBack, take_back
from nigotis.messages.bulk import tell_once
from nigotis.products.revising import put_back_products
from nigotis.staff.bulk import put_back_sellers

_PUT_BACK = {
    "clients": put_back_clients,
    "products": put_back_products,
    "deals": put_back_deals,
    "sellers": put_back_sellers,
}


def undo(ctx: Context, import_id: int, progress: Progress = silent) -> dict[str, TakenBack]:
    """Take an import back in the transaction of `ctx`; what another import told of too is that one's from now on.
    Answers, by table, what went and what stays since it is in use or was changed meanwhile; `clients_changed` and
    `products_changed` are rows that it had changed.

    Raises NotFound, and Conflict when it was undone already.
    """
    row = check_free(ctx, import_id)
    progress(0.05, "imports.undoing")
    found = {f"{about}_changed": taken for about in _PUT_BACK if (taken := _put_back(ctx, row, about)) is not None}
    found |= take_back(ctx, row.id, row.imported_at, lambda share: progress(0.1 + 0.85 * share, "imports.undoing"))
    if row.kind == "messages":
        tell_once(ctx)
    row.undone_at = ctx.now
    row.kept = {name: taken.kept for name, taken in found.items() if taken.kept}
    ctx.db.flush()
    ctx.tell(ImportUndone(import_id=row.id, kind=row.kind))
    return found


def _put_back(ctx: Context, row: ImportRow, about: str) -> TakenBack | None:
    query = ctx.mine(RevisionRow).where(RevisionRow.run_id == row.id, RevisionRow.about == about)
    revisions = [Revision(each.revised_id, each.before, each.after) for each in ctx.db.scalars(query)]
    if not revisions:
        return None
    kept = _PUT_BACK[about](ctx, revisions)
    return TakenBack(len(revisions) - kept, kept)


def undone(ctx: Context, import_id: int) -> dict[str, int] | None:
    """How many rows of an import that was undone stay, by kind; None while it stands. Raises NotFound."""
    return ctx.get(ImportRow, import_id).kept
