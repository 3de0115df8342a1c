"""Puts the two invented businesses into the database, each in one transaction: a business is there whole or not yet."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from nigotis.clients.bulk import copy_clients, copy_consents
from nigotis.demo.facts import decimals
from nigotis.demo.inbox import fill_inbox
from nigotis.demo.pipeline import fill_pipeline
from nigotis.demo.types import SALE_SOURCES, TENDERS, DemoBusiness, Ints
from nigotis.demo.worlds import answers, businesses
from nigotis.kernel.context import Caller, Context, House
from nigotis.kernel.door import enter
from nigotis.merchants.operations import add_branch, add_custom_field, branches, edit_branch
from nigotis.merchants.types import AddBranch, AddCustomField, EditBranch, ListBranches
from nigotis.metrics.facts import MONEY
from nigotis.predictions.jobs import ask_for
from nigotis.products.bulk import copy_products
from nigotis.sales.bulk import copy_sales
from nigotis.sales.listing import has_any
from nigotis.staff import front_desk
from nigotis.staff.operations import add_seller
from nigotis.staff.types import AddSeller, BusinessProfile, SignUp

EMAIL = "demo@example.com"
PASSWORD = "demo-password"  # noqa: S105  (printed beside the address; the businesses are invented)
OWNER = "Leyla Demo"
_TENDER_KINDS = {"mobile": "mobile_money"}


def fill(house: House, say: Callable[[str], None]) -> None:
    """Open and fill the businesses that are not there yet. `say` hears of each step."""
    tomorrow = house.clock().date() + timedelta(days=1)
    missing = None
    for position in range(2):
        caller = _opened(house, position)
        if caller is not None and _has_sales(house, caller):
            continue
        missing = missing or businesses(tomorrow)
        business = _until(missing[position], house.clock())
        say(f"filling {business.name}")
        with enter(house, caller or _open(house, business)) as ctx:
            _load(ctx, business)
            ask_for(ctx)
        _write_answers(house, business)


def demo_merchants(house: House) -> dict[int, str]:
    """Ids and names of the demo person's businesses, in the order they were opened."""
    return front_desk.businesses_of(house, EMAIL)


def _opened(house: House, position: int) -> Caller | None:
    ids = list(demo_merchants(house))
    return front_desk.caller_of_member(house, EMAIL, ids[position]) if position < len(ids) else None


def _open(house: House, business: DemoBusiness) -> Caller:
    profile: dict[str, Any] = {
        "business_name": business.name,
        "country": business.country,
        "currency": business.currency,
        "zone": business.zone,
        "language": business.language,
    }
    if not demo_merchants(house):
        person = {"name": OWNER, "email": EMAIL, "password": PASSWORD}
        return front_desk.sign_up(house, SignUp.model_validate(profile | person), is_demo=True).caller
    first = front_desk.caller_of_member(house, EMAIL, next(iter(demo_merchants(house))))
    return front_desk.open_another(house, first.actor.id or 0, BusinessProfile(**profile), is_demo=True)


def _write_answers(house: House, business: DemoBusiness) -> None:
    """The planted truths as a file, to hold the product's figures against; ids are positions, in the order of entry."""
    folder = house.data / "demo"
    folder.mkdir(exist_ok=True)
    text = json.dumps(answers(business), ensure_ascii=False, indent=1)
    (folder / f"{business.key}-answers.json").write_text(text, "utf-8")


def _has_sales(house: House, caller: Caller) -> bool:
    with enter(house, caller) as ctx:
        return has_any(ctx)


def _until(business: DemoBusiness, now: datetime) -> DemoBusiness:
    """The same life, up to this moment: documents and their lines stand in order of time."""
    moment = np.datetime64(now.replace(tzinfo=None), "us")
    kept = int(np.searchsorted(business.documents.sold_at, moment, side="right"))
    return replace(
        business,
        documents=_first(business.documents, kept),
        lines=_first(business.lines, int(np.searchsorted(business.lines.document_id, kept, side="right"))),
        tenders=_first(business.tenders, int(np.searchsorted(business.tenders.document_id, kept, side="right"))),
    )


def _first(columns: Any, rows: int) -> Any:
    return replace(columns, **{name: values[:rows] for name, values in vars(columns).items()})


def _load(ctx: Context, business: DemoBusiness) -> None:
    branch_ids = _branches(ctx, business)
    seller_ids = [
        add_seller(
            ctx,
            AddSeller(
                name=seller.name,
                branch_id=branch_ids[seller.branch_id - 1],
                employed_from=seller.joined_on,
                office=business.branches[seller.branch_id - 1].city,
            ),
        ).id
        for seller in business.sellers
    ]
    product_ids = copy_products(ctx, _products(business), import_id=None)
    client_ids = enter_clients(ctx, business, branch_ids)
    sales = _sales(business, _column(branch_ids), _column(seller_ids), _column(client_ids))
    copy_sales(ctx, sales, _lines(business, _column(product_ids)), _tenders(business), import_id=None)
    if business.key == "wholesaler":
        fill_pipeline(ctx, business, seller_ids, client_ids, product_ids)
    fill_inbox(ctx, business, client_ids)


