"""A file of visits, calls, messages and meetings: those that are not there yet."""

from __future__ import annotations

from typing import Any

from nigotis.deals.bulk import copy_activities, known_activities, known_deals
from nigotis.imports.loading.marks import marked
from nigotis.imports.loading.named import clients_called, sellers_called
from nigotis.imports.loading.run import Run

_ABOUT = ("kind", "client_name", "deal", "seller", "due", "done", "note")
"""What an activity without a number is known by."""


def load_activities(run: Run) -> None:
    """Enter the activities of a reading; what is there already, by number or by all the row says, stays as it is."""
    rows = [row for row in run.reading.table.to_pylist() if _is_past(run, row)]
    run.progress(0.3, "imports.matching_clients")
    deals = known_deals(run.ctx, sorted({row["deal"] for row in rows if row["deal"]}))
    marks = marked(run, [row for row in rows if _has_somebody(run, row, deals)], _ABOUT)
    rows = list(marks.values())
    clients = clients_called(run, [row["client_name"] for row in rows])
    sellers = sellers_called(run, [row["seller"] for row in rows])
    there = known_activities(run.ctx, list(marks))
    new = {}
    for mark, row in marks.items():
        deal = deals.get(row["deal"])
        client_id = clients.get(row["client_name"]) or (deal.values["client_id"] if deal else None)
        people = {"client_id": client_id, "deal_id": deal and deal.id, "seller_id": sellers.get(row["seller"])}
        days = {"due_on": row["due"], "done_on": row["done"]}
        new[mark] = people | days | {name: row[name] for name in ("kind", "outcome", "note")} | {"external_id": mark}
    added = [values for mark, values in new.items() if mark not in there]
    run.progress(0.6, "imports.writing_activities", count=len(added))
    copy_activities(run.ctx, added, import_id=run.id)
    run.outcome.activities_added += len(added)
    run.outcome.activities_there += len(new) - len(added)


def _is_past(run: Run, row: dict[str, Any]) -> bool:
    if row["done"] and row["done"] > run.ctx.today:
        run.reject(row["row"], "done", "imports.deal_in_future", is_row=True, value=row["done"].isoformat())
        return False
    return True


def _has_somebody(run: Run, row: dict[str, Any], deals: dict[str, Any]) -> bool:
    has_client = bool(row["client_name"])
    if row["deal"] in deals or (has_client and not row["deal"]):
        return True
    key = "imports.deal_left_out" if has_client else "imports.unknown_deal"
    run.reject(row["row"], "deal", key, is_row=not has_client, value=row["deal"])
    return has_client
