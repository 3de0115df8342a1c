"""What is asked of and answered about sales and returns."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from nigotis.kernel.fields import Answer, Code, Day, Exact, Id, Moment, Name, Note, NotNegative, Positive, WallClock
from nigotis.kernel.paging import PageAsk

Kind = Literal["sale", "return"]
Source = Literal["till", "website", "bot", "admin", "import"]
TenderKind = Literal["cash", "card", "transfer", "mobile_money", "points", "other"]


class TenderAsk(BaseModel):
    """A part of the payment."""

    kind: TenderKind = Field(description="Paid by cash, card, transfer, mobile_money, points or other?")
    amount: Positive = Field(description="How much was paid so?")


class LineAsk(BaseModel):
    """One line of a sale: a product of the catalogue, or something else by its name."""

    product_id: Id | None = Field(None, description="Which product?")
    name: Name | None = Field(None, description="What is it, if not from the catalogue?")
    quantity: Positive = Field(description="How much of it?")
    unit_price: NotNegative | None = Field(None, description="At what price each, if not the product's own?")
    discount: NotNegative = Field(Decimal(0), description="How much was taken off the line?")
    tax: NotNegative = Field(Decimal(0), description="How much tax is in it?")


Tenders = Annotated[list[TenderAsk], Field(max_length=20)]


class Happening(BaseModel):
    """When, where and on which paper something was sold or brought back."""

    sold_at: Moment | None = Field(None, description="When did it happen? Now, if not said.")
    local_at: WallClock | None = Field(None, description="Or: what did the clock of the branch show then?")
    branch_id: Id | None = Field(None, description="In which branch?")
    device_id: Id | None = Field(None, description="At which till?")
    seller_id: Id | None = Field(None, description="Who sold it?")
    source: Source = Field("till", description="By till, website, bot, admin or import?")
    document: Code | None = Field(None, description="Which number does the receipt carry?")
    tenders: Tenders = Field(default_factory=list, description="How was it paid?")
    custom: dict[str, Any] = Field(default_factory=dict, description="What do your own fields say?")


class RecordSale(Happening):
    """A sale that happened."""

    client_id: Id | None = Field(None, description="Who bought it?")
    lines: list[LineAsk] = Field(min_length=1, max_length=1_000, description="What was sold?")


class ReturnLineAsk(BaseModel):
    """Goods of one sold line that come back."""

    line_id: Id = Field(description="Which line of the sale?")
    quantity: Positive = Field(description="How much of it comes back?")


class ReturnSale(Happening):
    """Goods that came back, or a sum given back; exactly one of the two."""

    sale_id: Id = Field(description="Which sale?")
    lines: list[ReturnLineAsk] = Field(default_factory=list, max_length=1_000, description="Which goods came back?")
    amount: Positive | None = Field(None, description="Or which sum is given back, without goods?")
    reason: Note | None = Field(None, description="Why did it come back?")


class FindSales(PageAsk):
    """Which sales and returns to list."""

    since: Day | None = Field(None, description="From which day on?")
    until: Day | None = Field(None, description="Up to and including which day?")
    branch: Id | None = Field(None, description="Of which branch?")
    client: Id | None = Field(None, description="Of which client?")
    seller: Id | None = Field(None, description="By which seller?")
    product: Id | None = Field(None, description="With which product?")
    kind: Kind | None = Field(None, description="Only sales, or only returns?")
    source: Code | None = Field(None, description="From which source, like till or website?")
    document: Code | None = Field(None, description="With which receipt number?")


class WhichSale(BaseModel):
    """One sale or return."""

    sale_id: Id = Field(description="Which sale or return?")


class VoidSale(WhichSale):
    """A document recorded by mistake."""

    reason: Note | None = Field(None, description="Why does it not count?")


class SaleHead(Answer):
    """A sale or return without its lines. Amounts of a return are negative; `tax` is contained in `total`.

    `local_at` is the wall clock of the branch, `day` its date. A voided document counts nowhere.
    """

    id: int
    kind: Kind
    document: str | None
    original_sale_id: int | None
    branch_id: int | None
    device_id: int | None
    seller_id: int | None
    client_id: int | None
    client_name: str | None = None
    source: str
    sold_at: datetime
    received_at: datetime
    local_at: datetime
    day: date
    total: Exact
    discount: Exact
    tax: Exact
    currency: str
    reason: str | None
    custom: dict[str, Any]
    voided_at: datetime | None


class SaleLine(Answer):
    """One line. `amount` is what was paid, discount taken off; `returned` is how much of it has come back."""

    id: int
    product_id: int | None
    name: str | None
    quantity: Exact
    unit_price: Exact
    discount: Exact
    tax: Exact
    amount: Exact
    is_product: bool
    original_line_id: int | None
    returned: Exact


class Tender(Answer):
    """A part of the payment; negative where money was given back."""

    kind: TenderKind
    amount: Exact


class Sale(SaleHead):
    """A sale or return with everything on it."""

    lines: list[SaleLine]
    tenders: list[Tender]
