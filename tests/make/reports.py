"""A business with a mirror: what is recorded shows in figures after `settle`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from make.clients import a_client
from make.merchants import owner_of
from make.mirror import settle
from make.sales import a_return, a_sale, line
from nigotis.feeds import FEEDS
from nigotis.kernel.context import Caller, House
from nigotis.kernel.i18n import texts
from nigotis.merchants.register import all_merchants
from nigotis.mirror.cache import Mirror
from nigotis.mirror.tail import Tail
from nigotis.sales.types import Sale


@dataclass
class Watched:
    """A business, its owner and the tail that keeps its mirror."""

    house: House
    owner: Caller
    tail: Tail

    def client(self, **said: Any) -> int:
        """A new client; the id."""
        return a_client(self.house, self.owner, **said).id

    def sale(self, client: int | None, days_ago: int, amount: str = "10", **said: Any) -> Sale:
        """A sale of one line so many days ago."""
        product = {"product_id": said.pop("product_id")} if "product_id" in said else {}
        when = self.house.clock() - timedelta(days=days_ago)
        return a_sale(
            self.house, self.owner, line(unit_price=amount, **product), client_id=client, sold_at=when, **said
        )

    def back(self, sale: Sale) -> None:
        """All of a sale comes back, now."""
        a_return(self.house, self.owner, sale)

    def settle(self) -> None:
        """Let the mirror catch up."""
        settle(self.tail)


@contextmanager
def watched(house: House, *, owner: Caller | None = None, **profile: Any) -> Iterator[Watched]:
    """A new business, or the one of `owner`, with a mirror of its own."""
    mirror = Mirror(house.data)
    house.ports.fill(Mirror, mirror)
    tail = Tail(house, FEEDS, lambda session: [merchant.id for merchant in all_merchants(session)])
    yield Watched(house, owner or owner_of(house, **profile), tail)
    tail.close()
    mirror.close()


def noon(day: str) -> datetime:
    """An instant of that day that is the same day in every zone of our merchants."""
    return datetime.fromisoformat(f"{day}T08:00").replace(tzinfo=UTC)


def said(key: str) -> str:
    """The beginning of the refusal `key`, up to its first place to fill, for `pytest.raises(match=...)`."""
    return re.escape(texts()[key]["en"].partition("{")[0])
