"""`action-plan.html`: for each segment who they are, why they matter, what to offer and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from nigotis.metrics import words
from nigotis.reports.display import Display, hour
from nigotis.reports.documents import page
from nigotis.reports.study import Row, Study

URGENCY = (
    "cannot_lose",
    "at_risk",
    "champions",
    "loyal",
    "potential_loyalist",
    "need_attention",
    "about_to_sleep",
    "new",
    "promising",
    "hibernating",
)
"""The order in which to act: what is about to be lost, then what carries the business, then what may grow."""

NAMED = 8
FAVOURITES = 3


@dataclass(frozen=True)
class Step:
    """What to do with one segment. `facts` are sentences from the data, under the advice they belong to."""

    segment: str
    title: str
    clients: str
    share: str
    spend: str
    names: list[tuple[str, str]]
    habits: str
    why: str
    offer: str
    offer_facts: list[str]
    when: str
    when_facts: list[str]


def plan_html(study: Study) -> str:
    """The plan in the study's language; segments without clients are named at the end."""
    show = Display(study.language, study.currency, study.name)
    found = {row["segment"]: row for row in study.ask("rfm_segments")}
    filled = [name for name in URGENCY if found[name]["clients"]]
    return page(
        "action-plan.html",
        show,
        title=show.text("plan_title"),
        study=study,
        steps=[_step(study, show, found[name]) for name in filled],
        empty=[words.segment(name, study.language) for name in URGENCY if name not in filled],
    )


def _step(study: Study, show: Display, row: Row) -> Step:
    segment = row["segment"]
    clients = [client for client in study.clients if client.get("segment") == segment]
    ids = [client["client_id"] for client in clients]
    favourites, hours = study.ask_of(ids, ("product_popularity", {"limit": FAVOURITES}), ("weekday_hour", {}))
    return Step(
        segment=segment,
        title=words.segment(segment, show.language),
        clients=show.number(row["clients"]),
        share=show.share(row["share"]),
        spend="" if study.gaps.money else show.money(row["monetary"]),
        names=[_named(study, show, client) for client in clients[:NAMED]],
        habits=_habits(show, clients),
        why=show.text(f"plan.{segment}.why"),
        offer=show.text(f"plan.{segment}.offer"),
        offer_facts=_favourites(study, show, favourites),
        when=show.text(f"plan.{segment}.when"),
        when_facts=[*_rhythm(show, clients), *_busiest(study, show, hours)],
    )


def _named(study: Study, show: Display, client: Row) -> tuple[str, str]:
    last = show.day(client["last_sale_on"])
    return study.name(
        "client", client["client_id"]
    ), last if study.gaps.money else f"{show.money(client['net'])} · {last}"


def _habits(show: Display, clients: Sequence[Row]) -> str:
    days, sales = ([client[name] for client in clients] for name in ("recency_in_days", "frequency"))
    return show.text(
        "plan_habits",
        days=_span(show, min(days), max(days)),
        sales=_span(show, min(sales), max(sales)),
    )


def _span(show: Display, low: int, high: int) -> str:
    return show.number(low) if low == high else f"{show.number(low)}–{show.number(high)}"


def _favourites(study: Study, show: Display, rows: Sequence[Row]) -> list[str]:
    names = " · ".join(study.name("product", row["product_id"]) for row in rows)
    return [show.text("plan_favourites", products=names)] if names else []


def _rhythm(show: Display, clients: Sequence[Row]) -> list[str]:
    gaps = [client["days_between_sales"] for client in clients if client["days_between_sales"]]
    return [show.text("plan_rhythm", days=show.number(round(median(gaps))))] if gaps else []


def _busiest(study: Study, show: Display, rows: Sequence[Row]) -> list[str]:
    if study.gaps.times:
        return []
    best = max(rows, key=lambda row: (row["sales"], -row["weekday"], -row["hour"]))
    return [show.text("plan_hour", weekday=show.weekday(best["weekday"]), hour=hour(best["hour"]))]
