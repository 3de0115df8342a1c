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


def sales(lines: ir.Table) -> ir.Value:
    """Number of sales: distinct documents that are no returns. (Exact on DuckDB, PostgreSQL and Spark.)"""
    return lines.sale_id.nunique(where=~lines.is_return)


def documents(lines: ir.Table) -> ir.Table:
    """Sales and returns of known clients, a row each: client_id, sale_id, is_return, first_on, last_on, amount, units.

    Counting its rows per client is cheaper than counting distinct documents among the lines.
    """
    known = lines.filter(lines.client_id.notnull())
    return known.group_by("client_id", "sale_id", "is_return").agg(
        first_on=known.day.min(),
        last_on=known.day.max(),
        amount=gives(known.amount),
        units=gives(known.quantity, where=known.is_product),
    )


def buyers(lines: ir.Table) -> ir.Value:
    """Number of known clients with a sale; a return alone makes nobody a buyer."""
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
    """part / whole as float64; null where the whole is zero."""
    return part.cast("float64") / whole.cast("float64").nullif(0)


def change(now: ir.Value, before: ir.Value) -> ir.Value:
    """Relative change, 0.25 = a quarter more; null where there was nothing before (or less than nothing)."""
    base = before.cast("float64")
    return (now.cast("float64") - base) / ibis.ifelse(base > 0, base, ibis.null("float64"))


def per(total: ir.Value, count: ir.Value) -> ir.Value:
    """Exact money divided by a whole number, rounded half away from zero to four places; null where count is 0.

    Worked in whole ten-thousandths: float division and decimal division both round differently on each engine.
    """
    parts = (total.abs() * 10_000).cast("int64")
    rounded = (2 * parts + count) // (2 * count).nullif(0)
    return (total.sign().cast("int64") * rounded * ibis.literal(Decimal("0.0001"), "decimal(5, 4)")).cast(SUM)


def standing(value: ir.Value, levels: int) -> ir.Value:
    """Tie-safe level of each row, 1 (lowest value) .. `levels`: 1 + floor(levels * rows strictly lower / rows)."""
    lower = ibis.rank().over(ibis.window(order_by=value))  # 0-based, equal for ties
    return 1 + (levels * lower) // value.count().over(ibis.window())


def days_until(as_of: date, day: ir.Value) -> ir.Value:
    """Whole days from `day` to `as_of`; 0 on the as-of day itself."""
    return ibis.literal(as_of).delta(day, unit="day").cast("int64")


def weekday(day: ir.Value) -> ir.Value:
    """1 = Monday .. 7 = Sunday."""
    return day.day_of_week.index().cast("int64") + 1
