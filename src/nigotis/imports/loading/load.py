"""A reading into the database: all of it or nothing, and nothing twice."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from nigotis.imports.events import FileImported
from nigotis.imports.loading.activities import load_activities
from nigotis.imports.loading.clients import load_clients
from nigotis.imports.loading.deals import load_deals
from nigotis.imports.loading.messages import load_messages
from nigotis.imports.loading.products import load_products
from nigotis.imports.loading.refused import keep_rejected
from nigotis.imports.loading.run import Outcome, Progress, Run, silent
from nigotis.imports.loading.sales import load_sales
from nigotis.imports.loading.sellers import load_sellers
from nigotis.imports.models import ImportRow, RevisionRow
from nigotis.kernel.context import Context
from nigotis.kernel.problems import Conflict, Invalid
from nigotis.reading.types import Note, Reading

_LOADERS = {
    "sales": load_sales,
    "clients": load_clients,
    "products": load_products,
    "deals": load_deals,
    "activities": load_activities,
    "sellers": load_sellers,
    "messages": load_messages,
}
_TAKE_TURN = text("select pg_try_advisory_xact_lock(hashtextextended('import', :merchant_id))")
_A_WHILE = text("select pg_sleep(0.2)")
_ROWS_AT_ONCE = 1_000


class Summary(Outcome):
    """What became of a file. `is_repeated`: it was imported before, as `import_id`, and nothing changed now."""

    import_id: int
    is_repeated: bool


def load(
    ctx: Context,
    reading: Reading,
    progress: Progress = silent,
    *,
    fingerprint: str | None = None,
    job_id: int | None = None,
    region: str | None = None,
    payments_as_sales: bool = False,
) -> Summary:
    """Enter an accepted reading in the transaction of `ctx`, which the caller commits.

    Documents that are there already are left as they are, and so are clients and products of which the file says
    nothing new. With a `fingerprint`, the same file again answers the first import. `region` reads national phone
    numbers (the merchant's country if not given); `payments_as_sales` makes sales of payments that messages tell of;
    `progress` is called between steps and may raise to stop it all.
    Raises Invalid for a reading that is not "ok" and for amounts in another currency.
    """
    if reading.verdict != "ok":
        raise Invalid("imports.not_understood", file=reading.file)
    _take_turn(ctx.db, ctx.merchant_id, progress)
    earlier = _earlier(ctx, fingerprint)
    if earlier is not None:
        is_repeated = job_id is None or earlier.job_id != job_id
        return Summary(**earlier.outcome, import_id=earlier.id, is_repeated=is_repeated)
    row = ctx.add(_row(ctx, reading, fingerprint, job_id))
    run = Run(ctx, reading, row.id, region or ctx.merchant.country, progress, payments_as_sales=payments_as_sales)
    _LOADERS[reading.kind](run)
    left_out = {entry.row for entry in (*reading.rejected, *run.rejected) if entry.is_row}
    run.outcome.rows_rejected = len(left_out)
    keep_rejected(run)
    _keep_revisions(run)
    row.outcome = run.outcome.model_dump()
    ctx.db.flush()
    ctx.tell(FileImported(import_id=row.id, kind=reading.kind))
    return Summary(**row.outcome, import_id=row.id, is_repeated=False)


def _take_turn(db: Session, merchant_id: int, progress: Progress) -> None:
    """One import of a merchant at a time: what the other brings must be seen, or both would bring it."""
    while not db.scalar(_TAKE_TURN, {"merchant_id": merchant_id}):
        progress(0.0, "imports.waiting")
        db.execute(_A_WHILE)


def _earlier(ctx: Context, fingerprint: str | None) -> ImportRow | None:
    same = ctx.mine(ImportRow).where(ImportRow.fingerprint == fingerprint, ImportRow.undone_at.is_(None))
    return ctx.db.scalar(same) if fingerprint else None


def _row(ctx: Context, reading: Reading, fingerprint: str | None, job_id: int | None) -> ImportRow:
    return ImportRow(
        kind=reading.kind,
        file=reading.file,
        fingerprint=fingerprint,
        job_id=job_id,
        headers=list(reading.raw.headers) if reading.raw is not None else [],
        columns=dict(reading.columns),
        assumptions=[[note.key, _said(note)] for note in reading.assumptions],
        rows_read=reading.rows_read,
        rows_accepted=reading.rows_accepted,
        imported_by=ctx.actor.name,
        imported_at=ctx.now,
    )


def _said(note: Note) -> dict[str, str]:
    return {name: str(value) for name, value in note.values.items()}


def _keep_revisions(run: Run) -> None:
    rows: list[dict[str, Any]] = [
        {
            "merchant_id": run.ctx.merchant_id,
            "run_id": run.id,
            "about": about,
            "revised_id": revision.id,
            "before": revision.before,
            "after": revision.after,
        }
        for about, revisions in run.revisions.items()
        for revision in revisions
    ]
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        run.ctx.db.execute(insert(RevisionRow).values(rows[start : start + _ROWS_AT_ONCE]))


def check_free(ctx: Context, import_id: int) -> ImportRow:
    """The import, locked, while it still stands. Raises NotFound, and Conflict when it was undone."""
    row = ctx.get(ImportRow, import_id, lock=True)
    if row.undone_at is not None:
        raise Conflict("imports.undone_already")
    return row
