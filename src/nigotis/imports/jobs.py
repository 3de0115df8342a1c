"""The long work of imports: loading a file, taking it back, and letting old uploads go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.exc import DBAPIError

from nigotis.imports.loading.load import Summary, load
from nigotis.imports.loading.undo import undo, undone
from nigotis.imports.saved_mappings import remember, understood
from nigotis.imports.types import ImportFile, WhichImport
from nigotis.imports.uploads import fingerprint
from nigotis.kernel.context import Context, House
from nigotis.kernel.door import RETRIED, TRIES
from nigotis.kernel.files import find_upload, remove_uploads
from nigotis.kernel.jobs import job, scheduled
from nigotis.kernel.problems import Invalid, Unavailable
from nigotis.kernel.work import Work
from nigotis.reading.types import Reading

_READ = 0.2  # share of the work that reading the file is
# Somebody added the same client or product, or touched the same rows, while the file was being loaded: look again.
_MET_ANOTHER = RETRIED | {"23505"}
GROWN = (
    "sale",
    "sale_line",
    "tender",
    "client",
    "client_message",
    "product",
    "deal",
    "deal_event",
    "activity",
    "import_share",
    "change",
)
KEPT = timedelta(days=1)
"""How long a file that was handed in may be imported. It tells who bought what, so it must not lie for ever."""


class _Tried(Exception):
    """Carries what a trial found out of the transaction that must not commit."""

    def __init__(self, summary: Summary) -> None:
        self.summary = summary


@job
def load_file(work: Work, ask: ImportFile) -> dict[str, Any]:
    """Read the file and load it: one transaction, so a stop or a crash leaves nothing, and doing it again adds nothing.

    Answers what `Summary` has. A trial does it all and takes it back: nothing is left but its answer, which names an
    import only where the file was imported before.
    """
    work.progress(0.01, "imports.reading")
    with work.context() as ctx:
        how, reading = understood(ctx, ask, ask.kind)
        path, _ = find_upload(ctx.house, ctx.merchant_id, ask.upload_id)
    _check(reading)
    content = fingerprint(path, how.kind, how)
    for tries_left in reversed(range(TRIES)):
        try:
            loaded = _load(work, how, reading, content).model_dump()
            work.house.database.look_at(*GROWN)
            return loaded
        except _Tried as tried:
            found = tried.summary
            return found.model_dump() | {"import_id": found.import_id if found.is_repeated else None}
        except DBAPIError as error:
            if str(getattr(error.orig, "sqlstate", "")) not in _MET_ANOTHER:
                raise
            if not tries_left:
                raise Unavailable("kernel.busy") from error
    raise AssertionError("the last try answers or raises")


def _load(work: Work, ask: ImportFile, reading: Reading, content: str) -> Summary:
    def progress(share: float, key: str | None = None, **values: Any) -> None:
        work.progress(_READ + (1 - _READ) * share, key, **values)

    with work.context() as ctx:
        summary = load(
            ctx,
            reading,
            progress,
            fingerprint=content,
            job_id=work.job_id,
            region=ask.region,
            payments_as_sales=ask.payments_as_sales,
        )
        if ask.is_trial:
            raise _Tried(summary)
        if not summary.is_repeated:
            remember(ctx, reading, ask.mapping or {}, ask.answers or {})
    return summary


@job
def undo_file(work: Work, ask: WhichImport) -> dict[str, Any]:
    """Take an import back. Answers {import_id, kept}: how many rows stay, by kind."""
    with work.context() as ctx:
        if undone(ctx, ask.import_id) is None:
            undo(ctx, ask.import_id, work.progress)
        return _kept(ctx, ask.import_id)


@scheduled("41 * * * *")
def remove_old_uploads(house: House) -> None:
    """Let go what was handed in a day ago, imported or not; rows that an import refused are kept in the database."""
    remove_uploads(house, house.clock() - KEPT)


def _kept(ctx: Context, import_id: int) -> dict[str, Any]:
    return {"import_id": import_id, "kept": undone(ctx, import_id)}


def _check(reading: Reading) -> None:
    """Raise Invalid, in the reader's own words, for a file that is refused or still asks something."""
    if reading.verdict == "refuse":
        note = reading.rejected[0].note
        raise Invalid(note.key, **note.values)
    if reading.verdict == "ask":
        raise Invalid("imports.still_asks", questions=", ".join(question.name for question in reading.questions))
