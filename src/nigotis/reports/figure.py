"""A metric as an answer: cells that any surface can carry, names beside ids, headings in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from nigotis.clients.directory import names as client_names
from nigotis.deals.settings import outcome_names
from nigotis.kernel.context import Context
from nigotis.kernel.files import File
from nigotis.kernel.i18n import say
from nigotis.kernel.money import plain_decimal
from nigotis.kernel.tables import Cell, TableFormat, table_file
from nigotis.merchants.register import branch_names
from nigotis.metrics import words
from nigotis.metrics.behind import clients_behind
from nigotis.metrics.catalogue import Column, Metric, Unit
from nigotis.metrics.run import Answer
from nigotis.metrics.scoring import FEWEST_CLIENTS, say_little
from nigotis.places.gazetteer import place_names, region_names
from nigotis.products.catalogue import names as product_names
from nigotis.reports.comparing import beside
from nigotis.reports.partial import partial_rows
from nigotis.reports.types import Compared, Figure, FigureAbout, FigureClients, FigureColumn
from nigotis.staff.operations import seller_names

_NAMES: dict[Unit, Callable[[Context, set[Any]], dict[Any, str]]] = {
    Unit.CLIENT: client_names,
    Unit.PRODUCT: product_names,
    Unit.BRANCH: branch_names,
    Unit.SELLER: seller_names,
    Unit.STAGE: lambda ctx, codes: outcome_names(ctx),
    Unit.PLACE: lambda _, ids: place_names(ids),
    Unit.REGION: lambda _, codes: region_names(codes),
}


def about(ctx: Context, metric: Metric) -> FigureAbout:
    """What a metric is, in the reader's language."""
    schema = metric.parameters.model_json_schema()
    for name, field in schema.get("properties", {}).items():
        field["description"] = words.parameter(metric, name, ctx.language)
    return FigureAbout(
        name=metric.slug,
        title=words.title(metric, ctx.language),
        definition=words.definition(metric, ctx.language),
        details=metric.details,
        grain=list(metric.grain),
        columns=_columns(ctx, metric.columns),
        sources=list(metric.sources),
        params=schema,
    )


def figure(ctx: Context, metric: Metric, answer: Answer, as_of: Any, before: Answer | None = None) -> Figure:
    """A computed metric, beside the same one for another period where that is given."""
    return Figure(
        name=metric.slug,
        title=words.title(metric, ctx.language),
        definition=words.definition(metric, ctx.language),
        note=_note(ctx, answer),
        grain=list(answer.grain),
        columns=_columns(ctx, answer.columns),
        rows=_plain_rows(answer.rows),
        count=answer.count,
        as_of=as_of,
        since=answer.window.since,
        until=answer.window.until,
        filters={name: list(values) for name, values in answer.window.filters.items()},
        params={name: _plain(value) for name, value in answer.params.items()},
        currency=ctx.merchant.currency,
        labels={
            unit.value: {str(key): name for key, name in names.items()}
            for unit, names in labels(ctx, answer.columns, answer.rows).items()
        },
        partial=partial_rows(answer, ctx.today, ctx.language),
        clients=_clients(metric, answer),
        compared=before and _compared(ctx, answer, before),
    )


def _clients(metric: Metric, answer: Answer) -> FigureClients | None:
    behind = clients_behind(metric)
    if behind is None:
        return None
    params = {name: _plain(value) for name, value in behind.asked(answer.params).items()}
    choices = {name: list(words) for name, words in behind.choices.items()}
    return FigureClients(name=behind.metric.slug, params=params, by=behind.by, choices=choices, of=dict(behind.of))


def _note(ctx: Context, answer: Answer) -> str | None:
    """That segments of so few clients, or of clients all alike, say little: scores compare clients with one another."""
    window, units = answer.window, {column.name: column.unit for column in answer.columns}
    if window.cutoffs or window.client or window.segment or "clients" not in units:
        return None
    if Unit.SEGMENT not in units.values() or not say_little(answer.rows["clients"].to_pylist()):
        return None
    return say("reports.few_to_compare", ctx.language, fewest=FEWEST_CLIENTS)


def _compared(ctx: Context, now: Answer, before: Answer) -> Compared:
    """Beside whole days stands a period whose last day may not be over; sales of a part of a day are not asked for."""
    rows, changes = beside(now, before)
    since, until = before.window.since, before.window.until
    found = iter(_plain_rows(pa.Table.from_pylist([row for row in rows if row], before.rows.schema)))
    note = say("reports.beside_whole_days", ctx.language) if now.window.until == ctx.today else None
    shown = [row and next(found) for row in rows]
    return Compared(since=since, until=until, rows=shown, changes=changes, note=note)


def _plain_rows(rows: pa.Table) -> list[list[Any]]:
    """Cells as any surface can carry them, column by column in the engine of Arrow: cell by cell takes many times as
    long."""
    return [list(cells) for cells in zip(*map(_plain_column, rows.columns), strict=True)]


def _plain_column(column: pa.ChunkedArray) -> list[Any]:
    if pa.types.is_decimal(column.type):
        places = pc.ascii_rtrim(column.cast(pa.string()), "0")
        return list(pc.ascii_rtrim(places, ".").to_pylist())
    if pa.types.is_date(column.type):
        return list(column.cast(pa.string()).to_pylist())
    return list(column.to_pylist())


def labels(ctx: Context, columns: Iterable[Column], rows: pa.Table) -> dict[Unit, dict[Any, str]]:
    """Names of the clients, products, branches, sellers and stages that stand in the rows, by unit."""
    ids: dict[Unit, set[Any]] = {}
    for column in columns:
        if column.unit in _NAMES:
            ids.setdefault(column.unit, set()).update(rows[column.name].drop_null().to_pylist())
        elif column.unit is Unit.PRODUCTS:
            ids.setdefault(Unit.PRODUCT, set()).update(pc.list_flatten(rows[column.name]).to_pylist())
    return {unit: _NAMES[unit](ctx, found) if found else {} for unit, found in ids.items()}


def figure_file(ctx: Context, metric: Metric, answer: Answer, kind: TableFormat) -> File:
    """All rows of a computed metric as a file; ids are followed by names, codes are said in words."""
    names = labels(ctx, answer.columns, answer.rows)
    header = [title for column in answer.columns for title in _titles(ctx, column)]
    lines = (
        [cell for column in answer.columns for cell in _cells(ctx, column, row[column.name], names)]
        for row in answer.rows.to_pylist()
    )
    return table_file(metric.slug, kind, header, lines)


def _titles(ctx: Context, column: Column) -> list[str]:
    title = words.column(column.name, ctx.language)
    return ["id", title] if column.unit in _NAMES or column.unit is Unit.PRODUCTS else [title]


def _cells(ctx: Context, column: Column, value: Any, names: dict[Unit, dict[Any, str]]) -> list[Cell]:
    if column.unit in _NAMES:
        return [value, names[column.unit].get(value)]
    if column.unit is Unit.PRODUCTS:
        found = value or []
        return [" ".join(map(str, found)), " + ".join(names[Unit.PRODUCT].get(one, "") for one in found)]
    if value is None:
        return [None]
    if column.unit is Unit.SEGMENT:
        return [words.segment(value, ctx.language)]
    if column.unit is Unit.CODE:
        return [words.code(value, ctx.language)]
    return [Decimal(repr(value)) if isinstance(value, float) else value]


def _columns(ctx: Context, columns: Iterable[Column]) -> list[FigureColumn]:
    return [FigureColumn(name=c.name, title=words.column(c.name, ctx.language), unit=c.unit.value) for c in columns]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
