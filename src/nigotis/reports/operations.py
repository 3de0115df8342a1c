"""Figures on every surface."""

from __future__ import annotations

from nigotis.clients.directory import count
from nigotis.kernel.context import Context
from nigotis.kernel.files import File
from nigotis.kernel.operation import Effect, operation
from nigotis.messages.studying import study
from nigotis.metrics.catalogue import Unit, find, metrics
from nigotis.metrics.cutting import Cut
from nigotis.reports import card as cards
from nigotis.reports import home as first_page
from nigotis.reports import keeping
from nigotis.reports.asking import asking, params_of, window_of
from nigotis.reports.comparing import earlier, whole
from nigotis.reports.figure import about, figure, figure_file
from nigotis.reports.types import (
    ClientCard,
    ClientCounters,
    ExportFigure,
    Figure,
    FigureAbout,
    Home,
    KeepClients,
    ListFigures,
    Nothing,
    ReadFigure,
    WhichClient,
    WhichMessageDocument,
)
from nigotis.sales.listing import clients_who_bought
from nigotis.segments.types import KeptClients


@operation("GET /analytics", needs="reports:read", effect=Effect.READS)
def figures(ctx: Context, ask: ListFigures) -> list[FigureAbout]:
    """List every figure there is, with its definition, columns, units and parameters."""
    return [about(ctx, metric) for metric in metrics().values()]


@operation("GET /analytics/{name}", needs="reports:read", effect=Effect.READS)
def read(ctx: Context, ask: ReadFigure) -> Figure:
    """Show a figure for a period and any filters, with its definition and how fresh it is."""
    metric = find(ask.name)
    window, params = window_of(ctx, ask), params_of(metric, ask)
    with asking(ctx) as mirror:
        answer = mirror.answer(metric, window, params, Cut(ask.columns, ask.limit))
        before = None
        if ask.compare:
            before = mirror.answer(metric, earlier(window, ask.compare), whole(metric, params), Cut(ask.columns))
    return figure(ctx, metric, answer, mirror.as_of, before)


@operation("GET /analytics/{name}/export", needs="reports:read", effect=Effect.READS)
def export(ctx: Context, ask: ExportFigure) -> File:
    """Put a figure into a file for a spreadsheet, all rows of it."""
    metric = find(ask.name)
    if any(column.unit is Unit.CLIENT for column in metric.columns):
        ctx.need("clients:export")
    with asking(ctx) as mirror:
        answer = mirror.answer(metric, window_of(ctx, ask), params_of(metric, ask))
    return figure_file(ctx, metric, answer, ask.format)


@operation("POST /analytics/{name}/segment", needs="segments:write", effect=Effect.WRITES)
def keep(ctx: Context, ask: KeepClients) -> KeptClients:
    """Keep the clients of a figure as a segment, by a tag they all get; the list stays as it is now."""
    ctx.need("reports:read")
    ctx.need("clients:write")
    return keeping.keep(ctx, ask)


@operation("GET /messages/documents/{document}", needs="messages:read", effect=Effect.READS)
def message_document(ctx: Context, ask: WhichMessageDocument) -> File:
    """Make a document of the messages: the list, the clients, the best payers, a sample, the report or the plan."""
    from nigotis.reports.targeting import file  # the pages' templates are read when they are needed

    return file(study(ctx), ask.document, ctx.language)


@operation("GET /clients/counters", needs="clients:read", effect=Effect.READS)
def counters(ctx: Context, ask: Nothing) -> ClientCounters:
    """Count the clients: all, active, waiting, inactive, those who ordered and those who registered today."""
    counted = count(ctx)
    return ClientCounters(**counted.model_dump(), ordered_today=clients_who_bought(ctx, ctx.today))


@operation("GET /clients/{client_id}/card", needs="clients:read", effect=Effect.READS)
def card(ctx: Context, ask: WhichClient) -> ClientCard:
    """Show a client with everything: figures, segment, latest sales and favourite products."""
    return cards.card(ctx, ask.client_id)


@operation("GET /home", needs="reports:read", effect=Effect.READS)
def home(ctx: Context, ask: Nothing) -> Home:
    """Show how the business is doing today, what changed, and which clients to care about."""
    return first_page.home(ctx)
