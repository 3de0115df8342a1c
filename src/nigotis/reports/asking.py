"""Metrics asked of the mirror for one merchant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, get_origin

from nigotis.kernel.context import Context
from nigotis.kernel.problems import Invalid
from nigotis.metrics.catalogue import Metric, find
from nigotis.metrics.cutting import Cut
from nigotis.metrics.run import ALL, Answer, run
from nigotis.metrics.window import Window
from nigotis.mirror.cache import Mirror
from nigotis.reports.types import Narrowed
from nigotis.segments.members import rules_of
from nigotis.segments.settings import judged
from nigotis.staff.operations import branches_seen

DEFAULT_DAYS = 30
MOST_AHEAD_IN_DAYS = 731
"""Two years are enough for targets; figures that fill every month or day up to the end would fill the memory, too."""
_FILTERS = ("branch", "segment", "product", "category", "client", "seller", "source")


@dataclass(frozen=True)
class Asking:
    """One state of the mirror, to ask several things of."""

    connection: Any
    as_of: datetime | None

    def rows(self, name: str, window: Window, cut: Cut = ALL, **params: Any) -> list[dict[str, Any]]:
        """Rows of a metric, or what `cut` wants of them."""
        return list(run(find(name), window, self.connection, cut, **params).rows.to_pylist())

    def one(self, name: str, window: Window) -> dict[str, Any]:
        """The only row of a metric without grain."""
        return self.rows(name, window)[0]

    def answer(self, metric: Metric, window: Window, params: dict[str, Any], cut: Cut = ALL) -> Answer:
        """The metric, or what `cut` wants of it, with all that stands beside it.

        Raises pydantic.ValidationError for parameters not its own, Invalid for columns not its own.
        """
        return run(metric, window, self.connection, cut, **params)


@contextmanager
def asking(ctx: Context) -> Iterator[Asking]:
    """All questions in the block see one state."""
    mirror = ctx.port(Mirror)
    as_of = mirror.as_of(ctx.merchant_id)
    with mirror.connection(ctx.merchant_id) as connection:
        yield Asking(connection, as_of)


def days(ctx: Context, since: date, until: date) -> Window:
    """A window of all that the asker may see, scored and judged as the merchant chose."""
    return replace(judged(ctx, since, until), branch=branches_seen(ctx))


def last_days(ctx: Context, count: int) -> Window:
    """So many local days up to and including today."""
    return days(ctx, ctx.today - timedelta(days=count - 1), ctx.today)


def window_of(ctx: Context, ask: Narrowed) -> Window:
    """The period and filters asked for; a period that has begun ends today at the latest.

    Raises Invalid for a period backwards or years ahead and for an unknown segment, Forbidden for a branch the asker
    may not see.
    """
    until = ask.until or ctx.today
    if ask.since is None or ask.since <= ctx.today:
        until = min(until, ctx.today)  # else everybody would look silent for the days that are still to come
    last = ctx.today + timedelta(days=MOST_AHEAD_IN_DAYS)
    if until > last:
        raise Invalid("reports.too_far_ahead", field="until", last=last)
    since = ask.since or until - timedelta(days=DEFAULT_DAYS - 1)
    asked = replace(days(ctx, since, until), saved=rules_of(ctx, ask.segment))
    filters = {name: getattr(ask, name) for name in _FILTERS}
    return asked.narrow(**filters | {"branch": branches_seen(ctx, ask.branch)})


def params_of(metric: Metric, ask: Narrowed) -> dict[str, Any]:
    """The metric's parameters among the fields of the ask, lists taken apart."""
    own = metric.parameters.model_fields
    given = {
        name: getattr(ask, name)
        for name in ask.model_fields_set - set(Narrowed.model_fields) - {"name", "format", "compare", "columns"}
        if getattr(ask, name) is not None and not (name == "limit" and name not in own)
    }
    return {
        name: _apart(value) if name in own and _is_list(own[name].annotation) else value
        for name, value in given.items()
    }


def _apart(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) in (tuple, list)
