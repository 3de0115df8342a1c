"""A sales file: documents that are not there yet, with the clients, products, branches and sellers they speak of."""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from nigotis.imports.loading import goods, people
from nigotis.imports.loading.ledger import Ledger, ledger
from nigotis.imports.loading.moments import instants
from nigotis.imports.loading.payments import payment_kind
from nigotis.imports.loading.run import Run
from nigotis.kernel.phone import UnclearPhone, read_phone
from nigotis.kernel.problems import Invalid
from nigotis.merchants.bulk import branch_zones, branches_named
from nigotis.sales.bulk import copy_sales
from nigotis.sales.known import There, documents_there
from nigotis.staff.bulk import sellers_named

_AHEAD = timedelta(days=1)
_MATCHED, _RESOLVED = 0.25, 0.35  # shares of the work done before the first line is written


def load_sales(run: Run) -> None:
    """Enter what the reading has and the business has not. Raises Invalid for a file in another currency."""
    check_currency(run)
    rows = _past_rows(run)
    with tempfile.TemporaryDirectory() as folder, ledger(rows, folder) as book:
        run.progress(0.15, "imports.matching_sales")
        _leave_out_known(run, book)
        run.progress(_MATCHED, "imports.matching_clients")
        _branches(run, book)
        _sellers(run, book)
        _clients(run, book)
        _products(run, book)
        _moments(run, book)
        for chunk in range(book.chunks):
            share = _RESOLVED + (0.98 - _RESOLVED) * chunk / book.chunks
            run.progress(share, "imports.writing_sales", count=run.outcome.lines_added)
            _write(run, book, chunk)


def check_currency(run: Run) -> None:
    """Refuse amounts in another money than the merchant's: nothing is converted, and nothing is mixed."""
    currency = run.reading.currency
    if currency is not None and currency != run.ctx.merchant.currency:
        raise Invalid("imports.not_your_currency", found=currency, own=run.ctx.merchant.currency)


def _past_rows(run: Run) -> pa.Table:
    """The rows without those of days to come."""
    table = run.reading.table
    end: datetime = (run.ctx.now + _AHEAD).astimezone(run.ctx.merchant.tz).replace(tzinfo=None)
    is_ahead = pc.greater(table["sold_at"], pa.scalar(end, pa.timestamp("us")))
    ahead = table.filter(is_ahead)
    for row, at in zip(ahead["row"].to_pylist(), ahead["sold_at"].to_pylist(), strict=True):
        run.reject(row, "sold_at", "imports.sold_in_future", is_row=True, value=at.isoformat(" ", "minutes"))
    return table.filter(pc.invert(is_ahead)) if ahead.num_rows else table


def _leave_out_known(run: Run, book: Ledger) -> None:
    documents = book.ask(
        "select source, kind, document, other_name, content_hash as body_hash, row from doc order by n"
    )
    there = _there(run, documents)
    for n in sorted(n for n, found in there.items() if not found.is_same):
        document, row = documents["document"][n].as_py(), documents["row"][n].as_py()
        run.reject(row, "document", "imports.document_differs", is_row=True, value=document)
        run.outcome.documents_differing += 1
    run.outcome.documents_there += len(there)
    book.forget(list(there))


def _there(run: Run, documents: pa.Table) -> dict[int, There]:
    """What is there under its name, or with the same content under its other one: a month shows that numbers begin anew
    each day, a day of it does not, and both have the same sales."""
    renamed = documents.drop_columns(["document"]).rename_columns({"other_name": "document"})
    same = {n: found for n, found in documents_there(run.ctx, renamed).items() if found.is_same}
    return documents_there(run.ctx, documents) | same


def _branches(run: Run, book: Ledger) -> None:
    names = book.ask("select distinct branch from doc where branch is not null order by branch")["branch"].to_pylist()
    before = branch_zones(run.ctx)
    ids = branches_named(run.ctx, names, import_id=run.id)
    run.outcome.branches_added += len(set(ids.values()) - before.keys())
    _give_ids(book, "branch_ids", ids)


