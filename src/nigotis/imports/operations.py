"""What one does with files that come in."""

from __future__ import annotations

from nigotis.imports import jobs
from nigotis.imports.loading.load import check_free
from nigotis.imports.loading.refused import rejected_file
from nigotis.imports.loading.run import Outcome
from nigotis.imports.models import ImportRow
from nigotis.imports.preview import preview_of
from nigotis.imports.types import Import, ImportFile, ListImports, Preview, PreviewFile, WhichImport, WhichJob
from nigotis.kernel.context import Context
from nigotis.kernel.files import File, find_upload
from nigotis.kernel.jobs import Job, cancel_job, defer, read_job
from nigotis.kernel.operation import Effect, operation
from nigotis.kernel.paging import Page, page
from nigotis.reading.types import Note


@operation("POST /imports/preview", needs="imports:write", effect=Effect.READS)
def preview(ctx: Context, ask: PreviewFile) -> Preview:
    """Show how a file would be understood, before anything is imported.

    Verdict "ask" means that a question must be answered first, "refuse" that the file cannot be trusted.
    """
    return preview_of(ctx, ask)


@operation("POST /imports", needs="imports:write", effect=Effect.WRITES)
def start(ctx: Context, ask: ImportFile) -> Job:
    """Import a file, all of it or nothing; the same file again changes nothing.

    The job's result counts what is new, what was there already and what was left out. A trial counts the same and
    leaves nothing behind.
    """
    find_upload(ctx.house, ctx.merchant_id, ask.upload_id)
    return defer(ctx, jobs.load_file, ask)


@operation("GET /imports", needs="imports:read", effect=Effect.READS)
def history(ctx: Context, ask: ListImports) -> Page[Import]:
    """List the files that were imported, the newest first."""
    rows, after = page(ctx.db, ctx.mine(ImportRow), [ImportRow.id.expression], ask, newest_first=True)
    return Page(items=[_answer(ctx, row) for row in rows], next=after)


@operation("GET /imports/{import_id}", needs="imports:read", effect=Effect.READS)
def read(ctx: Context, ask: WhichImport) -> Import:
    """Show an import: how the file was understood and what it brought."""
    return _answer(ctx, ctx.get(ImportRow, ask.import_id))


@operation("POST /imports/{import_id}/undo", needs="imports:write", effect=Effect.WRITES)
def undo(ctx: Context, ask: WhichImport) -> Job:
    """Take an import back; what has been used or changed since stays.

    The job's result counts what stays.
    """
    check_free(ctx, ask.import_id)
    return defer(ctx, jobs.undo_file, ask, once=f"imports.undo.{ask.import_id}")


@operation("GET /imports/{import_id}/rejected", needs="imports:write", effect=Effect.READS)
def rejected(ctx: Context, ask: WhichImport) -> File:
    """Give back the rows of a file that were left out, each with its reason."""
    return rejected_file(ctx, ctx.get(ImportRow, ask.import_id))


@operation("GET /jobs/{job_id}", needs="imports:read", effect=Effect.READS)
def job(ctx: Context, ask: WhichJob) -> Job:
    """Show how far a long piece of work is."""
    return read_job(ctx, ask.job_id)


@operation("POST /jobs/{job_id}/cancel", needs="imports:write", effect=Effect.WRITES)
def cancel(ctx: Context, ask: WhichJob) -> Job:
    """Stop a long piece of work; an import that is stopped leaves nothing behind."""
    return cancel_job(ctx, ask.job_id)


def _answer(ctx: Context, row: ImportRow) -> Import:
    return Import(
        id=row.id,
        kind=row.kind,
        file=row.file,
        columns=row.columns,
        assumptions=[Note(key, values).say(ctx.language) for key, values in row.assumptions],
        rows_read=row.rows_read,
        rows_accepted=row.rows_accepted,
        outcome=Outcome.model_validate(row.outcome),
        imported_by=row.imported_by,
        imported_at=row.imported_at,
        undone_at=row.undone_at,
        kept=row.kept,
    )
