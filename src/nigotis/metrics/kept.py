"""What an engine may keep ready, so that hot figures need not read every line: tables that follow from sale lines.

Each is an expression over a fact table or an earlier one of these, and the expression stays the definition. Metrics are
written with it; an engine that keeps the table under its name answers from there (`from_kept`), another computes the
expression, and a test holds the two equal. What is kept follows change by change: its rows with one value of `key`
depend only on the rows of the source with that value.

What follows from a fact table by that table's own key is kept in files too: the mirror writes it with every segment of
facts (`is_written`), and whoever reads the mirror is given it instead of making it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ibis
import ibis.expr.types as ir

from nigotis.metrics.facts import SALE_LINES
from nigotis.metrics.measures import (
    client_histories_of,
    days_of_month,
    documents_of,
    hours_of,
    product_branch_months_of,
    product_months_of,
    seller_days_of,
)


@dataclass(frozen=True)
class Kept:
    """A table `of` a source. `order`: neighbours in it are neighbours in memory, which makes looking for some of them
    quick.

    Rows of one `key` follow from the rows of the source that have the same; where the source has no such column, from
    those whose `source_key` is one of the `spread` of any row's. `is_written`: its key is the one that the mirror knows
    the rows of its source by, so what follows from a segment of the source is whole. One that is made of a table that
    is not written has the key of that table.
    """

    name: str
    of: Callable[[ir.Table], ir.Table]
    source: ir.Table
    key: str
    order: tuple[str, ...]
    source_key: str = ""
    spread: Callable[[ir.Value], ir.Value] = lambda value: value
    is_written: bool = False

    @property
    def key_of_source(self) -> str:
        """The column of the source that tells which rows follow from it."""
        return self.source_key or self.key

    @property
    def source_name(self) -> str:
        """The fact table or kept table that it is made of."""
        return str(from_kept(self.source).get_name())

    @cached_property
    def expression(self) -> ir.Table:
        """The definition."""
        return self.of(self.source)

    @cached_property
    def table(self) -> ir.Table:
        """The same by its name alone."""
        return ibis.table(self.expression.schema(), name=self.name)


_DOCUMENTS = Kept("documents", documents_of, SALE_LINES, "sale_id", ("day", "sale_id"), is_written=True)
DOCUMENTS: ir.Table = _DOCUMENTS.expression
"""Every sale and return, a row each: shape as `measures.documents_of`."""

_CLIENT_MONTHS = Kept("client_months", client_histories_of, DOCUMENTS, "client_id", ("next_month",))
CLIENT_MONTHS: ir.Table = _CLIENT_MONTHS.expression
"""What each client did in each month, and stood at its end: shape as `measures.client_histories_of`.

Looked for are those whose next month is a late one, or none: where everyone stood lately.
"""

_HOURS = Kept("hours", hours_of, DOCUMENTS, "day", ("day", "branch_id", "hour"))
HOURS: ir.Table = _HOURS.expression
"""What each branch did in each hour: shape as `measures.hours_of`."""

_SELLER_DAYS = Kept("seller_days", seller_days_of, DOCUMENTS, "day", ("day", "seller_id"))
SELLER_DAYS: ir.Table = _SELLER_DAYS.expression
"""What each seller sold on each day: shape as `measures.seller_days_of`."""

_PRODUCT_BRANCH_MONTHS = Kept(
    "product_branch_months",
    product_branch_months_of,
    SALE_LINES,
    "month",
    ("branch_id", "month", "product_id"),
    "day",
    days_of_month,
)
PRODUCT_BRANCH_MONTHS: ir.Table = _PRODUCT_BRANCH_MONTHS.expression
"""What each product did in each branch and month: shape as `measures.product_branch_months_of`."""

_PRODUCT_MONTHS = Kept("product_months", product_months_of, PRODUCT_BRANCH_MONTHS, "month", ("month", "product_id"))
PRODUCT_MONTHS: ir.Table = _PRODUCT_MONTHS.expression
"""What each product did in each month: shape as `measures.product_months_of`."""

KEPT: tuple[Kept, ...] = (_DOCUMENTS, _CLIENT_MONTHS, _HOURS, _SELLER_DAYS, _PRODUCT_BRANCH_MONTHS, _PRODUCT_MONTHS)
"""Later ones are made of earlier ones."""


IN_PLACE: dict[Any, Any] = {entry.expression.op(): entry.table.op() for entry in KEPT}
"""What to replace in an expression, and by what, so that it asks the kept tables."""


def from_kept(expression: ir.Table) -> ir.Table:
    """The same question asked of the kept tables wherever it holds the expression of one."""
    node: Any = expression.op()
    return node.replace(IN_PLACE).to_expr()
