"""What the commands that turn files into reports share: progress, refusals, the folder they write into."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from babel.numbers import list_currencies

from nigotis.kernel.fields import FIRST_DAY, LAST_DAY
from nigotis.kernel.problems import Invalid

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
def written_into(out: Path) -> Iterator[None]:
    """The folder is there. Raises Invalid when it, or a file in it, cannot be written."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise Invalid("reports.cannot_write", field="out", folder=out, reason=error.strerror or error) from error
