"""Whether clients come again: cohorts by the month of the first purchase, by its source and by its branch."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from pydantic import Field

from nigotis.metrics import measures
from nigotis.metrics.catalogue import SUM_TYPE, Behind, Unit, metric
from nigotis.metrics.monthly import last_whole_month_end, month_number, month_of
from nigotis.metrics.window import Window, shift_months

Months = Annotated[int, Field(ge=1, le=60, description="How many months back the first purchase may lie.")]
FirstSource = Annotated[str | None, Field(max_length=64, description="Only clients who first bought through it.")]
FirstMonth = Annotated[
    date | None, Field(description="Only those who first bought in the month that begins on this day.")
]
MonthsLater = Annotated[
    int | None, Field(ge=0, le=600, description="Only those who bought so many months after the first one.")
]
FirstBranch = Annotated[int | None, Field(ge=1, description="Only clients who first bought there.")]


def _triangle(
    rows: pa.Table, w: Window, *, months: int, first_source: str | None, first_branch: int | None
) -> pa.Table:
    cells = [cell for _, _, followed in _cells(rows, None, w.until) for cell in followed]
    names = ("first_month", "months_later", "month", "clients", "bought", "share", "net", "net_per_client")
    types = {"first_month": pa.date32(), "month": pa.date32(), "share": pa.float64()}
    types |= dict.fromkeys(("net", "net_per_client"), SUM_TYPE)
    return _table(names, cells, types)


def _by_source(rows: pa.Table, w: Window, *, months: int) -> pa.Table:
    return _by_entry(rows, w, "source", pa.string())


def _by_branch(rows: pa.Table, w: Window, *, months: int) -> pa.Table:
    return _by_entry(rows, w, "branch_id", pa.int64())


@metric(
    "first_month",
    "months_later",
    behind=Behind("cohort_clients"),
    then=_triangle,
    first_month=Unit.MONTH,
    months_later=Unit.COUNT,
    month=Unit.MONTH,
    clients=Unit.COUNT,
    bought=Unit.COUNT,
    share=Unit.SHARE,
    net=Unit.MONEY,
    net_per_client=Unit.MONEY,
)
def cohort_retention(
    w: Window, *, months: Months = 12, first_source: FirstSource = None, first_branch: FirstBranch = None
) -> ir.Table:
    """Of the clients who first bought in a month, how many bought again one, two, three ... months later.

    `clients` is the size of the group, `share` the part of it that bought in that month; net is what the group brought
    in that month, net per client all it has brought since the first, for each client of the group. Groups of the
    months up to the end of the period; the last month counts as far as it has come. First source and branch are those
    of the first purchase.
    """
    return _counted(_chosen(w, months, first_source, first_branch))


@metric(
    "client_id",
    client_id=Unit.CLIENT,
    first_month=Unit.MONTH,
    months_bought=Unit.COUNT,
    sales=Unit.COUNT,
    net=Unit.MONEY,
)
def cohort_clients(
    w: Window,
    *,
    months: Months = 12,
    first_source: FirstSource = None,
    first_branch: FirstBranch = None,
    first_month: FirstMonth = None,
    months_later: MonthsLater = None,
) -> ir.Table:
    """The clients who first bought in the months up to the end of the period, and what they have brought since.

    As `cohort_retention` groups them: by the month, source and branch of the first purchase. With `months_later` those
    who bought in that month after their first, and what they brought in it. Who brought most comes first.
    """
    placed = _chosen(w, months, first_source, first_branch)
    if first_month is not None:
        placed = placed.filter(placed.first_month == first_month.replace(day=1))
    if months_later is not None:
        placed = placed.filter(_number(placed.month) - _number(placed.first_month) == months_later)
    if months_later and first_month is None:
        # As the sums over several groups have it: only groups for whom that month has come whole
        placed = placed.filter(placed.month <= last_whole_month_end(w.until))
    clients = placed.group_by("client_id").agg(
        first_month=placed.first_month.min(),
        months_bought=measures.how_many(placed, placed["sales"] > 0),
        sales=placed["sales"].sum().cast("int64"),
        net=measures.gives(placed.net),
    )
    bought = clients.filter(clients.months_bought > 0)
    return bought.order_by(bought.net.desc(), "client_id")


def _chosen(w: Window, months: int, first_source: str | None, first_branch: int | None) -> ir.Table:
    """`_placed`, of those who first bought through a source and at a branch."""
    if first_source is None and first_branch is None:
        return _placed(w, months)
    placed = _entered(w, months)
    if first_source is not None:
        placed = placed.filter(placed.entry_source == first_source)
    if first_branch is not None:
        placed = placed.filter(placed.entry_branch == first_branch)
    return placed


def _number(month: ir.Value) -> ir.Value:
    return month.year().cast("int64") * 12 + month.month().cast("int64")


@metric(
    "source",
    "months_later",
    behind=Behind("cohort_clients", {"source": "first_source"}),
    then=_by_source,
    source=Unit.TEXT,
    months_later=Unit.COUNT,
    clients=Unit.COUNT,
    bought=Unit.COUNT,
    share=Unit.SHARE,
)
def retention_by_source(w: Window, *, months: Months = 12) -> ir.Table:
    """How many clients buy again so many months later, by the source of their first purchase.

    Each month later counts only those groups of new clients for whom it has come whole. As `cohort_retention`.
    """
    return _counted(_entered(w, months), source="entry_source")


@metric(
    "branch_id",
    "months_later",
    behind=Behind("cohort_clients", {"branch_id": "first_branch"}),
    then=_by_branch,
    branch_id=Unit.BRANCH,
    months_later=Unit.COUNT,
    clients=Unit.COUNT,
    bought=Unit.COUNT,
    share=Unit.SHARE,
)
def retention_by_branch(w: Window, *, months: Months = 12) -> ir.Table:
    """How many clients buy again so many months later, by the branch of their first purchase.

    Each month later counts only those groups of new clients for whom it has come whole. As `cohort_retention`.
    """
    return _counted(_entered(w, months), branch_id="entry_branch")


def _placed(w: Window, months: int) -> ir.Table:
    """Rows of client and month from the first purchase on: sales, net, and first_month, that of the purchase."""
    earliest = shift_months(w.until.replace(day=1), 1 - months)
    firsts = w.standings.filter(lambda t: t.first_sale_on >= earliest)
    monthly = w.client_months.filter(lambda t: t.month >= earliest).select("client_id", "month", "sales", "net")
    placed = monthly.inner_join(
        firsts.select("client_id", first_month=measures.month_of(firsts.first_sale_on)), "client_id"
    )
    return placed.filter(placed.month >= placed.first_month)


def _entered(w: Window, months: int) -> ir.Table:
    """The same, and beside it source and branch of the first purchase: entry_source, entry_branch."""
    return measures.beside(_placed(w, months), w.of_each_client_by_parts(_first_sales), "client_id")


def _first_sales(w: Window) -> ir.Table:
    """Of those who first bought in the period: client_id, entry_source, entry_branch. Of several sales on the first day
    the lowest number is first."""
    sold = w.documents.filter(lambda t: ~t.is_return)
    firsts = w.standings.filter(lambda t: t.first_sale_on >= w.since).select("client_id", day="first_sale_on")
    that_day = sold.inner_join(firsts, ["client_id", "day"])
    place = ibis.row_number().over(ibis.window(group_by="client_id", order_by="sale_id"))
    numbered = that_day.select("client_id", entry_source="source", entry_branch="branch_id", place=place)
    return numbered.filter(numbered.place == 0).drop("place")


def _counted(placed: ir.Table, **entry: str) -> ir.Table:
    keys = {name: placed[column] for name, column in entry.items()}
    cells = placed.group_by(**keys, first_month=placed.first_month, month=placed.month)
    counted = cells.agg(bought=measures.how_many(placed, placed["sales"] > 0), net=measures.gives(placed.net))
    return counted.order_by(*entry, "first_month", "month")


def _cells(rows: pa.Table, entry: str | None, until: date) -> list[tuple[Any, date, list[dict[str, Any]]]]:
    """Each group of new clients: what it entered by, its first month, and a cell for every month up to the end."""
    found: dict[tuple[Any, date], dict[int, tuple[int, Decimal]]] = defaultdict(dict)
    for row in rows.to_pylist():
        found[row.get(entry), row["first_month"]][month_number(row["month"])] = row["bought"], row["net"]
    groups = sorted(found.items(), key=lambda item: (item[0][0] is None, item[0][0] or 0, item[0][1]))
    return [(by, start, _followed(start, months, until)) for (by, start), months in groups]


def _followed(start: date, months: dict[int, tuple[int, Decimal]], until: date) -> list[dict[str, Any]]:
    first, cells, total = month_number(start), [], Decimal(0)
    size = months[first][0]
    for number in range(first, month_number(until) + 1):
        bought, net = months.get(number, (0, Decimal(0)))
        total += net
        later = {"first_month": start, "months_later": number - first, "month": month_of(number)}
        per_client = (total / size).quantize(Decimal("0.01")) if size else None
        cells.append(
            later
            | {"clients": size, "bought": bought, "share": bought / size, "net": net, "net_per_client": per_client}
        )
    return cells


def _by_entry(rows: pa.Table, w: Window, entry: str, kind: pa.DataType) -> pa.Table:
    """Groups of one entry added up, month by month later; a month that is not over yet is left out."""
    sums: dict[tuple[Any, int], list[int]] = defaultdict(lambda: [0, 0])
    whole = month_number(last_whole_month_end(w.until))
    for by, _, cells in _cells(rows, entry, w.until):
        for cell in cells:
            if cell["months_later"] == 0 or month_number(cell["month"]) <= whole:
                both = sums[by, cell["months_later"]]
                both[0] += cell["clients"]
                both[1] += cell["bought"]
    found = [
        {entry: by, "months_later": later, "clients": clients, "bought": bought, "share": bought / clients}
        for (by, later), (clients, bought) in sums.items()
    ]
    found.sort(key=lambda row: (row[entry] is None, row[entry] or 0, row["months_later"]))
    return _table((entry, "months_later", "clients", "bought", "share"), found, {entry: kind, "share": pa.float64()})


def _table(names: tuple[str, ...], rows: list[dict[str, Any]], types: dict[str, pa.DataType]) -> pa.Table:
    schema = pa.schema([(name, types.get(name, pa.int64())) for name in names])
    return pa.Table.from_pylist([{name: row[name] for name in names} for row in rows], schema)
