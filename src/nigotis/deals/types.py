"""What is asked of and answered about deals, activities and targets."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from nigotis.deals.settings import StageCode
from nigotis.kernel.fields import Answer, Code, Day, Exact, Id, Moment, Name, Note, NotNegative, Positive
from nigotis.kernel.paging import PageAsk
from nigotis.merchants.types import Currency

Status = Literal["open", "won", "lost"]
EventKind = Literal["entered", "moved", "won", "lost", "reopened", "refunded"]
ActivityKind = Literal["visit", "call", "message", "meeting"]
Measure = Literal["sales_amount", "sales_count", "deals_amount", "deals_count"]
Typed = Annotated[str, StringConstraints(max_length=200)]


class About(BaseModel):
    """What a deal is about."""

    client_id: Id | None = Field(None, description="Which client? May stay open until the deal is won.")
    seller_id: Id | None = Field(None, description="Which seller owns it? You, if not said.")
    partner_id: Id | None = Field(None, description="Which other seller shares it?")
    partner_percent: int | None = Field(None, ge=1, le=99, description="How many percent of it are the partner's?")
    product_ids: list[Id] = Field(default_factory=list, max_length=50, description="Which products is it about?")
    source: Code = Field("other", description="Where does it come from, like call, website or fair?")
    value: NotNegative | None = Field(None, description="How much is it worth?")
    currency: Currency | None = Field(None, description="In which currency, like AZN? Yours, if not said.")
    expected_on: Day | None = Field(None, description="By which day do you expect it to close?")
    note: Note | None = Field(None, description="What should be remembered?")


class AddDeal(About):
    """A new lead or deal."""

    title: Name = Field(description="What is it called, in a few words?")
    stage: StageCode | None = Field(None, description="In which stage does it stand? The first one, if not said.")
    created_on: Day | None = Field(None, description="On which day did it begin? Today, if not said.")


class WhichDeal(BaseModel):
    """One deal."""

    deal_id: Id = Field(description="Which deal?")


class EditDeal(About, WhichDeal):
    """Change what is given, leave the rest."""

    title: Name | None = Field(None, description="What is it called, in a few words?")
    product_ids: list[Id] | None = Field(None, max_length=50, description="Which products is it about?")  # type: ignore[assignment]
    source: Code | None = Field(None, description="Where does it come from, like call, website or fair?")  # type: ignore[assignment]


class MoveDeal(WhichDeal):
    """Another stage."""

    stage: StageCode = Field(description="Into which stage?")


class WinDeal(WhichDeal):
    """A deal that came true."""

    client_id: Id | None = Field(None, description="Which client bought? Only where the deal does not say it yet.")
    value: NotNegative | None = Field(None, description="For how much in the end?")
    sale_id: Id | None = Field(None, description="Which sale did it become, if that is recorded already?")
    on: Day | None = Field(None, description="On which day? Today, if not said.")


class LinkSale(WhichDeal):
    """The sale a won deal became."""

    sale_id: Id | None = Field(description="Which sale? None takes the link away.")


class LoseDeal(WhichDeal):
    """A deal that came to nothing."""

    reason: Name | None = Field(None, description="Why was it lost?")
    on: Day | None = Field(None, description="On which day? Today, if not said.")


class ReopenDeal(WhichDeal):
    """A closed deal that lives again."""

    stage: StageCode | None = Field(None, description="In which stage? The one it was in, if not said.")


class RefundDeal(WhichDeal):
    """Money of a won deal that was given back."""

    amount: Positive = Field(description="How much was given back?")
    on: Day | None = Field(None, description="On which day? Today, if not said.")


class DealFilters(BaseModel):
    """Which deals."""

    q: Typed | None = Field(None, description="What are you looking for: a title, a client, a number?")
    seller: Id | None = Field(None, description="Of which seller?")
    mine: bool = Field(False, description="Only your own?")
    client: Id | None = Field(None, description="With which client?")
    product: Id | None = Field(None, description="About which product?")
    source: Code | None = Field(None, description="From which source?")


class FindDeals(PageAsk, DealFilters):
    """Which deals to list."""

    sale: Id | None = Field(None, description="That became which sale?")
    stage: StageCode | None = Field(None, description="In which stage?")
    status: Status | None = Field(None, description="Only open, won or lost ones?")
    since: Day | None = Field(None, description="Begun on which day or later?")
    until: Day | None = Field(None, description="Begun on which day or earlier?")
    expected_until: Day | None = Field(None, description="Expected to close by which day?")


class ShowBoard(DealFilters):
    """The deals by stage."""


class StageAsk(BaseModel):
    """One stage of the list."""

    code: StageCode | None = Field(None, description="Which stage that is there already? Empty: a new one.")
    name: Name | None = Field(None, description="What is the stage called?")


class EditStages(BaseModel):
    """The stages an open deal goes through."""

    stages: list[StageAsk] = Field(min_length=1, max_length=12, description="Which stages, from the first to the last?")


class Nothing(BaseModel):
    """Nothing needs to be said."""


class Stage(BaseModel):
    """A stage and how many open deals stand in it."""

    code: str
    name: str
    deals: int


class Deal(Answer):
    """A deal as it stands now.

    `number` is the one it has in another system; `refunded` is what was given back since it was won,
    `sale_id` the sale it became.
    """

    id: int
    title: str
    number: str | None
    client_id: int | None
    client_name: str | None
    seller_id: int | None
    seller_name: str | None
    partner_id: int | None
    partner_name: str | None
    partner_percent: int | None
    products: dict[int, str]
    source: str
    value: Exact | None
    currency: str
    stage: str
    stage_name: str
    status: Status
    stage_since: datetime
    created_on: date
    expected_on: date | None
    closed_on: date | None
    lost_reason: str | None
    sale_id: int | None
    refunded: Exact
    note: str | None
    next_activity_on: date | None = Field(description="When the next planned activity of it is due.")
    deleted_at: datetime | None


class DealEvent(Answer):
    """One step of a deal: what happened, in which stage it stood then, who said so."""

    kind: EventKind
    stage: str
    stage_name: str
    at: datetime
    day: date
    seller_id: int | None
    amount: Exact | None
    reason: str | None
    by_name: str


class PlanActivity(BaseModel):
    """A visit, call, message or meeting: planned for a day, or done already."""

    kind: ActivityKind = Field(description="A visit, call, message or meeting?")
    client_id: Id | None = Field(None, description="With which client?")
    deal_id: Id | None = Field(None, description="For which deal?")
    seller_id: Id | None = Field(None, description="Who does it? You, if not said.")
    due_on: Day | None = Field(None, description="For which day is it planned?")
    done_at: Moment | None = Field(None, description="When was it done, if it is?")
    outcome: Note | None = Field(None, description="What came of it?")
    note: Note | None = Field(None, description="What should be remembered?")


class WhichActivity(BaseModel):
    """One activity."""

    activity_id: Id = Field(description="Which activity?")


class EditActivity(PlanActivity, WhichActivity):
    """Change what is given, leave the rest."""

    kind: ActivityKind | None = Field(None, description="A visit, call, message or meeting?")  # type: ignore[assignment]


class FinishActivity(WhichActivity):
    """What was planned is done."""

    done_at: Moment | None = Field(None, description="When was it done? Now, if not said.")
    outcome: Note | None = Field(None, description="What came of it?")


class FindActivities(PageAsk):
    """Which activities to list."""

    state: Literal["planned", "overdue", "today", "done"] | None = Field(
        None, description="Planned, overdue, due today or done ones?"
    )
    kind: ActivityKind | None = Field(None, description="Only visits, calls, messages or meetings?")
    seller: Id | None = Field(None, description="Of which seller?")
    mine: bool = Field(False, description="Only your own?")
    client: Id | None = Field(None, description="With which client?")
    deal: Id | None = Field(None, description="For which deal?")


class Activity(Answer):
    """A visit, call, message or meeting; planned while `done_at` is null."""

    id: int
    kind: ActivityKind
    client_id: int | None
    client_name: str | None
    deal_id: int | None
    deal_title: str | None
    seller_id: int | None
    seller_name: str | None
    due_on: date | None
    done_on: date | None
    done_at: datetime | None
    outcome: str | None
    note: str | None
    deleted_at: datetime | None


class DealCard(Deal):
    """A deal with its whole history, the latest first, and its activities, the planned ones first."""

    events: list[DealEvent]
    activities: list[Activity]


class BoardColumn(BaseModel):
    """One stage, or what was won or lost in the last 30 days; `value` is of deals in your currency."""

    code: str
    name: str
    deals: int
    value: Exact
    items: list[Deal]


class FindTargets(BaseModel):
    """Targets of a month."""

    month: Day = Field(description="Of which month? Any day of it.")


class SetTarget(BaseModel):
    """What a seller is to reach in a month."""

    seller_id: Id = Field(description="Which seller?")
    month: Day = Field(description="For which month? Any day of it.")
    measure: Measure = Field(
        description="What counts: sales_amount, sales_count, deals_amount (won) or deals_count (won)?"
    )
    value: Positive | None = Field(description="How much? Empty takes the target away.")


class Target(Answer):
    """What a seller is to reach in a month; `value` 0 where the target was taken away."""

    seller_id: int
    seller_name: str | None = None
    month: date
    measure: Measure
    value: Exact = Decimal(0)
