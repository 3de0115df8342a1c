"""`report.html`: the whole analysis on one page that needs nothing but itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nigotis.kernel.i18n import say
from nigotis.metrics import words
from nigotis.metrics.catalogue import Unit, find
from nigotis.predictions.reckoning import VALUES
from nigotis.reports.cells import MetricDisplay
from nigotis.reports.documents import page
from nigotis.reports.figures import Figure, Figures, slipping
from nigotis.reports.study import Study
from nigotis.reports.summary import assumptions, months
from nigotis.reports.together import Asked, together

REJECTED_SHOWN = 20
TOP = 15
LONG_AWAY = 90
RISK = ("client_id", "p_no_order", "churn_reason", "last_sale_on", "net_last_year")
DUE = ("client_id", "due", "next_order_from", "next_order_to", "clv", "clv_low", "clv_high")
VALUE = ("client_id", *VALUES, "net")


@dataclass(frozen=True)
class Card:
    """One number to begin with."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Section:
    """A chapter of the report."""

    id: str
    title: str
    figures: list[Figure]


def report_html(study: Study, rules: Asked) -> str:
    """The report in the study's language; `rules` are the limits somebody chose for them."""
    show = MetricDisplay(study.language, study.currency, study.name)
    return page(
        "report.html",
        show,
        title=show.text("report_title"),
        study=study,
        cards=list(_cards(study, show)),
        highlights=list(_highlights(study, show)),
        sections=[section for section in _sections(Figures(study, show), rules) if section.figures],
        assumptions=assumptions(study),
        columns=[
            (header, say(f"reading.field.{name}", study.language)) for name, header in study.source.columns.items()
        ],
        rejected=[
            (entry.row, entry.field, entry.note.say(study.language)) for entry in study.source.rejected[:REJECTED_SHOWN]
        ],
        rejected_more=max(len(study.source.rejected) - REJECTED_SHOWN, 0),
    )


def _cards(study: Study, show: MetricDisplay) -> Iterator[Card]:
    revenue, totals = study.one("revenue"), study.one("totals")

    def card(column: str, value: str, note: str = "") -> Card:
        return Card(words.column(column, show.language), value, note)

    if not study.gaps.money:
        returned = show.text("returned", amount=show.money(revenue["returns"])) if revenue["returns"] else ""
        yield card("net", show.money(revenue["net"]), returned)
    yield card("sales", show.number(totals["sales"]))
    if not study.gaps.money and revenue["average_check"] is not None:
        yield card("average_check", show.money(revenue["average_check"]))
    if not study.gaps.clients:
        yield card("clients", show.number(totals["clients"]), _repeat_note(study, show))
    if not study.gaps.products:
        yield card("products", show.number(totals["products"]))
    yield card("units", show.number(totals["units"]))


def _repeat_note(study: Study, show: MetricDisplay) -> str:
    buyers = [row for row in study.clients if row["sales"]]
    again = sum(row["sales"] > 1 for row in buyers)
    return show.text("bought_again", share=show.share(again / len(buyers))) if buyers else ""


def _highlights(study: Study, show: MetricDisplay) -> Iterator[str]:
    """What a person who has ten seconds should take away."""
    if not (study.gaps.clients or study.gaps.money):
        yield from _about_clients(study, show)
    if not study.gaps.clients:
        away = next(row for row in study.ask("inactive_clients") if row["days"] == LONG_AWAY)
        if away["share"] is not None:  # else nobody ever bought
            yield show.text(
                "highlight_inactive",
                clients=show.number(away["clients"]),
                share=show.cell(away["share"], Unit.SHARE),
                days=LONG_AWAY,
            )
    if not (study.gaps.products or study.gaps.money):
        best = study.ask("abc_classes")[0]
        if best["products"]:
            share = show.cell(best["product_share"], Unit.SHARE)
            yield show.text("highlight_abc", products=show.number(best["products"]), share=share)
    if not study.gaps.times:
        busiest = max(study.ask("weekday_hour"), key=lambda row: row["sales"])
        yield show.text("highlight_hour", weekday=show.weekday(busiest["weekday"]), hour=f"{busiest['hour']:02d}:00")


def _about_clients(study: Study, show: MetricDisplay) -> Iterator[str]:
    scored = [row for row in study.clients if row.get("m")]
    best = [row for row in scored if row["m"] == 5]
    spent = sum(row["net"] for row in scored)
    if best and spent > 0:
        yield show.text(
            "highlight_best",
            clients=show.number(len(best)),
            share=show.share(float(sum(row["net"] for row in best) / spent)),
        )
    going = [row for row in study.ask("rfm_segments") if row["segment"] in slipping()]
    if clients := sum(row["clients"] for row in going):
        yield show.text(
            "highlight_slipping",
            clients=show.number(clients),
            amount=show.money(sum(row["monetary"] for row in going)),
            segments=" · ".join(words.segment(row["segment"], show.language) for row in going),
        )


def _sections(figures: Figures, rules: Asked) -> Iterator[Section]:
    study, text = figures.study, figures.show.text
    if not study.gaps.days:
        yield Section("when", text("section_when"), list(_when(figures)))
    if not study.gaps.clients:
        yield Section("segments", text("section_segments"), [figures.rfm_map(), figures.segments()])
        yield Section("clients", text("section_clients"), list(_clients(figures)))
        yield Section("outlook", text("section_outlook"), list(_outlook(figures)))
    if not study.gaps.products:
        yield Section("products", text("section_products"), list(_products(figures)))
        yield Section("together", text("section_together"), list(together(figures, rules)))
    if len(study.ask("branch_shares")) > 1 and not study.gaps.money:
        yield Section("branches", words.title(find("branch_shares"), study.language), [figures.branches()])


def _when(figures: Figures) -> Iterator[Figure]:
    yield figures.months(months(figures.study))
    if not figures.study.gaps.times:
        yield figures.weekday_hour()


def _clients(figures: Figures) -> Iterator[Figure]:
    yield figures.plain("top_clients", limit=TOP)
    yield figures.plain("inactive_clients")
    yield figures.plain("inactive_client_list", shown=TOP)
    yield figures.plain("frequency_groups")


def _outlook(figures: Figures) -> Iterator[Figure]:
    """How sure it is first, then what is expected, then who."""
    yield figures.receipts()
    if figures.study.outlook.receipts.churn.bins:
        yield figures.calibration()
    yield figures.plain("predicted_orders", ("orders_expected", "clv", "clv_365"))
    yield figures.plain("reorder_due", ("due", "clients", "share", "orders_expected", "clv_365"))
    yield figures.plain("reorder_due_list", DUE, shown=TOP)
    yield figures.plain("churn_risk")
    yield figures.plain(
        "churn_risk_list", ("client_id", "p_no_order", "churn_reason", "last_sale_on", "net"), shown=TOP
    )
    if not figures.study.gaps.money:
        yield figures.plain("lifetime_value", VALUE, shown=TOP)


def _products(figures: Figures) -> Iterator[Figure]:
    yield figures.plain("product_popularity", limit=TOP)
    if not figures.study.gaps.money:
        yield figures.plain("abc_classes")
    if not figures.study.gaps.days:
        yield figures.slow_movers(TOP)
