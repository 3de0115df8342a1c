"""A file of deals: those that are new with all their steps, and what became of those that are known."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

from nigotis.deals.bulk import KNOWN, NewDeal, Step, add_steps, copy_deals, known_deals, revise_deals
from nigotis.deals.settings import stage_names
from nigotis.deals.stages import stages_called
from nigotis.imports.loading.named import clients_called, products_called, sellers_called
from nigotis.imports.loading.run import Run
from nigotis.imports.loading.sales import check_currency
from nigotis.kernel.money import plain_decimal
from nigotis.reading.deals import STAGES, word_of

Row = dict[str, Any]


def load_deals(run: Run) -> None:
    """Enter the deals of a reading that are new; known ones, by their number, learn what the file says of them now."""
    check_currency(run)
    rows = _past(run, run.reading.table.to_pylist())
    run.progress(0.2, "imports.matching_clients")
    clients = clients_called(run, [row["client_name"] for row in rows])
    sellers = sellers_called(run, [row["seller"] for row in rows])
    products = products_called(run, [row["product_name"] for row in rows])
    stages = _stages(run, [row["stage"] for row in rows])
    deals = {}
    for mark, row in zip(_marks(rows), rows, strict=True):
        product_ids = (products[row["product_name"]],) if row["product_name"] else ()
        people = {"client_id": clients.get(row["client_name"]), "seller_id": sellers.get(row["seller"])}
        deals[mark] = _deal(run, row, mark, stages, product_ids, people)
    known = known_deals(run.ctx, list(deals))
    new = [deal for mark, deal in deals.items() if mark not in known]
    run.progress(0.5, "imports.writing_deals", count=len(new))
    copy_deals(run.ctx, new, import_id=run.id)
    run.outcome.deals_added += len(new)
    _say(run, {mark: (known[mark], deals[mark]) for mark in known})


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


def _marks(rows: list[Row]) -> list[str]:
    """What each deal is known by: its number, or else what the row says (and how often it was said before)."""
    seen: Counter[str] = Counter()
    marks = []
    for row in rows:
        mark = row["external_id"]
        if mark is None:
            said = [row[name] for name in ("title", "client_name", "product_name", "created", "engaged")]
            text = "\x1f".join(map(str, [*said, seen[str(said)]]))
            seen[str(said)] += 1
            mark = "~" + hashlib.sha256(text.encode()).hexdigest()[:32]
        marks.append(mark)
    return marks


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
    if row["status"] == "open":
        if len(steps) == 1 and now != steps[0].stage and not row["created"]:
            return [Step("entered", now, began)]
        return steps if now == steps[-1].stage else [*steps, Step("moved", now, steps[-1].day)]
    return [*steps, Step(row["status"], steps[-1].stage, max(steps[-1].day, row["closed"]), row["value"])]


def _first(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)


def _say(run: Run, met: dict[str, tuple[tuple[int, Row], NewDeal]]) -> None:
    """Change known deals to what the file says now, with a step where they stand elsewhere since."""
    wanted, steps = {}, []
    for (deal_id, before), deal in met.values():
        standing = deal.standing
        status = standing.kind if standing.kind in ("won", "lost") else "open"
        said: Row = {name: getattr(deal, name, None) for name in KNOWN} | {"status": status}
        said |= {"stage": standing.stage if status == "open" else before["stage"]}
        said |= {"closed_on": standing.day if status != "open" else None}
        changed = {n: v for n, v in said.items() if v != before[n] and (v is not None or n == "closed_on")}
        if not changed:
            continue
        if "status" in changed or "stage" in changed:
            kind = status if status != "open" else "moved" if before["status"] == "open" else "reopened"
            day = standing.day if status != "open" else run.ctx.today
            owner = said["seller_id"] or before["seller_id"]
            steps.append((deal_id, owner, Step(kind, said["stage"], day, deal.value if status != "open" else None)))
            changed["stage_since"] = run.ctx.now
        wanted[deal_id] = {name: _plain(value) for name, value in changed.items()}
    revisions = revise_deals(run.ctx, wanted)
    add_steps(run.ctx, steps)
    run.revisions["deals"] = revisions
    run.outcome.deals_updated += len(revisions)
    run.outcome.deals_unchanged += len(met) - len(revisions)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain_decimal(value)
    return value.isoformat() if isinstance(value, date) else value
