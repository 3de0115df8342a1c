"""A file of deals: those that are new with all their steps, and what became of those that are known."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from nigotis.deals.bulk import (
    KnownDeal,
    NewDeal,
    Step,
    add_steps,
    copy_deals,
    known_deals,
    next_step,
    revise_deals,
)
from nigotis.deals.settings import stage_names
from nigotis.deals.stages import stages_called
from nigotis.deals.steps import stage_or_first
from nigotis.imports.loading.marks import Row, marked
from nigotis.imports.loading.named import clients_called, products_called, sellers_called
from nigotis.imports.loading.run import Run
from nigotis.imports.loading.sales import check_currency
from nigotis.kernel.money import plain_decimal
from nigotis.reading.deals import STAGES, word_of

_ABOUT = ("title", "client_name", "product_name", "created", "engaged")
"""What a deal without a number is known by."""


def load_deals(run: Run) -> None:
    """Enter the deals of a reading that are new; known ones, by their number, learn what the file says of them now."""
    check_currency(run)
    marks = marked(run, _past(run, run.reading.table.to_pylist()), _ABOUT)
    rows = list(marks.values())
    run.progress(0.2, "imports.matching_clients")
    clients = clients_called(run, [row["client_name"] for row in rows])
    sellers = sellers_called(run, [row["seller"] for row in rows])
    products = products_called(run, [row["product_name"] for row in rows])
    stages = _stages(run, [row["stage"] for row in rows])
    known = known_deals(run.ctx, list(marks))
    new: dict[str, NewDeal] = {}
    met: list[tuple[KnownDeal, int, Row]] = []
    for mark, row in marks.items():
        people = {"client_id": clients.get(row["client_name"]), "seller_id": sellers.get(row["seller"])}
        if mark in known:
            met.append((known[mark], row["row"], _said(run, row, known[mark], stages, people)))
        else:
            product_ids = (products[row["product_name"]],) if row["product_name"] else ()
            new[mark] = _deal(run, row, mark, stages, product_ids, people)
    run.progress(0.5, "imports.writing_deals", count=len(new))
    copy_deals(run.ctx, list(new.values()), import_id=run.id)
    run.outcome.deals_added += len(new)
    _say(run, met)


def _past(run: Run, rows: list[Row]) -> list[Row]:
    """The rows without those closed or begun on days to come."""
    kept = []
    for row in rows:
        ahead = next((n for n in ("created", "engaged", "closed") if row[n] and row[n] > run.ctx.today), None)
        if ahead is None:
            kept.append(row)
        else:
            run.reject(row["row"], ahead, "imports.deal_in_future", is_row=True, value=row[ahead].isoformat())
    return kept


def _stages(run: Run, names: list[str | None]) -> dict[str, str]:
    """Codes by the name in the file: the merchant's own, else a shipped one by another word, else a new stage."""
    listed, found, unknown = stage_names(run.ctx), {}, []
    own = {name.casefold(): code for code, name in listed.items()}
    for name in sorted({name for name in names if name}):
        code = own.get(name.casefold()) or word_of(name, STAGES, "stage")
        if code in listed:
            found[name] = str(code)
        else:
            unknown.append(name)
    return found | stages_called(run.ctx, unknown)


def _deal(
    run: Run, row: Row, mark: str, stages: dict[str, str], product_ids: tuple[int, ...], people: dict[str, int | None]
) -> NewDeal:
    named = [row["product_name"], row["client_name"]]
    title = row["title"] or " – ".join(part for part in named if part) or mark
    return NewDeal(
        title=title[:200],
        steps=_steps(run, row, stages),
        source=(row["source"] or "import")[:64],
        external_id=mark,
        value=row["value"],
        expected_on=row["expected"],
        lost_reason=row["reason"][:200] if row["reason"] and row["status"] == "lost" else None,
        note=row["note"],
        product_ids=product_ids,
        **people,
    )


