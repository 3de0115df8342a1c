"""The arithmetic of a receipt: exact decimals, nothing lost and nothing won when parts of it go back.

Amounts are kept to six places. What is given back of a line is its share, rounded to the smallest coin where the line
itself was in whole coins; the last part takes what is left, so the parts always add up to the line.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Context, Decimal

from nigotis.kernel.money import exponent, plain_decimal, to_minor_places
from nigotis.kernel.problems import Invalid

PLACES = Decimal("0.000001")
LIMIT = Decimal(10) ** 12
_WIDE = Context(prec=60)
ZERO = Decimal(0)


@dataclass(frozen=True)
class Figures:
    """The figures of a line, or of what came back of it: all of the same sign."""

    quantity: Decimal
    amount: Decimal
    discount: Decimal
    tax: Decimal
    cost: Decimal | None

    def negative(self) -> Figures:
        """The same with the other sign."""
        cost = None if self.cost is None else -self.cost
        return replace(
            self, quantity=-self.quantity, amount=-self.amount, discount=-self.discount, tax=-self.tax, cost=cost
        )


def line_figures(
    quantity: Decimal, unit_price: Decimal, discount: Decimal, tax: Decimal, unit_cost: Decimal | None
) -> Figures:
    """A sold line: amount = quantity * unit price - discount. Raises Invalid when it is negative or beyond storage."""
    gross = _times(quantity, unit_price)
    if discount > gross:
        raise Invalid("sales.discount_above_price", field="discount")
    amount = gross - discount
    if tax > amount:
        raise Invalid("sales.tax_above_amount", field="tax")
    cost = None if unit_cost is None else _times(quantity, unit_cost)
    return Figures(quantity, within_storage(amount), discount, tax, None if cost is None else within_storage(cost))


def share(sold: Figures, gone: Figures, quantity: Decimal, currency: str) -> Figures:
    """What belongs to `quantity` of a sold line of which `gone` came back before.

    Raises Invalid when more would come back than was sold.
    """
    so_far = gone.quantity + quantity
    if so_far > sold.quantity:
        raise Invalid("sales.more_than_sold", field="quantity", left=plain_decimal(sold.quantity - gone.quantity))

    def part(whole: Decimal, before: Decimal) -> Decimal:
        return _part(whole, before, so_far, sold.quantity, currency)

    return Figures(
        quantity,
        part(sold.amount, gone.amount),
        part(sold.discount, gone.discount),
        part(sold.tax, gone.tax),
        None if sold.cost is None else part(sold.cost, gone.cost or ZERO),
    )


def total_of(parts: Iterable[Decimal]) -> Decimal:
    """The sum, exact; Invalid beyond what can be stored."""
    return within_storage(sum(parts, ZERO))


def check_tenders(total: Decimal, tenders: Iterable[Decimal], currency: str) -> None:
    """Payments, where they are told, make up the total, or the total rounded to the smallest coin."""
    paid = list(tenders)
    if paid and sum(paid) not in (total, to_minor_places(total, currency)):
        raise Invalid(
            "sales.tenders_differ", field="tenders", paid=plain_decimal(sum(paid, ZERO)), total=plain_decimal(total)
        )


def within_storage(amount: Decimal) -> Decimal:
    """`amount`, unless it has more than twelve digits before the point."""
    if abs(amount) >= LIMIT:
        raise Invalid("sales.amount_too_large", field="lines")
    return amount


def _times(quantity: Decimal, each: Decimal) -> Decimal:
    return _WIDE.multiply(quantity, each).quantize(PLACES, ROUND_HALF_UP, _WIDE)


def _part(whole: Decimal, before: Decimal, so_far: Decimal, sold: Decimal, currency: str) -> Decimal:
    coin = Decimal(1).scaleb(-exponent(currency))
    places = coin if whole == whole.quantize(coin, context=_WIDE) else PLACES
    due = _WIDE.divide(_WIDE.multiply(whole, so_far), sold).quantize(places, ROUND_HALF_UP, _WIDE)
    return min(max(due - before, ZERO), whole - before)
