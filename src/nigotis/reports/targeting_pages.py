"""`report.html` and `action-plan.html` of messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nigotis.kernel.i18n import Language, say
from nigotis.notices.people import SEGMENTS, Person
from nigotis.notices.study import Study
from nigotis.reports.display import NOTHING, Display
from nigotis.reports.documents import page
from nigotis.reports.targeting_lists import suggestion

SHOWN = 20
NAMED = 8


class MessageDisplay(Display):
    """Values as people read them, with the words of messages."""

    def text(self, key: str, **values: Any) -> str:
        return say(f"notices.{key}", self.language, **values)


@dataclass(frozen=True)
class Grid:
    """A table; `is_numeric` per column."""

    title: str
    definition: str
    head: list[str]
    is_numeric: list[bool]
    rows: list[list[str]]
    note: str = ""


def report_html(study: Study, language: Language) -> str:
    """What the messages say, in `language`."""
    show = _display(study, language)
    grids = [_segments(study, show), _best(study, show), _complaints(study, show), *_money(study, show)]
    return page(
        "messages-report.html",
        show,
        title=show.text("report_title"),
        study=study,
        cards=_cards(study, show),
        grids=grids,
        unknown=[[str(each.count), each.sender or NOTHING, each.shape] for each in study.unknown[:SHOWN]],
        formulas=[(show.text(name), show.text(f"formula_{name}")) for name in ("engagement", "loyalty")],
        rejected=[[str(entry.row), entry.note.say(language)] for entry in study.export.rejected[:SHOWN]],
    )


def plan_html(study: Study, language: Language) -> str:
    """For each segment who they are, why they matter, what to write and when."""
    show = _display(study, language)
    steps = [_step(study, show, name) for name in SEGMENTS if study.segment(name)]
    empty = [show.text(f"segment_{name}") for name in SEGMENTS if not study.segment(name)]
    return page("messages-plan.html", show, title=show.text("plan_title"), study=study, steps=steps, empty=empty)


def _display(study: Study, language: Language) -> MessageDisplay:
    return MessageDisplay(language, study.currency, lambda kind, thing_id: "")


def _cards(study: Study, show: Display) -> list[tuple[str, str, str]]:
    complaining = len(study.segment("complaints"))
    again = show.text("told_again", count=show.number(study.told_again)) if study.told_again else ""
    return [
        (show.text("messages"), show.number(len(study.messages)), ""),
        (show.text("payments"), show.number(len(study.payments)), again),
        (show.text("money_in"), show.money(study.moved("in")), ""),
        (show.text("money_out"), show.money(study.moved("out")), ""),
        (show.text("clients"), show.number(len(study.people)), ""),
        (show.text("segment_complaints"), show.number(complaining), ""),
    ]


def _segments(study: Study, show: Display) -> Grid:
    rows = []
    for name in SEGMENTS:
        members = study.segment(name)
        spend = show.money(sum((person.spend for person in members), start=study.rules.high_value * 0))
        rows.append([show.text(f"segment_{name}"), rule(study, show, name), show.number(len(members)), spend])
    head = [show.text(name) for name in ("segment", "rule", "clients", "spend")]
    return Grid(show.text("segments"), show.text("segments_about"), head, [False, False, True, True], rows)


def rule(study: Study, show: Display, segment: str) -> str:
    """Who belongs, in words."""
    rules = study.rules
    return show.text(
        f"rule_{segment}",
        amount=show.money(rules.high_value),
        inactive=rules.inactive_days,
        new=rules.new_days,
        loyalty=rules.loyal_loyalty,
        engagement=rules.loyal_engagement,
    )


def _best(study: Study, show: Display) -> Grid:
    names = ("client", "spend", "payments", "messages", "last_seen", "language", "engagement", "loyalty")
    rows = [
        [
            named(person),
            show.money(person.spend),
            show.number(person.payments),
            show.number(person.messages),
            show.day(person.last_seen.date()) if person.last_seen else NOTHING,
            person.language or NOTHING,
            f"{person.engagement}%",
            f"{person.loyalty}%",
        ]
        for person in study.people[:SHOWN]
    ]
    numeric = [False, True, True, True, False, False, True, True]
    note = show.text("more_in_file", count=show.number(len(study.people)), file="customers.json")
    return Grid(show.text("best"), show.text("best_about"), [show.text(n) for n in names], numeric, rows, note)


def _complaints(study: Study, show: Display) -> Grid:
    rows = [
        [
            named(person),
            show.day(said.at.date()) if said.at else NOTHING,
            str(said.row),
            show.number(said.complaint.score),
            " · ".join(said.complaint.words),
        ]
        for person in study.segment("complaints")
        for said in person.complaints[:2]
    ]
    head = [show.text(name) for name in ("client", "day", "row", "complaint_score", "words")]
    numeric = [False, False, True, True, False]
    return Grid(show.text("segment_complaints"), show.text("complaints_about"), head, numeric, rows[:SHOWN])


def _money(study: Study, show: MessageDisplay) -> list[Grid]:
    operators = [
        [operator, show.number(count), *(_display_in(show, currency).money(sum_) for sum_ in (came, went))]
        for operator, currency, count, came, went in study.by_operator()
    ]
    head = [show.text(name) for name in ("operator", "payments", "money_in", "money_out")]
    kinds = [[show.text(f"kind_{kind}"), show.number(count)] for kind, count in study.kinds.items()]
    return [
        Grid(show.text("operators"), show.text("operators_about"), head, [False, True, True, True], operators),
        Grid(show.text("kinds"), "", [show.text("kind"), show.text("messages")], [False, True], kinds),
    ]


def _display_in(show: MessageDisplay, currency: str) -> MessageDisplay:
    return MessageDisplay(show.language, currency or None, show.name)


def _step(study: Study, show: Display, segment: str) -> dict[str, Any]:
    members = study.segment(segment)
    return {
        "id": segment,
        "title": show.text(f"segment_{segment}"),
        "clients": show.number(len(members)),
        "rule": rule(study, show, segment),
        "names": [(named(person), _fact(study, show, person)) for person in members[:NAMED]],
        "why": show.text(f"why_{segment}"),
        "offer": show.text(f"offer_{segment}"),
        "when": show.text(f"when_{segment}"),
        "samples": [(tongue, suggestion(segment, "", tongue)) for tongue in _tongues(members, show.language)],
    }


def _tongues(members: Sequence[Person], language: str) -> list[str]:
    """The languages these clients write, so that a message is ready in each."""
    return sorted({person.language or language for person in members})


def _fact(study: Study, show: Display, person: Person) -> str:
    since = person.days_since(study.as_of)
    days = show.text("days_ago", days=show.number(since)) if since is not None else ""
    return " · ".join(part for part in (show.money(person.spend), days) if part)


def named(person: Person) -> str:
    """Name and number as people look for them."""
    return f"{person.name} · {person.phone}" if person.name and person.phone else person.name or person.key
