"""The clients of a figure under a name: they get a tag, and a segment names those who carry it."""

from __future__ import annotations

from nigotis.kernel.context import Context
from nigotis.kernel.i18n import say
from nigotis.kernel.problems import Invalid
from nigotis.metrics import words
from nigotis.metrics.catalogue import Unit, find
from nigotis.metrics.run import Answer
from nigotis.reports.asking import asking, params_of, window_of
from nigotis.reports.types import ExportFigure, KeepClients
from nigotis.segments.operations import keep_clients
from nigotis.segments.types import KeptClients


def keep(ctx: Context, ask: KeepClients) -> KeptClients:
    """Raises Invalid where no row is a client's or where there are too many, Conflict where another list has the name.

    A tag and no copy of the figure's rule: many figures know things of a client that a rule cannot ask (that they
    bought less than before, say), and a list to be worked through stays as it was when somebody took it.
    """
    metric = find(ask.name)
    if unheard := sorted(set(ask.asked) - set(ExportFigure.model_fields)):
        raise Invalid("kernel.invalid", field=f"asked.{unheard[0]}")  # a filter passed over would keep other clients
    figure = ExportFigure.model_validate({**ask.asked, "name": ask.name})
    window = window_of(ctx, figure)
    with asking(ctx) as mirror:
        ids = _clients(mirror.answer(metric, window, params_of(metric, figure)), ask.only)[: ask.limit]
    about = say(
        "reports.kept_from",
        ctx.language,
        figure=words.title(metric, ctx.language),
        since=window.since,
        until=window.until,
    )
    return keep_clients(ctx, ask.title, ids, about)


def _clients(answer: Answer, only: str | None) -> list[int]:
    """Ids of the clients in the rows, in their order; of rows of one word only, where one is given."""
    units = {column.name: column.unit for column in answer.columns}
    key = next((name for name in answer.grain if units[name] is Unit.CLIENT), None)
    if key is None:
        raise Invalid("reports.no_clients_in_figure", field="name")
    coded = [name for name, unit in units.items() if unit in (Unit.CODE, Unit.SEGMENT)]
    rows = answer.rows.to_pylist()
    if only is not None:
        rows = [row for row in rows if only in (row[name] for name in coded)]
    return list(dict.fromkeys(row[key] for row in rows if row[key] is not None))
