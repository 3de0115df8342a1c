"""The period and the filters a question is asked for; every metric starts from here, so filters work everywhere."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce
from typing import Any, Protocol

import ibis
import ibis.expr.types as ir

from nigotis.kernel.problems import Invalid
from nigotis.metrics.facts import CLIENTS, DEAL_PRODUCTS, DEALS, PREDICTIONS, PRODUCTS, SALE_LINES, SELLERS
from nigotis.metrics.kept import CLIENT_MONTHS, DOCUMENTS, HOURS, PRODUCT_BRANCH_MONTHS, PRODUCT_MONTHS, SELLER_DAYS
from nigotis.metrics.limits import USUAL, Limits
from nigotis.metrics.measures import (
    SUM,
    added_up,
    beside,
    buyers,
    client_months_of,
    client_totals_of,
    documents_of,
    gives,
    hours_of,
    how_many,
    product_branch_months_of,
    product_months_of,
    product_totals_of,
    seller_days_of,
    standings_of,
)
from nigotis.metrics.rollups import BEGINNING, begun_month, by_month, memorable, standings_on
from nigotis.metrics.scoring import Cutoffs, cells, score, tally

FEW = 200
"""Values of a filter up to which they are written into the SQL one by one."""

Ids = int | Iterable[int] | None
Words = str | Iterable[str] | None

_DAY = timedelta(days=1)
LONG = 93
"""Days from which on looking up what is known of months and days is less work than to add up what clients did."""


class Membership(Protocol):
    """A segment that follows a rule of the merchant's own, under the code it is asked by; equal ones hash alike."""

    @property
    def code(self) -> str:
        """What stands for it among the window's segments."""

    def clients(self, day: date, cutoffs: Cutoffs | None = None) -> ir.Table:
        """Ids of the clients in it on `day`, in one column `client_id`."""


