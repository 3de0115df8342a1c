"""What one does with predictions."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from nigotis.clients.operations import read as read_client
from nigotis.clients.types import WhichClient as OneClient
from nigotis.kernel.context import Context
from nigotis.kernel.files import File
from nigotis.kernel.i18n import say
from nigotis.kernel.jobs import Job
from nigotis.kernel.operation import Effect, operation
from nigotis.kernel.paging import Page
from nigotis.kernel.tables import Cell, table_file
from nigotis.mirror.cache import Mirror
from nigotis.predictions import lists, offers
from nigotis.predictions.jobs import ask_for
from nigotis.predictions.reckoning import VALUES
from nigotis.predictions.refit import horizon, latest, receipts_of
from nigotis.predictions.saying import said
from nigotis.predictions.settings import PredictionSettings, keep, settings
from nigotis.predictions.types import (
    CountLists,
    ExportClients,
    FindClients,
    MakePredictions,
    PredictedClient,
    PredictedList,
    PredictionRun,
    Predictions,
    ReadPredictions,
    SaveClients,
    SimilarProduct,
    TunePredictions,
    WhichClient,
    WhichProduct,
)
from nigotis.products.operations import read as read_product
from nigotis.products.types import WhichProduct as OneProduct
from nigotis.segments.operations import save as save_segment
from nigotis.segments.types import SaveSegment, Segment

_COLUMNS = ("client_id", "name", "phone", "due", "when", "why", "offer", "last_sale_on", "days_away", "orders_expected",
            "p_no_order", *VALUES, "sales", "net")  # fmt: skip


@operation("GET /predictions", needs="predictions:read", effect=Effect.READS)
def overview(ctx: Context, ask: ReadPredictions) -> Predictions:
    """Show how sure the predictions are: how the same reckoning did on your own past, beside the simple rule."""
    run = latest(ctx)
    if run is None or not run.clients or run.finished_at is None:
        return Predictions(run=None)
    receipts = receipts_of(ctx, run)
    return Predictions(
        run=PredictionRun(
            id=run.id,
            predicted_on=run.predicted_on,
            horizon_in_days=run.horizon_in_days,
            clients=run.clients,
            finished_at=run.finished_at,
            receipts=receipts,
            said=said(receipts, ctx.language, ctx.merchant.currency),
        )
    )


@operation("GET /predictions/lists", needs="predictions:read", effect=Effect.READS)
def counts(ctx: Context, ask: CountLists) -> list[PredictedList]:
    """Show the lists of predicted clients with how many are in each now, and why for some nothing can be told."""
    return lists.lengths(ctx, ask)


@operation("GET /predictions/lists/{name}", needs="predictions:read", effect=Effect.READS)
def clients(ctx: Context, ask: FindClients) -> Page[PredictedClient]:
    """List the clients who are due, might leave, fell out of rhythm or are worth most, with why and what to offer."""
    items, after, total = lists.found(ctx, ask)
    return Page(items=items, next=after, total=total)


@operation("GET /predictions/lists/{name}/export", needs="clients:export", effect=Effect.READS)
def export(ctx: Context, ask: ExportClients) -> File:
    """Put a list of predicted clients into a file for a spreadsheet, with phones and what to offer."""
    ctx.need("predictions:read")
    ahead = horizon(ctx)
    header = [say(f"predictions.column.{name}", ctx.language, horizon=ahead) for name in _COLUMNS]
    return table_file(ask.name, ask.format, header, (tuple(_line(ctx, client)) for client in lists.everyone(ctx, ask)))


@operation("POST /predictions/lists/{name}/segment", needs="segments:write", effect=Effect.WRITES)
def save(ctx: Context, ask: SaveClients) -> Segment:
    """Save a list as a segment that is looked up anew each time and follows your limits."""
    name = ask.title or say(f"predictions.list.{ask.name}", ctx.language)
    saved: Segment = save_segment(ctx, SaveSegment(name=name, rule=lists.rule(ctx, ask)))
    return saved


@operation("GET /predictions/clients/{client_id}", needs="predictions:read", effect=Effect.READS)
def client(ctx: Context, ask: WhichClient) -> PredictedClient:
    """Show what is expected of one client: when the next order comes, what it may be, and what a year may bring."""
    known = read_client(ctx, OneClient(client_id=ask.client_id))
    with ctx.port(Mirror).connection(ctx.merchant_id) as connection:
        found: PredictedClient = lists.described(ctx, connection, [known.id])[0]
    return found


@operation("GET /products/{product_id}/similar", needs="predictions:read", effect=Effect.READS)
def similar(ctx: Context, ask: WhichProduct) -> list[SimilarProduct]:
    """List the products that the same clients buy, and the dearer one to suggest instead."""
    product = read_product(ctx, OneProduct(product_id=ask.product_id))
    return offers.similar(ctx, product.id)


@operation("POST /predictions", needs="predictions:write", effect=Effect.WRITES)
def make(ctx: Context, ask: MakePredictions) -> Job:
    """Predict everybody anew from all purchases up to yesterday; it is done every night by itself."""
    return ask_for(ctx)


@operation("GET /predictions/settings", needs="predictions:read", effect=Effect.READS)
def tuned(ctx: Context, ask: ReadPredictions) -> PredictionSettings:
    """Show how far ahead is looked, and from when on a client is inactive, may leave, is gone or most valuable."""
    return settings(ctx)


@operation("PATCH /predictions/settings", needs="predictions:write", effect=Effect.WRITES)
def tune(ctx: Context, ask: TunePredictions) -> PredictionSettings:
    """Change how far ahead is looked, from the next run on, and the limits by which clients are put into lists."""
    changed = PredictionSettings.model_validate(settings(ctx).model_dump() | ask.model_dump(exclude_none=True))
    keep(ctx, changed)
    return changed


def _line(ctx: Context, client: PredictedClient) -> Iterator[Cell]:
    for name in _COLUMNS:
        value = getattr(client, name)
        if name == "offer":
            yield ", ".join(offer.name for offer in value)
        elif name == "due":
            yield say(f"metrics.code.{value}", ctx.language) if value else None
        else:
            yield Decimal(repr(value)) if isinstance(value, float) else value
