"""What is asked of and answered about predictions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from nigotis.forecasting.receipts import Receipts
from nigotis.kernel.fields import Id, Name, Sum
from nigotis.kernel.paging import PageAsk
from nigotis.kernel.several import Codes, Ids, Names
from nigotis.kernel.tables import TableFormat

ListName = Literal[
    "due",
    "overdue",
    "due_now",
    "due_this_week",
    "later",
    "cannot_tell",
    "might_leave",
    "out_of_rhythm",
    "inactive",
    "most_valuable",
    "value",
]
"""`due` is overdue, due now and due this week together; `value` is everybody of whom value is expected."""

About = Literal["due", "leaving", "value"]
"""What a list is about: when the next order comes, who may not come back, what a year may bring."""


class ReadPredictions(BaseModel):
    """An ask without a question."""


class MakePredictions(BaseModel):
    """Predict everybody anew."""


class Bought(BaseModel):
    """The clients who bought what the filters say, each for itself."""

    branch: Ids = Field((), description="Who bought in which branches?")
    segment: Codes = Field((), description="Who is in which segments or cells, like champions or 54?")
    product: Ids = Field((), description="Who bought which products?")
    category: Names = Field((), description="Who bought from which categories?")
    seller: Ids = Field((), description="Who bought from which sellers?")
    source: Codes = Field((), description="Who bought through which source, like till or website?")


class CountLists(Bought):
    """How long the lists are."""

    about: About | None = Field(None, description="Only those about what: due, leaving or value?")


class PredictedList(BaseModel):
    """A list and how many clients are in it now. `notes` say why a list is as it is, a sentence each; what is expected
    of these clients is expected within `horizon_in_days` days."""

    name: ListName
    about: About
    title: str
    clients: int
    horizon_in_days: int
    sentence: str = Field(description="Who is in it, as a sentence.")
    notes: list[str] = Field([], description="Why these clients are here rather than in another list.")


class Whose(Bought):
    """One of the lists, of the clients who bought what the filters say."""

    name: ListName = Field(description="Which list, like due, might_leave or value?")


class FindClients(Whose, PageAsk):
    """A list, page by page."""


class SaveClients(Whose):
    """A list to keep as a segment."""

    title: Name | None = Field(None, description="What shall the segment be called? Without it, as the list.")


class ExportClients(Whose):
    """A list as a file."""

    format: TableFormat = Field("xlsx", description="As csv or as xlsx?")


class WhichClient(BaseModel):
    """One client."""

    client_id: Id = Field(description="Which client?")


class WhichProduct(BaseModel):
    """One product."""

    product_id: Id = Field(description="Which product?")


class Offer(BaseModel):
    """A product to offer."""

    product_id: int
    name: str


class StepUp(BaseModel):
    """Something dearer of the same kind that others with the same taste buy."""

    product_id: int
    name: str
    instead_of: Offer


class PredictedClient(BaseModel):
    """What is expected of a client, why, and what to offer; null where nothing was predicted yet.

    `orders_expected`, `p_no_order` and `clv` speak of the `horizon_in_days` days after `predicted_on`. What the client
    brings lies between `clv_low` and `clv_high` with 80 % probability, within 365 days between `clv_365_low` and
    `clv_365_high`; the next order falls between `next_order_from` and `next_order_to` with 80 %; both are null where
    it cannot be told.
    """

    client_id: int
    name: str
    phone: str | None
    predicted_on: date | None
    horizon_in_days: int | None
    orders_expected: float | None
    p_no_order: float | None
    clv: Sum | None
    clv_low: Sum | None
    clv_high: Sum | None
    clv_365: Sum | None
    clv_365_low: Sum | None
    clv_365_high: Sum | None
    next_order_from: date | None
    next_order_to: date | None
    due: str | None
    when: str = Field(description="When the next order is expected, in words.")
    reason: str | None
    why: str = Field(description="Why, in words: rhythm, frequency, silence.")
    last_sale_on: date | None
    days_away: int | None
    sales: int
    net: Sum = Field(description="What they have brought so far, net of returns.")
    offer: list[Offer] = Field(description="What to offer, the likeliest first.")
    step_up: StepUp | None


class Said(BaseModel):
    """A receipt in words. `verdict`: the model is shown, the naive rule is shown instead (it did as well on this
    merchant's past), or there is too little past to try either."""

    about: Literal["churn", "next_order", "orders", "value", "offers"]
    verdict: Literal["model", "naive", "untested"]
    cases: int
    sentence: str
    verdict_text: str


class PredictionRun(BaseModel):
    """The last run. `receipts` is the whole backtest: curves, errors, the naive rule beside."""

    id: int
    predicted_on: date
    horizon_in_days: int
    clients: int
    finished_at: datetime
    receipts: Receipts
    said: list[Said]


class Predictions(BaseModel):
    """How sure the predictions are; `run` is null before the first, or where nobody has bought yet."""

    run: PredictionRun | None


class TunePredictions(BaseModel):
    """What to change; what is not given stays."""

    horizon_in_days: int | None = Field(None, ge=14, le=365, description="How many days ahead shall be looked?")
    inactive_after_in_days: int | None = Field(
        None, ge=7, le=730, description="After how many days without a purchase is a client inactive?"
    )
    leaves_from: float | None = Field(
        None, ge=0.05, le=0.95, description="From which probability of no order on may a client leave?"
    )
    gone_after_in_days: int | None = Field(
        None, ge=30, le=3660, description="After how many days without a purchase is a client gone already?"
    )
    valuable_share: float | None = Field(
        None, ge=0.01, le=1, description="How large a part of the clients is called most valuable?"
    )


class SimilarProduct(BaseModel):
    """A product that the same clients buy; `is_step_up`: it is the dearer one to suggest instead."""

    product_id: int
    name: str
    is_step_up: bool
