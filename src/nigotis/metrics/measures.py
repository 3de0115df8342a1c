"""The arithmetic metrics share: what counts as a sale, exact money, shares, days.

Every rule here exists because engines differ (DuckDB, PostgreSQL, Spark): sums are cast to one type, empty sums are
zero, division is done in float64 for shares and in whole numbers for money.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import ibis
import ibis.expr.types as ir

SUM = "decimal(38, 6)"
"""Type of a sum of money or quantity."""


def gives(value: ir.Value, where: ir.Value | None = None) -> ir.Value:
    """Sum of money or quantity, zero where there is nothing to add."""
    return value.sum(where=where).fill_null(ibis.literal(Decimal(0), SUM)).cast(SUM)


def documents_of(lines: ir.Table) -> ir.Table:
    """Sales and returns, a row each: what they name, when they began, and their sums.

    Columns: sale_id, is_return, client_id, branch_id, seller_id, source, day, local_at, amount, discount, units (of
    products only), lines. A document has one client, branch, seller and source; its first line says when it was.
    """
    return lines.group_by("sale_id").agg(
        is_return=lines.is_return.any(),
        client_id=lines.client_id.min(),
        branch_id=lines.branch_id.min(),
        seller_id=lines.seller_id.min(),
        source=lines.source.min(),
        day=lines.day.min(),
        local_at=lines.local_at.min(),
        amount=gives(lines.amount),
        discount=gives(lines.discount),
        units=gives(lines.quantity, where=lines.is_product),
        lines=lines.count(),
    )


HOUR_SUMS = {"documents": "int64", "sales": "int64", "lines": "int64", "gross": SUM, "net": SUM, "units": SUM}
"""The sums of `hours_of`, and their types."""


def hours_of(documents: ir.Table) -> ir.Table:
    """What each branch did in each hour, by source, of documents.

    Columns: day, hour (0 .. 23, local), branch_id, source, documents (sales and returns), sales, lines, gross, net,
    units.
    """
    return documents.group_by("day", "branch_id", "source", hour=documents.local_at.hour().cast("int64")).agg(
        documents=documents.count(),
        sales=sales(documents),
        lines=documents.lines.sum().cast("int64"),
        gross=gross(documents),
        net=net(documents),
        units=gives(documents.units),
    )


def seller_days_of(documents: ir.Table) -> ir.Table:
    """What each seller sold on each day, in each branch and by source, of documents.

    Columns: day, seller_id, branch_id, source, sales, gross, net.
    """
    return documents.group_by("day", "seller_id", "branch_id", "source").agg(
        sales=sales(documents), gross=gross(documents), net=net(documents)
    )


def summed(hours: ir.Table, *names: str, where: ir.Value | None = None) -> dict[str, ir.Value]:
    """Sums of columns of `hours_of` or of `seller_days_of`, zero where there is nothing, each under its own name."""
    return {
        name: hours[name].sum(where=where).fill_null(0).cast(HOUR_SUMS[name])
        if HOUR_SUMS[name] == "int64"
        else gives(hours[name], where=where)
        for name in names
    }


def client_months_of(documents: ir.Table) -> ir.Table:
    """What each known client did in each calendar month with a sale or a return, of documents.

    Columns: client_id, month, first_on, last_on (days with a sale), sales, gross, net, units.
    """
    known = documents.filter(documents.client_id.notnull())
    return known.group_by("client_id", month=month_of(known.day)).agg(**_client_sums(known))


def client_totals_of(documents: ir.Table) -> ir.Table:
    """What each known client did in all, of documents: the columns of `client_months_of` but the month."""
    known = documents.filter(documents.client_id.notnull())
    return known.group_by("client_id").agg(**_client_sums(known))


def _client_sums(known: ir.Table) -> dict[str, ir.Value]:
    return {
        **_sale_days(known),
        "sales": sales(known),
        "gross": gross(known),
        "net": net(known),
        "units": gives(known.units),
    }


def _sale_days(rows: ir.Table) -> dict[str, ir.Value]:
    return {"first_on": rows.day.min(where=~rows.is_return), "last_on": rows.day.max(where=~rows.is_return)}


def client_histories_of(documents: ir.Table) -> ir.Table:
    """The same months, and beside each where the client stood at the end of it.

    Columns: those of `client_months_of`; first_sale_on, last_sale_on, sales_so_far, net_so_far; next_month, the
    client's next one (null: none), so that one filter finds where everyone stood at the end of any month.
    """
    months = client_months_of(documents)
    so_far = ibis.window(group_by="client_id", order_by="month", preceding=None, following=0)
    return months.mutate(
        first_sale_on=months.first_on.min().over(so_far),
        last_sale_on=months.last_on.max().over(so_far),
        sales_so_far=months.sales.sum().over(so_far).cast("int64"),
        net_so_far=months.net.sum().over(so_far).cast(SUM),
        next_month=months.month.lead().over(ibis.window(group_by="client_id", order_by="month")),
    )


def product_branch_months_of(lines: ir.Table) -> ir.Table:
    """What each product did in each branch and calendar month, of lines; what is no product (postage) stands apart.

    Columns: branch_id, product_id, is_product, month, first_on, last_on (days with a sale), units, net.
    """
    known = lines.filter(lines.product_id.notnull())
    keys = ("branch_id", "product_id", "is_product")
    return known.group_by(*keys, month=month_of(known.day)).agg(**_product_sums(known))


def product_months_of(branch_months: ir.Table) -> ir.Table:
    """What each product did in each calendar month, of `product_branch_months_of`: its columns but the branch."""
    return added_up(branch_months, "product_id", "is_product", "month")


def product_totals_of(lines: ir.Table) -> ir.Table:
    """What each product did in all, of lines: the columns of `product_months_of` but branch and month."""
    known = lines.filter(lines.product_id.notnull())
    return known.group_by("product_id", "is_product").agg(**_product_sums(known))


def _product_sums(known: ir.Table) -> dict[str, ir.Value]:
    return {**_sale_days(known), "units": units(known), "net": net(known)}


def added_up(totals: ir.Table, *keys: str) -> ir.Table:
    """One row for each value of `keys`, of several of `client_totals_of` or `product_totals_of` of different days."""
    ends = {"first_on": totals.first_on.min(), "last_on": totals.last_on.max()}
    money = {name: gives(totals[name]) for name in ("units", "gross", "net") if name in totals.columns}
    counts = {name: totals[name].sum().cast("int64") for name in ("sales", "sale_days") if name in totals.columns}
    return totals.group_by(*keys).agg(**ends, **counts, **money)


def month_of(day: ir.Value) -> ir.Value:
    """The first of its month."""
    return day.truncate("M").cast("date")


def days_of_month(day: ir.Value) -> ir.Value:
    """Every day of its month, the first among them: a row each."""
    first = month_of(day).cast("timestamp")
    return ibis.range(first, first + ibis.interval(months=1), ibis.interval(days=1)).unnest().cast("date")


def standings_of(documents: ir.Table) -> ir.Table:
    """Where each known client stands after some documents: client_id, first_sale_on, last_sale_on, sales, net."""
    known = documents.filter(documents.client_id.notnull())
    return known.group_by("client_id").agg(
        first_sale_on=known.day.min(where=~known.is_return),
        last_sale_on=known.day.max(where=~known.is_return),
        sales=sales(known),
        net=net(known),
    )


def how_many(table: ir.Table, where: ir.Value) -> ir.Value:
    """Number of rows that satisfy a condition. Of no rows that is 0; Spark, which adds up ones, has nothing to add."""
    return table.count(where=where).fill_null(0)


def sales(documents: ir.Table) -> ir.Value:
    """Number of sales: documents that are no returns. TypeError for lines, of which a sale has several."""
    if "line_id" in documents.columns:
        raise TypeError("sales are counted in documents; of lines, ask sales_among")
    return how_many(documents, ~documents.is_return)


def sales_among(lines: ir.Table) -> ir.Value:
    """Number of sales that some lines belong to: distinct documents. (Exact on DuckDB, PostgreSQL and Spark.)"""
    return lines.sale_id.nunique(where=~lines.is_return)


def buyers(lines: ir.Table) -> ir.Value:
    """Number of known clients with a sale, of lines or of documents; a return alone makes nobody a buyer."""
    return lines.client_id.nunique(where=~lines.is_return)


def gross(lines: ir.Table) -> ir.Value:
    """What sales brought in before returns; of lines or of documents."""
    return gives(lines.amount, where=~lines.is_return)


def returned(lines: ir.Table) -> ir.Value:
    """What was given back, as a positive amount, so that gross - returned = net."""
    return gives(-lines.amount, where=lines.is_return)


def net(lines: ir.Table) -> ir.Value:
    """Sales less returns."""
    return gives(lines.amount)


def units(lines: ir.Table) -> ir.Value:
    """Quantity sold less quantity returned."""
    return gives(lines.quantity)


def share(part: ir.Value, whole: ir.Value) -> ir.Value:
    """part / whole as float64; null where the whole is zero, or less: what was earned would look given back."""
    return part.cast("float64") / _positive(whole)


def change(now: ir.Value, before: ir.Value) -> ir.Value:
    """Relative change, 0.25 = a quarter more; null where there was nothing before (or less than nothing)."""
    return (now.cast("float64") - before.cast("float64")) / _positive(before)


def _positive(value: ir.Value) -> ir.Value:
    number = value.cast("float64")
    return ibis.ifelse(number > 0, number, ibis.null("float64"))


def per(total: ir.Value, count: ir.Value) -> ir.Value:
    """Exact money divided by a whole number, rounded half away from zero to four places; null where count is 0.

    Worked in whole units and then in ten-thousandths of what is left, so that no sum is too large: float division and
    decimal division both round differently on each engine.
    """
    count = count.nullif(0)
    whole = total.abs().floor().cast("int64")
    left = whole % count * 10_000 + ((total.abs() - whole) * 10_000).cast("int64")
    rounded = (2 * left + count) // (2 * count)
    each = (whole // count).cast(SUM) + rounded * ibis.literal(Decimal("0.0001"), "decimal(5, 4)")
    return (total.sign().cast("int64") * each).cast(SUM)


def with_columns(table: ir.Table, more: ir.Table, key: str) -> ir.Table:
    """`table` with the columns of `more`, which has at most one row for each value of `key`; null is one."""
    return table.left_join(more, table[key].identical_to(more[key])).drop(f"{key}_right")


def beside(table: ir.Table, more: ir.Table, key: str) -> ir.Table:
    """`with_columns` for a key that is never null."""
    return table.left_join(more, key).drop(f"{key}_right")


def standing(value: ir.Value, levels: int) -> ir.Value:
    """Tie-safe level of each row, 1 (lowest value) .. `levels`: 1 + floor(levels * rows strictly lower / rows)."""
    lower = ibis.rank().over(ibis.window(order_by=value))  # 0-based, equal for ties
    return 1 + (levels * lower) // value.count().over(ibis.window())


def with_standing(table: ir.Table, name: str, value: ir.Value, levels: int, of: str | None = None) -> ir.Table:
    """Add the `standing` of a value that has few different ones: they are ranked, not the rows. No value is null.

    `of` names the column that says for how many a row of `table` stands; for one, where it is not given.
    """
    valued = table.mutate(value=value)
    values = valued.group_by("value").agg(rows=valued[of].sum() if of else valued.count())
    up_to = values.rows.sum().over(ibis.window(order_by="value", preceding=None, following=0))
    level = 1 + (levels * (up_to - values.rows)) // values.rows.sum().over(ibis.window())
    ranked = values.select("value", **{name: level.cast("int64")})
    return valued.inner_join(ranked, "value").drop("value")


def days_until(as_of: date, day: ir.Value) -> ir.Value:
    """Whole days from `day` to `as_of`; 0 on the as-of day itself."""
    return ibis.literal(as_of).delta(day, unit="day").cast("int64")


def weekday(day: ir.Value) -> ir.Value:
    """1 = Monday .. 7 = Sunday."""
    return day.day_of_week.index().cast("int64") + 1
