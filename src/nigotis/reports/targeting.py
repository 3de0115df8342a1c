"""Messages analysed for somebody who has only a file of them: no server, no database."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic_core import to_json

from nigotis.kernel.files import File
from nigotis.kernel.i18n import Language, say
from nigotis.kernel.problems import Invalid
from nigotis.notices.layouts import Layout, layouts_of
from nigotis.notices.people import Rules
from nigotis.notices.study import Study, studied
from nigotis.reading.types import Unreadable
from nigotis.reports.offline import Progress, Refused, check_day, known_currency, telling_of_earlier, write_all
from nigotis.reports.targeting_lists import communications_sql, customers, high_value_sql, messages_csv
from nigotis.reports.targeting_pages import plan_html, report_html

if TYPE_CHECKING:
    from nigotis.reports.types import MessageDocument


def analyze_messages(
    paths: Path | str | Sequence[Path | str],
    out: Path | str,
    *,
    mapping: Mapping[str, str] | None = None,
    layouts: Sequence[Path | str] = (),
    as_of: date | None = None,
    currency: str | None = None,
    zone: str = "Africa/Dar_es_Salaam",
    rules: Rules | None = None,
    language: Language = "en",
    progress: Progress = lambda share, text: None,
) -> dict[str, Any]:
    """Read exports of phone messages and write the analysis into the folder `out`; gives what is in customers.json.

    Writes messages.csv (one row per message, in the order of the file), customers.json, report.html, high-value.sql,
    communications-sample.sql and action-plan.html. `layouts` are further operator files like those of
    `notices/operators`. Nothing after `as_of` is used. Raises Refused, and Invalid for what makes no sense; then what
    an earlier run left in `out` is as it was, and a note on the exception says that it is there.
    """
    with telling_of_earlier(Path(out), language):
        progress(0.0, say("reports.step_reading", language))
        money = known_currency(currency)
        check_day(as_of)
        taught = [layout for path in layouts for layout in _layouts(Path(path))]
        try:
            study = studied(paths, mapping=mapping, taught=taught, as_of=as_of, currency=money, zone=zone, rules=rules)
        except Unreadable as refusal:
            raise Refused(say(refusal.key, language, **refusal.values)) from refusal
        write_all(Path(out), _documents(study, language, progress))
    progress(1.0, say("reports.step_done", language))
    return customers(study, language)


def _layouts(path: Path) -> list[Layout]:
    try:
        found = layouts_of(tomllib.loads(path.read_text("utf-8")))
        for layout in found:
            _ = layout.regex
    except (KeyError, TypeError, ValueError, OSError) as error:
        raise Invalid("notices.bad_layouts", file=path.name, reason=str(error)) from error
    return found


def document(study: Study, name: MessageDocument, language: Language) -> bytes:
    """One of the documents."""
    make: dict[MessageDocument, Callable[[], str | bytes]] = {
        "messages": lambda: _bytes(messages_csv(study).body),
        "customers": lambda: _json(customers(study, language)),
        "high-value": lambda: high_value_sql(study),
        "communications-sample": lambda: communications_sql(study, language),
        "report": lambda: report_html(study, language),
        "action-plan": lambda: plan_html(study, language),
    }
    body = make[name]()
    return body.encode("utf-8") if isinstance(body, str) else body


_ENDINGS: dict[MessageDocument, str] = {
    "messages": "csv",
    "customers": "json",
    "high-value": "sql",
    "communications-sample": "sql",
    "report": "html",
    "action-plan": "html",
}
_MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "sql": "application/sql",
    "html": "text/html; charset=utf-8",
}


def file(study: Study, name: MessageDocument, language: Language) -> File:
    """One of the documents as a file."""
    ending = _ENDINGS[name]
    return File(f"{name}.{ending}", _MEDIA_TYPES[ending], document(study, name, language))


def _documents(study: Study, language: Language, progress: Progress) -> Iterator[tuple[str, bytes]]:
    """(name, content) one after another, each made when it is asked for."""
    for number, (name, ending) in enumerate(_ENDINGS.items()):
        progress(0.5 + 0.5 * number / len(_ENDINGS), say("reports.step_writing", language, file=f"{name}.{ending}"))
        yield f"{name}.{ending}", document(study, name, language)


def _json(figures: dict[str, Any]) -> str:
    return to_json(figures, indent=2).decode() + "\n"


def _bytes(body: bytes | Path) -> bytes:
    assert isinstance(body, bytes)
    return body