def _sellers(run: Run, book: Ledger) -> None:
    names = book.ask("select distinct seller from doc where seller is not null order by seller")["seller"].to_pylist()
    found = sellers_named(run.ctx, names, import_id=run.id)
    run.outcome.sellers_added += found.added
    _give_ids(book, "seller_ids", found.ids)


def _give_ids(book: Ledger, name: str, ids: dict[str, int]) -> None:
    columns = {"name": pa.array(list(ids), pa.string()), "id": pa.array(list(ids.values()), pa.int64())}
    book.give(name, pa.table(columns))


def _clients(run: Run, book: Ledger) -> None:
    """One client per different person of a document; what is said most often of a person comes first."""
    told = book.ask(
        "select l.client, l.client_phone, l.client_name, min(l.row) as row, count(*) as documents"
        " from doc d join line l on l.row = d.client_row group by all order by documents desc, row"
    ).to_pylist()
    persons = [_person(run, item) for item in told]
    directory = people.Directory(run.ctx, persons)
    slots = {}
    for place in sorted(range(len(told)), key=lambda place: told[place]["row"]):
        slots[place] = directory.place(persons[place], partial(_shared, run, told[place]["row"]))
    for place, person in enumerate(persons):
        slots[place].values = person | slots[place].values
    people.settle(run, directory, people.Slot.gaps)
    names = ("client", "client_phone", "client_name")
    columns = {name: pa.array([item[name] for item in told], pa.string()) for name in names}
    columns["id"] = pa.array([slots[place].client_id for place in range(len(told))], pa.int64())
    book.give("client_ids", pa.table(columns))


def _person(run: Run, item: dict[str, Any]) -> people.Values:
    said = {"external_id": item["client"], "name": item["client_name"]}
    if item["client_phone"] is not None:
        try:
            said["phone"] = read_phone(item["client_phone"], run.region).e164
        except UnclearPhone as unclear:
            run.reject(item["row"], "client_phone", unclear.key, **unclear.values)
            said["name"] = said["name"] or (None if said["external_id"] else item["client_phone"])
    return {name: value for name, value in said.items() if value is not None}


def _shared(run: Run, row: int, mark: str, value: str) -> None:
    run.reject(row, "client_phone" if mark == "phone" else "client", f"imports.{mark}_of_another", value=value)


_WARES = """
with usual as (
    select product_key, product_name,
        row_number() over (partition by product_key order by times desc, product_name) as place
    from (select product_key, product_name, count(*) as times from line where product_name is not null group by all)
), grouped as (
    select product_key, category, row_number() over (partition by product_key order by times desc, category) as place
    from (select product_key, category, count(*) as times from line where category is not null group by all)
)
select l.product_key as key, any_value(l.product) as sku, any_value(u.product_name) as name,
    any_value(g.category) as category, bool_and(l.is_product) as is_product, min(l.sold_at) as first_at,
    arg_max(l.unit_price, l.row) filter (where not l.is_return and l.unit_price >= 0) as price
from line l
left join usual u on u.product_key = l.product_key and u.place = 1
left join grouped g on g.product_key = l.product_key and g.place = 1
where l.product_key is not null
group by l.product_key order by min(l.row)
"""


def _products(run: Run, book: Ledger) -> None:
    """Name and category as most often written, price as last seen, as old as its first sale."""
    told = book.ask(_WARES).to_pylist()
    wares = [_ware(run, item) for item in told]
    shelf = goods.Shelf(run.ctx, wares)
    placed = [shelf.place(ware) for ware in wares]
    for good, ware in zip(placed, wares, strict=True):
        good.values = good.values or ware
    goods.settle(run, shelf, lambda good: {})
    columns = {"key": pa.array([item["key"] for item in told], pa.string())}
    columns["name"] = pa.array([item["name"] for item in told], pa.string())
    columns["id"] = pa.array([good.product_id for good in placed], pa.int64())
    book.give("product_ids", pa.table(columns))


