"""Everything about one client on one card."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from nigotis.clients.operations import read
from nigotis.clients.types import WhichClient as OneClient
from nigotis.kernel.context import Context
from nigotis.predictions.lists import described
from nigotis.predictions.refit import latest, receipts_of
from nigotis.predictions.saying import said
from nigotis.predictions.types import Said
from nigotis.products.catalogue import names
from nigotis.reports.asking import asking, days
from nigotis.reports.types import ClientCard, ClientFigures, FavouriteProduct
from nigotis.sales.listing import found
from nigotis.sales.types import FindSales
from nigotis.segments.members import BEGINNING

RECENT_SALES = 10
FAVOURITES = 5


def card(ctx: Context, client_id: int) -> ClientCard:
    """Profile, figures, latest sales, favourite products. NotFound for a client that is not there."""
    client = read(ctx, OneClient(client_id=client_id))
    with asking(ctx) as mirror:
        window = days(ctx, BEGINNING, ctx.today).narrow(client=client.id)
        history = next(iter(mirror.rows("client_history", window)), {})
        scores = next(iter(mirror.rows("rfm", window)), {})
        products = mirror.rows("product_popularity", window, limit=FAVOURITES)
        expected = described(ctx, mirror.connection, [client.id]) if ctx.actor.may("predictions:read") else []
        as_of = mirror.as_of
    sales = found(ctx, FindSales(client=client.id, limit=RECENT_SALES)).items
    return ClientCard(
        client=client,
        figures=_figures(history, scores),
        recent_sales=sales,
        top_products=_favourites(ctx, products),
        expected=expected[0] if expected else None,
        receipts=_receipts(ctx) if expected else [],
        as_of=as_of,
    )


def _receipts(ctx: Context) -> list[Said]:
    run = latest(ctx)
    return said(receipts_of(ctx, run), ctx.language, ctx.merchant.currency) if run and run.clients else []


def _figures(history: dict[str, Any], scores: dict[str, Any]) -> ClientFigures:
    return ClientFigures(
        recency_days=scores.get("recency_in_days"),
        frequency=history.get("sales", 0),
        monetary=history.get("net", Decimal(0)),
        r_score=scores.get("r"),
        f_score=scores.get("f"),
        m_score=scores.get("m"),
        segment=scores.get("segment"),
        first_purchase=history.get("first_sale_on"),
        last_purchase=history.get("last_sale_on"),
        average_check=history.get("average_check"),
        days_between_sales=history.get("days_between_sales"),
    )


def _favourites(ctx: Context, rows: list[dict[str, Any]]) -> list[FavouriteProduct]:
    named = names(ctx, [row["product_id"] for row in rows])
    return [
        FavouriteProduct(
            product_id=row["product_id"],
            name=named.get(row["product_id"], ""),
            quantity=row["units"],
            amount=row["net"],
        )
        for row in rows
    ]