def _steps(run: Run, row: Row, stages: dict[str, str]) -> list[Step]:
    """The steps that the row's dates tell of. A deal of which no day is known entered today."""
    codes = list(stage_names(run.ctx))
    began = _first(row["created"], row["engaged"], row["closed"]) or run.ctx.today
    engaged = codes[1] if row["engaged"] and len(codes) > 1 else codes[0]
    now = stages[row["stage"]] if row["stage"] else engaged
    steps = [Step("entered", engaged if row["engaged"] == began and not row["created"] else codes[0], began)]
    if row["engaged"] and steps[-1].stage != engaged:
        steps.append(Step("moved", engaged, max(began, row["engaged"])))
    if row["status"] in (None, "open"):
        if len(steps) == 1 and now != steps[0].stage and not row["created"]:
            return [Step("entered", now, began)]
        return steps if now == steps[-1].stage else [*steps, Step("moved", now, steps[-1].day)]
    return [*steps, Step(row["status"], steps[-1].stage, max(steps[-1].day, row["closed"]), row["value"])]


def _first(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)


def _said(run: Run, row: Row, known: KnownDeal, stages: dict[str, str], people: Row) -> Row:
    """What the row says of a known deal, by column; what it does not say is not in it."""
    codes = list(stage_names(run.ctx))
    is_new = row["engaged"] and known.values["stage"] == codes[0]
    said = people | {name: row[name] for name in ("value", "status")} | {"expected_on": row["expected"]}
    said["stage"] = stages[row["stage"]] if row["stage"] else next(iter(codes[1:]), None) if is_new else None
    said["closed_on"] = max(row["closed"], _day(run, known.last_at)) if row["closed"] else None
    said["lost_reason"] = row["reason"][:200] if row["reason"] and row["status"] == "lost" else None
    said["source"] = row["source"][:64] if row["source"] else None
    return {name: value for name, value in said.items() if value is not None}


def _day(run: Run, at: datetime) -> date:
    return at.astimezone(run.ctx.merchant.tz).date()


def _say(run: Run, met: list[tuple[KnownDeal, int, Row]]) -> None:
    """Change known deals to what the file says now, with a step where they stand elsewhere since."""
    wanted, steps = {}, []
    for known, row, said in met:
        news, path = _news(run, known, said)
        if known.values["refunded"] and "value" in said.keys() - news.keys() and said["value"] != known.values["value"]:
            run.reject(row, "value", "deals.won_value_stays")
        wanted[known.id] = {name: _plain(value) for name, value in news.items()}
        steps += [(known.id, said.get("seller_id", known.values["seller_id"]), step) for step in path]
    revisions = revise_deals(run.ctx, wanted)
    add_steps(run.ctx, steps)
    run.revisions["deals"] = revisions
    run.outcome.deals_updated += len(revisions)
    run.outcome.deals_unchanged += len(met) - len(revisions)


def _news(run: Run, known: KnownDeal, said: Row) -> tuple[Row, list[Step]]:
    """What of it is new, and the steps that lead there. A deal that ended the same way already is closed anew where the
    day or the amount differs; a row that does not say how it ended changes neither, nor does any after a refund."""
    before = known.values
    status = said.get("status", before["status"])
    is_closed, stands = status != "open", status == before["status"]
    settled = {"stage"} if is_closed else set()
    if is_closed and stands and ("status" not in said or before["refunded"]):
        settled |= {"value", "closed_on"}
    news = {name: value for name, value in said.items() if value != before[name] and name not in settled}
    if not news.keys() & {"status", "stage", *(("value", "closed_on") if is_closed else ())}:
        return news, []
    path = _path(run, known, said, status)
    news |= {"stage": path[-1].stage, "stage_since": path[-1].at, "closed_on": path[-1].day if is_closed else None}
    if not stands:
        news |= {"lost_reason": said.get("lost_reason"), "sale_id": None, "refunded": Decimal(0)}
    return news, path


def _path(run: Run, known: KnownDeal, said: Row, status: str) -> list[Step]:
    """The steps from where a known deal stands to where it is said to stand."""
    before = known.values
    was_closed = before["status"] != "open"
    if status == "open":
        stage = said.get("stage") or stage_or_first(run.ctx, before["stage"])
        return [next_step(run.ctx, known, "reopened" if was_closed else "moved", stage, run.ctx.today)]
    day, value = said["closed_on"], said.get("value", before["value"])
    closing = next_step(run.ctx, known, status, before["stage"], day, value)
    if status != before["status"]:
        return [closing]
    return [next_step(run.ctx, known, "reopened", before["stage"], day), closing]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain_decimal(value)
    return value.isoformat() if isinstance(value, date) else value