@dataclass(frozen=True)
class Window:
    """Local days `since` .. `until`, both included, and what to look at; equal windows hash alike.

    An empty filter lets everything through; several values of one filter mean any of them. `segment` takes codes of
    `scoring.SEGMENTS`, cells such as "54", or codes of `saved`: the clients who were there at the end of `until`,
    judged on the whole business; a period derived from this one (`previous`, `over`, ...) keeps to the same clients,
    `judged_on` the same day. `cutoffs` are the merchant's fixed RFM limits; None means quintiles; `limits` are those
    from which on a client is inactive or may leave. Raises Invalid when the period runs backwards or a segment does
    not exist.
    """

    since: date
    until: date
    branch: tuple[int, ...] = ()
    seller: tuple[int, ...] = ()
    product: tuple[int, ...] = ()
    client: tuple[int, ...] = ()
    category: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    segment: tuple[str, ...] = ()
    cutoffs: Cutoffs | None = None
    limits: Limits = USUAL
    judged_on: date | None = None
    saved: tuple[Membership, ...] = ()

    def __post_init__(self) -> None:
        if self.since > self.until:
            raise Invalid("metrics.period_backwards", field="since", since=self.since, until=self.until)
        cells(self._scored_segments)

    @classmethod
    def sample(cls) -> Window:
        """Any window: for reading what does not depend on one."""
        return cls(date(2000, 1, 1), date(2000, 1, 31))

    @property
    def as_of(self) -> date:
        """The day things are judged on: nothing later is known."""
        return self.until

    def narrow(
        self,
        *,
        branch: Ids = None,
        seller: Ids = None,
        product: Ids = None,
        client: Ids = None,
        category: Words = None,
        source: Words = None,
        segment: Words = None,
    ) -> Window:
        """The same period with these filters set; None leaves a filter as it is."""
        given = {
            "branch": branch,
            "seller": seller,
            "product": product,
            "client": client,
            "category": category,
            "source": source,
            "segment": segment,
        }
        filters: dict[str, Any] = {name: _several(value) for name, value in given.items() if value is not None}
        return replace(self, **filters)

    def over(self, since: date, until: date) -> Window:
        """Another period with the same filters, and with the same clients where a segment is chosen."""
        judged_on = self.judged_on or self.until if self.segment else None
        return replace(self, since=since, until=until, judged_on=judged_on)

    def dropping(self, *names: str) -> Window:
        """The same period without these filters."""
        empty: dict[str, Any] = dict.fromkeys(names, ())
        return replace(self, **empty)

    @property
    def filters(self) -> dict[str, tuple[int, ...] | tuple[str, ...]]:
        """The filters that are set, by name."""
        names = ("branch", "seller", "product", "client", "category", "source", "segment")
        return {name: getattr(self, name) for name in names if getattr(self, name)}

    @property
    def so_far(self) -> Window:
        """From the beginning to the same end."""
        return self.over(BEGINNING, self.until)

    @property
    def previous(self) -> Window:
        """The window just before: as many whole months where this one is whole months, else as many days."""
        before = self.since - _DAY
        if self.since.day == 1 and is_month_end(self.until):
            return self.over(shift_months(self.since, -_months_between(self.since, self.until)), before)
        return self.over(self.since - (self.until - before), before)

    @property
    def previous_month(self) -> Window:
        """The whole calendar month before the one in which this window begins."""
        first = self.since.replace(day=1)
        return self.over(shift_months(first, -1), first - timedelta(days=1))

    @property
    def length_in_days(self) -> int:
        """Number of days, both ends included."""
        return (self.until - self.since).days + 1

    def months_earlier(self, months: int) -> Window:
        """The same days so many months ago; an end of month stays an end of month."""
        return self.over(shift_months(self.since, -months), shift_months(self.until, -months, keep_end=True))

    @property
    def lines(self) -> ir.Table:
        """Sale lines of the period that pass the filters."""
        return self.history.filter(lambda t: t.day >= self.since)

    @property
    def history(self) -> ir.Table:
        """Sale lines from the beginning up to the end of the period that pass the filters."""
        return self.of_segment(self._of_products(self._passing(SALE_LINES)))

    @property
    def documents(self) -> ir.Table:
        """Sales and returns of the period, a row each (`measures.documents_of`), of the lines that pass the filters."""
        return self.document_history.filter(lambda t: t.day >= self.since)

    @property
    def document_history(self) -> ir.Table:
        """Sales and returns from the beginning up to the end of the period, of the lines that pass the filters."""
        if not self.is_of_whole_documents:
            return documents_of(self.history)
        return self.of_segment(self._passing(DOCUMENTS))

    @property
    def hours(self) -> ir.Table:
        """What each branch did in each hour of the period (`measures.hours_of`), of the lines that pass the filters."""
        return self.hour_history.filter(lambda t: t.day >= self.since)

    @property
    def hour_history(self) -> ir.Table:
        """What each branch did in each hour up to the end of the period, of the lines that pass the filters."""
        if self.filters.keys() - {"branch", "source"}:
            return hours_of(self.document_history)
        hours = _any_of(HOURS.filter(HOURS.day <= self.until), "branch_id", self.branch)
        return _any_of(hours, "source", self.source)

    @property
    def seller_days(self) -> ir.Table:
        """What each seller sold on each day of the period (`measures.seller_days_of`)."""
        return self.seller_day_history.filter(lambda t: t.day >= self.since)

    @property
    def seller_day_history(self) -> ir.Table:
        """What each seller sold on each day up to the end of the period (`measures.seller_days_of`)."""
        if self.filters.keys() - {"branch", "seller", "source"}:
            return seller_days_of(self.document_history)
        days = _any_of(SELLER_DAYS.filter(SELLER_DAYS.day <= self.until), "branch_id", self.branch)
        return _any_of(_any_of(days, "seller_id", self.seller), "source", self.source)

    @property
    def buyers(self) -> ir.Table:
        """One row: `clients`, the number of known clients with a sale in the period."""
        if self.is_of_whole_clients:
            standings = self.standings
            return standings.agg(clients=how_many(standings, standings.last_sale_on >= self.since))
        documents = self.documents
        return documents.agg(clients=buyers(documents))

    @property
    def client_months(self) -> ir.Table:
        """What each client did in each month up to the end of the period (`measures.client_months_of`)."""
        if not self.is_of_whole_clients:
            return client_months_of(self.document_history)
        return self._client_parts(client_months_of, BEGINNING)

    @property
    def client_totals(self) -> ir.Table:
        """What each client did in the period (`measures.client_totals_of`)."""
        if not self.is_of_whole_clients:
            return client_totals_of(self.documents)
        return added_up(self._client_parts(client_totals_of, self.since), "client_id")

    def _client_parts(self, of: Callable[[ir.Table], ir.Table], since: date) -> ir.Table:
        months = by_month(CLIENT_MONTHS, of, DOCUMENTS, since, self.until)
        return self.of_segment(_any_of(months, "client_id", self.client))

    @property
    def standings(self) -> ir.Table:
        """Where each client stands at the end of the period, of the lines that pass (`measures.standings_of`)."""
        if self.client or not self.is_of_whole_documents:
            return standings_of(self.document_history)
        return self.of_segment(self.everyone_on(self.until))

    def everyone_on(self, day: date) -> ir.Table:
        """Where everyone stood at the end of a day, whoever is chosen: an engine may know."""
        all_of = self.dropping("client", "segment", "product", "category").over(day, day)
        return memorable(day, standings_of(all_of.document_history)) if all_of.filters else standings_on(day)

    @property
    def client_gains(self) -> ir.Table:
        """What each client who bought in the period brought in it: client_id, last_sale_on, sales, net."""
        if self.client or not self.is_of_whole_documents or self.length_in_days < LONG:
            totals = self.client_totals.rename(last_sale_on="last_on")
            return totals.filter(totals.last_sale_on.notnull()).select("client_id", "last_sale_on", "sales", "net")
        # Two looks at where everyone stood, instead of adding up many months
        now = self.standings.filter(lambda t: t.last_sale_on >= self.since)
        before = self.everyone_on(self.since - _DAY).select("client_id", sales_before="sales", net_before="net")
        both = beside(now, before, "client_id")
        return both.select(
            "client_id",
            "last_sale_on",
            sales=(both["sales"] - both.sales_before.fill_null(0)).cast("int64"),
            net=(both.net - both.net_before.fill_null(0)).cast(SUM),
        )

    @property
    def product_totals(self) -> ir.Table:
        """What each product did in the period (`measures.product_totals_of`)."""
        if not self.is_of_whole_products:
            return product_totals_of(self.lines)
        return added_up(self._of_product_months(product_totals_of, self.since), "product_id", "is_product")

    @property
    def product_standings(self) -> ir.Table:
        """What each product did from the beginning to the end of the period (`measures.product_totals_of`)."""
        if self.client or self.segment:
            return product_totals_of(self.history)
        return self._of_products(self.products_on(self.until))

    @property
    def product_months(self) -> ir.Table:
        """What each product did in each month up to the end of the period (`measures.product_months_of`)."""
        if not self.is_of_whole_products:
            return _product_months_of(self.history)
        return self._of_product_months(_product_months_of, BEGINNING)

    def _of_product_months(self, of: Callable[[ir.Table], ir.Table], since: date) -> ir.Table:
        """What `of` makes of lines since a day, from the kept months where whole ones lie between."""
        months = _any_of(PRODUCT_BRANCH_MONTHS, "branch_id", self.branch) if self.branch else PRODUCT_MONTHS
        lines = _any_of(SALE_LINES, "branch_id", self.branch)
        return self._of_products(by_month(months, of, lines, since, self.until))

    def products_on(self, day: date) -> ir.Table:
        """What each product did up to the end of a day, whichever are chosen: an engine may know."""
        all_of = self.dropping("client", "segment", "product", "category").over(BEGINNING, day)
        return memorable(day, all_of.product_totals)

    def of_each_client(self, of: Callable[[Window], ir.Table]) -> ir.Table:
        """What `of` makes of the window: rows with a client_id, that follow from what this client did up to its end.

        So an engine may know them of everybody, whoever is chosen.
        """
        if self.client or not self.is_of_whole_documents:
            return of(self)
        return self.of_segment(memorable(self.until, of(self.dropping("segment").so_far)))

    def of_each_client_by_parts(self, of: Callable[[Window], ir.Table]) -> ir.Table:
        """What `of` makes of the months that are over, which no sale of today changes, and below it of the days since.

        For rows that follow from what the client did in the window. Where nobody would know them: of all days at once.
        """
        if self.client or not self.is_of_whole_documents:
            return of(self.so_far)
        begun = begun_month(self.until)
        over = self.over(BEGINNING, begun - _DAY).of_each_client(of)
        return over.union(of(self.over(begun, self.until))) if begun <= self.until else over

    def of_each_product(self, of: Callable[[Window], ir.Table]) -> ir.Table:
        """The same for rows with a product_id, that follow from what this product did."""
        if self.client or self.segment:
            return of(self)
        return self._of_products(memorable(self.until, of(self.dropping("product", "category").so_far)))

    @property
    def is_of_whole_clients(self) -> bool:
        """Whether the filters choose clients only, and nothing of what they bought."""
        return not self.filters.keys() - {"client", "segment"}

    @property
    def is_of_whole_documents(self) -> bool:
        """Whether the filters choose sales and clients, and not some of the products of a sale."""
        return not self.product and not self.category

    @property
    def is_of_whole_products(self) -> bool:
        """Whether the filters choose products and branches only, and nothing of how or by whom they were bought."""
        return not self.filters.keys() - {"product", "category", "branch"}

    def _of_products(self, table: ir.Table) -> ir.Table:
        """Rows of `table` that pass the filters on product and category."""
        table = _any_of(table, "product_id", self.product)
        return _of(table, "product_id", _any_of(PRODUCTS, "category", self.category)) if self.category else table

    def _passing(self, table: ir.Table) -> ir.Table:
        """Lines or documents up to the end of the period that pass the filters on columns both have."""
        table = table.filter(table.day <= self.until)
        for column in ("branch", "seller", "client"):
            table = _any_of(table, f"{column}_id", getattr(self, column))
        return _any_of(table, "source", self.source)

    @property
    def clients(self) -> ir.Table:
        """The directory: clients that pass the filters on client, segment and (their own) source."""
        clients = _any_of(_any_of(CLIENTS, "client_id", self.client), "source", self.source)
        return self.of_segment(clients)

    @property
    def products(self) -> ir.Table:
        """The range: products that pass the filters on product and category."""
        return _any_of(_any_of(PRODUCTS, "product_id", self.product), "category", self.category)

    @property
    def deals(self) -> ir.Table:
        """Deals of the chosen clients and sources about any of the chosen products, whenever they began.

        Whose they are is told by their steps: `pipeline.standings` keeps those of the chosen sellers.
        """
        deals = _any_of(_any_of(DEALS, "client_id", self.client), "source", self.source)
        if not self.is_of_whole_documents:
            deals = _of(deals, "deal_id", self._of_products(DEAL_PRODUCTS))
        return self.of_segment(deals)

    def of_sellers(self, table: ir.Table) -> ir.Table:
        """Rows whose `seller_id` is a chosen one; of a branch these are the people who work there."""
        table = _any_of(table, "seller_id", self.seller)
        return _of(table, "seller_id", _any_of(SELLERS, "branch_id", self.branch)) if self.branch else table

    def shows_seller(self, seller_id: int | None) -> bool:
        """Whether a row of this seller is asked for, where it was compared with those of everybody."""
        return not self.seller or seller_id in self.seller

    @property
    def predicted(self) -> ir.Table:
        """The last predictions of who is in the directory; each filter keeps those who bought what it says.

        Each for itself, as the conditions of a rule do: with a branch and a product, who bought in that branch and,
        there or elsewhere, that product.
        """
        known = self.of_segment(_any_of(_of(PREDICTIONS, "client_id", CLIENTS), "client_id", self.client))
        for name in ("branch", "seller", "product", "category", "source"):
            if getattr(self, name):
                bought = Window(self.since, self.until, **{name: getattr(self, name)}).history
                known = _of(known, "client_id", bought.filter(~bought.is_return))
        return known

    @property
    def scored(self) -> ir.Table:
        """RFM of the clients that pass the filters; shape as `scoring.score`.

        Scores compare a client with everyone in the filtered business (branch, product, ...); filters on client and
        segment only choose whom to show, else one client alone would always be the best and the worst.
        """
        scores = score(self.dropping("client", "segment").standings, self.as_of, self.cutoffs)
        return self.of_segment(_any_of(scores, "client_id", self.client))

    @property
    def tally(self) -> ir.Table:
        """How many of the scored clients stand where; shape as `scoring.tally`."""
        if not self.client and not self.segment:
            return tally(self.standings, self.as_of, self.cutoffs)
        scored = self.scored
        return scored.group_by("recency_in_days", "frequency", "r", "f", "cell", "segment").agg(
            clients=scored.count(), monetary=gives(scored.monetary)
        )

    def of_segment(self, table: ir.Table) -> ir.Table:
        """Rows of `table` whose client is in the window's segments; all rows where no segment is chosen."""
        if not self.segment:
            return table
        day = self.judged_on or self.until
        chosen = [one.clients(day, self.cutoffs) for one in self.saved if one.code in self.segment]
        if self._scored_segments:
            scores = score(standings_on(day), day, self.cutoffs)
            chosen.append(_any_of(scores, "cell", cells(self._scored_segments)).select("client_id"))
        return _of(table, "client_id", reduce(ir.Table.union, chosen))

    @property
    def _scored_segments(self) -> tuple[str, ...]:
        rules = {one.code for one in self.saved}
        return tuple(name for name in self.segment if name not in rules)