def _branches(ctx: Context, business: DemoBusiness) -> list[int]:
    """The branch that came with the business becomes the first; the others are opened."""
    first = branches(ctx, ListBranches())[0].id
    fields = [
        {name: getattr(branch, name) for name in ("name", "address", "city", "latitude", "longitude")}
        for branch in business.branches
    ]
    edit_branch(ctx, EditBranch(branch_id=first, **fields[0]))
    return [first, *(add_branch(ctx, AddBranch(**branch)).id for branch in fields[1:])]


def _products(business: DemoBusiness) -> pa.Table:
    products, digits = business.products, business.money_digits
    columns = {name: [getattr(product, name) for product in products] for name in ("name", "category", "is_product")}
    stock = pa.array([product.stock for product in products], pa.int32()).cast(MONEY)
    return pa.table(
        columns
        | {
            "is_active": [product.is_active for product in products],
            "price": decimals(np.array([product.price for product in products]), digits),
            "cost": decimals(np.array([product.cost for product in products]), digits),
            "stock": stock,
            "created_at": pa.array([product.created_on for product in products], pa.date32()).cast(
                pa.timestamp("us", "UTC")
            ),
        }
    )


def enter_clients(ctx: Context, business: DemoBusiness, branch_ids: list[int]) -> list[int]:
    """Add the clients with all that is known of them, and what they said about being written to; answers their ids.

    `branch_ids` are those of the business's branches, in their order.
    """
    asks = [AddCustomField(about="clients", **{**vars(one), "choices": [*one.choices]}) for one in business.own_fields]
    keys = {ask.label: add_custom_field(ctx, ask).key for ask in asks}
    client_ids = copy_clients(ctx, _clients(business, _column(branch_ids), keys), import_id=None)
    copy_consents(ctx, _consents(business, client_ids))
    return client_ids


def _clients(business: DemoBusiness, branch_ids: Ints, keys: dict[str, str]) -> pa.Table:
    """Rows for `copy_clients`; `keys` of own fields by label."""
    clients = business.clients
    names = ("name", "phone", "email", "gender", "birthday", "source", "status", "city", "registered_on")
    columns: dict[str, Any] = {name: [getattr(client, name) for client in clients] for name in names}
    table = pa.table(columns, schema=_client_schema(columns))
    more = {
        "branch_id": _ids(branch_ids, np.array([client.branch_id for client in clients])),
        "tags": pa.array([json.dumps(client.tags) for client in clients]),
        "custom": pa.array(
            [json.dumps({keys[label]: value for label, value in client.own.items()}) for client in clients]
        ),
    }
    for name, column in more.items():
        table = table.append_column(name, column)
    return table


def _consents(business: DemoBusiness, client_ids: list[int]) -> pa.Table:
    """Said on the day the client registered, and where."""
    said = [
        {"client_id": client_id, "channel": channel, "state": state, "source": client.source,
         "said_at": client.registered_on}
        for client_id, client in zip(client_ids, business.clients, strict=True)
        for channel, state in client.consents.items()
    ]  # fmt: skip
    table = pa.Table.from_pylist(said)
    at = table.schema.get_field_index("said_at")
    return table.set_column(at, "said_at", table["said_at"].cast(pa.timestamp("us", "UTC")))


def _client_schema(columns: dict[str, Any]) -> pa.Schema:
    days = {"birthday", "registered_on"}
    return pa.schema([(name, pa.date32() if name in days else pa.string()) for name in columns])


def _sales(business: DemoBusiness, branch_ids: Ints, seller_ids: Ints, client_ids: Ints) -> pa.Table:
    documents = business.documents
    returned = documents.returned_document_id
    return pa.table(
        {
            "kind": pa.array(np.where(documents.is_return, "return", "sale"), pa.string()),
            "source": pa.array(np.array(SALE_SOURCES, dtype=object)[documents.source], pa.string()),
            "branch_id": _ids(branch_ids, documents.branch_id),
            "seller_id": _ids(seller_ids, documents.seller_id),
            "client_id": _ids(client_ids, documents.client_id),
            "sold_at": pa.array(documents.sold_at, pa.timestamp("us", "UTC")),
            "local_at": pa.array(documents.local_at, pa.timestamp("us")),
            "original": pa.array(returned - 1, pa.int64(), mask=returned == 0),
        }
    )


def _lines(business: DemoBusiness, product_ids: Ints) -> pa.Table:
    lines, digits = business.lines, business.money_digits
    is_product = np.array([product.is_product for product in business.products])
    money = {name: decimals(getattr(lines, name), digits) for name in ("unit_price", "discount", "amount", "cost")}
    return pa.table(
        money
        | {
            "sale": lines.document_id - 1,
            "product_id": _ids(product_ids, lines.product_id),
            "quantity": decimals(lines.quantity, 0),
            "is_product": is_product[lines.product_id - 1],
        }
    )


def _tenders(business: DemoBusiness) -> pa.Table:
    tenders = business.tenders
    kinds = np.array([_TENDER_KINDS.get(kind, kind) for kind in TENDERS], dtype=object)
    return pa.table(
        {
            "sale": tenders.document_id - 1,
            "kind": pa.array(kinds[tenders.kind], pa.string()),
            "amount": decimals(tenders.amount, business.money_digits),
        }
    )


def _column(ids: list[int]) -> Ints:
    return np.array(ids, dtype=np.int64)


def _ids(ids: Ints, positions: Ints) -> pa.Array:
    """Ids of the database for 1-based positions; null for 0."""
    return pa.array(ids[np.maximum(positions, 1) - 1], mask=positions == 0)
