"""The main job for somebody who has only a file: no server, no database, the same reader and the same metrics."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

from nigotis.kernel.i18n import Language, say
from nigotis.reading.types import Reading
from nigotis.reports.lists import clients_csv, high_value_sql, segments_csv
from nigotis.reports.offline import (
    REPORT,
    Progress,
    Refused,
    Unclear,
    check_day,
    known_currency,
    telling_of_earlier,
    write_all,
)
from nigotis.reports.plan import plan_html
from nigotis.reports.report import report_html
from nigotis.reports.study import Study, studied, studied_baskets
from nigotis.reports.summary import summary
from nigotis.reports.together import Asked, asked_rules, rules_csv


def analyze(
    paths: Path | str | Sequence[Path | str],
    out: Path | str,
    *,
    mapping: Mapping[str, str] | None = None,
    answers: Mapping[str, str] | None = None,
    currency: str | None = None,
    as_of: date | None = None,
    rules: Mapping[str, str] | None = None,
    language: Language = "en",
    progress: Progress = lambda share, text: None,
) -> dict[str, Any]:
    """Read a sales file (or several that belong together) and write the analysis into the folder `out`.

    Writes summary.json, report.html, clients.csv, segments.csv, backtest.json, rules.csv, high-value.sql and
    action-plan.html, and gives what stands in summary.json. `mapping` is header -> field, `answers` question -> choice,
    `currency` ISO 4217. Nothing after `as_of` is used; without it the last day of the file, but for days still to come,
    is the day things are judged on. `rules` are limits for rules.csv: support, confidence, length. A bare list of
    baskets (a purchase a line, its items parted by commas, semicolons or tabs) tells what is bought together and
    nothing else.
    Raises Unclear, Refused, and Invalid when there is nothing to analyse or `out` cannot be written; then what an
    earlier run left in `out` is as it was, and a note on the exception says that it is there.
    """
    with telling_of_earlier(Path(out), language):
        progress(0.0, say("reports.step_reading", language))
        currency = known_currency(currency)
        limits = asked_rules(rules or {})
        check_day(as_of)
        with _study(paths, mapping, answers, as_of, currency, language) as study:
            progress(0.4, say("reports.step_counting", language))
            study.predicting = lambda share, key: progress(0.5 + 0.3 * share, say(key, language))
            figures = summary(study)
            write_all(Path(out), _documents(study, figures, limits, progress))
    progress(1.0, say("reports.step_done", language))
    return figures


def _study(
    paths: Path | str | Sequence[Path | str],
    mapping: Mapping[str, str] | None,
    answers: Mapping[str, str] | None,
    as_of: date | None,
    currency: str | None,
    language: Language,
) -> AbstractContextManager[Study]:
    from nigotis.reading.baskets import read_baskets

    baskets = None if mapping or answers else read_baskets(paths)
    if baskets is not None:
        return studied_baskets(baskets, language)
    return studied(_understood(paths, mapping, answers, language), as_of, currency, language)


def _understood(
    paths: Path | str | Sequence[Path | str],
    mapping: Mapping[str, str] | None,
    answers: Mapping[str, str] | None,
    language: Language,
) -> Reading:
    from nigotis.reading.read import read

    reading = read(paths, "sales", mapping=mapping, answers=answers)
    if reading.verdict == "refuse":
        raise Refused(reading.why(language))
    if reading.verdict == "ask":
        raise Unclear([f"{q.say(language)} ({q.name}: {', '.join(q.choices)})" for q in reading.questions])
    return reading


def _documents(study: Study, figures: dict[str, Any], rules: Asked, progress: Progress) -> Iterator[tuple[str, bytes]]:
    """(name, content) one after another, each made when it is asked for."""
    documents: dict[str, Callable[[], str | bytes | Path]] = {
        "summary.json": lambda: json.dumps(figures, ensure_ascii=False, indent=2) + "\n",
        "clients.csv": lambda: clients_csv(study).body,
        "backtest.json": lambda: study.outlook.json(study.language, is_dated=not study.gaps.days),
        "segments.csv": lambda: segments_csv(study).body,
        "rules.csv": lambda: rules_csv(study, rules).body,
        "high-value.sql": lambda: high_value_sql(study),
        REPORT: lambda: report_html(study, rules),
        "action-plan.html": lambda: plan_html(study),
    }
    _ = study.outlook  # the long part: once it is there, writing takes no time
    for number, (name, make) in enumerate(documents.items()):
        progress(0.8 + 0.2 * number / len(documents), say("reports.step_writing", study.language, file=name))
        body = make()
        content = body.encode("utf-8") if isinstance(body, str) else body
        assert isinstance(content, bytes)
        yield name, content
