"""What an operation is given: the transaction, the merchant, who asks and through which door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from nigotis.kernel.db import Database, Owned
from nigotis.kernel.i18n import Language
from nigotis.kernel.outbox import Event, announce
from nigotis.kernel.problems import Forbidden, NotFound

Row = TypeVar("Row", bound=Owned)
Port = TypeVar("Port")
Surface = Literal["web", "api", "mcp", "cli", "worker"]


@dataclass(frozen=True)
class Merchant:
    """What the house needs to know of the business being served. `country` is ISO 3166-1, `currency` ISO 4217."""

    id: int
    name: str
    country: str
    currency: str
    zone: str
    language: Language
    is_demo: bool = False

    @property
    def tz(self) -> ZoneInfo:
        """The merchant's time zone, from the shipped tzdata."""
        return ZoneInfo(self.zone)


@dataclass(frozen=True)
class Actor:
    """Who asks. `kind` is person, key (a program), or house (Nigotis itself: jobs, reactions, the command line)."""

    kind: Literal["person", "key", "house"]
    id: int | None
    name: str
    role: str
    grants: frozenset[str]
    branch_id: int | None = None

    def may(self, grant: str) -> bool:
        """Whether `grant` (`clients:write`) is held; `*` holds everything."""
        return grant in self.grants or "*" in self.grants


HOUSE = Actor("house", None, "Nigotis", "house", frozenset({"*"}))


@dataclass(frozen=True)
class Caller:
    """Somebody at a door: who, for which merchant, through which surface, reading which language."""

    merchant: Merchant
    actor: Actor
    surface: Surface
    language: Language


class Ports:
    """What rooms need from outside, by type; filled in `app.py`, so a room names a protocol and never a vendor."""

    def __init__(self) -> None:
        self._things: dict[type[Any], Any] = {}

    def fill(self, kind: type[Port], thing: Port) -> None:
        """Give the house the thing that serves `kind`."""
        self._things[kind] = thing

    def get(self, kind: type[Port]) -> Port:
        """The thing that serves `kind`; KeyError when `app.py` forgot it."""
        found: Port = self._things[kind]
        return found


def utc_now() -> datetime:
    """The one clock. Tests replace it through `House.clock`."""
    return datetime.now(UTC)


@dataclass
class House:
    """One process of Nigotis: its database, its folder, its clock and its ports."""

    database: Database
    data: Path
    ports: Ports = field(default_factory=Ports)
    clock: Callable[[], datetime] = utc_now


@dataclass
class Context:
    """One transaction of one merchant. Rooms use nothing else to reach the database."""

    db: Session
    house: House
    caller: Caller
    now: datetime
    on_rollback: list[Callable[[], None]] = field(default_factory=list)

    @property
    def merchant(self) -> Merchant:
        """The business being served."""
        return self.caller.merchant

    @property
    def merchant_id(self) -> int:
        """Id of the business being served; every row this transaction sees carries it."""
        return self.caller.merchant.id

    @property
    def actor(self) -> Actor:
        """Who asks."""
        return self.caller.actor

    @property
    def language(self) -> Language:
        """The language of the one who asks."""
        return self.caller.language

    @property
    def today(self) -> date:
        """The merchant's local day."""
        return self.day_of(self.now)

    def day_of(self, moment: datetime) -> date:
        """The local day of the merchant at that moment."""
        return moment.astimezone(self.merchant.tz).date()

    def mine(self, row: type[Row]) -> Select[Row]:
        """The first fence: every query starts here."""
        return select(row).where(row.merchant_id == self.merchant_id)

    def get(self, row: type[Row], row_id: int, *, lock: bool = False) -> Row:
        """One row of this merchant, or NotFound: the same answer for a foreign id and for one that never was."""
        query = self.mine(row).where(row.id == row_id)
        found = self.db.scalar(query.with_for_update() if lock else query)
        if found is None:
            raise NotFound("kernel.not_found")
        return found

    def add(self, row: Row) -> Row:
        """Insert `row` for this merchant; its id is there afterwards."""
        row.merchant_id = self.merchant_id
        self.db.add(row)
        self.db.flush()
        return row

    def need(self, grant: str) -> None:
        """Refuse unless the asker holds `grant`; for what one field of an operation needs beyond its own grant."""
        if not self.actor.may(grant):
            raise Forbidden("kernel.forbidden", grant=grant)

    def tell(self, event: Event) -> None:
        """Announce what happened; it becomes true for others when this transaction commits."""
        announce(self.db, self.merchant_id, event, self.now)

    def port(self, kind: type[Port]) -> Port:
        """The thing from outside that serves `kind`."""
        return self.house.ports.get(kind)
