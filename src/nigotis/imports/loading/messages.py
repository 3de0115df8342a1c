"""A file of messages: kept once each, payers become clients, and payments sales where the merchant wants it."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from nigotis.clients.revising import clients_marked
from nigotis.imports.loading import people
from nigotis.imports.loading.run import Run
from nigotis.kernel.i18n import say
from nigotis.kernel.undoing import also_told
from nigotis.messages.bulk import keep_messages
from nigotis.notices.people import EARNED, identity, region_of
from nigotis.notices.types import SHORTEST_REFERENCE
from nigotis.sales.bulk import copy_sales
from nigotis.sales.known import documents_there

_AHEAD = timedelta(days=1)
_MONEY = pa.decimal128(18, 6)


def load_messages(run: Run) -> None:
    """Enter the messages that are not there yet; of messages that tell of one payment the first counts."""
    rows: list[dict[str, Any]] = run.reading.table.to_pylist()
    run.progress(0.1, "imports.matching_clients")
    clients = _clients(run, rows)
    run.progress(0.5, "imports.writing_messages", count=len(rows))
    added = keep_messages(run.ctx, rows, clients, region=run.region, import_id=run.id)
    run.outcome.messages_added = added
    run.outcome.messages_there = len(rows) - added
    if run.payments_as_sales:
        run.progress(0.8, "imports.writing_sales", count=0)
        _sales(run, rows, clients)


def _clients(run: Run, rows: list[dict[str, Any]]) -> list[int | None]:
    """The client of each message by number. Payers become clients; who only wrote or was only paid is found, not added,
    and a name without a number is nobody."""
    numbers = [_number(row, run.region) for row in rows]
    names: dict[str, str] = {}
    for row, number in zip(rows, numbers, strict=True):
        if number and _is_earned(row):
            names.setdefault(number, row["name"] or number)
    persons: list[people.Values] = [{"phone": number, "name": name} for number, name in names.items()]
    directory = people.Directory(run.ctx, persons)
    slots = {person["phone"]: directory.place(person, lambda mark, value: None) for person in persons}
    for person in persons:
        slots[person["phone"]].values = person | slots[person["phone"]].values
    people.settle(run, directory, people.Slot.gaps)
    also_told(run.ctx, run.id, "client", [slot.client_id for slot in directory.known if slot.client_id is not None])
    known = clients_marked(run.ctx, "phone", sorted({number for number in numbers if number} - names.keys()))
    found = {number: slot.client_id for number, slot in slots.items()} | known
    return [found.get(number) if number else None for number in numbers]


def _number(row: dict[str, Any], region: str) -> str:
    if row["direction"] is not None:
        there = region_of(row["currency"], region)
        return identity(row["name"] or "", row["phone"], there)[0] if row["phone"] else ""
    return identity("", row["sender"], region)[0] if row["kind"] == "chat" else ""


def _is_earned(row: dict[str, Any]) -> bool:
    return row["direction"] == "in" and row["kind"] in EARNED


def _sales(run: Run, rows: list[dict[str, Any]], clients: list[int | None]) -> None:
    end: datetime = (run.ctx.now + _AHEAD).astimezone(run.ctx.merchant.tz).replace(tzinfo=None)
    paid: dict[str, tuple[dict[str, Any], int | None]] = {}
    for row, client_id in zip(rows, clients, strict=True):
        if not _is_earned(row) or row["is_repeat"]:
            continue
        if row["at"] is None or row["at"] > end:
            key = "imports.sold_in_future" if row["at"] else "imports.payment_without_time"
            run.reject(row["row"], "at", key, value=row["at"])
        elif row["currency"] != run.ctx.merchant.currency:
            run.reject(row["row"], "currency", "imports.payment_in_other_money", found=row["currency"])
        else:
            paid.setdefault(_document(row), (row, client_id))
    _write(run, paid)


def _document(row: dict[str, Any]) -> str:
    """The operator's number; where there is none, what makes the payment the same."""
    reference: str = row["reference"] or ""
    if len(reference) >= SHORTEST_REFERENCE:
        return reference.upper()
    return hashlib.sha256(row["payment"].encode()).hexdigest()[:20]


def _write(run: Run, paid: dict[str, tuple[dict[str, Any], int | None]]) -> None:
    hashes = [hashlib.sha256(f"payment|{name}|{row['amount']}".encode()).hexdigest() for name, (row, _) in paid.items()]
    columns = {
        "source": ["import"] * len(paid),
        "kind": ["sale"] * len(paid),
        "document": list(paid),
        "body_hash": hashes,
    }
    wanted = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
    there = documents_there(run.ctx, wanted)
    new = [place for place in range(len(paid)) if place not in there]
    run.outcome.documents_there += len(there)
    also_told(run.ctx, run.id, "sale", [found.id for found in there.values() if found.is_same])
    if not new:
        return
    chosen = [list(paid.values())[place] for place in new]
    tz = run.ctx.merchant.tz
    sales = wanted.take(new)
    sales = sales.append_column("client_id", pa.array([client_id for _, client_id in chosen], pa.int64()))
    moments = [row["at"].replace(tzinfo=tz) for row, _ in chosen]
    sales = sales.append_column("sold_at", pa.array(moments, pa.timestamp("us", "UTC")))
    sales = sales.append_column("local_at", pa.array([row["at"] for row, _ in chosen], pa.timestamp("us")))
    amounts = pa.array([row["amount"] for row, _ in chosen], _MONEY)
    places = pa.array(range(len(new)), pa.int64())
    ones = pa.array([Decimal(1)] * len(new), _MONEY)
    name = say("imports.payment_by_message", run.ctx.merchant.language)
    lines = {
        "sale": places,
        "name": pa.array([name] * len(new)),
        "quantity": ones,
        "unit_price": amounts,
        "amount": amounts,
    }
    lines["is_product"] = pa.array([False] * len(new))
    tenders = {"sale": places, "kind": pa.array(["mobile_money"] * len(new)), "amount": amounts}
    copy_sales(run.ctx, sales, pa.table(lines), pa.table(tenders), import_id=run.id)
    run.outcome.sales_added += len(new)
    run.outcome.lines_added += len(new)