def _ware(run: Run, item: dict[str, Any]) -> goods.Values:
    found = {name: item[name] for name in ("sku", "name", "category", "price") if item[name] is not None}
    first: datetime = item["first_at"].replace(tzinfo=run.ctx.merchant.tz)
    return found | {"is_product": item["is_product"], "created_at": min(first, run.ctx.now)}


def _moments(run: Run, book: Ledger) -> None:
    """Give every document its ids and its instant."""
    zones: dict[int | None, str] = {None: run.ctx.merchant.zone}
    for branch_id, zone in branch_zones(run.ctx).items():
        zones[branch_id] = zone
    book.run(
        "create table placed as select d.*, b.id as branch_id, s.id as seller_id, c.id as client_id from doc d"
        " left join branch_ids b on b.name = d.branch left join seller_ids s on s.name = d.seller"
        " left join line l on l.row = d.client_row left join client_ids c on c.client is not distinct from l.client"
        " and c.client_phone is not distinct from l.client_phone and c.client_name is not distinct from l.client_name"
        " order by d.n"
    )
    book.give("instants", instants(book.ask("select distinct local, minutes, branch_id from placed"), zones))


def _write(run: Run, book: Ledger, chunk: int) -> None:
    sales = book.ask(
        "select p.n, p.kind, p.document, p.content_hash as body_hash, p.source, p.branch_id, p.seller_id, p.client_id,"
        " p.total, p.payment, i.sold_at, i.local_at from placed p join instants i on"
        " i.local = p.local and i.minutes is not distinct from p.minutes"
        " and i.branch_id is not distinct from p.branch_id"
        " where p.chunk = $chunk order by p.n",
        chunk=chunk,
    )
    lines = book.ask(
        "select l.n - $first as sale, g.id as product_id, nullif(l.product_name, g.name) as name, l.quantity,"
        " l.unit_price, if(l.is_return, -l.discount, l.discount) as discount,"
        " if(l.is_return, -abs(l.tax), l.tax) as tax,"
        " l.amount, l.cost, l.is_product from line l left join product_ids g on g.key = l.product_key"
        " where l.chunk = $chunk order by l.n, l.row",
        chunk=chunk,
        first=sales["n"][0].as_py(),
    )
    instant = sales["sold_at"].cast(pa.timestamp("us", "UTC"))
    sales = sales.set_column(sales.schema.get_field_index("sold_at"), "sold_at", instant)
    copy_sales(run.ctx, sales, _priced(lines), _tenders(sales), import_id=run.id)
    returns = pc.sum(pc.equal(sales["kind"], "return")).as_py() or 0
    run.outcome.returns_added += returns
    run.outcome.sales_added += sales.num_rows - returns
    run.outcome.lines_added += lines.num_rows


def _priced(lines: pa.Table) -> pa.Table:
    """Where the file has no price for one, it is what was paid, discount put back, by quantity: exact to six places."""
    wide = pa.decimal256(25, 6)
    paid = pc.add(lines["amount"], lines["discount"].fill_null(0)).cast(wide)
    one = pa.scalar(1, wide)
    quantity = lines["quantity"].cast(wide)
    each = pc.divide(paid, pc.if_else(pc.equal(quantity, pa.scalar(0, wide)), one, quantity))
    price = pc.coalesce(lines["unit_price"], pc.round(each, 6).cast(lines["unit_price"].type))
    return lines.set_column(lines.schema.get_field_index("unit_price"), "unit_price", price)


def _tenders(sales: pa.Table) -> pa.Table:
    """What was paid how, for documents of which the file says it; nothing for those of no amount."""
    numbered = sales.append_column("sale", pa.array(range(sales.num_rows), pa.int64()))
    is_paid = pc.and_(pc.is_valid(sales["payment"]), pc.not_equal(sales["total"], pa.scalar(0, pa.decimal128(18, 6))))
    paid = numbered.filter(is_paid)
    kinds = {word: payment_kind(word) for word in pc.unique(paid["payment"]).to_pylist()}
    kind = pa.array([kinds[word] for word in paid["payment"].to_pylist()], pa.string())
    return pa.table({"sale": paid["sale"], "kind": kind, "amount": paid["total"]})
