"""What is known of each client: days of orders and what was spent on them, cut at any day without look-ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

EPOCH = date(1970, 1, 1)
DAYS_PER_WEEK = 7

Ints = NDArray[np.int64]
Days = NDArray[np.int32]
Floats = NDArray[np.float64]


def number(day: date) -> int:
    """Whole days since 1970-01-01."""
    return (day - EPOCH).days


@dataclass(frozen=True)
class Histories:
    """Order days of n clients, one after the other.

    `client_id` int64[n] rising; the orders of client i stand at `start[i]:start[i + 1]` (int64[n + 1], never empty);
    `day` int32 days since 1970-01-01, rising within a client; `spend` float64, net of returns.
    """

    client_id: Ints
    start: Ints
    day: Days
    spend: Floats

    def __len__(self) -> int:
        return len(self.client_id)

    @cached_property
    def orders(self) -> Ints:
        """Number of order days, int64[n]."""
        return np.diff(self.start)

    @cached_property
    def owner(self) -> Ints:
        """Position of the client of each order."""
        return np.repeat(np.arange(len(self)), self.orders)

    @property
    def first(self) -> Days:
        """Day of the first order, int32[n]."""
        return self.day[self.start[:-1]]

    @property
    def last(self) -> Days:
        """Day of the last order, int32[n]."""
        return self.day[self.start[1:] - 1]

    @cached_property
    def spent(self) -> Floats:
        """Everything spent so far, float64[n]."""
        return self.total(self.spend)

    @cached_property
    def gaps(self) -> Floats:
        """Days since the client's order before, float64 per order; 0 at first orders."""
        gap = np.diff(self.day, prepend=self.day[:1]).astype(np.float64)
        gap[self.start[:-1]] = 0
        return gap

    @cached_property
    def sorted_gaps(self) -> Floats:
        """The gaps of each client from the shortest to the longest; the 0 of the first order stands first."""
        return self.gaps[np.lexsort((self.gaps, self.owner))]

    def total(self, values: Floats) -> Floats:
        """Sum per client of something given per order, float64[n]."""
        return np.add.reduceat(values, self.start[:-1]) if len(self) else np.zeros(0)

    def of(self, some: NDArray[np.bool_]) -> Histories:
        """Some of the clients."""
        if some.all():
            return self
        start = np.concatenate([[0], np.cumsum(self.orders[some])])
        orders = np.repeat(some, self.orders)
        return Histories(self.client_id[some], start, self.day[orders], self.spend[orders])

    def until(self, cut: int) -> Histories:
        """What was known on the day `cut` (that day included); clients who came later are left out."""
        known = self.day <= cut
        orders = _per_client(known, self.start)
        there = orders > 0
        start = np.concatenate([[0], np.cumsum(orders[there])])
        return Histories(self.client_id[there], start, self.day[known], self.spend[known])

    def orders_within(self, after: int, until: int) -> Ints:
        """Order days in (after, until] of each client, int64[n]."""
        return _per_client((self.day > after) & (self.day <= until), self.start)

    def spent_within(self, after: int, until: int) -> Floats:
        """Money spent in (after, until] by each client, float64[n]."""
        return self.total(np.where((self.day > after) & (self.day <= until), self.spend, 0.0))

    def find(self, client_id: Ints) -> Ints:
        """Positions of clients that are known to be here, int64."""
        return np.searchsorted(self.client_id, client_id)


@dataclass(frozen=True)
class Summary:
    """All that the models of counts need, one entry a client: whole `ticks` of time, `per_week` of them to a week.

    `x` repeat orders, `t` age at the last order, `T` age at the cut (int64[n] each); `log_gaps` is the sum over all
    clients of ln(weeks between two orders). Days are seven ticks to a week; published summaries are in hundredths.
    """

    x: Ints
    t: Ints
    T: Ints
    log_gaps: float = 0.0
    per_week: int = DAYS_PER_WEEK

    def __len__(self) -> int:
        return len(self.x)

    def of(self, some: Ints | NDArray[np.bool_] | slice) -> Summary:
        """Some of the clients (without their share of `log_gaps`)."""
        return Summary(self.x[some], self.t[some], self.T[some], per_week=self.per_week)


def histories(rows: pa.Table) -> Histories:
    """Histories from rows (client_id, day, spend) in any order; rows of one client and one day are one order."""
    client = rows["client_id"].to_numpy().astype(np.int64)
    day = rows["day"].cast(pa.date32()).cast(pa.int32()).to_numpy()
    spend = rows["spend"].cast(pa.float64()).to_numpy()
    order = np.lexsort((spend, day, client))  # spend too: the same sum whatever the order of the rows
    client, day, spend = client[order], day[order], spend[order]
    new = np.ones(len(client), dtype=bool)
    new[1:] = (np.diff(client) != 0) | (np.diff(day) != 0)
    at = np.flatnonzero(new)
    ids, first = np.unique(client[at], return_index=True)
    start = np.append(first, len(at)).astype(np.int64)
    return Histories(ids, start, day[at], np.add.reduceat(spend, at) if len(at) else spend)


def summary(h: Histories, cut: int) -> Summary:
    """x, t and T of every client on the day `cut`; nothing in `h` may be later."""
    gaps = h.gaps[h.gaps > 0]
    log_gaps = float(np.log(gaps / DAYS_PER_WEEK).sum())
    first = h.first.astype(np.int64)
    return Summary(h.orders - 1, h.last - first, cut - first, log_gaps)


def repeat_spend(h: Histories) -> Floats:
    """Mean spend over the repeat orders, the first left out (Fader and Hardie 2013), float64[n]; NaN without any."""
    repeats = h.orders - 1
    rest = h.spent - h.spend[h.start[:-1]]
    mean: Floats = np.divide(rest, repeats, out=np.full(len(h), np.nan), where=repeats > 0)
    return mean


def _per_client(chosen: NDArray[np.bool_], start: Ints) -> Ints:
    counted = np.concatenate([[0], np.cumsum(chosen)])
    orders: Ints = counted[start[1:]] - counted[start[:-1]]
    return orders
