"""What the commands that turn files into reports share: progress, refusals, the folder they write into."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from babel.dates import format_datetime
from babel.numbers import list_currencies

from nigotis.kernel.fields import FIRST_DAY, LAST_DAY
from nigotis.kernel.i18n import Language, say
from nigotis.kernel.problems import Invalid

REPORT = "report.html"
"""What every analysis writes, whatever else it writes."""

_CANNOT_WRITE = {
    errno.EACCES: "reports.may_not_write",
    errno.EROFS: "reports.may_not_write",
    errno.ENOSPC: "reports.disk_full",
    errno.EEXIST: "reports.not_a_folder",
    errno.ENOTDIR: "reports.not_a_folder",
}
"""What the operating system says in English only."""

Progress = Callable[[float, str], None]
"""Told how much is done (0 to 1) and, in the reader's language, what is being done."""


class Unclear(Invalid):
    """The file can be read in more than one way; `questions` are the sentences that ask, each with its choices."""

    def __init__(self, questions: Sequence[str]) -> None:
        super().__init__("reports.unclear_file", questions="\n".join(questions))
        self.questions = tuple(questions)


class Refused(Invalid):
    """The file cannot be read; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__("reports.refused_file", reason=reason)


def known_currency(code: str | None) -> str | None:
    """An ISO 4217 code in capitals, if one is given. Raises Invalid for one that no country has."""
    if code is not None and code.upper() not in list_currencies():
        raise Invalid("merchants.unknown_currency", field="currency")
    return code.upper() if code else None


def check_day(as_of: date | None) -> None:
    """Raises Invalid for a day no business has seen."""
    if as_of is not None and not FIRST_DAY <= as_of <= LAST_DAY:
        raise Invalid("reports.no_such_day", field="as_of", first=FIRST_DAY, last=LAST_DAY)


@contextmanager
def telling_of_earlier(out: Path, language: Language) -> Iterator[None]:
    """Whatever ends without an answer says so when `out` holds what an earlier run wrote, lest that be taken for it."""
    try:
        yield
    except Exception as failure:
        earlier = out / REPORT
        if earlier.is_file():
            at = datetime.fromtimestamp(earlier.stat().st_mtime, UTC).astimezone()
            shown = format_datetime(at, "medium", locale=language)
            failure.add_note(say("reports.earlier_results", language, folder=out, at=shown))
        raise


def write_all(out: Path, documents: Iterable[tuple[str, bytes]]) -> None:
    """Put documents, each a name and its content, into the folder `out`: all of them, or none.

    They are made beside those of an earlier run, which stand untouched until the last one is made. Raises Invalid when
    the folder, or a file in it, cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=out, prefix=".nigotis-") as made:
            names = [_written(Path(made) / name, body) for name, body in documents]
            _exchange(names, Path(made), out)
    except OSError as error:
        key = _CANNOT_WRITE.get(error.errno or 0, "reports.cannot_write")
        raise Invalid(key, field="out", folder=out, reason=error.strerror or error) from error


def _written(path: Path, body: bytes) -> str:
    path.write_bytes(body)
    return path.name


def _exchange(names: Sequence[str], made: Path, out: Path) -> None:
    """Move files from `made` to `out`. Where one cannot be moved (an open file on Windows), all is put back."""
    with ExitStack() as back:
        for name in names:
            if (out / name).is_file():
                kept = made / f"{name}.earlier"
                (out / name).rename(kept)
                back.callback(kept.rename, out / name)
            (made / name).rename(out / name)
            back.callback((out / name).unlink)
        back.pop_all()
