"""The fact tables every metric reads: one definition, as Arrow schema and as unbound Ibis table.

Who writes them: the mirror (from the database) and the file reader (from a bare file; predictions are made of it). Ids
are int64 and carry no names; names, phones and e-mails are never in facts. Money is exact decimal with six places; on
returns, quantity, amount, discount and cost are negative.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pyarrow as pa

MONEY = pa.decimal128(18, 6)
"""Type of a money amount or a quantity in facts; sums of it are decimal(38, 6)."""

SALE_LINES_SCHEMA = pa.schema(
    [
        ("line_id", pa.int64()),
        ("sale_id", pa.int64()),  # the document, of a sale or of a return
        ("is_return", pa.bool_()),
        ("sold_at", pa.timestamp("us")),  # UTC
        ("local_at", pa.timestamp("us")),  # on the wall clock of the branch, so that no metric computes zones
        ("day", pa.date32()),  # the date of local_at
        ("client_id", pa.int64()),  # null: an anonymous sale
        ("product_id", pa.int64()),
        ("branch_id", pa.int64()),
        ("seller_id", pa.int64()),
        ("source", pa.string()),  # till, website, bot, import, ...
        ("quantity", MONEY),
        ("amount", MONEY),  # what was paid for the line, discount already taken off
        ("discount", MONEY),
        ("cost", MONEY),  # of the whole line; null: unknown
        ("is_product", pa.bool_()),  # False: postage, bank charges, adjustments
    ]
)
"""Grain: one line of a sale or a return."""

CLIENTS_SCHEMA = pa.schema(
    [
        ("client_id", pa.int64()),
        ("status", pa.string()),
        ("source", pa.string()),
        ("gender", pa.string()),
        ("birthday", pa.date32()),
        ("registered_on", pa.date32()),  # local day
        ("branch_id", pa.int64()),  # where the client belongs; null: nowhere
        ("place_id", pa.int64()),  # GeoNames id of the town; null: not known
        ("region", pa.string()),  # first-level region of the town, "CC.code"
        ("city", pa.string()),  # its usual name, or as written where the town is not known
    ]
)
"""Grain: one client."""

CLIENT_TRAITS_SCHEMA = pa.schema(
    [
        ("client_id", pa.int64()),
        ("trait", pa.string()),  # tag, consent.<channel>, custom.<key>, has.<what>
        ("value", pa.string()),  # as the directory keeps it: text, a choice, yes/no, a decimal or an ISO date as text
        ("number", MONEY),  # of custom fields that hold numbers; null elsewhere
        ("day", pa.date32()),  # of custom fields that hold dates; null elsewhere
    ]
)
"""Grain: one thing that is said of a client besides the columns of `clients`; a tag each is a row."""

PRODUCTS_SCHEMA = pa.schema(
    [
        ("product_id", pa.int64()),
        ("category", pa.string()),
        ("price", MONEY),
        ("cost", MONEY),
        ("stock", MONEY),  # null: not tracked
        ("created_on", pa.date32()),
        ("is_product", pa.bool_()),
        ("is_active", pa.bool_()),
    ]
)
"""Grain: one product."""

DEALS_SCHEMA = pa.schema(
    [
        ("deal_id", pa.int64()),
        ("client_id", pa.int64()),  # null: a lead that is nobody's yet
        ("seller_id", pa.int64()),  # the owner as of now; who owned it at each step stands in deal_events
        ("source", pa.string()),
        ("value", MONEY),  # null: unknown, or in another currency than the merchant's
        ("created_on", pa.date32()),  # local day on which it entered
        ("expected_on", pa.date32()),
    ]
)
"""Grain: one opportunity."""

DEAL_PRODUCTS_SCHEMA = pa.schema([("deal_id", pa.int64()), ("product_id", pa.int64())])
"""Grain: one product an opportunity is about."""

DEAL_EVENTS_SCHEMA = pa.schema(
    [
        ("event_id", pa.int64()),
        ("deal_id", pa.int64()),
        ("kind", pa.string()),  # entered, moved, won, lost, reopened, refunded
        ("stage", pa.string()),  # where it stands after the event
        ("position", pa.int64()),  # place of the stage in the merchant's list, from 1; null: no longer in it
        ("at", pa.timestamp("us")),  # UTC
        ("day", pa.date32()),  # local day
        ("seller_id", pa.int64()),  # the owner then
        ("partner_id", pa.int64()),  # with whom the owner shared it then
        ("partner_percent", pa.int64()),  # the partner's part, 1 .. 99; null without a partner
        ("amount", MONEY),  # won, lost: the value then; refunded: negative; null otherwise or in another currency
    ]
)
"""Grain: one step of an opportunity. Nothing of it is ever changed."""

ACTIVITIES_SCHEMA = pa.schema(
    [
        ("activity_id", pa.int64()),
        ("kind", pa.string()),  # visit, call, message, meeting
        ("seller_id", pa.int64()),
        ("client_id", pa.int64()),
        ("deal_id", pa.int64()),
        ("due_on", pa.date32()),  # local day; null: it was not planned
        ("done_on", pa.date32()),  # local day; null: not done yet
    ]
)
"""Grain: one visit, call, message or meeting."""

TARGETS_SCHEMA = pa.schema(
    [
        ("target_id", pa.int64()),
        ("seller_id", pa.int64()),
        ("month", pa.date32()),  # its first day
        ("measure", pa.string()),  # sales_amount, sales_count, deals_amount, deals_count
        ("value", MONEY),
    ]
)
"""Grain: what one seller is to reach in one month, by one measure."""

SELLERS_SCHEMA = pa.schema(
    [
        ("seller_id", pa.int64()),
        ("sells", pa.bool_()),  # by role; anybody may have deals, activities and targets
        ("branch_id", pa.int64()),
        ("manager_id", pa.int64()),
        ("team", pa.string()),
        ("office", pa.string()),
        ("employed_from", pa.date32()),  # null: from the beginning
        ("employed_to", pa.date32()),  # the last day; null: still
    ]
)
"""Grain: one member of the team."""

PREDICTIONS_SCHEMA = pa.schema(
    [
        ("client_id", pa.int64()),
        ("predicted_on", pa.date32()),  # the last day that was known
        ("horizon_in_days", pa.int64()),
        ("orders_expected", pa.float64()),  # over the horizon; several orders of one day are one
        ("p_no_order", pa.float64()),  # over the horizon
        ("clv", MONEY),  # what is expected over the horizon
        ("clv_low", MONEY),  # the 80 % interval
        ("clv_high", MONEY),
        ("clv_365", MONEY),
        ("clv_365_low", MONEY),  # the 80 % interval
        ("clv_365_high", MONEY),
        ("next_order_from", pa.date32()),  # the 80 % window; null: cannot tell
        ("next_order_to", pa.date32()),
        ("due", pa.string()),  # overdue | due_now | due_this_week | later | cannot_tell
        ("untold", pa.string()),  # few_orders | few_clients | lost | irregular: why it cannot be told; else null
        ("churn_reason", pa.string()),
    ]
)
"""Grain: one client who has bought, as predicted last. Clients merged or removed since stay until the next run."""

SCHEMAS: dict[str, pa.Schema] = {
    "sale_lines": SALE_LINES_SCHEMA,
    "clients": CLIENTS_SCHEMA,
    "client_traits": CLIENT_TRAITS_SCHEMA,
    "products": PRODUCTS_SCHEMA,
    "deals": DEALS_SCHEMA,
    "deal_products": DEAL_PRODUCTS_SCHEMA,
    "deal_events": DEAL_EVENTS_SCHEMA,
    "activities": ACTIVITIES_SCHEMA,
    "targets": TARGETS_SCHEMA,
    "sellers": SELLERS_SCHEMA,
    "predictions": PREDICTIONS_SCHEMA,
}
"""Name of each fact table, as the mirror must call it, and its shape."""


def _unbound(name: str) -> ir.Table:
    return ibis.table(ibis.Schema.from_pyarrow(SCHEMAS[name]), name=name)


SALE_LINES: ir.Table = _unbound("sale_lines")
CLIENTS: ir.Table = _unbound("clients")
CLIENT_TRAITS: ir.Table = _unbound("client_traits")
PRODUCTS: ir.Table = _unbound("products")
DEALS: ir.Table = _unbound("deals")
DEAL_PRODUCTS: ir.Table = _unbound("deal_products")
DEAL_EVENTS: ir.Table = _unbound("deal_events")
ACTIVITIES: ir.Table = _unbound("activities")
TARGETS: ir.Table = _unbound("targets")
SELLERS: ir.Table = _unbound("sellers")
PREDICTIONS: ir.Table = _unbound("predictions")