def _product_months_of(lines: ir.Table) -> ir.Table:
    return product_months_of(product_branch_months_of(lines))


def is_month_end(day: date) -> bool:
    """Whether `day` is the last of its month."""
    return day.day == monthrange(day.year, day.month)[1]


def shift_months(day: date, months: int, *, keep_end: bool = False) -> date:
    """The same day of another month, or that month's last day where it is shorter (or where `keep_end` asks so)."""
    month = day.year * 12 + day.month - 1 + months
    year, month = month // 12, month % 12 + 1
    last = monthrange(year, month)[1]
    return date(year, month, last if keep_end and is_month_end(day) else min(day.day, last))


def _months_between(since: date, until: date) -> int:
    return (until.year - since.year) * 12 + until.month - since.month + 1


def _several(value: int | str | Iterable[int] | Iterable[str]) -> tuple[int | str, ...]:
    return (value,) if isinstance(value, int | str) else tuple(dict.fromkeys(value))


def _of(table: ir.Table, column: str, chosen: ir.Table) -> ir.Table:
    """Rows whose `column` stands in that of `chosen`. No semi join: SQLGlot writes a shared one wrongly for PostgreSQL,
    which has none."""
    return table.filter(table[column].isin(chosen[column]))


def _any_of(table: ir.Table, column: str, values: tuple[int, ...] | tuple[str, ...]) -> ir.Table:
    if not values:
        return table
    if len(values) <= FEW or isinstance(values[0], str):
        return table.filter(table[column].isin(values))
    # One literal for all: building SQL of 10,000 literals takes over a second
    wanted = ibis.literal(",".join(map(str, values))).split(",").cast("array<int64>").unnest().name(column).as_table()
    return _of(table, column, wanted)
