"""`analyze` and `read`: for somebody who has a file and nothing else. No server and no database is started."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import available_timezones

import typer

from nigotis.kernel.i18n import say
from nigotis.kernel.money import parse_decimal
from nigotis.kernel.problems import Invalid
from nigotis.surfaces.cli.terminal import speak, spoken_language

SHOWN_ROWS = 5


class Kind(StrEnum):
    """What a file is about."""

    CLIENTS = "clients"
    SALES = "sales"
    PRODUCTS = "products"
    DEALS = "deals"
    ACTIVITIES = "activities"
    SELLERS = "sellers"


class Tongue(StrEnum):
    """Languages of what is written."""

    AZ = "az"
    EN = "en"
    RU = "ru"
    SW = "sw"


def _there(paths: list[Path] | None) -> list[Path] | None:
    for path in paths or ():
        if not path.exists():
            raise Invalid("cli.no_file", file=path)
    return paths


def _heard(lang: Tongue | None) -> Tongue | None:
    speak(lang.value if lang else None)
    return lang


Files = Annotated[list[Path], typer.Argument(help="The file; several where they belong together.", callback=_there)]
Out = Annotated[Path, typer.Option(help="The folder to write into.")]
Map = Annotated[list[str] | None, typer.Option("--map", metavar="COLUMN=FIELD", help="What a column is; repeatable.")]
Answer = Annotated[
    list[str] | None, typer.Option("--answer", metavar="QUESTION=CHOICE", help="Answer to a question; repeatable.")
]
Currency = Annotated[str | None, typer.Option(help="ISO 4217 code, where the file does not say.")]
AsOf = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Use only what happened up to and including this day.")
]
Rules = Annotated[
    str | None,
    typer.Option(metavar="support=..,confidence=..,length=..", help="Limits of the rules of what is bought together."),
]
# Heard before anything else is read, so that every refusal is in it.
Lang = Annotated[Tongue | None, typer.Option(help="Language of what is written.", callback=_heard, is_eager=True)]
OfKind = Annotated[Kind | None, typer.Option(help="What the file is about; found out where it is not said.")]
Region = Annotated[str, typer.Option(help="ISO 3166 country by which national phone numbers are read.")]
Json = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(analyze)
    app.command()(analyze_messages)
    app.command()(read)


def analyze(
    file: Files,
    out: Out,
    map_: Map = None,
    answer: Answer = None,
    currency: Currency = None,
    as_of: AsOf = None,
    rules: Rules = None,
    lang: Lang = None,
    as_json: Json = False,
) -> None:
    """Turn a file of sales into a report, lists and an action plan."""
    from nigotis.reports.analyze import analyze as study

    with _progress() as progress:
        figures = study(
            file,
            out,
            mapping=_pairs(map_),
            answers=_pairs(answer),
            currency=currency,
            as_of=as_of.date() if as_of else None,
            rules=_limits(rules or ""),
            language=spoken_language(),
            progress=progress,
        )
    if as_json:
        _print(figures)
        return
    totals = figures["totals"]
    typer.echo(f"{out}/report.html")
    said = say("cli.analyzed", spoken_language(), sales=totals["sales"], clients=totals["clients"])
    net = f", {totals['net']} {figures['currency'] or ''}".rstrip() if totals["net"] is not None else ""
    typer.echo(said + net)


Limit = Annotated[str, typer.Option(metavar="AMOUNT", help="From which total a client is of high value.")]
Inactive = Annotated[int, typer.Option(min=1, help="After how many silent days a client is inactive.")]
New = Annotated[int, typer.Option(min=1, help="For how many days a client is new.")]
Zone = Annotated[str, typer.Option(help="Time zone of the phone, for times written as numbers.")]
LayoutFiles = Annotated[
    list[Path] | None, typer.Option("--layouts", help="More operator layouts; repeatable.", callback=_there)
]


def analyze_messages(
    file: Files,
    out: Out,
    map_: Map = None,
    layouts: LayoutFiles = None,
    currency: Currency = None,
    as_of: AsOf = None,
    high_value: Limit = "100000",
    inactive_days: Inactive = 90,
    new_days: New = 30,
    zone: Zone = "Africa/Dar_es_Salaam",
    lang: Lang = None,
    as_json: Json = False,
) -> None:
    """Turn an export of phone messages into payments, clients, a report and an action plan."""
    from nigotis.notices.people import Rules
    from nigotis.reports.targeting import analyze_messages as study

    # Hundreds of thousands of small objects and no cycles: looking for cycles would take a quarter of the time.
    gc.disable()
    with _progress() as progress:
        figures = study(
            file,
            out,
            mapping=_pairs(map_),
            layouts=layouts or (),
            currency=currency,
            as_of=as_of.date() if as_of else None,
            zone=_zone(zone),
            rules=Rules(high_value=_amount(high_value), inactive_days=inactive_days, new_days=new_days),
            language=spoken_language(),
            progress=progress,
        )
    if as_json:
        _print(figures)
        return
    typer.echo(f"{out}/report.html")
    counted = {"messages": figures["messages"], "payments": figures["payments"], "clients": len(figures["customers"])}
    typer.echo(say("cli.analyzed_messages", spoken_language(), **counted))


def read(
    file: Files,
    kind: OfKind = None,
    map_: Map = None,
    answer: Answer = None,
    region: Region = "AZ",
    lang: Lang = None,
    as_json: Json = False,
) -> None:
    """Show how a file would be understood: columns, assumptions, questions, rows and what is left out."""
    from nigotis.reading.read import read_report

    found = read_report(
        file,
        kind.value if kind else None,
        mapping=_pairs(map_),
        region=region.upper(),
        answers=_pairs(answer),
        language=spoken_language(),
    )
    if not as_json:
        found["rows"] = found["rows"][:SHOWN_ROWS]
    _print(found)


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise Invalid("cli.unknown_zone", zone=name)
    return name


def _amount(text: str) -> Decimal:
    amount = parse_decimal(text, ".")
    if amount is None or amount < 0:
        raise Invalid("cli.not_an_amount", given=text)
    return amount


def _pairs(given: list[str] | None) -> dict[str, str]:
    """{"column": "field"} of ["column=field"]; a column's own equals signs are kept."""
    pairs = [text.rpartition("=") for text in given or []]
    for column, _, field in pairs:
        if not column:
            raise Invalid("cli.not_a_pair", given=field)
    return {column: field for column, _, field in pairs}


def _limits(given: str) -> dict[str, str]:
    """{"support": ".."} of "support=..,confidence=.."; whether they make sense is for the rules to say."""
    parts = [part.strip().partition("=") for part in given.split(",") if part.strip()]
    return {name: value for name, _, value in parts}


@contextmanager
def _progress() -> Iterator[Callable[[float, str], None]]:
    """A bar where somebody looks, nothing where the output goes into a file or another program."""
    if not sys.stderr.isatty():
        yield lambda share, text: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda share, text: bar.update(task, completed=share, description=text)


def _print(answer: dict[str, Any]) -> None:
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
